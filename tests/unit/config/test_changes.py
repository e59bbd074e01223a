"""What an edit means, in words."""

from __future__ import annotations

from pathlib import Path

from digest.config import changes, loads

FILE = Path("/srv/desk/config.toml")
BEFORE = """
[site]
title = "Desk"
base_url = "https://digest.example.org"
[store]
url = "sqlite:///digest.db"
[web]
listen = "127.0.0.1:8080"
[email]
host = "smtp.example.org"
from = "desk@example.org"
username = "desk"
password_env = "SMTP"
[[feed]]
url = "https://example.org/rss"
every = "15m"
[[feed]]
url = "https://example.net/rss"
[[topic]]
id = "ties"
any = ["Turkey"]
[[digest]]
id = "morning"
at = ["07:30"]
[[subscriber]]
email = "a@example.org"
digests = ["morning"]
"""


def said(after: str, environ: dict[str, str] | None = None) -> list[str]:
    """Say what an edit of the file means."""
    old = loads(BEFORE, FILE, {"SMTP": "old"})
    return [str(change) for change in changes(old, loads(after, FILE, environ or {"SMTP": "old"}))]


def test_the_same_file_means_nothing() -> None:
    """No change, no words."""
    assert said(BEFORE) == []
    assert said(BEFORE + "# a remark\n") == []


def test_what_is_changed_is_said_with_old_and_new_value() -> None:
    """In the words of the file."""
    after = BEFORE.replace('title = "Desk"', 'title = "Newsroom"').replace('every = "15m"', 'every = "1h"')
    assert said(after.replace('"07:30"', '"07:30", "18:00"')) == [
        "changed site.title: Desk → Newsroom",
        'changed feed "https://example.org/rss": every 15m → 1h',
        'changed digest "morning": at 07:30 → 07:30, 18:00',
    ]


def test_what_is_added_or_removed_is_said_by_name() -> None:
    """Feeds by URL, readers by address, the rest by id."""
    after = BEFORE.replace('[[feed]]\nurl = "https://example.net/rss"\n', "").replace("a@example.org", "b@example.org")
    assert said(after + '[[digest]]\nid = "evening"\n[telegram]\ntoken_env = "BOT"\n') == [
        'removed feed "https://example.net/rss"',
        'added digest "evening"',
        'removed reader "a@example.org"',
        'added reader "b@example.org"',
        "added [telegram]",
    ]


def test_another_secret_is_named_and_never_shown() -> None:
    """Behind the same name."""
    assert said(BEFORE, {"SMTP": "hunter2"}) == ["changed email.password: another secret"]


def test_two_readers_at_one_address_are_told_apart() -> None:
    """The second has a number."""
    more = '[[subscriber]]\nemail = "a@example.org"\ndigests = ["evening"]\n[[digest]]\nid = "evening"\n'
    assert said(BEFORE + more) == ['added digest "evening"', 'added reader "a@example.org #2"']
