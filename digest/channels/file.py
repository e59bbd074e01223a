"""The file channel: a folder is the address, and the files are what would have gone out.

    <folder>/<digest>/<slot>/   index.html   mail.eml   mail.html   mail.txt
                                chat.html    chat-1.html …          page.html

Read `FileChannel.send`, then `_files`, which says what is written.
"""

from __future__ import annotations

import asyncio
import html
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import regex

from digest.channels.chat_page import chat_page
from digest.channels.mail import compose_mail
from digest.errors import DeliveryError
from digest.model import Message, Receipt
from digest.ports import Accepted
from digest.text import clean

__all__ = ["FileChannel"]

_UNSAFE: Final = regex.compile(r"[^\p{L}\p{N}._-]+")
_LONGEST_NAME: Final = 100
_LABELS: Final = MappingProxyType(
    {
        "mail.html": "Mail",
        "mail.txt": "Mail, text part",
        "mail.eml": "Mail as sent",
        "chat.html": "Chat",
        "page.html": "Web page",
    }
)


class FileChannel:
    """Write every message into a folder of its own; the same message twice gives the same files."""

    def __init__(self, *, site_title: str = "Digest", sender: str = "") -> None:
        self._site_title = site_title
        self._sender = sender or f'"{clean(site_title).replace(chr(34), "").replace(chr(92), "")}" <digest@localhost>'

    async def send(self, message: Message, accepted: Accepted) -> Receipt:  # noqa: ARG002 - all parts go out at once
        """Write the parts as they would go out, and pages to look at; raise DeliveryError where that fails."""
        folder = Path(message.address.value) / _name(message.digest_id) / _name(message.slot_label)
        files = self._files(message)
        try:
            await asyncio.to_thread(_write_all, folder, files)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the folder's name
            reason = getattr(error, "strerror", None) or str(error)
            raise DeliveryError(f"cannot write to {_shown(folder)}: {reason}", permanent=False) from error
        return Receipt(reference=str(folder))

    def _files(self, message: Message) -> Mapping[str, bytes]:
        """Say what is written, by file name; the index comes last, when everything it links to is there."""
        files: dict[str, bytes] = {}
        for part in message.parts:
            if name := _PART_FILES.get((part.form, part.name)):
                files[name] = _bytes(part.content)
        if any(part.form == "email" for part in message.parts):
            mail = compose_mail(
                message, sender=self._sender, recipient="Reader <reader@localhost>", date=message.slot_instant
            )
            files["mail.eml"] = mail.as_bytes()
        chat = [part.content for part in message.parts if part.form == "telegram"]
        files.update({f"chat-{number}.html": _bytes(text) for number, text in enumerate(chat, start=1)})
        if chat:
            files["chat.html"] = _bytes(chat_page(self._site_title, chat, message.slot_label[11:16]))
        files["index.html"] = _bytes(_index(self._site_title, message, files))
        return files


_PART_FILES: Final = MappingProxyType(
    {("email", "html"): "mail.html", ("email", "text"): "mail.txt", ("web", "page"): "page.html"}
)


def _index(site_title: str, message: Message, files: Mapping[str, bytes]) -> str:
    title = html.escape(f"{clean(site_title)} · {clean(message.digest_id)} · {clean(message.slot_label)}")
    subjects = [clean(part.content) for part in message.parts if part.name == "subject"]
    subject = f'<p dir="auto">{html.escape(subjects[0])}</p>\n' if subjects else ""
    links = "\n".join(f'<li><a href="{name}">{label}</a></li>' for name, label in _LABELS.items() if name in files)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n"
        "<style>:root { color-scheme: light dark; } body { max-width: 600px; margin: 0 auto; padding: 24px 16px; "
        "font: 16px/1.6 -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif; } "
        "h1 { font-size: 20px; }</style>\n"
        f'</head>\n<body>\n<h1 dir="auto">{title}</h1>\n{subject}<ul>\n{links}\n</ul>\n</body>\n</html>\n'
    )


def _name(text: str) -> str:
    """Make one harmless piece of a path: no separators, no leading dots, never empty."""
    kept = _UNSAFE.sub("-", clean(text)).lstrip(".-")
    while len(kept.encode()) > _LONGEST_NAME:
        kept = kept[:-1]
    return kept or "_"


def _shown(folder: Path) -> str:
    return clean(str(folder))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        _write(folder, name, content)
        for abandoned in folder.glob(f".{name}.*"):  # by a process that was killed while it wrote
            abandoned.unlink(missing_ok=True)
    _sync_folder(folder)


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a whole file or none: into a temporary one beside it, then renamed."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(folder / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
