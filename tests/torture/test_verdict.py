"""The verdict has teeth: each kind of broken promise is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from torture.ledger import Ledger, Row
from torture.verdict import judge, unrecorded
from torture.witness import Arrival

SLOT = ("news", "2027-01-01T07:30", "UTC")
PIECE = ("11", SLOT, 0)
CAME = Arrival(
    number=0,
    reader="11",
    digest=SLOT[0],
    label=SLOT[1],
    zone=SLOT[2],
    part=0,
    late=False,
    shown=datetime(2027, 1, 1, 7, 30, tzinfo=UTC),
    message_id="<a@desk>",
    content="a",
    stories=(),
)
AGAIN = replace(CAME, number=1)
SENT = Row(reader="11", slot=SLOT, status="sent", next_part=0)


def ledger(*rows: Row, issues: tuple[tuple[str, ...], ...] = (), faults: tuple[str, ...] = ()) -> Ledger:
    return Ledger(rows=rows, skipped=frozenset(), issues=issues, seen_to="", faults=faults)


def test_what_comes_once_and_is_recorded_is_right() -> None:
    """The rule, and one repeat after a fault that nobody could know the end of."""
    assert judge([CAME], [PIECE], ledger(SENT)).violations == []
    assert judge([CAME, AGAIN], [PIECE], ledger(SENT), ambiguous={0}).violations == []


@pytest.mark.parametrize(
    ("arrivals", "found", "word"),
    [
        ([], ledger(SENT), "lost"),
        ([CAME, AGAIN], ledger(SENT), "doubled"),
        ([CAME, AGAIN, replace(CAME, number=2)], ledger(SENT), "doubled"),
        ([CAME, replace(AGAIN, reader="12")], ledger(SENT), "not expected"),
        ([CAME, replace(AGAIN, content="b")], ledger(SENT), "not the same"),
        ([CAME, replace(AGAIN, message_id="<b@desk>")], ledger(SENT), "Message-ID"),
        ([CAME], ledger(replace(SENT, status="sending")), "never recorded"),
        ([CAME], ledger(SENT, issues=(SLOT, SLOT)), "two issues"),
        ([CAME], ledger(SENT, faults=("row 7 missing from index",)), "row 7"),
    ],
)
def test_every_broken_promise_is_seen(arrivals: list[Arrival], found: Ledger, word: str) -> None:
    """One fault each, in words; an ambiguous fault excuses one repeat, not two."""
    assert any(word in violation for violation in judge(arrivals, [PIECE], found, ambiguous={1}).violations)


def test_a_fault_is_ambiguous_where_the_store_does_not_know_of_what_arrived() -> None:
    """Neither as sent nor as a piece that is out."""
    waiting = replace(SENT, status="sending", next_part=1)
    assert unrecorded([CAME], ledger(SENT)) == set()
    assert unrecorded([CAME, replace(AGAIN, part=1)], ledger(waiting)) == {1}
    assert unrecorded([CAME], ledger()) == {0}
