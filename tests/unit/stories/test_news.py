"""What an update is: cases of a story, a next entry, and whether it tells anything new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.model import Entry, GroupingSettings, News
from digest.stories import Grouper

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def placed(*told: tuple[str, str], language: str = "en", remembered: int = 0) -> list[News | None]:
    """Group entries given as (title, summary), the first few of them only remembered."""
    grouper = Grouper(GroupingSettings())
    return [
        grouper.add(
            Entry(
                id=number,
                feed_id=number,
                outlet=f"Outlet {number}",
                title=title,
                summary=summary,
                language=language,
                seen_at=START + timedelta(minutes=number),
                remembered=number <= remembered,
            )
        ).news
        for number, (title, summary) in enumerate(told, start=1)
    ]


PLOT = ("Turkey detains Iranian cell in Istanbul", "Eight suspects were held in Istanbul raids, police said.")
QUAKE = ("Quake kills 900 in Paktika, Afghanistan", "At least 900 people died in the earthquake in Paktika province.")
CALL = ("Herzog thanks Erdogan for foiling attacks", "President Isaac Herzog thanked Recep Tayyip Erdogan in a call.")


def test_the_first_entry_is_news_as_a_whole() -> None:
    """A story begins with its lead sentence, or its title where there is no summary."""
    assert placed(PLOT) == [News(sentence=PLOT[1])]
    assert placed((PLOT[0], "")) == [News(sentence=PLOT[0])]


@pytest.mark.parametrize(
    ("told", "next_entry"),
    [
        (PLOT, PLOT),
        (
            PLOT,
            (
                "Iranian cell detained in Istanbul by Turkey police",
                "Police in Turkey held 8 suspects in Istanbul raids.",
            ),
        ),
        (QUAKE, ("Paktika quake: at least 900 killed in Afghanistan", "The Afghan earthquake killed 900 in Paktika.")),
        (CALL, ("Erdogan thanked by Herzog for foiling attacks", "Erdogan got a call from Herzog, who thanked him.")),
        (CALL, ("Israeli president Herzog thanks Turkey's Erdoğan for foiling attacks", "")),
    ],
)
def test_a_copy_or_a_reworded_lead_is_no_news(told: tuple[str, str], next_entry: tuple[str, str]) -> None:
    """Other words for the same facts make no update."""
    assert placed(told, next_entry)[1] is None


@pytest.mark.parametrize(
    ("told", "next_entry", "names", "numbers"),
    [
        (PLOT, (PLOT[0], "The Istanbul raids were led by Hakan Fidan, police said."), ("Hakan Fidan",), ()),
        (QUAKE, ("Paktika quake toll passes 1,000", "More than 1,000 died in the Paktika earthquake."), (), ("1,000",)),
        (QUAKE, ("Afghanistan quake: Paktika dead now 920", ""), (), ("920",)),
    ],
)
def test_a_new_name_or_number_is_news_with_its_sentence(
    told: tuple[str, str], next_entry: tuple[str, str], names: tuple[str, ...], numbers: tuple[str, ...]
) -> None:
    """The sentence is word for word from the entry: of the summary where it carries the fact, else the title."""
    news = placed(told, next_entry)[1]
    assert news == News(sentence=next_entry[1] or next_entry[0], names=names, numbers=numbers)


def test_a_new_quotation_is_news() -> None:
    """Words in quotation marks that nobody told yet are a statement, with no name or number in them."""
    said = 'Herzog told Erdogan in the call: "We will pursue everyone who plans to harm our families".'
    assert placed(CALL, ("Herzog thanks Erdogan for foiling attacks on Israelis", said))[1] == News(sentence=said)


def test_news_without_capitals_is_found_by_numbers() -> None:
    """In Hebrew, where no capital shows a name, a new number is news."""
    first = ("הרצוג הודה לארדואן על סיכול הפיגועים", "הנשיא הרצוג שוחח עם ארדואן.")
    longer = ("הרצוג לארדואן: תודה על סיכול הפיגועים", "הנשיא הודה לארדואן בשיחה שנמשכה 25 דקות.")
    news = placed(first, longer, language="he")[1]
    assert news == News(sentence=longer[1], numbers=("25",))


def test_remembered_entries_tell_nothing() -> None:
    """What was only remembered makes no news, and the first entry after it is news as a whole."""
    assert placed(PLOT, PLOT, PLOT, remembered=1) == [None, News(sentence=PLOT[1]), None]
