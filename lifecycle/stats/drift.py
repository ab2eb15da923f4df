"""Drift: how far new rows are from the reference, column by column, with effect size and p-value.

Numbers are compared by the Kolmogorov-Smirnov distance, levels by total variation; both lie
between 0 and 1. An alarm needs a small adjusted p-value and an effect that matters: with enough
rows any difference is significant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from ..core.errors import ChoiceError
from .arguments import Columns, Share, Within, checked
from .multiple_testing import adjust_pvalues
from .validation import finite, same_rows, weights_of

Floats = NDArray[np.float64]
FEW = 5  # levels expected less often than this are pooled: chi-square needs them not too rare
POOLED = "(other levels)"
COLUMNS = (
    "column", "kind", "measure", "effect", "low", "high", "p_value", "psi", "drifted",
    "missing_reference", "missing_new",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """How one column differs: effect in [0, 1] with its 95% interval, and the p-value."""

    measure: str
    effect: float
    low: float
    high: float
    p_value: float


NOTHING = Difference("not comparable", float("nan"), float("nan"), float("nan"), float("nan"))


def kolmogorov_smirnov(reference: Floats, new: Floats) -> Difference:
    """Return the largest gap between the two distribution functions, p by Kolmogorov's limit.

    The interval inverts the test: the gap cannot move further than its own largest error.
    """
    if not len(reference) or not len(new):
        return NOTHING
    ref, cur = np.sort(reference), np.sort(new)
    at = np.concatenate([ref, cur])
    below_ref = np.searchsorted(ref, at, side="right") / len(ref)
    below_cur = np.searchsorted(cur, at, side="right") / len(cur)
    d = float(np.abs(below_ref - below_cur).max())
    root = float(np.sqrt(len(ref) * len(cur) / (len(ref) + len(cur))))
    reach = float(stats.kstwobign.isf(0.05)) / root
    p = float(stats.kstwobign.sf(root * d))
    return Difference("Kolmogorov-Smirnov", d, max(0.0, d - reach), min(1.0, d + reach), p)


def chi_square(reference: NDArray[np.int64], new: NDArray[np.int64]) -> tuple[float, int, float]:
    """Return statistic, degrees of freedom and p of two rows of counts over the same levels."""
    counts = np.vstack([reference, new])
    counts = counts[:, counts.sum(axis=0) > 0]
    if counts.shape[1] < 2:
        return 0.0, 0, 1.0
    found = stats.chi2_contingency(counts, correction=False)
    return float(found.statistic), int(found.dof), float(found.pvalue)


def total_variation(reference: NDArray[np.int64], new: NDArray[np.int64]) -> Difference:
    """Return the share of rows that would have to change level, p by chi-square.

    The interval is the basic bootstrap, which takes out the upward bias of many levels.
    """
    if not reference.sum() or not new.sum():
        return NOTHING
    p, q = reference / reference.sum(), new / new.sum()
    effect = float(np.abs(p - q).sum() / 2)
    rng = np.random.default_rng(0)
    drawn_p = rng.multinomial(int(reference.sum()), p, size=500) / reference.sum()
    drawn_q = rng.multinomial(int(new.sum()), q, size=500) / new.sum()
    drawn = np.abs(drawn_p - drawn_q).sum(axis=1) / 2
    low, high = 2 * effect - np.quantile(drawn, [0.975, 0.025])
    low, high = max(0.0, float(low)), min(1.0, float(max(high, effect)))
    return Difference(
        "total variation", effect, min(low, effect), high, chi_square(reference, new)[2]
    )


def share_change(missing_ref: int, n_ref: int, missing_new: int, n_new: int) -> Difference:
    """Return how much the share of missing values changed."""
    ref = np.array([missing_ref, n_ref - missing_ref])
    found = total_variation(ref, np.array([missing_new, n_new - missing_new]))
    if found is NOTHING:
        return found
    return Difference("missing share", found.effect, found.low, found.high, found.p_value)


@checked
def population_stability_index(
    p_reference: ArrayLike, p_new: ArrayLike, floor: Within = 1e-4
) -> float:
    """Return the population stability index of two distributions over the same bins.

    Parameters
    ----------
    p_reference, p_new : array-like, shape (bins,)
        Shares of the bins, or counts; 0 or more, not all of them 0.
    floor : float
        What an empty bin counts as, so that the index is finite.

    Returns
    -------
    float
        0 when the shares are alike, without an upper bound.

    Raises
    ------
    ChoiceError
        When a share is negative or not finite, when all are 0, or when lengths differ.

    References
    ----------
    Siddiqi (2006), Credit Risk Scorecards, Wiley; it is the symmetric divergence J of Kullback,
    Leibler (1951), Annals of Mathematical Statistics 22:79-86.

    Examples
    --------
    >>> from lifecycle.stats import population_stability_index
    >>> round(population_stability_index([0.5, 0.3, 0.2], [0.4, 0.3, 0.3]), 4)
    0.0629
    """
    ref, new = (finite(each, "shares") for each in (p_reference, p_new))
    same_rows(reference=ref, new=new)
    ref, new = weights_of(ref, len(new)), weights_of(new, len(ref))
    if not len(ref):
        raise ChoiceError("There is no bin.", "Give the shares of one bin or more.")
    p, q = (np.maximum(each / each.sum(), floor) for each in (ref, new))
    return float(((q - p) * np.log(q / p)).sum())


def decile_shares(reference: Floats, new: Floats) -> tuple[Floats, Floats]:
    """Return both samples' shares in the reference's deciles (right-closed, outer ones open)."""
    inner = np.unique(np.quantile(reference, np.arange(1, 10) / 10))
    size = len(inner) + 1

    def of(values: Floats) -> Floats:
        counts = np.bincount(np.searchsorted(inner, values), minlength=size)
        return counts.astype(np.float64) / len(values)

    return of(reference), of(new)


def level_counts(
    reference: pd.Series, new: pd.Series
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Return levels and both samples' counts; levels too rare for chi-square are pooled."""
    ref, cur = reference.astype(str).value_counts(), new.astype(str).value_counts()
    both = pd.DataFrame({"ref": ref, "new": cur}).fillna(0).astype("int64").sort_index()
    smaller = min(len(reference), len(new)) / max(1, len(reference) + len(new))
    rare = both.sum(axis=1) * smaller < FEW
    if rare.sum() > 1:
        pooled = both[rare].sum().rename(POOLED).to_frame().T
        both = pd.concat([both[~rare], pooled])
    return [str(level) for level in both.index], both["ref"].to_numpy(), both["new"].to_numpy()


