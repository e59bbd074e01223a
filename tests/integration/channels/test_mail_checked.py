"""Mails as readers get them, rendered and sent for real, judged by a checker that knows nothing of the project."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dkim
import pytest
from engines.certificates import Authority, openssl_is_there
from engines.mail_checker import faults
from engines.mail_server import MailServer
from engines.postfix import Postfix, why_no_postfix
from hypothesis import given
from hypothesis import strategies as st

from digest.channels.email import EmailChannel
from digest.channels.email.signing import make_signer
from digest.channels.mail import compose_mail
from digest.errors import AddressError, ConfigError
from digest.inbound.bounces import understand
from digest.model import Address, BounceMailbox, Dkim, Issue, Message, Part, WayOut
from digest.pipeline.messages import personal, unrecorded
from digest.render import TemplateRenderer
from digest.render.samples import HOSTILE, sample_issues

MakeChannel = Callable[..., EmailChannel]
RENDERER = TemplateRenderer(None)
LANGUAGES = ("en", "he", "ar", "tr", "ru", "de", "fr", "es")
PAGES = "https://digest.example.org"
WAY_OUT = WayOut(
    page=f"{PAGES}/unsubscribe/MQ.abc_DEF-1", mailto="mailto:b@example.org?subject=unsubscribe%20MQ.abc_DEF-1"
)
FOLLOWS = ("<1a@digest.example.org>", "<2b@digest.example.org>")
SENDERS = (
    "Levant Desk <digest@example.org>",
    "דסק הלבנט <digest@example.org>",
    '"Desk, the; (1)" <digest@example.org>',
)


def issues() -> Iterator[tuple[str, Issue]]:
    """Every sample in its own language, then three of them in all others."""
    for name, issue in sample_issues(base_url=PAGES).items():
        yield name, replace(issue, base_url=PAGES)
    for language in LANGUAGES:
        for name in ("new and updates", "right to left", "hostile"):
            yield (
                f"{name} in {language}",
                replace(sample_issues(base_url=PAGES)[name], base_url=PAGES, language=language),
            )


def message(issue: Issue, number: int, **other: Any) -> Message:
    known: dict[str, Any] = {
        "delivery_id": number,
        "message_id": f"<{number:024x}@digest.example.org>",
        "digest_id": issue.digest_id,
        "slot_label": issue.slot.label,
        "slot_instant": issue.slot.instant,
        "address": Address(channel="email", value=f"reader{number}@example.org"),
        "parts": personal(other.get("parts") or RENDERER.render(issue, "email"), WAY_OUT),
        "follows": FOLLOWS if number % 2 else (),
        "way_out": WAY_OUT if number % 3 else replace(WAY_OUT, mailto=""),
    }
    return Message(**(known | other))


async def test_an_independent_checker_finds_nothing_in_thirty_mails(
    server: MailServer, make_channel: MakeChannel
) -> None:
    """Every language, hostile titles, fifty stories, updates in their thread; one-click and all."""
    mails = [message(issue, number) for number, (_, issue) in enumerate(issues(), start=1)]
    for number, mail in enumerate(mails):
        channel = make_channel(server, sender=SENDERS[number % 3], reply_to=SENDERS[0] if number % 2 else "")
        await channel.send(mail, unrecorded)
    assert len(server.mails) == len(mails) >= 25
    assert server.offences == []
    found = {mail.recipient: faults(mail.raw) for mail in server.mails}
    assert {reader: faults for reader, faults in found.items() if faults} == {}


@pytest.mark.parametrize("title", [*HOSTILE, "x" * 3_000, "שלום " * 300, "\r\n" * 50, "=?utf-8?b?" + "A" * 200 + "?="])
async def test_no_title_stops_a_mail_or_adds_to_it(server: MailServer, make_channel: MakeChannel, title: str) -> None:
    """As subject, as the name of sender and digest, as Message-ID of an earlier mail: the mail stays clean."""
    (_, issue), *_ = issues()
    plain = message(issue, 1)
    subject = Part(form="email", name="subject", content=title)
    parts = (subject, *(part for part in plain.parts if part.name != "subject"))
    channel = make_channel(server, sender=f"{title} <digest@example.org>")
    await channel.send(replace(plain, parts=parts, digest_id=title), unrecorded)
    empty = not title.strip()
    assert [fault for fault in faults(server.mails[0].raw) if not (empty and fault == "Subject is empty")] == []


async def test_hostile_fragments_make_clean_mails(
    server: MailServer, make_channel: MakeChannel, shared_data: Path
) -> None:
    """As headline, sentence, outlet and names of the publication: no mail is refused, nothing active, nothing lost."""
    corpus = (shared_data / "hostile" / "xss_corpus.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["html"] for line in corpus]
    (_, issue), *_ = issues()
    item = issue.items[0]
    channel = make_channel(server)
    for number, start in enumerate(range(0, len(texts), 12), start=1):
        hostile = texts[start : start + 12]
        items = tuple(
            replace(
                item,
                headline=text,
                quotes=tuple(replace(quote, text=text, outlet=text) for quote in item.quotes),
                coverage=tuple(replace(link, outlet=text, title=text) for link in item.coverage),
            )
            for text in hostile
        )
        section = replace(issue.sections[0], name=hostile[0], items=items)
        shown = replace(issue, sections=(section,), more=(), digest_name=hostile[-1], topics=tuple(hostile[:3]))
        await channel.send(message(shown, number), unrecorded)
    assert server.offences == []
    assert len(server.mails) == -(-len(texts) // 12)
    assert {mail.recipient: found for mail in server.mails if (found := faults(mail.raw))} == {}


@given(st.text(max_size=200), st.text(max_size=80), st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_makes_a_mail_of_plain_lines(title: str, name: str, text: str) -> None:
    """No exception, no header more, no line that servers refuse."""
    parts = tuple(Part(form="email", name=form, content=text) for form in ("text", "html"))
    mail = message(next(issues())[1], 1, parts=(Part(form="email", name="subject", content=title), *parts))
    raw = compose_mail(
        mail,
        sender=f"{name} <d@example.org>",
        recipient="r@example.org",
        date=mail.slot_instant,
        reply_to=f"{name} <e@example.org>",
    ).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert len(names) == len(set(names)) == 14
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert [fault for fault in faults(raw) if "header" in fault or "From" in fault or "Reply-To" in fault] == []


def openssl(*arguments: str | Path) -> bytes:
    if not openssl_is_there():
        pytest.skip("system package openssl is not installed")
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True).stdout


@pytest.fixture(params=["rsa", "rsa, the old way", "ed25519", "ed25519 in one line"])
def key(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bytes]:
    """A private key as admins have them, and the DNS record of its public half."""
    file, kind = tmp_path / "dkim.pem", request.param.partition(" ")[0].strip(",")
    if kind == "rsa":
        openssl("genrsa", *(["-traditional"] if "old" in request.param else []), "-out", file, "2048")
    else:
        openssl("genpkey", "-algorithm", "ed25519", "-out", file)
    public = openssl("pkey", "-in", file, "-pubout", "-outform", "DER")
    if "line" in request.param:
        file.write_bytes(b64encode(openssl("pkey", "-in", file, "-outform", "DER")[-32:]) + b"\n")
    return file, b"v=DKIM1; k=%s; p=%s" % (kind.encode(), b64encode(public if kind == "rsa" else public[-32:]))


async def test_a_signed_mail_is_verified_by_whoever_asks_the_dns(
    server: MailServer, make_channel: MakeChannel, key: tuple[Path, bytes]
) -> None:
    """RSA and Ed25519; the signature is over what arrived, list headers included, and the mail is still clean."""
    file, record = key
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    channel = make_channel(server, dkim=Dkim(domain="example.org", selector="s1", key_file=file))
    for number, (_, issue) in enumerate(list(issues())[:6], start=1):
        await channel.send(message(issue, number), unrecorded)
    for mail in server.mails:
        assert dkim.verify(mail.raw, dnsfunc=dns)
        assert not dkim.verify(
            mail.raw.replace(b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"), dnsfunc=dns
        )
        assert not dkim.verify(mail.raw.replace(b"\r\nTo:", b"\r\nSubject: Another\r\nTo:"), dnsfunc=dns)
        assert faults(mail.raw) == []
    assert set(asked) == {b"s1._domainkey.example.org."}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: no such file or directory"),
        ("", "holds no RSA or Ed25519 key"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "holds no RSA or Ed25519 key"),
        ("AAAA", "holds no RSA or Ed25519 key"),
        ("\x00\x01", "holds no RSA or Ed25519 key"),
    ],
)
def test_a_key_that_cannot_sign_is_a_mistake_of_the_config(tmp_path: Path, content: str | None, said: str) -> None:
    """Found before anything is sent, with how to mend it."""
    file = tmp_path / "dkim.pem"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(ConfigError) as caught:
        make_signer(Dkim(domain="example.org", selector="s1", key_file=file), tmp_path / "config.toml")
    (mistake,) = caught.value.mistakes
    assert str(mistake).startswith(f"{tmp_path / 'config.toml'}: email.dkim.key_file: ")
    assert said in mistake.problem
    assert "openssl genrsa" in mistake.mend


async def test_a_real_mail_server_takes_it_delivers_it_and_returns_it(
    authority: Authority, make_channel: MakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Postfix: STARTTLS, thirty clean mails in a mailbox, an unknown reader at RCPT, and one that bounces afterwards."""
    if reason := why_no_postfix():
        pytest.skip(reason)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    mailbox = BounceMailbox(address="bounces@example.org", imap="imap.example.org", username="b")
    mails = [message(issue, number) for number, (_, issue) in enumerate(issues(), start=1)]
    reader = Address(channel="email", value="reader@example.org")
    async with Postfix(certificate=authority.sign("127.0.0.1")) as postfix:
        channel = make_channel(postfix, bounces=mailbox)
        assert await channel.probe() == f"127.0.0.1:{postfix.port} takes mail"
        for mail in mails:
            await channel.send(replace(mail, address=reader), unrecorded)
        with pytest.raises(AddressError) as refused:
            await channel.send(replace(mails[0], address=replace(reader, value="x@refusing.example")), unrecorded)
        await channel.send(replace(mails[0], address=replace(reader, value="gone@example.org")), unrecorded)
        arrived = await postfix.arrived("reader", len(mails))
        (returned,) = await postfix.arrived("bounces")
        await channel.aclose()
    assert refused.value.suppress
    assert {fault for raw in arrived for fault in faults(as_sent(raw))} == set()
    came_back = understand(returned)
    assert (came_back.kind, came_back.addresses) == ("dead", ("gone@example.org",))
    assert mails[0].message_id in came_back.message_ids


def as_sent(stored: bytes) -> bytes:
    """Take off what Postfix put on top, and undo its line ends."""
    raw = stored.replace(b"\n", b"\r\n")
    return raw[raw.index(b"\r\nFrom: ") + 2 :]
