"""The way out, over HTTP: nothing happens by looking, everything by one POST, and twice is as good as once."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from digest.model import Address

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)


async def test_looking_at_the_link_changes_nothing(served: Any) -> None:
    """Scanners open every link in a mail, with GET and with HEAD; the page says what would end, masked."""
    row = served.subscribe("reader@example.org")
    path = f"/unsubscribe/{served.token(row)}"
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        answer = await served.browser.request(method, path)
        assert answer.is_success, method
    assert "Morning digest" in answer.text
    assert "r•••@example.org" in answer.text
    assert "reader@example.org" not in answer.text
    assert served.subscription(row).status == "confirmed"


ONE_CLICK: dict[str, dict[str, Any]] = {
    "form": {"data": {"List-Unsubscribe": "One-Click"}},
    "multipart": {"files": {"List-Unsubscribe": (None, "One-Click")}},
    "button": {"content": b""},
    "chunked": {"content": "in pieces"},
}


async def pieces() -> Any:
    for piece in (b"List-Unsub", b"scribe=One-Click"):
        yield piece


@pytest.mark.parametrize("kind", ONE_CLICK)
async def test_one_post_ends_the_subscription_without_a_cookie_and_again_is_fine(served: Any, kind: str) -> None:
    """RFC 8058: a mail program posts `List-Unsubscribe=One-Click`, a person presses the button; both get 200."""
    row, other = served.subscribe("reader@example.org"), served.subscribe("other@example.org")
    for _ in range(2):
        body = {"content": pieces()} if kind == "chunked" else ONE_CLICK[kind]
        answer = await served.browser.post(f"/unsubscribe/{served.token(row)}", **body)
        assert answer.status_code == 200
        assert "You have unsubscribed." in answer.text
        assert "set-cookie" not in answer.headers
    assert served.subscription(row).status == "unsubscribed"
    assert served.subscription(other).status == "confirmed"


async def test_who_left_is_told_so_when_they_look_again(served: Any) -> None:
    """The link of an old mail does not offer what is done already."""
    row = served.subscribe("reader@example.org")
    served.store.readers.leave(row)
    answer = await served.browser.get(f"/unsubscribe/{served.token(row)}")
    assert "You have unsubscribed." in answer.text
    assert "<button" not in answer.text


async def test_a_mistake_is_undone_by_the_button_of_the_page(served: Any) -> None:
    """The link back is relative, signed for that purpose alone, and acts by POST only; others stay as they are."""
    row, other = served.subscribe("reader@example.org"), served.subscribe("other@example.org")
    served.store.readers.leave(other)
    left = await served.browser.post(f"/unsubscribe/{served.token(row)}")
    action = re.search(r'action="([^"]+)"', left.text)
    assert action is not None
    back = str(left.url.join(action[1]))
    assert "<button" in (await served.browser.get(back)).text
    assert served.subscription(row).status == "unsubscribed"
    for _ in range(2):
        answer = await served.browser.post(back)
        assert (answer.status_code, "You are subscribed again." in answer.text) == (200, True)
    assert served.subscription(row).status == "confirmed"
    assert served.subscription(other).status == "unsubscribed"


async def test_there_is_no_way_back_to_a_digest_that_is_gone(served: Any) -> None:
    """Leaving always works; what cannot be sent any more is not offered."""
    row = served.subscribe("reader@example.org", digest="evening")
    answer = await served.browser.post(f"/unsubscribe/{served.token(row)}")
    assert served.subscription(row).status == "unsubscribed"
    assert "<button" not in answer.text
    assert (await served.browser.post(f"/resubscribe/{served.token(row, 'resubscribe')}")).status_code == 404
    assert served.subscription(row).status == "unsubscribed"


async def test_a_token_that_is_not_ours_gets_the_page_of_any_wrong_address(served: Any) -> None:
    """Cut, changed, of another purpose, of a row that is not there: no answer tells which it was."""
    row = served.subscribe("reader@example.org")
    token = served.token(row)
    bad = [token[:-1], token + "x", served.token(row, "resubscribe"), served.token(4711), "x" * 5_000, "%00", "a.b.c"]
    answers = [await served.browser.request(method, f"/unsubscribe/{one}") for one in bad for method in ("GET", "POST")]
    wrong = await served.browser.get("/nothing/of/the/kind")
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {wrong.text}
    assert served.subscription(row).status == "confirmed"


async def test_the_link_of_a_copy_says_that_it_was_one(served: Any) -> None:
    """A test copy belongs to no subscription; pressing its link ends nobody's."""
    row = served.subscribe("reader@example.org")
    for method in ("GET", "POST"):
        answer = await served.browser.request(method, f"/unsubscribe/{served.token(0)}")
        assert (answer.status_code, "This was a copy." in answer.text) == (200, True)
    assert served.subscription(row).status == "confirmed"


