"""What each command and each press of a button does. An answer is a `Reply`; None is silence.

Everything may be asked twice (Telegram repeats what it is not sure we had) and is the same then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from digest.inbound.bot.buttons import (
    Press,
    choose_digest,
    digest_list,
    hashed,
    narrowed,
    topic_list,
    topics_on_offer,
)
from digest.inbound.bot.visit import Visit, begin_visit
from digest.inbound.bot.words import Reply, Words, digest_name, said
from digest.model import Digest, OnDemand, Subscription

__all__ = ["COMMANDS", "Pressed", "answer", "descriptions", "press"]

Answer: TypeAlias = Callable[[Visit, str], Awaitable[Reply | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a press did: a word that pops up, and how the message of the button looks now (None: as before)."""

    word: str = ""
    message: Reply | None = None


async def answer(visit: Visit, command: str, argument: str) -> Reply | None:
    """Do what a command asks; any other gets a short help."""
    return await COMMANDS.get(command, _help)(visit, argument)


async def press(visit: Visit, pressed: Press | None) -> Pressed:
    """Do what a button is for; one whose digest or topic has gone says so."""
    digests = visit.needs.settings.digests
    digest = next((one for one in digests if pressed and hashed(one.id) == pressed.digest), None)
    if pressed is None or digest is None:
        return _gone(visit)
    if pressed.kind == "digest":
        reply = await (_join(visit, digest) if pressed.on else _leave(visit, digest))
        return Pressed(word=reply.text, message=digest_list(await _again(visit), _choose(visit)))
    subscription = _subscription(visit, digest)
    if subscription is None:
        return _gone(visit)
    if pressed.kind == "issue":
        return Pressed(word=await _issue(visit, digest, subscription))
    if pressed.kind == "topics":
        return Pressed(message=topic_list(visit, digest, subscription))
    return await _follow(visit, digest, subscription, pressed)


def descriptions(words: Words) -> Mapping[str, str]:
    """Say in a few words what each command is for, in the order of the menu."""
    return {
        "sub": words.gettext("subscribe to a digest"),
        "unsub": words.gettext("end a digest"),
        "topics": words.gettext("choose topics"),
        "digest": words.gettext("get an issue now"),
        "list": words.gettext("what you get"),
        "stop": words.gettext("end everything"),
        "help": words.gettext("this help"),
    }


async def _start(visit: Visit, argument: str) -> Reply:
    """Greet; a deep link names a digest to join, and what a block had paused goes on."""
    if argument and (digest := visit.digest(argument)):
        return await _join(visit, digest)
    paused = [one.digest_id for one in visit.subscriptions if one.status == "paused"]
    if paused:
        await _enrol(visit, paused)
        return _listed(await _again(visit))
    hello = visit.words.gettext("This bot sends digests of the news: each story once, and later only what is new.")
    chat = visit.words.gettext("The number of this chat: %(chat)s", chat=str(visit.address).partition(":")[2])
    return digest_list(visit, f"{hello}\n{chat}\n\n{_choose(visit)}")


async def _help(visit: Visit, _: str) -> Reply:
    lines = (f"/{command} – {meaning}" for command, meaning in descriptions(visit.words).items())
    return Reply(text="\n".join(lines))


async def _sub(visit: Visit, argument: str) -> Reply:
    digests = visit.needs.settings.digests
    if not argument and len(digests) != 1:
        return digest_list(visit, _choose(visit))
    digest = visit.digest(argument) if argument else digests[0]
    return _unknown(visit, argument) if digest is None else await _join(visit, digest)


async def _unsub(visit: Visit, argument: str) -> Reply:
    active = visit.active()
    if not argument and len(active) != 1:
        return digest_list(visit, _choose(visit)) if active else _nothing(visit)
    digest = visit.digest(argument) if argument else active[0][0]
    return _unknown(visit, argument) if digest is None else await _leave(visit, digest)


async def _list(visit: Visit, _: str) -> Reply:
    return _listed(visit)


async def _stop(visit: Visit, _: str) -> Reply:
    """End everything; neither the config nor a command brings it back, only the reader."""
    await asyncio.to_thread(visit.needs.store.readers.remove, visit.address, by="reader")
    return Reply(text=visit.words.gettext("You get nothing any more. /sub begins again."))


