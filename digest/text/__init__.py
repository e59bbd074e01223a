"""Strings of strangers made safe, and taken apart: lines, sentences, words, direction, language.

    _clean       clean, clean_lines, shorten, utf16_units
    _sentences   sentences
    _words       words, is_unspaced
    _languages   language_code, direction, script_language, is_written_in

Every function takes any string, raises nothing, and needs time linear in its length.
"""

from digest.text._clean import clean, clean_lines, shorten, utf16_units
from digest.text._languages import direction, is_written_in, language_code, script_language
from digest.text._sentences import sentences
from digest.text._words import is_unspaced, words

__all__ = [
    "clean",
    "clean_lines",
    "direction",
    "is_unspaced",
    "is_written_in",
    "language_code",
    "script_language",
    "sentences",
    "shorten",
    "utf16_units",
    "words",
]
