"""Small tables and artifacts for tests, made by hand and without reading a file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lifecycle.core.recipe import Params
from lifecycle.data.step import Table
from lifecycle.evaluate.judged import Judged
from lifecycle.split.params import SplitParams
from lifecycle.split.split import Split
from lifecycle.train import label_decisions

AT_RANDOM: dict[str, Params] = {"split": SplitParams(method="random")}
"""Choices of a test that is not about the split: the date of `mixed_table` would order its rows."""


def guess_kind(column: pd.Series) -> str:
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    return "number" if pd.api.types.is_numeric_dtype(column) else "category"


def make_table(
    frame: pd.DataFrame, target: str, task: str, kinds: dict[str, str] | None = None
) -> Table:
    """Return a Table as the Data step would make it, every other column a feature."""
    kinds = {name: guess_kind(frame[name]) for name in frame} | (kinds or {})
    columns = pd.DataFrame(
        {
            "name": list(frame),
            "kind": [kinds[c] for c in frame],
            "role": ["target" if c == target else "feature" for c in frame],
            "missing": [int(frame[c].isna().sum()) for c in frame],
            "distinct": [int(frame[c].nunique()) for c in frame],
            "example": [str(frame[c].iloc[0]) for c in frame],
            "reason": "",
            "way": "",
        }
    )
    classes = () if task == "regression" else tuple(sorted(frame[target].astype(str).unique()))
    return Table(
        frame=frame,
        columns=columns,
        target=target,
        task=task,  # type: ignore[arg-type]  # the tests pass a task's name
        task_reason="",
        classes=classes,
        positive=classes[-1] if task == "binary" else None,
        rows_read=len(frame),
        rows_without_target=0,
        duplicate_rows=0,
    )


def mixed_table(task: str = "binary", n: int = 200, seed: int = 0) -> Table:
    """Numbers with gaps, categories with rare levels, a date, and a target that depends on them."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=n), rng.exponential(size=n)
    level = rng.choice(["red", "green", "blue", "rare"], size=n, p=[0.4, 0.3, 0.28, 0.02])
    signal = 1.5 * a - b + (level == "red") + rng.normal(scale=0.7, size=n)
    frame = pd.DataFrame(
        {
            "a": np.where(rng.random(n) < 0.1, np.nan, a),
            "b": b,
            "colour": pd.Series(np.where(rng.random(n) < 0.1, None, level), dtype=object),
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 500, n), "D"),
        }
    )
    if task == "regression":
        frame["y"] = signal
    elif task == "binary":
        frame["y"] = np.where(signal > 0, "yes", "no")
    else:
        frame["y"] = pd.cut(signal, [-np.inf, -1, 0.5, np.inf], labels=["c", "a", "b"]).astype(str)
    return make_table(frame, "y", task)


def judged(model: str = "", threshold: float = 0.5, calibration: str = "none") -> Judged:
    """What is judged, by default the leader as it is."""
    return Judged(model, threshold, calibration)


def as_given(table: Table, split: Split) -> label_decisions.Labels:
    """The labels of a table as they are: nobody decided anything about them."""
    return label_decisions.run(
        label_decisions.LabelParams(), data=table, split=split, report=lambda k, text: None
    )
