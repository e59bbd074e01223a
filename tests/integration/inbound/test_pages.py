"""Issues, the front page, health, and whatever else is asked of the server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from digest.errors import DigestError
from digest.inbound.web import open_listener, serve_site
from digest.inbound.web.guard import guarded

ISSUE = "/issue/morning/2026-06-14T12:00"


async def test_a_permalink_shows_the_page_as_it_was_frozen(served: Any) -> None:
    """Word for word, to be kept by every cache, and not sent twice to who has it."""
    page = "<h1>שביתה ברכבת</h1><p style='color:red'>once</p>"
    served.publish([served.subscribe("reader@example.org")], page)
    answer = await served.browser.get(ISSUE)
    assert (answer.status_code, answer.text) == (200, page)
    assert answer.headers["cache-control"] == "public, max-age=86400, immutable"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-robots-tag"] == "noindex"
    again = await served.browser.get(ISSUE, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_an_issue_is_shown_in_the_language_that_the_browser_asks_for(served: Any) -> None:
    """Else in the site's, else in the one that was first."""
    served.publish([served.subscribe("a@example.org")], "<h1>Demiryolu grevi</h1>", "tr")
    served.publish([served.subscribe("b@example.org")], "<h1>שביתה</h1>", "he")
    wanted = {"he-IL,en;q=0.5": "he", "tr": "tr", "fr": "tr"}
    for header, language in wanted.items():
        answer = await served.browser.get(ISSUE, headers={"Accept-Language": header})
        assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "accept-language")
    served.publish([served.subscribe("c@example.org")], "<h1>Rail strike</h1>", "en")
    assert (await served.browser.get(ISSUE, headers={"Accept-Language": "fr"})).text == "<h1>Rail strike</h1>"


async def test_what_waits_for_approval_is_not_on_the_web(served: Any) -> None:
    """It is published to nobody before an admin lets it go."""
    issue = served.publish([served.subscribe("a@example.org")], "<h1>Not yet</h1>", approve=True)
    answer = await served.browser.get(ISSUE)
    assert (answer.status_code, "Not yet" in answer.text) == (404, False)
    served.store.issues.release(issue, now=served.store.issues.get(issue).composed_at)
    assert (await served.browser.get(ISSUE)).status_code == 200


@pytest.mark.parametrize("path", ["/issue/morning/2026-06-15T12:00", "/issue/%00/%00", "/issue/morning/", "/issue"])
async def test_what_is_not_there_is_said_in_plain_words(served: Any, path: str) -> None:
    """No trace, no stack, no redirect to wherever a header says."""
    answer = await served.browser.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert "evil" not in answer.text + str(answer.headers)


async def test_the_front_page_names_the_site_and_its_digests(served: Any) -> None:
    """And no reader."""
    served.subscribe("reader@example.org")
    answer = await served.browser.get("/")
    assert "<h1><bdi>Levant Desk</bdi></h1>" in answer.text
    assert "Morning digest" in answer.text
    assert "reader" not in answer.text


async def test_health_is_one_word_as_long_as_the_store_answers(served: Any) -> None:
    """And a 503 in one line when it does not, which tells the world nothing about the machine."""
    answer = await served.browser.get("/healthz")
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "ok\n", "no-store")
    with served.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE switches RENAME TO elsewhere")
    answer = await served.browser.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "the store does not answer\n")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/", 200),
        ("HEAD", "/healthz", 200),
        ("OPTIONS", "/", 204),
        ("OPTIONS", "/unsubscribe/x", 204),
        ("PUT", "/unsubscribe/x", 405),
        ("POST", "/", 405),
        ("DELETE", ISSUE, 405),
        ("BREW", "/healthz", 405),
        ("GET", "/../../etc/passwd", 404),
    ],
)
async def test_other_methods_get_a_short_answer_and_do_nothing(
    served: Any, method: str, path: str, status: int
) -> None:
    """With what the address takes."""
    answer = await served.browser.request(method, path)
    assert answer.status_code == status
    if status in {204, 405}:
        assert "GET" in answer.headers["allow"]


BROKEN = {
    "no http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a head without end": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70_000,
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length that is none": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a socket upgrade": b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_broken_requests_end_their_own_connection_only(served: Any, kind: str) -> None:
    """The next visitor is served as ever."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(BROKEN[kind])
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200" if kind == "a socket upgrade" else b"HTTP/1.1 400")
    assert (await served.browser.get("/healthz")).text == "ok\n"


def test_an_address_that_is_taken_or_not_ours_is_named_with_its_setting() -> None:
    """In one line, for whoever reads the first page of the log."""
    with open_listener("127.0.0.1:0") as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(DigestError, match=rf"^\[web\] listen: nothing can listen at {place}: [^\n]+$"):
            open_listener(place)
    for listen in ("192.0.2.1:8080", "no.such.host.invalid:8080"):
        with pytest.raises(DigestError, match=r"\[web\] listen"):
            open_listener(listen)


async def visit(site: ASGIApp, said: bytes, **options: float) -> bytes:
    """Serve this site, say this and no more, and give all that comes back until the server hangs up."""
    listener, stop = open_listener("127.0.0.1:0"), asyncio.Event()
    port = listener.getsockname()[1]
    serving = asyncio.create_task(serve_site(site, listener, stop, lambda _: None, **options))
    try:
        async with asyncio.timeout(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            answer = await reader.read()
            writer.close()
            return answer
    finally:
        stop.set()
        await serving


async def test_who_never_finishes_a_head_is_dropped() -> None:
    """However many hold a connection open in silence, they do not hold it for long."""
    assert await visit(PlainTextResponse("hello"), b"GET / HTTP/1.1\r\nHost:", head_seconds=0.05) == b""


async def test_who_never_finishes_a_body_is_answered_and_dropped() -> None:
    """The whole request has one deadline, from its head to the last byte of the answer."""

    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        await PlainTextResponse(body)(scope, receive, send)

    said = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
    answer = await visit(guarded(reading, seconds=0.05), said)
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"connection: close" in answer


async def test_an_answer_under_way_is_finished_when_the_service_ends() -> None:
    """Stopping takes no visitor their page."""
    began, go_on, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        began.set()
        await go_on.wait()
        await PlainTextResponse("whole")(scope, receive, send)

    listener = open_listener("127.0.0.1:0")
    port = listener.getsockname()[1]
    serving = asyncio.create_task(serve_site(slow, listener, stop, lambda _: None))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    await began.wait()
    stop.set()
    go_on.set()
    assert (await reader.read()).endswith(b"whole")
    writer.close()
    await serving


async def test_metrics_are_read_from_the_store(served: Any) -> None:
    """Nothing in them names a reader."""
    served.subscribe("a@example.org")
    answer = await served.browser.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'digest_subscriptions{status="confirmed"} 1.0' in answer.text
    assert "example.org" not in answer.text
