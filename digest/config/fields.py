"""The types of single keys, as pydantic needs them: how they are read, and what editors are told of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from digest.config import addresses, names, values

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "NONE",
    "SECOND",
    "Admin",
    "Budget",
    "Chat",
    "Class",
    "ClassOrNone",
    "Clock",
    "Cron",
    "Days",
    "Email",
    "Every",
    "FeedUrl",
    "Granularity",
    "Header",
    "HeaderName",
    "Host",
    "Id",
    "Language",
    "Line",
    "Listen",
    "Mute",
    "Name",
    "Network",
    "OrBoolean",
    "PageUrl",
    "Path",
    "Pattern",
    "Phrase",
    "Quiet",
    "Rate",
    "Sender",
    "SenderOrNone",
    "Size",
    "StoreUrl",
    "Template",
    "TopicId",
    "Uncertain",
    "Variable",
    "XPath",
    "Zone",
    "key",
    "lasting",
    "read_alert",
]

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=seconds) for seconds in (1, 60, 3_600, 86_400))
NONE = timedelta(0)
WRITTEN_DURATION = {"type": "string", "pattern": "^[0-9]+[smhd]$"}


def text(pattern: str = "") -> WithJsonSchema:
    """Describe text to editors."""
    return WithJsonSchema({"type": "string", "pattern": pattern} if pattern else {"type": "string"})


def lasting(least: timedelta, most: timedelta = values.CENTURY) -> tuple[PlainValidator, WithJsonSchema]:
    """Read a duration between bounds, and describe it to editors."""
    return PlainValidator(values.duration(least=least, most=most)), WithJsonSchema(WRITTEN_DURATION)


def key(*default: Any, description: str | None, **more: Any) -> Any:
    """Describe a key; it must be given unless it has a default, which stands as in the file."""
    return Field(*default, description=description, **more)


def optional(read: Callable[[object], str]) -> Callable[[object], str]:
    """Let an empty text stand for nothing."""
    return lambda value: "" if value == "" else read(value)


def read_every(value: object) -> timedelta | None:
    """Read how often a feed is polled; None is "auto"."""
    return None if value == "auto" else values.duration(least=MINUTE, most=30 * DAY)(value)


def read_budget(value: object) -> timedelta:
    """Read a reading time; minutes may be written "3min"."""
    written = value[:-2] if isinstance(value, str) and value.endswith("min") else value
    try:
        return values.duration(least=MINUTE, most=HOUR)(written)
    except values.Unfit as error:
        raise values.Unfit(f"{values.show(value)} is not a reading time up to 60min", 'write "3min"') from error


def read_alert(value: object) -> object:
    """Read true as an alert with every default, false as none."""
    if isinstance(value, bool):
        return {} if value else None
    if isinstance(value, str) or (isinstance(value, list) and not any(isinstance(item, dict) for item in value)):
        raise values.Unfit("must be true, false or a table", 'write true, or { settle = "5m", min_sources = 2 }')
    return value


def read_admin(value: int) -> int:
    """Refuse the number that is nobody's chat."""
    if value == 0:
        raise values.Unfit("0 is not a chat id", "ask the bot: /start tells it")
    return value


class OrBoolean:
    """Tell editors that true and false may stand in place of the table."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "boolean"}, handler(schema)]}


Line = Annotated[str, PlainValidator(values.read_text), text()]
Name = Annotated[str, PlainValidator(names.read_name), text()]
Mute = Annotated[str, PlainValidator(names.read_mute), text()]
Phrase = Annotated[str, PlainValidator(names.read_phrase), text()]
Id = Annotated[str, PlainValidator(names.read_id), text("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Template = Annotated[str, PlainValidator(names.read_template), text("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
TopicId = Annotated[str, PlainValidator(names.read_topic), text("^([*]|[A-Za-z0-9][A-Za-z0-9._-]*)$")]
Class = Annotated[str, PlainValidator(names.read_class), text("^[A-Za-z0-9_.]+:[A-Za-z0-9_]+$")]
Variable = Annotated[str, PlainValidator(values.read_variable), text("^[A-Za-z_][A-Za-z0-9_]*$")]
Zone = Annotated[ZoneInfo, PlainValidator(names.read_zone), text()]
Language = Annotated[str, PlainValidator(names.read_language), text("^[a-z]{2}$")]
Pattern = Annotated[str, PlainValidator(names.read_level), text()]
XPath = Annotated[str, PlainValidator(names.read_xpath), text()]
Path = Annotated[str, PlainValidator(addresses.read_path), text()]
PageUrl = Annotated[str, PlainValidator(addresses.read_page_url), text("^[Hh][Tt][Tt][Pp][Ss]?://")]
FeedUrl = Annotated[str, PlainValidator(addresses.read_feed_url), text("^[A-Za-z]+:")]
StoreUrl = Annotated[str, PlainValidator(addresses.read_store_url), text("^(sqlite|postgresql)")]
Email = Annotated[str, PlainValidator(addresses.read_email), text("@")]
Sender = Annotated[str, PlainValidator(addresses.read_sender), text("@")]
Host = Annotated[str, PlainValidator(addresses.read_host), text()]
Listen = Annotated[str, PlainValidator(addresses.read_listen), text(":[0-9]+$")]
Network = Annotated[str, PlainValidator(addresses.read_network), text()]
Admin = Annotated[int, Field(ge=-(2**53), le=2**53), AfterValidator(read_admin)]
Chat = Annotated[str, PlainValidator(addresses.read_chat), WithJsonSchema({"type": ["integer", "string"]})]
HeaderName = Annotated[str, PlainValidator(addresses.read_header_name), text()]
Header = Annotated[
    str | addresses.FromVariable,
    PlainValidator(addresses.read_header),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"env": {"type": "string"}},
                    "required": ["env"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Clock = Annotated[time, PlainValidator(values.read_clock), text("^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Quiet = Annotated[tuple[time, time], PlainValidator(values.read_quiet), text("^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$")]
Days = Annotated[tuple[int, ...], PlainValidator(values.read_days), text()]
Cron = Annotated[str, PlainValidator(values.read_cron), text()]
Size = Annotated[int, PlainValidator(values.read_size), text("^[0-9]+(B|kB|MB|GB)$")]
Rate = Annotated[tuple[int, timedelta], PlainValidator(values.read_rate), text("^[0-9]+/(hour|day|week)$")]
Granularity = Literal["tight", "normal", "wide"]
Uncertain = Literal["retry", "hold"]
Every = Annotated[timedelta | None, PlainValidator(read_every), text("^(auto|[0-9]+[smhd])$")]
Budget = Annotated[timedelta | None, PlainValidator(read_budget), text("^[0-9]+m(in)?$")]
ClassOrNone = Annotated[str, PlainValidator(optional(names.read_class)), text()]
SenderOrNone = Annotated[str, PlainValidator(optional(addresses.read_sender)), text()]