async def _topics(visit: Visit, argument: str) -> Reply:
    found = _meant(visit, argument)
    if found is None:
        digests = [digest for digest, _ in visit.active()]
        return choose_digest(digests, _choose(visit), "topics") if digests else _nothing(visit)
    digest, subscription = found
    if not topics_on_offer(digest, visit.needs.settings.topics):
        return Reply(text=visit.words.gettext("%(digest)s has no topics to choose from.", digest=digest_name(digest)))
    return topic_list(visit, digest, subscription)


async def _digest(visit: Visit, argument: str) -> Reply | None:
    found = _meant(visit, argument)
    if found is None:
        digests = [digest for digest, _ in visit.active()]
        return choose_digest(digests, _choose(visit), "issue") if digests else _nothing(visit)
    why = await _issue(visit, *found)
    return Reply(text=why) if why else None


COMMANDS: Final[Mapping[str, Answer]] = MappingProxyType(
    {
        "start": _start,
        "help": _help,
        "sub": _sub,
        "unsub": _unsub,
        "list": _list,
        "topics": _topics,
        "digest": _digest,
        "stop": _stop,
    }
)


async def _join(visit: Visit, digest: Digest) -> Reply:
    await _enrol(visit, [digest.id])
    return Reply(text=visit.words.gettext("You get %(digest)s now.", digest=digest_name(digest)))


async def _enrol(visit: Visit, digest_ids: list[str]) -> None:
    now = visit.needs.now()
    await asyncio.to_thread(visit.needs.store.readers.join, visit.address, digest_ids, name=visit.name, now=now)


async def _leave(visit: Visit, digest: Digest) -> Reply:
    await asyncio.to_thread(visit.needs.store.readers.remove, visit.address, digest.id, by="reader")
    return Reply(text=visit.words.gettext("You no longer get %(digest)s.", digest=digest_name(digest)))


async def _follow(visit: Visit, digest: Digest, subscription: Subscription, pressed: Press) -> Pressed:
    """Switch a topic of a digest on or off."""
    topics = narrowed(digest, subscription, visit.needs.settings.topics, pressed)
    if topics is None:
        return Pressed(word=visit.words.gettext("One topic has to stay; /unsub ends the digest."))
    await asyncio.to_thread(visit.needs.store.readers.choose, visit.address, digest.id, {"topics": list(topics)})
    return Pressed(message=topic_list(visit, digest, replace(subscription, topics=topics)))


async def _issue(visit: Visit, digest: Digest, subscription: Subscription) -> str:
    """Send an issue now; say why none comes at once, "" where it comes."""
    ended = await visit.needs.on_demand(digest, subscription.id)
    return _ending(ended, visit.words)


def _ending(ended: OnDemand, words: Words) -> str:
    return {
        "sent": "",
        "nothing new": words.gettext("Nothing new since the last issue."),
        "had": words.gettext("You got an issue this very minute."),
        "waits for approval": words.gettext("An editor has to release it first."),
        "held": words.gettext("Sending is paused; it will come."),
    }[ended]


def _meant(visit: Visit, argument: str) -> tuple[Digest, Subscription] | None:
    """Find which of their digests somebody means; None where that is open."""
    active = visit.active()
    named = visit.digest(argument) if argument else None
    if named is None:
        return active[0] if len(active) == 1 and not argument else None
    return next((pair for pair in active if pair[0] is named), None)


def _subscription(visit: Visit, digest: Digest) -> Subscription | None:
    return next((one for found, one in visit.active() if found is digest), None)


async def _again(visit: Visit) -> Visit:
    """Look again, after a change."""
    return await begin_visit(visit.needs, visit.address, visit.name)


def _listed(visit: Visit) -> Reply:
    names = [f"• {said(digest_name(digest))}" for digest, _ in visit.active()]
    return Reply(text="\n".join([visit.words.gettext("You get:"), *names])) if names else _nothing(visit)


def _choose(visit: Visit) -> str:
    return visit.words.gettext("Choose a digest:")


def _nothing(visit: Visit) -> Reply:
    return Reply(text=visit.words.gettext("You get no digest yet. /sub shows what there is."))


def _unknown(visit: Visit, name: str) -> Reply:
    unknown = visit.words.gettext("There is no digest called %(name)s.", name=name)
    return digest_list(visit, f"{unknown}\n\n{_choose(visit)}")


def _gone(visit: Visit) -> Pressed:
    return Pressed(word=visit.words.gettext("This is out of date; please ask again."))
