"""The grouper: what joins, what stays apart, and that nothing but the entries and their order decides."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from grouped import homes_of, remembered_by
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Apart, Entry, GroupedEntry, GroupingSettings
from digest.stories import Grouper, Ledger, index, tellings
from digest.stories.abroad import Abroad
from digest.stories.forms import term
from digest.stories.similarity import Candidate, relief
from digest.stories.telling import Telling

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
WORDS = [
    *("Israel", "Turkey", "Ankara", "Lapid", "visit", "ambassador", "gas", "pipeline", "warning", "Istanbul", "level"),
    *(
        "3",
        "4",
        "day",
        "21",
        "strike",
        "rail",
        "ישראל",
        "טורקיה",
        "לפיד",
        "ביקור",
        "אזהרה",
        "تركيا",
        "إسرائيل",
        "تحذير",
    ),
    *("Стамбул", "Турция", "предупреждение", "İstanbul'da", "uyarı", "東京オリンピック"),
]


def an_entry(number: int, title: str, summary: str = "", *, minutes: float = 0, **more: object) -> Entry:
    at = START + timedelta(minutes=minutes or number)
    made: dict[str, object] = {"outlet": f"Outlet {number}", "language": "en", "published": at, "seen_at": at}
    return Entry(id=number, feed_id=number, title=title, summary=summary, **(made | more))  # type: ignore[arg-type]


def stories_of(entries: Sequence[Entry], grouping: GroupingSettings | None = None) -> list[int]:
    grouper = Grouper(grouping or GroupingSettings(), Ledger)
    return homes_of([grouper.add(entry) for entry in entries])


@st.composite
def streams(draw: st.DrawFn) -> list[Entry]:
    """Entries in a few words of several scripts, over some days, not always in the order of their clocks."""
    count = draw(st.integers(2, 14))
    texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=8).map(" ".join)
    entries = []
    for number in range(1, count + 1):
        at = START + timedelta(hours=draw(st.integers(0, 240)))
        entries.append(
            Entry(
                id=number,
                feed_id=1,
                outlet=draw(st.sampled_from(["", "Wire", "Post"])),
                title=draw(texts),
                summary=draw(texts),
                seen_at=at,
                canonical_url=draw(st.sampled_from(["", "https://example.org/a", "https://example.org/b"])),
                language=draw(st.sampled_from(["", "en", "he", "tr"])),
                remembered=draw(st.booleans()),
            )
        )
    return entries


@given(streams())
@settings(max_examples=60, deadline=None)
def test_grouping_is_a_partition_whose_stories_are_named_by_their_openers(entries: list[Entry]) -> None:
    """Every entry is in one story; a story's id is the id of the entry that opened it."""
    grouper = Grouper(GroupingSettings(), Ledger)
    opened = set()
    for entry in entries:
        membership = grouper.add(entry).membership
        assert membership.entry_id == entry.id
        if membership.reason == "opened":
            assert membership.story_id == entry.id
            opened.add(entry.id)
        assert membership.story_id in opened


@st.composite
def crowded_streams(draw: st.DrawFn) -> list[Entry]:
    """Entries in three overlapping sets of words, so that stories meet late, over some days."""
    count = draw(st.integers(8, 40))
    pools = (CROWD[:9], CROWD[6:15], CROWD[3:18])
    entries = []
    for number in range(1, count + 1):
        at = START + timedelta(hours=number * draw(st.sampled_from([1, 1, 1, 8])))
        told = draw(st.lists(st.sampled_from(draw(st.sampled_from(pools))), min_size=3, max_size=7, unique=True))
        entries.append(an_entry(number, " ".join(told), published=at, seen_at=at, outlet=f"Outlet {number % 5}"))
    return entries


CROWD = [
    *("ferry", "capsized", "Lake", "Kivu", "rescuers", "divers", "captain", "overloaded", "Goma", "harbour"),
    *("passengers", "drowned", "minister", "mourning", "inquiry", "wreck", "survivors", "storm"),
]


