"""How single values are written: durations, sizes, times, days, zones, languages, cron, addresses.

Each `read_…` takes what stands in the file and gives the value, or raises `Unfit` with what is wrong
and how to mend it; each `write_…` is its inverse. `show` quotes a value for a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from cronsim import CronSim, CronSimError

from digest.config.nearby import nearest

__all__ = [
    "CENTURY",
    "Unfit",
    "duration",
    "read_clock",
    "read_cron",
    "read_days",
    "read_quiet",
    "read_rate",
    "read_size",
    "read_text",
    "read_variable",
    "show",
    "write_clock",
    "write_days",
    "write_duration",
    "write_size",
]

CENTURY = timedelta(days=36_500)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
SIZES = {"B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}

DURATION = re.compile(r"([0-9]{1,10})([smhd])")
SPOKEN = re.compile(r"([0-9]{1,9})\s*([A-Za-z]+)[\s,]*(?:and\s+)?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
LOOSE_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2}))?(?:[:.]00)?\s*([ap]\.?m\.?)?", re.IGNORECASE)
SIZE = re.compile(r"([0-9]{1,12})(B|kB|MB|GB)")
LOOSE_SIZE = re.compile(r"([0-9]{1,12})\s*([kmg]?)i?b?(?:ytes?)?", re.IGNORECASE)
RATE = re.compile(r"([0-9]{1,4})/(hour|day|week)")
PERIODS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class Unfit(ValueError):  # noqa: N818 - says what the value is
    """Say what is wrong with one value, and how to mend it."""

    def __init__(self, problem: str, mend: str = "") -> None:
        self.problem = problem
        self.mend = mend
        super().__init__(problem)


def show(value: object) -> str:
    """Quote a value of the file for a message, in one short line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= 10**18:
        return "this number"
    if isinstance(value, int | float | date | time):
        return str(value)
    if not isinstance(value, str):
        return "a table" if isinstance(value, dict) else "a list"
    plain = CONTROL.sub("�", value.replace("\n", " "))
    return f'"{plain}"' if len(plain) <= 60 else f'"{plain[:59]}…"'


def read_text(value: object) -> str:
    """Give one line of text without white space around it."""
    text = _written(value, "text in quotes")
    if CONTROL.search(text):
        raise Unfit("holds a line break or a control character", "write it in one plain line")
    return text.strip()


def read_variable(value: object) -> str:
    """Read the name of an environment variable; what stands there instead may be a secret: never show it."""
    if isinstance(value, str) and VARIABLE.fullmatch(value):
        return value
    raise Unfit("is not the name of an environment variable", "write its name, not the secret itself")


def duration(*, least: timedelta, most: timedelta = CENTURY) -> Callable[[object], timedelta]:
    """Make a reader of durations between two bounds."""

    def read(value: object) -> timedelta:
        text = _written(value, "a duration in quotes", "15m")
        match = DURATION.fullmatch(text)
        if match is None:
            raise Unfit(f"{show(text)} is not a duration", _duration_mend(text))
        seconds = int(match[1]) * UNITS[match[2]]
        if seconds < least.total_seconds():
            raise Unfit(f"{show(text)} is too short", f"at least {write_duration(least)}")
        if seconds > most.total_seconds():
            raise Unfit(f"{show(text)} is too long", f"at most {write_duration(most)}")
        return timedelta(seconds=seconds)

    return read


def write_duration(value: timedelta) -> str:
    """Write a duration in its largest whole unit."""
    seconds = int(value.total_seconds())
    unit = next(unit for unit in ("d", "h", "m", "s") if seconds % UNITS[unit] == 0)
    return f"{seconds // UNITS[unit]}{unit}" if seconds else "0s"


