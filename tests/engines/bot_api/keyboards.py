"""Inline keyboards as the server takes them."""

from __future__ import annotations

from typing import Any

from engines.bot_api.chats import RefusedError

__all__ = ["check_keyboard"]

MOST_DATA_BYTES = 64
MOST_BUTTONS = 100


def check_keyboard(markup: Any) -> dict[str, Any] | None:
    """Give the keyboard, None where there is none; raise RefusedError for one that the server does not take."""
    if markup in (None, ""):
        return None
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        raise RefusedError(400, "Bad Request: object expected as reply markup")
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise RefusedError(400, "Bad Request: reply markup is too long")
    for button in buttons:
        _check_button(button)
    return markup


def _check_button(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise RefusedError(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
    kinds = [kind for kind in ("callback_data", "url") if kind in button]
    if len(kinds) != 1:
        raise RefusedError(400, "Bad Request: BUTTON_TYPE_INVALID")
    if kinds == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= MOST_DATA_BYTES:
        raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
    if kinds == ["url"] and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise RefusedError(400, "Bad Request: BUTTON_URL_INVALID")
