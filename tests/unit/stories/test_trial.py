"""What is wrong with a topic, and what it does with stored stories."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from digest.model import Entry, Story, Topic
from digest.stories.closeness import MOST_EXAMPLES
from digest.stories.matching import MOST_WORDS
from digest.stories.rules import flaws
from digest.stories.topic_texts import LONGEST_TEXT
from digest.stories.trial import Tried, try_topics

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NEVER = "no entry can ever belong to it"


def a_story(number: int, *titles: str) -> Story:
    at = NOW + timedelta(minutes=number)
    entries = tuple(
        Entry(id=number * 10 + place, feed_id=1, outlet=f"Wire {place}", title=title, seen_at=at, language="en")
        for place, title in enumerate(titles)
    )
    return Story(id=number, opened_at=at, updated_at=at, entries=entries)


def tried(topic: Topic, *stories: Story) -> Tried:
    return try_topics(stories, [topic])[0]


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (Topic(id="t", any=("—", "Haifa")), ['any: "—" has no word in it, so it never matches']),
        (Topic(id="t", all=(("Haifa",), ("!",))), ['all: "!" has no word in it, so it never matches', NEVER]),
        (
            Topic(id="t", any=("thanksgiving turkey",), none=("turkey",)),
            ['none: "turkey" is part of "thanksgiving turkey", which therefore never brings a story in', NEVER],
        ),
        (Topic(id="t", any=("Haifa", "Haifa port"), none=("port",)), ["none: "]),
        (Topic(id="t", about="of the and"), ['about: "of the and" has no word', NEVER]),
        (Topic(id="t", any=("a",) * 3, examples=("Haifa",) * (MOST_EXAMPLES + 1)), ["examples: there are 33"]),
        (Topic(id="t", about="Haifa " * LONGEST_TEXT), ["about: "]),
        (
            Topic(id="t", any=("word " * (MOST_WORDS + 1),)),
            ['any: "word word word word word word word word…" is longer'],
        ),
        (
            Topic(id="t", any=("strikes", "walkout"), none=("strike",)),
            [
                'none: "strike" is a form of what is in "strikes", which therefore brings no story in that is written in en'
            ],
        ),
        (
            Topic(id="t", any=("flood warning",), none=("warnings",)),
            ['none: "warnings" is a form of what is in "flood warning", which therefore brings no story in that is'],
        ),
        (Topic(id="t", any=("雪",)), ['any: "雪" meets 雪 by itself only']),
        (Topic(id="t", any=("大雪", "Yukon 雪"), none=("春",)), ['any: "Yukon 雪"', 'none: "春"']),
        (Topic(id="t", none=("x",)), [NEVER]),
        (Topic(id="t", none=("x",), about="ferries"), []),
        (Topic(id="t", feeds=("press",)), []),
        (Topic(id="t", all=(("Israel",), ("Turkey",)), none=("thanksgiving turkey",)), []),
    ],
)
def test_what_can_never_match_is_named(topic: Topic, said: list[str]) -> None:
    """One sentence each, and one for a topic of which nothing is left."""
    found = flaws(topic)
    assert len(found) == len(said)
    for sentence, beginning in zip(found, said, strict=True):
        assert sentence.startswith(beginning)


def test_thousands_of_phrases_beside_thousands_of_refused_ones_stall_nobody() -> None:
    """Those of `none` are taken apart once for each language, which takes a second; once for each phrase takes minutes."""
    topic = Topic(
        id="t",
        any=tuple(f"ferry {number:b}a" for number in range(3000)),
        none=tuple(f"{number:b}b" for number in range(3000)),
    )
    start = time.process_time()
    assert flaws(topic) == ()
    assert time.process_time() - start < 15


TIES = Topic(id="ties", all=(("Israel",), ("Turkey",)), none=("thanksgiving",))


def test_a_topic_shows_what_it_takes_what_it_only_just_misses_and_why() -> None:
    """Stories that meet the rule; those with one list of two, or kept out by one word; no others."""
    found = tried(
        TIES,
        a_story(1, "Weather", "Israel and Turkey talk"),
        a_story(2, "Weather", "Turkey votes"),
        a_story(3, "Thanksgiving turkey in Israel"),
        a_story(4, "Weather in Lyon"),
    )
    assert found.stories == 4
    assert [(one.story_id, one.title, one.reason) for one in found.taken] == [
        (1, "Israel and Turkey talk", "has Israel, Turkey")
    ]
    assert [(one.story_id, one.reason) for one in found.missed] == [
        (3, "has Israel, Turkey; kept out by none: thanksgiving"),
        (2, "has Turkey; has nothing of all[1]"),
    ]


def test_closeness_is_shown_in_parts_of_what_is_enough() -> None:
    """The covered words, the nearest example and its threshold stand in the reason; the clearest comes first."""
    topic = Topic(id="it", about="Israel and Turkey exchange ambassadors", examples=("Ferry crews strike over pay",))
    found = tried(
        topic,
        a_story(1, "Ambassadors of Israel return to Turkey"),
        a_story(2, "Crews of a ferry to strike over pay on Monday"),
        a_story(3, "Israel and Turkey play football"),
        a_story(4, "Weather in Lyon"),
    )
    assert {one.story_id for one in found.taken} == {1, 2}
    assert [one.score for one in found.taken] == sorted((one.score for one in found.taken), reverse=True)
    reasons = {one.story_id: one.reason for one in (*found.taken, *found.missed)}
    assert reasons[1].startswith("about: Israel, Türkiye, ambassador (")
    assert 'like "Ferry crews strike over pay" by' in reasons[2]
    assert [one.story_id for one in found.missed] == [3]


def test_a_stray_entry_is_a_near_miss_that_says_so() -> None:
    """Its story tells something else, and the reason says that."""
    topic = Topic(id="it", about="Israel and Turkey exchange ambassadors")
    others = [f"Cup draw: hosts meet {name} in the opening match" for name in ("Ghana", "Peru", "Fiji", "Oman")]
    (missed,) = tried(topic, a_story(1, "Ambassadors of Israel and Turkey at the cup", *others)).missed
    assert missed.reason.endswith("the other entries do not bear it out")


def test_how_much_more_is_asked_than_usual_is_said() -> None:
    """One story tells everything and others only just miss, so what tells a little more is missed, and the reason says why."""
    topic = Topic(id="it", about="Norway beat Angola at handball in Tokyo")
    misses = ("Norway and Angola sign a treaty", "Angola invites Norway to talks", "Norway opens embassy in Angola")
    others = ("Norway beat Angola at curling", *misses)
    found = tried(topic, a_story(1, topic.about), *(a_story(n, title) for n, title in enumerate(others, start=2)))
    assert [one.story_id for one in found.taken] == [1]
    assert found.missed[0].story_id == 2
    assert found.missed[0].reason.endswith("of what is usual, because there the stories part")


def test_what_is_not_of_its_feeds_says_so() -> None:
    """A topic limited to feeds names that as the reason."""
    (missed,) = tried(Topic(id="it", any=("Haifa",), feeds=("press",)), a_story(1, "Fire in Haifa")).missed
    assert missed.reason == "has Haifa; not of its feeds"


def test_topics_are_tried_on_no_stories() -> None:
    """There is nothing to take yet, but what is wrong with the rules is said."""
    found = tried(Topic(id="it", none=("x",)))
    assert (found.stories, found.taken, found.missed, found.flaws) == (0, (), (), (NEVER,))


def test_what_is_far_in_time_from_the_event_is_shown_with_what_that_costs() -> None:
    """It would have belonged on the day of the event, so it is among those that only just missed."""
    told, again = "Norway beat Angola at handball", "Norway beat Chile at handball"
    filler = [a_story(number * 60, f"Council number {number} meets") for number in range(1, 240)]
    found = tried(Topic(id="t", about=told), a_story(0, told), *filler, a_story(60 * 24 * 10, again))
    assert [story.title for story in found.taken] == [told]
    assert [story.title for story in found.missed] == [again]
    assert "times as much, because it is so far in time from the event" in found.missed[0].reason
    assert "far in time" not in found.taken[0].reason
