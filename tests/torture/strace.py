"""Kill a process as it enters a system call, by strace: between one write and the next there is no other way."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from torture.nursery import Running

__all__ = ["MISSING", "killed_by_strace", "strace_works"]

MISSING = "system package strace is not installed, or this machine forbids it to work"


def strace_works() -> bool:
    """Tell whether a process can be traced here."""
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False, timeout=30)
    return tried.returncode == 0


@asynccontextmanager
async def killed_by_strace(running: Running, call: str, nth: int) -> AsyncIterator[None]:
    """Let a command that was started stopped go on, and be killed as a thread of it enters its nth such call."""
    options = ("-f", "-q", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={nth}")
    tracer = await asyncio.create_subprocess_exec(
        "strace", *options, "-o", "/dev/null", "-p", str(running.pid), stderr=asyncio.subprocess.PIPE
    )
    try:
        await _attached(running)
        running.signal(signal.SIGCONT)
        yield
    finally:
        await running.gone()
        await tracer.wait()


async def _attached(running: Running) -> None:
    async with asyncio.timeout(10):
        while True:
            with open(f"/proc/{running.pid}/status", encoding="ascii") as status:  # noqa: PTH123
                if any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in status):
                    return
            await asyncio.sleep(0.01)
