"""Which settings have no effect yet, in one table: a feature that lands deletes its rows.

`without_effect` is for the words of `digest check`; `missing` names what settings lack to do their job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from digest.model import Digest, Feed, Settings, Subscriber, Topic

__all__ = ["missing", "without_effect"]

PHRASES = frozenset({"en", "he", "ar", "tr", "ru", "de", "fr", "es"})


def _over(settings: Settings, *schemes: str) -> bool:
    return any(feed.url.startswith(schemes) and not feed.kind for feed in settings.feeds)


def _feed(wanted: Callable[[Feed], object]) -> Callable[[Settings], bool]:
    return lambda settings: any(wanted(feed) for feed in settings.feeds)


def _topic(wanted: Callable[[Topic], object]) -> Callable[[Settings], bool]:
    return lambda settings: any(wanted(topic) for topic in settings.topics)


def _digest(wanted: Callable[[Digest], object]) -> Callable[[Settings], bool]:
    return lambda settings: any(wanted(digest) for digest in settings.digests)


def _reader(wanted: Callable[[Subscriber], object]) -> Callable[[Settings], bool]:
    return lambda settings: any(wanted(reader) for reader in settings.subscribers)


def _to(channel: str) -> Callable[[Settings], bool]:
    return _reader(lambda reader: reader.address.channel == channel)


NOT_YET: tuple[tuple[str, Callable[[Settings], bool], str], ...] = (
    ("site.language", lambda settings: settings.site.language not in PHRASES, "its phrases are English as yet"),
    (
        "telegram.reader_feeds",
        lambda settings: settings.telegram is not None and settings.telegram.reader_feeds != "ask",
        "readers cannot add feeds yet",
    ),
    ("feed.url imap://", lambda settings: _over(settings, "imap:", "imaps:"), "these mailboxes are not polled yet"),
    ("feed.kind", _feed(lambda feed: feed.kind), "sources of your own are not polled yet"),
    ("feed.full_text", _feed(lambda feed: feed.full_text), "article pages are not fetched yet"),
    ("feed.drop", _feed(lambda feed: feed.drop), "article pages are not fetched yet"),
    ("digest.budget", _digest(lambda digest: digest.budget), "max_stories limits an issue"),
    (
        "subscriber.language",
        _reader(lambda reader: reader.language and reader.language not in PHRASES),
        "its phrases are English as yet",
    ),
)


def without_effect(settings: Settings) -> tuple[str, ...]:
    """Say for each setting whose feature has not landed that it has no effect yet, and what happens instead."""
    return tuple(f"{key} has no effect yet: {instead}" for key, is_set, instead in NOT_YET if is_set(settings))


def missing(settings: Settings) -> tuple[str, ...]:
    """Name what the settings lack: secrets that were not found, and what nothing feeds or reads."""
    return (*_secrets(settings), *_bot(settings), *_pages(settings), *_unused(settings))


def _secrets(settings: Settings) -> Iterable[str]:
    for source in settings.secrets:
        if not source.found and source.key.endswith("env"):
            yield f"{source.key}: the environment variable {source.place} is not set"
        elif not source.found:
            yield f"{source.key}: {source.place} is not a small text file with something in it"


def _bot(settings: Settings) -> Iterable[str]:
    """Name what keeps messages from going out by Telegram, where no secret is named that could be missing."""
    named = any(source.key.startswith("telegram.") for source in settings.secrets)
    if settings.telegram is not None and settings.telegram.token is None and not named:
        yield "telegram: neither token_env nor token_file names the bot's token, so nothing is sent by Telegram"
    if settings.telegram is None and any(reader.address.channel == "telegram" for reader in settings.subscribers):
        yield "telegram: there is no such section, so what is for Telegram waits"


def _pages(settings: Settings) -> Iterable[str]:
    if settings.site.base_url is not None and settings.web is None:
        yield "site.base_url: there is no [web] that serves pages, so messages carry no links to them"


def _unused(settings: Settings) -> Iterable[str]:
    if not settings.feeds:
        yield "feed: there is none, so nothing is polled"
    if not settings.digests:
        yield "digest: there is none, so nothing is published"
    read = {digest for reader in settings.subscribers for digest in reader.digests}
    for digest in settings.digests:
        if digest.id not in read:
            yield f'digest "{digest.id}": no [[subscriber]] of this file reads it'
        if not digest.at and not digest.cron:
            yield f'digest "{digest.id}": it has neither at nor cron, so it is only sent by hand'
    followed = {topic for digest in settings.digests for topic in digest.topics}
    for topic in settings.topics:
        if topic.id not in followed and "*" not in followed:
            yield f'topic "{topic.id}": no digest has it'
    yield from _unmatched(settings)
    yield from _mail(settings)


def _unmatched(settings: Settings) -> Iterable[str]:
    known = {name.casefold() for feed in settings.feeds for name in (feed.url, feed.name, *feed.tags)}
    for topic in settings.topics:
        for name in topic.feeds:
            if name.casefold() not in known:
                yield f'topic "{topic.id}": "{name}" in feeds is no tag, name or url of a feed in this file'


def _mail(settings: Settings) -> Iterable[str]:
    if settings.email is None and _to("email")(settings):
        yield "subscriber.email: there is no [email], so mail to these readers waits"
    if settings.email is not None and (settings.site.base_url or "").startswith("http:"):
        yield "site.base_url: is not https, so mail programs offer no button to unsubscribe"
