"""Slots: every label once, at the first moment the wall clock reaches it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.editing.slots import parse_slot, slots
from digest.model import Digest, Slot

ISTANBUL = ZoneInfo("Europe/Istanbul")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(*hours: str, zone: str = "Europe/Istanbul", **more: object) -> Digest:
    return Digest(id="d", timezone=ZoneInfo(zone), at=tuple(time.fromisoformat(hour) for hour in hours), **more)  # type: ignore[arg-type]  # any field


def cron(expression: str, zone: str = "Europe/Istanbul") -> Digest:
    return Digest(id="d", timezone=ZoneInfo(zone), cron=expression)


def shown(found: tuple[Slot, ...]) -> list[tuple[str, str]]:
    return [(slot.label, slot.instant.strftime("%Y-%m-%dT%H:%M")) for slot in found]


# zone, hour, local day; what the label comes due at (UTC)
NIGHTS = [
    # spring: the hour does not exist, and comes due when the gap ends
    ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:00"),
    ("Europe/Berlin", "02:00", "2026-03-29", "2026-03-29T01:00"),
    ("Europe/Berlin", "02:59", "2026-03-29", "2026-03-29T01:00"),
    ("Europe/London", "01:30", "2026-03-29", "2026-03-29T01:00"),
    ("America/New_York", "02:30", "2026-03-08", "2026-03-08T07:00"),
    ("Asia/Jerusalem", "02:15", "2026-03-27", "2026-03-27T00:00"),
    ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:30"),  # half an hour
    ("Australia/Lord_Howe", "02:30", "2026-10-04", "2026-10-03T15:30"),
    ("America/Havana", "00:30", "2026-03-08", "2026-03-08T05:00"),
    # gaps at midnight: the day begins at one
    ("America/Sao_Paulo", "00:30", "2018-11-04", "2018-11-04T03:00"),
    ("America/Sao_Paulo", "00:00", "2018-11-04", "2018-11-04T03:00"),
    ("Asia/Beirut", "00:00", "2026-03-29", "2026-03-28T22:00"),
    ("Africa/Cairo", "00:30", "2026-04-24", "2026-04-23T22:00"),
    # a whole day that never was
    ("Pacific/Apia", "07:30", "2011-12-30", "2011-12-30T10:00"),
    # a permanent change of offset
    ("Asia/Pyongyang", "23:45", "2018-05-04", "2018-05-04T15:00"),
    # beside the gap nothing moves
    ("Europe/Berlin", "01:59", "2026-03-29", "2026-03-29T00:59"),
    ("Europe/Berlin", "03:00", "2026-03-29", "2026-03-29T01:00"),
    # autumn: the hour comes twice, and counts the first time
    ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),
    ("Europe/Berlin", "03:00", "2026-10-25", "2026-10-25T02:00"),
    ("Europe/London", "01:30", "2026-10-25", "2026-10-25T00:30"),
    ("America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30"),
    ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04T14:45"),
    ("America/Sao_Paulo", "23:30", "2019-02-16", "2019-02-17T01:30"),
    ("Africa/Cairo", "23:30", "2026-10-29", "2026-10-29T20:30"),
    ("Asia/Beirut", "23:30", "2026-10-24", "2026-10-24T20:30"),
    # zones without changes, and with odd offsets
    ("Europe/Istanbul", "07:30", "2026-10-25", "2026-10-25T04:30"),
    ("Asia/Kolkata", "07:30", "2026-06-14", "2026-06-14T02:00"),
    ("Asia/Kathmandu", "07:30", "2026-06-14", "2026-06-14T01:45"),
    ("Pacific/Chatham", "07:30", "2026-06-14", "2026-06-13T18:45"),
    ("Pacific/Kiritimati", "00:00", "2026-06-14", "2026-06-13T10:00"),
]


@pytest.mark.parametrize(("zone", "hour", "day", "due"), NIGHTS)
def test_a_label_comes_due_once_when_the_wall_clock_first_reaches_it(zone: str, hour: str, day: str, due: str) -> None:
    """In a gap that is its end, in an overlap its first occurrence; the label stays as written."""
    found = slots(at(hour, zone=zone), after=utc(due) - timedelta(days=3), until=utc(due) + timedelta(days=3))
    assert [moment for label, moment in shown(found) if label == f"{day}T{hour}"] == [due]
    assert len({slot.label for slot in found}) == len(found)
    instants = [slot.instant for slot in found]
    assert instants == sorted(set(instants))


@pytest.mark.parametrize(("zone", "hour", "day", "due"), NIGHTS)
def test_a_fixed_cron_hour_is_the_same_slot_as_the_hour_itself(zone: str, hour: str, day: str, due: str) -> None:
    """`at` and cron share one rule for the nights on which clocks change."""
    until, after = utc(due) + timedelta(days=2), utc(due) - timedelta(days=2)
    clock = time.fromisoformat(hour)
    expression = cron(f"{clock.minute} {clock.hour} * * *", zone)
    assert slots(expression, after=after, until=until) == slots(at(hour, zone=zone), after=after, until=until)


@pytest.mark.parametrize(("zone", "hour", "day", "due"), NIGHTS)
def test_a_typed_label_is_the_slot_of_the_schedule(zone: str, hour: str, day: str, due: str) -> None:
    """`digest send --slot` and the clock name one slot alike, in gaps too."""
    typed = parse_slot(f"{day}T{hour}", at("00:00", zone=zone), utc("2000-01-01T00:00"))
    assert typed == Slot(label=f"{day}T{hour}", timezone=ZoneInfo(zone), instant=utc(due))


def test_the_interval_is_open_at_its_start_and_closed_at_its_end() -> None:
    """Two ticks that meet at an instant find its slot once."""
    due = utc("2026-06-14T04:30")
    assert slots(at("07:30"), after=due, until=due + timedelta(hours=1)) == ()
    assert shown(slots(at("07:30"), after=due - timedelta(hours=1), until=due)) == [
        ("2026-06-14T07:30", "2026-06-14T04:30")
    ]
    assert slots(at("07:30"), after=due, until=due - timedelta(days=9)) == ()


def test_days_are_the_days_of_the_local_calendar() -> None:
    """Monday at 00:30 in Istanbul is still Sunday in UTC."""
    found = slots(at("00:30", days=(0,)), after=utc("2026-06-10T00:00"), until=utc("2026-06-20T00:00"))
    assert shown(found) == [("2026-06-15T00:30", "2026-06-14T21:30")]


@pytest.mark.parametrize("sunday", ["0", "7", "sun", "SUN"])
def test_zero_in_a_cron_is_sunday(sunday: str) -> None:
    """Readers of crontab count the week from Sunday."""
    found = slots(cron(f"30 7 * * {sunday}"), after=utc("2026-06-08T00:00"), until=utc("2026-06-22T00:00"))
    assert [slot.label for slot in found] == ["2026-06-14T07:30", "2026-06-21T07:30"]
    assert {datetime.fromisoformat(slot.label).strftime("%A") for slot in found} == {"Sunday"}


def test_one_in_a_cron_is_monday_and_names_make_ranges() -> None:
    """`30 7 * * mon-fri` is the example of the documentation."""
    after, until = utc("2026-06-13T00:00"), utc("2026-06-20T12:00")
    found = slots(cron("30 7 * * mon-fri"), after=after, until=until)
    assert [slot.label[:10] for slot in found] == [f"2026-06-{day}" for day in range(15, 20)]
    assert found == slots(cron("30 7 * * 1-5"), after=after, until=until)


def test_a_cron_of_every_half_hour_names_each_label_once_on_both_nights() -> None:
    """The hour that comes twice fires once; the hour that is missing fires once, when the gap ends."""
    autumn = slots(cron("*/30 * * * *", "Europe/Berlin"), after=utc("2026-10-24T23:00"), until=utc("2026-10-25T02:30"))
    assert [slot.label[11:] for slot in autumn] == ["01:30", "02:00", "02:30", "03:00", "03:30"]
    assert autumn[3].instant - autumn[2].instant == timedelta(minutes=90)
    spring = slots(cron("*/30 * * * *", "Europe/Berlin"), after=utc("2026-03-29T00:00"), until=utc("2026-03-29T01:30"))
    assert shown(spring) == [
        ("2026-03-29T01:30", "2026-03-29T00:30"),
        ("2026-03-29T03:00", "2026-03-29T01:00"),
        ("2026-03-29T03:30", "2026-03-29T01:30"),
    ]


def test_two_hours_inside_one_gap_make_one_slot() -> None:
    """Two issues in the same minute are one too many; the earliest label names it."""
    found = slots(
        at("02:10", "02:40", zone="Europe/Berlin"), after=utc("2026-03-28T12:00"), until=utc("2026-03-29T12:00")
    )
    assert shown(found) == [("2026-03-29T02:10", "2026-03-29T01:00")]


def test_a_reader_keeps_own_hours_in_an_own_zone_on_the_days_of_the_digest() -> None:
    """Own hours replace the digest's; its days stay, whether written as days or as a cron."""
    after, until = utc("2026-06-12T12:00"), utc("2026-06-16T11:00")
    tokyo, hours = ZoneInfo("Asia/Tokyo"), (time(21, 0), time(6, 0))
    weekdays = slots(at("07:30", days=(0, 1, 2, 3, 4)), after=after, until=until, timezone=tokyo, at=hours)
    assert [slot.label for slot in weekdays] == ["2026-06-15T06:00", "2026-06-15T21:00", "2026-06-16T06:00"]
    assert {slot.timezone for slot in weekdays} == {tokyo}
    assert slots(cron("*/7 8-9 * * mon-fri"), after=after, until=until, timezone=tokyo, at=hours) == weekdays


