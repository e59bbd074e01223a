"""Comparing by sense: what vectors join, what they keep apart, and that nothing but the window decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from grouped import remembered_by
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Entry, GroupingSettings
from digest.stories import Grouper
from digest.stories.sense import encodable
from digest.stories.vectors import Vectors, vector_of

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
NUMBERS = 64


def an_entry(number: int, title: str, *, language: str = "en", summary: str = "", **more: object) -> Entry:
    at = START + timedelta(minutes=number)
    made: dict[str, object] = {"outlet": f"Outlet {number}", "seen_at": at}
    return Entry(id=number, feed_id=number, title=title, summary=summary, language=language, **(made | more))  # type: ignore[arg-type]


def pointing(*directions: int, share: float = 1.0) -> bytes:
    """A vector that points into some directions, and for the rest of its length into one that nobody else has."""
    vector = np.zeros(NUMBERS)
    vector[list(directions)] = share
    vector[NUMBERS - 1 - sum(directions) % 8] += 1 - share
    return np.rint(vector / np.linalg.norm(vector) * 127).astype(np.int8).tobytes()


def stories_of(entries: Sequence[Entry], vectors: Mapping[int, bytes]) -> list[int]:
    grouper = Grouper(GroupingSettings())
    return [grouper.add(entry, vector=vectors.get(entry.id, b"")).membership.story_id for entry in entries]


WALKOUT = [
    an_entry(1, "Rail strike begins at dawn"),
    an_entry(2, "Empty platforms as workers walk out"),
    an_entry(3, "Opera house finds its lost curtain"),
]


def test_one_event_in_no_common_words_is_one_story_by_sense() -> None:
    """What words cannot find, an encoder may; without one they stay two."""
    vectors = {1: pointing(0), 2: pointing(0), 3: pointing(1)}
    assert stories_of(WALKOUT, vectors) == [1, 1, 3]
    assert stories_of(WALKOUT, {}) == [1, 2, 3]


def test_zeros_say_nothing() -> None:
    """An encoder that cannot read a text does not make it one with every other that it cannot read."""
    assert stories_of(WALKOUT, dict.fromkeys((1, 2, 3), bytes(NUMBERS))) == [1, 2, 3]


def test_vectors_of_other_lengths_are_not_compared() -> None:
    """They are another encoder's; words go on deciding."""
    vectors = {1: pointing(0), 2: pointing(0)[:32], 3: pointing(0)[:16]}
    assert stories_of(WALKOUT, vectors) == [1, 2, 3]
    same = [*WALKOUT, an_entry(4, "Rail strike begins at dawn on Monday")]
    assert stories_of(same, {1: pointing(0), 4: b"\x01\x02"}) == [1, 2, 3, 1]


@pytest.mark.parametrize("language", ["en", "de"])
def test_one_subject_is_not_one_story(language: str) -> None:
    """What is near to one story joins it; what is as near to many belongs to their subject, in any language."""
    titles = [f"{letter}lpha {letter}eta {letter}amma" for letter in "BCDFGHJKLMNPRSTV"]
    entries = [an_entry(number, title) for number, title in enumerate(titles, start=1)]
    newcomer, vector = an_entry(99, "Leuchtturm", language=language), pointing(0, 51, 52)

    def joins(several: Sequence[Entry]) -> bool:
        apart = Grouper(GroupingSettings())
        placed = [apart.add(entry) for entry in several]
        grouper = Grouper(GroupingSettings())
        vectors = {entry.id: pointing(0, 51, 52, entry.id) for entry in several}
        grouper.restore(remembered_by(several, placed, timedelta(days=7), vectors))
        return grouper.add(newcomer, vector=vector).membership.reason == "joined"

    assert joins(entries[:1])
    assert not joins(entries)


def test_a_story_is_found_by_sense_in_another_language() -> None:
    """No concept of the tables need be shared where an encoder is sure."""
    entries = [
        an_entry(1, "Lighthouse keeper retires at ninety"),
        an_entry(2, "Ein Leuchtturm wird einsam", language="de"),
    ]
    assert stories_of(entries, {1: pointing(5), 2: pointing(5)}) == [1, 1]
    assert stories_of(entries, {1: pointing(5), 2: pointing(6)}) == [1, 2]
    assert stories_of(entries, {}) == [1, 2]


def test_a_membership_by_sense_names_its_nearest_entry_and_its_score() -> None:
    """`digest why` explains it as any other."""
    grouper = Grouper(GroupingSettings())
    grouper.add(WALKOUT[0], vector=pointing(0))
    membership = grouper.add(WALKOUT[1], vector=pointing(0)).membership
    assert (membership.reason, membership.nearest_entry_id, membership.shared) == ("joined", 1, ())
    assert membership.score >= membership.threshold


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[Entry], dict[int, bytes]]:
    """Entries in few words of some languages, with vectors in few directions, or none, over some days."""
    entries, vectors = [], {}
    for number in range(1, draw(st.integers(2, 25)) + 1):
        at = START + timedelta(hours=draw(st.integers(0, 120)))
        words = draw(
            st.lists(st.sampled_from(["strike", "rail", "trains", "Ankara", "visit", "gas", "12"]), max_size=4)
        )
        language = draw(st.sampled_from(["", "en", "de", "tr"]))
        entries.append(an_entry(number, " ".join(words), language=language, seen_at=at, outlet=f"Outlet {number % 4}"))
        some = draw(st.lists(st.integers(0, 9), max_size=2, unique=True))
        if some:
            vectors[number] = pointing(*some, share=draw(st.sampled_from([0.6, 0.8, 1.0])))
    return entries, vectors


