"""Feeds over HTTP. In the order a request takes:

source      WebSource: hops, one deadline, what an answer becomes
limits      whose turn it is at one server
asking      what is sent with a request
redirects   where the next hop goes, and whether the feed has moved for good
client      the one session;  verbatim  headers byte for byte
resolver    names to addresses;  guard  no connection to internal ones
decoding    content encodings, within bounds
verdicts    what an answer without a document means
reasons     what went wrong on the way, in words
"""

from digest.sources.web.source import WebSource

__all__ = ["WebSource"]
