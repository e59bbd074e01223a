"""A topic's granularity, from the config to the stories and to `digest why`."""

from __future__ import annotations

import json
from pathlib import Path

FERRIES = Path(__file__).parents[1] / "data/granularity/ferries.jsonl"


def test_a_topics_granularity_reaches_the_stories(site: Path, digest, answer, write_feed) -> None:
    """Its entries make fewer stories or more; the others make the same; `digest why` names the topic."""
    rows = [json.loads(line) for line in FERRIES.read_text(encoding="utf-8").splitlines()]
    outlets = ("wire", "post", "gazette", "courier", "herald")
    for number, name in enumerate(outlets):
        write_feed(name, *((row["title"], row["summary"]) for row in rows[number :: len(outlets)]))
    plain = (site / "config.toml").read_text(encoding="utf-8")
    plain += "".join(f'[[feed]]\nurl = "file:{name}.xml"\n' for name in outlets[2:])
    opened = {}
    for granularity in ("tight", "wide"):
        topic = f'[store]\nurl = "sqlite:///{granularity}.db"\n[[topic]]\nid = "boats"\nany = ["ferry"]\n'
        (site / "config.toml").write_text(f'{plain}{topic}granularity = "{granularity}"\n', encoding="utf-8")
        answer("poll")
        stories = answer("stories")
        opened[granularity] = {name: _count(stories, name) for name in ("boats", "")}
    assert opened["tight"]["boats"] > opened["wide"]["boats"]
    assert len({counted[""] for counted in opened.values()}) == 1
    _is_explained(answer, digest, stories)


def _count(stories: list[dict], topic: str) -> int:
    return sum((topic in story["topics"]) if topic else not story["topics"] for story in stories)


def _is_explained(answer, digest, stories) -> None:
    """Entries on the topic say what they were grouped by, the others say nothing of it."""
    largest = max((one for one in stories if one["topics"]), key=lambda one: one["entries"])["id"]
    why = answer("why", str(largest))["memberships"]
    assert ("wide", "boats") in {(one["granularity"], one["granularity_of"]) for one in why}
    assert 'granularity wide: it is on topic "boats" by itself' in digest("why", str(largest)).stdout
    other = next(one for one in stories if not one["topics"])["id"]
    assert "granularity" not in digest("why", str(other)).stdout
