"""Feeds over HTTP, against a server that counts, judges and lies."""

from __future__ import annotations

import asyncio
import resource
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver
from engines.feed_server import FeedServer

from digest.editing.polls import after_success
from digest.errors import FetchError
from digest.model import Feed, Fetched, FetchState, Secret
from digest.sources.web import WebSource

NEW = FetchState()
NOW = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
RSS = b"<rss version='2.0'><channel><title>Wire</title></channel></rss>"
Make = Callable[..., WebSource]


def remembered(feed: Feed, fetched: Fetched, before: FetchState = NEW) -> FetchState:
    return after_success(feed, before, fetched, None, NOW)


async def refusal(source: WebSource, feed: Feed | str, state: FetchState = NEW) -> FetchError:
    with pytest.raises(FetchError) as raised:
        await source.fetch(Feed(url=feed) if isinstance(feed, str) else feed, state)
    assert "\n" not in str(raised.value)
    return raised.value


# --- asking only for what may have changed ----------------------------------------------------------


async def test_a_document_is_brought_with_its_address_type_and_validators(
    server: FeedServer, make_source: Make
) -> None:
    """And one connection serves it."""
    server.put("/rss", RSS, etag=b'W/"1"', last_modified=b"Tue, 16 Jun 2026 04:00:00 GMT")
    fetched = await make_source().fetch(Feed(url=server.url("/rss")), NEW)
    assert (fetched.body, fetched.url, fetched.moved_to) == (RSS, server.url("/rss"), "")
    assert (fetched.etag, fetched.last_modified) == ('W/"1"', "Tue, 16 Jun 2026 04:00:00 GMT")
    assert fetched.content_type == "application/rss+xml"
    assert len(fetched.fingerprint) == 64


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        (b'"1"', None),
        (None, b"yesterday, or so"),
        (b"not even quoted", b"Tue, 16 Jun 2026 04:00:00 GMT"),
        (b'"\xe9t\xe9\xff\xfe"', b"\xc3\xa9\xb0"),
        ('"שלום"'.encode(), None),
    ],
)
async def test_validators_come_back_byte_for_byte(
    server: FeedServer, make_source: Make, etag: bytes | None, last_modified: bytes | None
) -> None:
    """Whatever they are: never parsed, never mended. The second poll transfers nothing."""
    server.put("/rss", RSS, etag=etag, last_modified=last_modified)
    source, feed = make_source(), Feed(url=server.url("/rss"))
    state = remembered(feed, await source.fetch(feed, NEW))
    server.forget()
    second = await source.fetch(feed, state)
    assert (second.body, second.fingerprint) == (None, state.fingerprint)
    again = remembered(feed, second, state)
    later = {"due_at": again.due_at, "pace_seconds": again.pace_seconds}  # nothing new: it is asked less often
    assert again == replace(state, status="unchanged", **later)
    request = server.requests[0]
    assert (request.get(b"if-none-match"), request.get(b"if-modified-since")) == (etag, last_modified)
    assert (server.sent, server.violations, dict(server.statuses)) == (0, [], {304: 1})


async def test_a_changed_document_is_brought_again(server: FeedServer, make_source: Make) -> None:
    server.put("/rss", RSS, etag=b'"1"')
    source, feed = make_source(), Feed(url=server.url("/rss"))
    state = remembered(feed, await source.fetch(feed, NEW))
    server.put("/rss", RSS + b" ", etag=b'"2"')
    assert (await source.fetch(feed, state)).body == RSS + b" "


async def test_the_same_bytes_are_unchanged_without_any_validator(server: FeedServer, make_source: Make) -> None:
    """A server that never says 304 costs the transfer, and nothing after it."""
    server.put("/rss", RSS)
    source, feed = make_source(), Feed(url=server.url("/rss"))
    state = remembered(feed, await source.fetch(feed, NEW))
    second = await source.fetch(feed, state)
    assert (second.body, dict(server.statuses)) == (None, {200: 2})


async def test_a_304_that_nobody_asked_for_is_an_error(server: FeedServer, make_source: Make) -> None:
    """It would hide the feed for ever."""
    server.answer("/rss", 304)
    assert "304" in str(await refusal(make_source(), server.url("/rss")))


