"""What can be computed of the design: contrast, width, structure, size, and that nothing is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import lxml.html
import pytest

from digest.model import Form
from digest.render.samples import FIFTY, sample_issues

Rendered = Callable[..., dict[str, str]]
COLOUR = re.compile(r"#[0-9a-f]{6}")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colours(style: str) -> tuple[set[str], str]:
    """Every text colour of a style sheet, and its background."""
    texts: set[str] = set()
    background = ""
    for _, body in RULE.findall(style):
        for declaration in body.split(";"):
            name, _, value = declaration.partition(":")
            found = COLOUR.findall(value.lower())
            if name.strip() == "color" and found:
                texts.add(found[0])
            if name.strip() == "background-color" and found:
                background = found[0]
    return texts, background


@pytest.fixture
def style(rendered: Rendered) -> str:
    page = lxml.html.fromstring(rendered(sample_issues()["new and updates"], "web")["page"])
    return str(page.xpath("//style")[0].text)


def test_every_text_colour_has_a_contrast_of_at_least_4_5_in_light_and_in_dark(style: str) -> None:
    """WCAG AA for text of any size."""
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    for scheme in (light, dark.partition("@media")[0]):
        texts, background = colours(scheme)
        assert background
        assert len(texts) >= 3
        assert {text: contrast(text, background) for text in texts if contrast(text, background) < 4.5} == {}


def test_there_is_one_accent_colour_in_each_scheme(style: str) -> None:
    """Everything else is grey: no channel far from the others."""
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    for scheme in (light, dark):
        values = {c for c in COLOUR.findall(scheme) if max(channels(c)) - min(channels(c)) > 40}
        assert len(values) == 1


def channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


@pytest.mark.parametrize(("form", "name"), [("email", "html"), ("web", "page")])
def test_headings_go_from_the_digest_to_the_topic_to_the_story(rendered: Rendered, form: Form, name: str) -> None:
    """One h1; no level is skipped; every story is an h3 whose link is the headline."""
    issue = sample_issues()["new and updates"]
    page = lxml.html.fromstring(rendered(issue, form)[name])
    levels = [int(str(element.tag)[1]) for element in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    headlines = [heading.xpath("string(.//a)") for heading in page.iter("h3")]
    assert headlines == [item.headline for item in issue.items]


def test_the_mail_is_an_article_in_the_readers_language_and_direction(rendered: Rendered) -> None:
    """For screen readers, which read one mail among many."""
    page = lxml.html.fromstring(rendered(sample_issues()["right to left"], "email")["html"])
    (article,) = page.xpath("//*[@role='article']")
    assert (article.get("lang"), article.get("dir"), article.get("aria-label")) == ("he", "rtl", "תקציר הבוקר")
    assert (page.get("lang"), page.get("dir")) == ("he", "rtl")
    assert {table.get("role") for table in page.iter("table")} == {"presentation"}


def test_the_preheader_is_the_second_headline(rendered: Rendered) -> None:
    """The list of mails shows two headlines, not one twice."""
    page = lxml.html.fromstring(rendered(sample_issues()["new and updates"], "email")["html"])
    hidden = page.xpath("//body/div[1]")[0]
    assert hidden.text.startswith("Lapid to visit Ankara on Thursday")
    assert "display:none" in hidden.get("style").replace(" ", "")


def test_styles_are_in_the_elements_and_dark_ones_in_the_head(rendered: Rendered) -> None:
    """Some mail programs drop the one, some the other."""
    page = rendered(sample_issues()["new and updates"], "email")["html"]
    tree = lxml.html.fromstring(page)
    assert all(element.get("style") for element in tree.iter("h1", "h2", "h3"))
    assert "prefers-color-scheme" in "".join(tree.xpath("//style/text()"))
    assert "!important" in "".join(tree.xpath("//style/text()"))
    (column,) = tree.find_class("column")
    assert "max-width:600px" in column.get("style").replace(" ", "")
    assert "<!--[if mso]>" in page
    assert page.encode().index(b"charset") < 1024, "browsers look no further"


@pytest.mark.parametrize(("form", "name"), [("email", "html"), ("web", "page")])
def test_nothing_is_loaded_and_no_image_is_shown(rendered: Rendered, form: Form, name: str) -> None:
    """No images, fonts, scripts or style sheets."""
    for issue in sample_issues(base_url="https://digest.example.org").values():
        page = lxml.html.fromstring(rendered(issue, form)[name])
        assert page.xpath("//img | //script | //iframe | //link[@rel!='canonical'] | //*[@src or @background]") == []


@pytest.mark.parametrize("base_url", [None, "https://digest.example.org"])
def test_fifty_stories_make_a_mail_under_100_kb(rendered: Rendered, base_url: str | None) -> None:
    """Gmail cuts at about 102."""
    assert len(rendered(sample_issues(base_url=base_url)[FIFTY], "email")["html"].encode()) < 100_000
