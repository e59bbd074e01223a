"""An address as whoever holds a link sees it."""

from __future__ import annotations

import pytest

from digest.inbound.web.masking import masked
from digest.model import Address


@pytest.mark.parametrize(
    ("channel", "value", "shown"),
    [
        ("email", "reader@example.org", "r•••@example.org"),
        ("email", "jo@example.org", "•••@example.org"),
        ("email", '"odd@name"@example.org', '"•••@example.org'),
        ("telegram", "-1001234567890", "Telegram •••90"),
        ("telegram", "@harbour_news", "Telegram •••ws"),
        ("file", "/srv/readers/out", "file •••"),
        ("pager", "ward-7", "pager •••"),
    ],
)
def test_an_address_is_shown_so_that_only_its_owner_knows_it(channel: str, value: str, shown: str) -> None:
    """A forwarded link must not tell a stranger whose it was."""
    assert masked(Address(channel=channel, value=value)) == shown
