"""Vectors: kept by entry and encoder, found again, pruned with their entries."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from digest.store.schema import vectors


def test_vectors_come_back_byte_for_byte_by_entry_and_encoder(store, desk) -> None:
    """Bytes of every value survive; one encoder's vectors are not another's."""
    one, other, third = desk.stories(3)
    store.vectors.keep("a:encode", {one: bytes(range(256)), other: b""})
    store.vectors.keep("b:encode", {one: b"\x00\x81"})
    assert store.vectors.known("a:encode", [one, other, third]) == {one: bytes(range(256)), other: b""}
    assert store.vectors.known("b:encode", [one, other]) == {one: b"\x00\x81"}
    assert store.vectors.known("c:encode", [one]) == {}
    assert store.vectors.known("a:encode", []) == {}


def test_the_first_vector_of_an_entry_stays(store, desk) -> None:
    """Stories were made with it: a second process that encoded the same entry changes nothing."""
    (one,) = desk.stories(1)
    store.vectors.keep("a:encode", {one: b"first"})
    store.vectors.keep("a:encode", {one: b"second"})
    store.vectors.keep("a:encode", {})
    assert store.vectors.known("a:encode", [one]) == {one: b"first"}


def test_more_ids_are_asked_for_than_fit_into_one_query(store, desk) -> None:
    """A whole window is read at once."""
    (one,) = desk.stories(1)
    store.vectors.keep("a:encode", {one: b"v"})
    assert store.vectors.known("a:encode", range(40_000)) == {one: b"v"}


def test_vectors_are_pruned_with_their_entries(store, desk, now) -> None:
    """Nothing is left of what nobody can compare any more."""
    old = desk.stories(2, at=now - timedelta(days=100))
    (young,) = desk.stories(1)
    store.vectors.keep("a:encode", dict.fromkeys([*old, young], b"v"))
    store.vectors.keep("b:encode", dict.fromkeys(old, b"v"))
    assert store.entries.prune(now - timedelta(days=90), 100) == 2
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(vectors)) == 1
