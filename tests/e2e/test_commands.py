"""What an admin types, and what must be true afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from digest.model import Address
from digest.store import open_store


def test_from_files_to_a_digest(site: Path, digest, answer) -> None:
    """Poll, send, read: the two reports of the fire are one story."""
    polled = answer("poll")
    assert [feed["status"] for feed in polled["feeds"]] == ["ok", "ok"]
    assert polled["grouped"]["opened"] == 2
    assert answer("send", "morning", "--slot", "2026-06-16T07:30")["delivered"]["sent"] == 1
    text = (site / "out/morning/2026-06-16T07-30/mail.txt").read_text(encoding="utf-8")
    assert text.count("Haifa") == 1 or "2 outlets" in text
    assert "tram line" in text


def test_the_same_slot_twice_sends_nothing_twice(site: Path, digest, answer) -> None:
    """However often it is asked for, by whichever spelling of the slot."""
    answer("poll")
    assert answer("send", "morning", "--slot", "2026-06-16T07:30")["delivered"]["sent"] == 1
    for slot in ("2026-06-16T07:30", "2026-06-16T07:30Z", "2026-06-16T10:30+03:00"):
        again = answer("send", "morning", "--slot", slot)
        assert (again["published"]["issue_ids"], again["delivered"]["sent"]) == ([], 0)


def test_many_processes_asked_for_one_slot_send_it_once(site: Path, digest, answer) -> None:
    """Six senders at once: one issue, one delivery, no error."""
    answer("poll")
    with ThreadPoolExecutor(6) as pool:
        ended = list(pool.map(lambda _: answer("send", "morning", "--slot", "2026-06-16T07:30"), range(6)))
    assert sum(len(one["published"]["issue_ids"]) for one in ended) == 1
    assert sum(one["delivered"]["sent"] for one in ended) == 1


def test_an_edited_or_renamed_entry_is_not_news(site: Path, digest, answer, write_feed) -> None:
    """The same link with a mended title updates the entry in place."""
    answer("poll")
    answer("send", "morning", "--slot", "2026-06-16T07:30")
    write_feed(
        "post", ("Three hurt as Haifa harbour warehouse burns", "The fire in the harbour broke out before dawn.")
    )
    polled = answer("poll")
    assert sum(feed["ingested"]["updated"] for feed in polled["feeds"]) == 1
    assert answer("send", "morning", "--slot", "2026-06-17T07:30")["published"]["issue_ids"] == []


def test_a_dry_run_and_a_test_copy_leave_no_trace(site: Path, digest, answer) -> None:
    """Who would get what is shown; the copy goes out; the slot is still free."""
    answer("poll")
    (would,) = answer("send", "morning", "--slot", "2026-06-16T07:30", "--dry-run")["issues"]
    assert would["to"] == [f"file:{site / 'out'}"]
    digest("send", "morning", "--test", "--to", "file:trial/", "--dry-run", code=2)
    assert not (site / "trial").exists()
    digest("send", "morning", "--test", "--to", "file:trial/")
    assert list((site / "trial").rglob("mail.eml"))
    assert not (site / "out").exists()
    assert answer("send", "morning", "--slot", "2026-06-16T07:30")["delivered"]["sent"] == 1


def test_a_preview_stores_nothing(site: Path, digest, answer) -> None:
    """The next issue is rendered to files, and is still new to its readers."""
    answer("poll")
    digest("preview", "morning", "--out", "look")
    assert {"mail.html", "mail.txt", "chat.html", "page.html"} <= {path.name for path in (site / "look").rglob("*")}
    assert answer("send", "morning")["delivered"]["sent"] == 1


def test_pausing_holds_and_resuming_lets_go(site: Path, digest, answer) -> None:
    """Issues are published while paused; nothing goes out until resumed."""
    answer("poll")
    digest("pause")
    held = answer("send", "morning", "--slot", "2026-06-16T07:30")
    assert (len(held["published"]["issue_ids"]), held["delivered"]) == (1, None)
    assert not (site / "out").exists()
    digest("resume")
    assert answer("deliver")["delivered"]["sent"] == 1


def test_sending_false_holds_whatever_is_resumed(site: Path, digest, answer) -> None:
    """The config's word stands above the switch."""
    config = site / "config.toml"
    config.write_text(config.read_text().replace('title = "Desk"', 'title = "Desk"\nsending = false'))
    answer("poll")
    assert answer("send", "morning")["delivered"] is None
    assert "sending = false" in digest("resume").stderr
    assert answer("deliver")["delivered"] is None
    config.write_text(config.read_text().replace("sending = false", "sending = true"))
    assert answer("deliver")["delivered"]["sent"] == 1


