"""Split: the holdout is locked away before anything is learned; the rest is cut into folds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.param_fields import seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count
from ..data.step import Table
from ..engine.runner import Report
from ..splitting import METHODS, Cut, consequences
from ..splitting.consequences import COLUMNS
from ..splitting.sizes import widths
from ..storage import lazy_frames

LABELS = {
    "random": "At random",
    "group": "By group",
    "time": "By time",
    "order": "By the order of the rows",
    "column": "As a column says",
}


class SplitParams(Params):
    """How rows are locked away and folds are cut."""

    method: Literal["random", "group", "time", "order", "column"] = Field(
        "random",
        title="Way of splitting",
        description="Random suits rows that have nothing to do with each other. Split by group "
        "when rows belong together (one patient), by time or order when the future is predicted, "
        "by a column when the data say which rows are for what.",
        json_schema_extra={"labels": {**LABELS}},
    )
    column: str | None = Field(
        None,
        title="Split column",
        description="The column that says which rows belong together, when each row happened, or "
        "which part it is for. A random split needs none.",
    )
    held: tuple[str, ...] = Field(
        (),
        title="Holdout values",
        description="The values of the split column whose rows are the holdout. Left empty, words "
        "such as test, holdout or true are understood; name one hospital to be judged on it alone.",
    )
    stratify: bool = Field(
        True,
        title="Even shares of the target",
        description="Keep the share of each class, or for amounts the spread, alike in all parts. "
        "It makes the judgement steadier; groups stay whole all the same.",
    )
    gap: float = Field(
        0,
        ge=0,
        title="Gap",
        description="Time left unused before the holdout, and before each fold: days for dates, "
        "else the column's own unit, or rows. Use it when the truth is known only some time later.",
    )
    holdout: float = Field(
        0.2,
        ge=0.05,
        le=0.5,
        title="Holdout share",
        description="The share of rows locked away for the last judgement. More rows there make "
        "the judgement surer and leave fewer to learn from; 0.2 is usual.",
    )
    folds: int = Field(
        5,
        ge=2,
        le=20,
        title="Folds",
        description="In how many parts the other rows are cut to compare candidates. "
        "More folds take longer and leave more rows for each fit; 5 is usual.",
    )
    seed: int = seed_field("Fixes what is random, so that the same choices give the same rows.")

    def missing(self) -> str:
        if self.method in ("random", "order") or self.column:
            return ""
        if self.method == "column":
            return "Choose the column that says which rows are the holdout."
        return f"Choose the {self.method} column to split by."


@dataclass(frozen=True)
class Split:
    """Which rows are for what.

    ``rows``: one row a table row, same order: part ("train", "holdout", or "gap" for rows used
    for nothing), fold (int, -1 outside train), fit_from. With ``forward`` (by time or order, or
    given as train and validation) fold k is validated on the earlier rows whose fit_from is at
    most k, which leaves the gap out, and fold 0 is never validated; otherwise fold k is validated
    on all the others.
    ``summary``: one row a part: part, rows, share, target (how the target is spread), and for the
    training rows alone the share of each class or the target's mean.
    ``consequences``: one row a consequence, risks first: code, severity ("risk", "note", "good"),
    sentence, number, of. ``column``: the one that was split by, if any. ``stratify``: whether
    even shares of the target were asked for.
    """

    rows: pd.DataFrame
    forward: bool
    method: str
    summary: pd.DataFrame
    sentence: str
    consequences: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COLUMNS))
    column: str = ""
    stratify: bool = True

    @property
    def train(self) -> NDArray[np.intp]:
        """Positions of the training rows."""
        return np.flatnonzero((lazy_frames.column(self, "part", "rows") == "train").to_numpy())

    def train_among(self, first: int) -> NDArray[np.intp]:
        """Positions of the training rows among the first rows; the others are not looked at."""
        return np.flatnonzero((lazy_frames.head(self, first, "rows")["part"] == "train").to_numpy())

    @property
    def holdout(self) -> NDArray[np.intp]:
        """Positions of the holdout rows; only Evaluate and Export may read them."""
        return np.flatnonzero((lazy_frames.column(self, "part", "rows") == "holdout").to_numpy())

    @property
    def folds(self) -> list[int]:
        """The folds that are validated."""
        every = sorted(set(self.rows["fold"]) - {-1})
        return every[1:] if self.forward else every

    def fold(self, k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return positions to fit on and positions to validate on, for fold ``k``."""
        fold = self.rows["fold"].to_numpy()
        others = self.rows["fit_from"].to_numpy() <= k if self.forward else fold != k
        return np.flatnonzero((fold >= 0) & others), np.flatnonzero(fold == k)

    def __iter__(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        return (self.fold(k) for k in self.folds)


def run(params: SplitParams, *, data: Table, report: Report) -> Split:
    report(0.1, "Locking the holdout away")
    cut = METHODS[params.method](params, data)
    train = cut.fold >= 0
    if data.task != "regression" and data.y[train].nunique() < 2:
        raise ChoiceError(
            f"All rows outside the holdout are of the class {data.y[train].iloc[0]}.",
            "Split at random, or lock away another share of the rows.",
        )
    rows = pd.DataFrame(
        {
            "part": np.select([cut.held, train], ["holdout", "train"], "gap"),
            "fold": cut.fold,
            "fit_from": -1 if cut.fit_from is None else cut.fit_from,
        }
    )
    report(0.6, "Counting what this split does")
    return Split(
        rows,
        cut.fit_from is not None,
        params.method,
        _summary(rows, data, cut),
        f"{_meaning(rows, data)} {cut.note}".strip(),
        consequences(params, data, cut),
        params.column or "",
        params.stratify,
    )


def _meaning(rows: pd.DataFrame, data: Table) -> str:
    n = int((rows["part"] == "holdout").sum())
    locked = f"{n:,} of {count('row', len(rows))} {'is' if n == 1 else 'are'} locked away."
    width = widths(n, data)[0]
    measure, _, amount = str(width).partition(" +/- ")
    measure = measure[:1].upper() + measure[1:]
    of = " of itself" * (width.unit == "%")
    return f"{locked} {measure} measured on them will be known to about +/- {amount}{of}."


def _summary(rows: pd.DataFrame, data: Table, cut: Cut) -> pd.DataFrame:
    """Count the parts; what the target is like is told of the training rows alone."""
    lines = []
    for part in ("train", "holdout", "gap"):
        n = int((rows["part"] == part).sum())
        if part == "gap" and not n:
            continue
        spread = "" if part == "gap" else cut.spread
        lines.append({"part": part, "rows": n, "share": n / len(rows), "target": spread})
    frame, y = pd.DataFrame(lines), data.y[cut.fold >= 0]
    if data.task == "regression":
        told = {f"mean of {data.target}": float(y.mean())}
    else:
        told = {f"share of {c}": float((y == c).mean()) for c in data.classes}
    known = pd.DataFrame([told, *({} for _ in lines[1:])], columns=list(told), dtype=float)
    return pd.concat([frame, known], axis=1)


STEP = Step(
    "split",
    "Split",
    "Lock some rows away before anyone looks, so that the last judgement is made on unseen data. "
    "The other rows are cut into folds for choosing between models.",
    SplitParams,
    Split,
    run,
    needs=(Need.of("data"),),
    version=2,
    page="split",
)
