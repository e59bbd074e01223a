"""What is enough among look-alikes: how far it is raised, and what that does to the topics of stories."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Entry, Topic
from digest.stories import compile_topics, topics_of
from digest.stories.closeness import Closeness
from digest.stories.crowds import A_WORD, NEAR, Crowd, Crowds, Heard, Standing, asked, borne_out
from digest.stories.topics import explain, learn

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def standings(*scores: float, whole: float = 1.0) -> list[Standing]:
    return [Standing(score, whole) for score in scores]


@pytest.mark.parametrize(
    ("scores", "raised"),
    [
        ((), False),
        ((0.9, 0.8, 0.7), False),
        ((2.2, 1.2, 1.1, 0.9, 0.8, 0.7, 0.7), True),
        ((2.2, 1.2, 1.1, 0.3, 0.2), True),
        ((2.2,), False),
        ((1.3, 1.25, 1.2), False),
    ],
)
def test_more_is_asked_where_stories_part_above_what_is_usual(scores: tuple[float, ...], *, raised: bool) -> None:
    """Only as far as there is a gap above what is usually enough, with stories on both of its sides."""
    assert (asked(standings(*scores)) > 1) is raised


def test_the_threshold_lies_in_the_widest_gap() -> None:
    """One story tells everything; those that tell half of it are left out, and the best never is."""
    assert 1.2 < asked(standings(2.2, 1.2, 1.1, 0.9, 0.9, 0.9, 0.9)) <= 2.2
    assert 1.1 < asked(standings(2.2, 2.1, 1.9, 1.1, 0.9, 0.9, 0.9, 0.9, 0.9)) <= 1.9


def test_a_crowd_raises_further_than_a_few() -> None:
    """Where more stories only just miss than are close, whatever the best one leaves open is asked."""
    few, many = standings(4.0, 2.0, 1.3), standings(4.0, 2.0, 1.3, *[0.8] * 4)
    assert 1.3 < asked(few) < 2.0 < asked(many) < 4.0


def test_one_word_more_is_no_gap_without_a_crowd() -> None:
    """A list of synonyms is covered word by word, and stories with fewer of them belong as well."""
    four, three = standings(2.2, 1.65, 1.6, 1.25), standings(2.2, 1.65, 1.6, 1.25, *[0.8] * 5)
    assert asked(four, way=1, step=A_WORD + 0.01) == 1 < asked(three, way=1, step=A_WORD + 0.01)


def test_nothing_is_raised_for_a_topic_that_no_story_tells() -> None:
    """The best story has a third of what was asked: that is how stories belong to a standing topic."""
    assert asked(standings(2.5, 1.4, 1.3, 1.1, *[0.8] * 9, whole=1 / 3)) == 1


def test_what_only_just_misses_a_standing_topic_belongs_to_it() -> None:
    """Down to the next gap, if there are close stories, and not in a crowd; never below what is near."""
    assert NEAR < asked(standings(1.6, 1.4, 1.3, 0.9, 0.85, 0.8, 0.5, whole=1 / 3)) < 0.8
    assert 0.8 < asked(standings(1.6, 1.4, 1.3, 0.95, 0.7, whole=1 / 3)) < 0.95
    assert asked(standings(1.6, *[0.9] * 5, whole=1 / 3)) == 1
    assert asked(standings(0.9, 0.85, 0.8, whole=1 / 3)) == 1


@given(st.lists(st.builds(Standing, st.floats(0, 9), st.floats(0, 1))))
def test_the_best_story_is_never_left_out(stories: list[Standing]) -> None:
    """Whatever the others are like, and in whatever order they come, it is close if it was."""
    found = asked(stories)
    best = max((story.score for story in stories), default=0.0)
    assert found >= NEAR
    assert best < 1 or best >= found
    assert asked(sorted(stories, key=lambda story: story.score)) == found


def test_a_story_is_as_close_as_its_closest_entry_while_the_others_bear_it_out() -> None:
    """Of two entries the closer decides; of many, twice the average."""
    assert borne_out([]) == 0
    assert borne_out([1.2, 0.0]) == 1.2
    assert borne_out([1.2, 0.0, 0.0, 0.0]) == pytest.approx(0.6)


def test_only_stories_that_come_near_stand_in_a_crowd() -> None:
    """Thousands that share a word with a topic take no place."""
    crowds = Crowds()
    crowds.join({"en": [(0.0, Closeness(score=0.5, coverage=0.5, told=0.2))], "de": [(0.0, Closeness())]})
    near = Closeness(score=0.8, coverage=NEAR, told=0.3, likeness=0.2, threshold=0.25, like_all=0.2)
    crowds.join({"en": [(0.0, near)]})
    crowds.settle([0.0])
    assert [round(one.score, 3) for one in (*crowds.words.nearest, *crowds.examples.nearest)] == [NEAR, 0.8]
    assert [round(one.whole, 3) for one in (*crowds.words.nearest, *crowds.examples.nearest)] == [0.3, 0.2]


def test_an_event_in_one_language_is_one_in_all() -> None:
    """Where a story tells all, a look-alike in another language is measured by it, and no near miss is let in."""
    crowd = Crowd()
    for language, score, whole in (("en", 4.0, 1.0), ("de", 1.3, 0.0), ("de", 0.9, 0.0), ("de", 0.8, 0.0)):
        crowd.join({language: [Heard(0.0, score, whole)]})
    crowd.settle([0.0])
    assert crowd.asks("de") == crowd.asks("en") > 1.3


def test_near_misses_of_a_standing_topic_are_compared_in_their_language() -> None:
    """Concepts and words are no one measure: English stories do not say what is near enough in German."""
    crowd = Crowd()
    for language, score in (("en", 1.2), ("en", 0.9), ("de", 0.9), ("de", 0.8)):
        crowd.join({language: [Heard(0.0, score, 0.3)]})
    crowd.settle([0.0])
    assert NEAR < crowd.asks("en") < 0.9
    assert crowd.asks("de") == crowd.asks("tr") == 1


MATCHES = (
    "Trondheim beat Uppsala at curling",
    "Temuco beat Lobito at basketball",
    "Handball: Lobito in final",
    "Handball: Trondheim in final",
)
HANDBALL = (
    "Handball: Gabon beat Oman",
    "Handball: Malta in final",
    "Norway beat Sweden at curling",
    "Chile beat Angola at basketball",
    "Angola in final",
    "Basketball: Angola in final",
    "Basketball: Angola beat Chile",
    "Norway in final of the curling",
    "Norway beat Gabon at curling, final next",
    "Curling: Norway beaten in final",
)
EVENT = Topic(id="event", about="Trondheim beat Lobito at handball")
REPORTS = ("Norway beat Angola at handball", "Handball: Norway in final, Angola beaten")


def an_entry(title: str, number: int = 1, at: datetime = NOW) -> Entry:
    return Entry(id=number, feed_id=1, outlet=f"Wire {number}", title=title, seen_at=at, language="en")


def stories(*titles: str) -> list[list[Entry]]:
    return [[an_entry(title, number)] for number, title in enumerate(titles, start=1)]


def test_an_event_among_its_look_alikes_takes_its_own_story_alone() -> None:
    """Half of the words are enough, but not where one story has them all and every other one has half."""
    own, others = stories(EVENT.about, *MATCHES)[0], stories(*MATCHES)
    topics = compile_topics([EVENT])
    assert all(topics_of(other, topics) == ("event",) for other in others)
    learned = learn(topics, [own, *others])
    assert topics_of(own, learned) == ("event",)
    assert not any(topics_of(other, learned) for other in others)


def test_a_few_words_are_no_event() -> None:
    """One story has all three, others have two: it is a standing topic in few words, and they belong."""
    alert = Topic(id="alert", about="travel warning Istanbul")
    told = [
        "Travel warning for Istanbul",
        "Consulate in Istanbul renews its warning",
        "Families cancel travel to Istanbul",
        "Council ends the travel warning",
    ]
    known = [[an_entry(title, number, NOW + number * timedelta(days=2))] for number, title in enumerate(told)]
    learned = learn(compile_topics([alert]), [*known, *stories(*HANDBALL)])
    assert [topics_of(story, learned) for story in known] == [("alert",)] * 4


def test_examples_among_look_alikes_ask_for_more() -> None:
    """Two reports of one match; those of other matches are like them."""
    topic = Topic(id="it", examples=REPORTS)
    known = stories(*REPORTS, *HANDBALL)
    usual, learned = compile_topics([topic]), learn(compile_topics([topic]), known)
    assert [bool(topics_of(story, usual)) for story in known[:4]] == [True, True, True, True]
    assert [bool(topics_of(story, learned)) for story in known] == [True, True, *[False] * len(HANDBALL)]


def test_the_explanation_tells_how_much_more_is_asked() -> None:
    """`digest topics try` shows it, and the score is in parts of it."""
    known = stories(EVENT.about, *MATCHES)
    topics = compile_topics([EVENT])
    entry = known[1][0]
    usual, close = explain(entry, topics)[0].close, explain(entry, learn(topics, known))[0].close
    assert usual.raised == 1 < usual.score
    assert close.raised > 1 > close.score
    assert close.told == pytest.approx(usual.told, abs=0.2)


def season(first: str, *others: str) -> list[list[Entry]]:
    """A story, nine days of other news, and what was told next to it and in the end."""
    news = [[an_entry(f"Council number {hour} meets", hour, NOW + timedelta(hours=hour))] for hour in range(1, 216)]
    late = [[an_entry(title, 300 + place, NOW + timedelta(days=9))] for place, title in enumerate(others)]
    return [[an_entry(first, 298)], *[[an_entry(title, 299)] for title in others], *news, *late]


def test_more_is_asked_of_what_is_far_in_time_from_the_event() -> None:
    """The same look-alike is nearer to the event on its day than on the tenth."""
    known = season(EVENT.about, MATCHES[0])
    learned = learn(compile_topics([EVENT]), known)
    own, beside, apart = (explain(story[0], learned)[0].close for story in (known[0], known[1], known[-1]))
    assert own.apart == beside.apart == 1
    assert 2 < apart.apart < 3
    assert apart.raised == beside.raised
    assert apart.score == pytest.approx(beside.score / apart.apart)


def test_a_fragment_of_the_day_belongs_where_a_look_alike_of_another_week_does_not() -> None:
    """Their words are the same; only their time tells which is the event."""
    known = season(EVENT.about, "Lobito beaten: Trondheim on handball")
    learned = learn(compile_topics([EVENT]), known)
    assert [topics_of(story, learned) for story in (known[0], known[1], known[-1])] == [("event",), ("event",), ()]


def test_time_says_nothing_of_a_standing_topic() -> None:
    """Where no story tells all that was asked, there is no event to be far from."""
    standing = Topic(id="sport", about="handball curling basketball football tennis rowing hockey skiing cycling judo")
    known = season("Handball and curling: Norway in final", "Handball and curling: Chile in final")
    learned = learn(compile_topics([standing]), known)
    assert explain(known[-1][0], learned)[0].close.apart == 1
    assert topics_of(known[0], learned) == topics_of(known[-1], learned)


@pytest.mark.parametrize(
    ("about", "language", "both", "one"),
    [
        ("ferry strike", "en", "Ferry strike at pier {}", "Ferry painted in colour {}"),
        ("der Streik auf der Fähre", "de", "Streik der Fähre an Steg {}", "Fähre in Farbe {} gestrichen"),
        ("the strike at the hospital", "de", "Streik am Krankenhaus {}", "Krankenhaus {} wird gestrichen"),
    ],
)
def test_one_word_of_several_is_not_enough_however_many_stories_have_both(
    about: str, language: str, both: str, one: str
) -> None:
    """Less is asked of what only just misses a standing topic, but never so little that a single word suffices."""
    titles = [both.format(number) for number in range(30)] + [one.format(number) for number in range(30, 40)]
    known = [[replace(story[0], language=language)] for story in stories(*titles)]
    topics = learn(compile_topics([Topic(id="it", about=about)]), known)
    assert all(topics_of(story, topics) for story in known[:30])
    assert not any(topics_of(story, topics) for story in known[30:])


def test_the_order_of_stories_changes_nothing() -> None:
    """What is asked is asked of all stories at hand, however they are listed."""
    known = stories(EVENT.about, *MATCHES, "Weather in Lyon", "Norway votes")
    topics = compile_topics([EVENT, Topic(id="votes", about="Norway votes", examples=("Norway goes to the polls",))])
    decided = [topics_of(story, learn(topics, known)) for story in known]
    shuffled = random.Random(5).sample(known, len(known))
    assert [topics_of(story, learn(topics, shuffled)) for story in known] == decided
