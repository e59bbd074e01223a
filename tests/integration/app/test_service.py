"""The service from edit to edit: each holds, or the one before it does; and one service at a time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digest.app.service import run_service
from digest.errors import ConfigError, Mistake
from digest.model import Secret, Settings, Site, StoreSettings, WebSettings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        site=Site(title="Desk"),
        store=StoreSettings(url=f"sqlite:///{tmp_path / 'digest.db'}"),
        web=WebSettings(listen=f"127.0.0.1:{free_port()}", secret=Secret("secret")),
    )


async def page(settings: Settings) -> str:
    """Read the front page where these settings serve it."""
    assert settings.web is not None
    host, _, port = settings.web.listen.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET / HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return answer.decode()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.02)


async def test_an_edit_holds_and_what_cannot_be_used_leaves_the_old_one(settings: Settings) -> None:
    """A broken file, a new title, a port that is taken: the service goes on through all of them."""
    stop, said = asyncio.Event(), list[str]()
    queue: asyncio.Queue[Settings | ConfigError] = asyncio.Queue()
    seen: list[Settings] = []

    async def edits(held: Settings) -> AsyncIterator[Settings | ConfigError]:
        seen.append(held)
        while True:
            yield await queue.get()

    service = asyncio.create_task(run_service(settings, stop, said.append, edits))
    await until(lambda: len(said) == 1)
    queue.put_nowait(ConfigError([Mistake(file="config.toml", line=3, key="site", problem="is wrong")]))
    renamed = replace(settings, site=Site(title="Newsroom"))
    queue.put_nowait(renamed)
    await until(lambda: len(said) == 2)
    assert "Newsroom" in await page(renamed)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        queue.put_nowait(replace(renamed, web=WebSettings(listen=listen, secret=Secret("secret"))))
        await until(lambda: len(said) == 3)
        assert "Newsroom" in await page(renamed)
    assert [one.site.title for one in seen] == ["Desk", "Newsroom", "Newsroom", "Newsroom"]
    stop.set()
    await service


async def test_what_cannot_begin_at_all_says_so(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        refused = replace(settings, web=WebSettings(listen=listen, secret=Secret("secret")))
        with pytest.raises(Exception, match=r"\[web\] listen"):
            await run_service(refused, asyncio.Event(), lambda _: None)


async def test_a_second_service_stands_by_and_takes_over(settings: Settings) -> None:
    first_stop, second_stop = asyncio.Event(), asyncio.Event()
    first_said, second_said = list[str](), list[str]()
    first = asyncio.create_task(run_service(settings, first_stop, first_said.append))
    await until(lambda: len(first_said) == 1)
    second = asyncio.create_task(run_service(settings, second_stop, second_said.append))
    await until(lambda: len(second_said) == 1)
    assert "standing by" in second_said[0]
    first_stop.set()
    await first
    await until(lambda: len(second_said) == 2)
    assert "page on" in second_said[1]
    second_stop.set()
    await second
