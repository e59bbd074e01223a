"""Settings back into TOML, with defaults filled in and secrets named by where they are, never by value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import time, timedelta
from functools import singledispatch
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.config.values import write_clock, write_days, write_duration, write_size
from digest.model import (
    Address,
    AlertRule,
    Digest,
    EmailSettings,
    Feed,
    QuietHours,
    Secret,
    Settings,
    Subscriber,
)

__all__ = ["effective"]

Written = dict[str, Any]


def effective(settings: Settings) -> str:
    """Write the effective settings as TOML that `loads` reads back; secrets stand by variable or file only."""
    import tomlkit  # noqa: PLC0415 - only `digest config` needs it

    sources = {source.key: source.place for source in settings.secrets}
    document: Written = {}
    for name in ("site", "store", "fetch", "grouping", "summary", "telegram", "email", "web"):
        section = getattr(settings, name)
        if section is not None:
            document[name] = _section(section, name, sources)
    if "fetch" in document:
        document["fetch"]["max_bytes"] = write_size(settings.fetch.max_bytes)
    document["channel"] = {name: {"kind": kind} for name, kind in settings.channels.items()}
    document["feed"] = [_section(feed, f"feed[{number}]", sources) for number, feed in enumerate(settings.feeds, 1)]
    for name, nouns in (("topic", settings.topics), ("digest", settings.digests), ("subscriber", settings.subscribers)):
        document[name] = [_section(noun, name, sources) for noun in nouns]
    return tomlkit.dumps({name: part for name, part in document.items() if part})


def _section(noun: Any, key: str, sources: Mapping[str, str]) -> Written:
    """Write the fields of a noun that are set, under their names in the file."""
    table: Written = {}
    for part in fields(noun):
        name = part.name
        value = getattr(noun, name)
        if isinstance(value, Secret) or name in {"token", "password", "secret", "key"}:
            kinds = [kind for kind in ("env", "file") if f"{key}.{name}_{kind}" in sources]
            table |= {f"{name}_{kind}": sources[f"{key}.{name}_{kind}"] for kind in kinds}
        elif name in {"dkim", "bounces"} and value is not None:
            table[name] = _section(value, f"{key}.{name}", sources)
        elif name == "headers":
            table |= {"headers": headers} if (headers := _headers(value, key, sources)) else {}
        elif value is not None and value != "" and value != ():
            table[name] = _plain(value)
    return _renamed(noun, table)


def _headers(headers: Mapping[str, str | Secret], key: str, sources: Mapping[str, str]) -> Written:
    plain: Written = {name: text for name, text in headers.items() if isinstance(text, str)}
    start = f"{key}.headers."
    secret = {
        name.removeprefix(start).removesuffix(".env"): place
        for name, place in sources.items()
        if name.startswith(start)
    }
    return plain | {name: {"env": place} for name, place in secret.items()}


@singledispatch
def _renamed(_noun: object, table: Written) -> Written:
    """Give fields the names and forms that they have in the file."""
    return table


@_renamed.register
def _(_noun: EmailSettings, table: Written) -> Written:
    return {"from" if name == "sender" else name: value for name, value in table.items()}


@_renamed.register
def _(noun: Feed, table: Written) -> Written:
    return {**table, "every": "auto" if noun.every is None else write_duration(noun.every)}


@_renamed.register
def _(noun: AlertRule, table: Written) -> Written:
    period = {timedelta(hours=1): "hour", timedelta(days=1): "day"}.get(noun.per, "week")
    return {name: value for name, value in table.items() if name != "per"} | {"at_most": f"{noun.at_most}/{period}"}


@_renamed.register
def _(noun: Digest, table: Written) -> Written:
    table.pop("days", None)
    return {**table, "days": write_days(noun.days)} if noun.at else table


@_renamed.register
def _(noun: Subscriber, table: Written) -> Written:
    address: Written = _address(noun.address)
    table.pop("address")
    return address | table


def _address(address: Address) -> Written:
    if address.channel == "telegram":
        value = address.value if address.value.startswith("@") else int(address.value)
        return {"telegram": value} | ({} if address.thread is None else {"thread": address.thread})
    if address.channel in {"email", "file"}:
        return {address.channel: address.value}
    return {"channel": address.channel, "address": address.value}


def _plain(value: Any) -> Any:
    """Write one value as the file would."""
    if isinstance(value, timedelta):
        return write_duration(value)
    if isinstance(value, time):
        return write_clock(value)
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, QuietHours):
        return f"{write_clock(value.start)}-{write_clock(value.end)}"
    if isinstance(value, AlertRule):
        return _section(value, "alert", {})
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path | Address) else value