MONTH = GroupingSettings(window=timedelta(days=30))


@given(crowded_streams(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_restart_changes_no_merge(entries: list[Entry], data: st.DataObject) -> None:
    """Stories that were merged stay merged, and those that would be are, whenever the grouper is rebuilt."""
    grouping = GroupingSettings(window=timedelta(hours=data.draw(st.sampled_from([12, 48]))))
    cut = data.draw(st.integers(1, len(entries)))
    lasting = Grouper(grouping, Ledger)
    first = [lasting.add(entry) for entry in entries[:cut]]
    restarted = Grouper(grouping, Ledger)
    restarted.restore(remembered_by(entries[:cut], first, grouping.window))
    for entry in entries[cut:]:
        assert restarted.add(entry) == lasting.add(entry)


@given(crowded_streams(), st.data())
@settings(max_examples=60, deadline=None)
def test_the_ids_of_entries_only_name_them(entries: list[Entry], data: st.DataObject) -> None:
    """In whatever order feeds answered and got their ids: the same stories, merges and news."""
    shuffled = data.draw(st.permutations([entry.id for entry in entries]))
    names = dict(zip([entry.id for entry in entries], shuffled, strict=True))
    one, other = Grouper(MONTH, Ledger), Grouper(MONTH, Ledger)
    for entry in entries:
        placed, renamed = one.add(entry), other.add(replace(entry, id=names[entry.id]))
        assert renamed.news == placed.news
        assert renamed.membership.story_id == names[placed.membership.story_id]
        assert (renamed.merge is None) == (placed.merge is None)
        if placed.merge is not None and renamed.merge is not None:
            assert renamed.merge.story_id == names[placed.merge.story_id]
            assert renamed.merge.repeats == tuple(names[each] for each in placed.merge.repeats)


@given(crowded_streams())
@settings(max_examples=60, deadline=None)
def test_a_merge_names_two_stories_that_are_there(entries: list[Entry]) -> None:
    """The older story keeps its name, the other is never heard of again, and each merge is over its threshold."""
    grouper = Grouper(GroupingSettings(), Ledger)
    living: set[int] = set()
    for entry in entries:
        placement = grouper.add(entry)
        living.add(placement.membership.story_id)
        assert placement.membership.story_id in living
        if (merge := placement.merge) is not None:
            assert {merge.story_id, merge.old_id} <= living
            assert merge.story_id < merge.old_id
            assert merge.score >= merge.threshold
            assert set(merge.repeats) <= {merge.old_id}
            living.remove(merge.old_id)


@given(streams(), st.data())
@settings(max_examples=80, deadline=None)
def test_a_restart_in_mid_stream_changes_nothing(entries: list[Entry], data: st.DataObject) -> None:
    """A grouper rebuilt from fingerprints places what follows exactly as one that never stopped."""
    grouping = GroupingSettings(window=timedelta(days=data.draw(st.sampled_from([1, 2, 4]))))
    cut = data.draw(st.integers(1, len(entries)))
    lasting = Grouper(grouping, Ledger)
    first = [lasting.add(entry) for entry in entries[:cut]]
    restarted = Grouper(grouping, Ledger)
    restarted.restore(remembered_by(entries[:cut], first, grouping.window))
    for entry in entries[cut:]:
        assert restarted.add(entry) == lasting.add(entry)


@given(st.one_of(streams(), crowded_streams()))
@settings(max_examples=60, deadline=None)
def test_the_numbers_of_terms_decide_nothing(entries: list[Entry]) -> None:
    """A grouper that numbers its terms anew for every entry, and sweeps its lists each time, places them the same."""
    lasting = Grouper(GroupingSettings(), Ledger)
    expected = [lasting.add(entry) for entry in entries]
    with patch.object(index, "_SPARE", -1_000_000):
        restless = Grouper(GroupingSettings(), Ledger)
        assert [restless.add(entry) for entry in entries] == expected


def test_the_hash_seed_decides_nothing() -> None:
    """Placements are the same, to the last character, in processes with different hash seeds."""
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from test_grouper import EVENTS, an_entry, stories_of\n"
        "from digest.model import GroupingSettings\n"
        "from digest.stories import Grouper, Ledger\n"
        "grouper = Grouper(GroupingSettings(), Ledger)\n"
        "print([grouper.add(entry) for entry in EVENTS])\n"
    )
    folders = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    printed = {
        subprocess.run(
            [sys.executable, "-c", program, *folders],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(printed) == 1
    assert "joined" in printed.pop()


EVENTS = [
    an_entry(1, "Israel raises Istanbul travel warning to highest level", "The council cited an Iranian threat."),
    an_entry(
        2, "Israelis told to leave Istanbul as travel alert goes to highest level", "An Iranian threat was cited."
    ),
    an_entry(3, "אזהרת המסע לאיסטנבול הועלתה לרמה הגבוהה ביותר", "ישראל הזהירה מאיום איראני.", language="he"),
    an_entry(4, "Turkish inflation hits 24-year high of 73.5%"),
    an_entry(5, "Rail strike brings trains in Britain to a standstill"),
    an_entry(6, "Ankara and Riyadh discuss trade as Saudi crown prince visits Turkey"),
]


def test_headlines_in_other_words_and_other_languages_join() -> None:
    """One event is one story, told by two outlets in English and one in Hebrew; look-alikes stay out."""
    assert stories_of(EVENTS) == [1, 1, 1, 4, 5, 6]


def test_a_membership_explains_itself() -> None:
    """A joined entry names its nearest entry, the gap, the score, the threshold and the heaviest shared terms."""
    grouper = Grouper(GroupingSettings(), Ledger)
    grouper.add(EVENTS[0])
    membership = grouper.add(EVENTS[1]).membership
    assert (membership.reason, membership.nearest_entry_id) == ("joined", 1)
    assert membership.gap == timedelta(minutes=1)
    assert membership.score >= membership.threshold > 0
    weights = [shared.weight for shared in membership.shared]
    assert "istanbul" in {shared.term for shared in membership.shared}
    assert weights == sorted(weights, reverse=True)


def test_a_placement_says_which_clock_it_went_by() -> None:
    """A store that reads the entry again may find an edited one."""
    entry = an_entry(1, "Ferry capsizes on Lake Kivu", minutes=7)
    assert Grouper(GroupingSettings()).add(entry).clock == START + timedelta(minutes=7)


def test_one_shared_name_never_joins() -> None:
    """Two headlines that share nothing but a country, or a person, are two stories."""
    titles = [
        "Turkey closes two bridges",
        "Turkey wins chess medal",
        "Zelensky visits Vilnius",
        "Opinion: Zelensky's coat",
    ]
    assert stories_of([an_entry(number, title) for number, title in enumerate(titles, 1)]) == [1, 2, 3, 4]


def test_what_few_characters_share_is_found_in_a_long_title_of_many() -> None:
    """The pairs of characters that nobody has told yet are heavier than those that somebody has, and hide none of them."""
    titles = [
        "組合側は徹夜の交渉を打ち切り、港湾労働者のストライキ始まる",
        "物流各社が迂回輸送を急ぎ手配、工場や食品店に影響広がる 港湾労働者のストライキ",
        "高校野球の地方大会が開幕、初日は三試合",
    ]
    assert stories_of([an_entry(n, title, language="ja") for n, title in enumerate(titles, 1)]) == [1, 1, 3]


@pytest.mark.parametrize("forms", ["ספינה הספינה ספינת בספינת", "תקופה התקופה תקופת", "עירייה עיריית"])
def test_a_hebrew_word_is_one_term_with_the_word_for_what_is_of_something(forms: str) -> None:
    """The ending of the construct state is that of the word by itself; a short word keeps its own last letter."""
    assert len({term(word, "he") for word in forms.split()}) == 1
    assert term("בית", "he") == "בית"


def test_one_number_is_one_term_however_it_is_grouped() -> None:
    """Strangers that count as many thousands share one number, not two; who writes it otherwise shares it as well."""
    titles = [
        "Brocante de Lunéville : 12 000 visiteurs",
        "Transports : 12 000 abonnés remboursés",
        "Lunéville accueille 12.000 curieux",
    ]
    assert stories_of([an_entry(n, title, language="fr") for n, title in enumerate(titles, 1)]) == [1, 2, 1]


@pytest.mark.parametrize(
    "titles",
    [
        ["Ukraine war: what we know on day 2", "Ukraine war: what we know on day 21"],
        ["Weather for Tuesday: sunny and warm", "Weather for Wednesday: sunny and warm"],
        ["Günlük burç yorumları 14 Haziran", "Günlük burç yorumları 15 Haziran"],
        ["Ardour 8.11 released", "Ardour 8.12 released"],
        ["First test: England v India", "Second test: England v India"],
        ["Harbour regatta, day one: live", "Harbour regatta, day two: live"],
    ],
)
def test_the_parts_of_a_series_stay_apart(titles: list[str]) -> None:
    """Titles of one outlet that differ in a number, a day or an ordinal are different stories."""
    entries = [an_entry(n, title, outlet="Wire", minutes=1440 * n) for n, title in enumerate(titles, 1)]
    assert stories_of(entries) == [1, 2]


def test_a_spelled_number_that_says_how_many_counts_no_series() -> None:
    """Two days are no second day: an outlet tells the same event again with another count."""
    titles = ["Harbour regatta delayed by two days after storm", "Harbour regatta delayed by three days after storm"]
    assert stories_of([an_entry(n, title, outlet="Wire", minutes=60 * n) for n, title in enumerate(titles, 1)]) == [
        1,
        1,
    ]


def test_a_level_that_is_raised_and_lowered_is_one_story_of_one_outlet() -> None:
    """Titles that differ in the level alone are no series: the next level is what happened."""
    moves = [("raises", 3), ("raises", 4), ("lowers", 3), ("raises", 4), ("lowers", 3)]
    entries = [
        an_entry(
            number,
            f"Iceland {verb} Grindavik eruption warning to level {level}",
            f"The warning for Grindavik is now at level {level}, the Met Office said.",
            outlet="Wire",
            minutes=1440 * number,
        )
        for number, (verb, level) in enumerate(moves, 1)
    ]
    assert stories_of(entries) == [1, 1, 1, 1, 1]
    grouper = Grouper(GroupingSettings(), Ledger)
    assert all(grouper.add(entry).news for entry in entries)


def test_a_daily_round_up_opens_a_story_every_day() -> None:
    """The same title of the same outlet a day later, over other words, is the next of a series."""
    title = "Morning briefing: the stories you need today"
    entries = [
        an_entry(1, title, "Markets fall. A bridge opens in Porto.", outlet="Wire", minutes=1),
        an_entry(2, title, "Voters go to the polls. Snow in the Alps.", outlet="Wire", minutes=1441),
    ]
    assert stories_of(entries) == [1, 2]


def test_the_next_article_of_an_outlet_is_sooner_another_story_while_nobody_else_tells_the_first() -> None:
    """Posts of one blog resemble each other; what others tell as well is an event that goes on."""
    first = an_entry(1, "Council of Halle votes for new tram line along the river", outlet="Wire", minutes=1)
    other = an_entry(2, "Halle tram line along the river: council votes yes", outlet="Post", minutes=5)
    again = an_entry(3, "Builders of the Halle tram line named by the mayor", outlet="Wire", minutes=60)
    assert stories_of([first, again]) == [1, 3]
    assert stories_of([first, other, again]) == [1, 1, 1]
    assert stories_of([first, replace(again, outlet="Herald")]) == [1, 1]


def test_a_syndicated_copy_joins_as_a_copy() -> None:
    """The same telling title at another outlet, and the same page under another title, are copies."""
    title = "Turkey arrests suspects in alleged plot against Israeli tourists"
    page = "https://example.org/world/plot"
    grouper = Grouper(GroupingSettings(), Ledger)
    grouper.add(an_entry(1, title, canonical_url=page))
    same_title = grouper.add(an_entry(2, title.upper())).membership
    same_page = grouper.add(an_entry(3, "Suspects held in Turkey", canonical_url=page)).membership
    assert (same_title.story_id, same_title.reason) == (1, "copy")
    assert (same_page.story_id, same_page.reason) == (1, "copy")


def test_a_page_that_tells_something_else_every_day_repeats_nothing() -> None:
    """An address alone makes no copy."""
    page = "https://example.org/today"
    entries = [
        an_entry(1, "Council votes for a new tram line along the river", canonical_url=page, outlet="Herald"),
        an_entry(2, "Orchard owners fear for their apples after late frost", canonical_url=page, outlet="Herald"),
        an_entry(3, "Tram line: council names the builders, river bank closed", canonical_url=page, outlet="Herald"),
    ]
    assert stories_of(entries) == [1, 2, 1]


def test_short_titles_are_no_copies_of_each_other() -> None:
    """A one-word headline, or an empty one, says too little to be a copy."""
    titles = ["Weather", "Weather", "", "", "🎉", "🎉", "12", "12"]
    assert stories_of([an_entry(n, title) for n, title in enumerate(titles, 1)]) == [1, 2, 3, 4, 5, 6, 7, 8]


def halves(one: str, other: str) -> list[Entry]:
    """One event told in two ways, and an entry in the words of both."""
    titles = [
        f"{one}: storm, mourning in harbour, divers and rescuers",
        f"Passengers and captain of capsized {other} met storm",
        f"Captain of capsized {other} drowned with passengers, {one} harbour in mourning",
    ]
    return [an_entry(number, title) for number, title in enumerate(titles, 1)]


def test_two_halves_of_an_event_become_one_story_when_an_entry_bridges_them() -> None:
    """An entry that could join either shows that they are one; the younger story is a name of the older."""
    grouper = Grouper(GroupingSettings(), Ledger)
    placements = [grouper.add(entry) for entry in halves("here", "boat")]
    assert [placement.membership.story_id for placement in placements] == [1, 2, 2]
    merge = placements[2].merge
    assert merge is not None
    assert (merge.story_id, merge.old_id) == (1, 2)
    assert merge.repeats == (2,)


def test_stories_with_names_of_their_own_are_not_merged() -> None:
    """However alike two events are told, names that each always tells and the other never keep them apart."""
    entries = halves("here", "boat")
    named = [
        replace(entries[0], summary="It was seen from Ohrid."),
        replace(entries[1], summary="It was seen from Varna."),
        entries[2],
    ]
    assert stories_of(named) == [1, 2, 2]


@pytest.mark.parametrize(("telling", "homes"), [(1, [1, 1, 1, 1, 1]), (3, [1, 1, 1, 4, 4])])
def test_a_name_keeps_stories_apart_once_half_of_a_story_tells_it(telling: int, homes: list[int]) -> None:
    """What one of three adds is not the story's own."""
    titles = ["storm, mourning in harbour, divers and rescuers", "harbour in mourning for drowned"]
    titles.append("storm hits rescuers in harbour")
    ohrid = ["It was seen from Ohrid."] * telling + [""] * (3 - telling)
    entries = [an_entry(n, title, lead) for n, (title, lead) in enumerate(zip(titles, ohrid, strict=True), 1)]
    entries.append(an_entry(4, "Passengers and captain of capsized boat met storm", "It was seen from Varna."))
    bridge = "captain of capsized boat drowned with passengers in storm, harbour in mourning, rescuers dive"
    assert stories_of([*entries, an_entry(5, bridge)]) == homes


def test_a_lone_report_is_asked_less_where_few_others_are_told() -> None:
    """Among few entries the best stranger is less alike; but where the runner-up is alike as well nothing is given."""
    crowds = (1, 5, 20, 100, 100_000)
    assert [relief(crowd, []) for crowd in crowds] == sorted((relief(crowd, []) for crowd in crowds), reverse=True)
    assert relief(5, []) > 0
    assert relief(100, []) == 0
    assert relief(10, [Candidate(0.3, 1, 1), Candidate(0.1, 2, 2)]) == 0


def test_a_window_that_has_only_begun_is_no_small_one() -> None:
    """The first entries of a stream are asked as much as those of a full window of as many an hour."""
    hourly = [an_entry(n, f"Headline {word} about {word}", minutes=60 * n) for n, word in enumerate(WORDS[:12], 1)]
    sparse = [an_entry(n, entry.title, minutes=9000 * n) for n, entry in enumerate(hourly, 1)]
    asked = [
        [grouper.add(entry).membership.threshold for entry in entries][-1]
        for entries, grouper in ((hourly, Grouper(GroupingSettings())), (sparse, Grouper(GroupingSettings())))
    ]
    assert asked[0] > asked[1]


def test_entries_that_name_others_have_to_be_more_alike() -> None:
    """Two reports in the same words join, unless each tells names that the other does not."""
    title = "robbers crash stolen car into jewellery shop and flee with watches"
    lead = "{} police look for {} thieves near {} bridge after alarm in night"
    one = an_entry(1, title, lead.format("Lyon", "four", "Morand"))
    same = an_entry(2, "thieves flee shop after crash", lead.format("Lyon", "some", "Morand"))
    strange = an_entry(2, "thieves flee shop after crash", lead.format("Turin", "some", "Isabella"))
    scores = []
    for other in (same, strange):
        grouper = Grouper(GroupingSettings(granularity="wide"))
        grouper.add(one)
        scores.append(grouper.add(other).membership)
    assert [each.story_id for each in scores] == [1, 1]
    assert scores[1].score < 0.8 * scores[0].score


def test_stories_that_an_admin_keeps_apart_are_not_merged() -> None:
    """Nor is what one of them is merged with later on."""
    entries = halves("here", "boat")
    first = [Grouper(GroupingSettings(), Ledger).add(entry) for entry in entries[:2]]
    grouper = Grouper(GroupingSettings(), Ledger)
    grouper.restore(remembered_by(entries[:2], first, timedelta(days=7)), [Apart(story_id=2, other_id=1)])
    placement = grouper.add(entries[2])
    assert (placement.membership.story_id, placement.merge) == (2, None)


def test_an_anniversary_after_the_window_opens_a_new_story() -> None:
    """What is older than the window is forgotten: the same words a year later are news again."""
    title = "Crowds gather at Kızılay square to remember victims of bombing"
    entries = [an_entry(1, title, minutes=1), an_entry(2, title, minutes=365 * 1440)]
    assert stories_of(entries) == [1, 2]


def test_granularity_moves_the_threshold() -> None:
    """Tight asks for more than normal, wide for less."""
    thresholds = []
    for granularity in ("tight", "normal", "wide"):
        grouper = Grouper(GroupingSettings(granularity=granularity), Ledger)  # type: ignore[arg-type]  # the three literals
        thresholds.append(grouper.add(EVENTS[0]).membership.threshold)
    assert thresholds == sorted(thresholds, reverse=True)
    assert len(set(thresholds)) == 3


@pytest.mark.parametrize("letters", ["哈", "ふ", "ก", "哈哈笑", "a ", "7 ", "🎉"])
def test_a_text_of_one_letter_over_and_over_is_a_text(letters: str) -> None:
    """However often a word or a pair of characters is repeated, the next entry is grouped as ever."""
    grouper = Grouper(GroupingSettings(), Ledger)
    grouper.add(EVENTS[0])
    shouted = an_entry(9, letters * 400, letters * 2000, minutes=2, language="")
    assert grouper.add(shouted).membership.story_id == 9
    assert grouper.add(EVENTS[1]).membership.story_id == 1


@pytest.mark.parametrize("year", [1601, 9999])
def test_absurd_clocks_are_grouped_or_left_alone(year: int) -> None:
    """An entry from the Renaissance or the end of time does no harm to what comes after it."""
    odd = datetime(year, 1, 1, tzinfo=UTC)
    grouper = Grouper(GroupingSettings(), Ledger)
    grouper.add(EVENTS[0])
    assert grouper.add(an_entry(9, "Comet seen over Prague", published=odd)).membership.story_id == 9
    assert grouper.add(EVENTS[1]).membership.story_id == 1


def test_a_thousand_look_alikes_stall_nobody() -> None:
    """A thousand nearly equal entries with long texts take seconds of processor time; a stall takes minutes."""
    entries = [
        an_entry(n, f"Flood alert for river Danube near Passau, gauge {n % 7} " + "x" * 100_000, "Water rises. " * 2000)
        for n in range(1, 1001)
    ]
    start = time.process_time()
    stories_of(entries)
    assert time.process_time() - start < 60


def test_old_entries_in_another_language_make_no_index_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """They come from outside the window, so it goes on to speak one language and has an index for the asking only.

    One is made for as many entries as there are members; at last nobody keeps it.
    """
    made: list[int] = []

    class Counted(Abroad):
        def __init__(self, first: int, heard: Callable[[int], Telling]) -> None:
            made.append(first)
            super().__init__(first, heard)

    monkeypatch.setattr(tellings, "Abroad", Counted)
    grouper = Grouper(GroupingSettings())
    for number in range(1, 201, 2):
        grouper.add(an_entry(number, f"Ferry {number} capsizes on Lake {number + 1}"))
        grouper.add(an_entry(number + 1, f"Erdbeben in Izmir {number}", minutes=-60 * 24 * 20, language="de"))
    assert len(made) == 1
    for number in range(201, 401):
        grouper.add(an_entry(number, f"Ferry {number} capsizes on Lake {number + 1}"))
    grouper.add(an_entry(402, "Erdbeben in Izmir", minutes=-60 * 24 * 20, language="de"))
    assert len(made) == 2


def test_a_fingerprint_is_small_json() -> None:
    """However long an entry is, its fingerprint stays within a few kilobytes."""
    long = " ".join(f"word{number}" for number in range(50_000))
    fingerprint = Grouper(GroupingSettings(), Ledger).add(an_entry(1, long, long)).fingerprint
    assert isinstance(json.loads(fingerprint), dict)
    assert len(fingerprint) < 8_000


def test_a_fingerprint_that_lists_its_terms_is_read_as_one_that_joins_them() -> None:
    """An earlier version wrote a list."""
    first = an_entry(1, "Storm floods the harbour of Rotterdam", "Dykes held near Dordrecht.")
    placed = Grouper(GroupingSettings()).add(first)
    content = json.loads(placed.fingerprint)
    former = json.dumps(content | {"k": content["k"].split("\n")})
    second = an_entry(2, "Rotterdam harbour floods in storm", "The dykes near Dordrecht held.")
    found = []
    for fingerprint in (placed.fingerprint, former):
        grouper = Grouper(GroupingSettings())
        grouper.restore([GroupedEntry(entry_id=1, story_id=1, clock=START, fingerprint=fingerprint)])
        found.append(grouper.add(second).membership)
    assert found[0] == found[1]
    assert found[0].story_id == 1


def test_a_fingerprint_of_another_kind_is_remembered_as_nothing() -> None:
    """A fingerprint that cannot be read neither stops the restart nor attracts entries."""
    grouper = Grouper(GroupingSettings(), Ledger)
    grouper.restore([GroupedEntry(entry_id=1, story_id=1, clock=START, fingerprint=text) for text in ("", "[]", "{}")])
    assert grouper.add(EVENTS[0]).membership.reason == "opened"
