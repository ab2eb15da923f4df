"""Cut one column into few bins that a person can read: equal widths, quantiles, periods or levels.

Every function gives each row a bin, missing values a bin of their own, so that counts add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..core.wording import number

MISSING = "(missing)"
OTHER = "(other)"
Floats = NDArray[np.float64]
HUGE = 1e300  # beyond it the width of a bin would overflow


@dataclass(frozen=True)
class Bins:
    """``codes``: the bin of each row; ``labels``, ``left`` and ``right``: one entry a bin.

    Ends are NaN for levels and for missing; for periods they are seconds since 1970 (UTC).
    """

    codes: NDArray[np.intp]
    labels: list[str]
    left: Floats
    right: Floats

    @property
    def counts(self) -> NDArray[np.intp]:
        return np.bincount(self.codes, minlength=len(self.labels))


def number_bins(values: pd.Series, most: int = 30) -> Bins:
    """Cut numbers into at most ``most`` bins of equal, round width near Freedman and Diaconis'.

    Far outliers would squeeze everything else into one bin: then the first or the last bin is
    open-ended, that is wider than the others and reaches to the extreme.
    """
    x, known = _finite(values)
    if not len(x):
        return _with_missing(x.astype(np.intp), known, [], x, x)
    low, high = _fences(x)
    if low == high:
        edges, labels = np.array([low, low]), [number(low)]
    elif bool((x == np.rint(x)).all()) and max(-low, high) < 2**52:
        edges = _whole_edges(x, low, high, most)
        labels = _whole_labels(edges)
    else:
        edges = _round_edges(low, high, _width(x, low, high, most), most)
        labels = _range_labels(edges)
    if x.min() < edges[0]:
        edges[0], labels[0] = x.min(), f"up to {labels[0].split(' to ')[-1]}"
    if x.max() > edges[-1]:
        edges[-1], labels[-1] = x.max(), f"{labels[-1].split(' to ')[0]} or more"
    codes = np.searchsorted(edges[1:-1], x, side="right")
    return _with_missing(codes, known, labels, edges[:-1], edges[1:])


def quantile_bins(values: pd.Series, most: int = 10) -> Bins:
    """Cut numbers into bins of about equal counts; few distinct values are a bin each."""
    x, known = _finite(values)
    distinct = np.unique(x)
    if len(distinct) <= most:
        labels = _texts(distinct)
        return _with_missing(np.searchsorted(distinct, x), known, labels, distinct, distinct)
    # Edges are values of the data, so that no bin is empty.
    edges = np.unique(np.quantile(x, np.linspace(0, 1, most + 1), method="inverted_cdf"))
    codes = np.searchsorted(edges[1:-1], x, side="right")
    return _with_missing(codes, known, _range_labels(edges), edges[:-1], edges[1:])


PERIODS: tuple[tuple[str, int], ...] = (
    *(("s", step) for step in (1, 5, 15, 30)),
    *(("m", step) for step in (1, 5, 15, 30)),
    *(("h", step) for step in (1, 3, 6, 12)),
    *(("D", step) for step in (1, 7)),
    *(("M", step) for step in (1, 3, 6)),
    *(("Y", step) for step in (1, 2, 5, 10, 20, 50, 100)),
)
SHOWN = {"Y": 4, "M": 7, "D": 10, "h": 16, "m": 16, "s": 19}
# Weeks begin on Monday, and 1970-01-01 was a Thursday; decades begin with a round year.
SHIFTS = {("D", True): 3, ("Y", True): 1970}


def period_bins(values: pd.Series, most: int = 30) -> Bins:
    """Cut dates into the finest calendar periods of which at most ``most`` cover them."""
    known = values.notna().to_numpy()
    stamps = values[known].to_numpy().astype("datetime64[s]")
    empty = np.empty(0)
    if not len(stamps):
        return _with_missing(np.empty(0, np.intp), known, [], empty, empty)
    days_only = bool((stamps == stamps.astype("datetime64[D]")).all())
    for unit, step in PERIODS:
        if days_only and unit in "smh":
            continue
        shift = SHIFTS.get((unit, step > 1), 0)
        period = (stamps.astype(f"datetime64[{unit}]").astype(np.int64) + shift) // step
        first, last = int(period.min()), int(period.max())
        if last - first < most:
            break
    starts = (np.arange(first, last + 2) * step - shift).astype(f"datetime64[{unit}]")
    labels = [_period_label(s, unit, step) for s in starts[:-1]]
    ends = starts.astype("datetime64[s]").astype(np.int64).astype(float)
    return _with_missing((period - first).astype(np.intp), known, labels, ends[:-1], ends[1:])


def level_bins(values: pd.Series, most: int = 15) -> Bins:
    """Give each of the ``most`` commonest levels a bin and all others one together."""
    known = values.notna().to_numpy()
    text = values[known].astype(str)
    counts = text.value_counts().rename_axis("level").reset_index(name="n")
    counts = counts.sort_values(["n", "level"], ascending=[False, True])
    top = pd.Index(counts["level"].head(most))
    codes = top.get_indexer(text)
    labels = top.tolist() + ([OTHER] if len(counts) > most else [])
    empty = np.full(len(labels), np.nan)
    return _with_missing(np.where(codes < 0, len(top), codes), known, labels, empty, empty)


def _period_label(start: np.datetime64, unit: str, step: int) -> str:
    last = start + np.timedelta64(step - 1, unit)  # type: ignore[call-overload]  # a unit's name
    texts = [str(d.astype("datetime64[s]")).replace("T", " ")[: SHOWN[unit]] for d in (start, last)]
    return texts[0] if step == 1 else " to ".join(texts)


def _finite(values: pd.Series) -> tuple[Floats, NDArray[np.bool_]]:
    x = values.to_numpy(dtype=float, na_value=np.nan)
    known = np.isfinite(x)
    return np.clip(x[known], -HUGE, HUGE), known


def _fences(x: Floats) -> tuple[float, float]:
    """Return the range to cut: all of it, or about the middle 98% when outliers dwarf that."""
    low, high = float(x.min()), float(x.max())
    q01, q99 = np.quantile(x, [0.01, 0.99], method="inverted_cdf")
    span = float(q99 - q01)
    if span <= 0 or high - low <= 5 * span:
        return low, high
    return max(low, float(q01 - span / 2)), min(high, float(q99 + span / 2))


def _width(x: Floats, low: float, high: float, most: int) -> float:
    """Return Freedman and Diaconis' width, such that there are 5 to ``most`` bins."""
    inside = x[(x >= low) & (x <= high)]
    q25, q75 = np.quantile(inside, [0.25, 0.75])
    width = 2 * (q75 - q25) / len(inside) ** (1 / 3) or (high - low) / np.log2(len(inside) + 2)
    return float(np.clip(width, (high - low) / most, (high - low) / 5))


