"""Which language of an issue a browser gets."""

from __future__ import annotations

import pytest

from digest.inbound.web.issues import choose_language, wanted_languages


@pytest.mark.parametrize(
    ("header", "wishes"),
    [
        ("", ()),
        ("he", ("he",)),
        ("de-AT,de;q=0.9,en;q=0.8", ("de", "en")),
        ("en;q=0.2, tr;q=0.9, ar", ("ar", "tr", "en")),
        ("fr;q=0, en", ("en",)),
        ("en;q=high, he", ("he",)),
        ("*, ;q=1, \x00", ("*", "\x00")),
        ("x" * 100_000, ("x" * 1_000,)),
    ],
)
def test_the_header_of_a_browser_is_read_whatever_stands_in_it(header: str, wishes: tuple[str, ...]) -> None:
    """The most wanted first, regions dropped, nonsense ignored, absurd lengths bounded."""
    assert wanted_languages(header) == wishes


def test_no_more_wishes_are_read_than_anybody_has() -> None:
    """A header of a thousand languages costs nothing."""
    assert len(wanted_languages(",".join(f"a{number}" for number in range(300)))) == 20


def test_the_first_wish_that_is_there_is_chosen_and_else_the_oldest_issue() -> None:
    """Whoever wants a language that was not published gets the issue all the same."""
    assert choose_language({"en": 7, "he": 3}, ["fr", "en", "he"]) == "en"
    assert choose_language({"en": 7, "he": 3}, ["fr"]) == "he"
