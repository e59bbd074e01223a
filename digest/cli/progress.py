"""A progress bar on standard error, where that is a terminal; lines are printed above it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from digest.cli.common import warn

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

__all__ = ["Progress", "progress"]


class Progress(Protocol):
    """Show how far a piece of work is."""

    def begin(self, total: int) -> None:
        """Say how much there is to do."""
        ...

    def advance(self) -> None:
        """Say that one more is done."""
        ...

    def say(self, text: str) -> None:
        """Print a line for a person."""
        ...


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show a bar while the work lasts; elsewhere than on a terminal only the lines."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bar(bars, bars.add_task(what, total=None))


class _Lines:
    """Nothing but lines."""

    def begin(self, total: int) -> None:
        """Show nothing."""

    def advance(self) -> None:
        """Show nothing."""

    def say(self, text: str) -> None:
        warn(text)


class _Bar:
    """A bar; what feeds say is never read as its markup."""

    def __init__(self, bars: Bars, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def begin(self, total: int) -> None:
        self._bars.update(self._task, total=total)

    def advance(self) -> None:
        self._bars.advance(self._task)

    def say(self, text: str) -> None:
        self._bars.console.print(text, markup=False, highlight=False, soft_wrap=True)
