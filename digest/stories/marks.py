"""Marks before a headline: which version of a text it is, how urgent, and under which rubric. They are not for readers."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["unmarked"]

# Of the wire, as written: in capitals, a number perhaps, and a hyphen or a colon without a space before it.
_VERSIONS: Final = (
    r"(?:UPDATE|WRAPUP|REFILE|CORRECTED|CORRECTION|CORRECTING|RPT|REPEAT|RECAST|ADVISORY|(?:NEWS ?)?ALERT|SNAP)"
)
# Of any language, in any case: only what stands alone before a colon or between bars, never a word of a sentence.
_URGENT: Final = (
    "breaking(?: news)?|just in|developing|urgent|updated?|correction|eilmeldung|eil|urgente?|última hora|alerte(?: info)?"
    "|flash|son dakika|срочно|молния|דחוף|מבזק|עדכון|عاجل"
)
# A path to the page ("World › Africa › …"): a few words before a sign that no headline needs.
_RUBRIC: Final = r"[\w’'&,-]+(?: [\w’'&,-]+){0,3} [›»] (?=\S)"
_MARK: Final = re.compile(
    rf"{_RUBRIC}|{_VERSIONS}(?: ?\d{{1,2}})?(?:[-–—:]| [-–—] )\s*|(?i:\W{{0,3}}(?:{_URGENT})(?: ?\d{{1,2}})?(?:\]|\W?\s?[:|–—-]))\s+"
)
_MOST: Final = 3


def unmarked(title: str) -> str:
    """Cut the marks off the front of a headline; one that is nothing else stays."""
    rest = title
    for _ in range(_MOST):
        found = _MARK.match(rest)
        if found is None:
            break
        rest = rest[found.end() :].lstrip()
    return rest or title
