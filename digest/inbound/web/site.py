"""Which address shows what. Read `make_site`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from digest.errors import StoreError
from digest.inbound.metrics import CONTENT_TYPE, metrics
from digest.inbound.web.answers import HARMLESS, Pages, framed, pages_of, said
from digest.inbound.web.guard import guarded
from digest.inbound.web.issues import issue
from digest.inbound.web.unsubscribe import resubscribe, unsubscribe
from digest.render import Page, spoken

__all__ = ["make_site"]

_DAY: Final = timedelta(days=1)
_PATIENCE: Final = 5  # seconds for the store to say that it is there
_REFUSALS: Final = {400: "that is no whole request", 405: "this address does not take that", 413: "too large"}

log = structlog.get_logger()


def make_site(pages: Pages) -> ASGIApp:
    """Make the pages; behind a prefix of `base_url` they answer with it and without it, as the proxy likes."""
    prefix = unquote(urlsplit(pages.settings.site.base_url or "").path).rstrip("/")
    routes = (
        Route("/", front),
        Route("/unsubscribe/{token}", unsubscribe, methods=["GET", "POST"]),
        Route("/resubscribe/{token}", resubscribe, methods=["GET", "POST"]),
        Route("/issue/{digest_id}/{label}", issue),
        Route("/healthz", healthz),
        Route("/metrics", numbers),
    )
    behind = (Route(prefix, front), Mount(prefix, routes=routes)) if prefix else ()
    site = Starlette(
        routes=[*routes, *behind],
        exception_handlers={HTTPException: _refuse, StoreError: _no_store},
    )
    site.router.redirect_slashes = False  # a redirect would believe the Host header
    site.state.pages = pages
    return guarded(site)


async def front(request: Request) -> Response:
    """Name the site and its digests."""
    pages = pages_of(request)
    site = pages.settings.site
    names = tuple(digest.name or digest.id for digest in pages.settings.digests)
    page = Page(site=site.title, language=spoken(site.language), digests=names)
    return HTMLResponse(
        pages.templates.fill_safely("front", page), headers={**HARMLESS, "cache-control": "public, max-age=300"}
    )


async def healthz(request: Request) -> Response:
    """Say "ok" as long as the store answers; why it does not stands in the log, not on a page for everybody."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await asyncio.to_thread(pages_of(request).store.outbox.paused)
    except (StoreError, TimeoutError) as error:
        log.warning("health.failed", reason=str(error) or "the store takes too long")
        return said("the store does not answer", 503)
    return said("ok", 200)


async def numbers(request: Request) -> Response:
    """Give the site's health to Prometheus, over the last day."""
    health = await asyncio.to_thread(pages_of(request).store.health.look, datetime.now(UTC), _DAY)
    return Response(metrics(health), media_type=CONTENT_TYPE, headers={**HARMLESS, "cache-control": "no-store"})


async def _refuse(request: Request, error: Exception) -> Response:
    """Answer what there is no page for; OPTIONS only learns what the address takes."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return framed(pages_of(request), "missing", status=404)
    headers = (error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == 405 and request.method == "OPTIONS":
        return Response(status_code=204, headers={**HARMLESS, **headers})
    return said(_REFUSALS.get(status, "refused"), status, headers)


async def _no_store(request: Request, error: Exception) -> Response:
    """Ask for patience where the store fails, whatever was asked; nothing was changed."""
    log.warning("page.failed", reason=str(error))
    answer = framed(pages_of(request), "trouble", status=503)
    answer.headers["retry-after"] = "120"
    return answer