# --- who asks -----------------------------------------------------------------------------------------


async def test_we_say_who_we_are_and_what_we_read(server: FeedServer, make_source: Make) -> None:
    server.put("/rss", RSS)
    await make_source(contact="mailto:desk@example.org").fetch(Feed(url=server.url("/rss")), NEW)
    agent, accept = server.requests[0].get(b"user-agent"), server.requests[0].get(b"accept")
    assert agent is not None
    assert agent.startswith(b"digest/")
    assert agent.endswith(b" (+mailto:desk@example.org)")
    assert accept is not None
    assert b"application/rss+xml" in accept
    assert server.requests[0].get(b"accept-encoding") == b"gzip, deflate, br, zstd"
    assert server.requests[0].get(b"cookie") is None


async def test_the_environment_changes_nothing(
    server: FeedServer, make_source: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No proxy, no .netrc of whoever runs it."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    server.put("/rss", RSS)
    await make_source().fetch(Feed(url=server.url("/rss")), NEW)
    assert server.requests[0].get(b"authorization") is None


async def test_headers_and_password_go_to_the_feed_and_to_no_other_host(server: FeedServer, make_source: Make) -> None:
    """Nor to another port; they never show in an error."""
    feed = Feed(
        url=server.url("/private"),
        headers={"X-Api-Key": Secret("k3y"), "user-agent": "Desk", "If-None-Match": "mine", "Accept-Encoding": "lzma"},
        username="desk",
        password=Secret("pässword"),
    )
    async with FeedServer() as stranger:
        stranger.put("/rss", RSS)
        server.redirect("/private", stranger.url("/rss"))
        await make_source().fetch(feed, NEW)
        mine, theirs = server.requests[0], stranger.requests[0]
    assert (mine.get(b"x-api-key"), mine.get(b"user-agent")) == (b"k3y", b"Desk")
    assert mine.get(b"authorization") == b"Basic ZGVzazpww6Rzc3dvcmQ="
    assert mine.get(b"if-none-match") is None
    assert mine.get(b"accept-encoding") == b"gzip, deflate, br, zstd"
    assert (theirs.get(b"x-api-key"), theirs.get(b"authorization")) == (None, None)
    assert (theirs.get(b"user-agent") or b"").startswith(b"digest/")
    server.answer("/private", 401)
    error = await refusal(make_source(), feed)
    assert error.trouble == "blocked"
    assert "refuses the user name" in str(error)
    assert not any(secret in repr(error) + str(error) for secret in ("k3y", "pässword", "ZGVz"))


@pytest.mark.parametrize("name", ["X-Api-Key", "Authorization"])
async def test_a_secret_that_no_header_can_hold_is_one_line_without_it(
    server: FeedServer, make_source: Make, name: str
) -> None:
    server.put("/rss", RSS)
    error = await refusal(make_source(), Feed(url=server.url("/rss"), headers={name: Secret("a\r\nHost: b")}))
    assert "header of this feed" in str(error)
    assert "Host" not in str(error)
    assert server.requests == []


# --- redirects ----------------------------------------------------------------------------------------


async def test_redirects_are_followed_relative_and_temporary(server: FeedServer, make_source: Make) -> None:
    """A temporary one changes nothing for next time, but the validators are those of where it led."""
    server.redirect("/a/b", "../c?x=1", 302)
    server.redirect("/c?x=1", f"//127.0.0.1:{server.port}/rss#top", 307)
    server.put("/rss", RSS, etag=b'"1"')
    source, feed = make_source(), Feed(url=server.url("/a/b"))
    fetched = await source.fetch(feed, NEW)
    assert (fetched.body, fetched.url, fetched.moved_to) == (RSS, server.url("/rss"), "")
    server.forget()
    assert (await source.fetch(feed, remembered(feed, fetched))).body is None
    assert (server.sent, server.violations) == (0, [])


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((301, 302), False), ((302, 301), False), ((307,), False)],
)
async def test_a_feed_has_moved_only_where_every_redirect_is_for_good(
    server: FeedServer, make_source: Make, statuses: tuple[int, ...], moved: bool
) -> None:
    for number, status in enumerate(statuses):
        server.redirect(f"/{number}", f"/{number + 1}", status)
    server.put(f"/{len(statuses)}", RSS)
    fetched = await make_source().fetch(Feed(url=server.url("/0")), NEW)
    assert fetched.moved_to == (server.url(f"/{len(statuses)}") if moved else "")


