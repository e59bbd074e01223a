"""What an edit of the config means, in words for the admin: added, removed, changed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digest.config.effective import effective
from digest.model import Secret, Settings

__all__ = ["Change", "changes"]

NAMES = {"feed": "feed", "topic": "topic", "digest": "digest", "subscriber": "reader", "channel": "channel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was: `thing` is a setting (`site.title`) or a noun (`feed "Example Wire"`)."""

    kind: Literal["added", "removed", "changed"]
    thing: str
    detail: str = ""

    def __str__(self) -> str:
        detail = f": {self.detail}" if self.detail else ""
        return f"{self.kind} {self.thing}{detail}"


def changes(old: Settings, new: Settings) -> tuple[Change, ...]:
    """Say how two settings differ, section by section; secrets only by name."""
    before, after = (tomllib.loads(effective(settings)) for settings in (old, new))
    found = [
        change
        for section in dict.fromkeys([*before, *after])
        for change in _of_section(section, before.get(section), after.get(section))
    ]
    return (*found, *_of_secrets(old, new))


def _of_section(section: str, before: Any, after: Any) -> Iterator[Change]:
    if section in NAMES:
        yield from _of_nouns(section, _by_name(before), _by_name(after))
    elif before is None or after is None:
        yield Change(kind="added" if before is None else "removed", thing=f"[{section}]")
    else:
        for thing, was, now in _differing(before, after):
            key = f"{section}.{thing}"
            yield Change(kind="changed", thing=key, detail=_moved(was, now))


def _of_nouns(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        thing = f'{NAMES[section]} "{name}"'
        if name not in before or name not in after:
            yield Change(kind="removed" if name in before else "added", thing=thing)
        elif before[name] != after[name]:
            moved = [f"{key} {_moved(was, now)}" for key, was, now in _differing(before[name], after[name])]
            yield Change(kind="changed", thing=thing, detail="; ".join(moved))


def _by_name(listed: Any) -> dict[str, Any]:
    """Name each noun of a section; a second of the same name gets a number."""
    if isinstance(listed, dict):
        return listed
    named: dict[str, Any] = {}
    for table in listed or ():
        name = str(table.get("id") or table.get("url") or _address(table))
        copies = sum(known == name or known.startswith(f"{name} #") for known in named)
        named[f"{name} #{copies + 1}" if copies else name] = table
    return named


def _address(table: Mapping[str, Any]) -> str:
    value = next((str(table[key]) for key in ("telegram", "email", "file", "address") if key in table), "")
    return f"{value}#{table['thread']}" if "thread" in table else value


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Walk two tables side by side, down to their values."""
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if isinstance(was, dict) and isinstance(now, dict):
            yield from ((f"{key}.{below}", *values) for below, *values in _differing(was, now))
        elif was != now:
            yield key, was, now


def _moved(was: Any, now: Any) -> str:
    return f"{_short(was)} → {_short(now)}"


def _short(value: Any) -> str:
    if value is None:
        return "not set"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _of_secrets(old: Settings, new: Settings) -> Iterator[Change]:
    """Name the secrets whose value is another one behind the same name."""
    before, after = _secrets(old), _secrets(new)
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            yield Change(kind="changed", thing=key, detail="another secret")


def _secrets(settings: Settings) -> dict[str, Secret | None]:
    found: dict[str, Secret | None] = {f"feed {feed.url} password": feed.password for feed in settings.feeds}
    for feed in settings.feeds:
        found |= {f"feed {feed.url} header {name}": v for name, v in feed.headers.items() if isinstance(v, Secret)}
    if settings.telegram is not None:
        found["telegram.token"] = settings.telegram.token
    if settings.email is not None:
        found["email.password"] = settings.email.password
        if settings.email.bounces is not None:
            found["email.bounces.password"] = settings.email.bounces.password
    if settings.web is not None:
        found["web.secret"] = settings.web.secret
    if settings.summary is not None:
        found["summary.key"] = settings.summary.key
    return found
