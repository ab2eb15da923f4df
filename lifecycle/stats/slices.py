"""Where does the model do worst? Slices are found on one half of the rows and tested on the other.

Looking at many slices always turns up a bad one; only the second half, which took no part in the
search, can say whether it is bad. Chung, Kraska, Polyzotis, Tae, Whang (2019), Slice Finder, ICDE.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .arguments import Columns, Level, Number, checked
from .multiple_testing import adjust_pvalues
from .sample_splitting import first_half, gap_of
from .validation import finite, group_numbers, same_rows

LEAST = 20  # rows of a slice in each half
TESTED = 10  # slices that are taken over to the second half
PAIRED = 8  # the worst single conditions, which are also combined
BINS = 4
LEVELS = 20
COLUMNS = [
    "slice", "n", "loss", "rest", "difference", "low", "high", "p_value", "p_adjusted", "flagged",
    "share_rows", "share_loss", "gain",
]  # fmt: skip
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Condition:
    """One column's values that make a slice, in words and as rows."""

    column: str
    text: str
    rows: Bools


@checked
def worst_slices(
    features: Columns,
    loss: ArrayLike,
    *,
    level: Level = 0.95,
    seed: Number = 0,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return the slices of the rows with the highest mean loss, the surest first.

    They are found on one half of the rows and tested on the other, which took no part in the
    search.

    Parameters
    ----------
    features : pandas.DataFrame, n rows
        The columns that conditions may speak of.
    loss : array-like, shape (n,)
        One number a row, such as 1 for a wrong label or a squared error.
    level : float
        Confidence level of the intervals, between 0 and 1; a slice is flagged when its adjusted
        p-value is below ``1 - level``.
    seed : int
        Seed of the halves.
    groups : array-like, shape (n,), optional
        The group of each row: whole groups fall into either half, and the test takes rows of one
        group together.

    Returns
    -------
    pandas.DataFrame
        ``slice`` (its conditions in words), ``n`` (rows in the second half), ``loss`` and ``rest``
        (mean inside and outside), ``difference`` with Welch's ``low`` and ``high``, ``p_value``
        (one-sided), ``p_adjusted`` (over the slices tested), ``flagged``, ``share_rows``,
        ``share_loss``, ``gain`` (by how much the mean loss of all rows would fall if the slice were
        as the rest). Empty when none can be cut.

    Raises
    ------
    ChoiceError
        When a loss is missing or infinite, or when lengths differ.

    References
    ----------
    Chung, Kraska, Polyzotis, Tae, Whang (2019), Slice Finder, ICDE; test: Welch (1947), Biometrika
    34:28-35; adjustment: Benjamini, Hochberg (1995), Journal of the Royal Statistical Society B
    57:289-300.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from lifecycle.stats import worst_slices
    >>> age = np.arange(400)
    >>> wrong = ((age > 300) & (age % 2 == 0)).astype(int)
    >>> worst_slices(pd.DataFrame({"age": age}), wrong)["slice"].tolist()
    ['age above 303.5']
    """
    losses = finite(loss, "losses")
    group = None if groups is None else group_numbers(groups, len(losses))
    same_rows(features=features, losses=losses, groups=group)
    first = first_half(len(losses), seed, group)
    chosen = _search(list(conditions(features, first)), losses, first)
    rows = [_tested(text, inside, losses, ~first, level, group) for text, inside in chosen]
    found = pd.DataFrame(rows, columns=[c for c in COLUMNS if c not in ("p_adjusted", "flagged")])
    found["p_adjusted"] = adjust_pvalues(found["p_value"].to_numpy(dtype=float))
    found["flagged"] = found["p_adjusted"] < 1 - level
    return found.sort_values("p_value", kind="stable").reset_index(drop=True)[COLUMNS]


def conditions(features: pd.DataFrame, first: Bools) -> Iterator[Condition]:
    """Yield the conditions on each column; bins and levels are those of the first half."""
    for name in features:
        column = features[name]
        missing = column.isna().to_numpy()
        if missing.any():
            yield Condition(str(name), f"{name} is missing", missing)
        if pd.api.types.is_numeric_dtype(column) and column.nunique() > BINS:
            yield from _binned(str(name), column.to_numpy(dtype=float), first)
        elif not pd.api.types.is_datetime64_any_dtype(column):
            texts = column.astype(str).where(~column.isna())
            for value in texts[first].value_counts().index[:LEVELS]:
                yield Condition(str(name), f"{name} is {value}", (texts == value).to_numpy())


def _binned(name: str, values: NDArray[np.float64], first: Bools) -> Iterator[Condition]:
    edges = np.unique(np.nanquantile(values[first], np.linspace(0, 1, BINS + 1)))[1:-1]
    for k in range(len(edges) + 1):
        low = edges[k - 1] if k else -np.inf
        high = edges[k] if k < len(edges) else np.inf
        if k == 0:
            text = f"{name} up to {cut_text(high)}"
        elif k == len(edges):
            text = f"{name} above {cut_text(low)}"
        else:
            text = f"{name} above {cut_text(low)} up to {cut_text(high)}"
        yield Condition(name, text, (values > low) & (values <= high))


def cut_text(value: float) -> str:
    """Return a cut as it is read.

    >>> cut_text(1.23456), cut_text(2010.0), cut_text(10_687.2)
    ('1.235', '2010', '10,687')
    """
    return (
        f"{value:.4g}"
        if abs(value) < 1e4
        else f"{value:,.0f}"
        if abs(value) < 1e15
        else f"{value:.3g}"
    )


def _search(
    conditions: list[Condition], losses: NDArray[np.float64], first: Bools
) -> list[tuple[str, Bools]]:
    """Return the worst slices of the first half: single conditions, and pairs of the worst."""
    ranked = sorted(
        ((_t(each.rows, losses, first), i) for i, each in enumerate(conditions)), reverse=True
    )
    single = [(t, conditions[i]) for t, i in ranked if np.isfinite(t) and t > 0]
    searched = [(t, each.text, each.rows) for t, each in single]
    for i, (t_a, a) in enumerate(single[:PAIRED]):
        for t_b, b in single[i + 1 : PAIRED]:
            if a.column == b.column:
                continue
            both = a.rows & b.rows
            t = _t(both, losses, first)
            if t > max(t_a, t_b):  # a pair has to be worse than each of its conditions
                searched.append((t, f"{a.text} and {b.text}", both))
    searched.sort(key=lambda each: -each[0])
    kept: list[tuple[str, Bools]] = []
    for _, text, rows in searched:
        enough = int((rows & ~first).sum()) >= LEAST
        if enough and not any(_alike(rows, other) for _, other in kept):
            kept.append((text, rows))
    return kept[:TESTED]


def _alike(a: Bools, b: Bools) -> bool:
    """Whether two slices share nearly all their rows, so that one says what the other does."""
    return bool((a & b).sum() > 0.8 * (a | b).sum())


def _t(inside: Bools, losses: NDArray[np.float64], half: Bools) -> float:
    """Return Welch's t of the slice against the rest of a half; minus infinity for too few rows."""
    a, b = losses[inside & half], losses[~inside & half]
    if len(a) < LEAST or len(b) < LEAST:
        return -np.inf
    spread = a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)
    return float((a.mean() - b.mean()) / np.sqrt(spread)) if spread > 0 else -np.inf


def _tested(
    text: str,
    inside: Bools,
    losses: NDArray[np.float64],
    half: Bools,
    level: float,
    group: NDArray[np.intp] | None,
) -> dict[str, object]:
    """Judge one slice on the half that took no part in the search."""
    a, b = losses[inside & half], losses[~inside & half]
    share = len(a) / (len(a) + len(b))
    gap = gap_of(losses[half], inside[half], level, None if group is None else group[half])
    total = float(losses[half].sum())
    return {
        "slice": text,
        "n": len(a),
        "loss": float(a.mean()),
        "rest": float(b.mean()) if len(b) else 0.0,
        "difference": gap.value,
        "low": gap.low,
        "high": gap.high,
        "p_value": gap.p_value,
        "share_rows": share,
        "share_loss": float(a.sum()) / total if total else 0.0,
        "gain": gap.value * share,
    }
