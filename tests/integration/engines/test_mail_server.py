"""The mail server of the tests: as strict as a real one, and its faults are those it was told.

Spoken to line by line: no client stands between.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from engines.certificates import Authority, make_authority, openssl_is_there
from engines.mail_server import MailServer

MAIL = ("EHLO me.test", "MAIL FROM:<d@example.org>", "RCPT TO:<r@example.org>", "DATA")
LETTER = "Subject: x\r\n\r\n..x\r\n."


class Line:
    """A connection on which one says a line and hears the answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def hear(self) -> str:
        """Give the answer, all of its lines; "" when the server has hung up."""
        heard = []
        while True:
            try:
                line = await asyncio.wait_for(self.reader.readline(), 10)
            except ConnectionError:
                line = b""
            heard.append(line.decode())
            if line[3:4] != b"-":
                return "".join(heard)

    async def say(self, line: str | bytes) -> str:
        self.writer.write((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return await self.hear()

    async def say_all(self, *lines: str) -> list[str]:
        return [(await self.say(line))[:3] for line in lines]


Call = Callable[..., Awaitable[Line]]


@pytest.fixture
async def call() -> AsyncIterator[Call]:
    """Call a server, and hear its greeting."""
    opened: list[asyncio.StreamWriter] = []

    async def calling(server: MailServer, context: ssl.SSLContext | None = None) -> Line:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=context)
        opened.append(writer)
        return Line(reader, writer)

    yield calling
    for writer in opened:
        writer.transport.abort()
        await asyncio.sleep(0)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with MailServer() as running:
        yield running


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if not openssl_is_there():
        pytest.skip("system package openssl is not installed")
    return make_authority(tmp_path_factory.mktemp("authority"))


async def test_a_mail_is_kept_with_its_envelope(server: MailServer, call: Call) -> None:
    """Byte for byte, dots undone, with the number of its connection."""
    await (await call(server)).hear()
    line = await call(server)
    assert (await line.hear()).startswith("220 mail.test")
    assert await line.say_all(*MAIL, LETTER, "QUIT") == ["250", "250", "250", "354", "250", "221"]
    (mail,) = server.mails
    assert (mail.raw, mail.sender, mail.recipient) == (b"Subject: x\r\n\r\n.x\r\n", "d@example.org", "r@example.org")
    assert (mail.connection, mail.encrypted) == (2, False)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (("MAIL FROM:<d@example.org>",), ["503"]),
        (("EHLO me.test", "RCPT TO:<r@example.org>"), ["250", "503"]),
        (("EHLO me.test", "MAIL FROM:<d@example.org>", "DATA"), ["250", "250", "503"]),
        (("EHLO me.test", "MAIL FROM:<d@example.org> SMTPUTF8"), ["250", "501"]),
        (("EHLO me.test", "MAIL FROM:<d@example.org> ODD=1"), ["250", "555"]),
        (("EHLO me.test", "MAIL FROM:<d@example.org> SIZE=99999999"), ["250", "552"]),
        (("EHLO me.test", "MAIL FROM:<ü@example.org>"), ["250", "500"]),
        (("EHLO me.test", "AUTH PLAIN AGEAYg=="), ["250", "535"]),
        (("NONSENSE",), ["500"]),
    ],
)
async def test_what_is_no_smtp_is_refused(
    server: MailServer, call: Call, lines: tuple[str, ...], codes: list[str]
) -> None:
    """In the order, the syntax and the extensions of RFC 5321."""
    line = await call(server)
    await line.hear()
    assert await line.say_all(*lines) == codes


@pytest.mark.parametrize(
    ("letter", "offence"),
    [
        (b"Subject: x\r\n\r\na\nb\r\n.", "a bare line end"),
        (b"Subject: x\r\n\r\na\rb\r\n.", "a bare line end"),
        ("Subject: é\r\n\r\nx\r\n.".encode(), "8-bit bytes that were not agreed on"),
        (b"Subject: x\r\n\r\n" + b"x" * 999 + b"\r\n.", "a line over 998 octets"),
    ],
)
async def test_a_mail_that_breaks_on_the_way_is_refused(
    server: MailServer, call: Call, letter: bytes, offence: str
) -> None:
    """And noted."""
    line = await call(server)
    await line.hear()
    await line.say_all(*MAIL)
    assert (await line.say(letter)).startswith("554")
    assert server.offences == [offence]
    assert server.mails == []


