"""Who gets the same issue, and what is new to each."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from digest.editing.audiences import group_audiences
from digest.model import Address, Site


@pytest.fixture
def group(make_digest, now):
    def run(subscriptions, candidates, seen=None, **digest):
        return group_audiences(
            subscriptions, candidates, seen or {}, digest=make_digest(**digest), site=Site(language="en"), now=now
        )

    return run


@pytest.fixture
def candidate(make_candidate, make_story, make_entry):
    return make_candidate(make_story(make_entry(1), make_entry(2)), "ties")


def test_readers_with_equal_choices_share_an_audience(group, candidate, make_subscription):
    """An issue is composed once an audience, never once a subscriber."""
    audiences = group([make_subscription(1), make_subscription(2)], [candidate])
    assert [audience.subscription_ids for audience in audiences] == [(1, 2)]


@pytest.mark.parametrize(
    "choice",
    [
        {"language": "he"},
        {"reads": ("en", "he")},
        {"timezone": ZoneInfo("Asia/Jerusalem")},
        {"topics": ("ties",)},
        {"mute": ("horoscope",)},
        {"address": Address(channel="telegram", value="7")},
    ],
)
def test_every_choice_that_shapes_an_issue_parts_audiences(group, candidate, make_subscription, choice):
    """Two readers whose issues may differ never share one."""
    audiences = group([make_subscription(1), make_subscription(2, **choice)], [candidate])
    assert len({audience.key for audience in audiences}) == 2


def test_a_reader_who_was_told_parts_from_one_who_was_not(group, candidate, make_subscription):
    """What was seen shapes the issue, too."""
    one, two = make_subscription(1), make_subscription(2)
    told, fresh = group([one, two], [candidate], {one.address: frozenset({101})})
    assert (told.unseen, told.met) == (frozenset({102}), frozenset({1}))
    assert (fresh.unseen, fresh.met) == (frozenset({101, 102}), frozenset())


def test_a_new_reader_gets_the_lookback_at_most(group, make_candidate, make_story, make_entry, make_subscription):
    """`lookback` compares the time of the revision."""
    old = make_candidate(make_story(make_entry(1, hours_ago=30)), "ties")
    new = make_candidate(make_story(make_entry(2, hours_ago=3)), "ties")
    (audience,) = group([make_subscription(1)], [old, new], lookback=timedelta(hours=24))
    assert audience.unseen == {102}


def test_a_regular_reader_gets_everything_since_the_last_issue(
    group, make_candidate, make_story, make_entry, make_subscription
):
    """However long ago it was: a weekly reader misses nothing."""
    old = make_candidate(make_story(make_entry(1, hours_ago=150)), "ties")
    older = make_candidate(make_story(make_entry(0, hours_ago=160)), "ties")
    (audience,) = group([make_subscription(1, through=100)], [older, old])
    assert audience.unseen == {101}


def test_stories_outside_a_readers_topics_do_not_part_audiences(
    group, make_candidate, make_story, make_entry, make_subscription
):
    """Readers of one topic share an issue whatever else they were told."""
    mine = make_candidate(make_story(make_entry(1)), "ties")
    other = make_candidate(make_story(make_entry(2)), "warnings")
    one, two = (make_subscription(i, topics=("ties",)) for i in (1, 2))
    audiences = group([one, two], [mine, other], {one.address: frozenset({102})}, topics=("ties", "warnings"))
    assert len(audiences) == 1


def test_the_key_does_not_depend_on_the_order_of_mutes(group, candidate, make_subscription):
    """The same choices in another order are the same choices."""
    audiences = group([make_subscription(1, mute=("a", "b")), make_subscription(2, mute=("b", "a"))], [candidate])
    assert len(audiences) == 1
