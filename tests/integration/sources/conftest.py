"""A feed server on this machine, and a source that may reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from engines.feed_server import FeedServer

from digest.model import FetchSettings
from digest.sources.web import WebSource

HERE = FetchSettings(allow_networks=("127.0.0.0/8",), timeout=timedelta(seconds=20))


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


@pytest.fixture
async def make_source() -> AsyncIterator[Callable[..., WebSource]]:
    """Make sources that are closed at the end; settings that a test names differ from the plain case."""
    made: list[WebSource] = []

    def make(*, resolver=None, **settings: object) -> WebSource:
        made.append(WebSource(replace(HERE, **settings), resolver=resolver))
        return made[-1]

    yield make
    for source in made:
        await source.__aexit__(None, None, None)
