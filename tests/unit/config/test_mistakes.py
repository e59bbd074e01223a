"""One mistake a row: the line it is reported on (marked `#!`), its key, and what the message says."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import loads
from digest.errors import ConfigError, Mistake

FILE = Path("/srv/desk/config.toml")
FEED = '[[feed]]\nurl = "file:a.xml"\n'
TOPIC = '[[topic]]\nid = "ties"\nany = ["x"]\n'
DIGEST = '[[digest]]\nid = "morning"\n'
READER = DIGEST + '[[subscriber]]\ndigests = ["morning"]\n'
TO_FILE = READER + 'file = "out/"\n'
PAGES = '[site]\nbase_url = "https://digest.example.org"\n[web]\n'
EMAIL = PAGES + '[email]\nhost = "smtp.example.org"\nfrom = "digest@example.org"\n'

# text, key, parts of "problem (mend)"
ROWS: list[tuple[str, str, tuple[str, ...]]] = [
    # unknown and misplaced keys
    ("[sight]  #!\n", "sight", ("is not a section", "did you mean [site]?")),
    ('[[feeds]]  #!\nurl = "file:a.xml"', "feeds", ("did you mean [[feed]]?",)),
    ("[subscribers]  #!\n", "subscribers", ("did you mean [[subscriber]]?",)),
    ("[zebra]  #!\nx = 1", "zebra", ("is not a section", "known here: site, store")),
    ('title = "x"  #!\n[site]', "title", ("is not a section here", "it belongs under [site]")),
    ("max_stories = 3  #!\n[site]", "max_stories", ("it belongs under [[digest]]",)),
    ('[site]\ntitel = "x"  #!', "site.titel", ("is not a setting", "did you mean title?")),
    ('[site]\n"base url" = "x"  #!', 'site."base url"', ("did you mean base_url?",)),
    ('[site]\nkeep = "9d"  #!', "site.keep", ("is not a setting here", "it belongs under [store]")),
    ("[store]\nzzz = 1  #!", "store.zzz", ("known here: url, keep",)),
    (FEED + "full-text = true  #!", "feed[1].full-text", ("did you mean full_text?",)),
    (FEED + FEED.replace("a.", "b.") + 'evry = "1h"  #!', "feed[2].evry", ("did you mean every?",)),
    (
        EMAIL + 'dkim = { domain = "a.org", selector = "s", key_file = "k", keyfile = "k" }  #!',
        "email.dkim.keyfile",
        ("did you mean key_file?",),
    ),
    (TOPIC + 'alert = { setle = "5m" }  #!', "topic[1].alert.setle", ("did you mean settle?",)),
    ('[channel.pager]\nkind = "a.b:C"\nkint = 1  #!', "channel.pager.kint", ("did you mean kind?",)),
    # missing keys point to the header of their table
    ('[[feed]]  #!\nname = "A"', "feed[1].url", ("is missing", "every [[feed]] needs one")),
    (FEED + "[[feed]]  #!\n", "feed[2].url", ("is missing",)),
    ('[[topic]]  #!\nany = ["x"]', "topic[1].id", ("is missing", "[[topic]]")),
    ('[[digest]]  #!\nat = ["07:30"]', "digest[1].id", ("is missing",)),
    (DIGEST + '[[subscriber]]  #!\nfile = "out"', "subscriber[1].digests", ("is missing",)),
    (PAGES + '[email]  #!\nfrom = "a@example.org"', "email.host", ("is missing", "[email] needs it")),
    (PAGES + '[email]  #!\nhost = "smtp.example.org"', "email.from", ("is missing",)),
    ('[summary]  #!\nurl = "http://localhost"', "summary.model", ("is missing",)),
    ("[channel.pager]  #!\n", "channel.pager.kind", ("is missing",)),
    (EMAIL + 'dkim = { domain = "a.org", selector = "s" }  #!', "email.dkim.key_file", ("is missing",)),
    # wrong types
    ("[site]\ntitle = 5  #!", "site.title", ("must be text in quotes",)),
    ('[site]\nsending = "yes"  #!', "site.sending", ("must be true or false", "write true, without quotes")),
    ("[site]\nsending = 1  #!", "site.sending", ("must be true or false",)),
    ('[fetch]\nconcurrency = "20"  #!', "fetch.concurrency", ("must be a number", "write 20, without quotes")),
    ("[fetch]\nconcurrency = 2.5  #!", "fetch.concurrency", ("whole number",)),
    ("[fetch]\nconcurrency = true  #!", "fetch.concurrency", ("must be a",)),
    (FEED + 'tags = "press"  #!', "feed[1].tags", ("must be a list", 'write ["press"]')),
    (FEED + "tags = [\n 'a',\n 7,  #!\n]", "feed[1].tags[2]", ("must be text in quotes",)),
    (FEED + 'weight = "heavy"  #!', "feed[1].weight", ("must be a number",)),
    ('site = "x"  #!', "site", ("single brackets",)),
    ("[[site]]  #!\n", "site", ("write [site], with single brackets",)),
    ('[feed]  #!\nurl = "file:a"', "feed", ("write [[feed]], with double brackets",)),
    ('feed = ["file:a"]  #!', "feed[1]", ("must be a table", "write [[feed]]")),
    (EMAIL + 'dkim = "k"  #!', "email.dkim", ("must be a table",)),
    (TOPIC + 'all = ["a"]  #!', "topic[1].all[1]", ("must be a list", 'write ["a"]')),
    (TOPIC + "all = [\n ['a'],\n [],  #!\n]", "topic[1].all[2]", ("is empty",)),
    (TOPIC + "alert = 3  #!", "topic[1].alert", ("must be a table",)),
    (DIGEST + 'at = "07:30"  #!', "digest[1].at", ('write ["07:30"]',)),
    (DIGEST + "at = [07:30:00]  #!", "digest[1].at[1]", ("must be a time in quotes", '"07:30"')),
    ("[telegram]\nadmins = ['@me']  #!", "telegram.admins[1]", ("must be a number",)),
    ('[store]\nkeep = "3d"  #!', "store.keep", ("less time than a story is open", "keep at least window")),
    ('[grouping]\nwindow = "100d"  #!', "grouping.window", ("less time than a story is open",)),
    # bounds
    ("[fetch]\nconcurrency = 0  #!", "fetch.concurrency", ("0 is too small", "at least 1")),
    (EMAIL + "port = 70000  #!", "email.port", ("too large", "at most 65535")),
    (EMAIL + f"port = {'9' * 4000}  #!", "email.port", ("this number is too large",)),
    (FEED + "weight = 0  #!", "feed[1].weight", ("0 is too small", "more than 0")),
    (FEED + "weight = -1.5  #!", "feed[1].weight", ("-1.5 is too small",)),
    (FEED + "weight = nan  #!", "feed[1].weight", ("finite",)),
    (FEED + "weight = inf  #!", "feed[1].weight", ("must be a finite number",)),
    (DIGEST + "max_stories = 0  #!", "digest[1].max_stories", ("at least 1",)),
    (READER + "telegram = 5\nthread = 0  #!", "subscriber[1].thread", ("at least 1",)),
    # durations and sizes
    (FEED + 'every = "1 hour"  #!', "feed[1].every", ('"1 hour" is not a duration', 'write "1h"')),
    (FEED + 'every = "1h30m"  #!', "feed[1].every", ('write "90m"',)),
    (FEED + 'every = "2 hours and 5 minutes"  #!', "feed[1].every", ('write "125m"',)),
    (FEED + 'every = "15 min."  #!', "feed[1].every", ("durations are written 30s, 15m, 2h or 7d",)),
    (FEED + "every = 15  #!", "feed[1].every", ("must be a duration in quotes", '"15m"')),
    (FEED + 'every = "often"  #!', "feed[1].every", ("durations are written",)),
    (FEED + 'every = "1s"  #!', "feed[1].every", ("too short", "at least 1m")),
    (FEED + 'every = "１５m"  #!', "feed[1].every", ("is not a duration",)),
    ('[grouping]\nwindow = "2w"  #!', "grouping.window", ('write "14d"',)),
    ('[grouping]\nwindow = "0d"  #!', "grouping.window", ("too short",)),
    ('[grouping]\nwindow = "-1d"  #!', "grouping.window", ("is not a duration",)),
    ('[store]\nkeep = "9999999999d"  #!', "store.keep", ("too long", "at most 36500d")),
    ('[fetch]\ntimeout = "1d"  #!', "fetch.timeout", ("too long", "at most 1h")),
    ('[fetch]\nmax_bytes = "10 mb"  #!', "fetch.max_bytes", ('"10 mb" is not a size', 'write "10MB"')),
    ('[fetch]\nmax_bytes = "5MiB"  #!', "fetch.max_bytes", ('write "5MB"',)),
    ('[fetch]\nmax_bytes = "big"  #!', "fetch.max_bytes", ("sizes are written",)),
    ('[fetch]\nmax_bytes = "0kB"  #!', "fetch.max_bytes", ("between 1kB and 1GB",)),
    ("[fetch]\nmax_bytes = 10000000  #!", "fetch.max_bytes", ("must be a size in quotes",)),
    (DIGEST + 'budget = "3 stories"  #!', "digest[1].budget", ("is not a reading time", 'write "3min"')),
    (TOPIC + 'alert = { at_most = "6 a day" }  #!', "topic[1].alert.at_most", ("is not a limit", "6/day")),
    (TOPIC + 'alert = { at_most = "0/day" }  #!', "topic[1].alert.at_most", ("is not a limit",)),
    # times, days, cron, zones, languages
    (DIGEST + 'at = ["7:30"]  #!', "digest[1].at[1]", ("is not a time of day", 'write "07:30"')),
    (DIGEST + 'at = [\n "07:30",\n "7:30pm",  #!\n]', "digest[1].at[2]", ('write "19:30"',)),
    (DIGEST + 'at = ["24:00"]  #!', "digest[1].at[1]", ('write "00:00"',)),
    (DIGEST + 'at = ["25:10"]  #!', "digest[1].at[1]", ("from 00:00 to 23:59",)),
    (DIGEST + 'at = ["07:30", "07:30"]  #!', "digest[1].at[2]", ("named twice",)),
    (DIGEST + 'at = ["07:30"]\ndays = "monday"  #!', "digest[1].days", ('"monday" is not a day', 'write "mon"')),
    (DIGEST + 'at = ["07:30"]\ndays = "weekdays"  #!', "digest[1].days", ('write "mon-fri"',)),
    (DIGEST + 'at = ["07:30"]\ndays = "mon,,tue"  #!', "digest[1].days", ("names no days",)),
    (DIGEST + 'at = ["07:30"]\ndays = ["mon", "tue"]  #!', "digest[1].days", ('write "mon,tue"',)),
    (DIGEST + 'days = "mon-fri"  #!', "digest[1].days", ("has no time of day",)),
    (DIGEST + 'at = ["07:30"]\ncron = "30 7 * * 1"  #!', "digest[1].cron", ("stands beside at", "or cron")),
    (DIGEST + 'days = "mon"  #!\ncron = "30 7 * * 1"', "digest[1].days", ("stands beside cron",)),
    (DIGEST + 'cron = "30 7 * *"  #!', "digest[1].cron", ("five fields",)),
    (DIGEST + 'cron = "0 30 7 * * *"  #!', "digest[1].cron", ("five fields",)),
    (DIGEST + 'cron = "@daily"  #!', "digest[1].cron", ('write "0 0 * * *"',)),
    (DIGEST + 'cron = "61 7 * * *"  #!', "digest[1].cron", ("wrong minute field",)),
    (DIGEST + 'cron = "0 7 30 2 *"  #!', "digest[1].cron", ("day-of-month",)),
    (DIGEST + 'cron = "0 7 * * fri-mon"  #!', "digest[1].cron", ("day-of-week", "0 is Sunday")),
    (DIGEST + f'cron = "{"9" * 5000} 7 * * *"  #!', "digest[1].cron", ("…",)),
    ('[site]\ntimezone = "Europe/Istambul"  #!', "site.timezone", ('did you mean "Europe/Istanbul"?',)),
    ('[site]\ntimezone = "istanbul"  #!', "site.timezone", ('write "Asia/Istanbul" or "Europe/Istanbul"',)),
    ('[site]\ntimezone = "+03:00"  #!', "site.timezone", ('write "Etc/GMT-3"',)),
    ('[site]\ntimezone = "Europe"  #!', "site.timezone", ("write its name",)),
    ('[site]\ntimezone = "../etc/passwd"  #!', "site.timezone", ("is not a time zone",)),
    ('[site]\ntimezone = ""  #!', "site.timezone", ("is not a time zone",)),
    ('[site]\nlanguage = "english"  #!', "site.language", ("is not a language code", 'write "en"')),
    ('[site]\nlanguage = "en-US"  #!', "site.language", ('write "en"',)),
    ('[site]\nlanguage = ""  #!', "site.language", ("two letters",)),
    ('[site]\nlanguage = "qq"  #!', "site.language", ("two letters",)),
    (TO_FILE + "reads = ['en', 'עברית']  #!", "subscriber[1].reads[2]", ('write "he"',)),
    (TO_FILE + 'quiet = "22-7"  #!', "subscriber[1].quiet", ("are not quiet hours", '"22:00-07:00"')),
    (TO_FILE + 'quiet = "night"  #!', "subscriber[1].quiet", ("are not quiet hours", "22:00-07:00")),
    (TO_FILE + 'quiet = "22:00-22:00"  #!', "subscriber[1].quiet", ("start and end at the same time",)),
    # URLs, hosts, networks, paths
    ('[[feed]]\nurl = "example.org/rss"  #!', "feed[1].url", ("is not a URL", 'write "https://example.org/rss"')),
    ('[[feed]]\nurl = "feeds/coast.xml"  #!', "feed[1].url", ("is not a URL", 'write "file:feeds/coast.xml"')),
    ('[[feed]]\nurl = "example.org/coast.xml"  #!', "feed[1].url", ('write "https://example.org/coast.xml"',)),
    (
        '[[feed]]\nurl = "htps://example.org"  #!',
        "feed[1].url",
        ('"htps:" is not known here', 'did you mean "https:"?'),
    ),
    ('[[feed]]\nurl = "gopher://example.org"  #!', "feed[1].url", ("is not known here", "http, https, imap")),
    ('[[feed]]\nurl = "file:"  #!', "feed[1].url", ("names no file",)),
    ('[[feed]]\nurl = "file:a%00b"  #!', "feed[1].url", ("names no file",)),
    ('[[feed]]\nurl = "https://"  #!', "feed[1].url", ("is not a URL",)),
    ('[[feed]]\nurl = "https://a b.org/"  #!', "feed[1].url", ("is not a URL",)),
    ('[[feed]]\nurl = "https://example.org:99999/"  #!', "feed[1].url", ("mend its host or port",)),
    ('[[feed]]\nurl = "https://[::1/"  #!', "feed[1].url", ("is not a URL",)),
    ('[[feed]]\nurl = "javascript:alert(1)"  #!', "feed[1].url", ("is not known here",)),
    ('[site]\nbase_url = "digest.example.org"  #!', "site.base_url", ('write "https://digest.example.org"',)),
    ('[site]\nbase_url = "https://a.org/?x=1"  #!', "site.base_url", ("has a query",)),
    ('[site]\ntemplates = "no/such/folder"  #!', "site.templates", ("is not a folder",)),
    ('[store]\nurl = "digest.db"  #!', "store.url", ('write "sqlite:///digest.db"',)),
    ('[store]\nurl = "sqlite://digest.db"  #!', "store.url", ('write "sqlite:///digest.db"',)),
    ('[store]\nurl = "mysql://localhost/digest"  #!', "store.url", ("is not the URL of a store",)),
    ('[store]\nurl = "postgres://localhost/digest"  #!', "store.url", ('begin it with "postgresql://"',)),
    ('[store]\nurl = "postgresql://localhost"  #!', "store.url", ("postgresql://user@host/db",)),
    (EMAIL.replace('smtp.example.org"', 'smtp.example.org:25"  #!'), "email.host", ('write "smtp.example.org"',)),
    (EMAIL.replace('from = "digest@example.org"', 'from = "Levant Desk"  #!'), "email.from", ("is not a sender",)),
    (EMAIL + 'reply_to = "nobody"  #!', "email.reply_to", ("is not a sender",)),
    (EMAIL + 'security = "ssl"  #!', "email.security", ("is not one of starttls, tls, none",)),
    (EMAIL + 'on_uncertain = "retyr"  #!', "email.on_uncertain", ('did you mean "retry"?',)),
    ('[web]\nlisten = "8080"  #!', "web.listen", ("is not host and port", "127.0.0.1:8080")),
    ('[web]\nlisten = "localhost:0"  #!', "web.listen", ("is not host and port",)),
    ("[fetch]\nallow_networks = ['127.0.0.1/8']  #!", "fetch.allow_networks[1]", ('write "127.0.0.0/8"',)),
    ("[fetch]\nallow_networks = ['home']  #!", "fetch.allow_networks[1]", ("is not a network",)),
    (READER + 'file = "file:///out"  #!', "subscriber[1].file", ("is a URL", "write a path")),
    (READER + 'email = "News <news@example.org>"  #!', "subscriber[1].email", ('write "news@example.org"',)),
    (READER + 'email = "news@example"  #!', "subscriber[1].email", ("is not an email address",)),
    (READER + r'email = "a@b.org\nBcc: x@y.org"  #!', "subscriber[1].email", ("line break",)),
    (READER + 'telegram = "12345"  #!', "subscriber[1].telegram", ("number in quotes", "write 12345")),
    (READER + 'telegram = "newsroom"  #!', "subscriber[1].telegram", ('write "@newsroom"',)),
    (READER + "telegram = 0  #!", "subscriber[1].telegram", ("is not a chat id",)),
    (READER + "telegram = true  #!", "subscriber[1].telegram", ("is not a chat",)),
    (FEED + 'headers = "x"  #!', "feed[1].headers", ("must be a table",)),
    (FEED + "headers = { 'a b' = 'x' }  #!", 'feed[1].headers."a b"', ("is not the name of a header",)),
    (FEED + "[feed.headers]\nAccept = 'x'\nX-Level = 7  #!", "feed[1].headers.X-Level", ("must be text in quotes or",)),
    (FEED + "[feed.headers]\nAccept = 'x'\nCookie = 'x'  #!", "feed[1].headers.Cookie", ("is a secret",)),
    (FEED + r'headers = { Accept = "a\r\nb" }  #!', "feed[1].headers.Accept", ("line break",)),
    # names
    (
        TOPIC.replace('"ties"', '"Israel–Turkey ties"  #!'),
        "topic[1].id",
        ("is not an id", 'write "israel-turkey-ties"'),
    ),
    ('[[topic]]\nid = ""  #!\nany = ["x"]', "topic[1].id", ("is not an id",)),
    ('[[topic]]\nid = "*"  #!\nany = ["x"]', "topic[1].id", ("is not an id",)),
    (FEED + r'name = "a\u0000b"  #!', "feed[1].name", ("control character",)),
    (FEED + f'name = "{"x" * 300}"  #!', "feed[1].name", ("longer than 200 characters",)),
    (FEED + 'kind = "my_sources.Agenda"  #!', "feed[1].kind", ("does not name a class", 'write "my_sources:Agenda"')),
    ('[channel."my pager"]  #!\nkind = "a.b:C"', 'channel."my pager"', ("is not an id", 'write "my-pager"')),
    ('[grouping]\ngranularity = "narrow"  #!', "grouping.granularity", ("is not one of tight, normal, wide",)),
    ('[grouping]\nencoder = "encoder"  #!', "grouping.encoder", ("package.module:Class",)),
    # rules
    ('[[topic]]  #!\nid = "ties"', "topic[1]", ("has no rule",)),
    ('[[topic]]  #!\nid = "ties"\nany = []\nnone = ["x"]', "topic[1]", ("has no rule",)),
    (TOPIC + "none = ['X']", "topic[1].any[1]", ("is in none too",)),
    (TOPIC + 'examples = [""]  #!', "topic[1].examples[1]", ("is empty",)),
    (TOPIC + 'level = "level (\\\\d"  #!', "topic[1].level", ("is not a pattern",)),
    (TOPIC + 'level = "level \\\\d"  #!', "topic[1].level", ("has 0 groups, not one",)),
    (TOPIC + 'level = "a{99999999999999999999}"  #!', "topic[1].level", ("is not a pattern",)),
    (FEED + "drop = ['//div[']  #!", "feed[1].drop[1]", ("is not an XPath",)),
    # what keys ask of each other
    (TOPIC + '[[topic]]\nid = "ties"  #!\nany = ["y"]', "topic[2].id", ("is the id of topic[1] too",)),
    (DIGEST + '[[digest]]\nid = "morning"  #!', "digest[2].id", ("is the id of digest[1] too",)),
    (FEED + '[[feed]]\nurl = "file://a.xml"  #!', "feed[2].url", ("is the url of feed[1] too",)),
    ('[[feed]]\nurl="https://a.org/x"\n[[feed]]\nurl="HTTPS://A.org/x"  #!', "feed[2].url", ("feed[1]",)),
    (TOPIC + DIGEST + 'topics = ["tie"]  #!', "digest[1].topics[1]", ('did you mean "ties"?',)),
    (DIGEST + 'topics = ["ties"]  #!', "digest[1].topics[1]", ("add a [[topic]] with this id",)),
    (DIGEST + "topics = []  #!", "digest[1].topics", ("is empty", "name at least one")),
    (TOPIC + DIGEST + "topics = ['ties', 'ties']  #!", "digest[1].topics[2]", ("named twice",)),
    (DIGEST + 'template = "defualt"  #!', "digest[1].template", ('did you mean "default"?',)),
    (TO_FILE.replace('["morning"]', '["mornin"]  #!'), "subscriber[1].digests[1]", ('did you mean "morning"?',)),
    (TO_FILE.replace('["morning"]', "[]  #!"), "subscriber[1].digests", ("is empty",)),
    (TOPIC + TO_FILE + 'topics = ["nope"]  #!', "subscriber[1].topics[1]", ('there is only "ties"',)),
    (
        TOPIC + '[[topic]]\nid = "b"\nany = ["y"]\n' + DIGEST + 'topics = ["b"]\n[[subscriber]]\nfile = "o"\n'
        'digests = ["morning"]\ntopics = ["ties"]  #!',
        "subscriber[1].topics[1]",
        ("is in none of the reader's digests",),
    ),
    (READER.replace("[[subscriber]]", "[[subscriber]]  #!"), "subscriber[1]", ("has no address",)),
    (TO_FILE + 'email = "a@example.org"  #!', "subscriber[1].email", ("second address beside file",)),
    (TO_FILE + "thread = 7  #!", "subscriber[1].thread", ("has no telegram chat",)),
    (TO_FILE + 'address = "x"  #!', "subscriber[1].address", ("has no channel beside it",)),
    (READER + 'channel = "pager"  #!\naddress = "x"', "subscriber[1].channel", ("add [channel.pager]",)),
    (
        TO_FILE + '[[subscriber]]\nfile = "out/"\ndigests = ["morning"]  #!',
        "subscriber[2].digests[1]",
        ("subscriber[1] already",),
    ),
    ('[telegram]\ntoken_env = "A"\ntoken_file = "b"  #!', "telegram.token_file", ("stands beside token_env",)),
    (FEED + 'password_env = "A"  #!', "feed[1].password_env", ("has no username beside it",)),
    (EMAIL + 'password_file = "a"  #!', "email.password_file", ("has no username",)),
    (EMAIL.replace("[web]\n", "").replace("[email]", "[email]  #!"), "email", ("unsubscribe", "add [web]")),
    (
        EMAIL.replace('base_url = "https://digest.example.org"\n', "").replace("[email]", "[email]  #!"),
        "email",
        ("readers of mail have no page", 'add base_url = "https://…" under [site]'),
    ),
    (
        EMAIL.removeprefix(PAGES).replace("[email]", "[email]  #!"),
        "email",
        ('add base_url = "https://…" under [site] and [web]',),
    ),
]


def mistakes(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(ConfigError) as raised:
        loads(text, FILE, {})
    return raised.value.mistakes


@pytest.mark.parametrize(("text", "key", "parts"), ROWS, ids=[f"{n:03}-{row[1]}" for n, row in enumerate(ROWS)])
def test_a_mistake_is_named_with_its_line_its_key_and_a_mend(text: str, key: str, parts: tuple[str, ...]) -> None:
    """Each row has exactly one mistake, on the marked line."""
    (mistake,) = mistakes(text)
    marked = [number for number, line in enumerate(text.split("\n"), 1) if "#!" in line]
    assert mistake.key == key
    assert marked in ([], [mistake.line])
    for part in parts:
        assert part in f"{mistake.problem} ({mistake.mend})"
    assert "\n" not in str(mistake)
    assert len(str(mistake)) < 400


def test_a_mistake_reads_as_the_documentation_shows_it() -> None:
    """File, line, key, problem, mend."""
    text = FEED + '[[feed]]\nurl = "file:b"\n[[feed]]\nurl = "file:c"\nevery = "1 hour"\n'
    (mistake,) = mistakes(text)
    assert str(mistake) == '/srv/desk/config.toml:7: feed[3].every: "1 hour" is not a duration (write "1h")'


def test_all_mistakes_come_at_once_in_the_order_of_the_file() -> None:
    """Shapes, values and relations alike."""
    text = """
[site]
titel = "x"
timezone = "Mars/Base"
[[feed]]
url = "https://user:hunter2@example.org/rss"
every = "1 hour"
[[feed]]
[telegram]
token = "123:ABC"
[[topic]]
id = "ties"
[[digest]]
id = "morning"
topics = ["tise"]
at = ["7:30"]
cron = "30 7 * * *"
[[subscriber]]
digests = ["evening"]
"""
    found = [(mistake.line, mistake.key) for mistake in mistakes(text)]
    assert found == [
        (3, "site.titel"),
        (4, "site.timezone"),
        (6, "feed[1].url"),
        (7, "feed[1].every"),
        (8, "feed[2].url"),
        (10, "telegram.token"),
        (11, "topic[1]"),
        (15, "digest[1].topics[1]"),
        (16, "digest[1].at[1]"),
        (17, "digest[1].cron"),
        (18, "subscriber[1]"),
        (19, "subscriber[1].digests[1]"),
    ]
