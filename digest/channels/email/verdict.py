"""What a mail server's refusal means, and for whom: a decision without a network.

    later      try this mail again; the answer was for now (4xx), or speaks of us and not of the reader
    refused    this mail will never be taken as it is: its content, its size, a policy
    address    this mailbox is not there: nothing is sent to it any more
    channel    the server takes nothing from us now: the admin must act, or time

A refusal counts against the address only where it speaks of the mailbox; where it speaks of the whole server only at
stages at which no reader was named yet. One reader's odd mail server can thus stop nobody else's mail.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

__all__ = ["Stage", "Verdict", "enhanced_code", "verdict"]

Stage: TypeAlias = Literal["connect", "hello", "login", "mail", "rcpt", "data", "end"]
"""How far a mail had got: `end` is after its last byte."""
Verdict: TypeAlias = Literal["later", "refused", "address", "channel"]

_ENHANCED: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
_LOGIN_WANTED: Final = frozenset({530, 534, 535, 538})
_NO_MAILBOX: Final = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.0", "2.1"})
"""RFC 3463 and the IANA registry: bad or moved mailbox, bad domain, no mail there (1.10), mailbox disabled (2.1)."""
_SIZE: Final = frozenset({"2.3", "3.4"})
_OF_US: Final = frozenset({"1.7", "1.8"})
"""Bad sender address: said at RCPT too, where a server puts off what it has against us."""
_TURNED_AWAY: Final = re.compile(
    r"relay(?:ing)?\b.{0,20}\b(?:denied|not permitted|not allowed|prohibited)|authentication (?:is )?required"
)
_NO_SUCH_MAILBOX: Final = re.compile(
    r"recipient address rejected|user unknown|unknown (?:user|recipient|mailbox)|no such (?:user|recipient|mailbox)"
    r"|(?:user|mailbox|recipient|account|address) (?:is )?(?:not found|unavailable|disabled|inactive)|does ?n[o']t exist"
)
_POLICY: Final = re.compile(
    r"spam|spf\b|dkim|dmarc|polic(?:y|ies)|block|black ?list|\brbl\b|dnsbl|reputation|virus|content|unsolicited"
    r"|rejected by|filter|access denied|not allowed|rate|too many|quota|\bfull\b|storage|size|too (?:large|big|long)"
)
_OF_THE_MAILBOX: Final = frozenset({550, 551, 553, 556})


def enhanced_code(text: str) -> str:
    """Give the enhanced status code (RFC 3463) that an answer begins with, such as 5.1.1; "" where there is none."""
    found = _ENHANCED.match(text.lstrip())
    return found[0] if found else ""


def verdict(stage: Stage, code: int, enhanced: str, text: str) -> Verdict:
    """Tell what a refusal means: the stage, the code, the enhanced code (may be "") and the words of the answer."""
    if stage in {"connect", "hello", "login"} or code in _LOGIN_WANTED:
        return "channel"
    detail = enhanced.partition(".")[2] if enhanced[:1] == str(code)[:1] else ""
    words = text.lower()
    if stage == "mail":
        return _before_any_reader(code, detail)
    if code < 500:
        return "later"
    if stage == "rcpt" and (detail in _OF_US or _TURNED_AWAY.search(words)):
        return "later"
    if stage == "rcpt":
        return "address" if _speaks_of_the_mailbox(code, detail, words) else "refused"
    return "address" if detail in _NO_MAILBOX - {"2.0"} else "refused"


def _before_any_reader(code: int, detail: str) -> Verdict:
    """At MAIL only our sender and the size of the mail are known."""
    if code == 552 or detail in _SIZE:
        return "later" if code < 500 else "refused"
    if code >= 500 or code in {421, 454} or detail in _OF_US or detail.startswith(("3.", "7.")):
        return "channel"
    return "later"


def _speaks_of_the_mailbox(code: int, detail: str, words: str) -> bool:
    if detail in _NO_MAILBOX:
        return detail not in {"1.0", "2.0"} or not _POLICY.search(words)
    if detail.startswith(("2.", "3.", "5.", "6.", "7.")):
        return False
    if _NO_SUCH_MAILBOX.search(words):
        return True
    return code in _OF_THE_MAILBOX and not detail.startswith("4.") and not _POLICY.search(words)
