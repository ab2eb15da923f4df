"""monitor: compare a new file with the rows a bundle was judged on."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import console

if TYPE_CHECKING:
    from ..export.bundle import Bundle
    from ..export.step import Export


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

    bundle = open_bundle(Path(args.bundle))
    export, data = with_groups(as_export(bundle), bundle), console.existing_file(args.data)
    reading = read_table(data, Options(like=written_of(export.schema)))
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
        "rules": report.rules,
        "tests": report.tests,
        "unknown_classes": report.unknown_classes,
        "recognised": report.recognised,
        "notes": [*made_from(bundle, data), *report.notes],
    }
    return console.result(found, args, text(found))


def with_groups(export: Export, bundle: Bundle) -> Export:
    """Return the export, which says whose rows belong together; bundles of old leave it to the
    recipe."""
    from ..replay.compare import recipe_of
    from ..replay.kept_rows import group_column

    split = export.metrics.get("split") or {}
    if "group" in split:
        return export
    split = {**split, "group": group_column(bundle, recipe_of(bundle)) or None}
    return replace(export, metrics=export.metrics | {"split": split})


def made_from(bundle: Bundle, data: Path) -> list[str]:
    """Return a sentence where the new file is the very one that the model was made from."""
    from ..export.write import digest
    from ..replay.replay import read_recipe

    source = read_recipe(bundle.folder / "recipe.json")["source"]
    if source.get("sha256") != digest(data):
        return []
    return [f"{data.name} is the file that the model was made from: it learned from most rows."]


def text(found: dict[str, Any]) -> str:
    """Return the answer for people."""
    from ..core.wording import count, interval, number, p_value, percent
    from ..metrics.undefined import scored

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
            (m["name"], scored(m), number(was.get(m["name"])))
            for m in found["metrics"].to_dict("records")
        ]
        parts.append(console.table(("Metric", "New rows", "Holdout"), rows))
    if len(found["tests"]):
        tested = [
            (t.title, "changed" if t.changed else "", number(t.reference), number(t.new),
             p_value(t.p_value))
            for t in found["tests"].itertuples()
        ]  # fmt: skip
        parts.append(console.table(("Tested", "", "Holdout", "New rows", "p (Holm)"), tested))
    if len(found["rules"]):
        ruled = [
            (r.column, r.rule, "broken" if r.broken else "", f"{r.rows:,} of {r.of:,}",
             interval(r.effect, r.low, r.high))
            for r in found["rules"].itertuples()
        ]  # fmt: skip
        parts.append(console.table(("Column", "Rule", "", "New rows", "More than before"), ruled))
    parts += [f"{each.column}: {each.problem}" for each in found["problems"].itertuples()]
    parts += found["notes"]
    return "\n\n".join(parts)
