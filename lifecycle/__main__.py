"""Run a command: ``python -m lifecycle COMMAND``, or ``lifecycle-lab COMMAND`` when installed."""

from __future__ import annotations

import os
import sys

from .core.installation import INSTALLED
from .engine.confinement import Stage, confine, supervise

OPENS_FILES = {"inspect", "run", "replay", "predict", "serve", "verify", "compare", "monitor"}
WATCHED = "--until-eof"  # as the engine's host starts an endpoint, whose end it tells itself


def run() -> int:
    """Run the command that this process was started with; return its exit code.

    One that opens files is done by a child within limits, forked before anything large is loaded.
    """
    if INSTALLED:  # what this process starts imports nothing that lies in the working directory
        os.environ["PYTHONSAFEPATH"] = "1"
    if not OPENS_FILES & {*sys.argv[1:2]}:
        return command()
    if WATCHED in sys.argv:
        confine(Stage())
        return command()
    return supervise(command)


def command() -> int:
    """Do what the command says, in this process."""
    from .cli import main
    from .cli.console import apologise

    sys.excepthook = apologise
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