def test_an_issue_that_wants_approval_waits_for_it(site: Path, digest, answer) -> None:
    """`approve = true` publishes and holds; `release` sends; releasing twice is an error."""
    config = site / "config.toml"
    config.write_text(config.read_text().replace('at = ["07:30"]', 'at = ["07:30"]\napprove = true'))
    answer("poll")
    (issue,) = answer("send", "morning")["published"]["issue_ids"]
    assert not (site / "out").exists()
    assert digest("release").stdout.split("\t")[:2] == [str(issue), "morning"]
    digest("release", str(issue))
    assert "no issue waits" in digest("release").stdout
    assert list((site / "out").rglob("mail.eml"))
    digest("release", str(issue), code=1)


def test_readers_come_and_go_by_command(site: Path, digest, answer) -> None:
    """Who was removed stays out, although the config lists them; who was added gets the digest."""
    digest("readers", "add", "file:second/", "--digest", "morning", "--name", "Second")
    digest("readers", "remove", "file:out/")
    listed = {
        row["subscription"]["address"]["value"]: row["subscription"]["status"] for row in answer("readers", "list")
    }
    assert listed == {str(site / "out"): "unsubscribed", str(site / "second"): "confirmed"}
    answer("poll")
    assert answer("send", "morning")["delivered"]["sent"] == 1
    assert (site / "second").exists()
    assert not (site / "out").exists()
    assert len(json.loads(digest("readers", "export").stdout)) == 2
    digest("readers", "remove", "file:nobody/", code=1)


def test_whoever_asked_for_it_again_is_let_in_again_by_command(site: Path, digest, answer) -> None:
    """An admin who says so may lift a suppression; one who does not, may not."""
    digest("readers", "add", "gone@example.org", "--digest", "morning")
    store = open_store(f"sqlite:///{site / 'digest.db'}")
    address = Address(channel="email", value="gone@example.org")
    store.readers.suppress(address, "550 5.1.1 no such user", now=datetime(2026, 6, 16, tzinfo=UTC))
    digest("readers", "add", "gone@example.org", "--digest", "morning")
    assert store.readers.listing()[-1].suppressed
    digest("readers", "add", "gone@example.org", "--digest", "morning", "--name", "Ann", "--confirmed")
    (lifted,) = [one for one in store.readers.listing() if one.subscription.address == address]
    assert (lifted.suppressed, lifted.subscription.status, lifted.subscription.name) == ("", "confirmed", "Ann")
    store.close()


def test_check_names_a_key_that_cannot_sign(site: Path, digest) -> None:
    """Before any mail is to be signed."""
    config = (site / "config.toml").read_text("utf-8")
    relay = """[web]
[email]
host = "127.0.0.1"
from = "d@example.org"
dkim = { domain = "example.org", selector = "s", key_file = "nothing.pem" }
"""
    config = config.replace("[site]", '[site]\nbase_url = "https://digest.example.org"', 1)
    (site / "config.toml").write_text(f"{config}\n{relay}", "utf-8")
    assert "email.dkim.key_file" in digest("check", code=2).stderr
    assert "openssl genrsa" in digest("check", code=2).stderr


def test_bounces_without_a_mailbox_say_what_is_missing(site: Path, digest) -> None:
    """In one line; a file that is not there too."""
    assert "[email] bounces names no mailbox" in digest("bounces", code=1).stderr
    assert "cannot be read" in digest("bounces", "nothing.eml", code=1).stderr


def test_a_reader_is_added_only_with_what_the_config_would_take(site: Path, digest, answer) -> None:
    """A channel, chat, mailbox, language or word that cannot be is refused and named; nothing is stored."""
    for address in ("pager:7", "name@", "telegram:x", "12345#seven", "file:"):
        assert address.partition(":")[0] in digest("readers", "add", address, code=1).stderr
    for option, value in (("--language", "klingon"), ("--reads", "english"), ("--mute", "")):
        assert option in digest("readers", "add", "file:second/", option, value, code=2).stderr
    assert len(answer("readers", "list")) == 1
    digest("readers", "add", "12345#7")
    digest("readers", "add", "@harbour_news")
    assert "telegram:12345#7\t" in digest("readers", "list").stdout
    assert "telegram:@harbour_news\t" in digest("readers", "list").stdout


def test_muted_words_and_stories_stay_out(site: Path, digest, answer) -> None:
    """A reader's mutes shape their issue, and nobody else's."""
    digest("readers", "add", "file:calm/", "--digest", "morning", "--mute", "fire")
    answer("poll")
    answer("send", "morning", "--slot", "2026-06-16T07:30")
    (calm,) = (site / "calm").rglob("mail.txt")
    (usual,) = (site / "out").rglob("mail.txt")
    assert "Haifa" not in calm.read_text(encoding="utf-8")
    assert "Haifa" in usual.read_text(encoding="utf-8")


