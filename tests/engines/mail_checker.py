"""A strict reader of newsletters, from the raw bytes: what a mail does wrong, by RFC and by what mail programs do.

`faults` lists everything it finds, one line each; an empty list is a clean mail. It parses by itself: a parser that
forgives would hide what it forgives. Headers are judged here, parts in `mail_parts`.

RFC 5321 and 5322 (lines, headers, dates, addresses), 2045 to 2047 (MIME, encoded words), 2369, 2919 and 8058 (list
headers, one-click), 3834 (Auto-Submitted).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engines.mail_parts import part_faults

__all__ = ["faults"]

ONCE = ("Date", "From", "To", "Subject", "Message-ID", "List-Id", "List-Unsubscribe", "Auto-Submitted")
MIME_ONCE = ("MIME-Version", "Content-Type")
AT_MOST_ONCE = ("Reply-To", "List-Unsubscribe-Post", "References", "In-Reply-To")
ANY_NUMBER = ("DKIM-Signature", "Received")
UNFOLDED = ("list-unsubscribe", "list-unsubscribe-post", "list-id", "message-id", "references", "in-reply-to")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = rf"{ATOM}(?:\.{ATOM})*"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
DOMAIN = rf"{LABEL}(?:\.{LABEL})*"
ADDRESS = rf"{DOT_ATOM}@{DOMAIN}"
WORD = r"=\?[A-Za-z0-9-]+\?[bBqQ]\?[!->@-~]*\?="
NAME = rf'(?:"(?:[ !#-\[\]-~]|\\[ -~])*"|{ATOM}(?: {ATOM})*|{WORD}(?:\s+{WORD})*)'
MAILBOX = re.compile(rf"(?:{NAME} )?<{ADDRESS}>|{ADDRESS}")
MESSAGE_ID = rf"<{DOT_ATOM}@{DOMAIN}>"
DATE = re.compile(
    rf"({'|'.join(WEEKDAYS)}), (\d\d?) ({'|'.join(MONTHS)}) (\d{{4}}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60) [+-](\d{{4}})"
)
ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header: its name, its lines as they stand, and its value with the folds undone."""

    name: str
    lines: tuple[str, ...]
    value: str


def faults(raw: bytes) -> list[str]:
    """List what is wrong with a mail, given as it went over the wire (dots undone)."""
    return list(_all_faults(raw))


def _all_faults(raw: bytes) -> Iterator[str]:
    yield from _byte_faults(raw)
    head, separator, body = raw.partition(b"\r\n\r\n")
    if not separator:
        yield "no empty line ends the headers"
    headers = list(_headers(head.decode("latin-1")))
    values = {header.name.lower(): header.value for header in headers}
    yield from _names(headers)
    for header in headers:
        yield from _line_faults(header)
        yield from _word_faults(header)
    yield from _value_faults(values)
    yield from part_faults(values.get("content-type", ""), body)


def _byte_faults(raw: bytes) -> Iterator[str]:
    if re.search(rb"\r(?!\n)|(?<!\r)\n", raw):
        yield "a line ends with something else than CRLF"
    if not raw.endswith(b"\r\n"):
        yield "the last line does not end"
    if not raw.isascii():
        yield "bytes of 8 bits"
    if found := re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw):
        yield f"the control character {found[0]!r}"
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        yield "a line of more than 998 octets"


def _headers(head: str) -> Iterator[Header]:
    lines = head.split("\r\n")
    while lines:
        block = [lines.pop(0)]
        while lines and lines[0][:1] in {" ", "\t"}:
            block.append(lines.pop(0))
        name, _, value = "".join(block).partition(":")
        yield Header(name=name, lines=tuple(block), value=value.strip())


def _names(headers: list[Header]) -> Iterator[str]:
    count = Counter(header.name.lower() for header in headers)
    known = (*ONCE, *MIME_ONCE, *AT_MOST_ONCE, *ANY_NUMBER)
    for name in (*ONCE, *MIME_ONCE):
        if count[name.lower()] != 1:
            yield f"{name} stands there {count[name.lower()]} times"
    for name in AT_MOST_ONCE:
        if count[name.lower()] > 1:
            yield f"{name} stands there {count[name.lower()]} times"
    for name in count.keys() - {name.lower() for name in known}:
        yield f"a header that no newsletter has: {name!r}"


def _line_faults(header: Header) -> Iterator[str]:
    first, *others = header.lines
    if not re.match(r"[!-9;-~]+: \S|[!-9;-~]+: $", first):
        yield f"not a header line: {first[:60]!r}"
    if any(not line.strip() for line in others):
        yield f"{header.name} is folded with an empty line"
    if header.name.lower() in UNFOLDED:
        if others:
            yield f"{header.name} is folded, which breaks programs that read it"
        return
    for line in header.lines:
        if len(line) > 78 and re.search(r"\S\s+\S", line.partition(": ")[2] if line is first else line.strip()):
            yield f"{header.name} has a line of {len(line)} that could be folded"


