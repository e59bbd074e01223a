"""Secrets come from the environment or files, and show nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import effective, loads, missing
from digest.errors import ConfigError
from digest.model import Secret, SecretSource, Settings

FILE = Path("/srv/desk/config.toml")
HIDDEN = "hunter2"
PAGES = '[site]\nbase_url = "https://digest.example.org"\n[web]\n'
EMAIL = PAGES + '[email]\nhost = "smtp.example.org"\nfrom = "a@example.org"\n'
FEED = '[[feed]]\nurl = "https://example.org/rss"\n'

# What an admin might try, and the key that the message must name instead.
LEAKS = [
    (f'[telegram]\ntoken = "{HIDDEN}"', "token_env"),
    (f'[telegram]\nbot_token = "{HIDDEN}"', "token_env"),
    (f'[telegram]\ntoken_env = "123:{HIDDEN}"', "not the secret itself"),
    (f'[telegram]\ntoken_env = ["{HIDDEN}"]', "not the secret itself"),
    (f'{EMAIL}username = "u"\npassword = "{HIDDEN}"', "password_env"),
    (f'{EMAIL}smtp-pass = "{HIDDEN}"', "password_env"),
    (
        f'{EMAIL}bounces = {{ address = "b@a.org", imap = "a.org", username = "u", password = "{HIDDEN}" }}',
        "password_file",
    ),
    (f'[web]\nsecret = "{HIDDEN}"', "secret_env"),
    (f'[summary]\nurl = "http://localhost"\nmodel = "m"\napi_key = "{HIDDEN}"', "key_env"),
    (f'[[feed]]\nurl = "https://user:{HIDDEN}@example.org/rss"', "password_env"),
    (f'[[feed]]\nurl = "https://{HIDDEN}@example.org/rss"', "password_env"),
    (f'{FEED}password = "{HIDDEN}"', "password_env"),
    (f'{FEED}headers = {{ Authorization = "Bearer {HIDDEN}" }}', "env"),
    (f'{FEED}headers = {{ X-Api-Key = "{HIDDEN}" }}', "env"),
    (f'{FEED}headers = {{ Cookie = {{ env = "s={HIDDEN}" }} }}', "not the secret itself"),
    (f'{FEED}headers = {{ X-Token = ["{HIDDEN}"] }}', "env"),
    (f'[store]\nurl = "postgresql://user:{HIDDEN}@host/db"', "PGPASSWORD"),
    (f'[store]\nurl = "postgresql://host/db?password={HIDDEN}"', "PGPASSWORD"),
    (f'[store]\nurl = "mysql://user:{HIDDEN}@host/db"', "sqlite"),
    (f'[site]\nbase_url = "https://user:{HIDDEN}@example.org"', "remove it"),
    (f'[telegram]\napi_url = "https://user:{HIDDEN}@example.org"', "remove it"),
    (f"{EMAIL.replace('smtp.example.org', f'u:{HIDDEN}@smtp.example.org')}", "smtp.example.org"),
]


@pytest.mark.parametrize(("text", "advice"), LEAKS, ids=[f"{number:02}" for number in range(len(LEAKS))])
def test_a_secret_in_the_file_is_refused_with_advice_and_never_repeated(text: str, advice: str) -> None:
    """Messages end up in terminals, logs and chats."""
    with pytest.raises(ConfigError) as raised:
        loads(text, FILE, {})
    assert advice in str(raised.value)
    assert HIDDEN not in str(raised.value)


def telegram(text: str, path: Path, **environ: str) -> Settings:
    return loads(f"[telegram]\n{text}", path, environ)


def test_a_secret_is_read_from_the_environment() -> None:
    """Without the line break that may end it."""
    read = telegram('token_env = "TOKEN"', FILE, TOKEN=f"{HIDDEN}\n")
    assert read.telegram is not None
    assert read.telegram.token == Secret(HIDDEN)
    assert read.secrets == (SecretSource(key="telegram.token_env", place="TOKEN", found=True),)
    assert HIDDEN not in repr(read)
    assert HIDDEN not in effective(read)


def test_a_secret_is_read_from_a_file_beside_the_config(tmp_path: Path) -> None:
    """With a line break at its end, as editors leave it."""
    (tmp_path / "token").write_text(f"{HIDDEN}\r\n")
    read = telegram('token_file = "token"', tmp_path / "config.toml")
    assert read.telegram is not None
    assert read.telegram.token == Secret(HIDDEN)


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe", b"x" * 100_000])
def test_a_secret_that_is_not_there_is_named_and_no_mistake(tmp_path: Path, content: bytes | None) -> None:
    """It may be wanted only later, on another machine."""
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    read = telegram('token_file = "token"', tmp_path / "config.toml")
    assert read.telegram is not None
    assert read.telegram.token is None
    assert f"telegram.token_file: {tmp_path}/token is not a small text file with something in it" in missing(read)
    unset = telegram('token_env = "TOKEN"', FILE, TOKEN="")
    assert "telegram.token_env: the environment variable TOKEN is not set" in missing(unset)


def test_a_file_of_a_secret_that_never_ends_is_not_read(tmp_path: Path) -> None:
    """Nor one that is a folder."""
    for place in ("/dev/zero", str(tmp_path)):
        read = telegram(f'token_file = "{place}"', FILE)
        assert read.telegram is not None
        assert read.telegram.token is None


def test_headers_may_come_from_the_environment() -> None:
    """One whose variable is not set is left out and named."""
    text = FEED + 'headers = { X-Key = { env = "KEY" }, X-Other = { env = "OTHER" }, Accept = "text/xml" }'
    read = loads(text, FILE, {"KEY": HIDDEN})
    assert read.feeds[0].headers == {"Accept": "text/xml", "X-Key": Secret(HIDDEN)}
    assert "feed[1].headers.X-Other.env: the environment variable OTHER is not set" in missing(read)


def test_every_secret_has_its_own_source() -> None:
    """Mail, bounces, pages, summaries and feeds."""
    text = f"""
[summary]
url = "http://localhost:1"
model = "m"
key_env = "A"
{EMAIL}username = "u"
password_env = "B"
bounces = {{ address = "b@a.org", imap = "a.org", username = "u", password_env = "C" }}
{FEED}username = "u"
password_env = "E"
"""
    text = text.replace("[web]\n", '[web]\nsecret_env = "D"\n')
    read = loads(text, FILE, {letter: letter.lower() for letter in "ABCDE"})
    assert {source.key: source.place for source in read.secrets} == {
        "summary.key_env": "A",
        "email.password_env": "B",
        "email.bounces.password_env": "C",
        "web.secret_env": "D",
        "feed[1].password_env": "E",
    }
    assert read.email is not None
    assert read.email.bounces is not None
    assert read.email.bounces.password == Secret("c")
    assert read.feeds[0].password == Secret("e")
