"""TemplateRenderer: an issue and a form become the parts that a channel sends.

Read `render`, then one function a form: `_email`, `_telegram`, `_web`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

import css_inline
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from digest.errors import ConfigError, Mistake
from digest.model import Form, Issue, Part
from digest.render.chat import CUT, messages
from digest.render.environment import make_environment, mistake_of, template_folders
from digest.render.presentable import presentable
from digest.render.reader import Reader, reader_of
from digest.text import clean, shorten
from digest.tokens import READER

__all__ = ["MOST_MAIL_BYTES", "VARIABLES", "Links", "TemplateRenderer"]

MOST_MAIL_BYTES: Final = 100_000
"""Gmail cuts a mail at about 102 kB."""
MOST_SUBJECT: Final = 150
VARIABLES: Final = ("issue", "reader", "links", "outlet_limit", "cut")
"""What a template finds beside Jinja's own names; `cut` only in telegram.html.j2."""

_KEY: Final = 12
"""How much of an audience's key tells it from the others of a slot."""
_EVERY_OUTLET: Final = 1_000_000
_SHOWN_OUTLETS: Final = 6
_FEWER_OUTLETS: Final = (6, 3, 1)
_TEMPLATE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_TRAILING_SPACES: Final = re.compile(r"[ \t]+$", re.MULTILINE)
_INLINER: Final = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses of the site's own pages; all "" while `[site] base_url` is not set.

    `settings` and `unsubscribe` are the reader's own and "" on a page that everybody may see.
    """

    issue: str = ""
    settings: str = ""
    unsubscribe: str = ""


class TemplateRenderer:
    """Render issues by the packaged templates and the admin's own, which go before them file by file."""

    def __init__(self, overrides: Path | None = None) -> None:
        self._overrides = overrides
        self._environments: dict[tuple[str, str], ImmutableSandboxedEnvironment] = {}

    def render(self, issue: Issue, form: Form) -> tuple[Part, ...]:
        """Render every part of the form; raise ConfigError, with file and line, where a template fails."""
        shown = presentable(issue)
        sheet = _Sheet(issue=shown, reader=reader_of(shown), links=_links(shown, form), templates=self)
        if form == "email":
            return _email(sheet)
        return _telegram(sheet) if form == "telegram" else _web(sheet)

    def environment(self, template: str, language: str) -> ImmutableSandboxedEnvironment:
        """Give the environment of one template set; raise ConfigError where there is none of that name."""
        known = self._environments.get((template, language))
        if known is None:
            folders = template_folders(template, self._overrides)
            if not _TEMPLATE_NAME.fullmatch(template) or not any(
                path.is_dir() for path in folders if path.name == template
            ):
                raise ConfigError([_unknown(template, folders)])
            known = self._environments[template, language] = make_environment(folders, language)
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One issue on its way through the templates of its set."""

    issue: Issue
    reader: Reader
    links: Links
    templates: TemplateRenderer

    def fill(self, file: str, outlet_limit: int, extra: Mapping[str, object] | None = None) -> str:
        environment = self.templates.environment(self.issue.template, self.reader.language)
        try:
            return environment.get_template(file).render(
                issue=self.issue, reader=self.reader, links=self.links, outlet_limit=outlet_limit, **(extra or {})
            )
        except Exception as error:  # an admin's template can raise anything
            names = (*VARIABLES, *(field.name for field in fields(Issue)))
            raise ConfigError([mistake_of(error, f"{self.issue.template}/{file}", names)]) from error

    def outlets(self) -> int:
        """Say how many outlets a story lists before the rest is left to the web page, if there is one."""
        return _SHOWN_OUTLETS if self.links.issue else _EVERY_OUTLET

    def part(self, form: Form, name: str, content: str, position: int = 0) -> Part:
        return Part(form=form, name=name, content=content, position=position)

    def refuse(self, file: str, problem: str) -> ConfigError:
        return ConfigError([Mistake(file=f"{self.issue.template}/{file}", line=None, key="", problem=problem)])


def _email(sheet: _Sheet) -> tuple[Part, ...]:
    subject = shorten(clean(sheet.fill("subject.txt.j2", sheet.outlets())), MOST_SUBJECT)
    if not subject:
        raise sheet.refuse("subject.txt.j2", "gives an empty subject")
    page = _mail_page(sheet)
    while len(page.encode()) > MOST_MAIL_BYTES and sheet.links.issue and len(sheet.issue.items) > 1:
        sheet = replace(sheet, issue=_shortened(sheet.issue, MOST_MAIL_BYTES / len(page.encode())))
        page = _mail_page(sheet)
    return (
        sheet.part("email", "subject", subject),
        sheet.part("email", "html", page),
        sheet.part("email", "text", _tidy(sheet.fill("email.txt.j2", sheet.outlets()))),
    )


def _shortened(issue: Issue, share: float) -> Issue:
    """Leave about this share of the stories in a mail; the others are only on the issue's page, to which it links."""
    most = max(1, min(int(len(issue.items) * share), len(issue.items) - 1))
    sections, left = [], most
    for section in issue.sections:
        sections += [replace(section, items=section.items[:left])] if left else []
        left -= min(left, len(section.items))
    return replace(issue, sections=tuple(sections), more=(*issue.items[most:], *issue.more))


