"""Mail over a real connection, to a server that fails on demand: who must act, and what was taken how often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from engines.mail_server import MailServer, Stage

from digest.channels.email import EmailChannel, Patience
from digest.errors import AddressError, ChannelError, DeliveryError, UncertainError
from digest.model import Address, BounceMailbox, Message, Part
from digest.pipeline.messages import unrecorded

MakeChannel = Callable[..., EmailChannel]
MakeMail = Callable[..., Message]


async def refusal(channel: EmailChannel, mail: Message) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await channel.send(mail, unrecorded)
    assert "\n" not in str(caught.value)
    return caught.value


async def test_a_mail_arrives_as_it_was_composed(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """One recipient, dots and all; the sender gets the bounces."""
    receipt = await make_channel(server).send(make_mail(), unrecorded)
    (mail,) = server.mails
    assert receipt.reference == "<1a2b@digest.example.org>"
    assert (mail.sender, mail.recipients) == ("digest@example.org", ("reader@example.org",))
    assert b"\r\n.\r\nand a dot\r\n" in mail.raw
    assert b"\r\nTo: reader@example.org\r\n" in mail.raw
    assert server.offences == []


async def test_bounces_go_to_the_mailbox_that_is_read_for_them(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """And replies to where the admin reads them."""
    mailbox = BounceMailbox(address="bounces@example.org", imap="imap.example.org", username="b")
    await make_channel(server, bounces=mailbox, reply_to="Desk <desk@example.org>").send(make_mail(), unrecorded)
    assert server.mails[0].sender == "bounces@example.org"
    assert b'\r\nReply-To: "Desk" <desk@example.org>\r\n' in server.mails[0].raw


async def test_one_connection_carries_mail_after_mail(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """Also after a refusal."""
    channel = make_channel(server)
    server.answer("rcpt", "550 5.1.1 unknown", recipient="gone@example.org")
    await channel.send(make_mail("one@example.org"), unrecorded)
    await refusal(channel, make_mail("gone@example.org"))
    await channel.send(make_mail("two@example.org"), unrecorded)
    assert server.connections == 1
    assert [mail.recipient for mail in server.mails] == ["one@example.org", "two@example.org"]


async def test_a_burst_takes_a_few_connections(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """However many mails are under way, and each mail arrives once."""
    channel = make_channel(server)
    readers = [f"reader{number}@example.org" for number in range(40)]
    await asyncio.gather(*(channel.send(make_mail(reader), unrecorded) for reader in readers))
    assert 1 < server.connections <= 4
    assert sorted(mail.recipient for mail in server.mails) == sorted(readers)


async def test_fewer_connections_have_to_do_where_the_server_takes_no_more(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """A limit of connections delays mails and fails none."""
    server.most_connections = 2
    channel = make_channel(server)
    readers = [f"reader{number}@example.org" for number in range(20)]
    await asyncio.gather(*(channel.send(make_mail(reader), unrecorded) for reader in readers))
    assert sorted(mail.recipient for mail in server.mails) == sorted(readers)


async def test_a_limit_of_mails_for_each_connection_means_a_new_connection(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """421 after the third mail is not a failure."""
    server.messages_per_connection = 3
    channel = make_channel(server)
    for number in range(7):
        await channel.send(make_mail(f"reader{number}@example.org"), unrecorded)
    assert [mail.connection for mail in server.mails] == [1, 1, 1, 2, 2, 2, 3]


async def test_an_idle_connection_that_the_server_dropped_is_replaced(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """Nobody notices."""
    channel = make_channel(server)
    await channel.send(make_mail("one@example.org"), unrecorded)
    server.hang_up()
    await channel.send(make_mail("two@example.org"), unrecorded)
    assert [mail.connection for mail in server.mails] == [1, 2]


async def test_an_idle_connection_is_closed_after_a_while(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """Nobody holds a server's connections for nothing."""
    channel = make_channel(server, patience=Patience(connect=10, answer=10, acceptance=10, idle=0.01))
    await channel.send(make_mail(), unrecorded)
    while server.open_connections:
        await asyncio.sleep(0.01)
    await channel.send(make_mail(), unrecorded)
    assert server.connections == 2


