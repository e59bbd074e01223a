"""A file without mistakes becomes the nouns of `model`."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.config import load, loads
from digest.errors import ConfigError
from digest.model import Address, AlertRule, Feed, QuietHours, Settings

FILE = Path("/srv/desk/config.toml")


def settings(text: str, **environ: str) -> Settings:
    return loads(text, FILE, environ)


def feed_url(url: str) -> str:
    return settings(f'[[feed]]\nurl = "{url}"').feeds[0].url


def test_what_is_left_out_has_the_defaults_of_the_model() -> None:
    """The schema's defaults, written as text, are those of the nouns."""
    defaults = Settings(path=FILE)
    store = replace(defaults.store, url="sqlite:////srv/desk/digest.db")
    assert settings("[site]") == replace(defaults, store=store)


def test_a_feed_of_only_a_url_has_the_defaults_of_the_model() -> None:
    """Likewise the other nouns that have required keys."""
    assert settings('[[feed]]\nurl = "https://a.org/x"').feeds == (Feed(url="https://a.org/x"),)
    (topic,) = settings('[[topic]]\nid = "t"\nany = ["x"]\nalert = true').topics
    assert topic.alert == AlertRule()
    assert settings('[[topic]]\nid = "t"\nany = ["x"]\nalert = false').topics[0].alert is None


def test_a_digest_takes_the_zone_of_the_site_unless_it_has_its_own() -> None:
    """Which is UTC when neither is given."""
    text = '[site]\ntimezone = "Europe/Istanbul"\n[[digest]]\nid = "a"\n[[digest]]\nid = "b"\ntimezone = "Asia/Tokyo"'
    assert [digest.timezone for digest in settings(text).digests] == [
        ZoneInfo("Europe/Istanbul"),
        ZoneInfo("Asia/Tokyo"),
    ]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat,sun", (5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("mon,wed-fri", (0, 2, 3, 4)),
        ("fri-mon", (0, 4, 5, 6)),
        ("sun", (6,)),
        ("sun-sat", (0, 1, 2, 3, 4, 5, 6)),
        ("Mon - Wed , mon", (0, 1, 2)),
    ],
)
def test_days_are_names_and_ranges(written: str, days: tuple[int, ...]) -> None:
    """Monday is 0; ranges run over Sunday where they must."""
    (digest,) = settings(f'[[digest]]\nid = "m"\nat = ["07:30"]\ndays = "{written}"').digests
    assert digest.days == days


def test_a_schedule_is_hours_on_days_or_a_cron_line_or_none() -> None:
    """A digest without either is sent by hand."""
    text = (
        '[[digest]]\nid = "a"\nat = ["18:00", "07:30"]\n[[digest]]\nid = "b"\ncron = "0  9 * * 0"\n[[digest]]\nid = "c"'
    )
    hours, cron, by_hand = settings(text).digests
    assert (hours.at, hours.cron) == ((time(7, 30), time(18, 0)), "")
    assert (cron.at, cron.cron) == ((), "0 9 * * 0")
    assert (by_hand.at, by_hand.cron) == ((), "")


def test_durations_and_sizes_are_numbers_inside() -> None:
    """A century is the longest; nothing is a duration where it means something."""
    read = settings(
        '[fetch]\nfirst_poll = "36500d"\nmax_bytes = "500kB"\ntimeout = "90s"\n[site]\ncatch_up = "0s"\n'
        '[[digest]]\nid = "m"\nbudget = "3min"\nlookback = "36500d"'
    )
    assert read.fetch.first_poll == timedelta(days=36_500) == read.digests[0].lookback
    assert (read.fetch.max_bytes, read.fetch.timeout) == (500_000, timedelta(seconds=90))
    assert (read.site.catch_up, read.digests[0].budget) == (timedelta(0), timedelta(minutes=3))


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("file:feeds/x.xml", "file:///srv/desk/feeds/x.xml"),
        ("file://feeds/x.xml", "file:///srv/desk/feeds/x.xml"),
        ("file:///data/x.xml", "file:///data/x.xml"),
        ("file:/data/x.xml", "file:///data/x.xml"),
        ("file://localhost/data/x.xml", "file:///data/x.xml"),
        ("FILE:../x y.xml", "file:///srv/x%20y.xml"),
        ("file:feeds/%D7%90%25.xml", "file:///srv/desk/feeds/%D7%90%25.xml"),
        ("file:feeds/א.xml", "file:///srv/desk/feeds/%D7%90.xml"),
        ("https://Example.ORG/Rss?a=B", "https://example.org/Rss?a=B"),
        ("imap://mail.example.org/News", "imap://mail.example.org/News"),
    ],
)
def test_a_feed_has_one_absolute_url(written: str, url: str) -> None:
    """Files are found from the folder of the config, whatever way they are written."""
    assert feed_url(written) == url
    assert feed_url(url) == url


