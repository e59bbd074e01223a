"""What mail servers say when they refuse, in the words of real ones, and what it means for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.channels.email.verdict import Stage, Verdict, enhanced_code, verdict

ROWS: list[tuple[Stage, str, Verdict]] = [
    # before a reader is named: the server, or us
    ("connect", "554 5.7.1 Service unavailable; Client host blocked", "channel"),
    ("connect", "421 4.7.0 too many connections", "channel"),
    ("hello", "501 5.5.4 Invalid domain name", "channel"),
    ("login", "535 5.7.8 authentication failed", "channel"),
    ("login", "454 4.7.0 Temporary authentication failure", "channel"),
    ("mail", "530 5.7.0 Must issue a STARTTLS command first", "channel"),
    ("mail", "530 5.7.0 Authentication required", "channel"),
    ("mail", "550 5.7.1 Sender not allowed", "channel"),
    ("mail", "553 5.7.1 Sender address rejected: not owned by user", "channel"),
    ("mail", "501 5.1.7 Bad sender address syntax", "channel"),
    ("mail", "550 not today", "channel"),
    ("mail", "450 4.1.8 Sender address rejected: Domain not found", "channel"),
    ("mail", "454 4.7.1 too many messages", "channel"),
    ("mail", "452 4.3.1 Insufficient system storage", "channel"),
    ("mail", "452 4.3.4 Message too large just now", "later"),
    ("mail", "451 Requested action aborted", "later"),
    ("mail", "450 4.2.0 later", "later"),
    ("mail", "552 5.3.4 Message size exceeds fixed limit", "refused"),
    ("mail", "552 Message size exceeds fixed maximum message size", "refused"),
    # a login is wanted: about us wherever it is said
    ("rcpt", "530 5.7.1 Client was not authenticated", "channel"),
    ("end", "535 5.7.3 Authentication unsuccessful", "channel"),
    # for now
    ("rcpt", "450 4.2.0 <r@example.org>: Recipient address rejected: Greylisted", "later"),
    ("rcpt", "451 4.7.1 Greylisting in action, please come back in 00:05:00", "later"),
    ("rcpt", "452 4.2.2 The recipient's inbox is out of storage space", "later"),
    ("rcpt", "450 4.1.1 <r@example.org>: Recipient address rejected: unverified address", "later"),
    ("rcpt", "421 4.7.0 Try again later", "later"),
    ("data", "451 4.3.0 queue file write error", "later"),
    ("end", "452 4.3.1 Insufficient system resources", "later"),
    ("end", "421 4.7.28 unusual rate of mail", "later"),
    # about us, said late: no reader is blamed, and the mail waits
    ("rcpt", "554 5.7.1 <r@example.org>: Relay access denied", "later"),
    ("rcpt", "550 5.7.1 Unable to relay: relaying not permitted", "later"),
    ("rcpt", "550 relay not permitted", "later"),
    ("rcpt", "550 5.1.8 <d@example.org>: Sender address rejected: Domain not found", "later"),
    # the mailbox is not there
    ("rcpt", "550 5.1.1 <r@example.org>: Recipient address rejected: User unknown in local recipient table", "address"),
    ("rcpt", "550-5.1.1 The email account that you tried to reach does not exist.", "address"),
    ("rcpt", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "address"),
    ("rcpt", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "address"),
    ("rcpt", "550 5.2.1 The email account that you tried to reach is disabled.", "address"),
    ("rcpt", "554 5.1.1 mailbox unavailable", "address"),
    ("rcpt", "556 5.1.10 Domain does not accept mail (nullMX)", "address"),
    ("rcpt", "553 5.1.3 malformed address", "address"),
    ("rcpt", "551 user not local", "address"),
    ("rcpt", "550 No such user here", "address"),
    ("rcpt", "550 User unknown", "address"),
    ("rcpt", "550 Requested action not taken: mailbox unavailable", "address"),
    ("rcpt", "550 no", "address"),
    ("rcpt", "554 delivery error: dd This user doesn't have an account: user doesn't exist", "address"),
    ("rcpt", "550 5.1.0 Address rejected.", "address"),
    ("end", "550 5.1.1 user unknown", "address"),
    ("end", "550 5.2.1 mailbox disabled", "address"),
    # a policy, the content, the size: the reader is there
    ("rcpt", "550 5.7.1 Message rejected due to local policy", "refused"),
    (
        "rcpt",
        "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy",
        "refused",
    ),
    ("rcpt", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example", "refused"),
    ("rcpt", "550 5.1.0 rejected by spam filter", "refused"),
    ("rcpt", "550 Blocked - see https://example.org/blocked", "refused"),
    ("rcpt", "550 SPF check failed", "refused"),
    ("rcpt", "554 no", "refused"),
    ("rcpt", "552 5.2.2 The email account that you tried to reach is over quota", "refused"),
    ("rcpt", "550 Mailbox is full", "refused"),
    ("rcpt", "550 5.4.4 unable to route", "refused"),
    ("rcpt", "555 5.5.4 Unsupported option", "refused"),
    ("rcpt", "501 Syntax", "refused"),
    ("data", "554 5.5.1 Error: no valid recipients", "refused"),
    ("end", "554 5.7.1 spam", "refused"),
    ("end", "550 High probability of spam", "refused"),
    ("end", "550 5.7.1 This message does not meet DMARC", "refused"),
    ("end", "552 5.3.4 too big", "refused"),
    ("end", "550 5.6.0 Invalid header", "refused"),
    ("end", "550 no", "refused"),
]


@pytest.mark.parametrize(("stage", "answer", "meaning"), ROWS)
def test_a_refusal_is_understood(stage: Stage, answer: str, meaning: Verdict) -> None:
    """A reader is only blamed for a mailbox that is not there."""
    code, text = int(answer[:3]), answer[4:]
    assert verdict(stage, code, enhanced_code(text), text) == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5.1.1 user unknown", "5.1.1"),
        (" 4.7.28 slow down", "4.7.28"),
        ("user unknown", ""),
        ("192.0.2.1 is blocked", ""),
        ("5.1.1234 what", ""),
        ("3.1.1 what", ""),
        ("", ""),
    ],
)
def test_an_enhanced_code_stands_at_the_beginning(text: str, code: str) -> None:
    """A number in the middle of a sentence is none."""
    assert enhanced_code(text) == code


def test_an_enhanced_code_of_another_class_is_not_believed() -> None:
    """Where a server contradicts itself, the code that SMTP itself knows counts."""
    assert verdict("rcpt", 450, "5.1.1", "5.1.1 user unknown") == "later"
    assert verdict("rcpt", 550, "4.1.1", "4.1.1 spam") == "refused"


STAGES = st.sampled_from(["connect", "hello", "login", "mail", "rcpt", "data", "end"])


@given(
    STAGES,
    st.integers(400, 599),
    st.from_regex(r"[245]\.[0-9]{1,2}\.[0-9]{1,2}|", fullmatch=True),
    st.text(max_size=80),
)
def test_whatever_a_server_says_has_a_meaning(stage: Stage, code: int, enhanced: str, text: str) -> None:
    """No address is given up for an answer that is for now, or before it was named."""
    meaning = verdict(stage, code, enhanced, text)
    assert meaning in {"later", "refused", "address", "channel"}
    if meaning == "address":
        assert code >= 500
        assert stage in {"rcpt", "data", "end"}
    if code < 500 and stage in {"rcpt", "data", "end"}:
        assert meaning == "later"
