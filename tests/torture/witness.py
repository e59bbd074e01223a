"""What really arrived: a chat server and a mail server that take down every message with the time it came.

They know nothing of the project; a message says itself what it is (see `desk`). `Moments` lets a test act at exact
points of a call: when the request is there, when the message was accepted, when the answer is out.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

from aiohttp import web
from engines.bot_api import BotApi
from engines.mail_server import MailServer, ReceivedMail, Stage

__all__ = ["Arrival", "Moment", "Moments", "Witness"]

Moment: TypeAlias = Literal["arrived", "accepted", "answered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that was accepted: for whom, of which slot, which piece of it, and what the clock showed."""

    number: int
    reader: str
    digest: str
    label: str
    zone: str
    part: int
    late: bool
    shown: datetime
    message_id: str
    content: str
    stories: tuple[str, ...]

    @property
    def slot(self) -> tuple[str, str, str]:
        return self.digest, self.label, self.zone


@dataclass
class Moments:
    """What to do at which moment: `at(moment, nth, act)` acts once, at the nth time from now on.

    Acting at "arrived" also drops the request, as a server would that never saw it.
    """

    _moment: Moment | None = None
    _left: int = 0
    _act: Callable[[], None] = lambda: None

    def at(self, moment: Moment, nth: int, act: Callable[[], None]) -> None:
        self._moment, self._left, self._act = moment, nth, act

    def clear(self) -> None:
        self._moment = None

    def reached(self, moment: Moment) -> bool:
        """Act if it is time; tell whether it was."""
        if moment != self._moment:
            return False
        self._left -= 1
        if self._left:
            return False
        self._moment = None
        self._act()
        return True


class Chat(BotApi):
    """The chat server, which tells what happens to each message."""

    def __init__(self, moments: Moments, note: Callable[[str, str, str], None]) -> None:
        super().__init__()
        self._moments, self._note = moments, note

    async def _result(self, method: str, given: Mapping[str, Any]) -> Any:
        if method != "sendmessage":
            return await super()._result(method, given)
        if self._moments.reached("arrived"):
            raise DroppedError
        result = await super()._result(method, given)
        self._note(str(given["chat_id"]), str(result["text"]), "")
        self._moments.reached("accepted")
        return result

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            response = await super()._serve(request)
        except DroppedError:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if request.path.lower().endswith("/sendmessage"):
            await response.prepare(request)
            await response.write_eof()
            self._moments.reached("answered")
        return response


class DroppedError(Exception):
    """A request that nobody saw."""


class Mails(list[ReceivedMail]):
    """A list that tells of what is added to it."""

    def __init__(self, told: Callable[[ReceivedMail], None]) -> None:
        super().__init__()
        self._told = told

    def append(self, mail: ReceivedMail) -> None:
        super().append(mail)
        self._told(mail)


class Post(MailServer):
    """The mail server, which tells what happens to each mail."""

    def __init__(self, moments: Moments, note: Callable[[str, str, str], None]) -> None:
        super().__init__(mails=Mails(self._told))
        self._moments, self._note = moments, note

    def _fault(self, stage: Stage, recipient: str = "") -> str | None:
        if stage == "end" and self._moments.reached("arrived"):
            return "cut"
        return super()._fault(stage, recipient)

    def _told(self, mail: ReceivedMail) -> None:
        message = email.message_from_bytes(mail.raw, policy=email.policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        self._note(mail.recipient, str(body.get_content()), str(message["Message-ID"]))
        if not self._moments.reached("accepted"):
            asyncio.get_running_loop().call_later(0.001, self._moments.reached, "answered")


@dataclass(kw_only=True)
class Witness:
    """Both servers and their common record."""

    now: Callable[[], datetime]
    arrivals: list[Arrival] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    moments: Moments = field(default_factory=Moments)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        self.chat = await self._stack.enter_async_context(Chat(self.moments, self._note))
        self.post = await self._stack.enter_async_context(Post(self.moments, self._note))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def _note(self, reader: str, text: str, message_id: str) -> None:
        head, _, body = text.strip().partition("\n")
        fields = head.split("|")
        if fields[0] != "issue":
            self.notices.append(text)
            return
        _, digest, label, zone, late, piece = fields
        numbered = re.fullmatch(r" \((\d+)/\d+\)", piece)
        self.arrivals.append(
            Arrival(
                number=len(self.arrivals),
                reader=reader,
                digest=digest,
                label=label,
                zone=zone,
                part=int(numbered[1]) - 1 if numbered else 0,
                late=late == "True",
                shown=self.now(),
                message_id=message_id,
                content=hashlib.sha256(text.encode()).hexdigest(),
                stories=tuple(re.findall("§([^§]+)§", body)),
            )
        )
