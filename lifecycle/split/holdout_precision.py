"""How wide the intervals of a holdout will be: what its size is worth before it is locked away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..core.wording import count, number, percent
from ..stats.interval import z_of
from ..stats.proportions import proportion_interval

if TYPE_CHECKING:
    from ..data.step import Table

SHARES = (0.1, 0.2, 0.3, 0.4)
ASSUMED_AUC = 0.8
COLUMNS = ["share", "holdout", "training", "measure", "at", "half_width", "unit"]


@dataclass(frozen=True)
class Width:
    """Half the width of a 95% interval; ``at`` says for which value of the measure, if any."""

    measure: str
    at: float | None
    half: float
    unit: str

    def __str__(self) -> str:
        shown = number(self.half, spread=0.1 if not self.unit else 5 if self.half >= 1 else None)
        unit = self.unit if shown != "1" or self.unit == "%" else self.unit.removesuffix("s")
        return f"{self.measure} +/- {shown}{'' if unit == '%' else ' '}{unit}".rstrip()


def sizes(table: Table, shares: tuple[float, ...] = SHARES) -> pd.DataFrame:
    """Return share, holdout and training rows, measure, at, half_width and unit of each share.

    The training rows are those that are left without a gap.
    """
    n, rows, classes = table.rows, [], class_shares(table)
    for share in sorted(set(shares)):
        held = math.ceil(round(n * share, 6))
        for width in widths(held, table, classes):
            rows.append([share, held, n - held, *vars(width).values()])
    return pd.DataFrame(rows, columns=COLUMNS)


def class_shares(table: Table) -> pd.Series:
    """Return the share of each class, the most frequent first; none for amounts."""
    if table.task == "regression":
        return pd.Series(dtype=float)
    return table.y.value_counts(normalize=True)


def widths(held: int, table: Table, classes: pd.Series | None = None) -> list[Width]:
    """Return what ``held`` holdout rows will allow, the task's plainest measure first."""
    if table.task == "regression":
        return [Width("RMSE", None, 100 * rmse_half(held), "%")]
    shares = class_shares(table) if classes is None else classes
    common = max(float(shares.max()), 0.5)
    found = [Width("accuracy", common, 100 * accuracy_half(held, common), "points")]
    if table.task == "binary":
        half = auc_half(held, float(shares.get(table.positive, 0.0)))
        if half is not None:
            found.append(Width("ROC AUC", ASSUMED_AUC, half, ""))
    return found


def accuracy_half(n: int, at: float = 0.5) -> float:
    """Return half of Wilson's interval of an accuracy of ``at`` on n rows.

    At the commonest class's share it is as wide as for any model that beats guessing it.

    >>> round(accuracy_half(200), 3), round(accuracy_half(200, 0.8), 3)
    (0.069, 0.055)
    """
    return proportion_interval(at * n, n).width / 2


def rmse_half(n: int) -> float:
    """Return half of the interval of an RMSE as a share of itself, for normal errors.

    A mean of n squared normal errors has the relative variance 2 / n, its root half the spread.

    >>> round(rmse_half(200), 3)
    0.098
    """
    return z_of(0.95) / math.sqrt(2 * max(n, 1))


def auc_half(n: int, positives: float, auc: float = ASSUMED_AUC) -> float | None:
    """Return half of the interval of a ROC AUC, None when a class would have under two rows.

    Hanley and McNeil (1982), Radiology 143:29-36; ``positives`` is a share.

    >>> round(auc_half(200, 0.5), 3), auc_half(10, 0.1)
    (0.061, None)
    """
    m, k = positives * n, (1 - positives) * n
    if min(m, k) < 2:
        return None
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (m - 1) * (q1 - auc**2) + (k - 1) * (q2 - auc**2)
    return z_of(0.95) * math.sqrt(variance / (m * k))


def in_words(table: Table, share: float) -> str:
    """Return what a share of the rows is worth: 200 holdout rows: accuracy +/- 6 points."""
    held = math.ceil(round(table.rows * share, 6))
    each = " and ".join(str(width) for width in widths(held, table))
    return f"{count('holdout row', held)}: {each}"


def in_rows(table: Table, share: float) -> pd.DataFrame:
    """Return `sizes` for people, the chosen share among the usual ones: one row a share."""
    rows: dict[float, dict[str, str]] = {}
    for one in sizes(table, (*SHARES, share)).to_dict("records"):
        row = {"Holdout": f"{percent(one['share'])}: {one['holdout']:,}"}
        known = Width("", one["at"], one["half_width"], one["unit"])
        rows.setdefault(one["share"], row)[one["measure"][:1].upper() + one["measure"][1:]] = str(
            known
        ).strip()
    return pd.DataFrame(list(rows.values())).fillna("too few")


def assumed(table: Table) -> str:
    """Return for which values the widths hold."""
    if table.task == "regression":
        return (
            "95% intervals, for errors that are about normally distributed; with long tails "
            "they are wider."
        )
    common = max(float(class_shares(table).max()), 0.5)
    at = f"an accuracy of {percent(common)}"
    if table.task == "binary":
        at += f" and a ROC AUC of {ASSUMED_AUC}"
    return f"95% intervals at {at}, rows independent; with rows in groups they are wider."
