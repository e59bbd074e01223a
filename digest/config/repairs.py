"""Values that are not TOML, mended: each mend is tried before it is offered.

A repair takes what stands behind the "=" of one line and gives what the admin most likely meant, or
nothing. The first whose result is TOML wins.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from digest.config.nearby import nearest

__all__ = ["LISTS", "TABLES", "Repair", "as_header", "repair", "written_value"]

LISTS = ("feed", "topic", "digest", "subscriber")
TABLES = ("site", "store", "fetch", "grouping", "summary", "telegram", "email", "web")
LONGEST = 200
COMMENT = re.compile(r"(?:^|[ \t]+)#[^\"']*$")
CURLY = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛‹›′`", "'"))
SWITCHES = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
OLD_COMMENT = re.compile(r"[ \t]*(?://|;|/\*).*$")
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+")
BARE_ITEM = re.compile(r"[^\"'\[\]{},#]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What is wrong with a value, and the value as it should be written."""

    problem: str
    value: str


def repair(written: str) -> Repair | None:
    """Find out what is wrong with a value and how it should be written; None where nobody can tell."""
    if not written or len(written) > LONGEST or _is_value(written):
        return None
    for problem, mend in REPAIRS:
        value = mend(written)
        if value and value != written and _is_value(value):
            return Repair(problem=problem, value=value)
    return None


def written_value(line: str) -> str:
    """Give what stands behind the "=" (or the colon) of a line, without a comment."""
    return COMMENT.sub("", re.split(r"[=:]", line, maxsplit=1)[-1]).strip()


def as_header(name: str) -> str:
    """Write the header of a section, or of the one that was meant: lists have double brackets."""
    name = name.strip(".")
    near = name if "." in name else nearest(name, (*LISTS, *TABLES)) or name
    return f"[[{near}]]" if near in LISTS else f"[{near}]"


def _is_value(value: str) -> bool:
    try:
        return len(tomllib.loads(f"x = {value}")) == 1
    except (ValueError, RecursionError):
        return False


def _without_equals(written: str) -> str:
    return written.lstrip("= ") if written.startswith("=") else ""


def _switch(written: str) -> str:
    return SWITCHES.get(written.lower(), "")


def _straight(written: str) -> str:
    return written.translate(CURLY)


def _without_comma(written: str) -> str:
    return written.rstrip(",; ")


def _without_old_comment(written: str) -> str:
    return OLD_COMMENT.sub("", written)


def _number(written: str) -> str:
    plain = re.sub(r"[−–—]", "-", written)
    if THOUSANDS.fullmatch(plain):
        return plain.replace(",", "")
    plain = re.sub(r"^([+-]?[0-9]*),([0-9]+)$", r"\1.\2", plain)
    plain = re.sub(r"^([+-]?)0+(?=[0-9])", r"\1", plain)
    plain = re.sub(r"^([+-]?)\.", r"\g<1>0.", plain).removesuffix(".")
    return plain if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", plain) else ""


def _items_in_quotes(written: str) -> str:
    if not re.fullmatch(r"\[.*\]", written):
        return ""
    items = [item.strip() for item in written[1:-1].rstrip(", ").split(",")]
    return "[" + ", ".join(f'"{item}"' if BARE_ITEM.fullmatch(item) else item for item in items) + "]"


def _commas(written: str) -> str:
    return re.sub(r"([\"'\]])\s+(?=[\"'\[])", r"\1, ", written) if written.startswith("[") else ""


def _closed_list(written: str) -> str:
    if not written.startswith("[") or written[-1] in "[,":
        return ""
    body = re.sub(r"[\s,;)\]}]*$", "", written)
    return body + "]" * (body.count("[") - body.count("]"))


def _equals_in_table(written: str) -> str:
    return re.sub(r"([\w-]+)\s*:\s*(?=[\"'\d{tf])", r"\1 = ", written) if written.startswith("{") else ""


def _closed_table(written: str) -> str:
    return re.sub(r"[\s,;)\]}]*$", "", written) + " }" if written.startswith("{") else ""


def _without_doubled_quotes(written: str) -> str:
    match = re.fullmatch(r"(\"\"|'')([^\"']+)(\"\"|'')", written)
    return f'"{match[2]}"' if match else ""


def _other_quotes(written: str) -> str:
    """Put a text with an apostrophe between double quotes, one with backslashes between single ones."""
    inner = written[1:-1]
    if written[:1] == "'" == written[-1:] and '"' not in inner and "\\" not in inner:
        return f'"{inner}"'
    return f"'{inner}'" if written[:1] == '"' == written[-1:] and "'" not in inner and '"' not in inner else ""


def _closed_quote(written: str) -> str:
    quote = written[:1]
    if quote not in {'"', "'"} or written.startswith(quote * 2):
        return f'"{written[:-1]}"' if written[-1:] in {'"', "'"} and BARE_ITEM.fullmatch(written[:-1]) else ""
    inner = written[1:].rstrip(" ,;")
    if inner[-1:] in {'"', "'"}:
        inner = inner[:-1]
    return f"{quote}{inner}{quote}" if '"' not in inner and "'" not in inner else ""


def _in_quotes(written: str) -> str:
    return f'"{written}"' if not re.search(r"[\"'\\]|^[\[{$=]", written) else ""


REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ('has one "=" too many', _without_equals),
    ("must be true or false", _switch),
    ("has typographic quotes", _straight),
    ("a comma follows the value", _without_comma),
    ('comments begin with "#"', _without_old_comment),
    ("is not how numbers are written", _number),
    ("text goes in quotes", _items_in_quotes),
    ("a comma is missing", _commas),
    ("its brackets do not pair", _closed_list),
    ('settings are written with "="', _equals_in_table),
    ('lacks its "}", or has a comma too many', _closed_table),
    ("has too many quotes", _without_doubled_quotes),
    ("its quotes do not fit", _other_quotes),
    ("a closing quote is missing", _closed_quote),
    ("a list goes in brackets", lambda written: f"[{written}]" if "," in written else ""),
    ("text goes in quotes", _in_quotes),
)
