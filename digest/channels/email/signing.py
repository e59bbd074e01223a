"""DKIM: sign a mail after its last change, so that receivers know whose it is (RFC 6376, 8463).

dkimpy does it, from the optional extra `dkim`. The key is an RSA or Ed25519 one in PEM, or the one line of base64 in which
dkimpy's own `dknewkey` writes Ed25519 keys.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digest.errors import ConfigError, Mistake

if TYPE_CHECKING:
    from types import ModuleType

    from digest.model import Dkim

__all__ = ["Signer", "make_signer"]

_ED25519: Final = b"\x06\x03\x2b\x65\x70"
"""The object identifier 1.3.101.112 in DER (RFC 8410)."""
_SEED: Final = 32
_SIGNED: Final = (
    *("from", "from", "to", "reply-to", "subject", "subject", "date", "message-id", "in-reply-to", "references"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "mime-version", "content-type"),
)
"""Headers that the signature covers, there or not. Twice: none can be added. RFC 8058 wants the list headers among them."""
_TRIAL: Final = b"From: a@example.org\r\nSubject: x\r\n\r\nx\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key, and whose it is."""

    domain: bytes
    selector: bytes
    key: bytes
    algorithm: bytes

    def sign(self, raw: bytes) -> bytes:
        """Put the signature before a mail."""
        signature: bytes = _dkim().sign(
            raw,
            self.selector,
            self.domain,
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=self.algorithm,
            include_headers=[name.encode("ascii") for name in _SIGNED],
        )
        return signature + raw


def make_signer(dkim: Dkim, config: Path | None) -> Signer:
    """Make the signer that `[email] dkim` describes; ConfigError where it cannot sign."""
    key, algorithm = _read_key(dkim.key_file, config)
    signer = Signer(
        domain=dkim.domain.encode("idna"), selector=dkim.selector.encode("ascii"), key=key, algorithm=algorithm
    )
    try:
        signer.sign(_TRIAL)
    except ImportError as error:
        problem = "signing needs the optional package dkimpy, which is not installed"
        raise _mistake(config, "dkim", problem, 'pip install "newsdigest[dkim]"') from error
    except Exception as error:  # whatever a file that is no key brings about in three libraries
        raise _mistake(config, "dkim.key_file", f"{dkim.key_file} holds no RSA or Ed25519 key", _MAKE_ONE) from error
    return signer


_MAKE_ONE: Final = "make one: openssl genrsa -out dkim.pem 2048"


def _read_key(place: Path, config: Path | None) -> tuple[bytes, bytes]:
    try:
        text = place.read_bytes()[:65_536]
    except OSError as error:
        problem = f"{place} cannot be read: {(error.strerror or str(error)).lower()}"
        raise _mistake(config, "dkim.key_file", problem, _MAKE_ONE) from error
    seed = _ed25519_seed(text)
    return (text, b"rsa-sha256") if seed is None else (b64encode(seed), b"ed25519-sha256")


def _ed25519_seed(text: bytes) -> bytes | None:
    """Find the 32 bytes of an Ed25519 key; None for another kind of key."""
    pem = text.strip().startswith(b"-----BEGIN")
    lines = [line.strip() for line in text.split(b"\n") if line.strip() and not line.startswith(b"-----")]
    try:
        data = b64decode(b"".join(lines), validate=True)
    except ValueError:
        return None
    if pem:
        return data[-_SEED:] if _ED25519 in data[:24] else None
    return data if len(data) == _SEED else None


def _dkim() -> ModuleType:
    import dkim  # noqa: PLC0415 - an optional extra

    module: ModuleType = dkim
    return module


def _mistake(config: Path | None, key: str, problem: str, mend: str) -> ConfigError:
    return ConfigError([Mistake(file=str(config or ""), line=None, key=f"email.{key}", problem=problem, mend=mend)])