async def test_pages_for_one_reader_leak_no_link_and_stay_nowhere(served: Any) -> None:
    """The token is a secret: no referrer, no cache, no index, nothing loaded, no frame around it."""
    path = f"/unsubscribe/{served.token(served.subscribe('reader@example.org'))}"
    for answer in (await served.browser.get(path), await served.browser.post(path), await served.browser.get("/x/y")):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy


async def test_a_reader_is_answered_in_their_language(served: Any) -> None:
    """Theirs, else the site's; right to left where it is written so."""
    row = served.subscribe("-100987654321", channel="telegram", language="he")
    answer = await served.browser.post(f"/unsubscribe/{served.token(row)}")
    assert '<html lang="he" dir="rtl">' in answer.text
    assert "המינוי בוטל." in answer.text
    assert "100987654321" not in answer.text


@pytest.mark.parametrize("strips", [True, False])
class TestBehindAPrefix:
    """`base_url = "https://example.org/news"`: some proxies strip the prefix, some do not."""

    @pytest.fixture
    def settings(self, behind_prefix: Any) -> Any:
        return behind_prefix

    async def test_every_page_answers_either_way(self, served: Any, strips: bool) -> None:
        """Also the front page, with and without its last slash."""
        prefix = "" if strips else "/news"
        row = served.subscribe("reader@example.org")
        served.publish([row], "<h1>Rail strike</h1>")
        for path in ("/", "/healthz", f"/unsubscribe/{served.token(row)}", "/issue/morning/2026-06-14T12:00"):
            assert (await served.browser.get(prefix + path)).status_code == 200, path
        assert (await served.browser.get(prefix or "/")).status_code == 200
        left = await served.browser.post(f"{prefix}/unsubscribe/{served.token(row)}")
        back = re.search(r'action="([^"]+)"', left.text)
        assert back is not None
        assert (await served.browser.post(str(left.url.join(back[1])))).status_code == 200
        assert served.subscription(row).status == "confirmed"


@pytest.mark.parametrize("said_before", [True, False])
async def test_who_posts_too_much_changes_nothing(served: Any, said_before: bool) -> None:
    """Said in the head or found out on the way: refused, and the connection is over."""
    row = served.subscribe("reader@example.org")
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    length = "Content-Length: 100000" if said_before else "Transfer-Encoding: chunked"
    writer.write(f"POST /unsubscribe/{served.token(row)} HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode())
    if not said_before:
        writer.write(b"3000\r\n" + b"x" * 0x3000 + b"\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer
    assert served.subscription(row).status == "confirmed"


async def test_half_a_request_is_none(served: Any) -> None:
    """Who hangs up in the middle of the body has not pressed anything."""
    row = served.subscribe("reader@example.org")
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    head = f"POST /unsubscribe/{served.token(row)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
    writer.write(head.encode())
    writer.write_eof()
    await reader.read()
    writer.close()
    await asyncio.to_thread(served.store.outbox.paused)
    assert served.subscription(row).status == "confirmed"


async def test_a_store_that_fails_asks_for_patience(served: Any) -> None:
    """The reader is asked to come again, and learns nothing of where the database lies."""
    row = served.subscribe("reader@example.org")
    served.store.engine.dispose()
    with served.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE subscriptions RENAME TO elsewhere")
    answer = await served.browser.post(f"/unsubscribe/{served.token(row)}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "120")
    assert "Please try again in a few minutes." in answer.text
    assert "sub" not in answer.text.partition("<main>")[2]


async def test_a_suppressed_reader_who_comes_back_confirms_anew(served: Any) -> None:
    """The link went to that address: pressing it is its owner's word."""
    row = served.subscribe("reader@example.org")
    address = Address(channel="email", value="reader@example.org")
    served.store.readers.leave(row)
    served.store.readers.suppress(address, "complained", now=NOW)
    assert (await served.browser.post(f"/resubscribe/{served.token(row, 'resubscribe')}")).status_code == 200
    assert [one.id for one in served.store.readers.active("morning")] == [row]
