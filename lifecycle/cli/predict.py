"""predict: score every row of a file with a bundle."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..core.errors import ChoiceError
from . import console


def add(commands: Any) -> None:
    parser = commands.add_parser("predict", help="score every row of a file")
    parser.add_argument("bundle", metavar="BUNDLE", help="folder or zip of a bundle")
    parser.add_argument("data", metavar="DATA", help="CSV, Excel, Parquet or JSON file")
    parser.add_argument("--out", required=True, metavar="FILE", help=".csv or .parquet")
    console.json_option(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from ..core.wording import count
    from ..data.readers import Options, read_table
    from ..deploy.step import PredictParams, run_predict
    from ..export.bundle import open_bundle
    from ..export.schema import written_of
    from .opened_export import as_export, write_cells

    out = Path(args.out)
    if out.suffix not in {".csv", ".parquet"}:
        raise ChoiceError(
            f"Predictions cannot be written as {out.name}.", "End --out in .csv or .parquet."
        )
    export = as_export(open_bundle(Path(args.bundle)))
    like = Options(like=written_of(export.schema))
    reading = read_table(console.existing_file(args.data), like)
    made = run_predict(PredictParams(), export=export, batch=reading, report=console.progress)
    write_cells(made.frame, out)
    found = {"out": str(out), "rows": len(made.frame), "model": export.metrics["model"]}
    found |= {"problems": made.problems}
    text = f"{count('row', len(made.frame))} scored by {found['model']}, written to {out}."
    for each in made.problems.itertuples():
        text += f"\n{each.column}: {each.problem}"
    return console.result(found, args, text)
