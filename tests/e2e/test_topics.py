"""Trying topics on stored news, from the command line."""

from __future__ import annotations

from pathlib import Path

TOPICS = """
[[topic]]
id = "fires"
about = "warehouse fire in the harbour of Haifa"
[[topic]]
id = "trams"
all = [["tram"], ["bus"]]
none = ["—"]
"""


def test_topics_are_tried_on_what_is_stored(site: Path, digest, answer) -> None:
    """What each takes, what it only just misses, and what is wrong with it."""
    (site / "topics.toml").write_text(TOPICS, encoding="utf-8")
    answer("poll")
    fires, trams = answer("topics", "try", "topics.toml")
    assert [len(fires["taken"]), len(fires["missed"]), fires["stories"]] == [1, 0, 2]
    assert [len(trams["taken"]), len(trams["missed"])] == [0, 1]
    ended = digest("topics", "try", "topics.toml")
    assert "fires: takes 1 of 2 stories since 7d" in ended.stdout
    assert "has tram; has nothing of all[2]" in ended.stdout
    assert "0.00" not in ended.stdout  # a rule that lacks one list is not measured
    assert 'note: topic "trams": none: "—" has no word in it' in ended.stderr


def test_check_says_what_each_topic_would_take(site: Path, digest, answer) -> None:
    """Only where there is a store; without one nothing is made, and the rules are checked all the same."""
    config = site / "config.toml"
    config.write_text(config.read_text(encoding="utf-8") + TOPICS, encoding="utf-8")
    before = digest("check")
    assert not (site / "digest.db").exists()
    assert 'note: topic "trams": none: "—" has no word in it' in before.stderr
    answer("poll")
    stored = {path: path.stat().st_mtime_ns for path in site.glob("digest.db")}
    assert "topic fires: takes 1 of 2 stored stories of the last 7 days" in digest("check").stdout
    assert {path: path.stat().st_mtime_ns for path in site.glob("digest.db")} == stored


def test_check_says_why_plain_words_may_take_nothing_of_many_stories(site: Path, digest, answer, write_feed) -> None:
    """A list of subjects is no description: nothing is about several of them."""
    config = site / "config.toml"
    topic = '[[topic]]\nid = "gadgets"\nabout = "telescopes, submarines, orchids and chess"\n'
    config.write_text(config.read_text(encoding="utf-8") + topic, encoding="utf-8")
    answer("poll")
    assert "belong into any" not in digest("check").stderr
    write_feed("post", *((f"Street {place} of Oslo gets lamp {place * 7}", "A lamp.") for place in range(150)))
    answer("poll", "--all")
    assert 'topic "gadgets": about asks for several of its words in one entry' in digest("check").stderr


def test_a_whole_config_can_be_tried_on_its_own_store(site: Path, digest, answer) -> None:
    """The file may be the config; `--since` says how far back."""
    config = site / "config.toml"
    config.write_text(config.read_text(encoding="utf-8") + TOPICS, encoding="utf-8")
    answer("poll")
    fires, _ = answer("topics", "try", "config.toml", "--since", "1h")
    assert len(fires["taken"]) == 1
    digest("topics", "try", "nowhere.toml", code=2)
