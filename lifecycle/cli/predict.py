"""predict and serve: use a bundle on a file, or over HTTP on this machine."""

from __future__ import annotations

import argparse
import os
import signal
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
    parser.set_defaults(run=predict)

    server = commands.add_parser("serve", help="serve a bundle on this machine")
    server.add_argument("bundle", metavar="BUNDLE", help="folder or zip of a bundle")
    server.add_argument("--port", type=int, default=8000, metavar="N", help="0 takes a free one")
    server.add_argument(
        "--until-eof", action="store_true", help="end when standard input is closed"
    )
    server.set_defaults(run=serve)


def predict(args: argparse.Namespace) -> int:
    from ..core.wording import count
    from ..data.readers import Options, read_table
    from ..deploy.step import PredictParams, run_predict
    from ..export.bundle import open_bundle
    from ..export.schema import written_of
    from .opened_export import as_export, write_frame

    out = Path(args.out)
    if out.suffix not in {".csv", ".parquet"}:
        raise ChoiceError(
            f"Predictions cannot be written as {out.name}.", "End --out in .csv or .parquet."
        )
    export = as_export(open_bundle(Path(args.bundle)))
    like = Options(like=written_of(export.schema))
    reading = read_table(console.existing_file(args.data), like)
    made = run_predict(PredictParams(), export=export, batch=reading, report=console.progress)
    write_frame(made.frame, out)
    found = {"out": str(out), "rows": len(made.frame), "model": export.metrics["model"]}
    found |= {"problems": made.problems}
    text = f"{count('row', len(made.frame))} scored by {found['model']}, written to {out}."
    for each in made.problems.itertuples():
        text += f"\n{each.column}: {each.problem}"
    return console.result(found, args, text)


def serve(args: argparse.Namespace) -> int:
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
