"""check: find what is damaged in a data folder, and put it out of the way."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import console

if TYPE_CHECKING:
    from ..storage.inspection import Found, Inspection

DAMAGED = 2


def add(commands: Any) -> None:
    parser = commands.add_parser("check", help="check a data folder, and repair it")
    parser.add_argument(
        "folder", metavar="FOLDER", nargs="?", help="data folder; else that of LIFECYCLE_DATA"
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help="set aside what is damaged, and remove what nobody needs",
    )
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..core.settings import settings
    from ..storage.inspection import LOST, inspect_folder, repair

    folder = Path(args.folder) if args.folder else settings().data
    if args.repair:
        _alone(folder)
    found = inspect_folder(folder)
    kept = repair(folder, found) if args.repair else []
    left = [each for each in found.damaged if not args.repair or each.kind == LOST]
    value = {"ok": not left, "folder": str(folder), "repaired": bool(args.repair), **asdict(found)}
    text = _text(folder, found, kept, args.repair)
    console.result(value | {"kept": kept}, args, text)
    if left:
        console.say(_sentence(folder, left))
    return DAMAGED if left else 0


def _alone(folder: Path) -> None:
    """Raise ChoiceError while an engine works on the folder, whose files would vanish under it."""
    from ..core.errors import ChoiceError
    from ..engine.lifetimes import is_locked

    if is_locked(folder / "engine.lock"):
        raise ChoiceError(f"The app is running on {folder}.", "Stop it, then run the repair again.")


def _sentence(folder: Path, left: list[Found]) -> str:
    import shlex

    from ..core.wording import count
    from ..storage.inspection import LOST

    lost = sum(each.kind == LOST for each in left)
    if lost == len(left):
        gone = "1 uploaded file is" if lost == 1 else f"{lost} uploaded files are"
        return f"{gone} gone. Upload it again where a project needs it."
    damaged = count("thing", len(left) - lost)
    return (
        f"{damaged} in {folder} {'is' if len(left) - lost == 1 else 'are'} damaged. Stop the app, "
        f"then run: python -m lifecycle check --repair {shlex.quote(str(folder))}"
    )


def _text(folder: Path, found: Inspection, kept: list[str], repaired: bool) -> str:
    from ..core.wording import count
    from ..storage.inspection import LOST

    seen = [f"{count('result', found.results)} and {count('upload', found.uploads)} in {folder}"]
    if found.unchecked:
        seen.append(
            f"{count('result', found.unchecked)} of an earlier version without sums, not checked"
        )
    named = _names(folder)
    bad, idle = ("set aside", "removed") if repaired else ("damaged", "not needed")
    rows = [
        *(("gone" if e.kind == LOST else bad, e.kind, named(e), e.detail) for e in found.damaged),
        *((idle, e.kind, named(e), e.detail) for e in found.orphaned),
    ]
    if rows:
        seen.append(console.table(("", "What", "Name", "Seen"), rows))
    else:
        seen.append("Nothing is damaged, and nothing is left over.")
    if repaired and found.damaged:
        seen.append(f"What was set aside is in {folder / 'damaged'}; results can be run again.")
    if kept:
        seen.append(f"A new database holds what could be read: {', '.join(kept)}.")
    return "\n".join(seen)


def _names(folder: Path) -> Any:
    """Return a function that names what was found as a person knows it."""
    import sqlite3
    from contextlib import closing

    from ..steps import GRAPH
    from ..storage.inspection import RESULT
    from ..storage.salvage import faults, read_only

    steps: dict[str, str] = {}
    files: dict[str, str] = {}
    try:
        if not faults(folder):
            with closing(read_only(folder)) as db:
                steps = dict(db.execute("SELECT key, step FROM log WHERE event = 'run'"))
                files = dict(db.execute("SELECT key, name FROM uploads"))
    except sqlite3.Error:  # its keys must do
        pass

    def name(found: Found) -> str:
        step = steps.get(found.key, "")
        title = GRAPH[step].title if step in GRAPH else ""
        known = title if found.kind == RESULT else files.get(found.key, "")
        return f"{known} ({found.key[:12]})" if known else found.path

    return name
