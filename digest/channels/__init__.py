"""Channels: how a message reaches one kind of address. One module a channel (`file`, `telegram`, `email`), imported on first use.

`mail` makes the standard mail that every mail-like channel sends; `chat_page` shows chat messages as a
page. A channel of the admin's own is a dotted name in `[channel.NAME]`.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Final

from digest.errors import ConfigError, Mistake
from digest.ports import Channel

__all__ = ["CHANNELS", "make_channel"]

CHANNELS: Final = MappingProxyType(
    {
        "file": "digest.channels.file:FileChannel",
        "telegram": "digest.channels.telegram:TelegramChannel",
        "email": "digest.channels.email:EmailChannel",
    }
)
"""The channels that are there, by the name an address uses: `package.module:Class`."""


def make_channel(kind: str, /, **options: object) -> Channel:
    """Make a channel from its name here or its dotted name, with its own options; ConfigError where it is none."""
    dotted = CHANNELS.get(kind, kind)
    module, _, name = dotted.partition(":")
    try:
        channel: Channel = getattr(import_module(module), name)(**options)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        problem = f"no channel can be made from {dotted!r}: {error}"
        raise ConfigError([Mistake(file="[channel]", line=None, key="kind", problem=problem)]) from error
    return channel
