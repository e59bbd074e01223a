"""Generated summaries from the config to the mail, by the command, against an endpoint of our own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from engines.summary_server import SummaryServer

from digest.store import open_store

KEY = "sk-hunter2"
HONEST = "The fire in the harbour broke out before dawn, and three people were injured in the harbour."


def written(material: dict[str, Any]) -> str:
    """Sum the fire up, and lie about the tram."""
    return HONEST if "Haifa" in material["headline"] else "The council cancelled the tram line, mayor Dana Levi said."


async def test_an_endpoint_of_the_config_writes_what_holds(site: Path, digest, answer) -> None:
    """The one that says what its sources say is in the mail, as a machine's; the key is nowhere."""
    async with SummaryServer(model="small", key=KEY) as server:
        server.say(written)
        (site / "key").write_text(f"{KEY}\n", encoding="utf-8")
        with (site / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'[summary]\nurl = "{server.url}"\nmodel = "small"\nkey_file = "key"\n')
        await asyncio.to_thread(answer, "poll")
        sent = await asyncio.to_thread(digest, "send", "morning", "--slot", "2026-06-16T07:30")
    assert len(server.asked) == 2
    text = " ".join((site / "out/morning/2026-06-16T07-30/mail.txt").read_text(encoding="utf-8").split())
    assert f"{HONEST} Written by a machine from" in text
    assert "Dana Levi" not in text
    assert "The council voted for a line to the university." in text
    assert KEY not in sent.stdout + sent.stderr + text
    assert KEY.encode() not in (site / "digest.db").read_bytes()


async def test_an_endpoint_that_is_not_there_changes_nothing(site: Path, digest, answer) -> None:
    """The digest goes out with sentences of its sources, and a note says why."""
    async with SummaryServer() as server:
        server.status(500)
        with (site / "config.toml").open("a", encoding="utf-8") as config:
            config.write(f'[summary]\nurl = "{server.url}"\nmodel = "small"\n')
        await asyncio.to_thread(answer, "poll")
        sent = await asyncio.to_thread(digest, "send", "morning", "--slot", "2026-06-16T07:30")
    text = (site / "out/morning/2026-06-16T07-30/mail.txt").read_text(encoding="utf-8")
    assert "machine" not in text
    assert "note: sentences of the sources stand in for generated summaries: 127.0.0.1 is in trouble" in sent.stderr
    store = open_store(f"sqlite:///{site / 'digest.db'}")
    assert store.outbox.counts() == {"sent": 1}
    store.close()
