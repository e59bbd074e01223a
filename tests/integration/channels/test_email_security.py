"""TLS and logins: what is protected is protected, and what is wrong is named with its setting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from engines.certificates import Authority
from engines.mail_server import MailServer

from digest.channels.email import EmailChannel
from digest.errors import ChannelError, DeliveryError
from digest.model import Message, Secret
from digest.pipeline.messages import unrecorded

MakeChannel = Callable[..., EmailChannel]
MakeMail = Callable[..., Message]
LOGIN = {"username": "digest", "password": Secret("correct horse")}
USERS = {"digest": "correct horse"}


async def trouble(channel: EmailChannel, mail: Message) -> str:
    """Send, and check that the whole channel is said to be down, by `send` and by `probe` in the same words."""
    with pytest.raises(ChannelError) as caught:
        await channel.send(mail, unrecorded)
    with pytest.raises(DeliveryError) as probed:
        await channel.probe()
    assert str(caught.value) == str(probed.value)
    assert "\n" not in str(caught.value)
    assert "correct horse" not in str(caught.value)
    return str(caught.value)


@pytest.fixture(params=["starttls", "tls"])
async def secure(request: pytest.FixtureRequest, authority: Authority) -> AsyncIterator[MailServer]:
    """A server that demands TLS and a login."""
    context = authority.sign("127.0.0.1", "localhost").context()
    async with MailServer(security=request.param, certificate=context, users=USERS) as running:
        yield running


@pytest.mark.usefixtures("trusted")
async def test_mail_and_login_go_over_tls(secure: MailServer, make_channel: MakeChannel, make_mail: MakeMail) -> None:
    """From the start or by STARTTLS, with an authority that the admin names by SSL_CERT_FILE."""
    channel = make_channel(secure, **LOGIN)
    assert await channel.probe() == f"127.0.0.1:{secure.port} takes mail"
    await channel.send(make_mail(), unrecorded)
    (mail,) = secure.mails
    assert mail.encrypted
    assert secure.offences == []


async def test_a_certificate_of_a_stranger_is_not_trusted(
    secure: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """By default; no login is said to such a server."""
    said = await trouble(make_channel(secure, **LOGIN), make_mail())
    assert f"the certificate of 127.0.0.1:{secure.port} is not trusted" in said
    assert "[email] host" in said
    assert secure.mails == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_certificate_for_another_host_is_named_with_both(
    authority: Authority, make_channel: MakeChannel, make_mail: MakeMail, security: str
) -> None:
    """An admin sees which name would have matched."""
    context = authority.sign("mx.example.net", "mail.example.net").context()
    async with MailServer(security=security, certificate=context) as server:
        said = await trouble(make_channel(server), make_mail())
    assert said == (
        f"the certificate that 127.0.0.1:{server.port} shows is not for 127.0.0.1, "
        "which is the certificate of mx.example.net, mail.example.net ([email] host)"
    )


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_that_has_run_out_is_not_trusted(
    authority: Authority, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """Named as that."""
    async with MailServer(security="tls", certificate=authority.sign("127.0.0.1", days=-1).context()) as server:
        assert "certificate has expired" in await trouble(make_channel(server), make_mail())


async def test_a_server_without_starttls_gets_nothing(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """Whoever strips the offer on the way learns neither mail nor password."""
    said = await trouble(make_channel(server, security="starttls", **LOGIN), make_mail())
    assert f"127.0.0.1:{server.port} offers no STARTTLS" in said
    assert "[email] security" in said
    assert server.mails == []


async def test_a_server_that_speaks_no_tls_is_named_with_the_setting(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """The usual mistake: 587 with tls."""
    said = await trouble(make_channel(server, security="tls"), make_mail())
    assert "does not speak TLS from the start" in said
    assert "[email] port" in said


@pytest.mark.usefixtures("trusted")
async def test_a_wrong_password_is_named_with_its_setting(
    secure: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """The name is shown, the password never."""
    said = await trouble(make_channel(secure, username="digest", password=Secret("incorrect horse")), make_mail())
    assert "refuses the login of digest: 535" in said
    assert "[email] username, password_env" in said
    assert "incorrect" not in said


async def test_a_password_that_is_not_there_is_named_without_a_connection(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """The variable is not set; an empty password is not tried."""
    said = await trouble(make_channel(server, username="digest"), make_mail())
    assert "there is no password" in said
    assert server.connections == 0


async def test_in_the_clear_goes_only_what_the_admin_wants_there(
    make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """A choice for a relay on the same machine: security = "none"."""
    async with MailServer(users=USERS) as server:
        await make_channel(server, **LOGIN).send(make_mail(), unrecorded)
        assert [mail.encrypted for mail in server.mails] == [False]


async def test_a_server_that_takes_no_login_is_named(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """A login that is configured is never left out silently."""
    assert "takes no login" in await trouble(make_channel(server, **LOGIN), make_mail())


async def test_a_host_that_nobody_knows_is_named(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """The reserved name .invalid is known to nobody."""
    said = await trouble(make_channel(server, host="smtp.example.invalid"), make_mail())
    assert said.startswith("smtp.example.invalid cannot be looked up: ")
    assert said.endswith("([email] host)")


async def test_a_server_that_turns_everybody_away_is_down(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """In its own words."""
    server.answer("connect", "554 5.7.1 you are on a list")
    said = await trouble(make_channel(server), make_mail())
    assert said == f"127.0.0.1:{server.port} takes no mail from us: 554 5.7.1 you are on a list"


async def test_an_old_server_that_only_knows_helo_is_greeted_so(
    server: MailServer, make_channel: MakeChannel, make_mail: MakeMail
) -> None:
    """RFC 5321 still asks for it."""
    server.answer("ehlo", "502 5.5.1 what?")
    await make_channel(server).send(make_mail(), unrecorded)
    assert len(server.mails) == 1
