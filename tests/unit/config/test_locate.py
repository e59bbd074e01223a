"""The locator against generated TOML: it finds the paths that tomllib finds, on the lines they were written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from digest.config.locate import KeyPath, locate

KEYS = st.one_of(st.from_regex(r"\A[A-Za-z0-9_-]{1,6}\Z"), st.text("ab.#[]=\"'\\ אé\t", min_size=0, max_size=5))
TEXTS = st.text("ab#[]{},=\"'\\ \nאé", max_size=12)


@dataclass
class Page:
    """A TOML text as it is written, with the line on which each path was written."""

    draw: Any
    text: str = ""
    lines: dict[KeyPath, int] = field(default_factory=dict)

    @property
    def line(self) -> int:
        return self.text.count("\n") + 1

    def note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, self.line)

    def blank(self) -> None:
        """White space, comments and empty lines, as they may stand between items of a list."""
        self.text += self.draw(st.sampled_from(["", " ", "\n", " # x = [1]\n", "\n\n\t", "#]\n#'''\n"]))

    def end(self) -> None:
        self.text += self.draw(st.sampled_from(["\n", "  # [y]\n", "\n\n", "\r\n", "\n# z = {\n"]))

    def key(self, key: str) -> None:
        bare = key.isascii() and key.replace("-", "a").replace("_", "a").isalnum()
        forms = [json.dumps(key)] + ([key, f"{key} "] if bare else [])
        if "'" not in key and "\t" not in key:
            forms.append(f"'{key}'")
        self.text += self.draw(st.sampled_from(forms))

    def value(self, path: KeyPath, depth: int) -> None:
        kind = self.draw(st.integers(0, 6 if depth else 3))
        if kind <= 1:
            self.text += self.draw(st.sampled_from(["1", "true", "1.5e3", "07:30:00", "1979-05-27 07:32:00", "-inf"]))
        elif kind == 2:
            self.string()
        elif kind == 3:
            self.text += self.draw(st.sampled_from(["''", '""', "'#'", "''''''", '""""a"""""', "'''\n'' '''"]))
        elif kind <= 5:
            self.array(path, depth)
        else:
            self.inline(path, depth)

    def string(self) -> None:
        text = self.draw(TEXTS)
        if self.draw(st.booleans()):
            self.text += json.dumps(text, ensure_ascii=False)
        else:
            escaped = text.replace("\\", "\\\\").replace('"', '\\"')
            self.text += f'"""{escaped}"""'

    def array(self, path: KeyPath, depth: int) -> None:
        self.text += "["
        size = self.draw(st.integers(0, 3))
        for index in range(size):
            self.blank()
            self.note((*path, index))
            self.value((*path, index), depth - 1)
            self.blank()
            self.text += "," if index < size - 1 or self.draw(st.booleans()) else ""
        self.blank()
        self.text += "]"

    def inline(self, path: KeyPath, depth: int) -> None:
        self.text += "{"
        for number, key in enumerate(self.draw(st.lists(KEYS, max_size=3, unique=True))):
            self.text += ", " if number else " "
            self.note((*path, key))
            self.key(key)
            self.text += " = "
            self.value((*path, key), depth - 1)
        self.text += "}"

    def table(self, path: KeyPath) -> None:
        for key in self.draw(st.lists(KEYS, max_size=3, unique=True)):
            deeper = self.draw(st.lists(KEYS, max_size=2))
            whole = path
            for number, part in enumerate([key, *deeper]):
                whole = (*whole, part)
                self.note(whole)
                self.text += "." if number else ""
                self.key(part)
            self.text += "="
            self.value(whole, 2)
            self.end()


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """A document of top-level keys, tables and lists of tables, each with a table inside."""
    page = Page(draw)
    page.end()
    names = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    for name in names:
        repeats = draw(st.integers(0, 3))
        for index in range(max(1, repeats)):
            path: KeyPath = (name, index) if repeats else (name,)
            page.note((name,))
            page.note(path)
            page.text += "[[" if repeats else "["
            page.key(name)
            page.text += "]]" if repeats else "]"
            page.end()
            page.table(path)
            if draw(st.booleans()):
                below = draw(KEYS)
                page.note((*path, "below-" + below))
                page.text += "["
                page.key(name)
                page.text += " . "
                page.key("below-" + below)
                page.text += "]"
                page.end()
                page.table((*path, "below-" + below))
    return page


def paths(node: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    children: Any = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from paths(child, (*path, key))


@given(pages())
def test_every_path_is_found_on_the_line_it_was_written(page: Page) -> None:
    """However the file writes it: dotted, quoted, in a list of tables, inline, over several lines."""
    found = locate(page.text.replace("\r\n", "\n")).by_path
    assert set(found) == set(paths(tomllib.loads(page.text)))
    assert found == page.lines


@given(st.text("[]{}=.,\"'\\#\nab1 ", max_size=60))
def test_what_is_no_toml_never_raises(text: str) -> None:
    """The scan ends; its lines are lines of the text."""
    lines = locate(text)
    statements = [statement.line for statement in lines.statements]
    assert all(1 <= line <= text.count("\n") + 1 for line in [*lines.by_path.values(), *statements])


def test_a_path_that_is_not_written_has_the_line_of_its_table() -> None:
    """A missing key points to the header."""
    lines = locate("[site]\n[[feed]]\n\n[[feed]]\nurl = 'x'\n")
    assert lines.of(("feed", 1, "every")) == 4
    assert lines.of(("feed", 1, "url")) == 5
    assert lines.of(("web",)) == 1


def test_a_header_of_its_own_wins_over_one_that_implied_it() -> None:
    """[email] after [email.dkim] is where [email] stands."""
    lines = locate("[email.dkim]\ndomain = 'x'\n[email]\nhost = 'y'\n")
    assert lines.of(("email",)) == 3
    assert lines.of(("email", "dkim")) == 1


def test_tables_inside_lists_of_tables_belong_to_the_last_item() -> None:
    """Each item has its own count of what is inside."""
    lines = locate("[[topic]]\n[topic.alert]\n[[topic]]\n[topic.alert]\n[[topic.deep]]\n[[topic.deep]]\n").by_path
    assert lines["topic", 0, "alert"] == 2
    assert lines["topic", 1, "alert"] == 4
    assert lines["topic", 1, "deep", 1] == 6


def test_a_megabyte_is_located_in_linear_time() -> None:
    """Both long strings and many lines."""
    text = "x = '''" + "a'\n" * 200_000 + "'''\n" + "".join(f"k{n} = 1\n" for n in range(20_000))
    lines = locate(text)
    assert lines.of(("k0",)) == 200_002
    assert lines.of(("k19999",)) == 220_001
