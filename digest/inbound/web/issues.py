"""The permalink of an issue: the page that was frozen when it was published."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from digest.inbound.web.answers import HARMLESS, pages_of

__all__ = ["choose_language", "issue", "wanted_languages"]

_MOST_WISHES = 20


async def issue(request: Request) -> Response:
    """Show the issue of a slot: that of the audience `of`, where one is named and there.

    Else in a language that the browser asks for, else the site's, else the first there is.
    """
    pages = pages_of(request)
    asked = request.path_params["digest_id"], request.path_params["label"], request.query_params.get("of", "")
    found = await asyncio.to_thread(pages.store.issues.pages, *asked)
    if not found:
        raise HTTPException(404)
    wishes = (*wanted_languages(request.headers.get("accept-language", "")), pages.settings.site.language)
    language = choose_language(found, wishes)
    parts = await asyncio.to_thread(pages.store.issues.parts, found[language])
    content = "".join(part.content for part in parts if part.form == "web")
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    headers = {
        **HARMLESS,
        "cache-control": "public, max-age=86400, immutable",
        "content-language": language,
        "etag": tag,
        "vary": "accept-language",
        "x-robots-tag": "noindex",  # one reader's choice of stories, not a page for search engines
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(content, headers=headers)


def choose_language(offered: Mapping[str, int], wishes: Iterable[str]) -> str:
    """Choose the first wish that is offered, else the language of the oldest issue (issues by language)."""
    return next((wish for wish in wishes if wish in offered), min(offered, key=lambda language: offered[language]))


def wanted_languages(header: str) -> tuple[str, ...]:
    """Read an Accept-Language header: language codes without their regions, the most wanted first."""
    wishes: list[tuple[float, str]] = []
    for wish in header[:1_000].split(",")[:_MOST_WISHES]:
        name, _, quality = wish.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            wishes.append((-weight, name.strip().lower().partition("-")[0]))
    return tuple(dict.fromkeys(name for _, name in sorted(wishes, key=lambda wish: wish[0]) if name))
