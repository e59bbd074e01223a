"""Certificates for a test: an authority made on the spot, and what it signs.

Needs the `openssl` program (Debian: system package openssl).
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Authority", "Certificate", "make_authority", "openssl_is_there"]

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A server's certificate and its key, as files."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Make what a server needs to speak TLS with it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Whoever trusts `certificate` (say, by the variable SSL_CERT_FILE) trusts what this authority signs."""

    folder: Path
    certificate: Path
    key: Path

    def sign(self, *names: str, days: int = 2) -> Certificate:
        """Make a certificate for these host names and addresses; with `days` below 0 it has run out."""
        stem = self.folder / re.sub(r"[^A-Za-z0-9-]", "_", "-".join((*names, str(days))))
        made = Certificate(certificate=stem.with_suffix(".pem"), key=stem.with_suffix(".key"))
        if not made.certificate.exists():
            self._issue(made, names, days)
        return made

    def _issue(self, made: Certificate, names: tuple[str, ...], days: int) -> None:
        request, extensions = made.key.with_suffix(".csr"), made.key.with_suffix(".ext")
        extensions.write_text(f"subjectAltName={','.join(_alternative(name) for name in names)}\n", encoding="utf-8")
        _openssl("req", "-new", *_KEY[:-2], "-keyout", made.key, "-out", request, "-subj", f"/CN={names[0]}")
        _openssl(
            *("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial"),
            *("-days", str(days), "-extfile", extensions, "-out", made.certificate),
        )


def openssl_is_there() -> bool:
    """Tell whether certificates can be made on this machine."""
    return shutil.which("openssl") is not None


def make_authority(folder: Path) -> Authority:
    """Make a new authority in this folder."""
    made = Authority(folder=folder, certificate=folder / "authority.pem", key=folder / "authority.key")
    _openssl(
        "req", "-x509", *_KEY, "-keyout", made.key, "-out", made.certificate, "-subj", "/CN=An authority for a test"
    )
    return made


def _alternative(name: str) -> str:
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
