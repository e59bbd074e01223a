"""Marks of the wire before a headline."""

from __future__ import annotations

import pytest

from digest.stories.marks import unmarked


@pytest.mark.parametrize(
    "marked",
    [
        "UPDATE 2-Harbour master resigns",
        "CORRECTED-Harbour master resigns",
        "RPT-WRAPUP 4-Harbour master resigns",
        "BREAKING: Harbour master resigns",
        "Breaking News | Harbour master resigns",
        "[UPDATE] Harbour master resigns",
        "SON DAKİKA: Harbour master resigns",
        "عاجل | Harbour master resigns",
        "News › Picture of the day › Harbour master resigns",
        "Top Stories » Harbour master resigns",
    ],
)
def test_marks_are_cut_off_the_front(marked: str) -> None:
    """Versions and urgency are for desks."""
    assert unmarked(marked) == "Harbour master resigns"


@pytest.mark.parametrize(
    "title",
    [
        "Update your locks: what to do",
        "Breaking up is hard: a study",
        "Alert level raised",
        "Flash floods hit Leeds",
        "BREAKING",
        "« Non » dit le port de Haïfa » au syndicat",
        "Harbour »quietly« opens",
        "Harbour ›",
        "",
    ],
)
def test_words_of_a_headline_stay(title: str) -> None:
    """Only what stands alone before its mark goes, and never all there is."""
    assert unmarked(title) == title
