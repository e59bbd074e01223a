"""How far an entry is from an event in time: by days, and by how much of the news is nearer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.stories.bursts import ALWAYS, Span, burst_of

DAY = 86_400.0
HOURLY = [hour * 3600.0 for hour in range(240)]
EVENT = burst_of([Span(0.0, DAY)], HOURLY)


def test_nothing_more_is_asked_where_there_is_no_event() -> None:
    """A standing topic has no time."""
    assert ALWAYS.asks(0.0) == ALWAYS.asks(1e12) == 1


def test_nothing_more_is_asked_beside_the_event() -> None:
    """From its first entry to its last."""
    assert EVENT.asks(0.0) == EVENT.asks(DAY / 2) == EVENT.asks(DAY) == 1


def test_more_is_asked_the_further_it_is() -> None:
    """Up to three times as much, after the event as before it."""
    after = [EVENT.asks(DAY * days) for days in (1, 2, 3, 5, 8, 11)]
    assert after == sorted(set(after))
    assert after[-1] == pytest.approx(3)
    late = burst_of([Span(9 * DAY, 10 * DAY)], HOURLY)
    assert late.asks(0.0) > late.asks(5 * DAY) > late.asks(8 * DAY) > 1


def test_half_a_day_is_not_far_in_any_slot() -> None:
    """A slot of one day has nothing further away, and yet most of it is of that day."""
    today = burst_of([Span(0.0, 0.0)], HOURLY[:12])
    assert 1 < today.asks(DAY / 2) < 1.2


def test_a_month_without_news_is_not_far() -> None:
    """Where next to nothing is nearer, nothing speaks for another event."""
    quiet = burst_of([Span(0.0, 0.0)], [0.0, 30 * DAY, *(60 * DAY + hour for hour in HOURLY)])
    assert quiet.asks(30 * DAY) < 1.01


def test_the_event_itself_is_not_nearer_than_the_others() -> None:
    """Where there are no others, or none between, nothing is far."""
    assert burst_of([Span(0.0, 0.0)], [0.0]).asks(30 * DAY) == 1
    assert burst_of([Span(0.0, 0.0)], [0.0, 5 * DAY]).asks(5 * DAY) == 1


def test_what_is_told_twice_is_near_either_time() -> None:
    """Spans that meet are one, and the nearest counts."""
    twice = burst_of([Span(6 * DAY, 7 * DAY), Span(0.0, DAY), Span(DAY / 2, 2 * DAY)], HOURLY)
    assert twice.spans == (Span(0.0, 2 * DAY), Span(6 * DAY, 7 * DAY))
    assert twice.asks(DAY * 1.5) == twice.asks(6.5 * DAY) == 1
    assert twice.asks(3 * DAY) == pytest.approx(twice.asks(5 * DAY), abs=0.01)
    assert twice.asks(3 * DAY) < twice.asks(4 * DAY)


@given(st.lists(st.tuples(st.floats(0, 9e6), st.floats(0, 9e6))), st.lists(st.floats(0, 9e6)), st.floats(0, 9e6))
def test_what_is_asked_stays_within_bounds(spans: list[tuple[float, float]], openings: list[float], at: float) -> None:
    """Whatever was told, and whenever."""
    burst = burst_of([Span(min(span), max(span)) for span in spans], sorted(openings or [0.0]))
    assert 1 <= burst.asks(at) <= 3.000001
    assert all(one.last < other.first for one, other in zip(burst.spans, burst.spans[1:], strict=False))
