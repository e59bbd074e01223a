"""Which stories are worth an alert."""

from __future__ import annotations

from datetime import timedelta

from digest.editing.alerts import alert_topic
from digest.model import AlertRule


def test_a_copy_is_no_second_outlet_to_an_alert(make_candidate, make_story, make_entry, now) -> None:
    """Who asks for two outlets waits for somebody else's own report."""
    rules = {"ties": AlertRule(settle=timedelta(0), min_sources=2)}
    copied = make_story(make_entry(1), make_entry(2), copies=(2,))
    reported = make_story(make_entry(1), make_entry(2))
    assert alert_topic(make_candidate(copied, "ties"), rules, now) is None
    assert alert_topic(make_candidate(reported, "ties"), rules, now) == "ties"
