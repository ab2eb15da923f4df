"""Parse the command, run it, and turn what went wrong into one sentence and an exit code."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import NoReturn

from ..core.errors import ChoiceError, LifecycleError
from ..core.installation import PROGRAM
from ..engine.confinement import THE_COMMAND
from . import (
    app,
    check,
    compare,
    console,
    fetch,
    inspect,
    monitor,
    predict,
    replay,
    run,
    serve,
    steps,
    verify,
)

COMMANDS = (
    app,
    steps,
    inspect,
    fetch,
    run,
    replay,
    predict,
    serve,
    verify,
    compare,
    monitor,
    check,
)
MENDABLE, BROKEN = 2, 1


class Parser(argparse.ArgumentParser):
    """A parser that answers a wrong command as any other mistake: problem and remedy."""

    def error(self, message: str) -> NoReturn:
        raise ChoiceError(f"The command is not understood: {message}.", f"See {self.prog} --help.")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = Parser(prog=PROGRAM, description="Machine learning on a table, step by step.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    commands.add_parser("engine", help="run the queue of long work for the app", add_help=False)
    return top


def main(argv: list[str]) -> int:
    """Run a command; return 0, or 2 for what the user can mend."""
    logging.captureWarnings(True)  # what a library warns of is no concern of the command's reader
    logging.getLogger("py.warnings").addHandler(logging.NullHandler())
    try:
        if argv[:1] == ["engine"]:
            from ..engine.host import main as engine
            from ..steps import graph

            return int(engine(argv[1:], graph))
        args = parser().parse_args(argv)
        return int(args.run(args))
    except LifecycleError as error:
        console.say(str(error))
        return MENDABLE
    except MemoryError:
        console.say("This needs more memory than one command may use. " + THE_COMMAND[1])
        return MENDABLE
    except KeyboardInterrupt:
        console.say("Stopped.")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return BROKEN
