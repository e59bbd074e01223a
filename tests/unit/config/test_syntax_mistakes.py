"""Files that are no TOML, no text, or no file: one mistake, in plain words, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import load, loads
from digest.errors import ConfigError, Mistake

FILE = Path("config.toml")

ROWS: list[tuple[str, int, str]] = [
    ("[site\ntitle = 1", 1, 'the header lacks its "]"'),
    ('[[feed]\nurl = "x"', 1, 'the header lacks its "]]"'),
    ("[site]\ntitle Levant", 2, 'there is no "=" after the key'),
    ("[site]\ntitle: Levant", 2, 'there is no "=" after the key'),
    ("[site]\ntitle = Levant", 2, "text goes in quotes"),
    ("[site]\nsending = True", 2, "must be true or false"),
    ("[site]\ntitle =", 2, "has no value"),
    ('[site]\ntitle = "Levant\ntimezone = "UTC"', 2, "a closing quote is missing"),
    ("[site]\ntitle = 'Levant\ntimezone = 'UTC'", 2, "a closing quote is missing"),
    ('[site]\n\ntitle = """Levant\n\n[store]\n', 3, "a closing quote is missing"),
    ("[site]\n\ntitle = '''Levant\n\n[store]\n", 3, "a closing quote is missing"),
    ('[site]\ntitle = "a\\qb"', 2, "\\ stands alone"),
    ('[site]\ntitle = "C:\\\\news"\nx = "\\d"', 3, "\\ stands alone"),
    ('[site]\ntitle = "\\uD800"', 2, "\\u escape is wrong"),
    ('[site]\ntitle = "\\u12"', 2, "\\u escape is wrong"),
    ("[site]\ntitle = 'a\x00b'", 2, "control character"),
    ("[site]\n# a\x00b", 2, "control character"),
    ('[site]\ntitle = "a"\ntitle = "b"', 3, "was given on line 2 already"),
    ('[site]\ntitle = "a"\ntitle = [\n1,\n2]', 3, "was given on line 2 already"),
    ('[site]\ntitle = "a"\n[site]', 3, "was begun on line 1 already"),
    ('[feed]\nurl = "a"\n[[feed]]\nurl = "b"', 1, "has the wrong brackets"),
    ("[email]\ndkim = { a = 1, a = 2 }", 2, "given twice"),
    ("[email]\ndkim = { a = 1\n", 2, 'lacks its "}"'),
    ("[email]\ndkim = { a = 1 }\n[email.dkim]\nb = 2", 3, "was begun on line 2 already"),
    ('[[feed]]\n\ntags = ["a"\n\n\n[[digest]]', 3, "its brackets do not pair"),
    ('[[feed]]\ntags = [\n"a"\n"b"\n]', 3, "a comma is missing"),
    ('[[feed]]\ntags = ["a",\n', 2, ""),
    ("[[digest]]\nat = [07:30]", 2, "text goes in quotes"),
    ("[[digest]]\nat = 07:30", 2, ""),
    ("[[feed]]\nevery = 15m", 2, "text goes in quotes"),
    ('[site] title = "x"', 1, "something follows the header"),
    ("[site]\nאתר = 1", 2, "this is no key"),
    ('[site]\n= "x"', 2, "neither a setting"),
    ("[site]\n{}", 2, "looks like JSON"),
    ("x = 2024-13-45", 1, ""),
    (f"[site]\nx = {'9' * 5000}", 2, ""),
    ("x = " + "[" * 5000, 1, "nested too deeply"),
    ("x = " + "{a=" * 5000, 1, "nested too deeply"),
    ("[site]\n" + "a." * 50 + "a = 1", 2, "too many dots"),
    ('[site]\n["a"' + ".'b'" * 50 + "]", 2, "too many dots"),
    ("", 1, "holds no settings"),
    ("# only a comment\n", 1, "holds no settings"),
    ("x = '" + "y" * 1_000_000 + "'", 1, "longer than a megabyte"),
]


def mistake(text: str) -> Mistake:
    with pytest.raises(ConfigError) as raised:
        loads(text, FILE, {})
    (single,) = raised.value.mistakes
    return single


@pytest.mark.parametrize(("text", "line", "part"), ROWS, ids=[f"{n:02}" for n in range(len(ROWS))])
def test_what_is_no_toml_is_said_in_one_line(text: str, line: int, part: str) -> None:
    """With the line where the statement that went wrong begins, and without quoting it."""
    found = mistake(text)
    assert found.line in {line, None}
    assert part in found.problem
    assert "\n" not in str(found)
    assert len(str(found)) < 200


def test_a_secret_on_a_broken_line_is_not_repeated() -> None:
    """A token without quotes is no TOML."""
    assert "hunter2" not in str(mistake("[telegram]\ntoken = 123:hunter2"))


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as raised:
        load(path, {})
    assert len(raised.value.mistakes) == 1
    return str(raised.value)


def test_a_missing_file_says_where_to_start(tmp_path: Path) -> None:
    """With the example's name."""
    assert "there is no such file" in refusal(tmp_path / "config.toml")
    assert "config.example.toml" in refusal(tmp_path / "config.toml")


def test_a_folder_is_not_a_config(tmp_path: Path) -> None:
    """The mend names the file in it."""
    assert f"is a folder (name the file in it: {tmp_path}/config.toml)" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "file/below"])
def test_a_name_that_cannot_be_a_file_is_no_traceback(tmp_path: Path, name: str) -> None:
    """Whatever the system thinks of it."""
    (tmp_path / "file").write_text("")
    assert "cannot be read" in refusal(tmp_path / name)


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    """The first byte that is not UTF-8 counts."""
    path = tmp_path / "config.toml"
    path.write_bytes('[site]\ntitle = "Türkei"'.encode("latin-1"))
    assert refusal(path).startswith(f"{path}:2: is not UTF-8")
    path.write_bytes('[site]\ntitle = "x"'.encode("utf-16"))
    assert refusal(path).startswith(f"{path}:1: is not UTF-8")


def test_a_file_beyond_a_megabyte_is_not_read(tmp_path: Path) -> None:
    """Whatever is in it."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"#" * 1_000_001)
    assert "longer than a megabyte" in refusal(path)


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(tmp_path: Path) -> None:
    """Lines are counted as an editor counts them."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf[site]\r\ntitle = 'x'\r\n")
    assert load(path, {}).site.title == "x"
    path.write_bytes(b"\xef\xbb\xbf[site]\r\n\r\ntitel = 'x'\r\n")
    assert refusal(path).startswith(f"{path}:3: site.titel")


def test_very_many_mistakes_are_counted_rather_than_listed() -> None:
    """In seconds, also at the largest size."""
    text = "[site]\n" + "".join(f"k{number} = 1\n" for number in range(50_000))
    with pytest.raises(ConfigError) as raised:
        loads(text, FILE, {})
    assert len(raised.value.mistakes) <= 501
    assert "more mistakes" in str(raised.value.mistakes[-1])
