"""The first config: five answers become a commented file that `digest check` passes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from digest.model import Address

__all__ = ["Answers", "first_config"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the admin said: every value as the file writes it, and read by its reader."""

    title: str
    timezone: str
    feeds: tuple[str, ...]
    at: tuple[str, ...]
    to: Address


def first_config(answers: Answers) -> str:
    """Write the config file."""
    off = "" if answers.to.channel == "email" else "#"
    parts = [SITE.format(title=_quoted(answers.title), timezone=_quoted(answers.timezone), off=off)]
    parts += [FEED.format(url=_quoted(url)) for url in answers.feeds] or [NO_FEED]
    parts += [TOPIC, DIGEST.format(title=_quoted(answers.title), at=_listed(answers.at))]
    parts += [SUBSCRIBER.format(address=_address(answers.to)), _channel(answers)]
    return "\n".join(part for part in parts if part)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _address(to: Address) -> str:
    if to.channel != "telegram":
        return f"{to.channel} = {_quoted(to.value)}"
    chat = _quoted(to.value) if to.value.startswith("@") else to.value
    return f"telegram = {chat}" + ("" if to.thread is None else f"\nthread = {to.thread}")


def _channel(answers: Answers) -> str:
    if answers.to.channel == "telegram":
        return TELEGRAM
    if answers.to.channel == "email":
        plain = answers.title.translate({ord(letter): " " for letter in '"<>,()[]:;@\\'}).strip()
        return EMAIL.format(sender=_quoted(f"{plain} <{answers.to.value}>".strip()))
    return ""


SITE = """\
# digest: a first config, made by `digest init`. Ask `digest check` after each change.
#   "#key = value"   a setting that is off; remove the "#" to switch it on
#   secrets          come from the environment or from files, never from here
# Every setting is in docs/reference/settings.md and in config.example.toml.

[site]
title = {title}
timezone = {timezone}
#language = "en"                       # of dates and phrases: en he ar tr ru de fr es
{off}base_url = "https://digest.example.org"     # yours: what the links in messages begin with

[store]
url = "sqlite:///digest.db"            # one file beside this one

# ── What comes in: a [[feed]] each ──────────────────────────────────────────────────────────────
"""
FEED = """\
[[feed]]
url = {url}
#name = "Example Wire"                 # default: the feed's own title
#tags = ["press"]                      # names that topics can refer to
"""
NO_FEED = """\
#[[feed]]
#url = "https://example.org/rss"
"""
TOPIC = """\
# ── What is followed: a [[topic]] each; its id goes into the topics of a digest ─────────────────

#[[topic]]
#id = "travel-warnings"
#name = "Travel warnings"
#any = ["travel warning", "travel advisory"]
"""
DIGEST = """\
# ── What goes out ───────────────────────────────────────────────────────────────────────────────

[[digest]]
id = "daily"
name = {title}
topics = ["*"]                         # every story; or the ids of topics, in order
at = {at}
#days = "mon-fri"                      # default: daily
max_stories = 12
"""
SUBSCRIBER = """\
# ── Who reads it: a [[subscriber]] each, with one address ───────────────────────────────────────

[[subscriber]]
{address}
digests = ["daily"]
#quiet = "22:00-07:00"                 # nothing is sent then
"""
TELEGRAM = """\
# ── How it gets there ───────────────────────────────────────────────────────────────────────────

[telegram]
token_env = "TELEGRAM_BOT_TOKEN"       # the variable that holds what @BotFather gave you
#admins = [12345]                      # chat ids that get health reports
"""
EMAIL = """\
# ── How it gets there ───────────────────────────────────────────────────────────────────────────

[email]
host = "localhost"                     # the SMTP server: this machine's, until you name another
port = 25
security = "none"                      # starttls | tls, on another server
from = {sender}
#username = "digest"
#password_env = "SMTP_PASSWORD"        # the variable that holds the password

[web]                                  # the pages: no mail goes out without one on which to unsubscribe
listen = "127.0.0.1:8080"
"""
