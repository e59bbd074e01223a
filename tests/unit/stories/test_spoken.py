"""In which language entries are: their own words against what the feed says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import ParsedEntry
from digest.stories.spoken import as_spoken

FRENCH = "Le conseil municipal a voté dans la nuit le budget de la ville, et les habitants ne sont pas tous contents."
ENGLISH = "The town council voted for the budget in the night, and not all of the people are happy with what it says."
GALICIAN = "O concello aprobou onte pola noite o orzamento da cidade, e non todos os veciños están contentos con el."
TURKISH = "Belediye meclisi gece bütçeyi kabul etti ve bu karar için herkes mutlu değil, ama daha çok iş var."
NORWEGIAN = (
    "Kommunestyret vedtok i natt budsjettet for byen, og ikke alle innbyggerne er fornøyd med det som står der i dag."
)
GREEK = "Το δημοτικό συμβούλιο ενέκρινε χθες τη νύχτα τον προϋπολογισμό της πόλης και δεν είναι όλοι ευχαριστημένοι."
INDONESIAN = "Dewan kota menyetujui anggaran kota tadi malam dan tidak semua warga senang dengan keputusan itu."
ARABIC = "صوت المجلس البلدي على الميزانية في الليل ولم يكن جميع السكان راضين عن هذا القرار الذي اتخذ من قبل"


def entries(*texts: str, language: str = "en") -> list[ParsedEntry]:
    return [
        ParsedEntry(keys=(f"guid:{number}",), title="Budget 2026", summary=text, language=language)
        for number, text in enumerate(texts)
    ]


def spoken(*texts: str, language: str = "en") -> list[str]:
    return [entry.language for entry in as_spoken(entries(*texts, language=language))]


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (FRENCH, "en", "fr"),
        (TURKISH, "en", "tr"),
        (ENGLISH, "en", "en"),
        (ENGLISH, "es", "en"),
        (FRENCH, "", "fr"),
        (GALICIAN, "gl", "gl"),
        (FRENCH, "oc", "oc"),
        ("Oslo – Roma", "no", "no"),
        ("", "", ""),
    ],
)
def test_a_text_tells_its_language(text: str, declared: str, language: str) -> None:
    """Where its function words leave no doubt, and those of the declared language are known."""
    assert spoken(text, language=declared) == [language]


def test_what_is_too_short_to_tell_follows_its_document() -> None:
    """A feed of French posts that calls itself English has French headlines, too; an English post in it stays one."""
    assert spoken(*[FRENCH] * 8, "Oslo – Roma", ENGLISH) == [*["fr"] * 9, "en"]


def test_a_document_in_two_languages_proves_nothing_for_what_is_short() -> None:
    """Half and half: each long text for itself, the short one as declared."""
    assert spoken(FRENCH, FRENCH, ENGLISH, ENGLISH, "Oslo – Roma") == ["fr", "fr", "en", "en", "en"]


@pytest.mark.parametrize("text", [NORWEGIAN, INDONESIAN])
@pytest.mark.parametrize("declared", ["", "en"])
def test_what_is_in_no_known_language_is_not_taken_for_its_neighbours(text: str, declared: str) -> None:
    """However long it is: an aggregator carries everybody."""
    assert spoken(*[FRENCH] * 8, text, language=declared)[-1] == declared
    assert spoken(*[text] * 40, language=declared) == [declared] * 40


@pytest.mark.parametrize(
    ("title", "declared", "language"),
    [
        ("Αθήνα: εγκρίθηκε νέος προϋπολογισμός", "en", "el"),
        ("Αθήνα: εγκρίθηκε νέος προϋπολογισμός", "", "el"),
        ("עיריית חולון אישרה תקציב חדש", "en", "he"),
        ("Город Тверь принял новый бюджет", "en", ""),
        ("Город Тверь принял новый бюджет", "bg", "bg"),
        ("Gradsko vijeće usvojilo novi budžet", "sr", "sr"),
        ("市議会、新年度予算案を可決", "tr", "ja"),
        ("市議會通過新預算", "en", ""),
        ("Holon council passes new budget", "he", ""),
        ("The council is to vote on it in May, and it may yet fail", "he", "en"),
        ("Windows 11 Pro", "he", "he"),
        ("שלום Holon council passes budget", "he", "he"),
        ("2026: 4 – 3", "he", "he"),
    ],
)
def test_no_text_is_in_a_language_that_is_never_written_so(title: str, declared: str, language: str) -> None:
    """However short it is: its function words say more, or a script that only one language has; a name or two are in any."""
    entry = ParsedEntry(keys=("guid:1",), title=title, language=declared)
    assert [found.language for found in as_spoken([entry])] == [language]


def test_what_is_in_another_script_does_not_follow_its_document() -> None:
    """Nor is it what the document was called."""
    assert spoken(*[FRENCH] * 8, GREEK) == [*["fr"] * 8, "el"]


@pytest.mark.parametrize("name", ["Los Angeles", "Rio de Janeiro", "DIE linker"])
def test_a_name_said_again_and_again_is_no_language(name: str) -> None:
    """One foreign word is one, in however many headlines."""
    headlines = [
        f"{name}: {what}" for what in ("weather", "traffic", "port strike ends", "fires", "mayor resigns", "cup")
    ]
    assert spoken(*headlines, f"{name} lost, {name} won, {name} drew, {name} rested") == ["en"] * 7


def test_an_entry_that_names_its_own_language_is_not_taken_for_its_neighbours() -> None:
    """Only those with the document's language follow it."""
    mixed = [*entries(FRENCH, FRENCH), *entries("Oslo – Roma", language="it")]
    assert [entry.language for entry in as_spoken(mixed)] == ["fr", "fr", "it"]


def test_text_runs_as_its_language_does() -> None:
    """Arabic that was called English runs from the right."""
    (entry,) = as_spoken(entries(ARABIC))
    assert (entry.language, entry.direction) == ("ar", "rtl")


def test_nothing_is_nothing() -> None:
    """A document without entries."""
    assert as_spoken([]) == ()


@given(st.lists(st.text(max_size=200), max_size=6), st.sampled_from(["", "en", "he", "xx"]))
def test_nothing_else_changes(texts: list[str], language: str) -> None:
    """Whatever a stranger writes: the same entries in the same order."""
    given_entries = entries(*texts, language=language)
    found = as_spoken(given_entries)
    assert [(entry.keys, entry.title, entry.summary) for entry in found] == [
        (entry.keys, entry.title, entry.summary) for entry in given_entries
    ]
