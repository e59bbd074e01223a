"""By what an entry is found again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from digest.sources.feed.keys import identity_of, keys_of

MONDAY = datetime(2026, 6, 15, 6, tzinfo=UTC)
TUESDAY = datetime(2026, 6, 16, 6, tzinfo=UTC)


def keys(*items: dict[str, Any], home: str = "https://example.org/") -> tuple[tuple[str, ...], ...]:
    plain: dict[str, Any] = {"guid": "", "link": "", "title": "A title", "summary": "", "published": MONDAY}
    return keys_of([identity_of(**(plain | item), home=home) for item in items])


def test_guid_comes_before_link() -> None:
    """The strongest key stands first; no title key where there is a better one."""
    (found,) = keys({"guid": "g1", "link": "https://example.org/1"})
    assert found == ("guid:g1", "link:https://example.org/1")


def test_a_changed_guid_is_found_by_the_link_and_a_moved_page_by_the_guid() -> None:
    """Guid churn and permalink changes share a key with what was known."""
    (before,) = keys({"guid": "g1", "link": "https://example.org/1"})
    (churned,) = keys({"guid": "g2", "link": "https://example.org/1"})
    (moved,) = keys({"guid": "g1", "link": "https://example.org/other"})
    assert set(before) & set(churned)
    assert set(before) & set(moved)


def test_scheme_tracking_and_mobile_hosts_do_not_make_another_entry() -> None:
    """The same keys through http/https flips and tracking parameters, in guid and link."""
    (one,) = keys({"guid": "http://example.org/?p=1", "link": "http://www.example.org/a?utm_source=rss"})
    (other,) = keys({"guid": "https://www.example.org/?p=1", "link": "https://m.example.org/a/"})
    assert one == other


def test_an_edited_title_keeps_its_keys() -> None:
    """Titles name an entry only where nothing else does."""
    assert keys({"guid": "g", "title": "Before"}) == keys({"guid": "g", "title": "After"})
    assert keys({"link": "https://example.org/1", "title": "Before"}) == keys(
        {"link": "https://example.org/1", "title": "After"}
    )


def test_a_link_that_all_share_names_none_of_them() -> None:
    """Guids remain; without them titles do."""
    link = "https://example.org/news"
    assert keys({"guid": "g1", "link": link}, {"guid": "g2", "link": link}) == (("guid:g1",), ("guid:g2",))
    first, second = keys({"link": link, "title": "One"}, {"link": link, "title": "Two"})
    assert first != second
    assert first[0].startswith("title:")


def test_the_address_of_the_site_names_no_entry() -> None:
    """Even when only one item of a document has it: the next document's item would be the same entry."""
    (home,) = keys({"guid": "g1", "link": "https://example.org"})
    (section,) = keys({"guid": "g1", "link": "https://example.org/news/"}, home="http://www.example.org/news")
    assert home == section == ("guid:g1",)


def test_a_guid_that_different_pages_share_is_ignored() -> None:
    """Some programs write one guid for all."""
    found = keys(*({"guid": "same", "link": f"https://example.org/{n}"} for n in range(3)))
    assert found == tuple((f"link:https://example.org/{n}",) for n in range(3))


def test_a_guid_that_different_titles_share_is_ignored_too() -> None:
    """Four different titles with one guid and one link are four entries."""
    found = keys(*({"guid": "same", "link": "https://example.org/a", "title": f"Title {n}"} for n in range(4)))
    assert len(set(found)) == 4


def test_twins_are_one_entry() -> None:
    """The same guid, link and title twice is an entry twice."""
    twin = {"guid": "g", "link": "https://example.org/1"}
    first, second = keys(twin | {"summary": "as it was"}, twin | {"summary": "as it is", "published": TUESDAY})
    assert first == second == ("guid:g", "link:https://example.org/1")


def test_the_day_tells_daily_titles_apart() -> None:
    """A "Daily roundup" without guid and link is another one each day, and the same one within a day."""
    monday, tuesday = keys({"title": "Daily roundup"}, {"title": "Daily roundup", "published": TUESDAY})
    (again,) = keys({"title": "DAILY Roundup", "published": MONDAY.replace(hour=20), "summary": "edited"})
    assert monday != tuesday
    assert monday == again


def test_items_with_one_title_a_day_are_told_apart_by_their_summaries() -> None:
    """Three warnings in a day are three entries; the same summary again is the same one."""
    found = keys(*({"title": "Warning", "summary": text} for text in ("Ankara", "Izmir", "Ankara")))
    assert len(set(found)) == 2


def test_fragments_tell_guids_of_one_page_apart() -> None:
    """A live page's posts have guids that differ behind "#" only."""
    found = keys(
        *({"guid": f"https://example.org/live#post-{n}", "link": "https://example.org/live"} for n in range(2))
    )
    assert found == (("guid:https://example.org/live#post-0",), ("guid:https://example.org/live#post-1",))


def test_an_endless_guid_gives_a_short_key() -> None:
    """Keys stay indexable, and different."""
    (one,), (other,) = keys({"guid": "x" * 100_000}), keys({"guid": "x" * 99_999})
    assert len(one[0]) < 100
    assert one != other


def test_every_item_has_a_key() -> None:
    """Even one with nothing in it."""
    assert all(keys({"title": "", "published": None}, {"guid": " ", "link": "javascript:x", "title": ""}))
