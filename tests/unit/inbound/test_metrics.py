"""Metrics: what Prometheus reads is what the store says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families

from digest.inbound.metrics import metrics
from digest.model import ChannelHealth, Health

NOW = datetime(2026, 6, 14, 9, 0, tzinfo=UTC)
MAIL = ChannelHealth(
    channel="email",
    waiting=5,
    held=1,
    uncertain=2,
    sent=9,
    failed=3,
    oldest_due=NOW - timedelta(minutes=20),
    most_attempts=4,
    reason='450 "busy"\n',
)


def read(health: Health) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(metrics(health).decode())
    return {
        (sample.name, tuple(sample.labels.values())): sample.value for family in families for sample in family.samples
    }


def test_what_is_late_and_waiting_is_a_number() -> None:
    health = Health(
        at=NOW,
        span=timedelta(days=1),
        seen_to=NOW - timedelta(minutes=3),
        channels=(MAIL,),
        readers={"confirmed": 7, "paused": 1},
        ungrouped=4,
        oldest_ungrouped=NOW - timedelta(seconds=30),
    )
    found = read(health)
    assert found["digest_clock_behind_seconds", ()] == 180
    assert found["digest_deliveries", ("email", "waiting")] == 5
    assert found["digest_deliveries", ("email", "uncertain")] == 2
    assert found["digest_delivery_oldest_due_seconds", ("email",)] == 1200
    assert found["digest_delivery_attempts_max", ("email",)] == 4
    assert found["digest_subscriptions", ("confirmed",)] == 7
    assert found["digest_ungrouped_age_seconds", ()] == 30
    assert found["digest_troubles", ()] == 2  # late, uncertain


def test_an_empty_site_has_metrics_too() -> None:
    found = read(Health(at=NOW, span=timedelta(days=1)))
    assert found["digest_troubles", ()] == 0
    assert found["digest_span_seconds", ()] == 86_400
