"""Mails that any title can be put into, read back by the standard library."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.channels.mail import compose_mail, mail_address
from digest.model import Address, Message, Part, WayOut
from digest.render.samples import HOSTILE
from digest.text import clean

DATE = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type"}


def a_mail(subject: str, text: str = "text\n", **other: str) -> bytes:
    parts = tuple(
        Part(form="email", name=name, content=content)
        for name, content in (("subject", subject), ("html", f"<p>{text}</p>\n"), ("text", text))
    )
    message = Message(
        delivery_id=1,
        message_id=other.get("message_id", "7.1@example.org"),
        digest_id=other.get("digest_id", "morning"),
        slot_label="2026-06-16T07:30",
        slot_instant=DATE,
        address=Address(channel="email", value="r@example.org"),
        parts=parts,
    )
    sender = other.get("sender", "Levant Desk <digest@example.org>")
    return compose_mail(message, sender=sender, recipient="r@example.org", date=DATE).as_bytes()


def read(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_a_subject_and_nothing_else(title: str) -> None:
    """No header more, no line more, no exception."""
    raw = a_mail(title)
    parsed = read(raw)
    assert set(parsed.keys()) == HEADERS
    assert parsed["Subject"] == clean(title)
    assert b"\r\n\r\n" not in raw.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "title",
    ["a plain word " * 40, "x" * 67, "x" * 3_000, "a-b-" * 40, "a =?utf-8?q?b?= " * 20, "שלום " * 50],
)
def test_a_long_title_is_written_in_short_lines(title: str) -> None:
    """At spaces where it is plain; one endless word is encoded, for servers cut lines of a thousand."""
    raw = a_mail(title)
    header = raw.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in header.splitlines()) <= 76
    assert read(raw)["Subject"] == clean(title)


@given(st.text(max_size=300))
def test_any_title_can_be_sent_and_is_read_back(title: str) -> None:
    """Encoded words hold whole characters; no line of a header is longer than 76."""
    raw = a_mail(title)
    header = raw.partition(b"\r\n\r\n")[0]
    lines = [line for line in header.splitlines() if line.startswith((b"Subject", b" "))]
    assert max(len(line) for line in lines) <= 76
    assert read(raw)["Subject"] == clean(title)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=400))
def test_text_comes_back_as_it_was(text: str) -> None:
    """Quoted-printable, with lines of at most 76."""
    raw = a_mail("x", text)
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    body = read(raw).get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert body["Content-Transfer-Encoding"] == "quoted-printable"


def test_what_machines_read_stays_on_one_line() -> None:
    """A folded or encoded List-Unsubscribe would break one-click."""
    link = "<https://digest.example.org/unsubscribe/" + "t" * 300 + ">"
    message = Message(
        delivery_id=1, message_id="m" * 120 + "@example.org", digest_id="morning", slot_label="x", slot_instant=DATE,
        address=Address(channel="email", value="r@example.org"),
        parts=(Part(form="email", name="text", content="x"),), follows=("<" + "r" * 200 + "@x>",),
        way_out=WayOut(page=link.strip("<>")),
    )  # fmt: skip
    raw = compose_mail(message, sender="d@example.org", recipient="r@example.org", date=DATE).as_bytes()
    assert f"\r\nList-Unsubscribe: {link}\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert f"\r\nMessage-ID: <{'m' * 120}@example.org>\r\n".encode() in raw
    assert f"\r\nReferences: <{'r' * 200}@x>\r\n".encode() in raw


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("Levant Desk <digest@example.org>", "Levant Desk", "digest@example.org"),
        ("דסק הלבנט <digest@example.org>", "דסק הלבנט", "digest@example.org"),
        ('"Desk, the; (first)" <digest@example.org>', "Desk, the; (first)", "digest@example.org"),
        ("Ünï, cödé " + "ש" * 60 + " <digest@example.org>", "Ünï, cödé " + "ש" * 60, "digest@example.org"),
        ("digest@example.org", "", "digest@example.org"),
        ("=?utf-8?q?x=0D=0ABcc:_y?= <digest@example.org>", "=?utf-8?q?x=0D=0ABcc:_y?=", "digest@example.org"),
        ("Desk\r\nBcc: y@z.org <digest@example.org>", None, None),
        ("no address at all", None, None),
        ("", "", "digest@localhost"),
    ],
)
def test_a_senders_name_stays_a_name(sender: str, name: str | None, address: str | None) -> None:
    """Commas, other scripts and line ends included; there is always exactly one address."""
    parsed = read(a_mail("x", sender=sender))
    (mailbox,) = parsed["From"].addresses
    assert set(parsed.keys()) == HEADERS
    if name is not None:
        # Python keeps the space between two encoded words of a name, which RFC 2047 section 6.2 drops.
        assert mailbox.display_name.replace(" ", "") == name.replace(" ", "")
        assert mailbox.addr_spec == address


@pytest.mark.parametrize("message_id", ["a@b", "<a@b>", "a\r\nBcc: x@y", "ü@b", "", "a" * 2_000])
def test_an_odd_message_id_or_digest_breaks_no_header(message_id: str) -> None:
    """They come from our own store, but a mail is not the place to trust that."""
    assert set(read(a_mail("x", message_id=message_id, digest_id=message_id)).keys()) == HEADERS


def test_the_same_message_makes_the_same_bytes() -> None:
    """Boundary and date come from the message, so a repeat can be recognised."""
    assert a_mail("x") == a_mail("x")
    assert a_mail("x") != a_mail("x", message_id="8.1@example.org")


def test_both_texts_are_in_the_mail_the_plain_one_first(make_message: Callable[..., Message]) -> None:
    """Readers of text get text."""
    mail = compose_mail(make_message(), sender="d@example.org", recipient="r@example.org", date=DATE)
    parsed = read(mail.as_bytes())
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    html = parsed.get_body(("html",))
    assert html is not None
    expected = next(part.content for part in make_message().parts if part.name == "html")
    assert html.get_content().replace("\r\n", "\n") == expected


def headers(**other: Any) -> EmailMessage:
    message = Message(
        delivery_id=1, message_id="<7@example.org>", digest_id="morning", slot_label="x", slot_instant=DATE,
        address=Address(channel="email", value="r@example.org"),
        parts=(Part(form="email", name="text", content="x"),), **other,
    )  # fmt: skip
    return read(compose_mail(message, sender="d@example.org", recipient="r@example.org", date=DATE).as_bytes())


@pytest.mark.parametrize(
    ("way_out", "listed", "one_click"),
    [
        (WayOut(), None, None),
        (WayOut(page="https://d.example/unsubscribe/t"), "<https://d.example/unsubscribe/t>", True),
        (WayOut(page="http://d.example/unsubscribe/t"), "<http://d.example/unsubscribe/t>", None),
        (WayOut(mailto="mailto:b@d.example?subject=unsubscribe%20t"), "<mailto:b@d.example?subject=unsubscribe%20t>", None),
        (
            WayOut(page="https://d.example/u/t", mailto="mailto:b@d.example?subject=x"),
            "<https://d.example/u/t>, <mailto:b@d.example?subject=x>",
            True,
        ),
    ],
)  # fmt: skip
def test_a_mail_says_how_to_unsubscribe(way_out: WayOut, listed: str | None, one_click: bool | None) -> None:
    """The page first; one click only where there is a page over https (RFC 8058)."""
    parsed = headers(way_out=way_out)
    assert parsed["List-Unsubscribe"] == listed
    assert parsed["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if one_click else None)


def test_an_update_stands_in_the_thread_of_the_mails_that_told_the_story() -> None:
    """Under the newest of them."""
    parsed = headers(follows=("<1@example.org>", "<2@example.org>"))
    assert parsed["In-Reply-To"] == "<2@example.org>"
    assert parsed["References"] == "<1@example.org> <2@example.org>"


def test_an_alert_answers_the_first_one_of_its_story() -> None:
    """Named once, although it told the story before; the folder that the file channel calls its own is no mail."""
    parsed = headers(follows=("<1@example.org>", "<2@example.org>"), reply_to="<1@example.org>")
    assert parsed["In-Reply-To"] == "<1@example.org>"
    assert parsed["References"] == "<2@example.org> <1@example.org>"
    assert headers(reply_to="/out/morning")["In-Reply-To"] is None


def test_a_long_thread_keeps_its_newest_mails() -> None:
    """The line is not folded, so it must not outgrow what servers take."""
    ids = tuple(f"<{number}{'x' * 200}@example.org>" for number in range(10))
    parsed = headers(follows=ids)
    assert parsed["References"] == " ".join(ids[-4:])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("reader@example.org", "reader@example.org"),
        ("A Reader <reader@example.org>", "reader@example.org"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
        ("лев@example.org", None),
        ("reader", None),
        ("", None),
        ("a@b\r\nRCPT TO: x@y.org", None),
        ("a b@example.org", None),
        ("reader@" + "x" * 64 + ".org", None),
    ],
)
def test_an_address_is_written_as_every_server_takes_it(text: str, address: str | None) -> None:
    """Other letters in the domain become ASCII; before the @ they would need SMTPUTF8."""
    assert mail_address(text) == address