async def test_a_moved_feed_is_asked_at_its_new_address_without_the_old_validators(
    server: FeedServer, make_source: Make
) -> None:
    """They mean nothing there."""
    server.put("/old", RSS, etag=b'"old"')
    source, feed = make_source(), Feed(url=server.url("/old"))
    state = remembered(feed, await source.fetch(feed, NEW))
    server.redirect("/old", "/new", 301)
    server.put("/new", RSS + b" ", etag=b'"new"')
    state = remembered(feed, await source.fetch(feed, state), state)
    assert (state.moved_to, state.etag) == (server.url("/new"), '"new"')
    server.forget()
    assert (await source.fetch(feed, state)).body is None
    assert [request.path for request in server.requests] == ["/new"]
    assert server.violations == []


async def test_circles_and_long_chains_end(server: FeedServer, make_source: Make) -> None:
    """Ten hops are enough for anybody."""
    server.redirect("/a", "/b")
    server.redirect("/b", "/a")
    assert "in a circle" in str(await refusal(make_source(), server.url("/a")))
    server.redirect("/self", "/self")
    assert "in a circle" in str(await refusal(make_source(), server.url("/self")))
    for number in range(12):
        server.redirect(f"/{number}", f"/{number + 1}")
    server.put("/10", RSS)
    assert (await make_source().fetch(Feed(url=server.url("/0")), NEW)).body == RSS
    server.redirect("/10", "/11")
    server.put("/11", RSS)
    server.forget()
    assert "more than 10 redirects" in str(await refusal(make_source(), server.url("/0")))
    assert len(server.requests) == 11


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "data:,x",
        "http://",
        "",
        b"http://\xff\xfe/",
        "http://[::1",
    ],
)
async def test_a_redirect_to_anything_but_a_web_address_is_refused(
    server: FeedServer, make_source: Make, to: str | bytes
) -> None:
    """A file least of all."""
    server.redirect("/rss", to)
    assert "redirects" in str(await refusal(make_source(), server.url("/rss")))


async def test_a_user_name_in_an_address_is_dropped(server: FeedServer, make_source: Make) -> None:
    server.redirect("/rss", f"http://user:secret@127.0.0.1:{server.port}/new", 301)
    server.put("/new", RSS)
    fetched = await make_source().fetch(Feed(url=server.url("/rss")), NEW)
    assert "secret" not in fetched.moved_to + fetched.url
    assert server.requests[1].get(b"authorization") is None


# --- what servers say -----------------------------------------------------------------------------------

CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies</body></html>"


@pytest.mark.parametrize(
    ("status", "headers", "body", "trouble", "words"),
    [
        (404, [], b"", "failing", "nothing at this address"),
        (410, [], b"", "gone", "gone for good"),
        (401, [], b"", "blocked", "wants a password"),
        (403, [], b"<html>Forbidden</html>", "blocked", "turns us away"),
        (403, [(b"cf-mitigated", b"challenge")], b"", "blocked", "challenge"),
        (503, [], CHALLENGE, "blocked", "challenge"),
        (429, [], b"<html>Please solve the captcha</html>", "blocked", "challenge"),
        (200, [], CHALLENGE, "blocked", "challenge"),
        (200, [], b"<html><script src='/cdn-cgi/challenge-platform/x'></script>", "blocked", "challenge"),
        (500, [], b"", "failing", "fault of its own"),
        (503, [], b"<html>Back soon</html>", "failing", "closed for a while"),
        (418, [], b"", "failing", "418"),
        (999, [], b"", "failing", "999"),
        (206, [], RSS, "failing", "206"),
    ],
)
async def test_an_answer_without_a_document_says_who_must_act(
    server: FeedServer, make_source: Make, status: int, headers: list, body: bytes, trouble: str, words: str
) -> None:
    """One line, and a status of its own for being turned away and for being gone."""
    server.answer("/rss", status, body, headers)
    error = await refusal(make_source(), server.url("/rss"))
    assert (error.trouble, words in str(error)) == (trouble, True), str(error)


