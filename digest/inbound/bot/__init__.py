"""The bot: readers join, choose and leave by commands and buttons. Read in the order of an update's way:

running    running_bot: polls Telegram for updates, one poller only; turns lets them through, a chat's one by one
updates    an update becomes what somebody asks, and the answer a message
access     who may ask in a group or channel
visit      who asks, what they get already, and what there is
asking     what somebody asks: command, argument, where from
commands   what each command does
buttons    what each button does, and the 64 bytes it carries
words      phrases in the reader's language; what others wrote is never markup
needs      what the bot works with
"""

from digest.inbound.bot.needs import Needs
from digest.inbound.bot.running import running_bot

__all__ = ["Needs", "running_bot"]
