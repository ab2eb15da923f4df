"""`app`: open the app in the browser, from any working directory."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import Any

from ..core.installation import APP


def add(commands: Any) -> None:
    parser = commands.add_parser("app", help="open the app in the browser")
    parser.add_argument("--port", type=int, help="port; else the first free from 8501")
    parser.add_argument(
        "options",
        nargs="*",
        metavar="-- OPTION",
        help="options of streamlit run",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Become the server, so that a signal to this process reaches it."""
    command = server(args.port, args.options)
    if os.name == "nt":  # where a process cannot become another
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execv(command[0], command)


def server(port: int | None, options: list[str]) -> list[str]:
    """Return the words that start the server.

    Streamlit reads ``.streamlit/config.toml`` beside the script after the one of the working
    directory, so that the app's own holds everywhere; only the environment and options overrule it.
    """
    own = [] if port is None else [f"--server.port={port}"]
    # -P: the working directory may hold anything, a folder named pages too.
    return [sys.executable, "-P", "-m", "streamlit", "run", str(APP), *own, *options]
