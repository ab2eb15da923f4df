"""monitor: compare a new file with the rows a bundle was judged on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from . import console


def add(commands: Any) -> None:
    parser = commands.add_parser("monitor", help="compare a new file with a bundle's reference")
    parser.add_argument("bundle", metavar="BUNDLE", help="folder or zip of a bundle")
    parser.add_argument("data", metavar="DATA", help="the new file")
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..data.readers import Options, read_table
    from ..export.bundle import open_bundle
    from ..export.schema import written_of
    from ..monitor.step import MonitorParams
    from ..monitor.step import run as compare
    from .opened_export import as_export

    export = as_export(open_bundle(Path(args.bundle)))
    like = Options(like=written_of(export.schema))
    reading = read_table(console.existing_file(args.data), like)
    report = compare(
        MonitorParams.model_validate({}), export=export, incoming=reading, report=console.progress
    )
    found = {
        "state": report.state,
        "sentence": report.sentence,
        "rows": report.rows,
        "labelled": report.labelled,
        "drift": report.drift,
        "metrics": report.metrics,
        "reference_metrics": report.reference_metrics,
        "problems": report.problems,
    }
    return console.result(found, args, text(found))


def text(found: dict[str, Any]) -> str:
    """Return the answer for people."""
    from ..core.wording import count, interval, number, percent

    drift = [
        (
            row.column,
            "drifted" if row.drifted else "",
            row.measure,
            interval(row.effect, row.low, row.high),
            number(row.p_value),
            f"{percent(row.missing_reference)} to {percent(row.missing_new)}",
        )
        for row in found["drift"].itertuples()
    ]
    header = ("Column", "", "Measure", "Effect", "p (adjusted)", "Missing")
    parts = [
        f"{found['state'].capitalize()}: {found['sentence']}",
        f"{count('new row', found['rows'])}, {found['labelled']:,} with a known outcome.",
        console.table(header, drift),
    ]
    if len(found["metrics"]):
        was = found["reference_metrics"].set_index("name")["value"]
        rows = [
            (m.name, interval(m.value, m.low, m.high), number(was.get(m.name)))
            for m in found["metrics"].itertuples()
        ]
        parts.append(console.table(("Metric", "New rows", "Holdout"), rows))
    parts += [f"{each.column}: {each.problem}" for each in found["problems"].itertuples()]
    return "\n\n".join(parts)
