"""Jinja as templates get it: sandboxed, strict, escaping by form; and whose mistake an error is.

Files are looked up one by one: `<overrides>/<template>/`, the packaged `<template>/`, then both again
for `default`. So a folder of the admin's holds only what differs.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Final

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digest.errors import Mistake
from digest.render.filters import FILTERS, TESTS
from digest.render.reader import phrases

__all__ = ["DEFAULT", "make_environment", "mistake_of", "template_folders"]

DEFAULT: Final = "default"
REFERENCE: Final = "docs/reference/templates.md lists what a template can use"


def template_folders(template: str, overrides: Path | None) -> tuple[Path, ...]:
    """List the folders in which a template's files are looked up, in order."""
    roots = [root for root in (overrides, _packaged()) if root is not None]
    names = dict.fromkeys((template, DEFAULT))
    return tuple(root / name for name in names for root in roots)


def make_environment(folders: Iterable[Path], language: str) -> ImmutableSandboxedEnvironment:
    """Make the environment of one template set in one language of phrases."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(folder) for folder in folders], followlinks=True),
        autoescape=_escapes,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters.update(FILTERS)
    environment.tests.update(TESTS)
    environment.install_gettext_translations(phrases(language), newstyle=True)  # type: ignore[attr-defined] # by i18n
    return environment


def mistake_of(error: Exception, file: str, known: Iterable[str]) -> Mistake:
    """Say where a template failed and why; `file` is the one that was asked for."""
    line: int | None = None
    if isinstance(error, TemplateNotFound):
        return Mistake(file=file, line=None, key="", problem=f"needs the file {error.name!s}, which is nowhere")
    if isinstance(error, TemplateSyntaxError):
        return Mistake(file=error.filename or file, line=error.lineno, key="", problem=_sentence(error))
    file, line = _place(error.__traceback__, file)
    mend = _suggestion(str(error), known) if isinstance(error, UndefinedError) else ""
    return Mistake(file=file, line=line, key="", problem=_sentence(error), mend=mend)


def _escapes(name: str | None) -> bool:
    return name is None or not name.endswith((".txt.j2", ".txt"))


def _packaged() -> Path:
    shipped = Path(str(files("digest"))) / "_templates"
    return shipped if shipped.is_dir() else Path(__file__).parents[2] / "templates"


def _place(traceback: TracebackType | None, file: str) -> tuple[str, int | None]:
    """Find the innermost line of a template in a traceback (Jinja maps its frames to templates)."""
    place: tuple[str, int | None] = (file, None)
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = (name, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if isinstance(error, (TemplateSyntaxError, UndefinedError)) else f"{type(error).__name__}: {text}"


def _suggestion(text: str, known: Iterable[str]) -> str:
    words = [word.strip("'") for word in text.split() if word.startswith("'")]
    close = difflib.get_close_matches(words[-1] if words else "", list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else REFERENCE
