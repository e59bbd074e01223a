"""`python -m digest` and the `digest` command: run one call and turn its end into an exit code.

0 done, 1 something failed (named), 2 wrong config or usage, 130 interrupted.
"""

from __future__ import annotations

import os
import select
import sys
from typing import TextIO

__all__ = ["main"]


def main() -> None:
    """Run the command line; errors are one line each on standard error, never a traceback."""
    from digest.cli import app
    from digest.errors import ConfigError, DigestError

    try:
        app()
    except ConfigError as error:
        _stop(str(error), 2)
    except DigestError as error:
        _stop(f"digest: {error}", 1)
    except KeyboardInterrupt:
        _stop("digest: interrupted", 130)
    except BrokenPipeError:
        if not _is_unread(sys.stdout):
            raise  # it broke elsewhere, and that is no quiet end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_unread(stream: TextIO) -> bool:
    """Tell whether a stream is a pipe that nobody reads any more, as behind `digest … | head`."""
    asked = select.poll()
    asked.register(stream, 0)
    return any(event & select.POLLERR for _, event in asked.poll(0))


def _stop(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
