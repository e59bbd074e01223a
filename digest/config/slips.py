"""What slips of the keyboard look like in a file that is no TOML, and how to say so: tables for `syntax`."""

from __future__ import annotations

import re

__all__ = ["LACKS", "LINES", "SYNTAX", "VAGUE", "VALUES"]

QUOTE = "a closing quote is missing"
LACKS = {
    "comma": ("a comma is missing in the list", 'put a "," behind this item'),
    "bracket": ('a list lacks its "]"', 'put a "]" behind its last item'),
}
# What a line shows by itself, before its value is looked at; `mend` may name groups.
LINES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(?:<{7}|={7}|>{7}|\|{7})"), "is what git leaves after a conflict", "keep one side, remove the marks"),
    (re.compile(r".*\r."), "holds a lone carriage return", "save it with the line ends of Unix or of Windows"),
    (re.compile(r".*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"), "holds a control character", "remove it"),
    (
        re.compile(r"[^\"']*[\xa0\u2000-\u200f\u2028-\u202f\u2060\ufeff]"),
        "holds an invisible character",
        "type it anew",
    ),
    (re.compile(r"[ \t]*\{"), "looks like JSON, and this file is TOML", "start from config.example.toml"),
    (
        re.compile(r"[\w ]+:[ \t]*$|---|%YAML"),
        "looks like YAML, and this file is TOML",
        "start from config.example.toml",
    ),
    (re.compile(r"[ \t]*<"), "looks like XML, and this file is TOML", "start from config.example.toml"),
    (re.compile(r"[ \t]*(?://|;|/\*|--|REM )"), 'comments begin with "#"', 'write "#" before it'),
    (re.compile(r"[ \t]*([-*+])[ \t]+\S"), "this is no key", r'remove the "\1" before it'),
    (re.compile(r"[ \t]*(\[.*\])[ \t]*[^#\s]"), "something follows the header", r"write \1 on a line of its own"),
    (
        re.compile(r"[ \t]*[^\s=\"'\[#]*[^\x00-\x7F][^\s=]*[ \t]*="),
        "this is no key",
        "keys have letters, digits, - and _; others go in quotes",
    ),
    (
        re.compile(r"[ \t]*(?:export|set|let)[ \t]+[\w-]+[ \t]*="),
        "is a command of a shell",
        "settings are written key = value",
    ),
    (re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t-]+([A-Za-z_]\w*)[ \t]*="), "a key is one word", r"did you mean \1_\2?"),
    (
        re.compile(r"[ \t]*[^=]*=.*[\"'\d\]}e][ \t]+[\w.-]+[ \t]*=[ \t]*[\"'\d\[{tf]"),
        "two settings stand on one line",
        "write each on its own",
    ),
)
# What a value shows by itself, where no other value can be offered.
VALUES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"$"), "has no value", 'write one behind the "=", or remove the line'),
    (re.compile(r"(?i:null|none|nil|undefined)$"), "TOML knows no null", "remove the line"),
    (re.compile(r"[\"']?\$[{(\w]|%\w+%|\{\{"), "variables are not looked up here", 'write the value in "quotes"'),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "is no date that there is", 'no setting is a date; times are "07:30"'),
    (re.compile(r"\{[ \t]*$"), "a { table } stays on one line", "write SECTION, and its keys on the lines below"),
)
# What tomllib says, by how it begins: what is wrong, how to mend it, and whether the statement's first
# line is the place to look.
SYNTAX: dict[str, tuple[str, str, bool]] = {
    "Cannot declare": ("this table was begun before", "join the two; a list has double brackets, as in [[feed]]", True),
    "Cannot overwrite": ("this key was given before", "remove one; lists have double brackets, as in [[feed]]", True),
    "Cannot redefine": ("this table was begun before", "join the two", True),
    "Cannot mutate": ("adds to a table or list that was closed before", "write all of it in one place", True),
    "Duplicate inline": ("a key is given twice between { and }", "remove one of the two", True),
    "Expected '='": ('there is no "=" after the key', "settings are written key = value", False),
    "Expected ']' at the end of a table": ('the header lacks its "]"', "write [site] or [[feed]]", False),
    "Expected ']]'": ('the header lacks its "]]"', "write [[feed]]", False),
    "Expected newline": ("something follows the value", "text goes in quotes; one setting a line", False),
    "Expected": (QUOTE, "quotes come in pairs", True),
    "Invalid initial character": ("this is no key", "keys have letters, digits, - and _; others go in quotes", False),
    "Invalid statement": ("this is neither a setting, a [table] nor a # comment", "", False),
    "Invalid value": ("the value is not written right", 'text goes in "quotes"; yes and no are true and false', False),
    "Invalid date": ("this is no date", 'times go in quotes: "07:30"', False),
    "Invalid hex": (r"a \u escape is wrong", "write the letter itself, or put the text in single quotes", False),
    "Escaped character": (r"a \u escape is wrong", "write the letter itself, or put the text in single quotes", False),
    "Unescaped": (r"a \ stands alone in the text", r"write \\, or put the text in single quotes", False),
    "Unclosed array": ('a list lacks a comma or its "]"', 'write ["one", "two"]', True),
    "Unclosed inline": ('a table lacks a comma or its "}"', "as in { key = value, other = value }", True),
    "Unterminated": (QUOTE, "quotes come in pairs", True),
    r"Illegal character '\n'": (QUOTE, "quotes come in pairs; a text stays on one line", False),
    r"Found invalid character '\n'": (QUOTE, "quotes come in pairs; a text stays on one line", False),
    "Illegal": ("holds a control character", "remove it", False),
    "Found invalid": ("holds a control character", "remove it", False),
    "Exceeds the limit": ("a number has too many digits", "no setting needs it", False),
    "": ("is not TOML", "see toml.io", False),
}
VAGUE = {
    SYNTAX[start][0]
    for start in ("Expected newline", "Invalid initial character", "Invalid value", "Unclosed array", "Unclosed inline")
} | {problem for problem, _ in LACKS.values()}
