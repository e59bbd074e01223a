"""Strangers' strings as titles, summaries, outlets and names, rendered and sent: nothing refused, nothing lost."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from engines.bot_api import BotApi

from digest.channels.telegram import TelegramChannel
from digest.inbound.bot.words import Words
from digest.model import Issue, Message
from digest.pipeline.messages import unrecorded
from digest.render import TemplateRenderer
from digest.render.samples import HOSTILE, sample_issues

HREF = re.compile(r'<a href="([^"]*)">')


@pytest.fixture(params=["ours", "corpus"])
def texts(request: pytest.FixtureRequest) -> Sequence[str]:
    if request.param == "ours":
        return HOSTILE
    path: Path = request.getfixturevalue("shared_data") / "hostile" / "xss_corpus.jsonl"
    if not path.is_file():
        pytest.skip("no hostile fragments in ../shared/data")
    return [json.loads(line)["html"] for line in path.read_text(encoding="utf-8").splitlines()]


def issue_of(texts: Sequence[str]) -> Issue:
    """An issue of twelve stories a section, each told by a stranger: headline, sentences, outlet, language."""
    issue = sample_issues(base_url="https://digest.example.org")["new and updates"]
    new, update = issue.items[0], issue.items[1]
    items = []
    for number, text in enumerate(texts):
        quote = replace(new.quotes[0], text=text, outlet=text, language=text[:8])
        links = tuple(replace(link, outlet=text, title=text, language=text[:8]) for link in new.coverage)
        item = update if number % 4 == 0 else new
        quotes, news = ((), quote) if item is update else ((quote,), None)
        items.append(replace(item, headline=text, quotes=quotes, news=news, coverage=links))
    sections = tuple(
        replace(issue.sections[0], name=texts[start], items=tuple(items[start : start + 12]))
        for start in range(0, len(items), 12)
    )
    return replace(issue, sections=sections, digest_name=texts[-1], site_title=texts[-1])


async def test_hostile_issues_go_out_whole(
    api: BotApi, channel: TelegramChannel, chat_message: Callable[..., Message], texts: Sequence[str]
) -> None:
    """Every message accepted at the first try, with every link and every entity that was written."""
    parts = [part.content for part in TemplateRenderer(None).render(issue_of(texts), "telegram")]
    receipt = await channel.send(chat_message(*parts), unrecorded)
    assert receipt.note == ""
    assert api.refusals == []
    assert len(api.world.sent) == len(parts) == len(receipt.reference.split())
    assert [lost for one in api.world.sent for lost in one.lost] == []
    for content, sent in zip(parts, api.world.sent, strict=True):
        written = [html.unescape(url) for url in HREF.findall(content)]
        assert list(sent.links) == written
        assert all(url.startswith(("http://", "https://")) for url in sent.links)
        assert len(sent.entities) == len(re.findall(r"<(?!/)", content))


async def test_hostile_names_in_the_bots_answers_are_text(
    api: BotApi, channel: TelegramChannel, texts: Sequence[str]
) -> None:
    """What the admin or a reader wrote opens no tag and no link."""
    words = Words(language="en")
    for text in texts:
        await channel._bot.send_message(5, words.gettext("You get %(digest)s now.", digest=text), parse_mode="HTML")
    assert api.refusals == []
    assert len(api.world.sent) == len(texts)
    assert [(one.entities, one.lost) for one in api.world.sent if one.entities or one.lost] == []
