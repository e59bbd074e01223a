"""The pages of the service: in every language, without anything active, and never without an answer."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import lxml.html
import pytest

from digest.errors import ConfigError
from digest.render import Page, PageName, PageTemplates, check_pages, spoken
from digest.render.reader import LANGUAGES

HOSTILE = "<script>alert(1)</script>\"' onload=x"
NAMES = get_args(PageName)


def filled(name: PageName, language: str = "en") -> str:
    page = Page(
        site=HOSTILE, language=language, digest=HOSTILE, address=HOSTILE, undo="../resubscribe/x", digests=(HOSTILE,)
    )
    return PageTemplates().fill(name, page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_speaks_every_language_in_its_direction(name: PageName, language: str) -> None:
    """`lang` and `dir` say which, the text is there, and nothing of the admin's becomes markup."""
    page = lxml.html.document_fromstring(filled(name, language))
    assert page.get("lang") == language
    assert page.get("dir") == ("rtl" if language in {"he", "ar"} else "ltr")
    assert page.findtext(".//title")
    assert page.find(".//h1") is not None
    assert not {"script", "img", "link", "iframe"} & {str(element.tag) for element in page.iter("*")}
    assert not [name for element in page.iter("*") for name in element.attrib if str(name).startswith("on")]


@pytest.mark.parametrize("name", NAMES)
def test_no_page_says_the_same_in_two_languages(name: PageName) -> None:
    """Each page has phrases of its own in each language (the front page has only names)."""
    said = {filled(name, language).partition("<main>")[2] for language in LANGUAGES}
    assert len(said) == (1 if name == "front" else len(LANGUAGES))


@pytest.mark.parametrize("name", ["unsubscribe", "left"])
def test_what_a_page_does_is_a_button_and_not_a_link(name: PageName) -> None:
    """Scanners follow links; nobody but a person presses a button."""
    page = lxml.html.document_fromstring(filled(name))
    assert [form.get("method") for form in page.iter("form")] == ["post"]
    assert len(list(page.iter("button"))) == 1
    assert list(page.iter("a")) == []


def test_a_template_of_the_admins_own_goes_before_the_packaged_one(tmp_path: Path) -> None:
    """File by file: what the folder does not have is as packaged."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "missing.html.j2").write_text("gone from {{ page.site }}")
    templates = PageTemplates(tmp_path)
    assert templates.fill("missing", Page(site="Desk")) == "gone from Desk\n"
    assert "<h1>" in templates.fill("trouble", Page(site="Desk"))
    assert check_pages(tmp_path) == ()


def test_a_template_that_fails_is_named_and_the_reader_gets_the_packaged_one(tmp_path: Path) -> None:
    """`check` names file and line; nobody is kept from unsubscribing by it."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "unsubscribe.html.j2").write_text("ok\n{{ page.adress }}")
    templates = PageTemplates(tmp_path)
    with pytest.raises(ConfigError, match=r"unsubscribe\.html\.j2:2"):
        templates.fill("unsubscribe", Page(site="Desk"))
    assert "<button" in templates.fill_safely("unsubscribe", Page(site="Desk"))
    (mistake,) = check_pages(tmp_path)
    assert mistake.line == 2
    assert mistake.mend == "did you mean 'address'?"


def test_a_page_speaks_the_first_wish_that_it_can() -> None:
    """A language without phrases gets the next wish, and in the end English."""
    assert spoken("fi", "he") == "he"
    assert spoken("", "fi") == "en"