def _mail_page(sheet: _Sheet) -> str:
    """Fill the HTML part; with fewer outlets by name where it would be cut by mail programs."""
    page = _inlined(sheet, sheet.outlets())
    for most in _FEWER_OUTLETS:
        # Names of outlets are at most about half of a mail: what is far too big stays so.
        if not MOST_MAIL_BYTES < len(page.encode()) < 5 * MOST_MAIL_BYTES:
            break
        page = _inlined(sheet, most)
    return page


def _inlined(sheet: _Sheet, outlet_limit: int) -> str:
    page = sheet.fill("email.html.j2", outlet_limit)
    try:
        return _tidy(_INLINER.inline(page))
    except css_inline.InlineError as error:
        raise sheet.refuse("email.html.j2", f"its style sheet cannot be used: {error}") from error


def _telegram(sheet: _Sheet) -> tuple[Part, ...]:
    rendered = sheet.fill("telegram.html.j2", sheet.outlets(), {"cut": Markup(CUT)})  # noqa: S704 - one control character
    try:
        split = messages(rendered)
    except ValueError as error:
        raise sheet.refuse("telegram.html.j2", str(error)) from error
    if not split:
        raise sheet.refuse("telegram.html.j2", "gives an empty message")
    return tuple(sheet.part("telegram", "message", text, position) for position, text in enumerate(split))


def _web(sheet: _Sheet) -> tuple[Part, ...]:
    return (sheet.part("web", "page", _tidy(sheet.fill("web.html.j2", _EVERY_OUTLET))),)


def _links(issue: Issue, form: Form) -> Links:
    """Say where the pages are; the settings page is not there yet."""
    if not issue.base_url:
        return Links()
    place = f"{quote(issue.digest_id, safe='')}/{quote(issue.slot.label, safe=':')}"
    own = "" if form == "web" else f"{issue.base_url}/unsubscribe/{READER}"
    whose = f"?of={quote(issue.key[:_KEY], safe='')}" if issue.key else ""
    return Links(issue=f"{issue.base_url}/issue/{place}{whose}", unsubscribe=own)


def _tidy(text: str) -> str:
    """Leave no space at a line's end and at most one blank line, so that templates can be laid out freely."""
    return _BLANK_LINES.sub("\n\n", _TRAILING_SPACES.sub("", text)).strip() + "\n"


def _unknown(template: str, folders: tuple[Path, ...]) -> Mistake:
    return Mistake(
        file=str(folders[0]), line=None, key="", problem=f"no templates named {template!r}", mend="make this folder"
    )
