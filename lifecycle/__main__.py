"""Run a command: ``python -m lifecycle COMMAND``."""

from __future__ import annotations

import sys

from .cli import main
from .cli.console import apologise

if __name__ == "__main__":
    sys.excepthook = apologise
    sys.exit(main(sys.argv[1:]))
