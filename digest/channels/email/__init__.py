"""The email channel: one mail to one reader over a relay, by SMTP.

channel        `EmailChannel`: compose, sign, send, and what a refusal means for whom
relay          a connection as `[email]` wants it, or one line that names the setting to look at
connections    connections that are used again
transaction    one mail over one connection
verdict        what a refusal means: a pure decision
signing        DKIM
"""

from digest.channels.email.channel import EmailChannel
from digest.channels.email.relay import Patience

__all__ = ["EmailChannel", "Patience"]
