"""A mail server that is as strict as a real one and fails on demand: aiosmtpd on 127.0.0.1, in the test's own loop.

    async with MailServer() as server:
        server.answer("rcpt", "550 5.1.1 no such user", recipient="gone@example.org")
        …send to server.port…
        assert [mail.recipient for mail in server.mails] == ["reader@example.org"]

Stages are connect, ehlo, auth, mail, rcpt, data and end (after the final dot). A mail counts as accepted when it
stands in `mails`. What a client must never do (8-bit bytes that were not agreed on, bare line ends, a line over 998
octets, a password in the clear where TLS is offered) is refused as a strict server would, and noted in `offences`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeAlias

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

__all__ = ["MailServer", "ReceivedMail", "Stage"]

Stage: TypeAlias = Literal["connect", "ehlo", "auth", "mail", "rcpt", "data", "end"]
_CUT = "cut"
_CUT_AFTER_ACCEPTING = "cut after accepting"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A mail that was accepted, with its envelope and the number of the connection that brought it."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    connection: int
    encrypted: bool

    @property
    def recipient(self) -> str:
        """The one recipient there should be."""
        (only,) = self.recipients
        return only


@dataclass(slots=True, kw_only=True)
class _Fault:
    """What to do at a stage, for one recipient or ("") everybody, so many times."""

    stage: Stage
    what: str
    recipient: str = ""
    left: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class MailServer:
    """Take mail on 127.0.0.1.

    `security` is none, starttls (offered, and demanded before anything else when `users` are given) or tls;
    `users` maps names to passwords, and then nobody sends without a login. `size` is the largest mail.
    Faults can be set at any time: `answer`, `cut`, `cut_after_accepting`, and these attributes:

    `greylisting`               each recipient is told 450 the first time
    `messages_per_connection`   421 to the MAIL after so many
    `most_connections`          421 to whoever connects beyond
    `delays`                    seconds to wait before answering at a stage
    """

    security: Literal["none", "starttls", "tls"] = "none"
    users: Mapping[str, str] = field(default_factory=dict)
    certificate: ssl.SSLContext | None = None
    size: int = 10_000_000
    hides: frozenset[str] = frozenset()
    greylisting: bool = False
    messages_per_connection: int | None = None
    most_connections: int | None = None
    delays: dict[Stage, float] = field(default_factory=dict)
    mails: list[ReceivedMail] = field(default_factory=list)
    offences: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _faults: list[_Fault] = field(default_factory=list)
    _met: Counter[str] = field(default_factory=Counter)
    _open: set[_Session] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen: on a free port the first time, on the same one after a `stop`."""
        context = self.certificate if self.security == "tls" else None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Session(self), "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and hang up on everybody."""
        if self._server is not None:
            self._server.close()
        self.hang_up()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def hang_up(self) -> None:
        """Drop every connection without a word."""
        for session in tuple(self._open):
            session.hang_up()

    @property
    def open_connections(self) -> int:
        """How many connections there are now."""
        return len(self._open)

    def answer(self, stage: Stage, reply: str, *, recipient: str = "", times: int | None = None) -> None:
        """Give this reply at a stage, for one recipient or everybody, so many times or always; 421 also hangs up.

        Only from rcpt on a recipient is known.
        """
        self._faults.append(_Fault(stage=stage, what=reply, recipient=recipient, left=times))

    def cut(self, stage: Stage, *, recipient: str = "", times: int | None = None) -> None:
        """Hang up at a stage instead of answering; a mail that is cut at its end is not taken."""
        self.answer(stage, _CUT, recipient=recipient, times=times)

    def cut_after_accepting(self, *, recipient: str = "", times: int | None = None) -> None:
        """Take a mail, and hang up before the answer."""
        self.answer("end", _CUT_AFTER_ACCEPTING, recipient=recipient, times=times)

    def mend(self) -> None:
        """Forget every fault."""
        self._faults.clear()
        self.delays.clear()
        self.greylisting = False
        self.messages_per_connection = self.most_connections = None

    def to(self, recipient: str) -> list[ReceivedMail]:
        """List the mails for one recipient."""
        return [mail for mail in self.mails if recipient in mail.recipients]

    def _fault(self, stage: Stage, recipient: str = "") -> str | None:
        for fault in self._faults:
            if fault.stage == stage and fault.recipient in {"", recipient} and fault.left != 0:
                fault.left = None if fault.left is None else fault.left - 1
                return fault.what
        return None

    def _greylisted(self, recipient: str) -> bool:
        self._met[recipient] += 1
        return self.greylisting and self._met[recipient] == 1


