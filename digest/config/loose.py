"""Values as people write them, turned into what the file wants; "" where it cannot be told what was meant."""

from __future__ import annotations

import re

from digest.config.nearby import nearest

__all__ = [
    "UNITS",
    "WEEKDAYS",
    "loose_clock",
    "loose_days",
    "loose_quiet",
    "loose_rate",
    "loose_seconds",
    "loose_size",
    "loose_zone",
]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}

SPOKEN = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,3})?)\s*([A-Za-z]+)[\s,]*(?:and\s+)?")
SHORT = {"ms": 0.001, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3_600, "hr": 3_600, "d": 86_400, "w": 604_800}
LONG = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3_600, "hr": 3_600, "day": 86_400, "week": 604_800}
LONG |= {"month": 2_592_000, "year": 31_536_000}
ISO = re.compile(r"P(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})S)?)?", re.IGNORECASE)
HOURS = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.h]?([0-9]{2}))?(?:[:.][0-9]{2})?\s*([ap]\.?m\.?)?(?:\s+(?:[A-Za-z_+-]+/[A-Za-z_/+-]+|[A-Z]{3,4}|Uhr|o'clock))?",
    re.IGNORECASE,
)
SPOKEN_CLOCK = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
SIZE = re.compile(
    r"([0-9]{1,9})(?:[.,]([0-9]{1,3}))?\s*([kmg]?)(?:i?b|bytes?|ilo(?:bytes?)?|ega(?:bytes?)?|iga(?:bytes?)?)?",
    re.IGNORECASE,
)
RATE = re.compile(
    r"([1-9][0-9]{0,3})\s*(?:x|times)?\s*(?:/|per|an?|each|every)?\s*(h|hour|d|day|w|week)s?(?:ly)?", re.IGNORECASE
)
SPOKEN_DAYS = {"weekdays": "mon-fri", "weekday": "mon-fri", "workdays": "mon-fri", "working days": "mon-fri"}
SPOKEN_DAYS |= {"weekend": "sat,sun", "weekends": "sat,sun", "everyday": "daily", "every day": "daily"}
SPOKEN_DAYS |= {"all": "daily", "*": "daily", "always": "daily"}
OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])([01]?[0-9])(?::?00)?", re.IGNORECASE)
# Letters that people use, and the zone that most of them mean.
LETTERS = {"PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "MDT": "America/Denver"}
LETTERS |= {"CST": "America/Chicago", "CDT": "America/Chicago", "EDT": "America/New_York", "BST": "Europe/London"}
LETTERS |= {"CEST": "Europe/Berlin", "EEST": "Europe/Athens", "TRT": "Europe/Istanbul", "IDT": "Asia/Jerusalem"}
LETTERS |= {"MSK": "Europe/Moscow", "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "Z": "UTC"}


def loose_seconds(text: str) -> int:
    """Read a spoken, ISO 8601 or hh:mm duration in seconds; 0 where it is none."""
    plain = text.strip()
    if clock := HOURS.fullmatch(plain):
        return int(clock[1]) * 3_600 + int(clock[2]) * 60
    if iso := ISO.fullmatch(plain):
        return sum(int(count or 0) * unit for count, unit in zip(iso.groups(), (86_400, 3_600, 60, 1), strict=True))
    seconds = 0.0
    for count, name in SPOKEN.findall(plain):
        unit = SHORT.get(name.lower()) or LONG.get(name.lower()) or LONG.get(name.lower().removesuffix("s"))
        if unit is None:
            return 0
        seconds += float(count.replace(",", ".")) * unit
    return max(1, round(seconds)) if seconds and SPOKEN.sub("", plain) == "" else 0


def loose_size(text: str) -> str:
    """Write "10 megabytes" as 10MB, "1.5 MB" as 1500kB."""
    match = SIZE.fullmatch(text.strip())
    if match is None:
        return ""
    units = ("B", "kB", "MB", "GB")
    unit = units.index({"": "B", "k": "kB", "m": "MB", "g": "GB"}[match[3].lower()])
    if not match[2]:
        return f"{match[1]}{units[unit]}"
    return f"{int(match[1]) * 1000 + int(match[2].ljust(3, '0'))}{units[unit - 1]}" if unit else ""


def loose_clock(text: str) -> str:
    """Write "7:30 pm" as 19:30."""
    match = CLOCK.fullmatch(text.strip())
    if match is None:
        return SPOKEN_CLOCK.get(text.strip().lower(), "")
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return ""
    return f"{hour % 24:02}:{minute:02}"


def loose_quiet(text: str) -> str:
    """Write "10 pm to 7" as 22:00-07:00."""
    ends = re.split(r"\s*(?:-|–|—|\bto\b|\buntil\b|\bbis\b)\s*", text.strip())
    clocks = [loose_clock(end) for end in ends]
    return "-".join(clocks) if len(clocks) == 2 and all(clocks) and clocks[0] != clocks[1] else ""


def loose_rate(text: str) -> str:
    """Write "6 per day" as 6/day."""
    match = RATE.fullmatch(text.strip())
    if match is None:
        return ""
    period = {"h": "hour", "d": "day", "w": "week"}[match[2][0].lower()]
    return f"{match[1]}/{period}"


def loose_days(text: str) -> str:
    """Write "Monday to Friday" or 1-5 as mon-fri."""
    plain = text.strip().lower()
    if plain in SPOKEN_DAYS:
        return SPOKEN_DAYS[plain]
    parts = [part for part in re.split(r"[\s,;]+(?:and\s+)?", re.sub(r"\s*(?:-|–|—|\bto\b)\s*", "-", plain)) if part]
    spans = [[_loose_day(day) for day in part.split("-")] for part in parts]
    if not spans or not all(all(span) and len(span) <= 2 for span in spans):
        return ""
    return ",".join("-".join(span) for span in spans)


def _loose_day(name: str) -> str:
    if name in {"0", "7"}:
        return "sun"
    if name.isascii() and name.isdecimal() and len(name) == 1 and int(name) < 8:
        return WEEKDAYS[int(name) - 1]
    return name[:3] if name[:3] in WEEKDAYS else nearest(name, WEEKDAYS) or ""


def loose_zone(text: str) -> str:
    """Write an offset or the letters of a zone as its name."""
    if match := OFFSET.fullmatch(text.strip()):
        hours = int(match[2])
        reverse = {"+": "-", "-": "+"}[match[1]]
        return "UTC" if hours == 0 else f"Etc/GMT{reverse}{hours}" if hours <= 12 else ""
    return LETTERS.get(text.strip().upper(), "")
