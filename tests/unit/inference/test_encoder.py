"""An encoder that an admin names: what it gives is read or refused, and whatever it does wrong is one error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from engines import encoders
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import EncoderError
from digest.inference.encoder import AT_ONCE, TextEncoder, check_encoder

TEXTS = ["Ferry runs aground", "Opera house finds its curtain"]


def test_a_vector_is_bytes_whose_length_is_127() -> None:
    """Rounding to whole numbers moves it by less than a hundredth."""
    (vector, zeros) = TextEncoder("engines.encoders:letters").encode(["aaab", "42"])
    assert zeros == bytes(26)
    numbers = np.frombuffer(vector, np.int8).astype(float)
    assert numbers[2:].tolist() == [0.0] * 24
    assert np.linalg.norm(numbers) == pytest.approx(127, rel=0.01)
    assert numbers[0] / numbers[1] == pytest.approx(3, rel=0.01)


@given(st.lists(st.text(max_size=20), max_size=4))
def test_a_text_has_the_same_vector_whoever_stands_beside_it(texts: list[str]) -> None:
    """Batches decide nothing."""
    encoder = TextEncoder("engines.encoders:letters")
    assert encoder.encode(texts) == tuple(vector for text in texts for vector in encoder.encode([text]))


def test_many_texts_are_given_in_bounded_pieces() -> None:
    """Nobody's model gets a first poll of ten thousand entries at once."""
    encoders.MOST_AT_ONCE.clear()
    assert len(TextEncoder("engines.encoders:noting").encode(["a"] * (3 * AT_ONCE + 1))) == 3 * AT_ONCE + 1
    assert encoders.MOST_AT_ONCE == [AT_ONCE] * 3 + [1]


def test_an_encoder_may_be_a_class_and_its_array_a_list() -> None:
    """What is named is made without arguments."""
    assert len(TextEncoder("engines.encoders:Made").encode(TEXTS)) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("engines.nowhere:encode", "ModuleNotFoundError"),
        ("engines.encoders:missing", "AttributeError"),
        ("engines.encoders:NOT_CALLABLE", "no function from texts to an array"),
        ("engines.encoders:raising", "MemoryError: no room for weights"),
        ("engines.encoders:leaving", "SystemExit: 3"),
        ("engines.encoders:too_few", "(1, 26), not of 2 rows"),
        ("engines.encoders:flat", "(2,), not of 2 rows"),
        ("engines.encoders:empty", "(2, 0)"),
        ("engines.encoders:enormous", "(2, 5000)"),
        ("engines.encoders:not_finite", "not finite"),
        ("engines.encoders:words", "no array of numbers"),
        ("engines.encoders:nothing", "()"),
    ],
)
def test_whatever_an_encoder_does_wrong_is_one_line_that_names_it(name: str, words: str) -> None:
    """Grouping catches one error, and the admin reads one line."""
    with pytest.raises(EncoderError) as caught:
        TextEncoder(name).encode(TEXTS)
    line = str(caught.value)
    assert name in line
    assert words in line
    assert "\n" not in line
    assert len(line) < 300


def test_rows_of_another_length_than_before_are_refused() -> None:
    """They could not be compared."""
    encoder = TextEncoder("engines.encoders:ever_longer")
    encoder.encode(TEXTS)
    with pytest.raises(EncoderError, match="numbers after rows of"):
        encoder.encode(TEXTS)


def test_an_encoder_that_hangs_is_left_alone_and_not_asked_again() -> None:
    """It cannot be stopped, but it holds nobody up twice."""
    encoder = TextEncoder("engines.encoders:hanging", patience=0.05)
    with pytest.raises(EncoderError, match="not asked again"):
        encoder.encode(TEXTS)
    with pytest.raises(EncoderError, match="not asked again"):
        encoder.encode(TEXTS)


def test_checking_says_what_is_missing_and_how_to_mend_it(tmp_path: Path) -> None:
    """The extra is named where it is ours that is missing."""
    assert check_encoder("", None) == ()
    assert check_encoder("engines.encoders:letters", None) == ()
    (mistake,) = check_encoder("engines.nowhere:encode", tmp_path / "config.toml")
    assert (mistake.key, mistake.file) == ("grouping.encoder", str(tmp_path / "config.toml"))
    assert "remove the setting" in mistake.mend
    (constant,) = check_encoder("engines.encoders:constant", None)
    assert "says the same of 6 different texts" in constant.problem
    (ours,) = check_encoder("digest.inference.use:no_such_function", None)
    assert ours.mend == 'pip install "newsdigest[encoder]"'
