"""The checker of mails finds what is wrong with one: each row spoils a clean mail in one place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from engines.mail_checker import faults

HEAD = (
    "From: Desk <d@example.org>\r\nTo: r@example.org\r\nSubject: News\r\nDate: Tue, 16 Jun 2026 04:30:00 +0000\r\n"
    "Message-ID: <1@example.org>\r\nList-Id: <morning.example.org>\r\nAuto-Submitted: auto-generated\r\n"
    "List-Unsubscribe: <https://d.example/u/t>, <mailto:b@d.example?subject=unsubscribe%20t>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="=_b1"\r\n\r\n'
)
TEXT = "1. A headline\r\n   https://news.example/1\r\n   https://news.example/2\r\n"
HTML = (
    '<!doctype html><html><head><style>p { color: red }</style></head><body>\r\n<h3><a href=3D"https://news.example/1">\r\n'
    '<bdi>A headline</bdi></a></h3>\r\n<p><a href=3D"https://news.example/2#x">Wire</a> <a href=3D"#top">up</a></p>\r\n</body></html>\r\n'
)
CLEAN = (
    f'{HEAD}--=_b1\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{TEXT}'
    f'\r\n--=_b1\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{HTML}'
    "\r\n--=_b1--\r\n"
).encode()


def test_a_clean_mail_is_clean() -> None:
    """As a guard for the rows below."""
    assert faults(CLEAN) == []


def replaced(old: str, new: str, count: int = -1) -> Callable[[bytes], bytes]:
    def spoil(raw: bytes) -> bytes:
        assert old.encode() in raw
        return raw.replace(old.encode(), new.encode("latin-1"), count)

    return spoil


def without(name: str) -> Callable[[bytes], bytes]:
    return lambda raw: re.sub(rf"(?m)^{name}: .*\r\n".encode(), b"", raw, count=1)


def subject(value: str) -> Callable[[bytes], bytes]:
    return replaced("Subject: News", f"Subject: {value}")


def markup(piece: str) -> Callable[[bytes], bytes]:
    return replaced("<p>", f"{piece}<p>")


ROWS: list[tuple[Callable[[bytes], bytes], str]] = [
    # bytes and lines
    (replaced("\r\n", "\n", 3), "something else than CRLF"),
    (replaced("News\r\n", "Ne\rws\r\n"), "something else than CRLF"),
    (lambda raw: raw[:-2], "does not end"),
    (replaced("News", "N\x00ws"), "control character"),
    (replaced("News", "N\xe9ws"), "8 bits"),
    (replaced("A headline\r", "A" * 1_000 + "\r", 1), "998 octets"),
    # headers
    (without("Date"), "Date stands there 0 times"),
    (without("Message-ID"), "Message-ID stands there 0 times"),
    (without("MIME-Version"), "MIME-Version stands there 0 times"),
    (without("List-Unsubscribe"), "List-Unsubscribe stands there 0 times"),
    (replaced("Subject: News", "Subject: News\r\nSubject: More"), "Subject stands there 2 times"),
    (replaced("Subject: News", "Subject: News\r\nBcc: x@y.org"), "no newsletter has: 'bcc'"),
    (replaced("Subject: News", "Subject: News\r\nX-Odd: 1"), "no newsletter has: 'x-odd'"),
    (replaced("Subject: News", "Subject News"), "not a header line"),
    (replaced("Subject: News", "Subject: News\r\n  \r\n more"), "folded with an empty line"),
    (subject("a word " * 20), "could be folded"),
    (subject(""), "Subject is empty"),
    (replaced("Message-ID: <1@", "Message-ID:\r\n <1@"), "Message-ID is folded"),
    (replaced("<1@example.org>", "1@example.org"), "Message-ID is no message id"),
    (replaced("<1@example.org>", "<1 2@example.org>"), "Message-ID is no message id"),
    (replaced("Subject:", "References: one\r\nSubject:"), "References holds something else"),
    (replaced("Subject:", "In-Reply-To: <a@b>, <c@d>\r\nSubject:"), "In-Reply-To holds something else"),
    (replaced("Tue, 16", "Mon, 16"), "Date is no date"),
    (replaced("16 Jun", "31 Jun"), "Date is no date"),
    (replaced("04:30:00", "24:30:00"), "Date is no date"),
    (replaced("+0000", "GMT"), "Date is no date"),
    (replaced("To: r@example.org", "To: r@example.org, x@y.org"), "To is not one mailbox"),
    (replaced("From: Desk <d@example.org>", "From: Desk, the <d@example.org>"), "From is not one mailbox"),
    (replaced("From: Desk <d@example.org>", "From: Desk"), "From is not one mailbox"),
    (replaced("MIME-Version: 1.0", "MIME-Version: 1"), "MIME-Version is not 1.0"),
    (replaced("auto-generated", "no"), "Auto-Submitted"),
    (replaced("<morning.example.org>", "morning"), "List-Id is no list id"),
    # encoded words
    (subject("=?utf-8?b?" + "QUJD" * 20 + "?="), "encoded word of 92 characters"),
    (subject("=?utf-8?b?16k=?==?utf-8?b?16k=?="), "no space around"),
    (subject("=?utf-8?b?1w==?= =?utf-8?b?qQ==?="), "cannot be decoded by itself"),
    (subject("=?utf-8?b?***?="), "cannot be decoded by itself"),
    (subject("=?utf-8?q?=4?="), "cannot be decoded by itself"),
    (subject("=?nonesuch?b?QQ==?="), "cannot be decoded by itself"),
    (subject("=?utf-8?q?a=0D=0ABcc:_x?="), "hides a control character"),
    (subject("=?utf-8?b?4oCo?="), "hides a control character"),
    (subject("=?utf-8?q?two words?="), "looks like an encoded word and is none"),
    (subject("x" * 60 + " =?utf-8?b?16k=?="), "with an encoded word (76 at most)"),
    (replaced("List-Id: <", "List-Id: =?utf-8?b?16k=?= <"), "List-Id holds an encoded word"),
    # the way out
    (without("List-Unsubscribe-Post"), "belongs where there is a page"),
    (replaced("=One-Click", "=one-click"), "is not List-Unsubscribe=One-Click"),
    (replaced("<https://d.example/u/t>, ", ""), "belongs where there is a page"),
    (replaced("<https://d.example/u/t>, <mailto:b@d.example?subject=unsubscribe%20t>", "<mailto:b@d.example?subject=u>, <https://d.example/u/t>"), "does not begin with the page"),
    (replaced("<https://d", "<http://d"), "ways that programs do not take"),
    (replaced("?subject=unsubscribe%20t", ""), "mailto without a plain subject"),
    (replaced("<https://d.example/u/t>, ", "https://d.example/u/t, "), "no list of <URL>"),
    (replaced("List-Unsubscribe: <https", "List-Unsubscribe:\r\n <https"), "List-Unsubscribe is folded"),
    # MIME
    (replaced("multipart/alternative", "multipart/mixed"), "not multipart/alternative"),
    (replaced('boundary="=_b1"', 'boundary="b "'), "not multipart/alternative"),
    (replaced("--=_b1--", "--=_b1"), "exactly two parts"),
    (replaced("A headline\r\n   https", "A headline\r\n--=_b1\r\n   https"), "exactly two parts"),
    (replaced("A headline\r\n   https", "A headline =_b1\r\n   https"), "exactly two parts"),
    (replaced("text/plain", "text/html"), "not text/plain"),
    (replaced("text/html", "text/x-html"), "not text/html"),
    (replaced('"utf-8"', '"latin-1"', 1), "not text/plain in utf-8"),
    (replaced("quoted-printable", "8bit", 1), "text/plain is not quoted-printable"),
    (replaced("A headline\r\n", "A headline\r\n" + "x" * 77 + "\r\n"), "line of 77"),
    (replaced("A headline\r\n", "A headline \r\n"), "space at a line's end"),
    (replaced("A headline\r\n", "A headline=\r\n=C3\r\n"), "not valid quoted-printable UTF-8"),
    (replaced("A headline\r\n", "A headline=3d\r\n"), "not valid quoted-printable UTF-8"),
    (replaced("A headline\r\n", "A headline=00\r\n"), "control character"),
    (replaced("A headline\r\n", "A headline=E2=80=A8\r\n"), "control character"),
    # what stands in it
    (replaced("1. A headline", "1. Another"), "a story of the HTML is not in the text"),
    (replaced("   https://news.example/2\r\n", ""), "different links"),
    (replaced("<a href=3D\"https://news.example/2#x\">Wire</a>", "Wire"), "different links"),
    (markup("<script>x</script>"), "<script>"),
    (markup("<form action=3D\"https://x.example\">"), "<form>"),
    (markup("<img src=3D\"https://x.example/p.gif\">"), "<img src>"),
    (markup("<iframe></iframe>"), "<iframe>"),
    (markup("<svg></svg>"), "<svg>"),
    (markup("<p onclick=3D\"x()\">"), "<p onclick>"),
    (markup("<p background=3D\"https://x.example\">"), "<p background>"),
    (markup("<p style=3D\"background: url(https://x.example)\">"), "a style reaches out"),
    (markup("<style>@import 'x'</style>"), "a style sheet reaches out"),
    (markup("<meta http-equiv=3D\"refresh\" content=3D\"0\">"), "goes elsewhere by itself"),
    (markup("<a href=3D\"javascript:x()\">x</a>"), "a link that is none"),
    (markup("<a href=3D\"JaVaScRiPt:x()\">x</a>"), "a link that is none"),
    (markup("<a href=3D\"data:text/html,x\">x</a>"), "a link that is none"),
    (markup("<!-- x -->"), "a comment that nobody needs"),
    (markup("<?php x ?>"), "a processing instruction"),
    (markup(("x" * 70 + "\r\n") * 1_400), "will be cut"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), ROWS, ids=[said for _, said in ROWS])
def test_what_is_wrong_is_found(spoil: Callable[[bytes], bytes], said: str) -> None:
    """And named."""
    spoilt = spoil(CLEAN)
    assert spoilt != CLEAN
    assert any(said in fault for fault in faults(spoilt)), faults(spoilt)
