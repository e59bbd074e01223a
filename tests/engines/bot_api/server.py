"""BotApi: the server itself. Read `_serve`, which a request goes through from its token to its reply.

async with BotApi() as api:
    dana = api.user(5)
    api.flood(3)                            # 429 with retry_after for everything that is sent
    api.answer(403, "Forbidden: …", chat=5)   # the next message to this chat is refused
    api.cut("after", times=2)               # the next two are accepted, and the answers lost
    …
    api.world.sent, api.violations, api.requests
"""

from __future__ import annotations

import asyncio
import json
import math
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from engines.bot_api.chats import RefusedError
from engines.bot_api.methods import METHODS
from engines.bot_api.people import People
from engines.bot_api.world import Sent, World

__all__ = ["BotApi", "Sent"]

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SENDING = {"sendmessage", "editmessagetext", "editmessagereplymarkup", "answercallbackquery", "sendchataction"}
BOT_PER_SECOND = 30
GROUP_PER_MINUTE = 20
Cut = Literal["before", "after", "midway"]


@dataclass
class Fault:
    """Something that goes wrong with the next requests of one method (to one chat, where one is named)."""

    method: str
    chat: int | None
    times: int
    cut: Cut | None = None
    wait: float = 0.0
    status: int = 0
    body: bytes = b""


@dataclass
class Penalty:
    """Until when nobody may send, for the whole bot or for one chat."""

    until: float
    chat: str | None


@dataclass
class Pace:
    """When messages were accepted, for the limits of the bot and of each group."""

    bot: deque[float] = field(default_factory=deque)
    groups: dict[str, deque[float]] = field(default_factory=dict)


