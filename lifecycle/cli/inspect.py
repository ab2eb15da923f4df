"""inspect: how a file is read, its columns, and what the checks find."""

from __future__ import annotations

import argparse
from typing import Any

from . import console
from . import read_options as reading_options

CODES = ("Column", "Word", "Cells", "What it is")
SAID = {
    (True, "found"): "missing",
    (True, "chosen"): "missing, as chosen",
    (False, "found"): "a value; it may mean missing",
    (False, "chosen"): "a value, as chosen",
}


def add(commands: Any) -> None:
    parser = commands.add_parser("inspect", help="show how a file is read and what is in it")
    parser.add_argument("data", metavar="DATA", help="CSV, Excel, Parquet or JSON file")
    parser.add_argument("--target", metavar="COL", help="the column to predict")
    reading_options.add(parser)
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..checks.step import look
    from ..data.readers import read_table
    from ..data.step import DataParams
    from ..data.step import run as make_table
    from ..steps import READ
    from .choices import params_for, params_of

    path = console.existing_file(args.data)
    options = params_for(READ, params_of(reading_options.choices(args))).options
    reading = read_table(path, options, report=console.progress)
    reading_options.check_columns(options, reading.columns["name"].tolist())
    report = {row.item: row.value for row in reading.report.itertuples()}
    answer: dict[str, Any] = {
        "file": path.name,
        "read": report,
        "chosen": reading.report.loc[reading.report["how"] == "chosen", "item"].tolist(),
        "rows": len(reading.frame),
        "warnings": list(reading.warnings),
        "codes": reading.codes,
    }
    if args.target is None:
        columns = reading.columns.assign(role="")
        answer |= {"columns": columns, "findings": [], "skipped": []}
    else:
        chosen = DataParams.model_validate({"target": args.target})
        made = make_table(chosen, read=reading, report=console.progress)
        answer |= {"target": made.target, "task": made.task, "task_reason": made.task_reason}
        answer |= {"classes": list(made.classes), "positive": made.positive}
        answer |= {"rows_without_target": made.rows_without_target}
        answer |= {"duplicate_rows": made.duplicate_rows}
        checked = look(reading, made, report=console.progress)
        answer |= {"columns": made.columns, "findings": checked.findings}
        answer |= {"skipped": checked.skipped, "checked": checked.sentence}
    return console.result(answer, args, text(answer))


def read_rows(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what was read how, with the facts that were chosen marked."""
    chosen = set(found["chosen"])
    return [
        (item, "chosen" if item in chosen else "found", value)
        for item, value in found["read"].items()
    ]


def code_rows(found: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return which words are read as missing in which column, and which may be."""
    from ..data.readers.column_rules import name_of

    rows = found["codes"].itertuples()
    return [
        (row.column or "any", name_of(row.word), f"{row.cells:,}", SAID[row.missing, row.how])
        for row in rows
    ]


def text(found: dict[str, Any]) -> str:
    """Return the answer for people."""
    parts = [
        found["file"],
        console.table(("How it was read", "How known", "Value"), read_rows(found)),
    ]
    if len(found["codes"]):
        parts.append(console.table(CODES, code_rows(found)))
    parts += [f"Note: {warning}" for warning in found["warnings"]]
    if "task" in found:
        parts.append(f"Target {found['target']}: {found['task']}. {found['task_reason']}")
    columns = found["columns"]
    shown = ["name", "kind", "nature", "role", "missing", "distinct", "example"]
    parts.append(console.table([s.capitalize() for s in shown], columns[shown].to_numpy()))
    if "checked" in found:
        parts.append(found["checked"])
    if len(found["findings"]):
        rows = found["findings"][["severity", "column", "title", "detail"]].to_numpy()
        parts.append(console.table(("Finding", "Column", "What", "Detail"), rows))
    return "\n\n".join(parts)
