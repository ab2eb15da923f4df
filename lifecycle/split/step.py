"""Split: the holdout is locked away before anything is learned; the rest is cut into folds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core.recipe import Need, Step
from ..core.wording import count
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from .audit import consequences
from .cut import Cut
from .decision import decided
from .holdout_precision import widths
from .params import SplitParams
from .split import Split


def run(params: SplitParams, *, data: Table, report: Report) -> Split:
    report(0.1, "Locking the holdout away")
    taken, cut = decided(params, data)
    train = cut.fold >= 0
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
        taken.method,
        _summary(rows, data, cut),
        f"{_meaning(rows, data)} {cut.note}".strip(),
        consequences(taken, data, cut),
        taken.column or "",
        taken.stratify,
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
    needs=(Need.of(DATA),),
    version=2,
    page="split",
)