class BotApi(People):
    """A Bot API server on 127.0.0.1, for one bot.

    `limits` makes it keep Telegram's own: 30 messages a second, 20 a minute in a group.
    `requests` are the methods that were asked for, `violations` what a client must not do, `refusals` the
    answers that were not yes.
    """

    def __init__(self, *, token: str = TOKEN, limits: bool = False) -> None:
        self.token = token
        self.limits = limits
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Levant", "username": "levant_bot"}
        self.world = World(bot=bot)
        self.requests: list[str] = []
        self.violations: list[str] = []
        self.refusals: list[str] = []
        self._faults: list[Fault] = []
        self._penalties: list[Penalty] = []
        self._pace = Pace()
        self._poller: asyncio.Event | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """The address for `[telegram] api_url`."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> BotApi:
        await self.come_back()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_down()

    async def go_down(self) -> None:
        """Stop listening: connections are refused from now on."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def come_back(self) -> None:
        """Listen (again), at the same port."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def until(self, true: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until something is true of what was recorded; an AssertionError when it takes too long."""
        try:
            async with asyncio.timeout(seconds), self.world.news:
                await self.world.news.wait_for(true)
        except TimeoutError:
            raise AssertionError("it did not come true") from None

    # --- faults -----------------------------------------------------------------------------------

    def flood(self, seconds: float, *, chat: int | None = None) -> None:
        """Answer 429 to all that is sent (to this chat) until then; to send meanwhile is a violation."""
        until = asyncio.get_running_loop().time() + seconds
        self._penalties.append(Penalty(until, None if chat is None else str(chat)))

    def cut(self, when: Cut, *, method: str = "sendMessage", chat: int | None = None, times: int = 1) -> None:
        """Cut the connection before the request is read, after it was accepted, or in the middle of the reply."""
        self._faults.append(Fault(method.lower(), chat, times, cut=when))

    def delay(self, seconds: float, *, method: str = "sendMessage", chat: int | None = None, times: int = 1) -> None:
        """Take this long to answer, after accepting."""
        self._faults.append(Fault(method.lower(), chat, times, wait=seconds))

    def answer(
        self,
        status: int,
        description: str | bytes,
        *,
        method: str = "sendMessage",
        chat: int | None = None,
        times: int = 1,
        parameters: Mapping[str, int] | None = None,
    ) -> None:
        """Answer this instead of accepting; bytes are the whole body, as a gateway in front would answer."""
        body = description if isinstance(description, bytes) else _refusal(status, description, parameters or {})
        self._faults.append(Fault(method.lower(), chat, times, status=status, body=body))

    def _fault(self, method: str, given: Mapping[str, Any]) -> Fault | None:
        for fault in self._faults:
            if fault.method == method and fault.chat in (None, _number(given.get("chat_id"))):
                fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                return fault
        return None

    # --- one request ------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        token, _, name = request.match_info["path"].removeprefix("bot").partition("/")
        if token != self.token or not request.match_info["path"].startswith("bot"):
            return self._no(*((401, "Unauthorized") if ":" in token else (404, "Not Found")))
        method = name.lower()
        self.requests.append(name)
        given = await _parameters(request)
        fault = self._fault(method, given)
        if fault is not None and fault.cut == "before":
            return _cut(request)
        if fault is not None and fault.status:
            self.refusals.append(f"{name}: {fault.status}")
            return web.Response(status=fault.status, body=fault.body, content_type="application/json")
        try:
            self._check_pace(method, given)
            result = await self._result(method, given)
        except RefusedError as refused:
            answer = self._no(refused.status, refused.description, refused.parameters)
            await self.world.tell()
            return answer
        return await self._reply(request, fault, json.dumps({"ok": True, "result": result}).encode())

    async def _result(self, method: str, given: Mapping[str, Any]) -> Any:
        if method == "getupdates":
            return await self._updates(given)
        if method not in METHODS:
            raise RefusedError(404, "Not Found")
        return await METHODS[method](self.world, given)

    async def _reply(self, request: web.Request, fault: Fault | None, body: bytes) -> web.StreamResponse:
        if fault is not None:
            await asyncio.sleep(fault.wait)
        if fault is not None and fault.cut == "after":
            return _cut(request)
        if fault is not None and fault.cut == "midway":
            response = web.StreamResponse(headers={"Content-Length": str(len(body))})
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            return _cut(request, response)
        return web.Response(body=body, content_type="application/json")

    def _no(self, status: int, description: str, parameters: Mapping[str, int] | None = None) -> web.Response:
        self.refusals.append(f"{status} {description}")
        body = _refusal(status, description, parameters or {})
        return web.Response(status=status, body=body, content_type="application/json")

    def _check_pace(self, method: str, given: Mapping[str, Any]) -> None:
        """Refuse what comes during a penalty, and what is faster than Telegram allows."""
        if method not in SENDING:
            return
        now, chat = asyncio.get_running_loop().time(), str(given.get("chat_id", ""))
        self._penalties = [one for one in self._penalties if one.until > now]
        for penalty in self._penalties:
            if penalty.chat in (None, chat):
                self.violations.append(f"{method} to {chat} during a penalty")
                raise _too_many(penalty.until - now)
        if self.limits and method == "sendmessage":
            self._take(self._pace.bot, now, BOT_PER_SECOND, 1.0, method, chat)
            if chat.startswith(("-", "@")):
                window = self._pace.groups.setdefault(chat, deque())
                self._take(window, now, GROUP_PER_MINUTE, 60.0, method, chat)

    def _take(self, window: deque[float], now: float, most: int, span: float, method: str, chat: str) -> None:
        while window and window[0] <= now - span:
            window.popleft()
        if len(window) >= most:
            self.violations.append(f"{method} to {chat}: more than {most} in {span:g} s")
            raise _too_many(window[0] + span - now)
        window.append(now)

    # --- updates ----------------------------------------------------------------------------------

    async def _updates(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give what waits, or wait for it; an offset confirms what came before. A second poller ends the first."""
        offset = int(given.get("offset") or 0)
        self.world.updates = [one for one in self.world.updates if one["update_id"] >= offset]
        if self._poller is not None:
            self._poller.set()
        ended = self._poller = asyncio.Event()
        try:
            await self._something(ended, seconds=float(given.get("timeout") or 0))
        finally:
            if self._poller is ended:
                self._poller = None
        if ended.is_set():
            words = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise RefusedError(409, f"Conflict: {words}")
        allowed = {"update_id", *(given.get("allowed_updates") or ())}
        if len(allowed) > 1:  # what nobody asked for is forgotten
            self.world.updates = [one for one in self.world.updates if one.keys() <= allowed]
        return self.world.updates[: int(given.get("limit") or 100)]

    async def _something(self, ended: asyncio.Event, *, seconds: float) -> None:
        async def news() -> None:
            async with self.world.news:
                await self.world.news.wait_for(lambda: bool(self.world.updates))

        waits = {asyncio.ensure_future(news()), asyncio.ensure_future(ended.wait())}
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


def _too_many(seconds: float) -> RefusedError:
    wait = max(1, math.ceil(seconds))
    return RefusedError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def _refusal(status: int, description: str, parameters: Mapping[str, int]) -> bytes:
    content: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        content["parameters"] = dict(parameters)
    return json.dumps(content).encode()


def _cut(request: web.Request, response: web.StreamResponse | None = None) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return response or web.Response()


def _number(chat_id: Any) -> int | None:
    with suppress(TypeError, ValueError):
        return int(chat_id)
    return None


async def _parameters(request: web.Request) -> dict[str, Any]:
    """Read the query, a form or JSON; values that are JSON themselves are read too, as the server does."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return given | dict(await request.json())
    given |= dict(await request.post())
    for key, value in given.items():
        if key != "text" and isinstance(value, str) and value[:1] in "{[" and value:
            with suppress(ValueError):
                given[key] = json.loads(value)
    return given
