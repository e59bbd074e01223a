"""Whole-word matching of rule words in their inflected forms, and of phrases, in linear time.

A word of a rule meets a word of a text when they share a key: the folded spelling, the stem in the
text's language (in English with the ending that makes another word of it: *imports* are not *important*), or what is
left when the prefixes of Hebrew and Arabic or the suffixes of Turkish are cut. A sign at the end of a name belongs to it
(*C++*), and so does a number behind a hyphen (*Covid-19*): who writes the name alone means both, who writes them means that
one. `Matcher` finds all phrases of all rules in one pass, by a trie whose edges are keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from digest.stories.apostrophes import without_apostrophes
from digest.stories.forms import fold, stem
from digest.stories.prefixes import without_prefixes
from digest.text import clean, words

__all__ = ["MOST_WORDS", "Matcher", "phrase_words", "rule_words"]

MOST_WORDS = 24

_LONGEST = 48
_CAPITALS = re.compile(r"(?:[A-Z]\.?){2,4}")
_SEVERAL = re.compile(r"([A-Z]{2,4})s")
_SIGN = re.compile(r"(?<=[^\W\d_])(?:\+\+?|#)(?![^\W\d_])")
# Letters of no language here, so that a word keeps its sign when a text is taken apart.
_SIGNS = str.maketrans("+#", "ǀǂ")
_HUNG = re.compile(r"([^\W\d_ǀǂ]{2,})(?:[ǀǂ]+|(?:-\d+)+)")
_HEBREW_ENDINGS = ("יות", "ות", "ית", "ים", "יה", "ה", "ת", "י")
_ARABIC_ENDINGS = ("ات", "ين", "ون", "ه")
# Folded: "from" (li), plural, possessive, case, and what may follow them, each at most once.
_TURKISH_ENDINGS = re.compile(
    r"(?:l[iu])?(?:l[ae]r)?(?:[iu]m[iu]z|[iu]n[iu]z|s?[iu]|[iu]?m)?"
    r"(?:n?[iu]n|[yn]?[iuae]|n?[dt][ae]n?|y?l[ae])?(?:k[iu]|d[iu]r)?"
)
_LONGEST_ENDING = 14
# How the endings of -tion, -ive, -ity, -ant, -ment, -ism and their like begin, and what may follow up to the end of the word.
_ENGLISH_DERIVED = re.compile(
    r"(?<=[a-z]{3})(io(?=n)|iv(?=e)|it(?=y|ie)|an(?=t|ce)|en(?=t|ce)|me(?=nt)|al|is(?=[mt])|ou(?=s)|ic|ly|ne(?=ss)|fu(?=l)|[ai]b(?=le))[a-z]{0,4}$"
)


class Matcher:
    """All phrases of all rules, for texts of one language ("" unknown).

    A phrase longer than `MOST_WORDS` words is known by its first ones.
    """

    def __init__(self, phrases: Iterable[str], language: str) -> None:
        self._language = language
        self._edges: list[dict[str, list[int]]] = [{}]
        self._children: list[dict[frozenset[str], int]] = [{}]
        self._ends: list[list[str]] = [[]]
        for phrase in sorted(set(phrases)):
            self._insert(phrase)

    def found(self, text: str) -> frozenset[str]:
        """Tell which phrases occur in a text as consecutive words."""
        found: set[str] = set()
        active: set[int] = set()
        for word in phrase_words(text):
            keys = _text_keys(word[:_LONGEST], self._language)
            active = {node for state in (0, *active) for key in keys for node in self._edges[state].get(key, ())}
            for node in active:
                found.update(self._ends[node])
        return frozenset(found)

    def _insert(self, phrase: str) -> None:
        written = rule_words(phrase)[:MOST_WORDS]
        state = 0
        for word in written:
            state = self._child(state, _rule_keys(word[:_LONGEST], self._language))
        if written:
            self._ends[state].append(phrase)

    def _child(self, state: int, keys: frozenset[str]) -> int:
        known = self._children[state].get(keys)
        if known is not None:
            return known
        node = len(self._edges)
        self._edges.append({})
        self._children.append({})
        self._ends.append([])
        self._children[state][keys] = node
        for key in keys:
            self._edges[state].setdefault(key, []).append(node)
        return node


def phrase_words(text: str) -> tuple[str, ...]:
    """Take a phrase or a text apart, in the way both are compared."""
    return words(without_apostrophes(_SIGN.sub(_as_letters, text)))


def _as_letters(sign: re.Match[str]) -> str:
    return sign[0].translate(_SIGNS) + " "


def rule_words(phrase: str) -> tuple[str, ...]:
    """Take a phrase of a rule apart; what nobody sees in it is lost first, as it is lost of texts where they are taken in."""
    return phrase_words(clean(phrase))


@lru_cache(maxsize=20_000)
def _rule_keys(word: str, language: str) -> frozenset[str]:
    """List the keys of a word of a rule; capitals like US or WHO only meet capitals."""
    if _CAPITALS.fullmatch(word):
        return frozenset({"^" + word.replace(".", "")})
    folded = fold(word)
    keys = {"=" + folded, *_stem_key(word, language), *_ending_keys(folded, language)}
    return frozenset({*keys, *_numbered_key(folded), *_capitals_of_several(word)})


@lru_cache(maxsize=100_000)
def _text_keys(word: str, language: str) -> tuple[str, ...]:
    """List the keys of a word of a text: those of the word, of what its prefixes leave, and of a name without what hangs on it."""
    folded = fold(word)
    keys = {"=" + folded, *_stem_key(word, language), *_numbered_key(folded), *_capitals_of_several(word)}
    if hung := _HUNG.fullmatch(word):
        return (*sorted(keys), *_text_keys(hung[1], language))
    if _CAPITALS.fullmatch(word):
        keys |= {"^" + word.replace(".", ""), "=" + folded.replace(".", "")}
    for rest in (folded, *without_prefixes(folded)):
        keys.add("=" + rest)
        keys.update(_ending_keys(rest, language))
    if language == "tr":
        keys.update(_turkish_heads(folded))
    return tuple(sorted(keys))


def _capitals_of_several(word: str) -> Iterator[str]:
    """Give the capitals of which a word is the plural: MPs."""
    if several := _SEVERAL.fullmatch(word):
        yield "^" + several[1]


def _numbered_key(folded: str) -> Iterator[str]:
    """Give a name and its number as one word: F-16 and F16, Covid-19 and Covid19."""
    name, hyphen, number = folded.partition("-")
    if hyphen and name.isalpha() and number.isdigit():
        yield f"={name}{number}"


def _stem_key(word: str, language: str) -> Iterator[str]:
    """Give the Snowball stem, where it is long enough to stand for the word."""
    if "\u0590" <= word[:1] < "\u0780":
        return
    root = stem(word, language)
    if len(root) >= 3 and not any(map(str.isdigit, root)):
        yield f"~{root}~{_derived(fold(word), language)}"


def _derived(folded: str, language: str) -> str:
    """Give how an ending begins by which English makes another word of a stem, and no form of the same: import, important."""
    found = _ENGLISH_DERIVED.search(folded) if language == "en" else None
    return found.group(1) if found else ""


def _ending_keys(folded: str, language: str) -> Iterator[str]:
    """Give the word without its commonest ending, in Hebrew and Arabic; the whole word, to meet Turkish heads."""
    if language == "tr" and len(folded) >= 4:
        yield "t" + folded
    if "\u05d0" <= folded[:1] <= "\u05ea":
        yield "-" + _without_ending(folded, _HEBREW_ENDINGS, 3)
    elif "\u0600" <= folded[:1] < "\u0780":
        word = folded[2:] if folded.startswith("ال") and len(folded) > 4 else folded
        yield "-" + _without_ending(_without_ending(word, _ARABIC_ENDINGS, 4), ("ي",), 5)


def _without_ending(word: str, endings: tuple[str, ...], least: int) -> str:
    ending = next((end for end in endings if word.endswith(end) and len(word) - len(end) >= least), "")
    return word[: len(word) - len(ending)]


def _turkish_heads(folded: str) -> Iterator[str]:
    for cut in range(max(4, len(folded) - _LONGEST_ENDING), len(folded)):
        if _TURKISH_ENDINGS.fullmatch(folded, cut):
            yield "t" + folded[:cut]