def is_numeric(kind: str) -> bool:
    """Whether a column of this kind is compared as numbers (dates are, by time)."""
    return kind in {"number", "date"}


def as_numbers(column: pd.Series) -> Floats:
    """Return the finite values of a number or date column as floats."""
    if pd.api.types.is_datetime64_any_dtype(column):
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            column = column.dt.tz_convert("UTC").dt.tz_localize(None)
        values = column.dropna().to_numpy().astype("datetime64[s]").astype("int64").astype(float)
    else:
        values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
    finite: Floats = values[np.isfinite(values)]
    return finite


def compare(reference: pd.Series, new: pd.Series, kind: str) -> tuple[Difference, float]:
    """Return the difference of the present values of one column, and its PSI."""
    if is_numeric(kind):
        ref, cur = as_numbers(reference), as_numbers(new)
        found = kolmogorov_smirnov(ref, cur)
        if found is NOTHING:
            return found, float("nan")
        return found, population_stability_index(*decile_shares(ref, cur))
    _, a, b = level_counts(reference.dropna(), new.dropna())
    found = total_variation(a, b)
    if found is NOTHING:
        return found, float("nan")
    return found, population_stability_index(a / a.sum(), b / b.sum())


def column_drift(reference: pd.Series, new: pd.Series, kind: str) -> tuple[Difference, float]:
    """Return the larger of two differences, in values and in missingness, and the PSI.

    Having looked twice costs a factor of two in the p-value (Bonferroni).
    """
    values, psi = compare(reference, new, kind)
    gone_ref, gone_new = int(reference.isna().sum()), int(new.isna().sum())
    if not gone_ref and not gone_new:
        return values, psi
    gone = share_change(gone_ref, len(reference), gone_new, len(new))
    larger = values if values.effect >= gone.effect else gone
    p = min(1.0, 2 * larger.p_value) if values is not NOTHING else larger.p_value
    return Difference(larger.measure, larger.effect, larger.low, larger.high, p), psi


@checked
def drift_table(
    reference: Columns,
    new: Columns,
    kinds: Sequence[tuple[str, str]],
    alpha: Share = 0.05,
    threshold: Share = 0.1,
) -> pd.DataFrame:
    """Return how far new rows are from the reference, one row a column, largest effect first.

    Numbers are compared by the Kolmogorov-Smirnov distance, levels by total variation, and both by
    the share of missing values; the larger difference is told.

    Parameters
    ----------
    reference, new : pandas.DataFrame
        The two tables, rows in any number.
    kinds : sequence of (str, str)
        Name and kind of the columns to compare; ``number`` and ``date`` are compared as numbers,
        any other kind as levels.
    alpha : float
        How small the adjusted p-value must be for an alarm.
    threshold : float
        How large the effect must be for an alarm, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        ``column``, ``kind``, ``measure``, ``effect`` (0 to 1) with its 95% limits ``low`` and
        ``high``, ``p_value`` (adjusted by Benjamini and Hochberg), ``psi`` (missing where
        a table has no value), ``drifted``, ``missing_reference`` and ``missing_new`` (shares).
        Where nothing can be compared the measure says ``not comparable``. A column drifted when its
        p-value is below ``alpha`` and its effect at least ``threshold``.

    Raises
    ------
    ChoiceError
        When a column is not in both tables, or twice in one.

    References
    ----------
    Smirnov (1948), Annals of Mathematical Statistics 19:279-281; Benjamini, Hochberg (1995),
    Journal of the Royal Statistical Society B 57:289-300.

    Examples
    --------
    >>> import pandas as pd
    >>> from lifecycle.stats import drift_table
    >>> old = pd.DataFrame({"age": range(100), "city": ["Rome", "Oslo"] * 50})
    >>> new = pd.DataFrame({"age": range(40, 140), "city": ["Rome", "Oslo"] * 50})
    >>> table = drift_table(old, new, [("age", "number"), ("city", "text")])
    >>> table[["column", "effect", "drifted"]].to_dict("list")
    {'column': ['age', 'city'], 'effect': [0.4000000000000001, 0.0], 'drifted': [True, False]}
    """
    rows = []
    for name, kind in _pairs(kinds):
        if name not in reference or name not in new:
            raise ChoiceError(
                f"There is no column {name} in both tables.", "Compare columns that both have."
            )
        found, psi = column_drift(reference[name], new[name], kind)
        gone = (float(each[name].isna().mean()) if len(each) else 0.0 for each in (reference, new))
        rows.append((name, kind, *astuple(found), psi, False, *gone))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["p_value"] = adjust_pvalues(table["p_value"].to_numpy(dtype=float))
    table["drifted"] = (table["p_value"] < alpha) & (table["effect"] >= threshold)
    return table.sort_values("effect", ascending=False, kind="stable", ignore_index=True)


