"""serve: answer with a bundle over HTTP on this machine."""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path
from typing import Any

from ..core.errors import ChoiceError


def add(commands: Any) -> None:
    parser = commands.add_parser("serve", help="serve a bundle on this machine")
    parser.add_argument("bundle", metavar="BUNDLE", help="folder or zip of a bundle")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="0 takes a free one")
    parser.add_argument(
        "--until-eof", action="store_true", help="end when standard input is closed"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..deploy.app import create_app
    from ..deploy.server import serve as serve_app
    from ..engine.lifetimes import at_eof
    from ..export.bundle import open_bundle

    if not 0 <= args.port <= 65535:
        raise ChoiceError(f"There is no port {args.port}.", "Choose one from 0 to 65535.")
    if args.until_eof:
        at_eof(lambda: os.kill(os.getpid(), signal.SIGTERM))
    serve_app(create_app(open_bundle(Path(args.bundle))), args.port)
    return 0
