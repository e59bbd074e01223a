"""The demo, played as a stranger would: what it writes is what a reader would get."""

from __future__ import annotations

import email
import email.policy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FIRST, SECOND = "2026-06-15T07-30", "2026-06-16T07-30"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Play the demo once, away from the checkout, without home, secrets or proxies in the environment."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, "-m", "digest", "demo", "--out", "here"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        check=True,
        timeout=180,
        capture_output=True,
    )
    return folder / "here"


@pytest.fixture(scope="module")
def english(played: Path) -> Path:
    return played / "out" / "english" / "morning"


def test_each_morning_comes_as_mail_chat_and_page(english: Path) -> None:
    """Every file that the end of the demo names is there."""
    for slot in (FIRST, SECOND):
        assert {"index.html", "mail.eml", "mail.html", "mail.txt", "chat.html", "chat-1.html", "page.html"} <= {
            path.name for path in (english / slot).iterdir()
        }


def test_no_furniture_of_any_page_reaches_a_digest(played: Path, project: Path) -> None:
    """Bylines, captions, "subscribe" lines and unrelated headlines stay out of every file."""
    furniture = json.loads((project / "tests/unit/samples/furniture.json").read_text(encoding="utf-8"))
    phrases = {phrase for found in furniture.values() for phrase in found}
    texts = {path: path.read_text(encoding="utf-8") for path in (played / "out").rglob("*.txt")}
    texts |= {path: path.read_text(encoding="utf-8") for path in (played / "out").rglob("chat-*.html")}
    assert len(phrases) > 20
    assert len(texts) > 10
    assert [(path.name, phrase) for path, text in texts.items() for phrase in phrases if phrase in text] == []


def test_the_second_morning_repeats_nothing_and_marks_updates(english: Path) -> None:
    """A headline of the first issue is not in the second; what comes back says that it is an update."""
    first, second = ((english / slot / "mail.txt").read_text(encoding="utf-8") for slot in (FIRST, SECOND))
    assert "Update: " not in first
    assert "Update: " in second
    assert "Lapid to visit Ankara" in first
    assert "Lapid to visit Ankara" not in second


def test_a_story_of_several_languages_says_so(english: Path) -> None:
    """The Istanbul alert stands once, with outlets of other languages beside it."""
    text = (english / FIRST / "mail.txt").read_text(encoding="utf-8")
    assert text.count("highest level") + text.count("highest travel alert") == 1
    assert "also in" in text


def test_look_alikes_do_not_reach_the_topics(english: Path) -> None:
    """Turkish inflation, Saudi ties, an airline's route and a rail strike are other news."""
    for slot in (FIRST, SECOND):
        text = (english / slot / "mail.txt").read_text(encoding="utf-8")
        assert [
            word for word in ("inflation", "Saudi", "Lisbon", "strike", "Marathon", "thanksgiving") if word in text
        ] == []


def test_the_hebrew_reader_is_spoken_to_in_hebrew(played: Path) -> None:
    """Language and direction stand on the page, and phrases are translated."""
    page = (played / "out" / "hebrew" / "morning" / FIRST / "mail.html").read_text(encoding="utf-8")
    assert 'lang="he"' in page
    assert 'dir="rtl"' in page
    assert "Update" not in page


def test_the_mail_is_a_standard_message(english: Path) -> None:
    """Text first, then HTML with the same stories; one line of subject with the lead headline."""
    raw = (english / SECOND / "mail.eml").read_bytes()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Message-ID"]
    assert mail["Subject"]
    assert max(map(len, raw.splitlines())) <= 998


def test_the_demo_can_be_played_again_and_gives_the_same_files(played: Path) -> None:
    """Nothing of it depends on the wall clock or on what an earlier play left."""
    before = {path: path.read_bytes() for path in (played / "out").rglob("*.*") if path.is_file()}
    subprocess.run(
        [sys.executable, "-m", "digest", "demo", "--out", str(played)], check=True, timeout=180, capture_output=True
    )
    assert {path: path.read_bytes() for path in (played / "out").rglob("*.*") if path.is_file()} == before


def test_the_demo_touches_nobody_elses_folder(tmp_path: Path) -> None:
    """A folder with other files in it is refused, and stays as it was."""
    (tmp_path / "thesis.txt").write_text("all my work")
    ended = subprocess.run(
        [sys.executable, "-m", "digest", "demo", "--out", str(tmp_path)],
        check=False,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert "--out" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
