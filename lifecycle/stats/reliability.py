"""Does it happen in 30 of 100 cases that were given 30%? Predicted against observed shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

from .brier import expected_calibration_error
from .calibration import level_and_slope
from .grouped import group_codes, share_interval
from .validation import coded, stated

Floats = NDArray[np.float64]
KNOTS = 500  # more points than a screen can show
COLUMNS = ("predicted", "observed", "low", "high", "count")


def reliability_curve(
    y: ArrayLike,
    p: ArrayLike,
    bins: int | None = 10,
    level: float = 0.95,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return predicted, observed, low, high, count: one row a bin, lowest prediction first.

    Bins hold about equally many rows (quantiles of ``p``, equal predictions together);
    ``bins=None`` lets the data cut them by isotonic regression (CORP: Dimitriadis, Gneiting,
    Jordan 2021, PNAS 118:e2016191118). The limits are Wilson's within each bin; for CORP, where
    the data chose the bins, they are a guide and not a test. ``groups``: rows that are alike.
    """
    given = stated(y, p, groups, some=False)
    observed, predicted = given.y, given.score
    order = np.argsort(predicted, kind="stable")
    observed, predicted = observed[order], predicted[order]
    block = _isotonic(predicted, observed) if bins is None else _quantiles(predicted, bins)
    counts = np.bincount(block)
    alike = None if given.groups is None else given.groups[order]
    each = [
        share_interval(observed[mine], None if alike is None else alike[mine], level)
        for mine in (block == k for k in range(len(counts)))
    ]
    return pd.DataFrame(
        {
            "predicted": np.bincount(block, weights=predicted) / np.maximum(counts, 1),
            "observed": [share.value for share in each],
            "low": [share.low for share in each],
            "high": [share.high for share in each],
            "count": counts,
        },
        columns=list(COLUMNS),
    )


def corp_curve(
    y: ArrayLike,
    p: ArrayLike,
    level: float = 0.95,
    resamples: int = 200,
    seed: int = 0,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return predicted, observed, low, high, count along the CORP curve, with consistency bands.

    ``observed`` is the isotonic share at each prediction; between ``low`` and ``high`` it would
    lie, one point at a time, if every probability were right: they come from answers drawn with
    these probabilities (Dimitriadis, Gneiting, Jordan 2021, PNAS 118:e2016191118); with
    ``groups`` from the rows' own residuals, whose sign is drawn group by group. Beyond `KNOTS`
    distinct predictions neighbours are taken together.
    """
    from sklearn.isotonic import isotonic_regression  # slow to import

    given = stated(y, p, groups, some=False)
    observed, predicted = given.y, given.score
    if not len(predicted):
        return pd.DataFrame(columns=list(COLUMNS), dtype=float)
    block = np.unique(predicted, return_inverse=True)[1]
    if block.max() >= KNOTS:
        block = _quantiles(predicted, KNOTS)
    counts = np.bincount(block).astype(float)
    places = np.clip(np.bincount(block, weights=predicted) / counts, 0.0, 1.0)
    hits = np.bincount(block, weights=observed)
    codes = group_codes(given.groups, len(observed))
    drawn = drawn_shares(observed - predicted, places, block, codes, resamples, seed)
    for row in drawn:
        row[:] = np.clip(isotonic_regression(row, sample_weight=counts), 0.0, 1.0)
    ends = (0.5 - level / 2, 0.5 + level / 2)
    low, high = np.quantile(drawn, ends, axis=0)
    curve = isotonic_regression(hits / counts, sample_weight=counts)
    values = (places, curve, low, high, counts.astype(int))
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def drawn_shares(
    residual: Floats,
    places: Floats,
    block: NDArray[np.intp],
    codes: NDArray[np.intp] | None,
    resamples: int,
    seed: int,
) -> Floats:
    """Return the shares of the blocks, drawn anew around ``places``, one row a resample.

    Of rows that stand alone they are binomial. With groups the residuals keep what the rows of
    a group have in common and only change their sign together (the wild cluster bootstrap of
    Cameron, Gelbach, Miller 2008, Review of Economics and Statistics 90:414-427).
    """
    rng, counts = np.random.default_rng(seed), np.bincount(block)
    if codes is None:
        return np.asarray(rng.binomial(counts, places, (resamples, len(counts))) / counts)
    sums = csr_matrix((residual, (codes, block)), shape=(int(codes.max()) + 1, len(counts)))
    signs = rng.choice([-1.0, 1.0], (resamples, sums.shape[0]))
    return np.asarray(places + (signs @ sums) / counts)


def _quantiles(predicted: NDArray[np.float64], bins: int) -> NDArray[np.intp]:
    """Return each row's bin; bins are closed on the right, empty ones are left out."""
    if not len(predicted):
        return np.zeros(0, dtype=np.intp)
    edges = np.unique(np.quantile(predicted, np.linspace(0, 1, bins + 1)))
    return _numbered(np.searchsorted(edges[1:-1], predicted, side="left"))


def _isotonic(predicted: NDArray[np.float64], observed: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return each row's block of equal fitted values under pool-adjacent-violators."""
    from sklearn.isotonic import isotonic_regression  # slow to import

    values, tie, counts = np.unique(predicted, return_inverse=True, return_counts=True)
    if not len(values):
        return np.zeros(0, dtype=np.intp)
    means = np.bincount(tie, weights=observed) / counts
    fitted = isotonic_regression(means, sample_weight=counts.astype(float))
    return _numbered(fitted[tie].round(12))


def _numbered(block: NDArray[np.generic]) -> NDArray[np.intp]:
    """Return 0, 1, 2, ... for the distinct values in ascending order."""
    return np.asarray(np.unique(block, return_inverse=True)[1], dtype=np.intp)


CLASSWISE = ["class", "cases", "predicted", "observed", "ece"]
CLASSWISE += [f"{name}{end}" for name in ("large", "slope") for end in ("", "_low", "_high")]
CALLED = "the predicted class"


def classwise_calibration(
    y: ArrayLike, proba: ArrayLike, classes: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Return one row a class, and first one for the class that is called (top-label).

    cases (rows of the class, or rightly called), predicted and observed (mean chance and share),
    ece (debiased), large and slope with limits; they are missing where all answers or all
    chances are alike, so that nothing can be told.
    """
    codes, p = coded(y, proba)
    if not len(codes):
        return pd.DataFrame(columns=CLASSWISE)
    top = p.argmax(axis=1)
    judged = [(CALLED, (top == codes).astype(float), p.max(axis=1))]
    judged += [(str(name), (codes == k).astype(float), p[:, k]) for k, name in enumerate(classes)]
    rows = []
    for name, event, chance in judged:
        ends: list[float] = []
        for found in level_and_slope(event, chance, level):
            known = np.isfinite(found.low)
            ends += [found.value, found.low, found.high] if known else [np.nan] * 3
        ece = expected_calibration_error(event, chance)
        rows.append((name, int(event.sum()), chance.mean(), event.mean(), ece, *ends))
    return pd.DataFrame(rows, columns=CLASSWISE)


def classwise_error(y: ArrayLike, proba: ArrayLike) -> float:
    """Return the mean over classes of the debiased calibration error of each class's chance."""
    codes, p = coded(y, proba)
    if not len(codes):
        return 0.0
    each = [expected_calibration_error(codes == k, p[:, k]) for k in range(p.shape[1])]
    return float(np.mean(each))
