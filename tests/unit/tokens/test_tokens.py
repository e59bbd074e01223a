"""Signed tokens: what we made for this purpose, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text import clean
from digest.tokens import READER, read_token, sign_token

SECRET = "a secret of thirty-two characters"


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_a_token_gives_its_row_back_and_is_safe_in_an_address(row_id: int) -> None:
    """The same row has the same token, so that a repeated message is the same."""
    token = sign_token(SECRET, "unsubscribe", row_id)
    assert read_token(SECRET, "unsubscribe", token) == row_id
    assert token == sign_token(SECRET, "unsubscribe", row_id)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(st.text(max_size=300))
def test_what_is_not_ours_is_no_token(text: str) -> None:
    assert read_token(SECRET, "unsubscribe", text) is None


@pytest.mark.parametrize("place", range(0, 50, 7))
def test_a_token_with_another_letter_is_no_token(place: int) -> None:
    token = sign_token(SECRET, "unsubscribe", 7)
    place %= len(token) - 2  # the last letter holds bits that mean nothing
    other = "A" if token[place] != "A" else "B"
    assert read_token(SECRET, "unsubscribe", token[:place] + other + token[place + 1 :]) is None


def test_another_secret_reads_nothing() -> None:
    assert read_token("another", "unsubscribe", sign_token(SECRET, "unsubscribe", 7)) is None


def test_no_text_of_a_feed_can_hold_the_place_of_a_token() -> None:
    """Else a hostile link would get the reader's token on its way out."""
    assert READER not in clean(f"before {READER} after{READER}")
