"""What the file channel writes, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest

from digest.channels import make_channel
from digest.channels.file import FileChannel
from digest.errors import ConfigError, DeliveryError
from digest.model import Address, Message
from digest.pipeline.messages import unrecorded

MakeMessage = Callable[..., Message]


def to(folder: Path | str) -> Address:
    return Address(channel="file", value=str(folder))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


async def test_the_files_are_what_would_have_gone_out(tmp_path: Path, make_message: MakeMessage) -> None:
    """Raw parts as sent, the mail whole, and pages to look at."""
    message = make_message(address=to(tmp_path / "out"))
    receipt = await FileChannel(site_title="Desk").send(message, unrecorded)
    folder = tmp_path / "out" / "morning" / "2026-06-16T07-30"
    assert receipt.reference == str(folder)
    names = {"mail.eml", "mail.html", "mail.txt", "chat-1.html", "chat.html", "page.html", "index.html"}
    assert set(files(folder)) == names
    parts = {part.name: part.content for part in message.parts}
    assert (folder / "mail.html").read_text(encoding="utf-8") == parts["html"]
    assert (folder / "mail.txt").read_text(encoding="utf-8") == parts["text"]
    assert (folder / "chat-1.html").read_text(encoding="utf-8") == parts["message"]
    assert (folder / "page.html").read_text(encoding="utf-8") == parts["page"]


async def test_the_index_links_to_what_is_there(tmp_path: Path, make_message: MakeMessage) -> None:
    """A message with a chat only has no link to a mail."""
    message = make_message("fifty stories")
    chat = tuple(part for part in message.parts if part.form == "telegram")
    await FileChannel().send(make_message("fifty stories", parts=chat, address=to(tmp_path)), unrecorded)
    folder = tmp_path / "morning" / "2026-06-16T07-30"
    index = lxml.html.document_fromstring((folder / "index.html").read_text(encoding="utf-8"))
    assert [link.get("href") for link in index.iter("a")] == ["chat.html"]
    assert len(list(folder.glob("chat-*.html"))) == len(chat) > 1


async def test_the_same_message_twice_gives_the_same_files(tmp_path: Path, make_message: MakeMessage) -> None:
    """Byte for byte, and no temporary file left."""
    message = make_message(address=to(tmp_path))
    await FileChannel().send(message, unrecorded)
    before = files(tmp_path)
    await FileChannel().send(message, unrecorded)
    assert files(tmp_path) == before


async def test_what_a_killed_sender_left_behind_goes_with_the_next_try(
    tmp_path: Path, make_message: MakeMessage
) -> None:
    """Half a file under a temporary name is no part of the message; a stranger's file stays."""
    folder = tmp_path / "morning" / "2026-06-16T07-30"
    folder.mkdir(parents=True)
    (folder / ".mail.eml.k1ll3d__").write_bytes(b"Subj")
    (folder / ".notes").write_bytes(b"mine")
    await FileChannel().send(make_message(address=to(tmp_path)), unrecorded)
    assert [path.name for path in folder.glob(".*")] == [".notes"]


@pytest.mark.parametrize(
    "piece",
    ["../../escaped", "/etc", "..", ".", "", "a/b\\c", "x" * 500, "\x00", "ש" * 200, ".hidden", "CON\n", "\ud800"],
)
async def test_no_piece_of_a_message_can_leave_the_folder(
    tmp_path: Path, make_message: MakeMessage, piece: str
) -> None:
    """Digest and slot become one harmless name each."""
    root = tmp_path / "deep" / "root"
    await FileChannel().send(make_message(digest_id=piece, slot_label=piece, address=to(root)), unrecorded)
    written = [Path(name).relative_to("deep/root").parts for name in files(tmp_path)]
    assert len(written) == 7
    assert all(len(parts) == 3 for parts in written)
    assert not any(part.startswith(".") for parts in written for part in parts)


async def test_a_folder_that_is_a_file_is_said_in_one_line(tmp_path: Path, make_message: MakeMessage) -> None:
    """Another try may find it mended."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(DeliveryError, match="cannot write to") as caught:
        await FileChannel().send(make_message(address=to(tmp_path / "out")), unrecorded)
    assert not caught.value.permanent
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("folder", ["/proc/nowhere", "/dev/full/x", "nul\x00name"])
async def test_a_place_that_cannot_be_written_is_a_delivery_error(make_message: MakeMessage, folder: str) -> None:
    """Read-only, full, or no path at all."""
    with pytest.raises(DeliveryError) as caught:
        await FileChannel().send(make_message(address=to(folder)), unrecorded)
    assert not caught.value.permanent


def test_a_channel_is_made_from_its_name_or_a_dotted_name() -> None:
    """A dotted name in the config is the whole plug-in system."""
    assert isinstance(make_channel("file", site_title="Desk"), FileChannel)
    assert isinstance(make_channel("digest.channels.file:FileChannel"), FileChannel)


@pytest.mark.parametrize(
    "kind", ["pigeon", "no.such.module:Thing", "digest.channels.file:Nothing", "", ":", "os:getpid"]
)
def test_a_name_that_makes_no_channel_is_a_config_error(kind: str) -> None:
    """With the name in it."""
    with pytest.raises(ConfigError, match="no channel can be made"):
        make_channel(kind, site_title="Desk")
