"""Stories into messages: within every limit, between stories, nothing lost."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.render.chat import CUT, MOST_BYTES, MOST_ENTITIES, MOST_UNITS, messages
from digest.testing import read_telegram

WORDS = st.text(alphabet="abc é😀<>&\"'אב中", min_size=1, max_size=60).map(lambda text: f"w{text}w")
TITLE = "Morning digest · Tue 16 June"


@st.composite
def stories(draw: st.DrawFn, longest: int = 900) -> str:
    """One chunk as a template writes it: heading, linked headline, quote, outlets."""
    headline = html.escape(draw(WORDS))
    quote = html.escape((draw(WORDS) + " ") * draw(st.integers(1, longest // 20)))
    outlets = draw(st.lists(WORDS, min_size=1, max_size=12))
    links = ", ".join(
        f'<a href="https://example.org/{n}?a=1&amp;b=2">{html.escape(name)}</a>' for n, name in enumerate(outlets)
    )
    section = "<b>SECTION</b>\n" if draw(st.booleans()) else ""
    return (
        f'{section}<b><a href="https://example.org/">{headline}</a></b>\n'
        f"<blockquote expandable>{quote.strip()}</blockquote>\n{links} · first 12:30"
    )


def assert_within_limits(parts: tuple[str, ...]) -> None:
    for part in parts:
        read = read_telegram(part)
        assert read.units <= MOST_UNITS
        assert len(read.entities) <= MOST_ENTITIES
        assert len(part.encode()) <= MOST_BYTES


@settings(max_examples=60)
@given(st.lists(stories(), min_size=1, max_size=40))
def test_parts_join_to_the_original_stories_in_order(chunks: list[str]) -> None:
    """Between the titles stands exactly what was there, and no story is split."""
    rendered = CUT.join([f"<b>{TITLE}</b>\n3 stories", *chunks, "That's all."])
    parts = messages(rendered)
    assert_within_limits(parts)
    texts = [read_telegram(part).text for part in parts]
    if len(parts) > 1:
        for number, text in enumerate(texts, start=1):
            assert text.startswith(f"{TITLE} ({number}/{len(parts)})")
        texts = [text.partition(")")[2].strip() for text in texts]
        texts[0] = f"{TITLE}\n{texts[0]}"
    whole = [f"{TITLE}\n3 stories", *(read_telegram(chunk).text for chunk in chunks), "That's all."]
    assert "\n\n".join(texts).split() == "\n\n".join(whole).split()
    if len(parts) > 1:
        ends = [text.split()[-2:] for text in whole]
        assert all(text.split()[-2:] in ends for text in texts)


@settings(max_examples=60)
@given(st.lists(stories(longest=12_000), min_size=1, max_size=4))
def test_a_story_longer_than_a_message_is_shortened_on_its_text(chunks: list[str]) -> None:
    """Whatever its length, each message stays within the limits and well-formed."""
    parts = messages(CUT.join([f"<b>{TITLE}</b>", *chunks, "That's all."]))
    assert_within_limits(parts)
    assert "".join(parts).count("first 12:30") == len(chunks)


def test_one_message_has_no_number_and_no_second_title() -> None:
    """What fits stays whole."""
    assert messages(f"<b>{TITLE}</b>\n1 story{CUT}\n\n<b>x</b>\n\n\n\ny  \n{CUT}end") == (
        f"<b>{TITLE}</b>\n1 story\n\n<b>x</b>\n\ny\n\nend",
    )


def test_a_story_beyond_a_hundred_links_keeps_their_names() -> None:
    """Telegram would drop the links beyond a hundred; so they are left out, not the words."""
    links = ", ".join(f'<a href="https://example.org/{number}">outlet {number}</a>' for number in range(300))
    parts = messages(f"<b>{TITLE}</b>{CUT}{links}{CUT}end")
    assert_within_limits(parts)
    assert "outlet 299" in "".join(parts)


def test_links_too_long_for_a_message_are_dropped_longest_first() -> None:
    """The raw message stays under 32 KiB."""
    links = ", ".join(f'<a href="https://example.org/{"x" * 1_900}">outlet {number}</a>' for number in range(40))
    parts = messages(f'<b>{TITLE}</b>{CUT}{links} <a href="https://example.org/short">short</a>{CUT}end')
    assert_within_limits(parts)
    assert "https://example.org/short" in "".join(parts)


def test_the_end_does_not_stand_alone() -> None:
    """The last message holds a story beside the foot."""
    story = "<b>story</b> " + "word " * 190
    for count in range(3, 12):
        parts = messages(CUT.join([f"<b>{TITLE}</b>", *[story] * count, "That's all. " + "x" * 900]))
        assert "story" in parts[-1]


def test_a_title_without_end_is_bounded() -> None:
    """A digest's name cannot fill the message."""
    parts = messages(CUT.join([f"<b>{'name ' * 3000}</b>", "<b>x</b>" + "y " * 3000, "end"]))
    assert_within_limits(parts)
    assert all("(" in part.split("\n")[0] for part in parts)


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_many_stories_take_few_messages(count: int) -> None:
    """Messages are filled before a new one begins."""
    parts = messages(CUT.join([f"<b>{TITLE}</b>", *["<b>story</b>\n" + "x" * 390] * count, "end"]))
    assert_within_limits(parts)
    assert len(parts) <= 1 + count // 8
