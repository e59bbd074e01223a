"""What machines wrote, kept so that nobody asks twice: the same on every database."""

from __future__ import annotations

from datetime import timedelta

from digest.model import SummaryKey


def test_what_was_written_is_found_by_revision_and_language(store, now) -> None:
    """Of what was thrown away it is known that it was."""
    english, german, other = SummaryKey(1, "en"), SummaryKey(1, "de"), SummaryKey(2, "en")
    store.summaries.keep(english, "Three were injured.", reason="", now=now)
    store.summaries.keep(german, "", reason="not in the sources: Vier.", now=now)
    assert store.summaries.known([english, german, other]) == {english: "Three were injured.", german: ""}
    assert store.summaries.known([other]) == {}
    assert store.summaries.known([]) == {}


def test_the_first_that_is_kept_stays(store, now) -> None:
    """Two processes that asked at once show one summary from then on."""
    key = SummaryKey(1, "en")
    store.summaries.keep(key, "First.", reason="", now=now)
    store.summaries.keep(key, "Second.", reason="", now=now + timedelta(minutes=1))
    assert store.summaries.known([key]) == {key: "First."}


def test_hostile_text_is_kept_as_text(store, now) -> None:
    """What no database keeps is dropped, and a long reason is cut."""
    key = SummaryKey(1, "en")
    store.summaries.keep(key, "a\x00b\ud800", reason="x" * 10_000, now=now)
    assert store.summaries.known([key]) == {key: "ab"}


def test_a_thousand_are_asked_for_at_once(store, now) -> None:
    """However large an issue is."""
    keys = [SummaryKey(number, "en") for number in range(3000)]
    store.summaries.keep(keys[2999], "Last.", reason="", now=now)
    assert store.summaries.known(keys) == {keys[2999]: "Last."}
