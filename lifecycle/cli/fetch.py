"""fetch: a table or a query of a database to a Parquet file, or the list of what there is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..core.errors import ChoiceError, MissingChoice
from ..core.settings import settings
from . import console


def add(commands: Any) -> None:
    parser = commands.add_parser("fetch", help="bring rows of a database into a Parquet file")
    parser.add_argument(
        "connection",
        nargs="?",
        metavar="CONNECTION",
        help="its name: LIFECYCLE_DATABASE_<NAME>, or [connections.<name>] in secrets.toml",
    )
    parser.add_argument("--list", action="store_true", help="list its tables, or all connections")
    parser.add_argument("--table", default="", metavar="T", help="the table or view to fetch")
    parser.add_argument("--query", default="", metavar="SQL", help="one query that only reads")
    parser.add_argument("--rows", type=int, metavar="N", help="most rows, 100,000 unless told")
    parser.add_argument("--seconds", type=int, metavar="S", help="most seconds, 60 unless told")
    parser.add_argument("--out", metavar="FILE", help="where to write, ending in .parquet")
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.list:
        return list_tables(args)
    return fetched(args, target(args))


def list_tables(args: argparse.Namespace) -> int:
    """Print the tables of a connection, or the connections where none was named."""
    from ..data import databases

    if args.connection is None:
        names = databases.names()
        text = console.table(("Connection",), [(name,) for name in names])
        return console.result({"connections": names}, args, text)
    tables = databases.list_tables(args.connection)
    text = console.table(("Table", "Kind"), [tuple(each.values()) for each in tables])
    return console.result({"connection": args.connection, "tables": tables}, args, text)


def target(args: argparse.Namespace) -> Path:
    """Return where to write; raises MissingChoice or ChoiceError when that is not clear."""
    if args.connection is None:
        raise MissingChoice("No connection was named.", "See which there are: fetch --list.")
    if not args.out:
        raise MissingChoice("Nowhere to write to was named.", "Add --out FILE.parquet.")
    path = Path(args.out)
    if path.suffix != ".parquet":
        raise ChoiceError(f"{path} is no Parquet file.", "Name a file that ends in .parquet.")
    return path


def fetched(args: argparse.Namespace, path: Path) -> int:
    """Fetch, write and say what came."""
    from ..data import databases

    snapshot = databases.fetch(
        args.connection,
        table=args.table,
        query=args.query,
        rows=min(100_000, settings().fetch_rows) if args.rows is None else args.rows,
        seconds=min(60, settings().fetch_seconds) if args.seconds is None else args.seconds,
        report=console.progress,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(snapshot.parquet)
    except OSError as error:
        raise ChoiceError(f"{path} cannot be written.", "Choose another place.") from error
    found = {
        "file": str(path),
        "connection": args.connection,
        "rows": snapshot.rows,
        "columns": snapshot.columns,
        "complete": snapshot.complete,
        "notes": list(snapshot.notes),
    }
    said = [f"{path}: {snapshot.rows:,} rows, {snapshot.columns:,} columns"]
    return console.result(found, args, "\n".join([*said, *(f"Note: {n}" for n in snapshot.notes)]))
