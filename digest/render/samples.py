"""Sample issues: what a template must survive before it is trusted with readers.

`sample_issues` lists them; the golden files of the tests show them rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from digest.model import Generated, Issue, Item, OutletLink, Quote, Section, Slot
from digest.text import direction

__all__ = ["FIFTY", "HOSTILE", "sample_issues"]

FIFTY: Final = "fifty stories"
HOSTILE: Final = (
    "<script>alert(1)</script> in a headline",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% for x in range(9) %}{{ x }}{% endfor %} ${7*7} #{7*7}",
    "</b></a><a href='javascript:alert(1)'>click</a>",
    "a < b && c > d &amp; &lt;i&gt; &nbsp; &#x1f600;",
    "Line one\r\nBcc: someone@example.org\r\n\r\nbody",
    "=?utf-8?q?=0D=0ABcc:_someone=40example.org?=",
    "Zero\x00byte\x1e\x1f\u2028line\u2029paragraph\x85next",
    "\u202egnp.exe\u202c overridden \u2066unclosed",
    "\ud800 half a character \udfff",
    "*bold* _under_ [text](http://example.org) `code` ~s~",
    "Z̷̢̛͔a̶l̴g̵o̶ " + "a\u0301" * 40,
    "%(num)s %s {0} {name} %",
    "unbroken" * 120,
    "🇮🇱🇹🇷👩‍👩‍👧‍👦 " * 60,
    "</td></tr></table></div></body></html>",
    "<!-- --><![CDATA[ ]]><?php echo 1 ?>",
)
"""Titles as no honest feed writes them."""

_NOW: Final = datetime(2026, 6, 16, 4, 30, tzinfo=UTC)
_ISTANBUL: Final = ZoneInfo("Europe/Istanbul")
_JERUSALEM: Final = ZoneInfo("Asia/Jerusalem")
_OUTLETS: Final = {
    "Jerusalem Wire": "en",
    "Levant Post": "en",
    "Bosphorus Daily": "tr",
    "Coast Radio": "en",
    "מבט הנמל": "he",
    "Ankara Gündem": "tr",
    "Gulf Courier": "ar",
    "Old City Review": "en",
    "Marmara Times": "en",
}


def sample_issues(template: str = "default", base_url: str | None = None) -> Mapping[str, Issue]:
    """Give every sample issue by name, for one template set; the same ones every time."""
    return {
        "new and updates": _english(template, base_url),
        "one story": _quiet(template),
        "nothing new": _issue(template, (), language="en", empty_late=True),
        "right to left": _hebrew(template, base_url),
        FIFTY: _fifty(template, base_url),
        "hostile": _hostile(template, base_url),
        "written by a machine": _machine(template, base_url),
    }


def _english(template: str, base_url: str | None) -> Issue:
    travel = _item(
        1,
        "Israel raises Istanbul alert to its highest level",
        ["Jerusalem Wire", "Levant Post", "Bosphorus Daily", "מבט הנמל"],
        quotes=(
            "Citizens in the city are asked to leave at once over what officials call an immediate threat.",
            "Airlines will add flights tonight, the transport ministry said.",
        ),
    )
    ties = _item(
        2,
        "Lapid to visit Ankara on Thursday",
        [
            "Levant Post",
            "Jerusalem Wire",
            "Ankara Gündem",
            "Coast Radio",
            "Marmara Times",
            "Old City Review",
            "Gulf Courier",
        ],
        news="The trip is set for Thursday, and the two ministers will discuss the return of ambassadors.",
        hours=45,
    )
    gas = _item(
        3,
        "Energy ministers put the pipeline “back on the table”",
        ["Marmara Times", "Levant Post"],
        quotes=("A feasibility study from 2016 will be brought up to date by the autumn.",),
        hours=16,
    )
    ferry = _item(
        4,
        "Haifa–Mersin ferry sells out its first month",
        ["Coast Radio"],
        quotes=("The line runs twice a week and takes nineteen hours.",),
        hours=30,
    )
    sections = (
        Section(topic_id="travel-warnings", name="Travel warnings", items=(travel,)),
        Section(topic_id="israel-turkey", name="Israel–Turkey ties", items=(ties, gas)),
        Section(topic_id="*", name="", items=(ferry,)),
    )
    more = (_item(5, "Antalya hotels count cancellations", ["Bosphorus Daily", "Coast Radio"]),)
    return _issue(template, sections, base_url=base_url, more=more, topics=("Travel warnings", "Israel–Turkey ties"))


def _quiet(template: str) -> Issue:
    item = _item(
        9,
        "Two consulates reopen after the holiday",
        ["Jerusalem Wire"],
        quotes=("Both offices take appointments from Monday.",),
    )
    return _issue(template, (Section(topic_id="*", name="", items=(item,)),))


def _hebrew(template: str, base_url: str | None) -> Issue:
    alert = _item(
        1,
        "ישראל העלתה את אזהרת המסע לאיסטנבול לרמה 4",
        ["מבט הנמל", "Jerusalem Wire", "Ankara Gündem", "Levant Post"],
        quotes=("הישראלים בעיר התבקשו לצאת ממנה מיד, כך נמסר מהמטה ב-Jerusalem בשעה 12:30.",),
        language="he",
    )
    visit = _item(
        2,
        "לפיד יבקר ביום חמישי ב-Ankara וייפגש עם Çavuşoğlu",
        ["מבט הנמל", "Bosphorus Daily"],
        news="הביקור נקבע ליום חמישי (23.6) — “צעד ראשון”.",
        language="he",
        hours=20,
    )
    english = _item(
        3,
        "Turkish inflation slows to 61.5% in June",
        ["Marmara Times"],
        quotes=("Prices rose 3.2% on the month, the office said.",),
    )
    sections = (
        Section(topic_id="travel-warnings", name="אזהרות מסע", items=(alert,)),
        Section(topic_id="israel-turkey", name="ישראל–טורקיה", items=(visit, english)),
    )
    return _issue(
        template, sections, language="he", base_url=base_url, topics=("אזהרות מסע", "ישראל–טורקיה"), name="תקציר הבוקר"
    )


def _fifty(template: str, base_url: str | None) -> Issue:
    names = list(_OUTLETS)
    items = [
        _item(
            number,
            f"Story {number}: a headline of the usual length, with a name and a number or two",
            [names[(number + step) % len(names)] for step in range(1 + number % 6)],
            quotes=(
                f"The first sentence of story {number} says what happened, where, and to whom, in about twenty words of plain English.",
                "The second sentence adds what an official said about it, and what is expected to happen next.",
            ),
            news=f"What is new in story {number} fits one sentence." if number % 5 == 0 else "",
            hours=number,
        )
        for number in range(1, 51)
    ]
    sections = tuple(
        Section(
            topic_id=f"topic-{start}", name=f"Topic number {start // 10 + 1}", items=tuple(items[start : start + 10])
        )
        for start in range(0, 50, 10)
    )
    return _issue(template, sections, base_url=base_url, minutes=11)


def _hostile(template: str, base_url: str | None) -> Issue:
    items = tuple(
        _item(
            number,
            text,
            [text, "Levant Post"],
            quotes=(f"{text} once", f"{text} twice"),
            url=f"javascript:alert({text})",
            news=text if number % 3 == 0 else "",
        )
        for number, text in enumerate(HOSTILE, start=1)
    )
    sections = (
        Section(topic_id="x", name=HOSTILE[0], items=items[:9]),
        Section(topic_id="*", name="", items=items[9:]),
    )
    return _issue(template, sections, base_url=base_url, name=HOSTILE[1], topics=HOSTILE[:3], more=items[:4])


def _machine(template: str, base_url: str | None) -> Issue:
    """Give two stories that a machine summed up: one of several outlets, one of a single one."""
    several = _item(
        1,
        "Ferry with 80 passengers runs aground off Samos",
        ["Coast Radio", "Marmara Times", "Levant Post"],
        quotes=(
            "The coastguard brought all 80 passengers ashore in small boats.",
            "The ferry had left its course near the coast.",
        ),
    )
    single = _item(
        2, "Tram line to Piraeus opens", ["Coast Radio"], quotes=("Trams run every eight minutes.",), hours=5
    )
    items = (
        _summed_up(
            several, "The ferry had left its course near the coast; the coastguard brought all 80 passengers ashore."
        ),
        _summed_up(single, "On the line to Piraeus trams run every eight minutes."),
    )
    return _issue(template, (Section(topic_id="*", name="", items=items),), base_url=base_url)


def _summed_up(item: Item, text: str) -> Item:
    summary = Generated(text=text, language=item.language, direction=item.direction, support=item.quotes)
    return replace(item, generated=summary)


def _issue(
    template: str,
    sections: tuple[Section, ...],
    *,
    language: str = "en",
    base_url: str | None = None,
    more: tuple[Item, ...] = (),
    topics: tuple[str, ...] = (),
    name: str = "Morning digest",
    minutes: int = 2,
    empty_late: bool = False,
) -> Issue:
    zone = _JERUSALEM if language == "he" else _ISTANBUL
    return Issue(
        digest_id="morning",
        digest_name=name,
        site_title="Levant Desk",
        base_url=base_url,
        postal="",
        slot=Slot(label="2026-06-16T07:30", timezone=zone, instant=_NOW),
        composed_at=_NOW + timedelta(hours=2) if empty_late else _NOW,
        language=language,
        timezone=zone,
        sections=sections,
        more=more,
        minutes=minutes,
        late=empty_late,
        template=template,
        topics=topics,
    )


def _item(
    number: int,
    headline: str,
    outlets: list[str],
    *,
    quotes: tuple[str, ...] = (),
    news: str = "",
    language: str = "en",
    hours: int = 3,
    url: str = "",
) -> Item:
    first = _NOW - timedelta(hours=hours)
    coverage = tuple(
        OutletLink(
            outlet=outlet,
            url=url or f"https://news{place}.example.org/2026/06/{number}?a=1&b=2",
            title=headline,
            language=_OUTLETS.get(outlet, language),
            published=first + timedelta(minutes=25 * place),
        )
        for place, outlet in enumerate(outlets)
    )
    said = tuple(_quote(text, coverage[place % len(coverage)], language) for place, text in enumerate(quotes))
    return Item(
        story_id=number,
        revision_ids=(number,),
        kind="update" if news else "new",
        headline=headline,
        url=coverage[0].url,
        language=language,
        direction=direction(headline, language),
        quotes=() if news else said,
        news=_quote(news, coverage[0], language) if news else None,
        coverage=coverage,
        also_in=tuple(dict.fromkeys(link.language for link in coverage if link.language != language)),
        first_at=first,
        updated_at=_NOW,
    )


def _quote(text: str, link: OutletLink, language: str) -> Quote:
    return Quote(text=text, outlet=link.outlet, url=link.url, language=language, direction=direction(text, language))
