"""Mail that comes back ends what it has a right to end, and a stranger's forgery ends nothing."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from engines.certificates import Authority
from engines.dovecot import Dovecot, why_no_dovecot

from digest.app import handle_mail, read_mailbox
from digest.app.bounces import HandledMail
from digest.errors import DigestError
from digest.inbound.mailbox import read_unseen
from digest.model import BounceMailbox, Secret

from .conftest import NOW, MailSite

ONE, TWO = "one@example.org", "Two@Example.org"


def report(original: bytes, recipient: str, *, status: str = "5.1.1", headers_only: bool = True) -> bytes:
    """Return a mail as a server would; `recipient` as it spells it."""
    returned = original.partition(b"\r\n\r\n")[0] + b"\r\n" if headers_only else original
    head = (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: bounces@example.org\r\nSubject: failure\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction: failed\r\n"
        f"Status: {status}\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    )
    return head.encode() + returned + b"\r\n--b--\r\n"


def wish(original: bytes, subject: str = "") -> bytes:
    """Unsubscribe as a mail program does, by the address in the mail's own header."""
    found = re.search(rb"<mailto:bounces@example\.org\?subject=([^>]+)>", original)
    assert found
    return (
        f"From: somebody@else.example\r\nSubject: {subject or found[1].decode().replace('%20', ' ')}\r\n\r\n".encode()
    )


async def handled(site: MailSite, raw: bytes) -> HandledMail:
    return await handle_mail(site.app, raw, NOW)


async def test_a_dead_mailbox_is_suppressed(site: MailSite) -> None:
    """Once; saying it again changes nothing."""
    for _ in range(2):
        came = await handled(site, report(site.raw(ONE), ONE))
        assert (came.outcome, str(came.address)) == ("suppressed", f"email:{ONE}")
    assert site.statuses() == {ONE: "suppressed", TWO: "confirmed"}


@pytest.mark.parametrize("spelled", [TWO, "two@example.org", "TWO@EXAMPLE.ORG"])
async def test_a_report_may_spell_the_address_in_its_own_way(site: MailSite, spelled: str) -> None:
    """Servers change the case of letters."""
    assert (await handled(site, report(site.raw(TWO), spelled))).outcome == "suppressed"
    assert site.statuses()[TWO] == "suppressed"


async def test_trouble_that_passes_is_only_noted(site: MailSite) -> None:
    """A full mailbox is a mailbox."""
    came = await handled(site, report(site.raw(ONE), ONE, status="5.2.2"))
    assert (came.outcome, str(came.address)) == ("noted", f"email:{ONE}")
    assert set(site.statuses().values()) == {"confirmed"}


async def test_a_stranger_cannot_suppress_a_reader(site: MailSite) -> None:
    """Not by a report on a mail that never was, nor by one on the mail that the stranger got themselves."""
    forged = re.sub(rb"[0-9a-f]{24}@", b"0123456789abcdef01234567@", site.raw(ONE))
    for raw in (report(forged, ONE), report(site.raw(TWO), ONE), report(b"Subject: x\r\n\r\n", ONE)):
        came = await handled(site, raw)
        assert (came.outcome, came.address) == ("ignored", None)
    assert set(site.statuses().values()) == {"confirmed"}


async def test_a_report_on_a_forwarded_mail_does_not_end_the_readers(site: MailSite) -> None:
    """It is about an address that we never wrote to."""
    assert (await handled(site, report(site.raw(ONE), "elsewhere@example.net"))).outcome == "ignored"


async def test_the_id_of_a_mail_cannot_be_guessed(site: MailSite) -> None:
    """Whoever knows digest, slot and address still lacks the key."""
    ids = [re.search(rb"Message-ID: (<[0-9a-f]{24}@digest\.example\.org>)", site.raw(to)) for to in (ONE, TWO)]
    assert all(ids)
    assert len({found[1] for found in ids if found}) == 2


async def test_a_complaint_suppresses(site: MailSite) -> None:
    """Who called it spam gets no more."""
    raw = (
        b"From: loop@isp.example\r\nSubject: FW\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + site.raw(ONE) + b"\r\n--b--\r\n"
    )
    assert (await handled(site, raw)).outcome == "suppressed"
    assert site.statuses() == {ONE: "suppressed", TWO: "confirmed"}


async def test_a_wish_to_unsubscribe_is_followed_whoever_sends_it(site: MailSite) -> None:
    """The token is the right; mail programs write from whatever account they like, and twice."""
    for _ in range(2):
        came = await handled(site, wish(site.raw(ONE)))
        assert (came.outcome, str(came.address), came.reason) == ("unsubscribed", f"email:{ONE}", "left morning")
    assert site.statuses() == {ONE: "unsubscribed", TWO: "confirmed"}


