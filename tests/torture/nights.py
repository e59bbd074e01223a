"""Nights on which clocks change: what is due when, written down by hand from the rules of each zone.

`due` is in UTC. In a gap a slot is due when the gap ends, of two hours of one name the first counts, and quiet hours
end when the clock on the wall first shows their end. `again` are the instants at which a wrong answer would come.
"""

from __future__ import annotations

from dataclasses import dataclass

from torture.desk import DigestLine, Reader

__all__ = ["NIGHTS", "Night"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One label, when its issue has to arrive, and what the config says; `why` is the rule it was reckoned by."""

    zone: str
    label: str
    due: str
    why: str
    again: tuple[str, ...] = ()
    schedule: str = ""
    choices: str = ""
    slot_zone: str = ""

    @property
    def digest(self) -> DigestLine:
        """The digest: on this date only, where nothing else is said."""
        month, day, hour, minute = self.label[5:7], self.label[8:10], self.label[11:13], self.label[14:16]
        cron = f'cron = "{int(minute)} {int(hour)} {int(day)} {int(month)} *"\ntimezone = "{self.zone}"'
        return DigestLine(id=self.id, schedule=self.schedule or cron)

    @property
    def id(self) -> str:
        return "-".join((self.zone, self.label, self.choices[:5])).lower().translate(_PLAIN).strip("-")

    def reader(self, number: int) -> Reader:
        return Reader(address=str(number), digests=(self.id,), choices=self.choices)

    @property
    def slot(self) -> tuple[str, str, str]:
        return self.id, self.label, self.slot_zone or self.zone


_PLAIN = str.maketrans("/_+: =", "------")


def _own(zone: str, hour: str, date: str) -> dict[str, str]:
    """A reader's own zone and hour, on the date of a digest of Istanbul."""
    return {
        "schedule": f'cron = "30 7 {date} *"\ntimezone = "Europe/Istanbul"',
        "choices": f'timezone = "{zone}"\nat = ["{hour}"]',
    }


SPRING_2026 = (
    Night(
        zone="Africa/Casablanca",
        label="2026-02-15T02:30",
        due="2026-02-15T01:30",
        again=("2026-02-15T02:30",),
        why="+01 to +00 at 03:00 before Ramadan",
    ),
    Night(zone="America/New_York", label="2026-03-08T02:30", due="2026-03-08T07:00", why="-05 to -04 at 02:00"),
    Night(
        zone="America/Havana",
        label="2026-03-08T00:30",
        due="2026-03-08T05:00",
        again=("2026-03-08T05:30",),
        why="-05 to -04 at 00:00",
    ),
    Night(zone="Africa/Casablanca", label="2026-03-22T02:30", due="2026-03-22T02:00", why="+00 to +01 at 02:00"),
    Night(zone="Asia/Jerusalem", label="2026-03-27T02:30", due="2026-03-27T00:00", why="+02 to +03, Friday 02:00"),
    Night(zone="Asia/Beirut", label="2026-03-29T00:00", due="2026-03-28T22:00", why="+02 to +03 at 00:00"),
    Night(zone="Europe/Berlin", label="2026-03-29T02:30", due="2026-03-29T01:00", why="+01 to +02 at 01:00 UTC"),
    Night(zone="Europe/Dublin", label="2026-03-29T01:30", due="2026-03-29T01:00", why="+00 to +01 at 01:00 UTC"),
    Night(zone="Atlantic/Azores", label="2026-03-29T00:15", due="2026-03-29T01:00", why="-01 to +00 at 00:00"),
    Night(zone="America/Nuuk", label="2026-03-28T23:30", due="2026-03-29T01:00", why="-02 to -01 at 23:00"),
    Night(zone="Antarctica/Troll", label="2026-03-29T02:30", due="2026-03-29T01:00", why="+00 to +02 at 01:00"),
    Night(zone="Asia/Kathmandu", label="2026-03-29T06:45", due="2026-03-29T01:00", why="+05:45, no change"),
    Night(
        zone="Europe/Berlin",
        label="2026-03-29T01:15",
        due="2026-03-29T01:00",
        again=("2026-03-29T00:15",),
        choices='quiet = "01:00-02:30"',
        why="quiet hours that end within the gap end with it",
    ),
    Night(
        zone="Europe/Istanbul",
        label="2026-03-29T02:30",
        due="2026-03-29T01:30",
        slot_zone="Europe/London",
        again=("2026-03-29T02:30",),
        why="a reader in London, own hour, +01 since 01:00 UTC",
        **_own("Europe/London", "02:30", "29 3"),
    ),
)

APRIL_2026 = (
    Night(
        zone="Pacific/Chatham",
        label="2026-04-05T03:15",
        due="2026-04-04T13:30",
        again=("2026-04-04T14:30",),
        why="+13:45 to +12:45 at 03:45",
    ),
    Night(
        zone="Pacific/Auckland",
        label="2026-04-05T02:30",
        due="2026-04-04T13:30",
        again=("2026-04-04T14:30",),
        why="+13 to +12 at 03:00",
    ),
    Night(
        zone="Australia/Lord_Howe",
        label="2026-04-05T01:45",
        due="2026-04-04T14:45",
        again=("2026-04-04T15:15",),
        why="+11 to +10:30 at 02:00",
    ),
    Night(
        zone="Australia/Lord_Howe",
        label="2026-04-05T01:10",
        due="2026-04-04T14:45",
        again=("2026-04-04T15:15",),
        choices='quiet = "01:00-01:45"',
        why="quiet hours end at the first 01:45",
    ),
    Night(
        zone="Australia/Sydney",
        label="2026-04-05T02:30",
        due="2026-04-04T15:30",
        again=("2026-04-04T16:30",),
        why="+11 to +10 at 03:00",
    ),
    Night(
        zone="America/Santiago",
        label="2026-04-04T23:30",
        due="2026-04-05T02:30",
        again=("2026-04-05T03:30",),
        why="-03 to -04 at 24:00",
    ),
    Night(zone="Africa/Cairo", label="2026-04-24T00:30", due="2026-04-23T22:00", why="+02 to +03, Friday 00:00"),
)

AUTUMN_2026 = (
    Night(zone="America/Santiago", label="2026-09-06T00:30", due="2026-09-06T04:00", why="-04 to -03 at 00:00"),
    Night(zone="Pacific/Auckland", label="2026-09-27T02:30", due="2026-09-26T14:00", why="+12 to +13 at 02:00"),
    Night(zone="Pacific/Chatham", label="2026-09-27T03:00", due="2026-09-26T14:00", why="+12:45 to +13:45 at 02:45"),
    Night(zone="Australia/Lord_Howe", label="2026-10-04T02:15", due="2026-10-03T15:30", why="+10:30 to +11 at 02:00"),
    Night(zone="Australia/Sydney", label="2026-10-04T02:30", due="2026-10-03T16:00", why="+10 to +11 at 02:00"),
)

OCTOBER_2026 = (
    Night(
        zone="Asia/Beirut",
        label="2026-10-24T23:30",
        due="2026-10-24T20:30",
        again=("2026-10-24T21:30",),
        schedule='at = ["23:30"]\ndays = "sat"\ntimezone = "Asia/Beirut"',
        why="+03 to +02 at 00:00",
    ),
    Night(
        zone="Asia/Jerusalem",
        label="2026-10-25T01:30",
        due="2026-10-24T22:30",
        again=("2026-10-24T23:30",),
        why="+03 to +02 at 02:00",
    ),
    Night(
        zone="Antarctica/Troll",
        label="2026-10-25T01:30",
        due="2026-10-24T23:30",
        again=("2026-10-25T01:30",),
        why="+02 to +00 at 03:00",
    ),
    Night(
        zone="Europe/Berlin",
        label="2026-10-25T02:30",
        due="2026-10-25T00:30",
        again=("2026-10-25T01:30",),
        why="+02 to +01 at 01:00 UTC",
    ),
    Night(
        zone="Atlantic/Azores",
        label="2026-10-25T00:30",
        due="2026-10-25T00:30",
        again=("2026-10-25T01:30",),
        why="+00 to -01 at 01:00",
    ),
    Night(
        zone="America/Nuuk",
        label="2026-10-24T23:30",
        due="2026-10-25T00:30",
        again=("2026-10-25T01:30",),
        why="-01 to -02 at 00:00",
    ),
    Night(
        zone="Europe/Berlin",
        label="2026-10-25T02:15",
        due="2026-10-25T06:00",
        again=("2026-10-25T00:15", "2026-10-25T05:00"),
        choices='quiet = "22:00-07:00"',
        why="quiet hours end at 07:00, +01 by then",
    ),
    Night(
        zone="Europe/Istanbul",
        label="2026-10-25T01:30",
        due="2026-10-25T00:30",
        slot_zone="Europe/London",
        again=("2026-10-25T01:30",),
        why="a reader in London, own hour: the first 01:30",
        **_own("Europe/London", "01:30", "25 10"),
    ),
    Night(zone="Asia/Kolkata", label="2026-10-25T06:00", due="2026-10-25T00:30", why="+05:30, no change"),
    Night(zone="Europe/Istanbul", label="2026-10-25T03:30", due="2026-10-25T00:30", why="+03, no change any more"),
    Night(
        zone="Africa/Cairo",
        label="2026-10-29T23:30",
        due="2026-10-29T20:30",
        again=("2026-10-29T21:30",),
        why="+03 to +02, Thursday 24:00",
    ),
    Night(
        zone="America/Havana",
        label="2026-11-01T00:30",
        due="2026-11-01T04:30",
        again=("2026-11-01T05:30",),
        why="-04 to -05 at 01:00",
    ),
    Night(
        zone="America/New_York",
        label="2026-11-01T01:30",
        due="2026-11-01T05:30",
        again=("2026-11-01T06:30",),
        why="-04 to -05 at 02:00",
    ),
)

PAST = (
    Night(zone="America/Caracas", label="2016-05-01T02:45", due="2016-05-01T07:00", why="-04:30 to -04 at 02:30"),
    Night(zone="Asia/Pyongyang", label="2018-05-04T23:45", due="2018-05-04T15:00", why="+08:30 to +09 at 23:30"),
    Night(zone="America/Sao_Paulo", label="2018-11-04T00:30", due="2018-11-04T03:00", why="-03 to -02 at 00:00"),
    Night(
        zone="Africa/Juba",
        label="2021-01-31T23:30",
        due="2021-01-31T20:30",
        again=("2021-01-31T21:30",),
        why="+03 to +02 at 24:00",
    ),
    Night(zone="Asia/Tehran", label="2022-03-22T00:30", due="2022-03-21T20:30", why="+03:30 to +04:30 at 00:00"),
)

SAMOA = (
    Night(zone="Pacific/Apia", label="2011-12-30T07:30", due="2011-12-30T10:00", why="-10 to +14: no 30 December"),
    Night(zone="Pacific/Apia", label="2011-12-31T07:30", due="2011-12-30T17:30", why="+14 from then on"),
)

NIGHTS = {
    "spring 2026": SPRING_2026,
    "April 2026": APRIL_2026,
    "September 2026": AUTUMN_2026,
    "October 2026": OCTOBER_2026,
    "2016 to 2022": PAST,
    "Samoa 2011": SAMOA,
}