async def test_a_feed_that_reports_of_captchas_is_a_feed(server: FeedServer, make_source: Make) -> None:
    """Only a page is a challenge."""
    body = RSS.replace(b"Wire", b"Just a moment... /cdn-cgi/challenge-platform/ captcha")
    server.put("/rss", body)
    assert (await make_source().fetch(Feed(url=server.url("/rss")), NEW)).body == body


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ([(b"Retry-After", b"120")], timedelta(minutes=2)),
        ([(b"Retry-After", b"99999999999999999999")], timedelta(days=1)),
        (
            [(b"Retry-After", b"Tue, 16 Jun 2026 05:00:00 GMT"), (b"Date", b"Tue, 16 Jun 2026 04:50:00 GMT")],
            timedelta(minutes=10),
        ),
        ([(b"Retry-After", b"Wed, 16 Jun 2100 05:00:00 GMT")], timedelta(days=1)),
        ([(b"Retry-After", b"Tue, 16 Jun 2020 05:00:00 GMT")], None),
        ([(b"Retry-After", b"soon")], None),
        ([(b"Retry-After", "١٢".encode())], None),
        ([(b"Retry-After", b"-5")], None),
        ([], None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_server_says_when_to_come_back(
    server: FeedServer, make_source: Make, status: int, headers: list, wait: timedelta | None
) -> None:
    """In seconds or as a date by its own clock; a day at most."""
    server.answer("/rss", status, b"", headers)
    error = await refusal(make_source(), server.url("/rss"))
    assert (error.trouble, error.retry_after) == ("failing", wait)


# --- what servers do ------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", ["gzip", "deflate", "br", "zstd", "gzip, br"])
async def test_a_packed_document_is_unpacked(server: FeedServer, make_source: Make, packed: str) -> None:
    server.put("/rss", RSS, packed=packed)
    assert (await make_source().fetch(Feed(url=server.url("/rss")), NEW)).body == RSS


@pytest.mark.parametrize("packed", ["gzip", "deflate", "br", "zstd"])
async def test_a_bomb_costs_no_memory(server: FeedServer, make_source: Make, packed: str) -> None:
    """A gigabyte of zeros ends at max_bytes."""
    server.bomb("/bomb", packed, 10**9)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error = await refusal(make_source(max_bytes=2_000_000), server.url("/bomb"))
    assert "max_bytes" in str(error)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


async def test_a_document_may_be_as_long_as_the_limit(server: FeedServer, make_source: Make) -> None:
    """Counted after unpacking."""
    server.put("/rss", RSS, packed="gzip")
    source = make_source(max_bytes=len(RSS))
    assert (await source.fetch(Feed(url=server.url("/rss")), NEW)).body == RSS
    server.put("/rss", RSS + b" ", packed="gzip")
    assert "max_bytes" in str(await refusal(source, server.url("/rss")))


async def test_broken_bodies_are_errors_and_never_shorter_documents(server: FeedServer, make_source: Make) -> None:
    """Cut by the connection, cut within the packing, or not packed at all."""
    source = make_source()
    server.cut("/cut", RSS, after=20)
    assert "broke off" in str(await refusal(source, server.url("/cut")))
    server.garble("/garbled", "gzip", RSS)
    assert "says it is gzip and is not" in str(await refusal(source, server.url("/garbled")))
    server.garble("/odd", "lzma", RSS)
    assert '"lzma"' in str(await refusal(source, server.url("/odd")))
    server.put("/half", RSS, packed="gzip")
    server.pages["/half"].body = server.pages["/half"].body[:-10]
    assert "stops in the middle" in str(await refusal(source, server.url("/half")))
    server.hang_up("/rude")
    assert "without an answer" in str(await refusal(source, server.url("/rude")))
    server.bury("/heads", 10_000_000)
    assert "headers that are too long" in str(await refusal(source, server.url("/heads")))


@pytest.mark.parametrize("path", ["/drip", "/stall", "/endless"])
async def test_one_deadline_holds_from_the_first_byte_to_the_last(
    server: FeedServer, make_source: Make, path: str
) -> None:
    """A server that drips, says nothing, or redirects slowly for ever is cut."""
    server.drip("/drip", RSS * 100, every=0.01)
    server.stall("/stall")
    for number in range(10):
        server.redirect(f"/endless{number or ''}", f"/endless{number + 1}")
        server.pages[f"/endless{number or ''}"].delay = 0.2
    error = await refusal(make_source(timeout=timedelta(seconds=1)), server.url(path))
    assert "within 1 s" in str(error)


async def test_nobody_there_is_one_line(make_source: Make) -> None:
    async with FeedServer() as closed:
        url = closed.url("/")
    assert "refuses connections" in str(await refusal(make_source(), url))


class NoNames(AbstractResolver):
    """A name server that fails in one way."""

    def __init__(self, code: int) -> None:
        self.code = code

    async def resolve(self, *_: object, **__: object):
        raise socket.gaierror(self.code, "no")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("code", "words", "ours"),
    [(socket.EAI_NONAME, "there is no host x.example", False), (socket.EAI_AGAIN, "name server does not answer", True)],
)
async def test_a_missing_name_is_told_from_a_missing_name_server(
    make_source: Make, code: int, words: str, ours: bool
) -> None:
    """The second is this machine's fault, and does not count against the feed."""
    error = await refusal(make_source(resolver=NoNames(code)), "http://x.example/rss")
    assert (words in str(error), error.ours) == (True, ours)


