"""An opened bundle as the Export that the steps take, and frames written to files."""

from __future__ import annotations

from pathlib import Path

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
    """Write a frame as CSV or Parquet, by the file's ending."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            frame.to_parquet(path, index=False)
        else:
            path.write_text(to_csv(frame), encoding="utf-8", newline="\n")
    except OSError as error:
        raise ChoiceError(f"{path} cannot be written.", "Choose another place.") from error
