"""The process that reads strangers' bytes: one document after the other, from stdin to stdout.

It holds no secret, may not write files, has limited memory and processor time, can be killed at
any moment, and ends by itself when whoever started it is gone.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, Final

from digest.errors import FetchError
from digest.sources.feed.document import parse_document
from digest.sources.feed.wire import LENGTH, MOST_BYTES, Request, encode_error, encode_feed, frame

__all__ = ["main"]

Job = tuple[Request, bytes]

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of linux/prctl.h


def main() -> None:
    """Say that it is ready, then answer requests until stdin ends."""
    _end_with_parent()
    _limit(resource.RLIMIT_AS, int(sys.argv[1]))
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    replies = sys.stdout.buffer
    jobs: SimpleQueue[Job] = SimpleQueue()
    Thread(target=_receive, args=(sys.stdin.buffer, jobs), daemon=True).start()
    _send(replies, b"ready")
    while True:
        request, body = jobs.get()
        _limit_processor_time(request.seconds)
        _send(replies, _answer(request, body))


def _end_with_parent() -> None:
    """Ask Linux for it: the end of stdin is not noticed while a regular expression holds the interpreter."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _receive(requests: BinaryIO, jobs: SimpleQueue[Job]) -> None:
    """Read in a thread, so that the end of stdin ends the process even in the middle of a document."""
    with suppress(Exception):
        while True:
            header, body = _read(requests), _read(requests)
            jobs.put((Request.decode(header), body))
    os._exit(0)


def _read(stream: BinaryIO) -> bytes:
    head = stream.read(LENGTH.size)
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _answer(request: Request, body: bytes) -> bytes:
    try:
        feed = parse_document(body, url=request.url, content_type=request.content_type, language=request.language)
        reply = encode_feed(feed)
    except FetchError as error:
        return encode_error(str(error))
    except MemoryError:
        return encode_error("the document needs too much memory")
    except RecursionError:
        return encode_error("the document is nested too deeply")
    except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes bring about must cost only that document
        return encode_error(f"the document breaks the parser ({type(error).__name__}: {error})")
    return reply if len(reply) <= MOST_BYTES else encode_error("the document gives too much text")


def _send(replies: BinaryIO, data: bytes) -> None:
    try:
        replies.write(frame(data))
        replies.flush()
    except OSError:
        os._exit(0)


def _limit_processor_time(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard=resource.RLIM_INFINITY)


def _limit(kind: int, value: int, hard: int | None = None) -> None:
    # Some systems refuse some limits: the deadline and the kill remain.
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value if hard is None else hard))


if __name__ == "__main__":
    main()
