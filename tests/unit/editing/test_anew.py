"""What an update adds."""

from __future__ import annotations

from datetime import UTC, datetime

from digest.editing.anew import headlines, news_quote
from digest.model import Entry, News, Revision

SEEN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_name_with_an_apostrophe_is_met_as_it_is_written() -> None:
    """The name of the news stands there without its mark."""
    old, new = (
        Entry(id=number, feed_id=number, outlet=f"Outlet {number}", title=title, language="en", seen_at=SEEN)
        for number, title in enumerate(
            ("Crane falls on busy harbour market in Bremen", "Crane falls on busy harbour market in Bremen: O'Hara"),
            start=1,
        )
    )
    revision = Revision(
        id=1, story_id=1, entry_id=9, number=2, news=News(sentence="", names=("OHara",)), created_at=SEEN
    )
    assert headlines((old, new), (revision,), (old,)) == (new,)


def test_the_other_news_of_a_round_up_is_not_what_is_new() -> None:
    """A newsletter that names the story in half of its headline tells nothing of it with the other half."""
    known, roundup, later = (
        Entry(
            id=number, feed_id=number, outlet=f"Outlet {number}", title=title, summary=text, language="en", seen_at=SEEN
        )
        for number, title, text in (
            (1, "Ferry strike stops traffic to Cyprus", "Crews stopped work at dawn."),
            (2, "Mira Dolan has died. And, ferry strike goes on", "The cellist Mira Dolan died at 84."),
            (3, "Ferry strike to Cyprus ends", "Owners offered the crews eleven weeks of holidays."),
        )
    )
    revision = Revision(
        id=1,
        story_id=1,
        entry_id=2,
        number=2,
        news=News(sentence="The cellist Mira Dolan died at 84.", names=("Mira Dolan",)),
        created_at=SEEN,
    )
    found = news_quote((roundup, later), (revision,), (known,), later)
    assert found is not None
    assert found.text == "Owners offered the crews eleven weeks of holidays."
