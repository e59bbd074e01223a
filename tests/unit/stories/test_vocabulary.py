"""Ordinary words name nothing, or what they mean: the tables of ideas and places read nothing into a word.

A beginning that is too short names half a language: `schaf*` made cows of all German words in -schaft.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from importlib.resources import files

import pytest

from digest.stories.concepts import concepts
from digest.stories.countries import named_countries
from digest.stories.forms import is_function_word
from digest.stories.lexicon import lexicon
from digest.stories.vocabulary import LANGUAGES, OPPOSITES, is_firm, meanings, spelling, vocabulary
from digest.text import words

# `word:idea` where the tables know what the word means, `word` alone where they must know nothing.
ORDINARY = {
    "en": """
        hiker hiking taxi acquitted:acquit surface surgery stable jumper general fall:drop miner miners:mine mount turkey
        polish pole china jersey reunion chile marriott wager boxes knighthood bankruptcy bankrupt migraine nursery
        allegiance railing snowden bombay roman filmed oliver rivera stability defeat:defeat close open lines call meaning
        """,
    "de": """
        Gesellschaft Wirtschaft:economy Landschaft Mannschaft:team schafft schaffen Schuld Schulter zurück fahren
        erfahren durchgesetzt gesetzt Beispiel Geschäftsführer überraschend Lüftungsschacht lohnt gehalten Kriminalität
        Krimi gewinnt:win Gewinn:profit Ring Turnier Box Müller Strömung Haftung unglücklich Gast Ausflug Laufbahn
        Pinsel hält stimmt spielt handelt kriegen Waffel ziehen Flüssigkeit Kanalisation Schottland:@scotland
        """,
    "fr": """
        réunion:meet grenade Dominique Maurice Martin Georges vent ventre vendredi:day/Friday Vendôme fuite couleur
        panneau cruel tomber élevé velours côté marcher argent voile groupe auteur surface sauvegarde accusé:claim acquitté:acquit
        liberté libéral limoges perdure ouvrier ouvrage fermement bondé vacciner:vaccine turquoise italique nous
        """,
    "es": """
        reunión:meet gran fines caso casi castillo presente presión precisamente medida ventana césped vacaciones
        espíritu libertad perdón abril:month/April abrazo iniciativa revista esquina bajo sale registro medicamento
        nombre escalera disparate catarata lanzarote impuesto:tax volcán:volcano banco:bank movilización beber
        """,
    "tr": """
        açıkladı açıklama açık acil yaşam yaşadı dönem olumlu yeni kararlı kararname hissediyor altında kazanç kazan
        yenilik aşkı çekiliş katil güven satır sözcük ücretsiz yolculuk dağıtım köyün sinirli gelecek mısır mali kabile
        kuru iddia:claim
        """,
    "ru": """
        уголовное корреспондент коротко корпус думает наши данным детали спасибо верно жаркий лавка водитель:driver
        живот модель планета начальник долго отходит кладбище помощник вторично пятно скотт доход критика Данила
        индивидуальный вентиляция этнический кубометров газа:gas китов:whale воинов рейд:raid
        """,
    "he": """
        מספר מצב המצב שני:two השני:second ים:sea מקרים המקרים מתאים המתאים כיוון לכיוון מדובר משקל שיער מכשיר מורכב
        כלים מלכים הוסיף להוסיף מבחינה איטי רומן עוד ועוד בסיסי מוסד כסף הבשר מהר שווים לשים
        """,
    "ar": """
        صحيفة صحيح مجرم مجرد يمنع يمنح فضيحة المالية مدينة كتاب:book مدرسة:school رئيس:president سوق:market كبير جديد
        طويل قريب صغير بيت يعمل يقول عراقيل منزل ساعة طفل:child عدد حياة طريق:road مستوى:level
        """,
}


def ordinary() -> Iterator[tuple[str, str, str]]:
    for language, listed in ORDINARY.items():
        for item in listed.split():
            word, _, idea = item.partition(":")
            yield language, word, idea


def told(text: str, language: str) -> set[str]:
    """Read the places and ideas of a text, and no names as written."""
    return {concept for concept in concepts(words(text), (), language).title if concept[0] != "="}


def cells() -> Iterator[tuple[str, str, str]]:
    """List all patterns of both tables, each with its language and concept."""
    for name, first in (("vocabulary.txt", 2), ("places.txt", 1)):
        for line in files("digest.stories").joinpath(name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                concept, *rest = (cell.strip() for cell in line.split("|"))
                for language, cell in zip(LANGUAGES, rest[first - 1 :], strict=True):
                    yield from ((language, concept, pattern) for pattern in cell.split())


@pytest.mark.parametrize(("language", "word", "idea"), tuple(ordinary()))
def test_an_ordinary_word_names_nothing_but_what_it_means(language: str, word: str, idea: str) -> None:
    """Nobody's word is half of another's idea, nor a country."""
    found = meanings(word, language)
    assert (idea in found) if idea else (found == ())


@pytest.mark.parametrize(
    ("language", "name", "word"),
    [
        ("en", "Turkey", "turkey"),
        ("en", "Poles", "poles"),
        ("en", "Chile", "chile"),
        ("en", "White House", "white house"),
        ("de", "Krim", "krim"),
        ("es", "La Paz", "la paz"),
        ("es", "Granada", "granada"),
        ("tr", "Mısır", "mısır"),
        ("ru", "Газе", "газе"),
        ("it", "Mali", "mali"),
    ],
)
def test_a_name_that_is_a_word_too_needs_its_capital(language: str, name: str, word: str) -> None:
    """Turkey is roasted, Turkey elects."""
    assert any(concept[0] == "@" for concept in told(name, language))
    assert not any(concept[0] == "@" for concept in told(word, language))


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "New Mexico", "@US"),
        ("en", "Northern Ireland", "@GB"),
        ("en", "New South Wales", "@AU"),
        ("en", "British Columbia", "@CA"),
        ("en", "Papua New Guinea", "@PG"),
        ("en", "South Sudan", "@SS"),
        ("en", "North Korean", "@KP"),
        ("en", "Turks and Caicos", "@TC"),
        ("en", "Turks & Caicos Islands", "@TC"),
        ("en", "Congo", "@CD"),
        ("en", "Welsh", "@GB"),
        ("de", "Nordirland", "@GB"),
        ("fr", "Irlande du Nord", "@GB"),
        ("es", "Guinea Ecuatorial", "@GQ"),
        ("ru", "Северной Ирландии", "@GB"),
        ("he", "צפון אירלנד", "@GB"),
    ],
)
def test_a_name_inside_another_is_not_read_alone(language: str, text: str, place: str) -> None:
    """New Mexico is in no Mexico, and half of an island is not the other half."""
    countries = {concept for concept in told(text, language) if concept[0] == "@" and concept[1:].isupper()}
    assert countries == {place}


def test_half_a_peninsula_is_not_contradicted_by_the_whole() -> None:
    """What may be either Korea is no country, at home neither."""
    assert told("Korean", "en") == told("Koreaner", "de") == {"@korea"}
    assert lexicon("en")["Korea"].term == "korea"


@pytest.mark.parametrize(
    ("language", "word", "country"),
    [
        ("ru", "Эстонии", "@EE"),
        ("ru", "Ямайку", "@JM"),
        ("de", "Luxemburgs", "@LU"),
        ("fr", "Georges", None),
        ("fr", "Martin", None),
        ("it", "Libero", None),
        ("nl", "Spanning", None),
        ("pt", "Servir", None),
        ("es", "Gran", None),
    ],
)
def test_names_are_declined_only_where_languages_decline_them(language: str, word: str, country: str | None) -> None:
    """Cases lead to the name; a first name or a verb with its stem does not."""
    assert meanings(word, language) == ((country,) if country else ())


@pytest.mark.parametrize(
    ("language", "text", "idea"),
    [
        ("es", "12 por ciento", "percent"),
        ("de", "Feuer unter Kontrolle", "control"),
        ("de", "weist Vorwürfe zurück", ""),
        ("de", "weist zurück", "deny"),
        ("fr", "le ministre de l'Économie", "finance minister"),
        ("en", "to close two bridges", "close"),
        ("en", "close to a deal", "deal"),
        ("es", "el dólar se dispara", "soar"),
        ("fr", "vol à main armée", "theft"),
        ("ar", "وزير المالية", "finance minister"),
    ],
)
def test_a_phrase_may_begin_with_a_small_word(language: str, text: str, idea: str) -> None:
    """Words that only serve grammar name something together with others."""
    ideas = {concept for concept in told(text, language) if concept[0] != "#"}
    assert ideas - {"fire", "bridge", "claim", "#2", "currency"} == ({idea} if idea else set())


@pytest.mark.parametrize(
    ("word", "ideas"),
    [
        ("Bahnstreik", ("rail", "strike")),
        ("Herbststurm", ("storm",)),
        ("Bürgerkriegs", ("citizens", "war")),
        ("Lokomotivführer", ()),
        ("Bereitschaft", ()),
        ("aufgesetzt", ()),
    ],
)
def test_a_german_compound_ends_in_a_word(word: str, ideas: tuple[str, ...]) -> None:
    """What follows its last part is an ending, not the rest of some other word."""
    assert meanings(word, "de") == ideas


@pytest.mark.parametrize(
    ("word", "ideas"),
    [
        ("ובמשבר", ("crisis",)),
        ("כשהמשבר", ("crisis",)),
        ("במשבר", ("crisis",)),
        ("המשבר", ("crisis",)),
        ("מהגז", ("gas",)),
        ("הבמשבר", ()),
        ("שמגז", ()),
    ],
)
def test_prefixes_of_hebrew_stand_in_their_order(word: str, ideas: tuple[str, ...]) -> None:
    """And, that, in, the: in no other order, or a letter of the word is cut."""
    assert meanings(word, "he") == ideas


@pytest.mark.parametrize("word", ["defeat", "defeats", "close", "open", "general"])
def test_what_may_be_said_of_both_sides_contradicts_nothing(word: str) -> None:
    """A team suffers a defeat and another defeats it."""
    assert not any(map(is_firm, meanings(word, "en")))
    assert {"defeat"}.isdisjoint(idea for pair in OPPOSITES for idea in pair)


def test_a_country_is_known_in_a_rule_without_capitals() -> None:
    """Admins type `turkey`; feeds do not."""
    assert {
        phrase: named.concept for phrase, named in named_countries(["turkey", "south korea", "jersey cow"]).items()
    } == {
        "turkey": "@TR",
        "south korea": "@KR",
    }


def test_every_pattern_of_the_tables_can_be_met() -> None:
    """A blank is no underscore: no cell has a word alone that only serves grammar, and no part of a phrase is empty."""
    assert [each for each in cells() if re.search(r"[_-]\*|[_-]$|^[_*-]*$", each[2])] == []
    alone = [each for each in cells() if not re.search("[_-]", each[2]) and not each[2].isupper()]
    grammar = [each for each in alone if is_function_word(each[2].strip("*"), each[0])]
    assert {pattern for _, _, pattern in grammar} == _SPELLED_LIKE_OTHERS


def test_no_beginning_is_nearly_nothing() -> None:
    """Three letters begin anything; in Hebrew and Arabic they are a root."""
    least = {"he": 3, "ar": 3}
    found = [each for each in cells() if each[2].endswith("*") and len(spelling(each[2])) <= least.get(each[0], 4)]
    assert found == []


def test_a_long_german_word_stalls_nobody() -> None:
    """A compound is taken apart at every letter: as much of a word as any word has takes no time, all of it minutes."""
    letters = random.Random(7)
    long = ["".join(letters.choices("abcdefghiklmnoprstuwzäöü", k=30_000)) for _ in range(3)]
    known = vocabulary("de")
    start = time.process_time()
    assert not any(known.begins(word) for word in long)
    assert time.process_time() - start < 5


# Folded, they are words that only serve grammar: été, dos, su, on.
_SPELLED_LIKE_OTHERS = {"ete", "dos", "su", "on"}
