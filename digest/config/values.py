"""How single values are written: durations, sizes, times, days, zones, languages, cron, addresses.

Each `read_…` takes what stands in the file and gives the value, or raises `Unfit` with what is wrong
and how to mend it; each `write_…` is its inverse. `show` quotes a value for a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from cronsim import CronSim, CronSimError

from digest.config.loose import (
    UNITS,
    WEEKDAYS,
    loose_clock,
    loose_days,
    loose_quiet,
    loose_rate,
    loose_seconds,
    loose_size,
)

__all__ = [
    "CENTURY",
    "ID",
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
    "shown_number",
    "write_clock",
    "write_days",
    "write_duration",
    "write_size",
]

CENTURY = timedelta(days=36_500)
SIZES = {"B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}

DURATION = re.compile(r"([0-9]{1,10})([smhd])")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
SIZE = re.compile(r"([0-9]{1,12})(B|kB|MB|GB)")
RATE = re.compile(r"([0-9]{1,4})/(hour|day|week)")
PERIODS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class Unfit(ValueError):  # noqa: N818 - says what the value is
    """Say what is wrong with one value, and how to mend it; `at` is the key within it, where it is a table."""

    def __init__(self, problem: str, mend: str = "", *, at: str = "") -> None:
        self.problem = problem
        self.mend = mend
        self.at = at
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


def read_text(value: object, mend: str = "") -> str:
    """Give one line of text without white space around it."""
    text = _written(value, "text in quotes", mend)
    if CONTROL.search(text):
        raise Unfit("holds a line break or a control character", "write it in one plain line")
    return text.strip()


def shown_number(value: object) -> str:
    """Give a short number or date as the text that was meant, and nothing for other values."""
    plain = isinstance(value, int | float | date | time) and not isinstance(value, bool)
    return show(value) if plain and len(show(value)) < 20 else ""


def read_variable(value: object) -> str:
    """Read the name of an environment variable; what stands there instead may be a secret: never show it."""
    if isinstance(value, str) and VARIABLE.fullmatch(value):
        return value
    dollar = isinstance(value, str) and VARIABLE.fullmatch(value.strip("${}")) and value.startswith("$")
    mend = 'write it without the "$"' if dollar else "write its name, not the secret itself"
    raise Unfit("is not the name of an environment variable", mend)


def duration(*, least: timedelta, most: timedelta = CENTURY) -> Callable[[object], timedelta]:
    """Make a reader of durations between two bounds."""

    def read(value: object) -> timedelta:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise Unfit("must be a duration in quotes", _with_units(value, least, most))
        text = _written(value, "a duration in quotes", "15m")
        match = DURATION.fullmatch(text)
        if match is None:
            raise Unfit(f"{show(text)} is not a duration", _duration_mend(text, least, most))
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


def _duration_mend(text: str, least: timedelta, most: timedelta) -> str:
    plain = text.strip()
    if plain.isascii() and plain.isdecimal() and len(plain) < 10:
        return _with_units(int(plain), least, most)
    seconds = loose_seconds(text)
    if seconds and seconds <= CENTURY.total_seconds():
        return f'write "{write_duration(timedelta(seconds=seconds))}"'
    return "durations are written 30s, 15m, 2h or 7d"


def _with_units(count: float, least: timedelta, most: timedelta) -> str:
    """Offer a bare number with each unit that it fits."""
    low, high = least.total_seconds(), most.total_seconds()
    fitting = [unit for unit, seconds in UNITS.items() if low <= count * seconds <= high]
    if count != count or count != int(count) or not 0 < count < 10**9 or not fitting:
        return "durations are written 30s, 15m, 2h or 7d"
    return "write " + " or ".join(f'"{int(count)}{unit}"' for unit in fitting)


def read_size(value: object) -> int:
    """Read a size in bytes, a kilobyte being a thousand."""
    text = _written(value, "a size in quotes", "10MB")
    match = SIZE.fullmatch(text)
    if match is None:
        loose = loose_size(text)
        raise Unfit(f"{show(text)} is not a size", f'write "{loose}"' if loose else "sizes are written 500kB or 10MB")
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
        loose = loose_clock(text)
        mend = f'write "{loose}"' if loose else "times are written 07:30, from 00:00 to 23:59"
        raise Unfit(f"{show(text)} is not a time of day", mend)
    return time(int(match[1]), int(match[2]))


def write_clock(value: time) -> str:
    """Write a local time of day."""
    return f"{value:%H:%M}"


def read_quiet(value: object) -> tuple[time, time]:
    """Read quiet hours: when they start and when they end."""
    text = _written(value, "quiet hours in quotes", "22:00-07:00")
    start, dash, end = text.partition("-")
    loose = loose_quiet(text)
    if not dash or (loose and not (CLOCK.fullmatch(start.strip()) and CLOCK.fullmatch(end.strip()))):
        raise Unfit(f"{show(text)} are not quiet hours", f'write "{loose or "22:00-07:00"}"')
    hours = read_clock(start.strip()), read_clock(end.strip())
    if hours[0] == hours[1]:
        raise Unfit(f"{show(text)} start and end at the same time", 'write "22:00-07:00"')
    return hours


def read_rate(value: object) -> tuple[int, timedelta]:
    """Read a limit such as 6/day: how many, and in how long."""
    text = _written(value, "a limit in quotes", "6/day")
    match = RATE.fullmatch(text)
    if match is None or int(match[1]) == 0:
        loose = loose_rate(text)
        mend = f'write "{loose}"' if loose else "limits are written 2/hour, 6/day or 20/week"
        raise Unfit(f"{show(text)} is not a limit", mend)
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
    loose = loose_days(text)
    hint = f'write "{loose}"' if loose else 'days are written "mon-fri", "sat,sun" or "daily"'
    raise Unfit(f"{show(name.strip())} is not a day", hint)


def read_cron(value: object) -> str:
    """Read a cron line of five fields, Sunday being 0 or 7."""
    text = " ".join(_written(value, "a cron line in quotes", "30 7 * * mon-fri").split())
    fields = text.split(" ")
    if len(fields) != 5 or len(text) > 200:
        hint = {"@daily": "0 0 * * *", "@hourly": "0 * * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}
        if len(fields) == 6 and fields[0] == "0":
            hint[text] = " ".join(fields[1:])
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
