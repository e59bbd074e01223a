"""From the outbox to a mail server that fails: every mail once, nobody blamed for somebody else."""

from __future__ import annotations

from engines.mail_checker import faults
from engines.mail_server import MailServer

from .conftest import MailSite

ONE, TWO = "one@example.org", "Two@Example.org"


def site_faults(server: MailServer) -> None:
    """The first issue meets a server that greylists one reader, and knows nothing of the other."""
    server.answer("rcpt", "550 5.1.1 no such user", recipient=TWO)
    server.greylisting = True


async def test_greylisting_delays_a_mail_and_an_unknown_reader_ends_at_once(site: MailSite) -> None:
    """The one gets it at the second try, once, and clean; the other is suppressed with the server's words."""
    assert site.server.mails == []
    assert site.statuses() == {ONE: "confirmed", TWO: "suppressed"}
    await site.deliver(minutes=2)
    await site.deliver(minutes=4)
    assert [mail.recipient for mail in site.server.mails] == [ONE]
    assert faults(site.raw(ONE)) == []
    assert site.app.store.outbox.counts() == {"sent": 1, "failed": 1}


async def test_a_server_that_was_away_gets_every_mail_once(site: MailSite) -> None:
    """While it is away nobody is blamed; cut connections are no repeats."""
    site.server.mend()
    await site.server.stop()
    await site.deliver(minutes=2)
    assert site.app.store.outbox.counts() == {"pending": 1, "failed": 1}
    await site.server.start()
    site.server.cut("mail", times=1)
    await site.deliver(minutes=10)
    await site.deliver(minutes=20)
    assert [mail.recipient for mail in site.server.mails] == [ONE]


async def test_an_answer_that_was_lost_makes_one_repeat_at_most(site: MailSite) -> None:
    """Under the same Message-ID, so that a mailbox can tell."""
    site.server.mend()
    site.server.cut_after_accepting(times=1)
    for minutes in (2, 10, 20, 30):
        await site.deliver(minutes=minutes)
    ids = [line for mail in site.server.mails for line in mail.raw.split(b"\r\n") if line.startswith(b"Message-ID")]
    assert len(ids) == 2
    assert len(set(ids)) == 1
