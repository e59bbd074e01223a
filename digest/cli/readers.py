"""`digest readers`: who gets what, and by whose wish."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.common import (
    ConfigOption,
    JsonOption,
    as_address,
    counted,
    emit_json,
    load_settings,
    now_utc,
    read_option,
    run_with_app,
    say,
    table,
)
from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.app import App
    from digest.store import SubscriptionRecord

app = typer.Typer(help="Subscriptions, statuses, suppressions.", no_args_is_help=True)

AddressArgument = Annotated[
    str,
    typer.Argument(
        metavar="ADDRESS",
        help="file:out/, telegram:12345 (telegram:-100123#7 with its thread), name@example.org, or CHANNEL:ADDRESS.",
    ),
]
DigestOption = Annotated[list[str] | None, typer.Option("--digest", help="The id of a digest; may be repeated.")]
HEAD = ("address", "name", "digest", "status", "reason", "by", "last sent (UTC)")


@app.command("list")
def list_readers(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List every subscription with its status."""
    found = run_with_app(load_settings(config), _all, now_utc())
    if as_json:
        emit_json(found)
        return
    table(HEAD, (_row(record) for record in found))
    if not found:
        say("no readers yet; add [[subscriber]] to the config, or `digest readers add`")


@app.command()
def add(
    address: AddressArgument,
    digest: DigestOption = None,
    name: Annotated[str, typer.Option("--name", help="Who it is.")] = "",
    language: Annotated[str, typer.Option("--language", help="The language the digest speaks to them.")] = "",
    reads: Annotated[list[str] | None, typer.Option("--reads", help="A language they read; may be repeated.")] = None,
    mute: Annotated[
        list[str] | None, typer.Option("--mute", help="A muted word, or story:ID; may be repeated.")
    ] = None,
    confirmed: Annotated[
        bool,
        typer.Option("--confirmed", help="Its owner asked for it: ends their own stop, a pause, a suppression."),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Add a reader to digests (all of them when none is named), or change their choices."""
    from digest.app import find_digest
    from digest.config.names import read_language, read_phrase
    from digest.model import Subscriber

    settings, now = load_settings(config), now_utc()
    wanted = tuple(find_digest(settings, one).id for one in digest or ()) or tuple(one.id for one in settings.digests)
    where = as_address(address)
    if where.channel not in {"file", "telegram", "email", *settings.channels}:
        raise DigestError(f'there is no channel "{where.channel}" (file, telegram, email, or [channel.NAME])')
    subscriber = Subscriber(
        address=where,
        name=name,
        digests=wanted,
        language=read_option(read_language, language, "--language") if language else "",
        reads=tuple(read_option(read_language, one, "--reads") for one in reads or ()),
        mute=tuple(read_option(read_phrase, one, "--mute") for one in mute or ()),
    )

    async def work(app: App) -> None:
        if confirmed:
            await asyncio.to_thread(app.store.readers.join, where, wanted, name=name, now=now)
        await asyncio.to_thread(app.store.readers.add, subscriber, now=now)

    run_with_app(settings, work, now)
    say(f"{subscriber.address} gets {', '.join(wanted)}")


@app.command()
def remove(address: AddressArgument, digest: DigestOption = None, config: ConfigOption = None) -> None:
    """Unsubscribe a reader from digests (all when none is named); the config does not bring them back."""
    where, now = as_address(address), now_utc()

    async def work(app: App) -> int:
        wanted: list[str | None] = [*(digest or ())] or [None]
        return sum([await asyncio.to_thread(app.store.readers.remove, where, one) for one in wanted])

    ended = run_with_app(load_settings(config), work, now)
    if not ended:
        raise DigestError(f"{where} has no such subscription; `digest readers list` shows them")
    say(f"{where}: {counted(ended, 'subscription')} ended")


@app.command()
def export(config: ConfigOption = None) -> None:
    """Print every subscription with its choices as JSON."""
    emit_json(run_with_app(load_settings(config), _all, now_utc()))


async def _all(app: App) -> tuple[SubscriptionRecord, ...]:
    return await asyncio.to_thread(app.store.readers.listing)


def _row(record: SubscriptionRecord) -> tuple[object, ...]:
    found = record.subscription
    status = "suppressed" if record.suppressed else found.status
    last = f"{record.last_sent_at:%Y-%m-%d %H:%M}" if record.last_sent_at else "never"
    return found.address, found.name, found.digest_id, status, record.suppressed or found.reason, found.origin, last
