"""A private Postfix: the real thing, with its own configuration, queue and mailboxes in a temporary folder.

    async with Postfix(certificate=…) as server:
        …send to server.port with STARTTLS; the mail of reader@example.org is in server.mails("reader")

It knows the mailboxes reader and bounces @example.org. Mail to anybody else @example.org is taken and bounced
afterwards, and refused at RCPT @refusing.example. Needs root and the Debian package postfix; the system's own
instance is not touched.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from engines.certificates import Certificate

__all__ = ["Postfix", "free_port", "why_no_postfix"]

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination =
alias_maps =
local_transport = error:no local mail
local_recipient_maps =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.org, refusing.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/unlisted, permit_mynetworks, reject
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtp_dns_support_level = disabled
smtpd_forbid_bare_newline = yes
strict_8bitmime = yes
message_size_limit = 1000000
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
error     unix - - n - - error
retry     unix - - n - - error
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
tlsmgr    unix - - n 1000? 1 tlsmgr
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


def why_no_postfix() -> str:
    """Say why none can be started here, as a reason to skip; "" where one can."""
    if shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None:
        return "system package postfix is not installed"
    return "" if os.geteuid() == 0 else "system package postfix starts only as root"


def free_port() -> int:
    """Find a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True, kw_only=True)
class Postfix:
    """A running Postfix on 127.0.0.1."""

    certificate: Certificate
    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp")))

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self._start)
        except BaseException:
            await asyncio.to_thread(self._stop)
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._stop)

    def mails(self, mailbox: str) -> list[bytes]:
        """Give what a mailbox holds, with what Postfix put on top."""
        found = (self.folder / "mail" / mailbox / "new").glob("*")
        return [path.read_bytes() for path in sorted(found)]

    async def arrived(self, mailbox: str, count: int = 1, seconds: float = 30) -> list[bytes]:
        """Wait until a mailbox holds so many mails, and give them."""
        async with asyncio.timeout(seconds):
            while len(mails := self.mails(mailbox)) < count:
                await asyncio.sleep(0.05)
        return mails

    def _start(self) -> None:
        self.folder.chmod(0o755)
        owner = pwd.getpwnam("postfix")
        for name in ("queue", "data", "mail", "config"):
            (self.folder / name).mkdir()
        os.chown(self.folder / "data", owner.pw_uid, owner.pw_gid)
        os.chown(self.folder / "mail", owner.pw_uid, owner.pw_gid)
        (self.folder / "mailboxes").write_text("reader@example.org reader/\nbounces@example.org bounces/\n", "utf-8")
        (self.folder / "unlisted").write_text("refusing.example 550 5.1.1 no such user here\n", "utf-8")
        names = {"folder": self.folder, "port": self.port, "uid": owner.pw_uid, "gid": owner.pw_gid}
        names |= {
            "certificate": self._readable(self.certificate.certificate),
            "key": self._readable(self.certificate.key),
        }
        (self.folder / "config" / "main.cf").write_text(_MAIN.format(**names), "utf-8")
        (self.folder / "config" / "master.cf").write_text(_MASTER.format(**names), "utf-8")
        self._postfix("start")

    def _readable(self, file: Path) -> Path:
        return Path(shutil.copy(file, self.folder / file.name))

    def _postfix(self, command: str) -> None:
        done = subprocess.run(
            ["/usr/sbin/postfix", "-c", self.folder / "config", command],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"},
        )
        log = self.folder / "log"
        assert done.returncode == 0, done.stderr + (log.read_text("utf-8") if log.exists() else "")

    def _stop(self) -> None:
        """Stop this instance, by the number that its own master wrote down, and wait until it has gone."""
        pid = self.folder / "queue" / "pid" / "master.pid"
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            master = int(pid.read_text("ascii"))
            os.killpg(master, signal.SIGTERM)
            for _ in range(200):
                os.kill(master, 0)
                time.sleep(0.05)
        shutil.rmtree(self.folder, ignore_errors=True)
