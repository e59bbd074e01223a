"""What comes back, in the forms in which mail servers write it, and in forms that are meant to hurt."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.inbound.bounces import MOST_BYTES, Kind, understand

ID = "0123456789abcdef01234567@digest.example.org"
OURS = f"From: Desk <d@example.org>\nTo: r@example.org\nSubject: News\nMessage-ID: <{ID}>\n"


def report(
    *, status: str, diagnosis: str = "", action: str = "failed", recipient: str = "r@example.org", quoted: str = OURS
) -> bytes:
    """A report as RFC 3464 has it, as Postfix, Exim, Google and Microsoft send it."""
    diagnostic = f"Diagnostic-Code: smtp; {diagnosis}\n" if diagnosis else ""
    text = (
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nTo: bounces@example.org\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="b/1"\n\nA MIME message.\n\n'
        "--b/1\nContent-Type: text/plain\n\nI'm sorry to have to inform you.\n\n"
        "--b/1\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.org\nArrival-Date: Tue, 16 Jun 2026 04:30:00 +0000 (UTC)\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n{diagnostic}\n"
        f"--b/1\nContent-Type: text/rfc822-headers\n\n{quoted}\n--b/1--\n"
    )
    return text.replace("\n", "\r\n").encode()


QMAIL = f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: bounces@example.org
Subject: failure notice

Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<r@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <bounces@example.org>
{OURS}
text
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("raw", "kind", "reason"),
    [
        (report(status="5.1.1", diagnosis="550 5.1.1 <r@example.org>: User unknown"), "dead", "550 5.1.1"),
        (report(status="5.1.1", diagnosis="550-5.1.1 The email account that you tried to reach does not exist."), "dead", ""),
        (report(status="5.1.10", diagnosis="550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"), "dead", ""),
        (report(status="5.1.1"), "dead", "5.1.1"),
        (report(status="5.1.2"), "dead", "5.1.2"),
        (report(status="5.0.0", diagnosis="550 no such user here"), "dead", ""),
        (report(status="5.0.0", diagnosis="550 spam"), "trouble", ""),
        (report(status="5.2.1", diagnosis="550 5.2.1 mailbox disabled"), "dead", ""),
        (QMAIL, "dead", ""),
        (report(status="5.2.2", diagnosis="552 5.2.2 mailbox full"), "trouble", ""),
        (report(status="4.4.1", diagnosis="connect to mx.example.org: Connection timed out"), "trouble", "timed out"),
        (report(status="4.7.1", diagnosis="450 4.7.1 greylisted", action="delayed"), "trouble", ""),
        (report(status="5.7.1", diagnosis="550 5.7.1 rejected by policy"), "trouble", "policy"),
        (report(status="5.7.26", diagnosis="550 5.7.26 DMARC"), "trouble", ""),
        (report(status="5.3.4", diagnosis="552 5.3.4 too large"), "trouble", ""),
        (report(status="5.4.4", diagnosis="Host or domain name not found"), "trouble", ""),
    ],
)  # fmt: skip
def test_a_report_says_whether_the_mailbox_is_gone(raw: bytes, kind: Kind, reason: str) -> None:
    """Only that counts against a reader; a full mailbox, a policy or a bad day does not."""
    returned = understand(raw)
    assert returned.kind == kind, returned
    assert returned.addresses == ("r@example.org",)
    assert f"<{ID}>" in returned.message_ids
    assert reason in returned.reason


def test_a_mail_that_was_delivered_is_no_bounce() -> None:
    """Some servers report success too."""
    assert understand(report(status="2.0.0", action="relayed")).kind == "other"


@pytest.mark.parametrize(
    "quoted",
    [
        OURS,
        OURS.replace("Message-ID: ", "message-id:\n "),
    ],
)
def test_the_id_of_our_mail_is_found_wherever_it_is_quoted(quoted: str) -> None:
    """Folded, or in the headers of a part."""
    assert f"<{ID}>" in understand(report(status="5.1.1", quoted=quoted)).message_ids


def complaint(kind: str, quoted: str = OURS, extra: str = "Original-Rcpt-To: <r@example.org>\n") -> bytes:
    text = (
        "From: feedback@isp.example\nTo: bounces@example.org\nSubject: FW: News\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b1\n\n"
        "--b1\nContent-Type: text/plain\n\nThis is an email abuse report.\n\n"
        f"--b1\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: Loop/1\nVersion: 1\n{extra}\n"
        f"--b1\nContent-Type: message/rfc822\n\n{quoted}\ntext\n--b1--\n"
    )
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("extra", ["Original-Rcpt-To: <r@example.org>\n", ""])
def test_a_complaint_names_who_complained(extra: str) -> None:
    """By the report, or by whom our mail was for."""
    returned = understand(complaint("abuse", extra=extra))
    assert returned.kind == "complaint"
    assert returned.addresses == ("r@example.org",)
    assert f"<{ID}>" in returned.message_ids


def test_what_is_no_complaint_is_none() -> None:
    """A reader who takes it back, or a report on signatures."""
    assert understand(complaint("not-spam")).kind == "other"
    assert understand(complaint("auth-failure")).kind == "other"


@pytest.mark.parametrize(
    ("subject", "token"),
    [
        ("unsubscribe NDI.abc-DEF_123", "NDI.abc-DEF_123"),
        ("Re: unsubscribe NDI.abc-DEF_123", "NDI.abc-DEF_123"),
        ("=?utf-8?q?unsubscribe_NDI.abc-DEF=5F123?=", "NDI.abc-DEF_123"),
        ("unsubscribe\r\n NDI.abc-DEF_123", "NDI.abc-DEF_123"),
        ("=?nonesuch?b?AAAA?=", ""),
        ("unsubscribe", ""),
        ("please unsubscribe me", ""),
        ("unsubscribe " + "x" * 201, "x" * 200),
    ],
)
def test_a_wish_to_unsubscribe_carries_its_token(subject: str, token: str) -> None:
    """As mail programs write subjects."""
    assert understand(f"From: r@example.org\r\nSubject: {subject}\r\n\r\n".encode()).token == token


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"\x00\xff" * 100,
        b"From: a@b.org\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n",
        b"From: a@b.org\r\nSubject: Your newsletter\r\n\r\nI like it. User unknown.\r\n",
        b"Subject: \xff\xfe =?utf-8?b?####?=\r\n\r\n",
        b"Content-Type: text/plain; charset=nonesuch\r\n\r\nx",
        b"Content-Type: multipart/mixed\r\n\r\nx",
        b"Content-Type: message/delivery-status\r\n\r\nx",
        b"Content-Type: message/feedback-report\r\n\r\n",
    ],
)
def test_what_nobody_understands_is_left_to_a_person(raw: bytes) -> None:
    """Out of office, praise, rubbish."""
    returned = understand(raw)
    assert returned.kind == "other"
    assert "\n" not in returned.reason


BOMBS = {
    "mails in mails": b"Content-Type: message/rfc822\r\n\r\n" * 8_000,
    "parts in parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(3_000)
    ),
    "just few enough": b"Content-Type: message/rfc822\r\n\r\n" * 99,
    "headers": b"X: y\r\n" * 40_000,
    "a long subject": b"Subject: " + b"subscribe " * 20_000,
    "encoded words": b"Subject: " + b"=?utf-8?b?QUJD?= " * 14_000,
    "parameters": b"Content-Type: multipart/report; " + b"a*0=b; " * 30_000,
    "addresses": b"\r\n" + b"<a@b.org>\r\n" * 20_000,
    "a long line": b"\r\n" + b"a@" * 120_000,
    "ids": b"\r\n" + b"0123456789abcdef01234567@" * 10_000,
    "far too much": b"\r\n" + b"x" * (4 * MOST_BYTES),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_mail_that_is_meant_to_hurt_is_read_to_its_end(name: str) -> None:
    """Neither a deep nest nor a long line keeps the mails behind it from being read."""
    assert understand(b"From: a@b.org\r\n" + BOMBS[name]).kind == "other"


@given(st.binary(max_size=600))
def test_any_bytes_are_read(raw: bytes) -> None:
    """Nothing raises."""
    assert understand(raw).kind in {"other", "unsubscribe", "dead", "trouble", "complaint"}


@given(st.integers(0, len(report(status="5.1.1"))), st.binary(max_size=20))
def test_a_damaged_report_is_read(place: int, damage: bytes) -> None:
    """Cut or overwritten anywhere."""
    whole = report(status="5.1.1", diagnosis="550 5.1.1 unknown")
    for raw in (whole[:place], whole[:place] + damage + whole[place + len(damage) :]):
        returned = understand(raw)
        assert all(re.fullmatch(r"<[0-9a-f]{24}@[A-Za-z0-9.-]+>", found) for found in returned.message_ids)
        assert len(returned.reason) <= 200