async def test_closing_the_channel_closes_its_connections(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """With a goodbye."""
    channel = make_channel(server)
    await channel.send(make_mail(), unrecorded)
    await channel.aclose()
    async with asyncio.timeout(10):
        while server.open_connections:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("stage", "answer", "kind", "permanent"),
    [
        ("mail", "550 5.7.1 sender not allowed", ChannelError, False),
        ("mail", "530 5.7.0 authentication required", ChannelError, False),
        ("mail", "451 4.3.0 try later", ChannelError, False),
        ("mail", "450 try later", DeliveryError, False),
        ("mail", "552 5.3.4 too large", DeliveryError, True),
        ("rcpt", "450 4.2.0 greylisted", DeliveryError, False),
        ("rcpt", "550 5.1.1 no such user", AddressError, True),
        ("rcpt", "550 no such user", AddressError, True),
        ("rcpt", "550 5.7.1 blocked by policy", DeliveryError, True),
        ("data", "451 4.3.0 try later", DeliveryError, False),
        ("data", "554 5.5.1 no", DeliveryError, True),
        ("end", "451 4.7.1 try later", DeliveryError, False),
        ("end", "421 4.3.2 shutting down", DeliveryError, False),
        ("end", "554 5.7.1 spam", DeliveryError, True),
        ("end", "552 5.3.4 too large", DeliveryError, True),
    ],
)
async def test_a_refusal_says_who_must_act(
    server: MailServer,
    make_channel: MakeChannel,
    make_mail: MakeMail,
    stage: Stage,
    answer: str,
    kind: type[DeliveryError],
    permanent: bool,
) -> None:
    """The next mail goes out as if nothing had been."""
    server.answer(stage, answer, times=1)
    channel = make_channel(server)
    error = await refusal(channel, make_mail())
    assert type(error) is kind
    assert error.permanent is permanent
    assert answer in str(error)
    await channel.send(make_mail(), unrecorded)
    assert len(server.mails) == 1


