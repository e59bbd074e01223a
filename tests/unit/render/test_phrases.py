"""Every phrase exists in every language, in all of its plural forms."""

from __future__ import annotations

import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from digest.render.reader import LANGUAGES, Reader, phrases
from digest.render.samples import sample_issues

TRANSLATED = [language for language in LANGUAGES if language != "en"]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
Key = str | tuple[str, ...]


@pytest.fixture(scope="session")
def wanted(project: Path) -> set[Key]:
    """Every phrase that the templates, the renderer and the bot speak."""
    options = {"**.j2": {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}}
    found: set[Key] = set()
    spoken = {"templates": "jinja2", "digest/render": "python", "digest/inbound/bot": "python"}
    for folder, method in ((project / name, method) for name, method in spoken.items()):
        mapping = [("**.j2", method), ("**.py", method)]
        for _, _, message, _, _ in extract_from_dir(str(folder), method_map=mapping, options_map=options):
            found.add(message)
    return found


def catalog(language: str) -> Catalog:
    return read_po(BytesIO(files("digest.render").joinpath("locale", f"{language}.po").read_bytes()), locale=language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_phrase_has_a_translation_and_no_translation_is_left_over(language: str, wanted: set[Key]) -> None:
    """A phrase that a template gains without seven translations fails here."""
    translated = {message.id for message in catalog(language) if message.id}
    assert translated == wanted


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_keeps_its_placeholders_in_every_plural_form(language: str) -> None:
    """Only a form that stands for a single number may leave the number out."""
    known = catalog(language)
    forms = [phrases(language).plural(number) for number in range(201)]  # type: ignore[attr-defined] # GNUTranslations has it
    for message in known:
        if not message.id:
            continue
        texts = [message.string] if isinstance(message.id, str) else message.string
        source = message.id if isinstance(message.id, str) else message.id[1]
        assert len(texts) == (1 if isinstance(message.id, str) else known.num_plurals), message.id
        for form, text in enumerate(texts):
            assert text, message.id
            missing = set(PLACEHOLDER.findall(source)) - set(PLACEHOLDER.findall(text))
            stands_for_one = not isinstance(message.id, str) and forms.count(form) == 1
            assert missing <= ({"num"} if stands_for_one else set()), (language, text)
            assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(source)), (language, text)


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", {1: "1 story", 2: "2 stories", 5: "5 stories", 21: "21 stories"}),
        ("he", {1: "ידיעה אחת", 2: "שתי ידיעות", 5: "5 ידיעות"}),
        ("ar", {0: "لا أخبار", 1: "خبر واحد", 2: "خبران", 5: "5 أخبار", 11: "11 خبرًا", 100: "100 خبر"}),
        ("ru", {1: "1 новость", 2: "2 новости", 5: "5 новостей", 11: "11 новостей", 21: "21 новость"}),
        ("tr", {1: "1 haber", 5: "5 haber"}),
        ("fr", {0: "0 sujet", 1: "1 sujet", 2: "2 sujets"}),
        ("de", {1: "1 Meldung", 2: "2 Meldungen"}),
        ("es", {1: "1 noticia", 2: "2 noticias"}),
    ],
)
def test_numbers_take_the_plural_form_that_the_language_has(language: str, counted: dict[int, str]) -> None:
    """Russian 21 is singular, Arabic has six forms, Hebrew a dual."""
    issue = sample_issues()["one story"]
    reader = Reader(language=language, direction="ltr", timezone=issue.timezone, now=issue.composed_at)
    said = {number: reader.ngettext("%(num)s story", "%(num)s stories", number) for number in counted}
    assert said == counted
