"""Tables into the nouns of `model`: paths made absolute, defaults of the site filled in, secrets looked up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from digest.config.addresses import feed_location, store_location
from digest.model import (
    Address,
    AlertRule,
    BounceMailbox,
    Digest,
    Dkim,
    EmailSettings,
    Feed,
    FetchSettings,
    GroupingSettings,
    QuietHours,
    Secret,
    SecretSource,
    Settings,
    Site,
    StoreSettings,
    Subscriber,
    SummarySettings,
    TelegramSettings,
    Topic,
    WebSettings,
)

if TYPE_CHECKING:  # schema loads pydantic
    from digest.config import schema

__all__ = ["Surroundings", "make_settings"]

LONGEST_SECRET = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where the file stands and what the environment holds; collects where each secret was looked for."""

    path: Path
    environ: Mapping[str, str]
    sources: list[SecretSource] = field(default_factory=list)

    def absolute(self, written: str) -> Path:
        """Find a path from the folder of the file; links are kept."""
        return Path(os.path.abspath(self.path.parent / written))  # noqa: PTH100 - links are kept

    def secret(self, key: str, variable: str | None, file: str | None) -> Secret | None:
        """Look a secret up by variable or file; `key` is its key path without `_env` or `_file`."""
        if variable is not None:
            return self.keep(f"{key}_env", variable, self.environ.get(variable, ""))
        if file is not None:
            place = self.absolute(file)
            return self.keep(f"{key}_file", str(place), _first_lines(place))
        return None

    def keep(self, key: str, place: str, value: str) -> Secret | None:
        """Keep where a secret was looked for, and give it if it was found."""
        value = value.strip("\r\n")
        self.sources.append(SecretSource(key=key, place=place, found=bool(value)))
        return Secret(value) if value else None


def make_settings(file: schema.File, around: Surroundings) -> Settings:
    """Make the settings of a file without mistakes."""
    site = _site(file.site, around)
    return Settings(
        path=around.path,
        site=site,
        store=StoreSettings(url=store_location(file.store.url, around.path.parent), keep=file.store.keep),
        fetch=_fetch(file.fetch),
        grouping=GroupingSettings(
            window=file.grouping.window, granularity=file.grouping.granularity, encoder=file.grouping.encoder
        ),
        summary=_summary(file.summary, around) if file.summary else None,
        telegram=_telegram(file.telegram, around) if file.telegram else None,
        email=_email(file.email, around) if file.email else None,
        web=_web(file.web, around) if file.web else None,
        feeds=tuple(_feed(table, f"feed[{number}]", around) for number, table in enumerate(file.feed, 1)),
        topics=tuple(_topic(table, around) for table in file.topic),
        digests=tuple(_digest(table, site) for table in file.digest),
        subscribers=tuple(_subscriber(table, around) for table in file.subscriber),
        channels=MappingProxyType({name: channel.kind for name, channel in file.channel.items()}),
        secrets=tuple(around.sources),
    )


def _first_lines(place: Path) -> str:
    """Read a small text file; what cannot be read is empty."""
    try:
        if not place.is_file() or place.stat().st_size > LONGEST_SECRET:
            return ""
        return place.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _site(table: schema.Site, around: Surroundings) -> Site:
    return Site(
        title=table.title or "Digest",
        base_url=table.base_url,
        language=table.language,
        timezone=table.timezone,
        catch_up=table.catch_up,
        sending=table.sending,
        templates=None if table.templates is None else around.absolute(table.templates),
    )


def _fetch(table: schema.Fetch) -> FetchSettings:
    return FetchSettings(
        concurrency=table.concurrency,
        per_host=table.per_host,
        timeout=table.timeout,
        max_bytes=table.max_bytes,
        contact=table.contact,
        first_poll=table.first_poll,
        allow_networks=tuple(table.allow_networks),
    )


def _summary(table: schema.Summary, around: Surroundings) -> SummarySettings:
    key = around.secret("summary.key", table.key_env, table.key_file)
    return SummarySettings(url=table.url, model=table.model, key=key)


def _telegram(table: schema.Telegram, around: Surroundings) -> TelegramSettings:
    return TelegramSettings(
        token=around.secret("telegram.token", table.token_env, table.token_file),
        api_url=table.api_url,
        admins=tuple(table.admins),
        reader_feeds=table.reader_feeds,
        on_uncertain=table.on_uncertain,
    )