def test_a_reader_of_a_channel_that_is_not_there_waits(site: Path, digest, answer) -> None:
    """Nothing is lost: the delivery stays in the outbox and is named."""
    digest("readers", "add", "telegram:12345", "--digest", "morning")
    answer("poll")
    sent = answer("send", "morning")
    assert (sent["delivered"]["sent"], sent["waiting"]) == (1, {"telegram": 1})
    assert answer("deliver")["waiting"] == {"telegram": 1}


def test_a_feed_that_fails_costs_only_itself(site: Path, digest, answer) -> None:
    """One line with the reason, exit 1, the others polled."""
    (site / "post.xml").write_text("<html><body>Sign in</body></html>")
    ended = digest("poll", code=1)
    assert "post.xml" in ended.stderr
    assert "not a feed" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    states = {feed["url"].rpartition("/")[2]: feed["state"]["status"] for feed in answer("feeds")}
    assert states == {"wire.xml": "ok", "post.xml": "failing"}


def test_stories_explain_themselves(site: Path, digest, answer) -> None:
    """`stories` lists them, `why` says what brought the second entry in."""
    answer("poll")
    fire = next(story for story in answer("stories") if "Haifa" in story["headline"])
    assert (fire["outlets"], fire["entries"]) == (2, 2)
    text = digest("why", str(fire["id"])).stdout
    assert "opened the story" in text
    assert "shared:" in text
    digest("why", "999999", code=1)


def test_a_story_is_split_and_merged_for_good(site: Path, digest, answer, write_feed) -> None:
    """The mended stories say so, old ids still lead to them, and the next poll changes nothing."""
    answer("poll")
    fire = next(story for story in answer("stories") if "Haifa" in story["headline"])
    entries = [entry["id"] for entry in answer("why", str(fire["id"]))["entries"]]
    digest("split", str(fire["id"]), str(entries[1]))
    assert "split off by hand" in digest("why", str(entries[1])).stdout
    write_feed(
        "post", ("Haifa harbour warehouse fire is out, three are hurt", "Three people were hurt in the harbour.")
    )
    answer("poll")
    assert answer("why", str(entries[1]))["id"] == entries[1]
    digest("merge", str(entries[1]), str(fire["id"]))
    assert answer("why", str(entries[1]))["id"] == fire["id"]
    for wrong in (
        ("merge", str(fire["id"]), str(entries[1])),
        ("split", str(fire["id"]), "999999"),
        ("merge", "1", "9"),
    ):
        assert len(digest(*wrong, code=1).stderr.strip().splitlines()) == 1
    everything = [entry["id"] for entry in answer("why", str(fire["id"]))["entries"]]
    digest("split", str(fire["id"]), *map(str, everything), code=1)


def test_every_mistake_of_a_config_is_named_at_once_and_nothing_is_touched(site: Path, digest) -> None:
    """File, line, key, problem; exit 2; no database appears."""
    (site / "config.toml").write_text('[site]\ntitel = "x"\n[[feed]]\nurl = "file:a.xml"\nevery = "1 hour"\n')
    for command in ("check", "poll", "feeds", "stories"):
        lines = digest(command, code=2).stderr.strip().splitlines()
        assert any(line.startswith("config.toml:2:") or "config.toml:2: site.titel" in line for line in lines)
        assert any("1h" in line and "every" in line for line in lines)
    assert not list(site.glob("*.db*"))


def test_a_missing_config_is_named(tmp_path: Path, digest) -> None:
    """What to do next stands in the message."""
    assert "config.toml" in digest("poll", code=2).stderr


def test_a_broken_template_is_refused_by_check_and_stops_a_send(site: Path, digest, answer) -> None:
    """Nothing is published with it; when it is mended the slot is still free."""
    (site / "mine/default").mkdir(parents=True)
    broken = site / "mine/default/subject.txt.j2"
    broken.write_text("{{ issue.nonsense }}")
    config = site / "config.toml"
    config.write_text(config.read_text().replace('title = "Desk"', 'title = "Desk"\ntemplates = "mine/"'))
    assert "subject.txt.j2" in digest("check", code=2).stderr
    answer("poll")
    assert "subject.txt.j2" in digest("send", "morning", "--slot", "2026-06-16T07:30", code=2).stderr
    broken.unlink()
    assert answer("send", "morning", "--slot", "2026-06-16T07:30")["delivered"]["sent"] == 1


def test_check_says_when_what_goes_to_whom(site: Path, digest) -> None:
    """The plan in words, and what has no effect yet."""
    (site / "config.toml").write_text((site / "config.toml").read_text() + '\n[telegram]\ntoken_env = "T"\n')
    ended = digest("check")
    assert "every day at 07:30, UTC" in ended.stdout
    assert "telegram" in ended.stderr.lower()


