"""Watch the config file while the service runs: new settings, or what is wrong with a broken file.

The file, the files that it names and the folder of templates are looked at once a second and compared
by content, whatever way they were changed: in place, by rename, by a symbolic link further up. Why
it is done so: docs/decisions/why-the-config-is-looked-at.md
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from digest.config.load import LARGEST, decode, load, loads
from digest.errors import ConfigError, Mistake
from digest.model import Settings

__all__ = ["watch"]

PAUSE = 1.0
# A file that is gone, or that ends in the middle of a line, is most likely being written.
PATIENCE = 5
MOST_FILES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What stood there: the content of the config (None where it is gone), and a mark of every file beside it."""

    content: bytes | None
    secrets: tuple[object, ...] = ()
    beside: tuple[object, ...] = ()

    @property
    def patience(self) -> int:
        """How often it must look the same to be judged."""
        return 2 if self.content is not None and self.content.endswith(b"\n") else PATIENCE


@dataclass(slots=True, kw_only=True)
class Memory:
    """What was seen and said so far; `settings` are those that hold."""

    settings: Settings
    seen: Look | None = None
    times: int = 0
    judged: Look | None = None
    beside: tuple[object, ...] | None = None
    reported: set[tuple[bytes | None, str]] = field(default_factory=set)

    def settles(self, look: Look) -> bool:
        """Tell whether this look is new, and has been the same for long enough to be judged."""
        self.times = self.times + 1 if look == self.seen else 1
        self.seen = look
        return look != self.judged and self.times >= look.patience

    def accepts(self, settings: Settings, look: Look) -> bool:
        """Take settings that are not those that hold, or whose templates or keys are others now."""
        other = settings != self.settings or (self.beside is not None and look.beside != self.beside)
        self.settings, self.beside = settings, look.beside
        self.reported.clear()
        return other

    def reports(self, error: ConfigError, look: Look) -> bool:
        """Tell whether this broken content was not reported since the file was last right."""
        known = (look.content, str(error)) in self.reported
        self.reported.add((look.content, str(error)))
        return not known


async def watch(
    path: Path, environ: Mapping[str, str], settings: Settings, pause: float = PAUSE
) -> AsyncIterator[Settings | ConfigError]:
    """Yield new settings when the file gives others, and the error of each broken content once; never raise.

    `settings` are those that hold at first. After an error the caller keeps what it has.
    """
    memory = Memory(settings=settings)
    while True:
        look = await asyncio.to_thread(_look, path, memory.settings)
        if memory.settles(look):
            memory.judged = look
            verdict = await asyncio.to_thread(_judge, look, path, environ)
            said = memory.reports(verdict, look) if isinstance(verdict, ConfigError) else memory.accepts(verdict, look)
            if said:
                yield verdict
        await asyncio.sleep(pause)


def _judge(look: Look, path: Path, environ: Mapping[str, str]) -> Settings | ConfigError:
    """Read what was seen; a file that is gone is asked for again, a pipe in its place never."""
    if look.content is None and path.exists() and not path.is_dir() and not path.is_file():
        return ConfigError([Mistake(file=str(path), line=None, key="", problem="is not a file", mend="remove it")])
    try:
        return load(path, environ) if look.content is None else loads(decode(look.content, path), path, environ)
    except ConfigError as error:
        return error


def _look(path: Path, settings: Settings) -> Look:
    """Read the config, and mark the files that its settings name."""
    return Look(
        content=_content(path),
        secrets=tuple(_mark(Path(source.place)) for source in settings.secrets if source.key.endswith("_file")),
        beside=tuple(_beside(settings)),
    )


def _content(path: Path) -> bytes | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError):
        return None


def _beside(settings: Settings) -> Iterator[object]:
    """Mark the key that signs mail, and every template; the settings hold only their names."""
    if settings.email is not None and settings.email.dkim is not None:
        yield _mark(settings.email.dkim.key_file)
    if settings.site.templates is not None:
        yield from islice(_marks(settings.site.templates), MOST_FILES)


def _marks(folder: Path) -> Iterable[object]:
    """Mark each file of a folder, in the order of the names."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield name, _mark(Path(place, name))


def _mark(path: Path) -> object:
    """Give what changes when a file does; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
