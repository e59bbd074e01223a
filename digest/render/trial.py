"""Every template tried before it is trusted: rendered on sample issues, and its output inspected.

Read `check_templates`; `_page_mistakes` says what no mail and no page may hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final, get_args

import lxml.html
import regex

from digest.errors import ConfigError, Mistake
from digest.model import Form, Issue, Part
from digest.render.environment import DEFAULT, template_folders
from digest.render.renderer import MOST_MAIL_BYTES, TemplateRenderer
from digest.render.samples import FIFTY, sample_issues

__all__ = ["check_templates"]

_SITE: Final = "https://digest.example.org"
_ACTIVE: Final = frozenset(
    {"applet", "audio", "base", "embed", "form", "frame", "iframe", "math", "object", "script", "svg", "video"}
)
_LOADING: Final = frozenset({"action", "background", "data", "formaction", "ping", "poster", "src", "srcset"})
_LOADING_STYLE: Final = regex.compile(r"url\s*\(|@import|expression\s*\(|-moz-binding|behavior\s*:", regex.IGNORECASE)
_SAFE_LINK: Final = regex.compile(r"(?:https?://|mailto:|tel:|#|$)", regex.IGNORECASE)


def check_templates(overrides: Path | None, names: Iterable[str]) -> tuple[Mistake, ...]:
    """Render every form of these template sets for every sample issue; list each mistake once."""
    renderer = TemplateRenderer(overrides)
    found: dict[Mistake, None] = {}
    for name in dict.fromkeys(names):
        found.update(dict.fromkeys(_misspelt(overrides, name)))
        for base_url in (None, _SITE):
            for sample, issue in sample_issues(name, base_url).items():
                found.update(dict.fromkeys(_mistakes(renderer, sample, issue)))
    return tuple(found)


def _misspelt(overrides: Path | None, name: str) -> Iterator[Mistake]:
    """Name the admin's files that are nearly called like a template, and so would silently do nothing."""
    folder = overrides / name if overrides else None
    if folder is None or not folder.is_dir():
        return
    known = {path.name for place in template_folders(DEFAULT, None) for path in place.glob("*.j2")}
    for path in sorted(folder.iterdir()):
        near = get_close_matches(path.name, known, n=1, cutoff=0.8)
        if near and path.name not in known:
            yield Mistake(
                file=f"{name}/{path.name}",
                line=None,
                key="",
                problem="is read by nobody",
                mend=f"did you mean {near[0]}?",
            )


def _mistakes(renderer: TemplateRenderer, sample: str, issue: Issue) -> Iterator[Mistake]:
    for form in get_args(Form):
        try:
            parts = renderer.render(issue, form)
        except ConfigError as error:
            yield from error.mistakes
            continue
        for part in parts:
            yield from _part_mistakes(part, sample, issue.template)


def _part_mistakes(part: Part, sample: str, template: str) -> Iterator[Mistake]:
    if part.name not in {"html", "page"}:
        return
    file = f"{template}/{part.form}.html.j2"
    for problem in sorted(_page_problems(part.content)):
        yield Mistake(file=file, line=None, key="", problem=problem)
    size = len(part.content.encode())
    if part.form == "email" and sample == FIFTY and size > MOST_MAIL_BYTES:
        problem = f"makes a mail of {size // 1000} kB from fifty stories; mail programs cut it at {MOST_MAIL_BYTES // 1000} kB"
        yield Mistake(file=file, line=None, key="", problem=problem)


def _page_problems(page: str) -> set[str]:
    """Tell what a page would run, load or send when it is opened."""
    problems: set[str] = set()
    if not page.strip():
        return {"gives an empty page"}
    for element in lxml.html.document_fromstring(page).iter("*"):
        tag = str(element.tag)
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        if tag in _ACTIVE or "http-equiv" in attributes:
            problems.add(f"holds <{tag}>, which no mail or page may")
        if tag == "link" and attributes.get("rel") != "canonical":
            problems.add("holds <link>: nothing may be loaded from elsewhere")
        if _LOADING_STYLE.search(attributes.get("style", "") + (element.text or "" if tag == "style" else "")):
            problems.add(f"holds a style of <{tag}> that loads or runs something")
        problems.update(_attribute_problems(tag, attributes))
    return problems


def _attribute_problems(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name.startswith("on"):
            yield f"holds <{tag} {name}>: a feed's text or the template would run code"
        elif name in _LOADING and not value.lower().startswith(("data:image/", "cid:")):
            yield f"holds <{tag} {name}>: nothing may be loaded from elsewhere"
        elif name in {"href", "xlink:href"} and not _SAFE_LINK.match(value):
            yield f"links to {value[:40]!r}, which is no web address"
