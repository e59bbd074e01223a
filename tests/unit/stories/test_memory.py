"""What the window remembers: columns, chains, stories and postings, against the simplest thing that could work."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Entry, Topic
from digest.stories.abroad import Abroad
from digest.stories.claims import claim
from digest.stories.expiry import Expiry
from digest.stories.forms import stem
from digest.stories.groups import EXEMPLARS, Groups
from digest.stories.index import Index
from digest.stories.members import Chains, Member, Members, Texts
from digest.stories.outdated import state
from digest.stories.rows import Rows
from digest.stories.skeletons import skeletons
from digest.stories.telling import Telling
from digest.stories.terms import title_concepts
from digest.stories.topics import compile_topics, explain
from digest.stories.vocabulary import meanings, spelling

KEYS = st.integers(0, 4)
TOPICS = compile_topics([Topic(id="t", any=("Ankara",))])
START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def a_member(number: int, *, copy: bool = False) -> Member:
    return Member(
        entry_id=10 + number,
        story_id=7,
        clock=1000.5 + number,
        outlet=f"Outlet {number % 3}",
        language="tr",
        script="latin",
        url=number % 2,
        title=2**64 - 1 - number,
        pattern=number % 3,
        copy=copy,
        remembered=not copy,
        texts=Texts(f"Title {number}", "Summary", ""),
    )


@given(keys=st.lists(KEYS, max_size=40), data=st.data())
def test_a_chain_lists_who_is_remembered_newest_first(keys: list[int], data: st.DataObject) -> None:
    """Whoever is forgotten in whatever order, and wherever the columns were trimmed."""
    chains = Chains()
    for key in keys:
        chains.append(key)
    gone = data.draw(st.lists(st.integers(0, max(0, len(keys) - 1)), unique=True, max_size=len(keys)))
    for serial in gone:
        chains.forget(serial)
    left = [serial for serial in range(len(keys)) if serial not in set(gone)]
    chains.trim(min(left, default=len(keys)))
    for key in range(5):
        expected = [serial for serial in reversed(left) if keys[serial] == key and key]
        assert list(chains.having(key)) == expected


def test_a_member_is_given_back_as_it_was() -> None:
    """All facts of it, from the first kept to the last, after others were dropped."""
    members = Members()
    for number in range(6):
        members.append(a_member(number, copy=number == 4))
    members.forget(0)
    members.forget(1)
    members.trim(2)
    assert [members.member(serial, 7) for serial in range(2, 6)] == [
        a_member(number, copy=number == 4) for number in range(2, 6)
    ]
    assert (members.clocks([3]), members.outlets([3]), members.is_copy(4)) == ([1003.5], ["Outlet 0"], True)


def test_words_with_the_separator_in_them_do_not_mix() -> None:
    """A stranger's title cannot write into the summary."""
    members, member = Members(), a_member(1)
    member.texts = Texts("One\0two", "three", "")
    members.append(member)
    assert members.member(0, 7).texts == Texts("One two", "three", "")


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("jjjlm"), st.integers(1, 4), st.booleans(), st.lists(st.integers(1, 9), max_size=3)),
        max_size=60,
    )
)
def test_the_counts_of_terms_are_those_of_the_stories_there_are(
    steps: list[tuple[str, int, bool, list[int]]],
) -> None:
    """However entries join, leave, are copies and merge: a story counts once for each term of its exemplars."""
    index, rows = Index(), Rows()
    index.numbers(str(number) for number in range(1, 10))
    groups = Groups(index, rows)
    stories: dict[int, list[int]] = {}
    terms: dict[int, set[int]] = {}
    copies: set[int] = set()
    for what, story, copy, numbers in steps:
        if what == "j":
            distinct = sorted(set(numbers))
            serial = rows.add(distinct, [1] * len(distinct), 0, 0, story)
            groups.join(serial, story, copy=copy)
            stories.setdefault(story, []).append(serial)
            terms[serial] = set(numbers)
            if copy:
                copies.add(serial)
        elif what == "l" and story in stories:
            serial = stories[story].pop(0)
            groups.leave(serial, story)
            rows.forget(serial)
            if not stories[story]:
                del stories[story]
        elif what == "m" and story in stories and story > 1 and story - 1 in stories:
            groups.merge(story, story - 1)
            stories[story - 1] = sorted(stories[story - 1] + stories.pop(story))
    own = {story: [serial for serial in some if serial not in copies][:EXEMPLARS] for story, some in stories.items()}
    expected = Counter(number for some in own.values() for number in set().union(*(terms[serial] for serial in some)))
    assert {number: index.stories(number) for number in range(1, 10) if index.stories(number)} == expected
    assert {story: list(groups.members(story)) for story in stories} == stories
    assert {story: list(groups.exemplars(story)) for story in stories} == own
    assert len(groups) == len(stories)


