"""The config while the service runs: every good state is taken, no broken one, and each fault is said once."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from digest.config import load, watch
from digest.errors import ConfigError
from digest.model import Settings

PAUSE = 0.002
LONG = 30  # seconds: only a hang takes that long
GOOD = '[site]\ntitle = "Desk {0}"\n\n[[feed]]\nurl = "https://example.org/{0}"\n\n[[digest]]\nid = "morning"\n'
BROKEN = (
    '[site]\ntitel = "Desk {0}"\n',
    '# {0}\n[site]\ntitle = "Desk\n',
    '[site]\ntitle = "Desk {0}"\n[[feed]]\nurl = "example.org"\n',
    '# {0}\n[site]\ntitle = "a"\ntitle = "b"\n',
)
KEYS = ("site.titel", "site.title", "feed[1].url", "site.title")
Watched = AsyncIterator[Settings | ConfigError]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A good file."""
    path = tmp_path / "config.toml"
    path.write_text(GOOD.format("first"))
    return path


def watched(path: Path, **environ: str) -> aclosing[Watched]:
    return aclosing(watch(path, environ, load(path, environ), PAUSE))  # type: ignore[type-var]


async def following(changes: Watched) -> Settings | ConfigError:
    async with asyncio.timeout(LONG):
        return await anext(changes)


async def quiet(changes: Watched) -> None:
    """Nothing is said through many looks."""
    waiting = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(PAUSE * 40)
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def gone(path: Path) -> None:
    path.unlink()


def by_rename(path: Path, text: str) -> None:
    path.with_suffix(".swp").write_text(text)
    path.with_suffix(".swp").replace(path)


def by_removal(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(text)


def in_halves(path: Path, text: str) -> None:
    with path.open("w") as file:
        for start in range(0, len(text), 11):
            file.write(text[start : start + 11])
            file.flush()


WAYS: list[Callable[[Path, str], None]] = [in_place, by_rename, by_removal, in_halves]


@pytest.mark.parametrize("write", WAYS, ids=lambda way: way.__name__)
async def test_a_changed_file_gives_new_settings(config: Path, write: Callable[[Path, str], None]) -> None:
    """However an editor writes it."""
    async with watched(config) as changes:
        write(config, GOOD.format("second"))
        found = await following(changes)
        assert isinstance(found, Settings)
        assert found.site.title == "Desk second"


async def test_a_stream_of_good_broken_and_half_written_files_loses_nothing(config: Path) -> None:
    """Every good state comes as settings, every broken one as one error with its line and key, in the order they were."""
    dice = random.Random(7)
    async with watched(config) as changes:
        for number in range(200):
            write = dice.choice(WAYS)
            for _ in range(dice.randrange(4)):
                text = GOOD.format(f"half {number}")
                write(config, text[: dice.randrange(1, len(text) - 1)].rstrip("\n"))
            broken = number % 2
            kind = dice.randrange(len(BROKEN))
            write(config, (BROKEN[kind] if broken else GOOD).format(number))
            found = await following(changes)
            while is_half(found):
                found = await following(changes)
            if broken:
                assert isinstance(found, ConfigError)
                assert [mistake.key for mistake in found.mistakes] == [KEYS[kind]]
                assert found.mistakes[0].line is not None
            else:
                assert isinstance(found, Settings)
                assert found.site.title == f"Desk {number}"
        await quiet(changes)


def is_half(found: Settings | ConfigError) -> bool:
    """Tell whether a half-written file stood long enough to be judged: then it may be said, but never taken whole."""
    if isinstance(found, Settings):
        assert len(found.feeds) == len(found.digests) == 1
        return False
    return any(mistake.key not in KEYS for mistake in found.mistakes) or "half" in str(found)


async def test_the_same_broken_file_is_reported_once(config: Path) -> None:
    """Until the file was right in between."""
    async with watched(config) as changes:
        in_place(config, BROKEN[0].format(1))
        assert isinstance(await following(changes), ConfigError)
        in_place(config, BROKEN[0].format(1))
        os.utime(config)
        await quiet(changes)
    async with watched(by_good(config)) as changes:
        for _ in range(2):
            in_place(config, BROKEN[0].format(1))
            assert isinstance(await following(changes), ConfigError)
            in_place(config, GOOD.format("again") + "# x\n")
            assert isinstance(await following(changes), Settings)
            in_place(config, GOOD.format("first"))
            assert isinstance(await following(changes), Settings)


def by_good(config: Path) -> Path:
    in_place(config, GOOD.format("first"))
    return config


async def test_a_comment_changes_nothing(config: Path) -> None:
    """Settings that are the same are not news."""
    async with watched(config) as changes:
        in_place(config, GOOD.format("first") + "# a remark\n")
        await quiet(changes)


async def test_a_file_that_is_gone_for_good_is_reported_and_found_again(config: Path) -> None:
    """One error, and the old settings stay."""
    async with watched(config) as changes:
        gone(config)
        found = await following(changes)
        assert isinstance(found, ConfigError)
        assert "there is no such file" in str(found)
        in_place(config, GOOD.format("first"))
        await quiet(changes)


async def test_a_swapped_link_further_up_is_seen(tmp_path: Path) -> None:
    """As a cluster mounts it: config.toml → ..data/config.toml, ..data → a folder with a date."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.toml").write_text(GOOD.format(name))
    (tmp_path / "..data").symlink_to("one")
    path = tmp_path / "config.toml"
    path.symlink_to("..data/config.toml")
    async with watched(path) as changes:
        (tmp_path / "new").symlink_to("two")
        (tmp_path / "new").replace(tmp_path / "..data")
        found = await following(changes)
        assert isinstance(found, Settings)
        assert found.site.title == "Desk two"


async def test_a_secret_that_changes_gives_new_settings(config: Path) -> None:
    """The file that names it stays as it is."""
    secret = config.with_name("bot")
    secret.write_text("1:a")
    in_place(config, GOOD.format("first") + '[telegram]\ntoken_file = "bot"\n')
    async with watched(config) as changes:
        secret.write_text("1:b")
        found = await following(changes)
        assert isinstance(found, Settings)
        assert found.telegram is not None
        assert found.telegram.token is not None
        assert found.telegram.token.reveal() == "1:b"


async def test_an_edited_template_gives_the_settings_again(config: Path) -> None:
    """So that the caller reads the templates anew."""
    page = config.parent / "mine" / "default" / "web.html.j2"
    page.parent.mkdir(parents=True)
    page.write_text("one")
    in_place(config, GOOD.format("first").replace("[site]", '[site]\ntemplates = "mine"'))
    settings = load(config, {})
    async with watched(config) as changes:
        await asyncio.sleep(PAUSE * 20)
        waiting = asyncio.ensure_future(following(changes))
        await asyncio.sleep(PAUSE * 20)
        page.write_text("two")
        assert await waiting == settings


@pytest.mark.parametrize(("make", "words"), [(Path.mkdir, "is a folder"), (os.mkfifo, "is not a file")])
async def test_a_folder_or_a_pipe_in_its_place_is_an_error_and_no_hang(
    config: Path, make: Callable[[Path], None], words: str
) -> None:
    """Nothing is opened that could wait for ever."""
    async with watched(config) as changes:
        gone(config)
        make(config)
        found = await following(changes)
        assert isinstance(found, ConfigError)
        assert words in str(found)