@pytest.mark.parametrize("subject", ["unsubscribe MQ.aaaaaaaaaaaaaaaaaaaaaaaa", "unsubscribe me please", "Re: News"])
async def test_a_wish_without_a_token_of_ours_is_left_to_a_person(site: MailSite, subject: str) -> None:
    """Nobody can unsubscribe somebody else."""
    assert (await handled(site, wish(site.raw(ONE), subject))).outcome == "ignored"
    assert set(site.statuses().values()) == {"confirmed"}


def typed(*arguments: str, piped: bytes = b"") -> bytes:
    """Type a command, and give what it prints."""
    command = [sys.executable, "-m", "digest", *arguments]
    done = subprocess.run(
        command, input=piped, capture_output=True, check=False, env={"SECRET": "hush", "PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_a_mail_in_a_file_or_a_pipe_is_handled_by_the_command(site: MailSite, tmp_path: Path) -> None:
    """As a mail server's alias would hand it over."""
    (tmp_path / "one.eml").write_bytes(report(site.raw(ONE), ONE, headers_only=False))
    place = ("--config", str(tmp_path / "config.toml"))
    told = await asyncio.to_thread(typed, "bounces", str(tmp_path / "one.eml"), "--json", *place)
    assert [one["outcome"] for one in json.loads(told)] == ["suppressed"]
    told = await asyncio.to_thread(typed, "bounces", "-", *place, piped=wish(site.raw(TWO)))
    assert told.decode() == f"unsubscribed email:{TWO}: left morning\n"
    assert site.statuses() == {ONE: "suppressed", TWO: "unsubscribed"}


async def test_the_mailbox_is_read_once_and_nothing_in_it_is_lost(
    site: MailSite, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a real IMAP server: what was handled is seen, what nobody understood is flagged for a person."""
    if reason := why_no_dovecot():
        pytest.skip(reason)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    async with Dovecot(certificate=authority.sign("127.0.0.1"), password="pässword") as imap:
        imap.put("bounces", report(site.raw(ONE), ONE, headers_only=False))
        imap.put("bounces", b"From: friend@example.net\r\nSubject: Hello\r\n\r\n" + b"I like it.\r\n" * 100_000)
        imap.put("bounces", wish(site.raw(TWO)))
        came = await read_mailbox(site.app, NOW, port=imap.port)
        assert [one.outcome for one in came] == ["suppressed", "ignored", "unsubscribed"]
        assert imap.flags("bounces") == ["S", "FS", "S"]
        assert await read_mailbox(site.app, NOW, port=imap.port) == ()
    assert site.statuses() == {ONE: "suppressed", TWO: "unsubscribed"}


async def test_a_reading_that_is_cut_off_is_repeated(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail at which it broke off is still unseen."""
    if reason := why_no_dovecot():
        pytest.skip(reason)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    mailbox = BounceMailbox(address="b@example.org", imap="127.0.0.1", username="bounces", password=Secret("secret"))

    def broken(raw: bytes) -> bool:
        if b"two" in raw:
            raise KeyboardInterrupt
        return True

    read: list[bytes] = []
    async with Dovecot(certificate=authority.sign("127.0.0.1"), password="secret") as imap:
        for word in ("one", "two", "three"):
            imap.put("bounces", f"From: a@b.org\r\nSubject: {word}\r\n\r\n".encode())
        with pytest.raises(KeyboardInterrupt):
            read_unseen(mailbox, broken, port=imap.port)
        assert imap.flags("bounces") == ["S", "", ""]
        read_unseen(mailbox, lambda raw: bool(read.append(raw)), port=imap.port)
    assert [b"two" in raw for raw in read] == [True, False]


async def test_a_mailbox_that_cannot_be_read_is_named_with_its_setting(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Certificate, login, host: one line each, without the password."""
    if reason := why_no_dovecot():
        pytest.skip(reason)
    good = BounceMailbox(address="b@example.org", imap="127.0.0.1", username="bounces", password=Secret("wrong horse"))
    nobody = BounceMailbox(address="b@example.org", imap="127.0.0.1", username="bounces")
    nowhere = BounceMailbox(address="b@example.org", imap="imap.invalid", username="b", password=Secret("wrong horse"))
    said = []
    async with Dovecot(certificate=authority.sign("127.0.0.1"), password="secret") as imap:
        for mailbox, trusting in ((good, False), (good, True), (nobody, True), (nowhere, True)):
            if trusting:
                monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
            with pytest.raises(DigestError) as caught:
                read_unseen(mailbox, lambda _: True, port=imap.port)
            said.append(str(caught.value))
    assert all("\n" not in line and "wrong horse" not in line and "[email] bounces" in line for line in said)
    parts = ("certificate is not trusted", "login of bounces is refused", "there is no password", "cannot be looked up")
    assert all(part in line for part, line in zip(parts, said, strict=True)), said