def test_paths_are_found_from_the_folder_of_the_config(tmp_path: Path) -> None:
    """Templates, folders of readers, keys; not from the folder of the shell."""
    (tmp_path / "mine" / "compact").mkdir(parents=True)
    path = tmp_path / "config.toml"
    path.write_text(
        '[site]\ntemplates = "mine"\n[[digest]]\nid = "m"\ntemplate = "compact"\n'
        '[[subscriber]]\nfile = "out/"\ndigests = ["m"]\n[store]\nurl = "sqlite:///var/digest.db?timeout=3"\n'
    )
    read = load(path, {})
    assert read.site.templates == tmp_path / "mine"
    assert read.subscribers[0].address == Address(channel="file", value=str(tmp_path / "out"))
    assert read.store.url == f"sqlite:///{tmp_path}/var/digest.db?timeout=3"


def test_a_config_named_without_a_folder_has_absolute_paths_too() -> None:
    """`--config config.toml` in its own folder."""
    read = loads('[[subscriber]]\nfile = "out"\ndigests = ["m"]\n[[digest]]\nid = "m"', Path("config.toml"), {})
    assert read.subscribers[0].address.value == str(Path.cwd() / "out")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////var/x.db",
        "postgresql://user@host/db",
        "postgresql:///db?host=/run/pg",
    ],
)
def test_urls_of_stores_that_need_no_folder_stay_as_they_are(url: str) -> None:
    """Memory, absolute files and servers."""
    assert settings(f'[store]\nurl = "{url}"').store.url == url


def test_a_reader_has_one_address_and_own_choices() -> None:
    """A chat by number or name, with its thread; a mailbox; a folder; a channel of one's own."""
    text = """
[channel.pager]
kind = "my.pager:Pager"
[[digest]]
id = "m"
[[subscriber]]
telegram = -1001234567890
thread = 7
digests = ["m"]
quiet = "22:00-07:00"
reads = ["en", "he"]
mute = ["horoscope", "story:7"]
[[subscriber]]
telegram = "@levant_desk"
digests = ["m"]
[[subscriber]]
email = "news@example.org"
digests = ["m"]
[[subscriber]]
channel = "pager"
address = "ward 7"
digests = ["m"]
"""
    read = settings(text)
    assert [str(reader.address) for reader in read.subscribers] == [
        "telegram:-1001234567890#7",
        "telegram:@levant_desk",
        "email:news@example.org",
        "pager:ward 7",
    ]
    first = read.subscribers[0]
    assert first.quiet == QuietHours(start=time(22), end=time(7))
    assert (first.reads, first.mute) == (("en", "he"), ("horoscope", "story:7"))
    assert read.channels == {"pager": "my.pager:Pager"}


def test_topics_may_name_feeds_by_relative_url() -> None:
    """Both become the same absolute URL."""
    text = '[[feed]]\nurl = "file:a.xml"\n[[topic]]\nid = "t"\nfeeds = ["file://a.xml", "press"]'
    assert settings(text).topics[0].feeds == ("file:///srv/desk/a.xml", "press")


def test_one_address_may_have_several_entries_with_different_digests() -> None:
    """Each with its own choices."""
    text = '[[digest]]\nid = "a"\n[[digest]]\nid = "b"\n'
    text += "".join(f'[[subscriber]]\nfile = "out"\ndigests = ["{name}"]\n' for name in "ab")
    assert len(settings(text).subscribers) == 2


def test_a_named_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    """`digest check --config <(generate)` works."""
    read, write = os.pipe()
    os.write(write, b"[site]\ntitle = 'piped'\n")
    os.close(write)
    try:
        assert load(Path(f"/dev/fd/{read}"), {}).site.title == "piped"
    finally:
        os.close(read)


def test_settings_of_a_large_file_are_read_in_seconds() -> None:
    """Five thousand feeds are no trouble."""
    text = "".join(f'[[feed]]\nurl = "https://outlet{n}.example/rss"\nname = "Outlet {n}"\n' for n in range(5_000))
    assert len(settings(text).feeds) == 5_000
    with pytest.raises(ConfigError):
        settings(text + '[[feed]]\nurl = "https://outlet7.example/rss"')
