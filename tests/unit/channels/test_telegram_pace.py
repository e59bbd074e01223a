"""A bot keeps Telegram's limits whatever it is asked for, on a clock that the test turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from types import MappingProxyType
from typing import Any

import pytest

from digest.channels.telegram.errors import FloodError
from digest.channels.telegram.pace import Lane, Lanes, Pace


class TurnedLoop(asyncio.SelectorEventLoop):
    """A loop that does not wait: when nothing is ready its clock jumps to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self._passed = 0.0

    def time(self) -> float:
        return self._passed

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:
            self._passed = max(self._passed, self._scheduled[0].when())
        self._passed += 1e-6  # a clock that stands still would never be past a rounding error
        super()._run_once()


class Server:
    """Take down when each request came, by lane and chat; refuse with a flood where `floods` says so."""

    def __init__(self, floods: dict[int, float] | None = None) -> None:
        self.came: list[tuple[float, Lane, str]] = []
        self.floods = floods or {}

    async def ask(self, lanes: Lanes, chat: str, lane: Lane = Lane.BROADCAST, endpoint: str = "sendMessage") -> None:
        async def request() -> bool:
            self.came.append((round(asyncio.get_running_loop().time(), 2), lane, chat))
            if seconds := self.floods.get(len(self.came)):
                raise FloodError(seconds)
            return True

        await lanes.process_request(request, (), {}, endpoint, {"chat_id": chat}, lane)

    def times(self, chat: str = "") -> list[float]:
        return [when for when, _, where in self.came if chat in ("", where)]


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=TurnedLoop) as runner:
        runner.run(scene())


def most_within(times: list[float], span: float) -> int:
    """The most that came in any stretch of that many seconds."""
    return max(sum(start <= other < start + span for other in times) for start in times)


def test_no_second_sees_more_than_thirty_messages() -> None:
    """Of two hundred that are asked for at once; and they take no longer than they must."""
    server = Server()

    async def scene() -> None:
        lanes = Lanes()
        await asyncio.gather(*(server.ask(lanes, str(chat)) for chat in range(200)))

    play(scene)
    assert most_within(server.times(), 1.0) <= 30
    assert server.times()[-1] < 9


def test_a_chat_gets_one_message_a_second() -> None:
    """Ten parts take ten seconds."""
    server = Server()

    async def scene() -> None:
        lanes = Lanes()
        await asyncio.gather(*(server.ask(lanes, "5") for _ in range(10)))

    play(scene)
    gaps = [later - earlier for earlier, later in zip(server.times(), server.times()[1:], strict=False)]
    assert min(gaps) > 0.99


@pytest.mark.parametrize("group", ["-1005", "@levant"])
def test_no_minute_sees_more_than_twenty_messages_in_a_group(group: str) -> None:
    """However many are waiting, groups by number and channels by name."""
    server = Server()

    async def scene() -> None:
        lanes = Lanes()
        await asyncio.gather(*(server.ask(lanes, group) for _ in range(70)))

    play(scene)
    assert 15 <= most_within(server.times(), 60.0) <= 20


def test_a_slow_group_holds_up_nobody_else() -> None:
    """Others go on while it waits."""
    server = Server()

    async def scene() -> None:
        lanes = Lanes()
        slow = [asyncio.ensure_future(server.ask(lanes, "-1")) for _ in range(40)]
        await asyncio.gather(*(server.ask(lanes, str(chat)) for chat in range(20)))
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    play(scene)
    assert max(when for when, _, chat in server.came if chat != "-1") < 3


def test_a_reply_goes_before_all_issues_that_wait() -> None:
    """At most one of them is let through before it."""
    server = Server()

    async def scene() -> None:
        lanes = Lanes()
        issues = [asyncio.ensure_future(server.ask(lanes, str(chat))) for chat in range(100)]
        await asyncio.sleep(0.5)
        before = len(server.came)
        await server.ask(lanes, "reader", Lane.REPLY)
        assert len(server.came) <= before + 2
        await asyncio.gather(*issues)

    play(scene)
    assert len(server.came) == 101


def test_looking_something_up_uses_no_turn_of_a_chat() -> None:
    """Only what is sent or edited counts."""
    server = Server()

    async def scene() -> None:
        lanes = Lanes()
        await asyncio.gather(*(server.ask(lanes, "5", Lane.REPLY, "getChatMember") for _ in range(50)))

    play(scene)
    assert server.times() == [0.0] * 50


@pytest.mark.parametrize("lane", list(Lane))
def test_a_long_silence_is_told_at_once_and_the_server_left_alone(lane: Lane) -> None:
    """With the time that is left, exactly."""
    server = Server({1: 100.0})

    async def scene() -> None:
        lanes = Lanes()
        with pytest.raises(FloodError) as first:
            await server.ask(lanes, "5", lane)
        await asyncio.sleep(30)
        with pytest.raises(FloodError) as second:
            await server.ask(lanes, "6", lane)
        assert (round(first.value.seconds), round(second.value.seconds)) == (100, 70)
        await asyncio.sleep(second.value.seconds)
        await server.ask(lanes, "6", lane)

    play(scene)
    assert server.times() == [0.0, 100.0]


def test_a_short_silence_is_kept_to_the_second_by_everybody() -> None:
    """And then they come at the usual pace, not all at once."""
    server = Server({1: 2.0})

    async def scene() -> None:
        lanes = Lanes()
        await asyncio.gather(*(server.ask(lanes, str(chat)) for chat in range(100)))

    play(scene)
    assert [when for when in server.times() if 0 < when < 2.0] == []
    assert most_within(server.times(), 1.0) <= 30
    assert len(server.came) == 101


def test_patience_comes_to_an_end() -> None:
    """A server that says "one more second" forever gets no answer forever."""
    server = Server(dict.fromkeys(range(1, 1_000), 1.0))
    pace = Pace(patience=MappingProxyType({Lane.REPLY: 10.0, Lane.BROADCAST: 3.0}))

    async def scene() -> None:
        with pytest.raises(FloodError):
            await server.ask(Lanes(pace), "5")

    play(scene)
    assert len(server.came) == 4


def test_ten_thousand_chats_are_not_remembered() -> None:
    """What has rested is forgotten."""
    lanes = Lanes(Pace(per_second=0))

    async def scene() -> None:
        for chat in range(10_000):
            await Server().ask(lanes, str(chat))
            await asyncio.sleep(0.1)

    play(scene)
    assert len(lanes._chats) <= 1_000