def _pairs(kinds: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return names and kinds of the columns to compare, or say that they are none."""
    try:
        pairs = [(str(name), str(kind)) for name, kind in kinds]
    except (TypeError, ValueError) as error:
        raise ChoiceError(
            "The columns to compare are no pairs.",
            'Give each as a name and a kind: ("age", "number").',
        ) from error
    return pairs


BINS = 20

LEVELS = 12

REST = "(all other levels)"

SHARE_COLUMNS = ("column", "bin", "left", "right", "part", "share")


def bin_edges(reference: Floats, new: Floats) -> Floats:
    """Return edges of equal width over the bulk of both samples; the outer bins take the tails."""
    both = np.concatenate([reference, new])
    low, high = np.quantile(both, [0.01, 0.99])
    if low == high:
        low, high = both.min(), both.max()
    if low == high:
        return np.array([low - 0.5, high + 0.5])
    distinct = len(np.unique(both))
    edges = np.linspace(low, high, min(BINS, max(2, distinct)) + 1)
    edges[0], edges[-1] = min(edges[0], both.min()), max(edges[-1], both.max())
    return edges


def number_shares(name: str, parts: dict[str, pd.Series], kind: str) -> list[tuple[object, ...]]:
    """Return rows of one number or date column; dates are binned by time."""
    values = {part: as_numbers(column) for part, column in parts.items()}
    if not all(len(v) for v in values.values()):
        return []
    edges = bin_edges(*values.values())
    labels = [_label(a, b, kind) for a, b in pairwise(edges)]
    rows: list[tuple[object, ...]] = []
    for part, v in values.items():
        share = np.histogram(v, edges)[0] / len(v)
        rows += [
            (name, labels[i], float(edges[i]), float(edges[i + 1]), part, float(share[i]))
            for i in range(len(labels))
        ]
    return rows


def level_shares(name: str, parts: dict[str, pd.Series]) -> list[tuple[object, ...]]:
    """Return rows of one column of levels, most frequent first, the long tail as one level."""
    reference, new = (column.dropna() for column in parts.values())
    if reference.empty or new.empty:
        return []
    levels, a, b = level_counts(reference, new)
    order = np.argsort(-(a / a.sum() + b / b.sum()), kind="stable")
    rows: list[tuple[object, ...]] = []
    for part, counts in zip(parts, (a, b), strict=True):
        share = counts[order] / counts.sum()
        top = [(levels[i], s) for i, s in zip(order, share, strict=True)]
        if len(top) > LEVELS:
            top = [*top[:LEVELS], (REST, share[LEVELS:].sum())]
        rows += [(name, level, np.nan, np.nan, part, float(s)) for level, s in top]
    return rows


def distributions(
    reference: pd.DataFrame, new: pd.DataFrame, kinds: list[tuple[str, str]]
) -> pd.DataFrame:
    """Return column, bin, left, right (NaN for levels), part and share for every column."""
    rows: list[tuple[object, ...]] = []
    for name, kind in kinds:
        parts = {"reference": reference[name], "new": new[name]}
        if is_numeric(kind):
            rows += number_shares(name, parts, kind)
        else:
            rows += level_shares(name, parts)
    frame = pd.DataFrame(rows, columns=list(SHARE_COLUMNS))
    return frame.astype({"left": float, "right": float, "share": float})


def _label(left: float, right: float, kind: str) -> str:
    if kind == "date":
        days = np.floor([left, right]).astype("datetime64[s]").astype("datetime64[D]").astype(str)
        return f"{days[0]} to {days[1]}"
    return f"{left:.4g} to {right:.4g}"
