"""What keys ask of each other: ids that exist, one address, one schedule, one place of a secret.

Checks read the raw tables and skip what has not the right shape (`schema` reports that), so that
one run finds everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from digest.config.addresses import feed_location, holds_secret, read_feed_url
from digest.config.findings import Finding
from digest.config.locate import KeyPath
from digest.config.nearby import did_you_mean
from digest.config.values import ID, Unfit, duration, show

__all__ = ["check"]

Raw = Mapping[str, Any]
Found = Iterator[Finding]
ADDRESSES = ("telegram", "email", "file", "channel")
RULES = ("all", "any", "about", "examples", "feeds")
PACKAGED_TEMPLATES = ("default",)


def check(raw: Raw, folder: Path, limit: int) -> list[Finding]:
    """Find what keys contradict, at most `limit` of each kind; paths in the file are relative to `folder`."""
    related = [*(relation(raw) for relation in RELATIONS), _feeds_twice(raw, folder), _templates(raw, folder)]
    return [finding for findings in related for finding in islice(findings, limit)]


def _tables(raw: Raw, section: str) -> list[tuple[KeyPath, Raw]]:
    listed = raw.get(section)
    if not isinstance(listed, list):
        return []
    return [((section, index), table) for index, table in enumerate(listed) if isinstance(table, dict)]


def _texts(table: Raw, key: str) -> list[tuple[int, str]]:
    listed = table.get(key)
    return (
        [(i, text.strip()) for i, text in enumerate(listed) if isinstance(text, str)]
        if isinstance(listed, list)
        else []
    )


def _ids(raw: Raw, section: str) -> list[str]:
    ids = [table.get("id") for _, table in _tables(raw, section)]
    return [name.strip() for name in ids if isinstance(name, str)]


def _ids_twice(raw: Raw) -> Found:
    for section in ("topic", "digest"):
        first: dict[str, int] = {}
        for path, table in _tables(raw, section):
            name = table.get("id")
            if isinstance(name, str) and first.setdefault(name.strip(), int(path[1])) != path[1]:
                problem = f"{show(name)} is the id of {section}[{first[name.strip()] + 1}] too"
                yield Finding(path=(*path, "id"), problem=problem, mend="give it another id")


def _feeds_twice(raw: Raw, folder: Path) -> Found:
    first: dict[str, int] = {}
    for path, table in _tables(raw, "feed"):
        try:
            url = feed_location(read_feed_url(table.get("url")), folder)
        except Unfit:
            continue
        if first.setdefault(url, int(path[1])) != path[1]:
            yield Finding(path=(*path, "url"), problem=f"is the url of feed[{first[url] + 1}] too", mend="remove one")


def _topics_of_digests(raw: Raw) -> Found:
    topics = [*_ids(raw, "topic"), "*"]
    for path, table in _tables(raw, "digest"):
        yield from _known(table, path, "topics", topics, "topic")


def _digests_of_subscribers(raw: Raw) -> Found:
    digests = _ids(raw, "digest")
    for path, table in _tables(raw, "subscriber"):
        yield from _known(table, path, "digests", digests, "digest")


def _topics_of_subscribers(raw: Raw) -> Found:
    topics = [*_ids(raw, "topic"), "*"]
    sections = {
        table["id"]: [name for _, name in _texts(table, "topics")]
        for _, table in _tables(raw, "digest")
        if isinstance(table.get("id"), str)
    }
    for path, table in _tables(raw, "subscriber"):
        yield from _known(table, path, "topics", topics, "topic")
        if "topics" in table:
            offers = [sections.get(digest) or ["*"] for _, digest in _texts(table, "digests")]
            yield from _offered(table, path, set().union(*offers), set(topics))


def _offered(table: Raw, path: KeyPath, offered: set[str], topics: set[str]) -> Found:
    """Find topics that a reader chose but that none of their digests has."""
    for index, name in _texts(table, "topics"):
        if offered and "*" not in offered and name in topics and name not in offered:
            problem = f"{show(name)} is in none of the reader's digests"
            yield Finding(path=(*path, "topics", index), problem=problem, mend=did_you_mean(name, sorted(offered)))


def _known(table: Raw, path: KeyPath, key: str, known: Sequence[str], what: str) -> Found:
    there = set(known)
    seen: set[str] = set()
    for index, name in _texts(table, key):
        place = (*path, key, index)
        if not ID.fullmatch(name) and name not in there:
            continue  # said already
        if name not in there:
            choices = [choice for choice in known if choice != "*"]
            mend = did_you_mean(name, choices) or f"add a [[{what}]] with this id"
            yield Finding(path=place, problem=f"{show(name)} is not the id of a {what}", mend=mend)
        elif name in seen:
            yield Finding(path=place, problem=f"{show(name)} is named twice", mend="remove one")
        seen.add(name)


def _schedules(raw: Raw) -> Found:
    for path, table in _tables(raw, "digest"):
        if table.get("at") and "cron" in table:
            yield Finding(path=(*path, "cron"), problem="stands beside at", mend="keep at and days, or cron")
        elif "days" in table and "cron" in table:
            yield Finding(path=(*path, "days"), problem="stands beside cron", mend="put the days into cron")
        elif "days" in table and not table.get("at"):
            yield Finding(path=(*path, "days"), problem="has no time of day", mend='add at = ["07:30"]')
    for section in ("digest", "subscriber"):
        for path, table in _tables(raw, section):
            yield from _repeated(table, path, "at")


def _repeated(table: Raw, path: KeyPath, key: str) -> Found:
    seen: set[str] = set()
    for index, text in _texts(table, key):
        if text in seen:
            yield Finding(path=(*path, key, index), problem=f"{show(text)} is named twice", mend="remove one")
        seen.add(text)


def _one_address(raw: Raw) -> Found:
    channels = raw.get("channel")
    names = list(channels) if isinstance(channels, dict) else []
    for path, table in _tables(raw, "subscriber"):
        given = [key for key in table if key in ADDRESSES]
        if not given:
            mend = 'write telegram = 12345, email = "a@b.org" or file = "out/"'
            yield Finding(path=path, problem="has no address", mend=mend)
        for key in given[1:]:
            mend = "write a [[subscriber]] for each address"
            yield Finding(path=(*path, key), problem=f"is a second address beside {given[0]}", mend=mend)
        if "thread" in table and "telegram" not in table:
            yield Finding(path=(*path, "thread"), problem="has no telegram chat beside it", mend="remove it")
        yield from _own_channel(table, path, names)


def _own_channel(table: Raw, path: KeyPath, names: Sequence[str]) -> Found:
    name = table.get("channel")
    if ("channel" in table) != ("address" in table):
        lone, other = ("channel", "address") if "channel" in table else ("address", "channel")
        yield Finding(path=(*path, lone), problem=f"has no {other} beside it", mend=f'add {other} = "…"')
    if isinstance(name, str) and name not in names:
        mend = did_you_mean(name, names) or f"add [channel.{name}] with its kind"
        yield Finding(path=(*path, "channel"), problem=f"{show(name)} is not a channel of this file", mend=mend)


def _subscriptions_twice(raw: Raw) -> Found:
    first: dict[tuple[object, ...], int] = {}
    for path, table in _tables(raw, "subscriber"):
        parts = [(key, table.get(key)) for key in (*ADDRESSES, "address", "thread")]
        address = tuple((key, part) for key, part in parts if isinstance(part, str | int))
        for index, digest in _texts(table, "digests"):
            earlier = first.setdefault((address, digest), int(path[1]))
            if address and earlier != path[1]:
                problem = f"this address gets {show(digest)} from subscriber[{earlier + 1}] already"
                yield Finding(path=(*path, "digests", index), problem=problem, mend="remove one")


def _secrets(raw: Raw) -> Found:
    mailbox = raw["email"].get("bounces") if isinstance(raw.get("email"), dict) else None
    sections = [((name,), raw.get(name)) for name in ("summary", "telegram", "email", "web")]
    for path, table in [*sections, (("email", "bounces"), mailbox), *_tables(raw, "feed")]:
        if not isinstance(table, dict):
            continue
        for base in ("key", "token", "password", "secret"):
            if f"{base}_env" in table and f"{base}_file" in table:
                problem = f"stands beside {base}_env"
                yield Finding(path=(*path, f"{base}_file"), problem=problem, mend="keep one of the two")
        login = next((key for key in ("password_env", "password_file") if key in table), None)
        if login and not table.get("username", path == ("email", "bounces")):
            yield Finding(path=(*path, login), problem="has no username beside it", mend='add username = "…"')


def _secret_headers(raw: Raw) -> Found:
    for path, table in _tables(raw, "feed"):
        headers = table.get("headers")
        for name, content in headers.items() if isinstance(headers, dict) else ():
            if isinstance(content, str) and holds_secret(name):
                problem = "is a secret, which does not belong in this file"
                yield Finding(path=(*path, "headers", name), problem=problem, mend='write { env = "NAME" }')


def _rules(raw: Raw) -> Found:
    for path, table in _tables(raw, "topic"):
        if not any(table.get(rule) for rule in RULES):
            mend = 'add e.g. any = ["a phrase", "another"]'
            yield Finding(path=path, problem="has no rule: no story can belong to it", mend=mend)
        excluded = {phrase.casefold() for _, phrase in _texts(table, "none")}
        for index, phrase in _texts(table, "any"):
            if phrase.casefold() in excluded:
                yield Finding(path=(*path, "any", index), problem=f"{show(phrase)} is in none too", mend="remove one")


def _templates(raw: Raw, folder: Path) -> Found:
    site = raw.get("site")
    overrides = site.get("templates") if isinstance(site, dict) else None
    known = list(PACKAGED_TEMPLATES)
    if isinstance(overrides, str) and overrides and "\0" not in overrides:
        try:
            known += sorted(entry.name for entry in (folder / overrides).iterdir() if entry.is_dir())
        except OSError:
            problem = f"{show(overrides)} is not a folder that can be read"
            yield Finding(path=("site", "templates"), problem=problem, mend="make it, or remove the line")
    for path, table in _tables(raw, "digest"):
        template = table.get("template", "default")
        if isinstance(template, str) and ID.fullmatch(template.strip()) and template.strip() not in known:
            mend = did_you_mean(template, known)
            yield Finding(path=(*path, "template"), problem=f"{show(template)} is not a template", mend=mend)


def _kept_too_short(raw: Raw) -> Found:
    """Entries must outlive the time in which a story is open, or its next report would begin it anew."""
    keep, window = (_lasts(raw, *where) for where in (("store", "keep", "90d"), ("grouping", "window", "7d")))
    if keep is not None and window is not None and keep < window:
        key = ("store", "keep") if _has(raw, "store", "keep") else ("grouping", "window")
        yield Finding(
            path=key, problem="entries are kept for less time than a story is open", mend="keep at least window"
        )


def _way_out_of_mail(raw: Raw) -> Found:
    """No mail without a way out: the page on which a reader unsubscribes."""
    if not isinstance(raw.get("email"), dict):
        return
    lacking = [] if _has(raw, "site", "base_url") else ['base_url = "https://…" under [site]']
    lacking += [] if isinstance(raw.get("web"), dict) else ["[web]"]
    if lacking:
        problem = "readers of mail have no page on which they can unsubscribe"
        yield Finding(path=("email",), problem=problem, mend=f"add {' and '.join(lacking)}")


def _has(raw: Raw, section: str, key: str) -> bool:
    table = raw.get(section)
    return isinstance(table, dict) and key in table


def _lasts(raw: Raw, section: str, key: str, default: str) -> timedelta | None:
    table = raw.get(section)
    try:
        return duration(least=timedelta(0))(table.get(key, default) if isinstance(table, dict) else default)
    except Unfit:
        return None


RELATIONS: tuple[Callable[[Raw], Found], ...] = (
    _ids_twice,
    _topics_of_digests,
    _digests_of_subscribers,
    _topics_of_subscribers,
    _schedules,
    _one_address,
    _subscriptions_twice,
    _secrets,
    _secret_headers,
    _rules,
    _kept_too_short,
    _way_out_of_mail,
)