def _word_faults(header: Header) -> Iterator[str]:
    """Check encoded words, RFC 2047: where they may stand, 75 characters, whole characters in each."""
    value = "\n".join(header.lines)
    words = list(ENCODED_WORD.finditer(value))
    if words and header.name.lower() not in {"subject", "from", "to", "reply-to"}:
        yield f"{header.name} holds an encoded word, which programs do not decode there"
    if header.name.lower() in {"subject", "from", "to", "reply-to"} and "=?" in ENCODED_WORD.sub(" ", value):
        yield f"{header.name} holds what looks like an encoded word and is none"
    for word in words:
        if len(word[0]) > 75:
            yield f"{header.name} holds an encoded word of {len(word[0])} characters"
        if re.search(r"\S", value[word.start() - 1 : word.start()]) or re.match(r"[^\s]", value[word.end() :]):
            yield f"{header.name} has no space around an encoded word"
        yield from _undecodable(header.name, word)
    for line in header.lines:
        if ENCODED_WORD.search(line) and len(line) > 76:
            yield f"{header.name} has a line of {len(line)} with an encoded word (76 at most)"


def _undecodable(name: str, word: re.Match[str]) -> Iterator[str]:
    charset, encoding, text = word.groups()
    try:
        data = b64decode(text, validate=True) if encoding in "bB" else _unquoted(text)
        decoded = data.decode(charset)
    except (ValueError, LookupError):
        yield f"{name} holds an encoded word that cannot be decoded by itself"
    else:
        if not decoded or re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", decoded):
            yield f"{name} hides a control character, or nothing, in an encoded word"


def _unquoted(text: str) -> bytes:
    if re.search(r"=(?![0-9A-F]{2})", text):
        raise ValueError("not the Q encoding")
    plain = text.replace("_", " ")
    return re.sub(r"=([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), plain).encode("latin-1")


def _value_faults(values: dict[str, str]) -> Iterator[str]:
    for name in ("From", "To", "Reply-To"):
        if name.lower() in values and not MAILBOX.fullmatch(values[name.lower()]):
            yield f"{name} is not one mailbox: {values[name.lower()][:80]!r}"
    if not _is_date(values.get("date", "")):
        yield f"Date is no date: {values.get('date', '')[:60]!r}"
    if not re.fullmatch(MESSAGE_ID, values.get("message-id", "")):
        yield "Message-ID is no message id"
    for name in ("References", "In-Reply-To"):
        if name.lower() in values and not re.fullmatch(rf"{MESSAGE_ID}(?: {MESSAGE_ID})*", values[name.lower()]):
            yield f"{name} holds something else than message ids"
    yield from _fixed_faults(values)
    yield from _way_out(values.get("list-unsubscribe", ""), values.get("list-unsubscribe-post"))


def _fixed_faults(values: dict[str, str]) -> Iterator[str]:
    if not values.get("subject", "").strip():
        yield "Subject is empty"
    if values.get("mime-version") != "1.0":
        yield "MIME-Version is not 1.0"
    if values.get("auto-submitted") != "auto-generated":
        yield "Auto-Submitted is not auto-generated: out-of-office replies will come"
    if not re.fullmatch(rf"(?:{NAME} )?<{LABEL}(?:\.{LABEL})+>", values.get("list-id", "")):
        yield "List-Id is no list id"


def _is_date(value: str) -> bool:
    found = DATE.fullmatch(value)
    if found is None:
        return False
    try:
        day = date(int(found[4]), MONTHS.index(found[3]) + 1, int(found[2]))
    except ValueError:
        return False
    return WEEKDAYS[day.weekday()] == found[1]


def _way_out(listed: str, post: str | None) -> Iterator[str]:
    """Check RFC 2369 and 8058: https first, and one-click exactly where there is a page."""
    ways = re.findall(r"<([^<>\s]+)>", listed)
    if ", ".join(f"<{way}>" for way in ways) != listed or not ways:
        yield "List-Unsubscribe is no list of <URL>"
        return
    schemes = [way.partition(":")[0] for way in ways]
    if not set(schemes) <= {"https", "mailto"}:
        yield f"List-Unsubscribe has ways that programs do not take: {', '.join(schemes)}"
    if "https" in schemes and schemes[0] != "https":
        yield "List-Unsubscribe does not begin with the page"
    if ("https" in schemes) != (post is not None):
        yield "List-Unsubscribe-Post belongs where there is a page, and nowhere else"
    if post is not None and post != "List-Unsubscribe=One-Click":
        yield "List-Unsubscribe-Post is not List-Unsubscribe=One-Click"
    for way in ways:
        if way.startswith("mailto:") and not re.fullmatch(rf"mailto:{ADDRESS}\?subject=[A-Za-z0-9%._~-]+", way):
            yield "List-Unsubscribe has a mailto without a plain subject"