def _duration_mend(text: str) -> str:
    spoken = SPOKEN.findall(text)
    names = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3_600, "hr": 3_600, "d": 86_400, "w": 604_800}
    names |= {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
    seconds = 0
    for count, name in spoken:
        unit = names.get(name.lower()) or names.get(name.lower().rstrip("s"))
        if unit is None:
            return "durations are written 30s, 15m, 2h or 7d"
        seconds += int(count) * unit
    if seconds and SPOKEN.sub("", text.strip()) == "" and seconds <= CENTURY.total_seconds():
        return f'write "{write_duration(timedelta(seconds=seconds))}"'
    return "durations are written 30s, 15m, 2h or 7d"


def read_size(value: object) -> int:
    """Read a size in bytes, a kilobyte being a thousand."""
    text = _written(value, "a size in quotes", "10MB")
    match = SIZE.fullmatch(text)
    if match is None:
        loose = LOOSE_SIZE.fullmatch(text.strip())
        unit = {"": "B", "k": "kB", "m": "MB", "g": "GB"}[loose[2].lower()] if loose else ""
        mend = f'write "{loose[1]}{unit}"' if loose else "sizes are written 500kB or 10MB"
        raise Unfit(f"{show(text)} is not a size", mend)
    size = int(match[1]) * SIZES[match[2]]
    if not 1_000 <= size <= 1_000_000_000:
        raise Unfit(f"{show(text)} is out of bounds", "between 1kB and 1GB")
    return size


def write_size(value: int) -> str:
    """Write a size in its largest whole unit."""
    unit = next(unit for unit in ("GB", "MB", "kB", "B") if value % SIZES[unit] == 0)
    return f"{value // SIZES[unit]}{unit}"


def read_clock(value: object) -> time:
    """Read a local time of day."""
    text = _written(value, "a time in quotes", "07:30")
    match = CLOCK.fullmatch(text)
    if match is None:
        raise Unfit(f"{show(text)} is not a time of day", _clock_mend(text))
    return time(int(match[1]), int(match[2]))


def write_clock(value: time) -> str:
    """Write a local time of day."""
    return f"{value:%H:%M}"


def _clock_mend(text: str) -> str:
    loose = LOOSE_CLOCK.fullmatch(text.strip())
    if loose:
        hour, minute, half = int(loose[1]), int(loose[2] or 0), (loose[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        if hour % 24 + minute // 60 == hour or (hour, minute) == (24, 0):
            return f'write "{hour % 24:02}:{minute:02}"'
    return "times are written 07:30, from 00:00 to 23:59"


def read_quiet(value: object) -> tuple[time, time]:
    """Read quiet hours: when they start and when they end."""
    text = _written(value, "quiet hours in quotes", "22:00-07:00")
    start, dash, end = text.partition("-")
    if not dash:
        raise Unfit(f"{show(text)} are not quiet hours", 'write "22:00-07:00"')
    hours = read_clock(start.strip()), read_clock(end.strip())
    if hours[0] == hours[1]:
        raise Unfit(f"{show(text)} start and end at the same time", 'write "22:00-07:00"')
    return hours


def read_rate(value: object) -> tuple[int, timedelta]:
    """Read a limit such as 6/day: how many, and in how long."""
    text = _written(value, "a limit in quotes", "6/day")
    match = RATE.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise Unfit(f"{show(text)} is not a limit", "limits are written 2/hour, 6/day or 20/week")
    return int(match[1]), PERIODS[match[2]]


def read_days(value: object) -> tuple[int, ...]:
    """Read week days (0 is Monday) from names and ranges with commas; ranges may wrap."""
    if isinstance(value, list):
        names = ",".join(name for name in value if isinstance(name, str))
        raise Unfit("must be text in quotes, not a list", f"write {show(names)}" if len(names) < 60 else "")
    text = _written(value, "days in quotes", "mon-fri")
    if text.strip().lower() == "daily":
        return tuple(range(7))
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start = _weekday(first, text)
        end = _weekday(last, text) if dash else start
        days.update(day % 7 for day in range(start, (end if end >= start else end + 7) + 1))
    return tuple(sorted(days))


def write_days(days: Sequence[int]) -> str:
    """Write week days, runs as ranges."""
    if tuple(days) == tuple(range(7)):
        return "daily"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_run(run) for run in runs)


def _run(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return first if first == last else f"{first}-{last}"


def _weekday(name: str, text: str) -> int:
    plain = name.strip().lower()
    if plain in WEEKDAYS:
        return WEEKDAYS.index(plain)
    if not plain:
        raise Unfit(f"{show(text)} names no days", 'days are written "mon-fri", "sat,sun" or "daily"')
    spoken = {"weekdays": "mon-fri", "weekday": "mon-fri", "workdays": "mon-fri", "weekend": "sat,sun"}
    spoken |= {"weekends": "sat,sun", "everyday": "daily", "all": "daily", "*": "daily"}
    mend = spoken.get(plain) or (plain[:3] if plain[:3] in WEEKDAYS else None) or nearest(plain, WEEKDAYS)
    hint = f'write "{mend}"' if mend else 'days are written "mon-fri", "sat,sun" or "daily"'
    raise Unfit(f"{show(name.strip())} is not a day", hint)


def read_cron(value: object) -> str:
    """Read a cron line of five fields, Sunday being 0 or 7."""
    text = " ".join(_written(value, "a cron line in quotes", "30 7 * * mon-fri").split())
    fields = text.split(" ")
    if len(fields) != 5 or len(text) > 200:
        hint = {"@daily": "0 0 * * *", "@hourly": "0 * * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}
        mend = f'write "{hint[text]}"' if text in hint else "minute, hour, day, month, week day: 30 7 * * mon-fri"
        raise Unfit(f"{show(text)} is not a cron line of five fields", mend)
    try:
        next(CronSim(text, datetime(2024, 1, 1, tzinfo=UTC)))
    except (CronSimError, ValueError, TypeError, AssertionError, StopIteration) as error:
        field = str(error).removeprefix("Bad ") if isinstance(error, CronSimError) else ""
        problem = f"{show(text)} has a wrong {field} field" if field else f"{show(text)} never comes"
        raise Unfit(problem, "minute, hour, day, month, week day (0 is Sunday): 30 7 * * mon-fri") from error
    return text


def _written(value: object, what: str, example: str = "") -> str:
    if isinstance(value, str):
        return value
    raise Unfit(f"must be {what}", f'write "{example}"' if example else "")
