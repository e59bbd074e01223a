"""How things are named: ids, topics, zones, languages, classes of plug-ins, environment variables."""

from __future__ import annotations

import re
import unicodedata
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from lxml import etree

from digest.config.loose import loose_zone
from digest.config.nearby import nearest
from digest.config.values import ID, Unfit, read_text, show, shown_number
from digest.stories.levels import compile_level
from digest.text import language_code

__all__ = [
    "read_class",
    "read_id",
    "read_language",
    "read_level",
    "read_mute",
    "read_name",
    "read_phrase",
    "read_template",
    "read_topic",
    "read_xpath",
    "read_zone",
]

CLASS = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)


def read_name(value: object) -> str:
    """Read a title or name: one line of at most 200 characters."""
    text = read_text(value, shown_number(value))
    if len(text) > 200:
        raise Unfit(f"{show(text)} is longer than 200 characters")
    return text


def read_phrase(value: object) -> str:
    """Read a phrase, which cannot be empty."""
    text = read_text(value, shown_number(value))
    if not text:
        raise Unfit("is empty", "remove it: nothing can match it")
    return text


def read_mute(value: object) -> str:
    """Read a muted word, or one story as `story:4711`."""
    text = read_phrase(value)
    scheme, colon, number = text.partition(":")
    if scheme.strip().lower() == "story" and colon and not (number.isascii() and number.isdecimal()):
        raise Unfit(f"{show(text)} names no story", 'write "story:4711", with a number from `digest stories`')
    return text


def read_id(value: object) -> str:
    """Read an id: letters, digits, dots, dashes and underscores."""
    text = read_text(value)
    if ID.fullmatch(text):
        return text
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKD", text.lower()).replace("ı", "i"))
    slug = re.sub(r"-+", "-", words.encode("ascii", "ignore").decode())[:64].strip("-")
    raise Unfit(f"{show(text)} is not an id", f'write "{slug}"' if slug else "letters, digits, dots and dashes")


def read_template(value: object) -> str:
    """Read the name of a template; whether it is there is another question."""
    text = read_text(value)
    if ID.fullmatch(text):
        return text
    raise Unfit(f"{show(text)} is not a template", 'the name of its folder, such as "default"')


def read_topic(value: object) -> str:
    """Read the id of a topic, or the star that takes every story."""
    return "*" if value == "*" else read_id(value)


def read_class(value: object) -> str:
    """Read the dotted name of a class of one's own."""
    text = read_text(value)
    if CLASS.fullmatch(text):
        return text
    dotted, _, last = text.rpartition(".")
    written = f"{dotted}:{last}"
    hint = f'write "{written}"' if ":" not in text and CLASS.fullmatch(written) else 'write "package.module:Class"'
    raise Unfit(f"{show(text)} does not name a class", hint)


def read_zone(value: object) -> ZoneInfo:
    """Read a time zone by its name in the IANA database."""
    text = read_text(value)
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, KeyError) as error:
        raise Unfit(f"{show(text)} is not a time zone", _zone_mend(text)) from error


def _zone_mend(text: str) -> str:
    if loose := loose_zone(text):
        return f'write "{loose}"'
    zones = sorted(available_timezones())
    city = text.casefold().replace(" ", "_")
    named = [zone for zone in zones if city and city in {zone.casefold(), zone.casefold().rpartition("/")[2]}]
    if named:
        return "write " + " or ".join(f'"{zone}"' for zone in named[:2])
    letters = len(text) < 5 and text.isupper()
    near = (
        None
        if letters
        else nearest(text, zones)
        if "/" in text or not any(zone.startswith(f"{text}/") for zone in zones)
        else None
    )
    return f'did you mean "{near}"?' if near else 'write its name, e.g. "Europe/Istanbul"'


def read_language(value: object) -> str:
    """Read a language by its ISO 639-1 code."""
    text = read_text(value)
    code = language_code(text)
    if code and text == code:
        return code
    raise Unfit(f"{show(text)} is not a language code", _language_mend(text, code))


def _language_mend(text: str, code: str) -> str:
    if code:
        return f'write "{code}"'
    codes: dict[str, str] = {}
    for speaker in ("en", "he", "ar", "tr", "ru", "de", "fr", "es"):
        codes |= {name.casefold(): code for code, name in Locale(speaker).languages.items() if len(code) == 2}
    name = nearest(text, codes) if len(text) > 3 else None
    return f'write "{codes[name]}"' if name else 'two letters, e.g. "en", "he", "tr"'


def read_level(value: object) -> str:
    """Read a pattern with one group, or nothing."""
    text = read_text(value)
    if not text:
        return ""
    if len(text) > 200:
        raise Unfit("is longer than 200 characters")
    try:
        compile_level(text)
    except (ValueError, re.error, OverflowError, RecursionError) as error:
        hint = r'put the part that changes in one pair of brackets: "level (\\d)"'
        raise Unfit(f"{show(text)} is not a pattern of a level: {error}", hint) from error
    return text


def read_xpath(value: object) -> str:
    """Read an XPath of furniture."""
    text = read_phrase(value)
    try:
        selected = etree.XPath(text)(etree.Element("html"))
    except (etree.XPathError, ValueError) as error:
        raise Unfit(f"{show(text)} is not an XPath", "write e.g. \"//div[@class='promo']\"") from error
    if not isinstance(selected, list):
        raise Unfit(f"{show(text)} selects no elements", "write e.g. \"//div[@class='promo']\"")
    return text