@settings(max_examples=80, deadline=None)
@given(
    posted=st.lists(st.lists(st.integers(1, 6), unique=True, max_size=5), max_size=30),
    asked=st.lists(st.integers(1, 6), unique=True, max_size=5),
    gone=st.integers(0, 10),
)
def test_sharing_adds_up_what_the_postings_say(posted: list[list[int]], asked: list[int], gone: int) -> None:
    """Everybody who has two of the terms or more, with the sum of the products, and nobody who was forgotten."""
    index, rows = Index(), Rows()
    index.numbers(str(number) for number in range(1, 7))
    for serial, numbers in enumerate(posted):
        rows.add(numbers, [1] * len(numbers), 0, 0, serial)
        index.post(serial, numbers, [10 * number for number in numbers], rows)
    for serial in range(min(gone, len(posted))):
        rows.forget(serial)
    found = index.sharing(asked, [2 * number for number in asked], rows, newest=100)
    found = found.those(rows.remembers(found.serials))
    expected = {
        serial: sum(20 * number * number for number in set(numbers) & set(asked))
        for serial, numbers in enumerate(posted)
        if serial >= gone and len(set(numbers) & set(asked)) >= 2
    }
    assert dict(zip(found.serials.tolist(), found.alike.tolist(), strict=True)) == expected


@pytest.mark.parametrize("remembered", [1, 40, 300, 900])
def test_rows_keep_what_is_remembered_while_others_come_and_go(remembered: int) -> None:
    """However often room is made by dropping or growing, each row says what was written into it."""
    rows = Rows(width=4)
    for serial in range(3000):
        numbers = [serial + 1, serial + 2][: 1 + serial % 2]
        assert rows.add(numbers, [serial % 100] * len(numbers), serial % 4, serial % 3, 7 * serial) == serial
        if serial >= remembered:
            rows.forget(serial - remembered)
    living = range(3000 - remembered, 3000)
    assert len(rows) == remembered
    assert rows.in_order
    assert [rows.terms(serial) for serial in living] == [[s + 1, s + 2][: 1 + s % 2] for s in living]
    assert [rows.story(serial) for serial in living] == [7 * serial for serial in living]
    assert rows.block(living).unit[:, 0].tolist() == [serial % 100 for serial in living]
    assert rows.remembers(np.array(living)).all()
    assert not rows.remembers(np.arange(3000 - remembered)).any()


def test_postings_outlive_more_members_than_they_can_number() -> None:
    """Serials are counted from a base, which moves on when they no longer fit into 24 bits."""
    many = 1 << 24
    index, rows = Index(), Rows()
    index.numbers(["one", "two"])
    index.post(rows.add([1, 2], [1, 1], 0, 0, 0), [1, 2], [3, 4], rows)
    later = Rows(first=many - 1)
    for serial in (many - 1, many, many + 5):
        while later.end < serial:
            later.forget(later.add([1, 2], [1, 1], 0, 0, 0))
        index.post(later.add([1, 2], [1, 1], 0, 0, 0), [1, 2], [3, 4], later)
    found = index.sharing([1, 2], [1, 1], later, newest=10)
    found = found.those(later.remembers(found.serials))
    assert found.serials.tolist() == [many - 1, many, many + 5]
    assert found.alike.tolist() == [7, 7, 7]


