"""`/metrics`: is anything late, lost or looping? In the words of Prometheus, read from the store at each scrape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from digest.editing.health import diagnose
from digest.model import Health

__all__ = ["CONTENT_TYPE", "metrics"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(health: Health) -> bytes:
    """Write the site's health as gauges; nothing in it names a reader."""
    registry = CollectorRegistry()
    registry.register(_Reading(health))
    return generate_latest(registry)


class _Reading(Collector):
    """The gauges of one look at the site."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Give every gauge."""
        health = self._health
        yield _one("digest_clock_behind_seconds", "Since when no slot was looked after", _age(health, health.seen_to))
        yield _one("digest_troubles", "Troubles that `digest doctor` would name now", len(diagnose(health)))
        yield _one("digest_sending_paused", "1 while an admin holds all sending", int(health.paused))
        yield _one("digest_entries_ungrouped", "Entries that wait to be grouped", health.ungrouped)
        yield _one(
            "digest_ungrouped_age_seconds", "How long the oldest of them waits", _age(health, health.oldest_ungrouped)
        )
        yield _one("digest_slots_skipped", "Slots that were missed, within the span", len(health.skipped))
        yield _one("digest_issues_published", "Issues that were published, within the span", health.issues)
        yield _one("digest_span_seconds", "How far back the span reaches", health.span.total_seconds())
        yield _one("digest_suppressed_addresses", "Addresses that get nothing any more", health.suppressed)
        yield _many("digest_feeds", "Followed feeds", "status", Counter(feed.status for feed in health.feeds))
        yield _many("digest_subscriptions", "Subscriptions", "status", Counter(dict(health.readers)))
        yield from _deliveries(health)


def _deliveries(health: Health) -> Iterator[Metric]:
    states = GaugeMetricFamily(
        "digest_deliveries", "Deliveries: sent and failed within the span, the others now", labels=["channel", "state"]
    )
    ages = GaugeMetricFamily(
        "digest_delivery_oldest_due_seconds", "How long the oldest due delivery waits", labels=["channel"]
    )
    attempts = GaugeMetricFamily(
        "digest_delivery_attempts_max", "How often the most tried waiting delivery was tried", labels=["channel"]
    )
    for one in health.channels:
        for state in ("waiting", "held", "uncertain", "sent", "failed"):
            states.add_metric([one.channel, state], getattr(one, state))
        ages.add_metric([one.channel], _age(health, one.oldest_due))
        attempts.add_metric([one.channel], one.most_attempts)
    yield from (states, ages, attempts)


def _one(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _many(name: str, says: str, label: str, counts: Counter[str]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, count in sorted(counts.items()):
        family.add_metric([key], count)
    return family


def _age(health: Health, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (health.at - since).total_seconds())
