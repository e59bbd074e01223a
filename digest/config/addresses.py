"""How addresses are written: feeds, pages, stores, mailboxes, chats, hosts, networks, folders.

A feed's file is found from the folder of the config: `feed_location` turns what `read_feed_url`
accepted into an absolute URL, `store_location` does the same for the store.
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from digest.config.nearby import nearest
from digest.config.values import Unfit, read_text, read_variable, show

__all__ = [
    "FromVariable",
    "feed_location",
    "holds_secret",
    "read_chat",
    "read_email",
    "read_feed_url",
    "read_header",
    "read_header_name",
    "read_host",
    "read_listen",
    "read_network",
    "read_page_url",
    "read_path",
    "read_sender",
    "read_store_url",
    "store_location",
]

FEED_SCHEMES = ("http", "https", "imap", "imaps", "file")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
FEED_FILE = re.compile(r"(?:\.{0,2}/)?(?:[\w-]+/)*[\w-]+\.(?:xml|rss|atom|rdf|json)")
EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:localhost|(?:[\w-]{1,63}\.)+[\w-]{2,63})")
HOST = re.compile(r"(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?|\[[0-9A-Fa-f:.]+\]")
CHAT = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")
CHAT_LINK = re.compile(r"(?:https?://)?(?:t|telegram)\.me/")
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
SECRET_HEADER = re.compile(r"authorization|cookie|token|secret|api-?key|password", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromVariable:
    """A text that an environment variable holds."""

    name: str


def read_feed_url(value: object) -> str:
    """Read the URL of a feed: http(s), imap(s) or file, without a password in it."""
    text = read_text(value)
    scheme = _scheme(text, FEED_SCHEMES, "https://example.org/rss")
    if scheme == "file":
        if not _file_name(text) or "\0" in unquote(text):
            raise Unfit(f"{show(text)} names no file", 'write "file:feeds/example.xml"')
        return text
    _split(text)
    return text


def feed_location(url: str, folder: Path) -> str:
    """Give the URL of a feed with a file's path made absolute, and scheme and host in small letters."""
    scheme, _, rest = url.partition(":")
    if scheme.lower() == "file":
        return Path(os.path.abspath(folder / unquote(_file_name(url)))).as_uri()  # noqa: PTH100 - links are kept
    authority, slash, path = rest.removeprefix("//").partition("/")
    return f"{scheme.lower()}://{authority.lower()}{slash}{path}" if rest.startswith("//") else url


def read_page_url(value: object) -> str:
    """Read the address of a page or an API, without the slash at its end."""
    text = read_text(value)
    _scheme(text, ("http", "https"), "https://digest.example.org")
    parts = _split(text)
    if parts.query or parts.fragment:
        raise Unfit(f"{show(text)} has a query or a fragment", "write only scheme, host and path")
    return text.rstrip("/")


def read_store_url(value: object) -> str:
    """Read the URL of the store: a SQLite file, or a PostgreSQL database without a password."""
    text = read_text(value)
    scheme = text.partition(":")[0].lower()
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return _postgres(text, scheme)
    if scheme != "sqlite" or not (text == "sqlite://" or text.startswith("sqlite:///")):
        hint = "sqlite:///digest.db, or postgresql://user@host/db"
        path = text.partition(":")[2].lstrip("/") if scheme == "sqlite" else text
        if path.endswith((".db", ".sqlite", ".sqlite3")) and "://" not in path:
            hint = f'write "sqlite:///{path}"'
        raise Unfit("is not the URL of a store", hint)
    return text


def store_location(url: str, folder: Path) -> str:
    """Give the URL of the store with a SQLite file's path made absolute."""
    path, mark, query = url.removeprefix("sqlite:///").partition("?")
    if not url.startswith("sqlite:///") or path in {"", ":memory:"} or path.startswith("file:"):
        return url
    return f"sqlite:///{os.path.abspath(folder / path)}{mark}{query}"  # noqa: PTH100 - links are kept