@given(
    steps=st.lists(st.tuples(st.floats(-1e5, 1e5), st.integers(0, 3)), max_size=60),
)
def test_members_leave_by_their_clocks(steps: list[tuple[float, int]]) -> None:
    """In order of clocks, ties as they came, however the clocks jump; nobody twice, nobody too late."""
    clocks: list[float] = []
    expiry = Expiry(lambda serial: clocks[serial])
    held: list[tuple[float, int]] = []
    for clock, leaving in steps:
        clocks.append(round(clock, 3))
        expiry.push(len(clocks) - 1, clocks[-1])
        held.append((clocks[-1], len(clocks) - 1))
        held.sort()
        assert expiry.oldest == held[0][0]
        limit = held[min(leaving, len(held) - 1)][0]
        assert list(expiry.before(limit)) == [serial for at, serial in held if at < limit]
        held = [(at, serial) for at, serial in held if at >= limit]
        assert len(expiry) == len(held)


def test_terms_that_nobody_has_any_more_are_forgotten_and_no_others() -> None:
    """When most numbers are waste they are given anew: postings, counts and rows keep saying the same."""
    index, rows = Index(), Rows()
    living = 40
    for serial in range(4000):
        numbers = index.numbers([f"own {serial} {each}" for each in range(16)] + ["every", f"third {serial % 3}"])
        rows.add(numbers, [9] * len(numbers), 0, 0, serial)
        index.count(numbers, 1)
        index.post(serial, numbers, [9] * len(numbers), rows)
        if serial >= living:
            index.count(rows.terms(serial - living), -1)
            rows.forget(serial - living)
            index.forgot(18, rows)
    assert index.is_wasteful()
    rows.renumber(index.renumber(rows))
    assert not index.is_wasteful()
    asked = index.numbers(["every", "third 1"])
    found = index.sharing(asked, [1, 1], rows, newest=100)
    expected = [serial for serial in range(4000 - living, 4000) if serial % 3 == 1]
    assert found.serials.tolist() == expected
    assert [index.stories(number) for number in asked] == [living, len(expected)]
    assert index.names(rows.terms(3999))[-2:] == ["every", "third 0"]


def test_an_index_of_other_languages_outlives_the_names_it_forgets() -> None:
    """After names without number have come and gone, who is remembered is found as by an index that knew no others."""

    def telling(serial: int, names: Iterable[str]) -> Telling:
        counts = {
            "=" + name: 1.0 for name in (f"river{serial % 5}", f"mayor{serial % 5}", f"tower{serial % 5}", *names)
        }
        language = "en" if serial % 2 else "de"
        return Telling(language=language, counts=counts, title=frozenset(counts), guesses=frozenset(), spoken={})

    many, living = 4000, 60
    heard = [telling(serial, (f"n{serial}x{each}" for each in range(20))) for serial in range(many + living)]
    lasting, fresh = Abroad(0, heard.__getitem__), Abroad(many, heard.__getitem__)
    for serial, each in enumerate(heard):
        for index in (lasting, fresh) if serial >= many else (lasting,):
            index.insert(each)
            index.counted.recount((), (serial,))
        if living <= serial < many + living and serial - living < many:
            lasting.counted.recount((serial - living,), ())
            lasting.forget(serial - living, heard[serial - living].language)
    asked = telling(2, ("n4001x3",))
    found = list(lasting.alike(asked, living))
    assert found
    assert found == list(fresh.alike(asked, living))


@pytest.mark.parametrize("letter", ["a", "ä", "ב", "е"])
def test_words_as_long_as_books_are_not_kept(letter: str) -> None:
    """What is remembered by the word a stranger wrote holds as much as of ordinary words, however long they are."""
    read_all(a_book(letter, 0))
    tracemalloc.start()
    for number in range(1, 9):
        read_all(a_book(letter, number))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 350_000


def read_all(book: Entry) -> None:
    """Read a book in each way whose results are remembered by words or sentences."""
    explain(book, TOPICS)
    state(book)
    for language in ("", "de"):
        for read in (stem, meanings, claim, title_concepts):
            read(book.text, language)
    spelling(book.text)
    skeletons(book.text)


def a_book(letter: str, number: int) -> Entry:
    """An entry of a single word, one of its own."""
    word = "".join(letter * 2 if number & 1 << bit else letter + "o" for bit in range(8)) + letter * 50_000
    return Entry(id=number, feed_id=1, outlet="Wire", title="Book", text=word, language="en", seen_at=START)
