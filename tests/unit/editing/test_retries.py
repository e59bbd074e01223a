"""When a delivery is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest.editing.retries import LONGEST_WAIT, MOST_ATTEMPTS, next_try
from digest.errors import DeliveryError

NOW = datetime(2026, 6, 16, tzinfo=UTC)


def test_a_permanent_error_is_never_tried_again():
    """The stories go back to the reader at once."""
    assert next_try(DeliveryError("gone", permanent=True), attempts=1, now=NOW) is None


def test_waits_double_up_to_a_limit():
    """One minute, two, four … two hours."""
    error = DeliveryError("busy", permanent=False)
    waits = [next_try(error, attempts=n, now=NOW) - NOW for n in range(1, MOST_ATTEMPTS)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_trying_ends_after_about_two_days():
    """News that old is no news; the stories go back to the reader."""
    error = DeliveryError("busy", permanent=False)
    total = sum((next_try(error, attempts=n, now=NOW) - NOW for n in range(1, MOST_ATTEMPTS)), timedelta(0))
    assert timedelta(days=1.5) < total < timedelta(days=2.5)
    assert next_try(error, attempts=MOST_ATTEMPTS, now=NOW) is None


def test_the_channels_own_wait_is_a_floor():
    """A 429 that says one day is obeyed."""
    error = DeliveryError("slow down", permanent=False, retry_after=timedelta(days=1))
    assert next_try(error, attempts=1, now=NOW) == NOW + timedelta(days=1)