def _postgres(text: str, scheme: str) -> str:
    if scheme == "postgres":
        raise Unfit("is not the URL of a store", 'begin it with "postgresql://"')
    try:
        parts = urlsplit(text)
        usable = bool(parts.path.strip("/")) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
        parts = SplitResult("", "", "", "", "")
    if parts.password is not None or "password=" in parts.query.lower():
        raise Unfit("holds a password", "remove it: libpq takes it from PGPASSWORD or ~/.pgpass")
    if not usable:
        raise Unfit("is not the URL of a store", 'write "postgresql://user@host/db"')
    return text


def read_email(value: object) -> str:
    """Read a bare email address."""
    text = read_text(value)
    if EMAIL.fullmatch(text) and len(text) <= 254:
        return text
    bare = parseaddr(text)[1]
    hint = f'write "{bare}"' if EMAIL.fullmatch(bare) else 'write "name@example.org"'
    raise Unfit(f"{show(text)} is not an email address", hint)


def read_sender(value: object) -> str:
    """Read an email address with or without a name before it."""
    text = read_text(value)
    name, bare = parseaddr(text)
    known = EMAIL.fullmatch(bare) is not None and len(text) <= 254
    if known and (text == bare or text.endswith(f"<{bare}>")):
        return text
    mend = f"{name} <{bare}>" if known and name else "Levant Desk <digest@example.org>"
    raise Unfit(f"{show(text)} is not a sender", f'write "{mend}"')


def read_chat(value: object) -> str:
    """Read a Telegram chat: its number, or the @name of a public channel."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value == 0 or abs(value) >= 2**53:
            raise Unfit(f"{show(value)} is not a chat id", "ask the bot: /start tells it")
        return str(value)
    text = read_text(value) if isinstance(value, str) else ""
    if CHAT.fullmatch(text):
        return text
    if re.fullmatch(r"-?[0-9]{1,15}", text):
        raise Unfit(f"{show(text)} is a number in quotes", f"write {text}")
    text = CHAT_LINK.sub("", text)
    hint = f'write "@{text}"' if CHAT.fullmatch("@" + text) else 'a number, or the "@name" of a public channel'
    raise Unfit(f"{show(value)} is not a chat", hint)


def read_host(value: object) -> str:
    """Read the name of a host."""
    text = read_text(value)
    if HOST.fullmatch(text):
        return text
    place = text.rpartition("://")[2].partition("/")[0].rpartition("@")[2]
    name = place.partition(":")[0]
    hint = f'write "{name}"' if HOST.fullmatch(name) else 'write "smtp.example.org"'
    raise Unfit("is not the name of a host" if "@" in text else f"{show(text)} is not the name of a host", hint)


def read_listen(value: object) -> str:
    """Read where a server listens: host and port."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65_536:
        raise Unfit("must be host and port in quotes", f'write "127.0.0.1:{value}"')
    text = read_text(value)
    host, colon, port = text.rpartition(":")
    if colon and HOST.fullmatch(host) and re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 65_536:
        return text
    place = text.partition("://")[2].rstrip("/")
    hint = f'write "127.0.0.1:{port}"' if re.fullmatch(r"[0-9]{2,5}", port) else 'write "127.0.0.1:8080"'
    if re.fullmatch(r"[\w.-]+:[0-9]{2,5}", place):
        hint = f'write "{place}"'
    raise Unfit(f"{show(text)} is not host and port", hint)


def read_network(value: object) -> str:
    """Read a network in CIDR notation."""
    text = read_text(value)
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        try:
            hint = f'write "{ipaddress.ip_network(text, strict=False)}"'
        except ValueError:
            hint = 'write "127.0.0.0/8"'
        raise Unfit(f"{show(text)} is not a network", hint) from error


