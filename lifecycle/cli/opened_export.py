"""An opened bundle as the Export that the steps take, and frames written to files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pandas as pd

from ..core.errors import ChoiceError
from ..export.bundle import Bundle
from ..export.safe_csv import to_csv
from ..export.step import Export


def as_export(bundle: Bundle) -> Export:
    """Return the Export a bundle was written from, but for its texts."""
    board = pd.read_csv(bundle.folder / "leaderboard.csv")
    return Export(
        bundle.name, bundle.model, bundle.schema, bundle.metrics, board, bundle.reference, {}
    )


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV or Parquet, by the file's ending; no cell of a CSV runs."""
    write(frame, path, to_csv)


def write_cells(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV or Parquet, by the file's ending, each cell as it is."""
    write(frame, path, as_it_is)


def as_it_is(frame: pd.DataFrame) -> str:
    """Return CSV text in which each text stays as it is; without quotes, a return ends a row."""
    texts = frame.select_dtypes(["object", "string", "category"])
    returns = any(texts[name].astype(str).str.contains("\r", regex=False).any() for name in texts)
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL
    return str(frame.to_csv(index=False, lineterminator="\n", quoting=quoting))


def write(frame: pd.DataFrame, path: Path, text: Callable[[pd.DataFrame], str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            frame.to_parquet(path, index=False)
        else:
            path.write_text(text(frame), encoding="utf-8", newline="\n")
    except OSError as error:
        raise ChoiceError(f"{path} cannot be written.", "Choose another place.") from error
