"""What an error analysis looks at: which rows are wrong, how sure the model was, and where.

Ng (2018), Machine Learning Yearning, chapters 13 to 19: look at the mistakes themselves, count what
they have in common, and work on what brings most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.wording import count, number, percent
from ..metrics.outcome import Outcome
from ..stats.error_segments import error_tree
from ..stats.slices import worst_slices
from .findings import loss

if TYPE_CHECKING:  # the steps import this room
    from ..data.step import Table

MOST = 100  # mistakes kept, the surest first
MOST_PAIRS = 20


@dataclass(frozen=True)
class Findings:
    """Where a model errs: the frames of `evaluate.errors_step.Mistakes`, and a sentence."""

    slices: pd.DataFrame
    tree: pd.DataFrame
    mistakes: pd.DataFrame
    confusions: pd.DataFrame
    share: float
    sentence: str


def analysed(
    outcome: Outcome,
    data: Table,
    rows: np.ndarray,
    *,
    level: float = 0.95,
    seed: int = 0,
    groups: np.ndarray | None = None,
) -> Findings:
    """Return where the errors of these rows lie; ``rows`` are their places in the table."""
    lost = loss(outcome)
    features = data.frame[[*data.features, *data.protected]].iloc[rows].reset_index(drop=True)
    slices = worst_slices(features, lost, level=level, seed=seed, groups=groups)
    tree = error_tree(features, lost, level=level, seed=seed, groups=groups)
    share = float(lost.mean()) if len(lost) else 0.0
    return Findings(
        slices,
        tree,
        surest(outcome, rows),
        confusions(outcome),
        share,
        errors_sentence(outcome, lost, slices, tree),
    )


def surest(outcome: Outcome, rows: np.ndarray, most: int = MOST) -> pd.DataFrame:
    """Return the mistakes that surprise most: row, given, said, sure.

    ``sure`` is the chance the model gave to anything but the truth; for amounts it is the error.
    """
    if outcome.classes:
        wrong = np.flatnonzero(outcome.called != outcome.codes)
        sure = 1 - outcome.probabilities[np.arange(len(outcome)), outcome.codes]
    else:
        wrong = np.flatnonzero(outcome.error != 0)
        sure = np.abs(outcome.error)
    order = wrong[np.argsort(-sure[wrong], kind="stable")][:most]
    return pd.DataFrame(
        {
            "row": np.asarray(rows)[order].astype(np.int64),
            "given": [_text(v) for v in outcome.y[order]],
            "said": [_text(v) for v in outcome.prediction[order]],
            "sure": sure[order].astype(float),
        }
    )


def confusions(outcome: Outcome) -> pd.DataFrame:
    """Return which class is taken for which, the most frequent first: given, said, n, share."""
    columns = ["given", "said", "n", "share"]
    if not outcome.classes:
        return pd.DataFrame(columns=columns).astype({"n": np.int64, "share": float})
    wrong = outcome.called != outcome.codes
    pairs = pd.DataFrame({"given": outcome.codes[wrong], "said": outcome.called[wrong]})
    counted = pairs.value_counts(sort=True).reset_index(name="n").head(MOST_PAIRS)
    named = np.array(outcome.classes, dtype=object)
    return pd.DataFrame(
        {
            "given": named[counted["given"].to_numpy(dtype=int)],
            "said": named[counted["said"].to_numpy(dtype=int)],
            "n": counted["n"].to_numpy(dtype=np.int64),
            "share": counted["n"].to_numpy(dtype=float) / max(int(wrong.sum()), 1),
        }
    )


def errors_sentence(
    outcome: Outcome, lost: np.ndarray, slices: pd.DataFrame, tree: pd.DataFrame
) -> str:
    """Return what to work on first, in words."""
    n, total = len(lost), float(lost.sum())
    if not total:
        return f"None of the {count('row', n)} is wrong, so there is nothing to analyse."
    if outcome.classes:
        start = f"{int(total):,} of {count('row', n)} are wrong ({percent(total / n)})."
    else:
        start = f"The error of {count('row', n)} is {number(total / n)} on average."
    first = _first(slices, tree)
    if first is None:
        return f"{start} No group of rows is clearly worse than the rest, so no group comes first."
    fixed = percent(first.gain / (total / n))
    return (
        f"{start} Begin with {first.where}: {percent(first.rows)} of the rows bring "
        f"{percent(first.errors)} of the errors, and were they as the rest, {fixed} of all errors "
        "would go."
    )


@dataclass(frozen=True)
class Spot:
    """Where to begin: its share of the rows and of the errors, and what fixing it would bring."""

    where: str
    rows: float
    errors: float
    gain: float


def _first(slices: pd.DataFrame, tree: pd.DataFrame) -> Spot | None:
    """Return the clear weak spot that brings most; a leaf of the tree where no slice is clear."""
    clear = slices[slices["flagged"]].sort_values("gain", ascending=False)
    if len(clear):
        row = clear.iloc[0]
        return Spot(row["slice"], row["share_rows"], row["share_loss"], row["gain"])
    leaves = tree[tree["leaf"] & (tree["parent"] >= 0)]
    if leaves.empty:
        return None
    row = leaves.sort_values("loss").iloc[-1]
    others = 1 - row["share_rows"]
    mean = float(tree["loss"].iloc[0])
    rest = mean * (1 - row["share_loss"]) / others if others else row["loss"]
    return Spot(row["path"], row["share_rows"], row["share_loss"], max(0.0, mean - rest))


def _text(value: object) -> str:
    """Return a label as decisions about labels name it."""
    return repr(float(value)) if isinstance(value, float | np.floating) else str(value)
