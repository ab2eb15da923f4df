"""Run a command: ``python -m lifecycle COMMAND``, or ``lifecycle-lab COMMAND`` when installed."""

from __future__ import annotations

import os
import sys

from .cli import main
from .cli.console import apologise
from .core.installation import INSTALLED


def run() -> int:
    """Run the command that this process was started with; return its exit code."""
    sys.excepthook = apologise
    if INSTALLED:  # what this process starts imports nothing that lies in the working directory
        os.environ["PYTHONSAFEPATH"] = "1"
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