def test_a_schedule_that_never_comes_due_has_no_slots() -> None:
    """No hours and no days are silence, not an endless search."""
    span = {"after": utc("2026-01-01T00:00"), "until": utc("2027-01-01T00:00")}
    assert slots(at(), **span) == ()
    assert slots(at("07:30", days=()), **span) == ()
    assert slots(cron("30 7 29 2 *"), **span) == ()


def test_spellings_of_one_instant_give_one_slot() -> None:
    """The canonical label, to the minute, is what a slot is known by."""
    digest, now = at("07:30"), utc("2026-06-14T04:30:42.123456")
    expected = Slot(label="2026-06-14T07:30", timezone=ISTANBUL, instant=utc("2026-06-14T04:30"))
    for text in (
        "2026-06-14T07:30",
        "2026-06-14 07:30",
        "2026-06-14t07:30:59",
        "2026-06-14T04:30Z",
        "2026-06-14T04:30:42z",
        "2026-06-14T06:30+02:00",
        "2026-06-13T23:30-0500",
        " 2026-06-14T07:30 ",
        "",
    ):
        assert parse_slot(text, digest, now) == expected, text
    assert parse_slot(None, digest, now) == expected  # type: ignore[arg-type]  # an option that was left out


def test_the_second_pass_of_an_autumn_hour_is_the_slot_of_the_first() -> None:
    """A label is used once: asking again an hour later, at the same wall time, sends nothing twice."""
    digest = at("02:30", zone="Europe/Berlin")
    first, second = (parse_slot(text, digest, utc("2026-01-01")) for text in ("2026-10-25T00:30Z", "2026-10-25T01:30Z"))
    assert first == second
    assert first.instant == utc("2026-10-25T00:30")


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "07:30",
        "2026-06-14",
        "2026-6-14T7:30",
        "2026-06-14T07:30 Europe/Paris",
        "٢٠٢٦-٠٦-١٤T07:30",
        "2026-W24-7T07:30",
        "20260614T0730",
        "2026-06-14T07:30\x00",
        "9" * 10_000,
    ],
)
def test_what_is_no_slot_is_refused_with_an_example(text: str) -> None:
    """The sentence says how a slot is written, and stays short."""
    with pytest.raises(ValueError, match="is not a slot: write 2026-06-14T07:30") as caught:
        parse_slot(text, at("07:30"), utc("2026-06-14T00:00"))
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["2026-02-30T07:30", "2026-13-01T07:30", "2026-06-14T25:00", "2026-06-14T07:30+99:00"])
def test_a_day_or_hour_that_no_calendar_has_is_refused(text: str) -> None:
    """A skipped hour is fine, the thirtieth of February is not."""
    with pytest.raises(ValueError, match="not a date and time on the calendar"):
        parse_slot(text, at("07:30"), utc("2026-06-14T00:00"))


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("0001-01-01T00:00Z", "America/New_York"),
        ("9999-12-31T23:59-05:00", "America/New_York"),
        ("0001-01-01T00:00", "Asia/Tokyo"),
    ],
)
def test_what_lies_outside_the_calendar_is_refused(text: str, zone: str) -> None:
    """Typed nonsense ends in a sentence."""
    with pytest.raises(ValueError, match="lies outside the calendar"):
        parse_slot(text, at("07:30", zone=zone), utc("2026-06-14"))


