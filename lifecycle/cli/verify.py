"""verify: check a bundle, and with its data make it again and compare every bit."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from . import console

FAILED = 2


def add(commands: Any) -> None:
    parser = commands.add_parser("verify", help="check a bundle")
    parser.add_argument("bundle", metavar="BUNDLE", help="folder or zip of a bundle")
    parser.add_argument("--data", metavar="DATA", help="the data it was made from: replay it")
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..replay.verify import verify

    data = console.existing_file(args.data) if args.data else None
    checks = verify(Path(args.bundle), data, console.progress)
    ok = all(check.ok for check in checks)
    found = {"ok": ok, "checks": [asdict(check) for check in checks]}
    rows = [("passed" if c.ok else "FAILED", c.name, c.detail) for c in checks]
    console.result(found, args, console.table(("", "Check", "What was seen"), rows))
    if not ok:
        wrong = ", ".join(check.name for check in checks if not check.ok)
        console.say(f"The bundle did not pass: {wrong}. Take it again from where it was exported.")
    return 0 if ok else FAILED
