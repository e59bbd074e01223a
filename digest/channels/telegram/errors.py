"""Answers that mean something for the whole bot, where python-telegram-bot has no error that says it."""

from __future__ import annotations

from telegram.error import NetworkError, TelegramError

__all__ = ["FloodError", "ServerTroubleError", "TokenRefusedError"]


class FloodError(TelegramError):
    """Say that the bot was too fast, and for how many seconds nothing may be sent."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"nothing may be sent for {seconds:g} s")


class TokenRefusedError(NetworkError):
    """Say that the server knows no bot of this token."""


class ServerTroubleError(NetworkError):
    """Say that the server, or whatever stands before it, answered with a status that is none of the API's."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"the server answers {status}")