class _Handler:
    """What aiosmtpd asks, answered from the server's faults."""

    def __init__(self, server: MailServer) -> None:
        self._engine = server

    async def handle_EHLO(
        self, server: _Session, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if fault := await server.fault("ehlo"):
            return [fault]
        session.host_name = hostname
        hidden = {*self._engine.hides, "HELP"} | (set() if self._engine.users else {"AUTH"})
        kept = [line[4:] for line in responses if line[4:].split(" ")[0] not in hidden]
        return [f"250-{line}" for line in kept[:-1]] + [f"250 {kept[-1]}"]

    async def handle_MAIL(
        self, server: _Session, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        most = self._engine.messages_per_connection
        if most is not None and server.messages >= most:
            return "421 4.7.0 too many messages on this connection"
        if fault := await server.fault("mail"):
            return fault
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 fine"

    async def handle_RCPT(
        self, server: _Session, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := await server.fault("rcpt", address):
            return fault
        if self._engine._greylisted(address):
            return "450 4.2.0 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: _Session, session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        recipient = envelope.rcpt_tos[0]
        if offence := _offence(raw, envelope.mail_options, "8BITMIME" in self._engine.hides):
            self._engine.offences.append(offence)
            return f"554 5.6.0 {offence}"
        fault = self._engine._fault("end", recipient)
        if fault in {None, _CUT_AFTER_ACCEPTING}:
            self._accept(server, envelope, raw)
        return await server.carry_out("end", fault) or f"250 2.0.0 queued as {len(self._engine.mails)}"

    def _accept(self, server: _Session, envelope: Envelope, raw: bytes) -> None:
        server.messages += 1
        assert envelope.mail_from is not None
        self._engine.mails.append(
            ReceivedMail(
                raw=raw,
                sender=envelope.mail_from,
                recipients=tuple(envelope.rcpt_tos),
                connection=server.number,
                encrypted=server.encrypted,
            )
        )


class _Session(SMTP):
    """One connection."""

    def __init__(self, engine: MailServer) -> None:
        self._engine = engine
        self.number = 0
        self.messages = 0
        self._greeted = False
        starttls = engine.certificate if engine.security == "starttls" else None
        super().__init__(
            _Handler(engine),
            data_size_limit=engine.size,
            hostname="mail.test",
            ident="ESMTP",
            tls_context=starttls,
            require_starttls=bool(engine.users),
            auth_require_tls=False,
            authenticator=self._login,
            loop=asyncio.get_running_loop(),
        )
        self._auth_required = bool(engine.users)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.number == 0:
            self._engine.connections += 1
            self.number = self._engine.connections
            self._engine._open.add(self)
        super().connection_made(transport)
        if self._handler_coroutine is not None:
            self._engine._tasks.add(self._handler_coroutine)

    def connection_lost(self, error: Exception | None) -> None:
        self._engine._open.discard(self)
        super().connection_lost(error)

    @property
    def encrypted(self) -> bool:
        """Whether what is said cannot be overheard."""
        return self.transport is not None and self.transport.get_extra_info("sslcontext") is not None

    def hang_up(self) -> None:
        """Drop the connection without a word."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def fault(self, stage: Stage, recipient: str = "") -> str | None:
        """Carry out what is to go wrong at this stage; give the reply, if it is one."""
        return await self.carry_out(stage, self._engine._fault(stage, recipient))

    async def carry_out(self, stage: Stage, fault: str | None) -> str | None:
        """Wait as long as the stage takes, then hang up where that is the fault, else give it."""
        await asyncio.sleep(self._engine.delays.get(stage, 0))
        if fault in {_CUT, _CUT_AFTER_ACCEPTING}:
            self.hang_up()
            await asyncio.Event().wait()  # until the loss of the connection ends this task
        return fault

    async def push(self, status: Any) -> None:
        """Answer; the first answer of a connection is its greeting, and 421 hangs up."""
        if not self._greeted:
            self._greeted = True
            status = await self._greeting() or status
        await super().push(status)
        if status[:3] in {"421", b"421"} and self.transport is not None:
            self.transport.close()

    async def _greeting(self) -> str | None:
        most = self._engine.most_connections
        if most is not None and self._engine.open_connections > most:
            return "421 4.7.0 too many connections from you"
        return await self.fault("connect")

    async def smtp_DATA(self, arg: str | None) -> None:
        """Take a mail, unless DATA itself is to be refused."""
        recipients = self.envelope.rcpt_tos if self.envelope is not None else []
        fault = await self.fault("data", recipients[0]) if recipients else None
        if fault:
            await self.push(fault)
        else:
            await super().smtp_DATA(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        """Take a login, never in the clear where TLS is offered."""
        if self._engine.security != "none" and not self.encrypted:
            self._engine.offences.append("a login in the clear")
        if fault := await self.fault("auth"):
            await self.push(fault)
        else:
            await super().smtp_AUTH(arg)

    def _login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, credentials: LoginPassword
    ) -> AuthResult:
        name, password = credentials.login.decode(), credentials.password.decode()
        return AuthResult(success=self._engine.users.get(name) == password, handled=False)


def _offence(raw: bytes, options: Iterable[str], seven_bits: bool) -> str:
    if b"\r" in raw.replace(b"\r\n", b"") or b"\n" in raw.replace(b"\r\n", b""):
        return "a bare line end"
    if not raw.isascii() and ("BODY=8BITMIME" not in options or seven_bits):
        return "8-bit bytes that were not agreed on"
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        return "a line over 998 octets"
    return ""
