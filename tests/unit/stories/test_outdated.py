"""Which headlines a later entry outdates, and which it leaves standing."""

from __future__ import annotations

import pytest

from digest.stories.outdated import outdates, state


@pytest.mark.parametrize(
    ("earlier", "later", "text", "language"),
    [
        (
            "Landslide in Aosta kills two hikers",
            "Aosta landslide: toll climbs to seven",
            "Seven hikers were killed.",
            "en",
        ),
        ("Two die in Aosta landslide", "Death toll in Aosta landslide rises to seven", "", "en"),
        ("Flood warning for Bristol at level 2", "Bristol flood warning raised to level 4", "", "en"),
        ("Envoy to visit Nicosia on Friday", "Envoy cancels Nicosia visit", "", "en"),
        ("Pilots' strike begins at midnight", "Pilots' strike ends after pay deal", "", "en"),
        ("Skipper of capsized yacht arrested", "Skipper of capsized yacht released", "", "en"),
        ("Bank raises interest rate", "Bank lowers interest rate", "", "en"),
        ("Erdrutsch bei Aosta: Zwei Tote", "Erdrutsch bei Aosta: Zahl der Toten steigt auf sieben", "", "de"),
        ("Glissement de terrain à Aoste : deux morts", "Aoste : le bilan monte à sept morts", "", "fr"),
        ("שר החוץ יבקר בניקוסיה ביום שישי", "שר החוץ ביטל את הביקור בניקוסיה", "", "he"),
    ],
)
def test_a_new_number_of_the_same_thing_and_an_undoing_outdate(
    earlier: str, later: str, text: str, language: str, make_entry
) -> None:
    """A headline must not say what the story no longer says."""
    before = make_entry(1, earlier, language=language)
    after = make_entry(2, later, summary=text, language=language)
    assert outdates(state(after), state(before))


@pytest.mark.parametrize(
    ("earlier", "later", "text"),
    [
        ("Two hikers die in Aosta landslide", "Aosta landslide closes seven roads", ""),
        ("Two hikers die in Aosta landslide", "7 things to know about the Aosta landslide", ""),
        (
            "Two hikers die in Aosta landslide",
            "Minister visits Aosta",
            "In 2011 a landslide killed seven hikers there.",
        ),
        ("Two hikers die in Aosta landslide", "Aosta landslide: two dead, seven missing", ""),
        ("Two dead and 14 injured in Aosta blast", "Two dead in Aosta blast, 20 flats evacuated", ""),
        ("Fire in Nicosia harbour injures three", "Opera in Nicosia cancels concert after harbour fire", ""),
        ("Fire in Nicosia harbour injures three", "Police investigate Nicosia harbour fire", ""),
        ("President thanks envoy for foiling plot", "President calls envoy as police stop plot on ferry", ""),
        ("Envoy to visit Nicosia on Friday", "Opposition rejects budget ahead of Nicosia trip", ""),
    ],
)
def test_what_adds_to_an_event_outdates_nothing(earlier: str, later: str, text: str, make_entry) -> None:
    """A reaction, a feature, a count of something else: the headline stands."""
    assert not outdates(state(make_entry(2, later, summary=text)), state(make_entry(1, earlier)))
