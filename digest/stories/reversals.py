"""What one title says and another takes back: a price that rises and falls, a minister who confirms and denies, will and
will not.

The word right before says what it is said of, so that no other thing is mistaken for it; where it stands elsewhere nothing
is read. Written by hand in English, German, French, Spanish and Russian, where it stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from digest.stories.forms import fold, is_function_word, term

__all__ = ["reversals"]

_TABLE: Final = """
en | rises rose climbs climbed increases increased jumps jumped gains gained surges surged | falls fell drops dropped declines declined decreases decreased slips slipped sinks sank plunges plunged
en | confirms confirmed admits admitted | denies denied
de | steigt steigen stieg stiegen klettert zunimmt | sinkt sinken sank sanken fällt fallen fiel fielen
de | bestätigt bestätigte bestätigen | dementiert dementierte bestreitet bestritt
fr | augmente augmentent progresse grimpe monte | baisse baissent recule chute
fr | confirme confirment | dément démentent nie
es | sube suben subió aumenta aumentó crece creció | baja bajan bajó cae caen cayó
es | confirma confirmó | desmiente desmintió niega negó
ru | растет растут вырос выросла выросли подорожал подорожала | падает падают упал упала упали снизился снизилась подешевел подешевела
ru | подтвердил подтвердила подтверждает | опроверг опровергла опровергает отрицает
"""
_SIDES: Final = {
    (language, fold(word)): f"{pair}{side}"
    for pair, row in enumerate(_TABLE.strip().splitlines())
    for language, *sides in [[cell.strip() for cell in row.split("|")]]
    for side, known in zip("+-", sides, strict=True)
    for word in known.split()
}
_OTHER: Final = {"+": "-", "-": "+"}
_SURE: Final = {"en": frozenset({"will"}), "de": frozenset({"wird", "werden"}), "ru": frozenset({"будет", "будут"})}
_NOT: Final = {"en": frozenset({"not"}), "de": frozenset({"nicht"}), "ru": frozenset({"не"})}


def reversals(written: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Give the key of what is said of a thing, and that of its opposite."""
    folded = tuple(map(fold, written))
    for place, word in enumerate(folded):
        side = _SIDES.get((language, word), "")
        if side and place and not is_function_word(written[place - 1], language):
            thing = term(written[place - 1], language)
            yield f"{side}{thing}", f"{side[:-1]}{_OTHER[side[-1]]}{thing}"
        if word in _SURE.get(language, ()):
            yield from _willed(written, folded, place, language)


def _willed(written: Sequence[str], folded: Sequence[str], place: int, language: str) -> Iterator[tuple[str, str]]:
    """Read what will be and what will not; "not" stands behind "will", in Russian before it."""
    refused = _NOT[language]
    behind = place + 1 + (folded[place + 1] in refused if place + 1 < len(folded) else 0)
    denied = behind > place + 1 or (language == "ru" and place > 0 and folded[place - 1] in refused)
    if behind < len(written) and not is_function_word(written[behind], language):
        willed, refused_key = (f"{side}will {term(written[behind], language)}" for side in "+-")
        yield (refused_key, willed) if denied else (willed, refused_key)
