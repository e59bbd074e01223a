"""What every answer carries: nothing may be loaded or run, and no address of ours is told to the next site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse

from digest.model import Secret, Settings
from digest.render import Page, PageName, PageTemplates, spoken
from digest.store import Store

__all__ = ["HARMLESS", "Pages", "framed", "pages_of", "said"]

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HARMLESS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "content-security-policy": _POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
    }
)
_PRIVATE: Final = MappingProxyType({"cache-control": "no-store", "x-robots-tag": "noindex"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What the pages are made from; `secret` signs the links of readers."""

    settings: Settings
    store: Store
    secret: Secret
    templates: PageTemplates


def pages_of(request: Request) -> Pages:
    """Give what this request's page is made from."""
    pages: Pages = request.app.state.pages
    return pages


def framed(pages: Pages, name: PageName, *, status: int = 200, page: Page | None = None) -> HTMLResponse:
    """Answer with a page for one person, or for nobody else to keep: not stored, not indexed."""
    site = pages.settings.site
    shown = page or Page(site=site.title, language=spoken(site.language))
    return HTMLResponse(pages.templates.fill_safely(name, shown), status, {**HARMLESS, **_PRIVATE})


def said(text: str, status: int, headers: Mapping[str, str] = MappingProxyType({})) -> PlainTextResponse:
    """Answer a machine with one line."""
    return PlainTextResponse(f"{text}\n", status, {**HARMLESS, **_PRIVATE, **headers})
