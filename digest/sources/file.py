"""Documents on this machine's disk, for `file://` feeds of the admin's own file."""

from __future__ import annotations

import asyncio
import os
import stat
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from digest.errors import FetchError
from digest.model import Feed, Fetched, FetchState

__all__ = ["FileSource"]


class FileSource:
    """Implement `ports.Source` for file://: regular files up to `max_bytes`, read in a thread."""

    def __init__(self, *, max_bytes: int = 10_000_000) -> None:
        self._max_bytes = max_bytes

    async def fetch(self, feed: Feed, state: FetchState) -> Fetched:
        """Bring the file's bytes, or say that they are as before; raise FetchError and never block."""
        path = _path(feed.url)
        try:
            body = await asyncio.to_thread(_read, path, self._max_bytes)
        except OSError as error:
            raise FetchError(f"cannot read {path}: {error.strerror or error}") from error
        fingerprint = sha256(body).hexdigest()
        unchanged = fingerprint == state.fingerprint
        return Fetched(body=None if unchanged else body, url=feed.url, fingerprint=fingerprint)


def _path(url: str) -> Path:
    try:
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path))
    except ValueError as error:
        raise FetchError(f"{url} is no file address") from error
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not path.is_absolute() or "\0" in str(path):
        raise FetchError(f"{url} is no file address (write file:///absolute/path)")
    return path


def _read(path: Path, max_bytes: int) -> bytes:
    """Read a regular file; whether it is one is asked before opening (devices) and after (races)."""
    _refuse(path, path.stat(), max_bytes)
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as file:
        _refuse(path, os.fstat(file.fileno()), max_bytes)
        body = file.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise FetchError(f"{path} is larger than {max_bytes} bytes")
    return body


def _refuse(path: Path, found: os.stat_result, max_bytes: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise FetchError(f"{path} is a directory")
    if not stat.S_ISREG(found.st_mode):
        raise FetchError(f"{path} is no regular file")
    if found.st_size > max_bytes:
        raise FetchError(f"{path} is larger than {max_bytes} bytes")
