"""The Telegram channel: messages of an issue to chats, groups, forum topics and channels.

channel    TelegramChannel: parts in order, moved chats followed, plain text where markup is refused
refusals   what each answer of Telegram means, and for whom
pace       how fast a bot may send; replies to people go before broadcasts, penalties are kept
client     the bot as python-telegram-bot makes it, and its requests, whose errors hold no token
"""

from digest.channels.telegram.channel import TelegramChannel
from digest.channels.telegram.client import Timeouts, make_bot
from digest.channels.telegram.pace import Lane, Lanes, Pace
from digest.channels.telegram.refusals import meaning

__all__ = ["Lane", "Lanes", "Pace", "TelegramChannel", "Timeouts", "make_bot", "meaning"]
