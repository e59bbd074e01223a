"""What the bot says: phrases in the reader's language, as Telegram's HTML.

Whatever somebody else wrote (names of digests and topics, what a reader typed) comes in by `said` or as a
value of a phrase, and is escaped there.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Final

from digest.model import Digest, Settings, Subscription, Topic
from digest.render.reader import LANGUAGES, phrases
from digest.text import clean, shorten

__all__ = ["Button", "Reply", "Words", "digest_name", "said", "topic_name", "words_for"]

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button: what stands on it, and the data that it sends back."""

    text: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer in Telegram's HTML, with a row for each button."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Speak one language; its phrases come from the catalogue that issues use."""

    language: str

    def gettext(self, message: str, **values: object) -> str:
        """Translate a phrase and fill it in; the values are escaped."""
        translated = phrases(self.language).gettext(message)
        return translated % {name: said(value) for name, value in values.items()} if values else translated


def words_for(subscriptions: tuple[Subscription, ...], settings: Settings) -> Words:
    """Speak the language that these subscriptions have, else the site's; English where it has no phrases."""
    chosen = next((one.language for one in subscriptions if one.language), settings.site.language)
    return Words(language=chosen if chosen in LANGUAGES else "en")


def said(value: object) -> str:
    """Make one harmless line of what somebody else wrote."""
    return html.escape(shorten(clean(str(value)), _LONGEST), quote=False)


def digest_name(digest: Digest) -> str:
    """Call a digest as readers know it."""
    return digest.name or digest.id


def topic_name(topic_id: str, topics: tuple[Topic, ...]) -> str:
    """Call a topic as readers know it."""
    return next((topic.name for topic in topics if topic.id == topic_id and topic.name), topic_id)
