"""Values are read as they are written, and never raise anything but Unfit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import addresses, names, values
from digest.config.nearby import did_you_mean, nearest
from digest.config.values import Unfit

READERS: list[Callable[[object], object]] = [
    values.read_text,
    values.read_size,
    values.read_clock,
    values.read_quiet,
    values.read_rate,
    values.read_days,
    values.read_cron,
    values.read_variable,
    values.duration(least=timedelta(0)),
    names.read_name,
    names.read_phrase,
    names.read_id,
    names.read_topic,
    names.read_class,
    names.read_zone,
    names.read_language,
    names.read_level,
    names.read_xpath,
    addresses.read_feed_url,
    addresses.read_page_url,
    addresses.read_store_url,
    addresses.read_email,
    addresses.read_sender,
    addresses.read_chat,
    addresses.read_host,
    addresses.read_listen,
    addresses.read_network,
    addresses.read_path,
    addresses.read_header,
    addresses.read_header_name,
]
SCRAPS = ["https://", "file:", "imap:", "sqlite:///", "postgresql://", "@", ":", "/", "[", "]", "%00", "07:30", "-", ",",
          "mon", "sun", "1h", "30", "* ", "#", "L", "127.0.0.1", "/8", "a", "א", "\u0000", "\n", "Europe", ".", "..", "(", ")", "\\d", "x{9}"]  # fmt: skip
SCALARS = st.one_of(
    st.lists(st.sampled_from(SCRAPS), max_size=8).map("".join),
    st.text(max_size=20),
    st.integers(),
    st.integers(100, 5_000).map(lambda digits: 10**digits),
    st.sampled_from([True, 1.5, float("nan"), date(2026, 1, 1), time(7, 30)]),
)
TOML_VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.sampled_from(["env", "x"]), SCALARS)


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(value=TOML_VALUES)
def test_whatever_stands_there_is_read_or_unfit(read: Callable[[object], object], value: Any) -> None:
    """Never a traceback, and messages are one short line."""
    said = problem_of(read, value)
    assert "\n" not in said
    assert len(said) < 600


def problem_of(read: Callable[[object], object], value: object) -> str:
    try:
        read(value)
    except Unfit as unfit:
        return f"{unfit.problem} ({unfit.mend})"
    return "fits"


@given(st.integers(0, 36_500 * 86_400))
def test_a_written_duration_reads_back(seconds: int) -> None:
    """In its largest whole unit."""
    span = timedelta(seconds=seconds)
    assert values.duration(least=timedelta(0))(values.write_duration(span)) == span


@given(st.integers(1_000, 1_000_000_000))
def test_a_written_size_reads_back(size: int) -> None:
    """In its largest whole unit."""
    assert values.read_size(values.write_size(size)) == size


@given(st.sets(st.integers(0, 6), min_size=1))
def test_written_days_read_back(days: set[int]) -> None:
    """Runs are ranges."""
    assert values.read_days(values.write_days(sorted(days))) == tuple(sorted(days))


@given(st.times())
def test_a_written_time_reads_back(clock: time) -> None:
    """To the minute."""
    assert values.read_clock(values.write_clock(clock)) == clock.replace(second=0, microsecond=0, fold=0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", '"plain"'),
        ("two\nlines\x07", '"two lines�"'),
        ("x" * 100, '"' + "x" * 59 + '…"'),
        (True, "true"),
        (10**50, "this number"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"),  # noqa: DTZ001 - TOML has naive times
        ([1], "a list"),
        ({}, "a table"),
    ],
)
def test_a_value_is_shown_in_one_short_line(value: object, shown: str) -> None:
    """Messages go to terminals and chats."""
    assert values.show(value) == shown


def test_the_nearest_word_is_found_by_case_plural_and_likeness() -> None:
    """And none where nothing is alike."""
    known = ["feed", "topic", "base_url", "Europe/Istanbul"]
    assert nearest("FEED", known) == "feed"
    assert nearest("topics", known) == "topic"
    assert nearest("base-url", known) == "base_url"
    assert nearest("europe/istambul", known) == "Europe/Istanbul"
    assert nearest("zzz", known) is None
    assert did_you_mean("zzz", ["a", "b"]) == 'one of "a", "b"'
    assert did_you_mean("zzz", []) == ""
