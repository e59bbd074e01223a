"""The process that forks `digest` commands: it has imported the code once, so that a start costs a fork.

Its parent talks to it in lines of JSON: `{"arguments": […], "folder": …, "out": …, "log": …, "stopped": bool}`
gives `{"pid": …}`, `{"reap": pid}` gives `{"status": …}` when that one has ended. When nobody talks any more, it
and all it started end.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import traceback
from importlib import import_module
from typing import Any, NoReturn

PRELOADED = (
    "digest.app.service",
    "digest.channels.email",
    "digest.channels.telegram",
    "digest.cli",
    "digest.cli.logs",
    "digest.config",
    "digest.inbound.bot",
    "digest.sources.web",
    "digest.store",
    "alembic.command",
    "aiosmtplib",
    "cronsim",
    "telegram.ext",
    "uvicorn",
)
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Answer until the parent hangs up."""
    for name in PRELOADED:
        import_module(name)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: set[int] = set()
    say({"ready": os.getpid()})
    for line in sys.stdin:
        asked = json.loads(line)
        if "reap" in asked:
            _, status = os.waitpid(asked["reap"], 0)
            children.discard(asked["reap"])
            say({"status": os.waitstatus_to_exitcode(status)})
            continue
        pid = os.fork()
        if pid == 0:
            become(asked)
        children.add(pid)
        say({"pid": pid})
    for child in children:
        os.kill(child, signal.SIGKILL)


def say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def become(asked: dict[str, Any]) -> NoReturn:
    """Be that command, to its end."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    code = 1
    try:
        os.chdir(asked["folder"])
        for number, path in ((1, asked["out"]), (2, asked["log"])):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(handle, number)
            os.close(handle)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if asked["stopped"]:
            os.kill(os.getpid(), signal.SIGSTOP)
        code = run(asked["arguments"])
    except BaseException:  # noqa: BLE001 - nobody else is there to say it
        traceback.print_exc()
    finally:
        os._exit(code)


def run(arguments: list[str]) -> int:
    """Call the command as its own script would; give its exit code."""
    sys.argv = ["digest", *arguments]
    try:
        import_module("digest.__main__").main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    main()
