"""verify: check a bundle, and with its data make it again and compare every bit."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import console

if TYPE_CHECKING:
    from ..replay.verify import Check

FAILED = 2


def add(commands: Any) -> None:
    parser = commands.add_parser("verify", help="check a bundle")
    parser.add_argument("bundle", metavar="BUNDLE", help="folder or zip of a bundle")
    parser.add_argument("--data", metavar="DATA", help="the data it was made from: replay it")
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..replay.verify import DATA_FILE, verify

    data = console.existing_file(args.data) if args.data else None
    checks = verify(Path(args.bundle), data, console.progress)
    ok = all(check.ok for check in checks)
    found = {"ok": ok, "checks": [asdict(check) for check in checks]}
    rows = [(_said(check), check.name, check.detail) for check in checks]
    console.result(found, args, console.table(("", "Check", "What was seen"), rows))
    wrong = [check.name for check in checks if not check.ok]
    if wrong == [DATA_FILE]:
        name = Path(args.data).name
        console.say(
            f"Nothing is wrong with the bundle, but {name} is not the file that it was made from. "
            "Give that file to make the bundle again."
        )
    elif wrong:
        named = ", ".join(wrong)
        console.say(f"The bundle did not pass: {named}. Take it again from where it was exported.")
    return 0 if ok else FAILED


def _said(check: Check) -> str:
    if not check.checked:
        return "not seen"
    return "passed" if check.ok else "FAILED"
