"""The command line: a module a command group, each command one call into `app`.

    demo       digest demo
    feeds      poll, feeds, feeds test, import, export, remove
    run        run
    sending    send, deliver, preview
    plan       plan
    holding    pause, resume, release
    stories    stories, split, merge, evaluate
    why        why
    readers    readers list, add, remove, export
    bounces    bounces
    topics     topics try
    health     doctor
    init       init
    setup      check, config

    common     what all commands share: options, the clock, tables, JSON
    outcomes   how sending went, in words and exit codes
    progress   a bar while feeds are polled
    logs       how the service writes its log

Heavy imports stand inside the commands, so that `digest --help` answers at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from digest import __version__
from digest.cli import (
    bounces,
    demo,
    feeds,
    health,
    holding,
    init,
    plan,
    readers,
    run,
    sending,
    setup,
    stories,
    topics,
    why,
)

__all__ = ["app"]

app = typer.Typer(
    name="digest",
    help="Many feeds in, one calm digest out, each story once.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    """Many feeds in, one calm digest out, each story once."""
    if version:
        typer.echo(f"digest {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(2)


for group in (demo, init, run, feeds, sending, plan, holding, stories, why, bounces, health, setup):
    for command in group.COMMANDS:
        app.command()(command)
app.add_typer(feeds.app, name="feeds")
app.add_typer(readers.app, name="readers")
app.add_typer(topics.app, name="topics")
