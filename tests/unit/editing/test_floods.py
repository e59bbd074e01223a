"""Floods: a feed that suddenly turns mostly new is held, a backdated entry is news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest.editing.floods import Fresh, come_back

LAST = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)


def fresh(*hours: int | None) -> list[Fresh]:
    """Entries published so many hours after the last good poll."""
    return [
        Fresh(title=f"Title {place}", published=None if hour is None else LAST + timedelta(hours=hour))
        for place, hour in enumerate(hours)
    ]


def test_new_ids_of_old_entries_are_a_flood() -> None:
    found = come_back(fresh(*[-1] * 19, 1), document=20, titles=(), last_success=LAST)
    assert found == frozenset(range(19))


def test_entries_without_a_date_are_known_by_their_titles() -> None:
    titles = {f"Title {place}" for place in range(8)}
    assert come_back(fresh(*[None] * 10), document=10, titles=titles, last_success=LAST) == frozenset(range(8))
    assert come_back(fresh(*[None] * 10), document=10, titles=(), last_success=LAST) == frozenset()


def test_a_feed_that_brings_much_news_after_a_long_sleep_is_no_flood() -> None:
    assert come_back(fresh(*[1] * 50), document=50, titles=(), last_success=LAST) == frozenset()


def test_a_few_backdated_entries_are_news() -> None:
    assert come_back(fresh(-1, -2, -3, -4), document=4, titles=(), last_success=LAST) == frozenset()
    assert come_back(fresh(*[-1] * 9), document=40, titles=(), last_success=LAST) == frozenset()
