"""The service as a process: it serves, it delivers what others publish, and it ends when it is told."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """A running `digest run`, what it has written so far, and a browser for its pages."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @property
    def out(self) -> list[str]:
        return (self.folder / "run.out").read_text(encoding="utf-8").splitlines()

    @property
    def log(self) -> list[str]:
        return (self.folder / "run.log").read_text(encoding="utf-8").splitlines()

    def get(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        with urlopen(Request(f"http://127.0.0.1:{self.port}{path}", data=data), timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()

    def until(self, there: Callable[[], bool]) -> None:
        """Wait for something, at most a minute and only as long as the process lives."""
        for _ in range(PATIENCE * 20):
            if there():
                return
            assert self.process.poll() is None, self.log
            time.sleep(0.05)
        raise AssertionError(self.out + self.log)

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@pytest.fixture
def port(site: Path) -> int:
    """Let the site have pages, at a port that is free."""
    port = free_port()
    with (site / "config.toml").open("a", encoding="utf-8") as file:
        file.write(f'[web]\nlisten = "127.0.0.1:{port}"\n')
    return port


@pytest.fixture
def start(site: Path, port: int) -> Iterator[Callable[..., Service]]:
    """Start the service and wait until it says what runs."""
    services: list[Service] = []

    def run(*options: str) -> Service:
        with (site / "run.out").open("wb") as out, (site / "run.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "digest", "run", *options],
                cwd=site,
                env={k: v for k, v in os.environ.items() if k != "DIGEST_CONFIG"},
                stdout=out,
                stderr=log,
            )
        service = Service(process=process, port=port, folder=site)
        services.append(service)
        service.until(lambda: any("waiting" in line for line in service.out))
        return service

    yield run
    for service in services:
        service.process.kill()
        service.process.wait(timeout=PATIENCE)


def test_it_serves_delivers_what_others_publish_and_ends_when_it_is_told(site: Path, start, digest, answer) -> None:
    """A day in its life: a page, a delivery published by another process, an unsubscribing, SIGTERM."""
    service = start()
    assert f"page on http://127.0.0.1:{service.port}" in service.out[0]
    assert service.get("/healthz") == (200, "ok\n")
    answer("poll")
    digest("pause")
    assert answer("send", "morning", "--slot", "2026-06-16T07:30")["delivered"] is None
    assert not (site / "out").exists()
    digest("resume")
    service.until(lambda: any("delivery.sent" in line for line in service.log))
    assert (site / "out/morning/2026-06-16T07-30/mail.eml").exists()
    assert "Haifa" in service.get("/issue/morning/2026-06-16T07:30")[1]
    assert service.end() == 0
    assert [line.split()[2] for line in service.log if "service." in line] == ["service.stopping", "service.stopped"]
    assert answer("deliver")["delivered"]["sent"] == 0
    assert not [line for line in service.log if "Traceback" in line]


def test_a_link_of_a_message_ends_the_subscription(site: Path, start, digest, answer) -> None:
    """What the mail links to is what the service understands; the secret is made once, for both."""
    config = site / "config.toml"
    config.write_text(config.read_text().replace('title = "Desk"', 'title = "Desk"\nbase_url = "https://desk.example"'))
    answer("poll")
    answer("send", "morning", "--slot", "2026-06-16T07:30")
    text = (site / "out/morning/2026-06-16T07-30/mail.txt").read_text(encoding="utf-8")
    link = next(word for word in text.split() if word.startswith("https://desk.example/unsubscribe/"))
    service = start()
    path = link.removeprefix("https://desk.example")
    assert "Nothing has changed so far." in service.get(path)[1]
    assert service.get(path, b"List-Unsubscribe=One-Click")[0] == 200
    assert [row["subscription"]["status"] for row in answer("readers", "list")] == ["unsubscribed"]
    assert service.end(signal.SIGINT) == 0


def test_the_log_is_json_where_it_is_wanted(start, answer) -> None:
    """Each line is one object with its event."""
    service = start("--json")
    answer("poll")
    answer("send", "morning")
    service.end()
    events = [json.loads(line) for line in service.log if line.startswith("{")]
    assert {"service.stopping", "service.stopped"} <= {one["event"] for one in events}


def test_a_port_that_is_taken_is_named_in_one_line(site: Path, port: int, digest) -> None:
    """The second service ends before it has touched anything."""
    with socket.create_server(("127.0.0.1", port)):
        ended = digest("run", code=1)
    assert [line for line in ended.stderr.splitlines() if "[web] listen" in line] == [
        f"digest: [web] listen: nothing can listen at 127.0.0.1:{port}: Address already in use"
    ]


def test_deliveries_that_nobody_knows_of_are_sent_when_the_admin_says_so(site: Path, digest, answer) -> None:
    """They are counted apart; `--uncertain` makes them due again."""
    answer("poll")
    digest("pause")
    answer("send", "morning", "--slot", "2026-06-16T07:30")
    digest("resume")
    with sqlite3.connect(site / "digest.db") as database:
        database.execute("UPDATE outbox SET status = 'uncertain'")
    database.close()
    said = digest("deliver").stdout
    assert "1 of them held: nobody knows whether they went out" in said
    assert answer("deliver", "--uncertain")["delivered"]["sent"] == 1
    assert answer("deliver")["uncertain"] == 0


SLOW = '''
import asyncio
from pathlib import Path


class Slow:
    """Take the message, and never answer."""

    async def send(self, message, accepted):
        Path("began").touch()
        await asyncio.sleep(3600)
'''


@pytest.fixture
def hanging(site: Path, start, digest, answer) -> Service:
    """A service with a delivery under way whose channel never answers."""
    (site / "slow.py").write_text(SLOW)
    with (site / "config.toml").open("a", encoding="utf-8") as file:
        file.write('[channel.slow]\nkind = "slow:Slow"\n')
        file.write('[[subscriber]]\nchannel = "slow"\naddress = "x"\ndigests = ["morning"]\n')
    answer("poll")
    digest("pause")
    answer("send", "morning", "--slot", "2026-06-16T07:30")
    digest("resume")
    service: Service = start()
    service.until(lambda: (site / "began").exists())
    service.until(lambda: any("address=file:" in line for line in service.log))
    return service


def attempts(site: Path) -> list[tuple[str, str]]:
    """The channel of each attempt and how it ended."""
    database = sqlite3.connect(site / "digest.db")
    try:
        query = "SELECT channel, outcome FROM attempts JOIN outbox ON outbox.id = delivery_id ORDER BY channel"
        return list(database.execute(query))
    finally:
        database.close()


def test_what_hangs_at_the_end_is_cut_off_and_recorded(site: Path, hanging: Service) -> None:
    """The process ends by itself, and the store says of which message nobody knows."""
    assert hanging.end() == 0
    assert [line.split("duty=")[1] for line in hanging.log if "duty.cut_off" in line] == ['"outbox slow"']
    assert attempts(site) == [("file", "sent"), ("slow", "uncertain")]


def test_a_second_signal_ends_at_once(site: Path, hanging: Service) -> None:
    """Whatever is under way stands in the store as begun."""
    hanging.process.send_signal(signal.SIGTERM)
    hanging.until(lambda: any("service.stopping" in line for line in hanging.log))
    assert hanging.end() == 128 + signal.SIGTERM
    assert attempts(site) == [("file", "sent"), ("slow", "")]