def _steps(width: float) -> Iterator[float]:
    """Yield round numbers from about ``width`` up."""
    power = int(np.floor(np.log10(width)))
    for exponent in (power, power + 1, power + 2):
        for factor in (1, 2, 2.5, 5):
            if (step := factor * 10.0**exponent) >= width * 0.7:
                yield step


def _round_edges(low: float, high: float, width: float, most: int) -> Floats:
    for step in _steps(width):
        first, last = np.floor(low / step), np.ceil(high / step)
        if last - first <= most and max(-first, last) < 2**45:
            return np.asarray(step * np.arange(first, last + 1), dtype=float)
    return np.unique(np.linspace(low, high, most + 1))


def _whole_edges(x: Floats, low: float, high: float, most: int) -> Floats:
    """Bins of whole numbers hold equally many of them, so that there is no false comb."""
    width = 1.0 if high - low < most else max(1.0, _width(x, low, high, most))
    for step in _steps(width):
        first = np.floor(low / step)
        count = np.floor(high / step) - first + 1
        if step == int(step) and count <= most:
            break
    return np.asarray(step * (first + np.arange(count + 1)) - 0.5, dtype=float)


def _whole_labels(edges: Floats) -> list[str]:
    firsts, lasts = edges[:-1] + 0.5, edges[1:] - 0.5
    pairs = zip(firsts.tolist(), lasts.tolist(), strict=True)
    return [number(a) if a == b else f"{number(a)} to {number(b)}" for a, b in pairs]


def _texts(edges: Floats) -> list[str]:
    """Return edges as text, with more digits only where they would look the same."""
    short = [number(e) for e in edges]
    if len(set(short)) == len(short):
        return short
    gap = float(np.diff(edges).min())
    return [number(e, gap) for e in edges]


def _range_labels(edges: Floats) -> list[str]:
    texts = _texts(edges)
    return [f"{a} to {b}" for a, b in pairwise(texts)]


def _with_missing(
    codes: NDArray[np.intp],
    known: NDArray[np.bool_],
    labels: list[str],
    left: Floats,
    right: Floats,
) -> Bins:
    """Put the codes of the known rows in place and append a bin for missing when there are any."""
    full = np.full(len(known), len(labels), dtype=np.intp)
    full[known] = codes
    if known.all():
        return Bins(full, labels, left, right)
    nan = [np.nan]
    return Bins(full, [*labels, MISSING], np.append(left, nan), np.append(right, nan))
