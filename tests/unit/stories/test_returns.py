"""Floors for what comes again: an event that goes on is known, another of its kind is not taken for it."""

from __future__ import annotations

from benchmarks.return_scores import cases, joined


def test_what_goes_on_after_the_window_is_told_from_what_happens_again() -> None:
    """Eight days later, among the entries of another week."""
    found = cases()
    names = joined(found, days=8)
    recurring, continuing = ([case["id"] for case in found if case["kind"] == kind] for kind in KINDS)
    assert len(names.intersection(recurring)) <= len(recurring) // 8
    assert len(names.intersection(continuing)) >= len(continuing) // 3


KINDS = ("recurring", "continuing")
