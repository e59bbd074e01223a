"""When to try a delivery again, and when to stop.

Exponential back-off, no jitter: deliveries of one channel go out one after another anyway. Thirty tries
take about two days; mail servers try for four or five (RFC 5321, section 4.5.4.1), but news ages.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from digest.errors import DeliveryError

__all__ = ["CHANNEL_WAIT", "next_try"]

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=2)
MOST_ATTEMPTS = 30
CHANNEL_WAIT = timedelta(minutes=1)
"""How long a channel that is down is left alone, where it does not say itself."""


def next_try(error: DeliveryError, *, attempts: int, now: datetime) -> datetime | None:
    """Tell when to try again after `attempts` failures; None to give up.

    A permanent error is never tried again. The channel's `retry_after` is a floor.
    """
    if error.permanent or attempts >= MOST_ATTEMPTS:
        return None
    wait: timedelta = min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 16), LONGEST_WAIT)
    return now + max(wait, error.retry_after or timedelta(0))