def _email(table: schema.EmailRelay, around: Surroundings) -> EmailSettings:
    return EmailSettings(
        host=table.host,
        sender=table.sender,
        port=table.port,
        security=table.security,
        username=table.username,
        password=around.secret("email.password", table.password_env, table.password_file),
        reply_to=table.reply_to,
        postal=table.postal,
        dkim=_dkim(table.dkim, around) if table.dkim else None,
        bounces=_bounces(table.bounces, around) if table.bounces else None,
        on_uncertain=table.on_uncertain,
    )


def _dkim(table: schema.Dkim, around: Surroundings) -> Dkim:
    return Dkim(domain=table.domain, selector=table.selector, key_file=around.absolute(table.key_file))


def _bounces(table: schema.Bounces, around: Surroundings) -> BounceMailbox:
    password = around.secret("email.bounces.password", table.password_env, table.password_file)
    return BounceMailbox(address=table.address, imap=table.imap, username=table.username, password=password)


def _web(table: schema.Web, around: Surroundings) -> WebSettings:
    return WebSettings(listen=table.listen, secret=around.secret("web.secret", table.secret_env, table.secret_file))


def _feed(table: schema.Feed, key: str, around: Surroundings) -> Feed:
    return Feed(
        url=feed_location(table.url, around.path.parent),
        name=table.name,
        every=table.every,
        language=table.language or "",
        tags=tuple(table.tags),
        weight=table.weight,
        full_text=table.full_text,
        drop=tuple(table.drop),
        headers=MappingProxyType(_headers(table, key, around)),
        username=table.username,
        password=around.secret(f"{key}.password", table.password_env, table.password_file),
        kind=table.kind or "",
    )


def _headers(table: schema.Feed, key: str, around: Surroundings) -> dict[str, str | Secret]:
    """Look secret headers up; one whose variable is not set is left out."""
    headers: dict[str, str | Secret] = {}
    for name, content in table.headers.items():
        if isinstance(content, str):
            headers[name] = content
        else:
            secret = around.keep(f"{key}.headers.{name}.env", content.name, around.environ.get(content.name, ""))
            if secret is not None:
                headers[name] = secret
    return headers


def _topic(table: schema.Topic, around: Surroundings) -> Topic:
    return Topic(
        id=table.id,
        name=table.name,
        all=tuple(tuple(phrases) for phrases in table.all),
        any=tuple(table.any),
        none=tuple(table.none),
        about=table.about,
        examples=tuple(table.examples),
        feeds=tuple(_feed_or_tag(text, around) for text in table.feeds),
        granularity=table.granularity,
        alert=_alert(table.alert) if table.alert else None,
        level=table.level,
    )


def _feed_or_tag(text: str, around: Surroundings) -> str:
    return feed_location(text, around.path.parent) if text.startswith(("file:", "http:", "https:", "imap")) else text


def _alert(table: schema.Alert) -> AlertRule:
    count, period = table.at_most
    return AlertRule(
        settle=table.settle,
        min_sources=table.min_sources,
        at_most=count,
        per=period,
        through_quiet_hours=table.through_quiet_hours,
    )


def _digest(table: schema.Digest, site: Site) -> Digest:
    return Digest(
        id=table.id,
        timezone=table.timezone or site.timezone,
        name=table.name,
        topics=tuple(table.topics),
        at=tuple(sorted(table.at)),
        days=table.days,
        cron=table.cron or "",
        template=table.template,
        max_stories=table.max_stories,
        budget=table.budget,
        lookback=table.lookback,
        approve=table.approve,
        empty=table.empty,
    )


def _subscriber(table: schema.Subscriber, around: Surroundings) -> Subscriber:
    return Subscriber(
        address=_address(table, around),
        name=table.name,
        digests=tuple(table.digests),
        topics=tuple(table.topics),
        at=tuple(sorted(table.at)),
        timezone=table.timezone,
        quiet=QuietHours(start=table.quiet[0], end=table.quiet[1]) if table.quiet else None,
        language=table.language or "",
        reads=tuple(table.reads),
        mute=tuple(table.mute),
    )


def _address(table: schema.Subscriber, around: Surroundings) -> Address:
    if table.telegram is not None:
        return Address(channel="telegram", value=table.telegram, thread=table.thread)
    if table.email is not None:
        return Address(channel="email", value=table.email)
    if table.file is not None:
        return Address(channel="file", value=str(around.absolute(table.file)))
    return Address(channel=table.channel or "", value=table.address or "")
