"""The encoder of the extra: it reads many languages, and says nothing of what it cannot read."""

from __future__ import annotations

import numpy as np

from digest.inference.encoder import TextEncoder
from digest.inference.use import encode


def test_one_event_in_other_words_and_languages_is_nearer_than_another() -> None:
    """What it is for."""
    rows = encode(
        [
            "Rail strike halts trains across the country",
            "Walkout by train drivers leaves passengers stranded",
            "Bahnstreik legt Züge im ganzen Land lahm",
            "Central bank raises interest rates by half a point",
            "Demiryolu grevi ülke genelinde trenleri durdurdu",
        ]
    )
    near = rows @ rows[0]
    assert rows.shape == (5, 512)
    assert min(near[1], near[2], near[4]) > near[3] + 0.2


def test_what_it_cannot_read_is_a_row_of_zeros() -> None:
    """To the model all Hebrew headlines are the same unknown words, and would become one story."""
    rows = encode(
        ["שביתה ברכבת: אלפי נוסעים נתקעו בתחנות", "Απεργία στους σιδηροδρόμους", "", "!!! 42 🚆", "Train strike"]
    )
    assert not rows[:4].any()
    assert np.linalg.norm(rows[4]) > 0.9


def test_hostile_texts_are_encoded_or_left_alone() -> None:
    """Absurd characters and lengths are no error."""
    vectors = TextEncoder("digest.inference.use:encode").encode(
        ["\ud800 lone", "a" * 600, "\x00\x1b[2J", "😀" * 300, " "]
    )
    assert {len(vector) for vector in vectors} == {512}
