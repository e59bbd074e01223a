"""Buttons hold little, say what is to be, and never leave a reader without a topic by accident."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.inbound.bot.buttons import Press, hashed, narrowed, read_press, topics_on_offer
from digest.model import Address, Digest, Subscription, Topic

TOPICS = tuple(Topic(id=name, any=(name,)) for name in ("a", "b", "c", "d"))
NARROW = Digest(id="narrow", timezone=ZoneInfo("UTC"), topics=("a", "b", "c"))
OPEN = Digest(id="open", timezone=ZoneInfo("UTC"), topics=("a", "*"))
KINDS = st.sampled_from(["digest", "topic", "topics", "issue"])
IDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=64)


def subscription(*topics: str) -> Subscription:
    address = Address(channel="telegram", value="5")
    return Subscription(id=1, subscriber_id=1, name="", digest_id="x", address=address, topics=topics)


@given(KINDS, IDS, IDS, st.booleans())
def test_what_is_written_into_a_button_comes_back_in_at_most_64_bytes(kind, digest: str, topic: str, on: bool) -> None:
    """However long the ids are."""
    press = Press(kind=kind, digest=hashed(digest), topic=hashed(topic), on=on)
    assert len(press.data().encode()) <= 64
    assert read_press(press.data()) == press


@given(st.text(max_size=100))
def test_whatever_a_button_sends_is_read_or_is_none_of_ours(data: str) -> None:
    """Nothing is raised."""
    press = read_press(data)
    assert press is None or press.data() == data[:64]


@given(
    st.sampled_from([NARROW, OPEN]),
    st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=12),
)
def test_a_reader_follows_what_they_pressed(digest: Digest, presses: list[tuple[str, bool]]) -> None:
    """Each press sets one topic; a press that comes twice changes nothing more."""
    offered = topics_on_offer(digest, TOPICS)
    topics: tuple[str, ...] = ()
    for topic, on in presses:
        press = Press(kind="topic", digest=hashed(digest.id), topic=hashed(topic), on=on)
        after = narrowed(digest, subscription(*topics), TOPICS, press)
        if after is None:
            assert not on
            assert digest is NARROW
            continue
        assert set(after) <= set(offered)
        followed = set(after) or (set(offered) if digest is NARROW else set())
        if topic in offered:
            assert (topic in followed) is on
        assert narrowed(digest, subscription(*after), TOPICS, press) == after
        topics = after


@pytest.mark.parametrize(
    ("digest", "before", "topic", "on", "after"),
    [
        (NARROW, (), "b", False, ("a", "c")),
        (NARROW, ("a", "c"), "b", True, ()),
        (NARROW, ("a",), "a", False, None),
        (NARROW, ("gone",), "a", True, ("a",)),
        (OPEN, (), "b", True, ("b",)),
        (OPEN, ("b",), "b", False, ()),
        (OPEN, ("a", "b", "c"), "d", True, ("a", "b", "c", "d")),
    ],
)
def test_topics_narrow_a_digest(
    digest: Digest, before: tuple[str, ...], topic: str, on: bool, after: tuple[str, ...] | None
) -> None:
    """All of a digest's topics are its own choice; of a digest that takes every story none is."""
    press = Press(kind="topic", digest=hashed(digest.id), topic=hashed(topic), on=on)
    assert narrowed(digest, subscription(*before), TOPICS, press) == after


def test_every_story_again_drops_the_readers_choice() -> None:
    """The button that is no topic."""
    assert narrowed(OPEN, subscription("a"), TOPICS, Press(kind="topic", digest=hashed("open"))) == ()
