"""The pages of the service, filled from `templates/pages/`: unsubscribing, what is not there, the front page.

They speak to one person (`language`), or to whoever comes by (the site's language).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from babel import Locale
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digest.errors import ConfigError, Mistake
from digest.model import Direction
from digest.render.environment import make_environment, mistake_of, template_folders
from digest.render.reader import LANGUAGES

__all__ = ["Page", "PageName", "PageTemplates", "check_pages", "spoken"]

PageName: TypeAlias = Literal["front", "unsubscribe", "left", "back", "copy", "missing", "trouble"]
_SET: Final = "pages"
_ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a template of a page finds under the name `page`.

    `address` is masked; `undo` is where the form posts that takes a step back, "" where there is none.
    """

    site: str
    language: str = _ENGLISH
    digest: str = ""
    address: str = ""
    undo: str = ""
    digests: tuple[str, ...] = ()

    @property
    def direction(self) -> Direction:
        """The side that the page begins on."""
        return "rtl" if Locale.parse(self.language).text_direction == "rtl" else "ltr"


class PageTemplates:
    """Fill the pages by the packaged templates and the admin's own, which go before them file by file."""

    def __init__(self, overrides: Path | None = None) -> None:
        self._overrides = overrides

    def fill(self, name: PageName, page: Page) -> str:
        """Fill a page; raise ConfigError, with file and line, where an admin's own template fails."""
        return _filled(name, page, self._overrides)

    def fill_safely(self, name: PageName, page: Page) -> str:
        """Fill a page, by the packaged templates where the admin's own fail: a reader must get an answer."""
        try:
            return self.fill(name, page)
        except ConfigError:
            return _filled(name, page, None)


def spoken(*wishes: str) -> str:
    """Choose the first of these languages that pages can speak, else English."""
    return next((wish for wish in wishes if wish in LANGUAGES), _ENGLISH)


def check_pages(overrides: Path | None) -> tuple[Mistake, ...]:
    """Fill every page, with and without what may be missing; list each mistake once."""
    return tuple(dict.fromkeys(_mistakes(PageTemplates(overrides))))


def _mistakes(templates: PageTemplates) -> Iterator[Mistake]:
    full = Page(site="Desk", digest="Morning", address="•••", undo="../resubscribe/x", digests=("Morning", "Evening"))
    for name in get_args(PageName):
        for page in (full, Page(site="Desk")):
            try:
                templates.fill(name, page)
            except ConfigError as error:
                yield from error.mistakes


def _filled(name: PageName, page: Page, overrides: Path | None) -> str:
    file = f"{name}.html.j2"
    try:
        return _environment(overrides, page.language).get_template(file).render(page=page).strip() + "\n"
    except Exception as error:  # an admin's template can raise anything
        names = ("page", *(one.name for one in fields(Page)))
        raise ConfigError([mistake_of(error, f"{_SET}/{file}", names)]) from error


@cache
def _environment(overrides: Path | None, language: str) -> ImmutableSandboxedEnvironment:
    return make_environment(template_folders(_SET, overrides), language)
