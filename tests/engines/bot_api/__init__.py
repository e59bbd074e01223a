"""A chat server as strict as Telegram's, for tests: the Bot API over HTTP on 127.0.0.1.

    markup     Telegram's HTML: what is refused with which words, what is lost in silence
    chats      users, groups, forum topics, channels, and who may write where
    keyboards  inline buttons
    methods    what each method of the API does
    server     BotApi: HTTP, tokens, updates, faults, and the record of everything

It is an independent witness: it knows nothing of the project's code.
"""

from engines.bot_api.chats import Chat, Topic, User
from engines.bot_api.markup import MarkupRefusedError, Parsed, parse_html
from engines.bot_api.server import BotApi, Sent

__all__ = ["BotApi", "Chat", "MarkupRefusedError", "Parsed", "Sent", "Topic", "User", "parse_html"]