async def test_only_a_dead_mailbox_is_suppressed(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """What is no address at all pauses its reader instead."""
    channel = make_channel(server)
    server.answer("rcpt", "550 5.1.1 no such user")
    dead = await refusal(channel, make_mail())
    odd = await refusal(channel, make_mail("лев@example.org"))
    assert isinstance(dead, AddressError)
    assert isinstance(odd, AddressError)
    assert (dead.suppress, odd.suppress) == (True, False)


async def test_greylisting_lets_the_second_try_through(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """The first is an error for now."""
    server.greylisting = True
    channel = make_channel(server)
    assert (await refusal(channel, make_mail())).permanent is False
    await channel.send(make_mail(), unrecorded)
    assert len(server.mails) == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("how", ["cut", "421"])
async def test_a_connection_that_ends_before_the_mail_was_sent_is_replaced_at_once(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail, stage: Stage, how: str
) -> None:
    """It was surely not taken, so it arrives once."""
    server.answer(stage, "421 4.3.2 shutting down" if how == "421" else how, times=1)
    await make_channel(server).send(make_mail(), unrecorded)
    assert len(server.mails) == 1
    assert server.connections == 2


@pytest.mark.parametrize(
    ("stage", "down"), [("connect", True), ("ehlo", True), ("mail", True), ("rcpt", False), ("data", False)]
)
@pytest.mark.parametrize("how", ["cut", "421 4.3.2 go away"])
async def test_a_server_that_keeps_hanging_up_is_down_unless_it_is_about_one_mail(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail, stage: Stage, down: bool, how: str
) -> None:
    """One mail that a server chokes on must not hold up all others."""
    server.answer(stage, how)
    error = await refusal(make_channel(server), make_mail())
    assert isinstance(error, ChannelError) is down
    assert error.permanent is False
    assert not isinstance(error, UncertainError)
    assert server.mails == []


@pytest.mark.parametrize("accepted", [False, True])
async def test_an_answer_that_is_lost_leaves_it_uncertain(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail, accepted: bool
) -> None:
    """Nobody can know which it was; the channel does not try by itself."""
    if accepted:
        server.cut_after_accepting(times=1)
    else:
        server.cut("end", times=1)
    error = await refusal(make_channel(server), make_mail())
    assert isinstance(error, UncertainError)
    assert len(server.mails) == accepted
    assert server.connections == 1


async def test_a_server_that_is_too_slow_to_say_yes_leaves_it_uncertain(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """The connection is not used again, or its late answer would be taken for another mail's."""
    channel = make_channel(server, patience=Patience(connect=10, answer=10, acceptance=0.05))
    server.delays["end"] = 30
    assert isinstance(await refusal(channel, make_mail()), UncertainError)
    server.mend()
    await make_channel(server).send(make_mail("two@example.org"), unrecorded)
    assert server.mails[-1].recipient == "two@example.org"
    assert server.connections == 2


async def test_a_slow_server_is_waited_for(server: MailServer, make_channel: MakeChannel, make_mail: MakeMail) -> None:
    """As long as it is not too slow."""
    server.delays.update({"connect": 0.05, "ehlo": 0.05, "rcpt": 0.05, "end": 0.05})
    await make_channel(server).send(make_mail(), unrecorded)
    assert len(server.mails) == 1


async def test_a_server_that_says_nothing_is_down(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """In bounded time."""
    server.delays["connect"] = 30
    channel = make_channel(server, patience=Patience(connect=0.05, answer=10, acceptance=10))
    error = await refusal(channel, make_mail())
    assert isinstance(error, ChannelError)
    assert "does not answer in 0.05 seconds" in str(error)


async def test_a_mail_over_the_servers_limit_is_refused_for_good(
    make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """And suppresses nobody."""
    async with MailServer(size=700) as small:
        error = await refusal(make_channel(small), make_mail())
    assert error.permanent
    assert not isinstance(error, AddressError)


async def test_a_server_of_seven_bits_gets_mail_of_seven_bits(make_channel: MakeChannel, make_mail: MakeMail) -> None:
    """Neither 8BITMIME nor SMTPUTF8 is needed for any script."""
    async with MailServer(hides=frozenset({"8BITMIME", "SMTPUTF8", "SIZE"})) as old:
        parts = tuple(Part(form="email", name=name, content="שלום 🇮🇱 é") for name in ("subject", "text", "html"))
        await make_channel(old).send(make_mail(parts=parts), unrecorded)
        assert old.offences == []
        assert len(old.mails) == 1


async def test_a_domain_in_other_letters_is_written_in_ascii(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """In the envelope and in the header."""
    await make_channel(server).send(make_mail("reader@bücher.example"), unrecorded)
    assert server.mails[0].recipient == "reader@xn--bcher-kva.example"
    assert b"\r\nTo: reader@xn--bcher-kva.example\r\n" in server.mails[0].raw


@pytest.mark.parametrize("value", ["a@b.org>\r\nRCPT TO:<x@y.org", "A <a@b.org>", "", "a b@c.org", "out/"])
async def test_what_is_no_address_is_never_written_to(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail, value: str
) -> None:
    """No command can be slipped in."""
    error = await refusal(make_channel(server), make_mail(address=Address(channel="email", value=value)))
    assert isinstance(error, AddressError)
    assert server.connections == 0


async def test_an_issue_that_is_no_mail_is_refused(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """An empty mail helps nobody."""
    parts = (Part(form="telegram", name="message", content="x"),)
    assert (await refusal(make_channel(server), make_mail(parts=parts))).permanent


async def test_a_server_that_comes_back_gets_the_mail(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """While it is away it is named with its port; the channel needs no restart."""
    channel = make_channel(server)
    await channel.send(make_mail("one@example.org"), unrecorded)
    await server.stop()
    error = await refusal(channel, make_mail("two@example.org"))
    assert isinstance(error, ChannelError)
    assert f"nothing answers at 127.0.0.1:{server.port} ([email] host, port)" in str(error)
    await server.start()
    await channel.send(make_mail("two@example.org"), unrecorded)
    assert [mail.recipient for mail in server.mails] == ["one@example.org", "two@example.org"]


async def test_a_sending_that_is_given_up_leaves_no_half_mail_behind(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """The next mail does not go over a connection in which another one stands half."""
    server.delays["rcpt"] = 30
    channel = make_channel(server)
    sending = asyncio.create_task(channel.send(make_mail("one@example.org"), unrecorded))
    while not server.open_connections:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    server.mend()
    await channel.send(make_mail("two@example.org"), unrecorded)
    assert [(mail.recipient, mail.connection) for mail in server.mails] == [("two@example.org", 2)]
