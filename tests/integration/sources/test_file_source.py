"""Documents on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.errors import FetchError
from digest.model import Feed, FetchState
from digest.sources.file import FileSource

NEW = FetchState()


async def test_a_file_is_brought_with_its_fingerprint(tmp_path: Path) -> None:
    """Its bytes, its address, and what tells the next poll that it is the same."""
    path = tmp_path / "feed é.xml"
    path.write_bytes(b"<rss/>")
    fetched = await FileSource().fetch(Feed(url=path.as_uri()), NEW)
    assert (fetched.body, fetched.url, len(fetched.fingerprint)) == (b"<rss/>", path.as_uri(), 64)


async def test_an_unchanged_file_has_no_body_and_a_changed_one_has(tmp_path: Path) -> None:
    """By its bytes, not by its time."""
    path = tmp_path / "feed.xml"
    path.write_bytes(b"one")
    feed = Feed(url=path.as_uri())
    first = await FileSource().fetch(feed, NEW)
    state = FetchState(fingerprint=first.fingerprint)
    path.touch()
    assert (await FileSource().fetch(feed, state)).body is None
    path.write_bytes(b"two")
    assert (await FileSource().fetch(feed, state)).body == b"two"


async def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    """The limit counts bytes."""
    path = tmp_path / "feed.xml"
    path.write_bytes(b"12345")
    assert (await FileSource(max_bytes=5).fetch(Feed(url=path.as_uri()), NEW)).body == b"12345"
    with pytest.raises(FetchError, match="larger than 4 bytes"):
        await FileSource(max_bytes=4).fetch(Feed(url=path.as_uri()), NEW)


async def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    """Directories, pipes and devices; nothing waits for a writer."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name, reason in (("", "is a directory"), ("pipe", "is no regular file"), ("link", "is no regular file")):
        with pytest.raises(FetchError, match=reason):
            await FileSource().fetch(Feed(url=(tmp_path / name).as_uri()), NEW)
    with pytest.raises(FetchError, match="is no regular file"):
        await FileSource().fetch(Feed(url="file:///dev/zero"), NEW)


async def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    """It says which and why."""
    with pytest.raises(FetchError, match=r"^cannot read .*nowhere\.xml: No such file or directory$"):
        await FileSource().fetch(Feed(url=(tmp_path / "nowhere.xml").as_uri()), NEW)


@pytest.mark.parametrize(
    "url",
    ["file://host/etc/passwd", "file:relative.xml", "http://example.org/", "file:///a%00b", "file://[", "file://"],
)
async def test_other_addresses_are_no_files(url: str) -> None:
    """Only absolute paths on this machine."""
    with pytest.raises(FetchError, match="is no file address"):
        await FileSource().fetch(Feed(url=url), NEW)
