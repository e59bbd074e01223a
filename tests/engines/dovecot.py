"""A private Dovecot: IMAP over TLS as it really is, with mailboxes in a temporary folder.

    async with Dovecot(certificate=…, password="…") as server:
        server.put("bounces", b"From: …")
        …read the mailbox of bounces at server.port…
        assert server.flags("bounces") == ["S"]

Needs root and the Debian package dovecot-imapd; the system's own instance is not touched.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from engines.certificates import Certificate
from engines.postfix import free_port

__all__ = ["Dovecot", "why_no_dovecot"]

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
"""


def why_no_dovecot() -> str:
    """Say why none can be started here, as a reason to skip; "" where one can."""
    place = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if place is None or not Path("/usr/lib/dovecot/imap").exists():
        return "system package dovecot-imapd is not installed"
    return "" if os.geteuid() == 0 else "system package dovecot-imapd starts only as root"


@dataclass(slots=True, kw_only=True)
class Dovecot:
    """A running Dovecot on 127.0.0.1; every user has the same password."""

    certificate: Certificate
    password: str
    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp")))
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._write_config()
        self._process = await asyncio.create_subprocess_exec(
            "/usr/sbin/dovecot", "-F", "-c", str(self.folder / "config"), stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await self._answering()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            await self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, user: str, raw: bytes) -> None:
        """Let a mail arrive."""
        folder = self.folder / "mail" / user
        owner = pwd.getpwnam("mail")
        for place in (folder, *(folder / name for name in ("new", "cur", "tmp"))):
            place.mkdir(exist_ok=True)
            os.chown(place, owner.pw_uid, owner.pw_gid)
        mail = folder / "new" / f"{1_700_000_000 + next(self._numbers)}.M1P1.host"
        mail.write_bytes(raw)
        os.chown(mail, owner.pw_uid, owner.pw_gid)

    def flags(self, user: str) -> list[str]:
        """Give the flags of every mail, the oldest first: S is seen, F flagged; "" where nobody has touched it."""
        found = [path for name in ("new", "cur") for path in (self.folder / "mail" / user / name).glob("*")]
        return [path.name.rpartition(":2,")[2] if ":2," in path.name else "" for path in sorted(found, key=_arrival)]

    def _write_config(self) -> None:
        self.folder.chmod(0o755)
        owner = pwd.getpwnam("mail")
        (self.folder / "mail").mkdir()
        (self.folder / "state").mkdir()
        os.chown(self.folder / "mail", owner.pw_uid, owner.pw_gid)
        certificate, key = self.certificate.certificate, self.certificate.key
        config = _CONFIG.format(
            folder=self.folder, port=self.port, password=self.password, certificate=certificate, key=key,
            uid=owner.pw_uid, gid=owner.pw_gid,
        )  # fmt: skip
        (self.folder / "config").write_text(config, "utf-8")

    async def _answering(self) -> None:
        async with asyncio.timeout(30):
            while True:
                with contextlib.suppress(ConnectionError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    await writer.wait_closed()
                    return
                await asyncio.sleep(0.05)


def _arrival(path: Path) -> str:
    return path.name.partition(".")[0]