def test_plan_names_every_send_with_both_clocks(site: Path, digest, answer) -> None:
    """Seven days, seven mornings."""
    planned = answer("plan", "--days", "7")
    assert len(planned) == 7
    assert all(one["slot"]["label"].endswith("T07:30") for one in planned)


def test_plan_knows_a_reader_who_was_added_or_removed_by_command(site: Path, digest, answer) -> None:
    """Who gets what is read where `send` reads it."""
    digest("readers", "add", "file:second/")
    digest("readers", "remove", "file:out/")
    assert len(answer("plan", "--days", "2", "--reader", "file:second/")) == 2
    assert "no active subscription" in digest("plan", "--reader", "file:out/", code=1).stderr


def test_evaluate_works_without_a_config(tmp_path: Path, digest, answer) -> None:
    """Labelled rows in any order; predictions are written one a row."""
    rows = [
        {"id": "c", "title": "Council approves new tram line", "ts": "2026-06-01T10:00:00Z", "cluster": "tram"},
        {
            "id": "a",
            "title": "Warehouse fire in Haifa harbour injures three",
            "ts": "2026-06-01T08:00:00Z",
            "cluster": "fire",
        },
        {
            "id": "b",
            "title": "Three injured as Haifa harbour warehouse burns in fire",
            "ts": "2026-06-01T09:00:00Z",
            "cluster": "fire",
        },
    ]
    defaults = {"text": "", "lang": "eng", "source": ""}
    lines = [json.dumps(row | defaults | {"source": row["id"]}) for row in rows]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    scores = answer("evaluate", "gold.jsonl", "--predictions", "predicted.jsonl")
    assert scores["grouping"]["f1"] == 1.0
    predicted = [json.loads(line) for line in (tmp_path / "predicted.jsonl").read_text().splitlines()]
    assert [row["id"] for row in predicted] == ["c", "a", "b"]
    (tmp_path / "gold.jsonl").write_text("{broken")
    digest("evaluate", "gold.jsonl", code=1)


def test_a_store_that_cannot_be_opened_is_named(site: Path, digest) -> None:
    """One line for the admin, no traceback."""
    (site / "digest.db").write_text("this is no database")
    assert "digest.db" in digest("poll", code=1).stderr


def test_a_sender_killed_between_publishing_and_delivery_loses_nothing(site: Path, digest, answer) -> None:
    """What was published waits in the outbox for the next `deliver`."""
    answer("poll")
    digest("pause")
    answer("send", "morning", "--slot", "2026-06-16T07:30")
    digest("resume")
    process = subprocess.Popen([sys.executable, "-m", "digest", "deliver"], cwd=site, stdout=subprocess.DEVNULL)
    process.kill()
    process.wait()
    answer("deliver")
    assert (site / "out/morning/2026-06-16T07-30/mail.eml").exists()


def test_help_answers_without_loading_the_house() -> None:
    """`digest --help` imports neither the database nor the parsers."""
    code = "import sys, digest.cli; print(sorted({m.partition('.')[0] for m in sys.modules} & {'sqlalchemy', 'feedparser', 'pydantic', 'jinja2', 'numpy', 'babel', 'lxml'}))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_a_site_on_postgresql_is_the_same_site(site: Path, digest, answer, postgresql_database: str) -> None:
    """Only the URL differs: many senders, one delivery."""
    config = site / "config.toml"
    config.write_text(config.read_text() + f'\n[store]\nurl = "{postgresql_database}"\n')
    assert answer("poll")["grouped"]["opened"] == 2
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda _: answer("send", "morning", "--slot", "2026-06-16T07:30"), range(4)))
    assert sum(len(one["published"]["issue_ids"]) for one in ended) == 1
    assert sum(one["delivered"]["sent"] for one in ended) == 1
    assert not list(site.glob("*.db"))


BROKEN = "import digest.__main__ as it, digest.cli; digest.cli.app = {app}; it.main()"


def test_who_stops_reading_ends_a_command_in_peace() -> None:
    """As behind `digest stories | head`: no error, no traceback."""
    app = "lambda: [print('x' * 1000, flush=True) for _ in range(10_000)]"
    command = [sys.executable, "-c", BROKEN.format(app=app)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def test_a_pipe_that_broke_elsewhere_is_no_quiet_end() -> None:
    """A service must not vanish without a word because somebody else hung up."""
    app = "lambda: (_ for _ in ()).throw(BrokenPipeError('the server hung up'))"
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN.format(app=app)], capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert "the server hung up" in ended.stderr
