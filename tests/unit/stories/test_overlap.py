"""The check of generated summaries, on texts written by hand: what sources say passes, what they do not say never does.

`checked.jsonl` was written before the check; `held_out.jsonl` and then `fresh.jsonl` after it, measured once, and then used
to mend it (docs/explanation/generated-summaries.md has what was measured first); for `last.jsonl` nothing was changed. Each row is a story: its headline, what outlets wrote, summaries that say
what they say, and summaries that do not, by kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Quote
from digest.stories.overlap import LONGEST_ANSWER, Verdict, judge
from digest.text import sentences

FOLDER = Path(__file__).parents[2] / "data/summaries"
SETS = ("checked", "held_out", "fresh", "last")
LIMIT = 320
SEEN_BY_NOBODY = frozenset(
    {
        "Power from the dam feeds the district.",  # half of it
        "Engineers found a crack of two metres and closed the dam.",  # a diver did
        "Voltis fermera son usine de batteries de Douai.",  # that of Lens
        "Voltis a fermé son usine de Lens.",  # it will
    }
)
"""What is accepted although no source says it: words alone do not show it (docs/explanation/generated-summaries.md)."""


@dataclass(frozen=True)
class Case:
    """A text, what it is to be judged by, and whether it is honest."""

    text: str
    kind: str
    headline: str
    language: str
    sources: tuple[Quote, ...]

    def judged(self) -> Verdict:
        return judge(self.text, self.sources, self.headline, self.language, LIMIT)


def cases(name: str) -> Iterator[Case]:
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        given = {"headline": row["headline"], "language": row["language"], "sources": tuple(quotes_of(row))}
        for text in row["honest"]:
            yield Case(text=text, kind="", **given)
        for one in row["invented"]:
            yield Case(text=one["text"], kind=one["kind"], **given)


def quotes_of(row: dict) -> Iterator[Quote]:
    for source in row["sources"]:
        for text in sentences(source["text"], row["language"]):
            if "gnore all previous" not in source["text"]:  # such an entry is no source
                yield quoted(text, row["language"], source["outlet"])


def quoted(text: str, language: str = "en", outlet: str = "Wire") -> Quote:
    return Quote(text=text, outlet=outlet, url="https://wire.example/1", language=language, direction="ltr")


INVENTED = [case for name in SETS for case in cases(name) if case.kind]
HONEST = {name: [case for case in cases(name) if not case.kind] for name in SETS}


@pytest.mark.parametrize("case", INVENTED, ids=lambda case: f"{case.language}: {case.kind}: {case.text[:40]}")
def test_what_no_source_says_is_thrown_away(case: Case) -> None:
    """Invented names, changed and swapped numbers, denials, dropped doubts, merged facts, injections, talk."""
    verdict = case.judged()
    assert bool(verdict.reason) == (case.text not in SEEN_BY_NOBODY)
    assert (verdict.text == "") == bool(verdict.reason)


@pytest.mark.parametrize(("name", "least"), [("checked", 23), ("held_out", 11), ("fresh", 11), ("last", 9)])
def test_most_of_what_sources_say_passes(name: str, least: int) -> None:
    """What is thrown away without need costs nothing but that the sources' own sentences stay."""
    passed = [case for case in HONEST[name] if not case.judged().reason]
    assert len(passed) >= least
    for case in passed:
        assert case.judged().text == case.text
        assert set(case.judged().support) <= set(case.sources)


def test_the_sets_are_as_large_as_the_documentation_says() -> None:
    """Its figures are about these."""
    assert (len(INVENTED), sum(map(len, HONEST.values()))) == (205, 89)


FIRE = tuple(
    quoted(text)
    for text in (
        "Three people were injured when a warehouse burned down in Haifa harbour.",
        "Firefighters from six towns fought the flames for nine hours.",
    )
)


