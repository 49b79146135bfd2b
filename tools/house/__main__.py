"""`python3 tools/house COMMAND`: what bin/demo, bin/test, bin/odoo and bin/env run."""

import signal
import sys
from pathlib import Path

# Run as a folder: import the package under its name, and nothing by accident.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from house import commands  # noqa: E402
from house.ui import Stop, say  # noqa: E402


def main(name, *arguments):
    """Run one command; every way of failing ends in one line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return commands.COMMANDS[name](list(arguments)) or 0
    except Stop as stop:
        say(f"error: {stop}")
        return 1
    except KeyboardInterrupt:
        say("\ninterrupted; started again, it goes on from here")
        return 130
    except OSError as problem:
        if problem.errno == 28:
            say("error: the disk is full; make room, then start again")
            return 1
        raise


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in commands.COMMANDS:
        sys.exit(f"usage: python3 tools/house {{{','.join(commands.COMMANDS)}}} ...")
    sys.exit(main(*sys.argv[1:]))
