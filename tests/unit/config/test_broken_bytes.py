"""Files that cannot be shown as text: encodings, invisible characters, sizes and depths; one mistake, in bounded work."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import json_schema, load
from digest.config.repairs import LISTS, TABLES
from digest.errors import ConfigError, Mistake

MANY = 60_000

# name, content, line, key, words
ROWS: list[tuple[str, bytes, int | None, str, str]] = [
    ("UTF-16 with its mark", '[site]\ntitle = "x"\n'.encode("utf-16"), 1, "", "is not UTF-8"),
    ("UTF-16 without its mark", '[site]\ntitle = "x"\n'.encode("utf-16-le"), 1, "", "is not UTF-8"),
    ("UTF-32", '[site]\ntitle = "x"\n'.encode("utf-32"), 1, "", "is not UTF-8"),
    ("Latin-1", '[site]\n\ntitle = "Türkei"\n'.encode("latin-1"), 3, "", "is not UTF-8"),
    ("Hebrew of Windows", '[site]\n\n\ntitle = "ישראל"\n'.encode("cp1255"), 4, "", "is not UTF-8"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "", "is not UTF-8"),
    ("NUL in a text", b'[site]\ntitle = "a\0b"\n', 2, "site.title", "control character"),
    ("NUL in a comment", b'[site]\n# a\0b\ntitle = "x"\n', 2, "site", "control character"),
    ("a colour of the terminal", b'[site]\n\x1b[31mtitle = "x"\n', 2, "site", "control character"),
    ("a second mark of UTF-8", b'\xef\xbb\xbf\xef\xbb\xbf[site]\ntitle = "x"\n', 1, "", "invisible"),
    ("a blank that does not break", '[site]\ntitle\xa0= "x"\n'.encode(), 2, "site.title", "invisible"),
    ("a blank without width", '[site]\n\u200btitle = "x"\n'.encode(), 2, "site", "invisible"),
    ("line ends of an old Mac", b'[site]\rtitle = "x"\r', 1, "site", "carriage return"),
    ("line ends of Windows", b'[site]\r\n\r\ntitel = "x"\r\n', 3, "site.titel", "did you mean title?"),
    ("tabs", b'\t[site]\n\ttitle\t=\t"x"\n\tlanguage\t=\t1\n', 3, "site.language", "must be text"),
    ("a text of right to left", '[site]\n"\u202etitle" = "x"\n'.encode(), 2, 'site."\\u202etitle"', "is not a setting"),
    ("a page", b"<!DOCTYPE html>\n<html></html>", 1, "", "looks like XML"),
    ("nothing", b"", None, "", "holds no settings"),
    ("only blanks", b"\n\n  \n", None, "", "holds no settings"),
    ("deep lists", b"[site]\nx = " + b"[" * 100_000, 2, "site.x", "nested too deeply"),
    ("deep tables", b"[site]\nx = " + b"{a=" * 50_000, 2, "site.x", "nested too deeply"),
    ("deep keys", b"[site]\n" + b"a." * 300_000 + b"a = 1", 2, "", "too many dots"),
    ("many digits", b"[email]\nport = " + b"9" * 100_000 + b"\n[site]\n", 2, "email.port", "too many digits"),
    ("a long text", b'[site]\ntitle = "' + b"x" * 900_000 + b'"\n', 2, "site.title", "longer than 200"),
    ("a long text without quotes", b"[site]\ntitle = " + b"x" * 900_000, 2, "site.title", "not written right"),
    ("many blanks", b"[site]\ntitle =" + b" " * 900_000, 2, "site.title", "not written right"),
    ("many words", b"[site]\n" + b"a " * 400_000 + b"=", 2, "site.a", 'no "="'),
    ("many comments", b"[site]\ntitle = x" + b" #" * 400_000, 2, "site.title", "not written right"),
    ("many commas", b"[site]\ntitle = [" + b"," * 400_000, 2, "site.title", "not written right"),
    ("many open lists", b"[site]\n" + b"k = [\n" * MANY, 2, "site.k", 'lacks its "]"'),
    ("two million bytes", b"x = 1\n" * 400_000, None, "", "longer than a megabyte"),
]


def mistakes(path: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ConfigError) as raised:
        load(path, {})
    return raised.value.mistakes


@pytest.mark.parametrize(("content", "line", "key", "words"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_file_that_is_no_text_is_named_by_line_and_key(
    tmp_path: Path, content: bytes, line: int | None, key: str, words: str
) -> None:
    """In one readable line each."""
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    (mistake,) = mistakes(path)
    assert (mistake.line, mistake.key) == (line, key)
    assert words in mistake.problem + mistake.mend
    assert str(mistake).isprintable()
    assert len(str(mistake)) < 400


def test_settings_that_are_no_toml_are_reported_together(tmp_path: Path) -> None:
    """With the wrong values beside them, and without what only seems to be missing."""
    path = tmp_path / "config.toml"
    path.write_text('[site]\ntitle = Desk\nsending = yes\nlanguage = "english"\n[[feed]]\nurl = https://a.org/rss\n')
    assert [(mistake.line, mistake.key) for mistake in mistakes(path)] == [
        (2, "site.title"),
        (3, "site.sending"),
        (4, "site.language"),
        (6, "feed[1].url"),
    ]


def test_very_many_settings_that_are_no_toml_end_soon(tmp_path: Path) -> None:
    """A handful is named; the rest stays unread."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"[site]\n" + b"k = x y\n" * MANY)
    assert 1 <= len(mistakes(path)) <= 20


@pytest.mark.parametrize(
    "line",
    ["token = 123456789:AAEhBOweik6ad9r_QXM", "token_env = 123456789:AAEhBOweik6ad9r_QXM", "key_file = hunter2/x"],
)
def test_what_may_be_a_secret_is_not_offered_as_a_mend(tmp_path: Path, line: str) -> None:
    """A token without quotes is no TOML, and stays out of every log."""
    path = tmp_path / "config.toml"
    path.write_text(f"[telegram]\n{line}\n")
    assert line.partition(" = ")[2] not in str(mistakes(path)[0])


def test_the_sections_that_repairs_know_are_those_of_the_schema() -> None:
    """A new section is offered too."""
    described = json_schema()["properties"]
    assert {name for name, table in described.items() if table.get("type") == "array"} == set(LISTS)
    assert {*described} - {*LISTS} == {*TABLES, "channel"}
