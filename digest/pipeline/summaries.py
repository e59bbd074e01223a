"""Have summaries written for what is about to be published: within a time and a number, checked, and kept.

Nothing waits for a machine longer than that, and nothing is lost without it: what is missing at the end keeps the
sentences of its sources.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest.editing.summaries import briefs, checked, generated, with_summaries
from digest.errors import SummaryError
from digest.model import Brief, Generated, Issue, Story, SummaryKey
from digest.ports import Summaries, Writer

__all__ = ["Summarised", "SummaryDesk", "summarise_issues"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryDesk:
    """Who writes summaries and where they are kept; `patience` and `most` hold for all issues of a slot."""

    writer: Writer
    kept: Summaries
    patience: timedelta = timedelta(seconds=30)
    most: int = 40
    at_once: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """The issues with the summaries there are, and why one is missing ("": none that could be there is)."""

    issues: tuple[Issue | None, ...]
    trouble: str = ""


@dataclass(slots=True)
class _Writing:
    """What is under way: texts that came in, and the first trouble. It is over when no other text is to be hoped for."""

    texts: dict[SummaryKey, str] = field(default_factory=dict)
    trouble: str = ""
    over: bool = False


async def summarise_issues(
    issues: Sequence[Issue | None], stories: Mapping[int, Story], desk: SummaryDesk, now: datetime
) -> Summarised:
    """Show in each issue the summaries that were kept, and those that are written now and hold."""
    wanted = await asyncio.to_thread(briefs, [issue for issue in issues if issue is not None], stories)
    known = await asyncio.to_thread(desk.kept.known, [brief.key for brief in wanted])
    asked = [brief for brief in wanted if brief.key not in known][: desk.most]
    writing = await _write(asked, desk)
    await asyncio.to_thread(_keep, asked, writing.texts, desk.kept, now)
    found = await asyncio.to_thread(_found, wanted, {**writing.texts, **known})
    return Summarised(
        issues=tuple(issue and with_summaries(issue, stories, found) for issue in issues), trouble=writing.trouble
    )


def _keep(asked: Sequence[Brief], texts: Mapping[SummaryKey, str], kept: Summaries, now: datetime) -> None:
    """Keep what holds; of what does not, why."""
    for brief in asked:
        if brief.key in texts:
            reason = checked(brief, texts[brief.key]).reason
            kept.keep(brief.key, "" if reason else texts[brief.key], reason=reason, now=now)


def _found(wanted: Sequence[Brief], texts: Mapping[SummaryKey, str]) -> dict[SummaryKey, Generated]:
    """Judge every text, kept ones too: their sources may have been edited, or split off, since."""
    verdicts = ((brief, checked(brief, texts[brief.key])) for brief in wanted if texts.get(brief.key))
    return {brief.key: generated(brief, verdict) for brief, verdict in verdicts if not verdict.reason}


async def _write(asked: Sequence[Brief], desk: SummaryDesk) -> _Writing:
    """Ask for them, a few at a time, until all are there or the patience is at its end."""
    writing, places = _Writing(), asyncio.Semaphore(desk.at_once)

    async def one(brief: Brief) -> None:
        async with places:
            if not writing.over:
                await _ask(brief, desk.writer, writing)

    tasks = [asyncio.create_task(one(brief)) for brief in asked]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=desk.patience.total_seconds())
        for task in late:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        broken = [type(one).__name__ for one in ended if isinstance(one, Exception)]
        missing = f"{len(late)} of {len(tasks)} summaries were not written in time" if late else ""
        writing.trouble = writing.trouble or missing or "".join(f"the writer failed: {name}" for name in broken[:1])
    return writing


async def _ask(brief: Brief, writer: Writer, writing: _Writing) -> None:
    try:
        writing.texts[brief.key] = await writer.write(brief)
    except SummaryError as error:
        writing.trouble = writing.trouble or str(error)
        writing.over = writing.over or error.over