def read_path(value: object) -> str:
    """Read the path of a file or folder."""
    text = read_text(value)
    if not text:
        raise Unfit("names no file or folder")
    if SCHEME.match(text) and "://" in text:
        raise Unfit(f"{show(text)} is a URL", "write a path, relative to this file")
    return text


def read_header_name(value: object) -> str:
    """Read the name of a request header."""
    text = read_text(value)
    if HEADER.fullmatch(text):
        return text
    raise Unfit(f"{show(text)} is not the name of a header")


def read_header(value: object) -> str | FromVariable:
    """Read a request header: text, or the environment variable that holds it; never show it."""
    if isinstance(value, dict) and set(value) == {"env"}:
        try:
            return FromVariable(name=read_variable(value["env"]))
        except Unfit as error:
            raise Unfit(error.problem, error.mend, at="env") from error
    if isinstance(value, dict) and len(value) == 1 and (name := str(next(iter(value)))):
        raise Unfit("is not a setting", "did you mean env?" if nearest(name, ["env"]) else "known here: env", at=name)
    if isinstance(value, str):
        return read_text(value)
    raise Unfit("must be text in quotes or the name of a variable", 'write { env = "NAME" }')


def holds_secret(header: str) -> bool:
    """Tell whether a header of this name is a secret."""
    return SECRET_HEADER.search(header[:100]) is not None


def _file_name(url: str) -> str:
    """Give the path of a file URL; what looks like a host is the first folder of a relative path."""
    name = url.partition(":")[2].removeprefix("//")
    return name.removeprefix("localhost") if name.startswith("localhost/") else name


def _scheme(text: str, known: tuple[str, ...], example: str) -> str:
    match = SCHEME.match(text)
    if match is None or "." in match[1]:
        bare = re.fullmatch(r"[\w-]+(\.[\w-]+)+([:/].*)?", text)
        shown = text if len(text) < 100 else example
        if "file" in known and FEED_FILE.fullmatch(text[:100]):
            raise Unfit(f"{show(text)} is not a URL", f'write "file:{text}"')
        raise Unfit(f"{show(text)} is not a URL", f'write "https://{shown}"' if bare else f'write "{example}"')
    scheme = match[1].lower()
    if scheme not in known:
        raise Unfit(f'"{scheme[:20]}:" is not known here', _scheme_mend(text, scheme, known))
    if re.match(r"https?:/?[^/]", text, re.IGNORECASE):
        raise Unfit(f"{show(text)} is not a URL", _written_with(scheme, text))
    return scheme


def _scheme_mend(text: str, scheme: str, known: tuple[str, ...]) -> str:
    if re.fullmatch(r"[A-Za-z][\w-]*:[0-9]{1,5}(/.*)?", text):
        return f'write "http://{text}"' if len(text) < 100 else "begin it with http://"
    near = nearest(scheme, known) or ("https" if scheme in {"feed", "rss", "pcast"} and "https" in known else None)
    if near is None:
        return f"one of {', '.join(known)}"
    written = _written_with(near, text)
    return f'did you mean "{near}:"? {written}'.strip() if written else f'did you mean "{near}:"?'


def _written_with(scheme: str, text: str) -> str:
    """Offer a URL with another scheme; never repeat a login, nor what is long."""
    rest = re.sub(r"^[A-Za-z]+:/*(?:https?:/*)?", "", text)
    return f'write "{scheme}://{rest}"' if rest and "@" not in text and "?" not in text and len(text) < 100 else ""


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Unfit("is not a URL", "mend its host or port") from error
    if parts.username is not None or parts.password is not None:
        raise Unfit("holds a user name or password", "remove it: write username and password_env beside the url")
    blank = re.search(r"\s", parts.path + parts.query) and not re.search(r"\s", parts.netloc)
    if not parts.hostname or port == 0 or re.search(r"\s", text):
        mend = text.replace(" ", "%20") if blank and len(text) < 100 else "https://example.org/rss"
        raise Unfit(f"{show(text)} is not a URL", f'write "{mend}"')
    return parts
