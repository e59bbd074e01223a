"""The way out: a GET shows what would end, a POST ends it; the step back likewise.

The token in the address is the secret, so there is no cookie and no form token: a mail program's one-click
POST (RFC 8058) and the button of the page are the same request. What its body says does not matter.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from digest.inbound.web.answers import Pages, framed, pages_of
from digest.inbound.web.guard import MOST_BODY
from digest.inbound.web.masking import masked
from digest.model import Subscription
from digest.render import Page, PageName, spoken
from digest.tokens import Purpose, read_token, sign_token

__all__ = ["resubscribe", "unsubscribe"]

_COPY: Final = 0
"""The row in the token of a copy that was sent by hand."""

log = structlog.get_logger()


async def unsubscribe(request: Request) -> Response:
    """Show what would end and change nothing (GET), or end it (POST); a POST works twice."""
    pages, row = pages_of(request), _row(request, "unsubscribe")
    if row == _COPY:
        return framed(pages, "copy")
    found = await _subscription(pages, row)
    if request.method == "POST":
        await _read_body(request)
        await asyncio.to_thread(pages.store.readers.leave, found.id)
        if found.status != "unsubscribed":
            log.info("reader.left", digest=found.digest_id, subscription=found.id, by="page")
        return _about(pages, "left", found, undo=_undo(pages, found))
    return _about(pages, "left" if found.status == "unsubscribed" else "unsubscribe", found)


async def resubscribe(request: Request) -> Response:
    """Offer to take an unsubscribing back (GET), or do so (POST)."""
    pages, row = pages_of(request), _row(request, "resubscribe")
    found = await _subscription(pages, row)
    if not _is_offered(pages, found):
        raise HTTPException(404)
    if request.method == "POST":
        await _read_body(request)
        await asyncio.to_thread(
            pages.store.readers.join, found.address, [found.digest_id], name=found.name, now=datetime.now(UTC)
        )
        log.info("reader.joined", digest=found.digest_id, subscription=found.id, by="page")
        return _about(pages, "back", found)
    if found.status == "confirmed":
        return _about(pages, "back", found)
    return _about(pages, "left", found, undo=_undo(pages, found))


def _row(request: Request, purpose: Purpose) -> int:
    """Read the token; one that is not ours gets the same answer as a page that is not there."""
    row = read_token(pages_of(request).secret.reveal(), purpose, request.path_params["token"])
    if row is None:
        raise HTTPException(404)
    return row


async def _subscription(pages: Pages, row: int) -> Subscription:
    found = await asyncio.to_thread(pages.store.readers.get, row)
    if found is None:
        raise HTTPException(404)
    return found


def _about(pages: Pages, name: PageName, subscription: Subscription, *, undo: str = "") -> Response:
    """Answer in the language of the subscription."""
    site = pages.settings.site
    names = {digest.id: digest.name or digest.id for digest in pages.settings.digests}
    page = Page(
        site=site.title,
        language=spoken(subscription.language, site.language),
        digest=names.get(subscription.digest_id, subscription.digest_id),
        address=masked(subscription.address),
        undo=undo,
    )
    return framed(pages, name, page=page)


def _undo(pages: Pages, subscription: Subscription) -> str:
    """Give the way back, relative to either page, so that it holds behind any prefix; "" where there is none."""
    if not _is_offered(pages, subscription):
        return ""
    return f"../resubscribe/{sign_token(pages.secret.reveal(), 'resubscribe', subscription.id)}"


def _is_offered(pages: Pages, subscription: Subscription) -> bool:
    return any(digest.id == subscription.digest_id for digest in pages.settings.digests)


async def _read_body(request: Request) -> None:
    """Read what was posted to its end, without keeping it: half a request is none."""
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BODY:
                raise HTTPException(413)
    except ClientDisconnect as error:
        raise HTTPException(400) from error