async def test_tls_that_does_not_hold_is_one_line(server: FeedServer, make_source: Make, tmp_path: Path) -> None:
    """No TLS at all, and a certificate that nobody signed."""
    server.put("/rss", RSS)
    plain = server.url("/rss").replace("http:", "https:")
    assert "TLS" in str(await refusal(make_source(), plain))
    context = self_signed(tmp_path)
    async with FeedServer(tls=context) as secure:
        secure.put("/rss", RSS)
        assert "certificate of 127.0.0.1" in str(await refusal(make_source(), secure.url("/rss")))
        assert secure.requests == []


def self_signed(folder: Path) -> ssl.SSLContext:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=other.example"]
    try:
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed (system package openssl)")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


# --- turns ------------------------------------------------------------------------------------------------


async def test_a_host_gets_only_so_many_requests_at_once(server: FeedServer, make_source: Make) -> None:
    """Also those that redirects lead there."""
    for number in range(20):
        server.put(f"/{number}", RSS, delay=0.02)
        server.redirect(f"/to/{number}", f"/{number}")
    source = make_source(per_host=3)
    urls = [server.url(f"{prefix}/{number}") for number in range(20) for prefix in ("", "/to")]
    await asyncio.gather(*(source.fetch(Feed(url=url), NEW) for url in urls))
    assert max(server.most_at_once.values()) == 3


async def test_waiting_for_a_turn_does_not_count_against_the_deadline(server: FeedServer, make_source: Make) -> None:
    """Each has the whole time from its own turn on."""
    for number in range(12):
        server.put(f"/{number}", RSS, delay=0.25)
    source = make_source(per_host=1, timeout=timedelta(seconds=2))
    fetched = await asyncio.gather(*(source.fetch(Feed(url=server.url(f"/{n}")), NEW) for n in range(12)))
    assert all(one.body == RSS for one in fetched)


def test_a_command_that_fetches_nothing_does_not_load_the_client() -> None:
    """`digest check` and `digest --help` stay quick."""
    look = "import sys, digest.app; sys.exit('digest.sources.web.client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


async def test_a_round_that_is_cut_off_closes_everything(server: FeedServer, make_source: Make) -> None:
    """Whoever interrupts a poll leaves no connection open."""
    server.stall("/rss")
    source = make_source()
    task = asyncio.create_task(source.fetch(Feed(url=server.url("/rss")), NEW))
    while not server.requests:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    server.put("/rss", RSS)
    assert (await source.fetch(Feed(url=server.url("/rss")), NEW)).body == RSS
