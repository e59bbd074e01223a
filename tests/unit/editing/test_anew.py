"""What an update adds."""

from __future__ import annotations

from datetime import UTC, datetime

from digest.editing.anew import headlines
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
