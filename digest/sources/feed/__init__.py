"""Bytes to entries: RSS, Atom and JSON Feed, read in a process that can be killed.

In the order a document takes:

    parser       FeedParser: the worker processes, their deadline, their end
    wire         what parser and worker say to each other, and how replies are checked
    worker       the process itself
    document     what kind of document it is, or why it is no feed
    charset      bytes to UTF-8
    syndication  RSS and Atom to items;  jsonfeed  JSON Feed to items
    entries      items to entries: plain text, languages, limits
    twice        text that was made UTF-8 twice, read again
    blocks       HTML to plain text, a block a line
    keys         by what an entry is found again;  dates  times of strangers
"""

from digest.sources.feed.parser import FeedParser

__all__ = ["FeedParser"]