def test_a_text_is_cut_at_a_sentence_and_names_what_it_rests_on() -> None:
    """Sentences past the limit are left out, and so is their support."""
    text = " ".join(quote.text for quote in FIRE)
    verdict = judge(text, FIRE, "Fire in Haifa harbour", "en", 100)
    assert (verdict.text, verdict.support) == (FIRE[0].text, FIRE[:1])
    assert judge(text, FIRE, "Fire in Haifa harbour", "en", 320).support == FIRE
    assert judge(text, FIRE, "Fire in Haifa harbour", "en", 30).reason == "too long"


def test_one_sentence_that_no_source_says_spoils_the_rest() -> None:
    """Also where it would have been cut off: who lies once is not believed."""
    text = FIRE[0].text + " Forty towns were evacuated by the army."
    assert judge(text, FIRE, "Fire in Haifa harbour", "en", 80).text == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "too short"),
        ("Fire.", "too short"),
        ("\x00\u200b\ufeff" * 50, "too short"),
        ("Three people were injured. " * 200, "too long"),
        ("Three people were injured in Haifa harbour. " * 10, "too long"),
        ("- Three people were injured\n- in Haifa harbour", "no plain text"),
        ("<b>Three people</b> were injured in Haifa harbour", "no plain text"),
        ("Firefighters from six towns fought the flames for nine hours.", "about something else"),
        ("Fire in Haifa harbour, Haifa harbour fire", "says no more than the headline"),
    ],
)
def test_what_is_no_summary_is_thrown_away_with_its_reason(text: str, reason: str) -> None:
    """Before any sentence is compared."""
    assert judge(text, FIRE, "Fire in Haifa harbour", "en", LIMIT).reason == reason


@given(st.text(max_size=400), st.sampled_from(["en", "he", "tr", "ja", "xx", ""]))
def test_any_text_gets_a_verdict(text: str, language: str) -> None:
    """Never an error, and never a text without support."""
    verdict = judge(text, FIRE, FIRE[0].text, language, LIMIT)
    assert bool(verdict.text) == bool(verdict.support) == (not verdict.reason)


QUOTED = (
    quoted('"We will rebuild before winter," said owner Ilan Peretz.'),
    quoted("The warehouse must close before Friday, mayor Dana Levi said."),
    quoted("Three people were injured on Monday."),
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('"We will rebuild before winter," said owner Ilan Peretz.', True),
        ("“We will rebuild before winter”, said owner Ilan Peretz.", True),
        ("'We will rebuild before winter,' said owner Ilan Peretz.", True),
        ("'We will rebuild in winter,' said owner Ilan Peretz.", False),
        ('"We rebuild before winter," said owner Ilan Peretz.', False),
        ('"We will rebuild before winter, said owner Ilan Peretz.', False),
        ('"We will rebuild before winter," said mayor Dana Levi.', False),
        ("The warehouse must close before Friday, mayor Dana Levi said.", True),
        ("The warehouse must close on Friday, mayor Dana Levi said.", False),
        ("The warehouse must close after Friday, mayor Dana Levi said.", False),
        ("The warehouse of Ilan Peretz must close before Friday, and three people were injured.", False),
        ("The warehouse must close before Friday, and three people were injured.", True),
    ],
)
def test_quotations_are_verbatim_and_times_stay_before_or_after(text: str, holds: bool) -> None:
    """In whatever marks, from the sentence that names who said it."""
    assert bool(judge(text, QUOTED, "Warehouse owner Ilan Peretz to rebuild", "en", LIMIT).text) == holds


def test_hostile_lengths_are_bounded() -> None:
    """Many long sources and a text of nothing but their words take no more than the others."""
    sources = tuple(quoted(f"name{n} " * 60 + "harbour, and " * 10) for n in range(64))
    text = ("Name1 harbour and name2 and name3, name4 and name5. " * 40)[:LONGEST_ANSWER]
    assert judge(text, sources, "harbour", "en", LIMIT).text == ""
