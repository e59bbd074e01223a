"""The log of the service: one event a line on standard error, `key=value` or JSON, without secrets and feed text.

Libraries log through the same door. Those that write down addresses they call (and so a bot's token) are kept
quiet, and whatever secret the settings hold is blotted out wherever it appears.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Final

import structlog

from digest.model import Secret
from digest.text import clean, shorten

if TYPE_CHECKING:
    from digest.model import Settings

__all__ = ["secrets_of", "set_up_logs"]

Event = MutableMapping[str, Any]
_QUIET: Final = {
    "aiohttp": logging.ERROR,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,  # its INFO holds addresses, and those of a bot hold its token
    "telegram": logging.WARNING,
    "uvicorn": logging.ERROR,  # strangers' broken requests are no event
}
_LONGEST: Final = 1_000
_LONGEST_TRACEBACK: Final = 20_000


def set_up_logs(settings: Settings, *, as_json: bool) -> None:
    """Send every event of this process to standard error."""
    stamp: tuple[Any, ...] = (
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    ending = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _line
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*stamp, _foreign],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                blotted(secrets_of(settings)),
                ending,
            ],
        )
    )
    logging.raiseExceptions = False  # a log that cannot be written must not stop the service
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(
        processors=[*stamp, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def secrets_of(noun: object) -> Iterator[str]:
    """List every secret that settings hold, wherever it stands in them."""
    if isinstance(noun, Secret):
        yield noun.reveal()
    elif dataclasses.is_dataclass(noun) and not isinstance(noun, type):
        for one in dataclasses.fields(noun):
            yield from secrets_of(getattr(noun, one.name))
    elif isinstance(noun, Mapping):
        for one in noun.values():
            yield from secrets_of(one)
    elif isinstance(noun, tuple):
        for one in noun:
            yield from secrets_of(one)


def blotted(secrets: Iterator[str]) -> Callable[[Any, str, Event], Event]:
    """Make the step that takes secrets and control characters out of an event, and bounds what it says."""
    known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def blot(_logger: Any, _name: str, event: Event) -> Event:
        return {key: _blot(key, value, known) for key, value in event.items()}

    return blot


def _blot(key: str, value: object, known: list[str]) -> object:
    if isinstance(value, bool | int | float | None):
        return value
    text = str(value)
    for secret in known:
        text = text.replace(secret, "…")
    if key == "exception":
        return "\n".join(clean(line) for line in text[-_LONGEST_TRACEBACK:].splitlines())
    return shorten(clean(text), _LONGEST)


def _foreign(_logger: Any, _name: str, event: Event) -> Event:
    """Say of a library's own line that it is one."""
    record = event["_record"]
    return {**event, "event": "library.said", "library": record.name, "text": str(event["event"])}


_PAIRS: Final = structlog.processors.LogfmtRenderer(bool_as_flag=False)


def _line(logger: Any, name: str, event: Event) -> str:
    """Write `2026-06-14T07:30:00Z info delivery.sent digest=morning …`."""
    head = " ".join(str(event.pop(key, "")) for key in ("timestamp", "level", "event"))
    pairs = _PAIRS(logger, name, event)
    return f"{head} {pairs}" if pairs else head