@given(streams(), st.data())
@settings(max_examples=80, deadline=None)
def test_a_restart_in_mid_stream_changes_nothing(
    stream: tuple[list[Entry], dict[int, bytes]], data: st.DataObject
) -> None:
    """The vectors of the window are all that is remembered of vectors."""
    entries, vectors = stream
    grouping = GroupingSettings(window=timedelta(hours=data.draw(st.sampled_from([12, 48]))))
    cut = data.draw(st.integers(1, len(entries)))
    lasting = Grouper(grouping)
    placed = [lasting.add(entry, vector=vectors.get(entry.id, b"")) for entry in entries[:cut]]
    restarted = Grouper(grouping)
    restarted.restore(remembered_by(entries[:cut], placed, grouping.window, vectors))
    for entry in entries[cut:]:
        vector = vectors.get(entry.id, b"")
        assert restarted.add(entry, vector=vector) == lasting.add(entry, vector=vector)


def test_an_encoder_that_was_silent_for_longer_than_the_window_is_as_new() -> None:
    """Once all vectors have left, an entry with one is compared by its words, as it is after a restart."""
    window = timedelta(hours=4)
    titles = (
        "Ferry capsizes on Lake Kivu near Goma",
        "Bakers of Lyon win a prize",
        "Ferry on Lake Kivu raised near Goma",
    )
    entries = [
        an_entry(number, title, seen_at=START + timedelta(hours=hours))
        for number, title, hours in ((1, titles[0], 0), (2, titles[1], 9), (3, titles[0], 10), (4, titles[2], 11))
    ]
    vectors = {1: pointing(1), 4: pointing(2)}
    lasting, restarted = Grouper(GroupingSettings(window=window)), Grouper(GroupingSettings(window=window))
    placed = [lasting.add(entry, vector=vectors.get(entry.id, b"")) for entry in entries[:3]]
    restarted.restore(remembered_by(entries[:3], placed, window, vectors))
    last = entries[3]
    assert lasting.add(last, vector=vectors[last.id]) == restarted.add(last, vector=vectors[last.id])


rows = st.lists(st.integers(-127, 127), min_size=70, max_size=70).map(lambda numbers: bytes(n % 256 for n in numbers))


@given(st.lists(st.tuples(rows, st.integers(0, 2)), min_size=1, max_size=30), rows.filter(any), st.data())
@settings(max_examples=60, deadline=None)
def test_likeness_is_the_cosine_without_what_a_language_shares(
    held: list[tuple[bytes, int]], asked: bytes, data: st.DataObject
) -> None:
    """It is what the definition says, and what was forgotten leaves no trace."""
    gone = data.draw(st.sets(st.integers(0, len(held) - 1)))
    first = data.draw(st.integers(0, 600))
    vectors = Vectors(70, first)
    for place, (content, language) in enumerate(held):
        vectors.add(first + place, language, np.frombuffer(content, np.int8))
    for place in gone:
        vectors.forget(first + place)
        vectors.forget(first + place)
    vector = vector_of(asked)
    assert vector is not None
    serials = np.arange(first, first + len(held) + 2)
    found = vectors.likeness(vector, 1, serials)
    means = {}
    for language in range(3):
        those = [
            np.frombuffer(held[p][0], np.int8) for p in range(len(held)) if p not in gone and held[p][1] == language
        ]
        means[language] = np.sum(those, axis=0, initial=0) / (len(those) + 30) if those else np.zeros(70)
    for place in range(len(held) + 2):
        if place >= len(held) or place in gone:
            assert np.isnan(found[place])
        else:
            ours, theirs = vector - means[1], np.frombuffer(held[place][0], np.int8) - means[held[place][1]]
            lengths = np.sqrt(max(float(ours @ ours) * float(theirs @ theirs), 1e-9))
            assert found[place] == pytest.approx(float(ours @ theirs) / lengths, abs=1e-9)
    at_home = [first + p for p in range(len(held)) if p not in gone and held[p][1] in {0, 1}]
    assert vectors.at_home(vector, 1).tolist() == at_home
    assert vectors.abroad(vector, 1).tolist() == [
        first + p for p in range(len(held)) if p not in gone and held[p][1] == 2
    ]


def test_of_many_vectors_the_nearest_are_found_while_old_ones_go() -> None:
    """A window that moves on keeps finding the neighbours that an exact search finds."""
    random = np.random.default_rng(7)
    everyone = random.integers(-40, 41, (3000, 128)).astype(np.int8)
    vectors = Vectors(128, 0)
    for serial, row in enumerate(everyone):
        vectors.add(serial, 1, row)
        vectors.forget(serial - 800)
    asked = (everyone[2900] + random.integers(-12, 13, 128)).clip(-127, 127).astype(np.int8)
    found = vectors.at_home(asked, 1).tolist()
    assert len(found) == 48
    assert min(found) >= 2200
    assert 2900 in found


def test_what_stands_for_an_entry_is_its_title_and_how_it_begins() -> None:
    """Bounded, whatever the feed says."""
    assert encodable(an_entry(1, "Title", summary="Lead")) == "Title. Lead"
    assert encodable(an_entry(1, "", summary="Lead")) == "Lead"
    assert encodable(an_entry(1, "Title", text="Body")) == "Title. Body"
    assert len(encodable(an_entry(1, "t" * 100_000, summary="s" * 100_000))) < 700