ZONES = st.sampled_from(
    [
        "Europe/Istanbul",
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Asia/Beirut",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/New_York",
        "Africa/Casablanca",
        "Asia/Kolkata",
        "Antarctica/Troll",
        "UTC",
    ]
)
INSTANTS = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001  # naive here, aware by the map
HOURS = st.lists(st.times(), min_size=1, max_size=4).map(tuple)


@given(zone=ZONES, hours=HOURS, start=INSTANTS, cuts=st.lists(st.integers(0, 96), max_size=6))
def test_slots_do_not_depend_on_how_often_somebody_asks(
    zone: str, hours: tuple[time, ...], start: datetime, cuts: list[int]
) -> None:
    """Any cut of a span into ticks finds the same slots, each once."""
    digest = Digest(id="d", timezone=ZoneInfo(zone), at=hours)
    end = start + timedelta(hours=96)
    marks = [start, *(start + timedelta(hours=cut) for cut in sorted(cuts)), end]
    pieces = [slot for low, high in pairwise(marks) for slot in slots(digest, after=low, until=high)]
    assert tuple(pieces) == slots(digest, after=start, until=end)
    assert len({slot.label for slot in pieces}) == len(pieces)


@given(zone=ZONES, moment=INSTANTS)
def test_an_instant_and_the_label_it_is_known_by_are_one_slot(zone: str, moment: datetime) -> None:
    """Typing what a slot shows gives that slot again, and never a later one than was asked for."""
    digest = at("07:30", zone=zone)
    slot = parse_slot(moment.strftime("%Y-%m-%dT%H:%MZ"), digest, moment)
    assert parse_slot(slot.label, digest, moment) == slot == parse_slot("", digest, moment)
    assert timedelta(0) <= moment - slot.instant < timedelta(hours=25)


@given(zone=ZONES, hours=HOURS, start=INSTANTS)
def test_every_slot_of_a_schedule_can_be_typed(zone: str, hours: tuple[time, ...], start: datetime) -> None:
    """What `digest plan` prints, `digest send --slot` takes."""
    digest = Digest(id="d", timezone=ZoneInfo(zone), at=hours)
    for slot in slots(digest, after=start, until=start + timedelta(days=3)):
        assert parse_slot(slot.label, digest, start) == slot
        assert start < slot.instant <= start + timedelta(days=3)