async def test_a_mail_over_the_limit_is_refused(call: Call) -> None:
    """Also one that lies about its size."""
    async with MailServer(size=100) as small:
        line = await call(small)
        await line.hear()
        await line.say_all(*MAIL)
        assert (await line.say("x" * 90 + "\r\n" + "x" * 90 + "\r\n.")).startswith("552")
        assert small.mails == []


async def test_extensions_can_be_hidden(call: Call) -> None:
    """As an old server would be."""
    async with MailServer(hides=frozenset({"8BITMIME", "SIZE"})) as old:
        line = await call(old)
        await line.hear()
        assert await line.say("EHLO me.test") == "250 mail.test\r\n"


async def test_a_fault_strikes_whom_it_is_meant_for_as_often_as_it_is_meant_to(server: MailServer, call: Call) -> None:
    """And nobody else."""
    server.answer("rcpt", "550 5.1.1 no", recipient="gone@example.org", times=1)
    line = await call(server)
    await line.hear()
    said = await line.say_all(
        *MAIL[:2], "RCPT TO:<r@example.org>", "RCPT TO:<gone@example.org>", "RCPT TO:<gone@example.org>"
    )
    assert said == ["250", "250", "250", "550", "250"]


async def test_faults_can_be_mended(server: MailServer, call: Call) -> None:
    """All at once."""
    server.answer("mail", "550 no")
    server.greylisting = True
    server.mend()
    line = await call(server)
    await line.hear()
    assert await line.say_all(*MAIL) == ["250", "250", "250", "354"]


async def test_the_first_try_is_greylisted(server: MailServer, call: Call) -> None:
    """For each recipient by itself."""
    server.greylisting = True
    line = await call(server)
    await line.hear()
    said = await line.say_all(*MAIL[:3], MAIL[2], "RCPT TO:<two@example.org>")
    assert said == ["250", "250", "450", "250", "450"]


@pytest.mark.parametrize(
    ("stage", "spoken"), [("connect", 0), ("ehlo", 1), ("mail", 2), ("rcpt", 3), ("data", 4), ("end", 5)]
)
@pytest.mark.parametrize("fault", ["cut", "421 4.3.2 bye"])
async def test_a_connection_ends_at_the_stage_that_was_named(
    server: MailServer, call: Call, stage: str, spoken: int, fault: str
) -> None:
    """Without a word, or after 421; nothing was taken."""
    server.answer(stage, fault)
    line = await call(server)
    said = [await line.hear()]
    said += [await line.say(text) for text in (*MAIL, LETTER)[:spoken]]
    assert said[-1] == ("" if fault == "cut" else f"{fault}\r\n")
    assert fault == "cut" or await line.hear() == ""
    assert server.mails == []


async def test_a_mail_can_be_taken_without_an_answer(server: MailServer, call: Call) -> None:
    """The cut after accepting."""
    server.cut_after_accepting(times=1)
    line = await call(server)
    await line.hear()
    await line.say_all(*MAIL)
    assert await line.say(LETTER) == ""
    assert len(server.mails) == 1


async def test_limits_are_kept(server: MailServer, call: Call) -> None:
    """Of mails on a connection, and of connections."""
    server.messages_per_connection, server.most_connections = 1, 1
    line, other = await call(server), await call(server)
    await line.hear()
    assert (await other.hear()).startswith("421")
    assert await line.say_all(*MAIL, LETTER, MAIL[1]) == ["250", "250", "250", "354", "250", "421"]


async def test_nobody_sends_without_tls_and_login_where_they_are_demanded(authority: Authority, call: Call) -> None:
    """530 for both, and a login in the clear is an offence."""
    context = authority.sign("127.0.0.1").context()
    plain = b64encode(b"\0digest\0secret").decode()
    async with MailServer(security="starttls", certificate=context, users={"digest": "secret"}) as server:
        line = await call(server)
        await line.hear()
        assert await line.say_all("EHLO me.test", MAIL[1]) == ["250", "530"]
    async with MailServer(security="tls", certificate=context, users={"digest": "secret"}) as server:
        trusting = ssl.create_default_context(cafile=authority.certificate)
        line = await call(server, trusting)
        await line.hear()
        assert await line.say_all("EHLO me.test", MAIL[1], "AUTH PLAIN AGEAYg==") == ["250", "530", "535"]
        assert await line.say_all(f"AUTH PLAIN {plain}", *MAIL[1:], LETTER) == ["235", "250", "250", "354", "250"]
        assert server.mails[0].encrypted
