"""Does it happen in 30 of 100 cases that were given 30%? Predicted against observed shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.stats import norm, t

from .arguments import Level, Number, Several, checked
from .brier import expected_calibration_error
from .calibration import level_and_slope
from .grouped import group_codes, share_interval
from .validation import coded, names_of_classes, probabilities_of_events

Floats = NDArray[np.float64]
KNOTS = 500  # more points than a screen can show
COLUMNS = ("predicted", "observed", "low", "high", "count")


@checked
def reliability_curve(
    y: ArrayLike,
    p: ArrayLike,
    bins: Several | None = 10,
    level: Level = 0.95,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return predicted against observed shares, one row a bin, lowest prediction first.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    bins : int or None
        How many bins of about equally many rows, equal predictions together; None lets the data cut
        them by isotonic regression.
    level : float
        Confidence level of the intervals, between 0 and 1.
    groups : array-like, shape (n,), optional
        The group of each row, for intervals that rest on groups.

    Returns
    -------
    pandas.DataFrame
        ``predicted``, and ``observed`` with Wilson's ``low`` and ``high``: shares, 0 to 1;
        ``count`` (rows). Where the data chose the bins the limits are a guide and not a test.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1,
        when lengths differ, or when ``level`` is not between 0 and 1.

    References
    ----------
    Bins of equal size: Bröcker, Smith (2007), Weather and Forecasting 22:651-661; isotonic:
    Dimitriadis, Gneiting, Jordan (2021), PNAS 118:e2016191118.

    Examples
    --------
    >>> from lifecycle.stats import reliability_curve
    >>> curve = reliability_curve([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.8, 0.9], bins=2)
    >>> curve[["predicted", "observed", "count"]].round(3).to_dict("list")
    {'predicted': [0.2, 0.767], 'observed': [0.333, 0.667], 'count': [3, 3]}
    """
    given = probabilities_of_events(y, p, groups, some=False)
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


@checked
def corp_curve(
    y: ArrayLike,
    p: ArrayLike,
    level: Level = 0.95,
    resamples: Several = 200,
    seed: Number = 0,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return predicted against observed shares along the CORP curve, with consistency bands.

    Beyond 500 distinct predictions neighbours are taken together.

    Parameters
    ----------
    y : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    p : array-like, shape (n,)
        The chance that was stated for the event, 0 to 1.
    level : float
        Confidence level of the band at each single point, between 0 and 1.
    resamples : int
        How many resamples the band rests on.
    seed : int
        Seed of the resamples.
    groups : array-like, shape (n,), optional
        The group of each row: the band then rests on the rows' own residuals, whose sign is drawn
        group by group.

    Returns
    -------
    pandas.DataFrame
        ``predicted``, ``observed`` (the isotonic share), ``low`` and ``high`` (between which it
        would lie, one point at a time, if every chance were right): shares, 0 to 1; ``count``.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a chance is missing or outside 0 and 1, or
        when lengths differ.

    References
    ----------
    Dimitriadis, Gneiting, Jordan (2021), PNAS 118:e2016191118; groups: Cameron, Gelbach, Miller
    (2008), Review of Economics and Statistics 90:414-427.

    Examples
    --------
    >>> from lifecycle.stats import corp_curve
    >>> curve = corp_curve([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.8, 0.9])
    >>> curve["observed"].round(3).tolist()
    [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    """
    from sklearn.isotonic import isotonic_regression  # slow to import

    given = probabilities_of_events(y, p, groups, some=False)
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
    Cameron, Gelbach, Miller 2008, Review of Economics and Statistics 90:414-427), widened as
    Student's quantile is for few groups. Of one group any share may be drawn.
    """
    rng, counts = np.random.default_rng(seed), np.bincount(block)
    if codes is None:
        return np.asarray(rng.binomial(counts, places, (resamples, len(counts))) / counts)
    groups = int(codes.max(initial=-1)) + 1
    if groups < 2:  # nothing tells how groups differ
        ends = np.array([[0.0], [1.0]])
        return np.repeat(np.resize(ends, (resamples, 1)), len(counts), axis=1)
    few = math.sqrt(groups / (groups - 1)) * float(t.ppf(0.975, groups - 1) / norm.ppf(0.975))
    sums = csr_matrix((residual, (codes, block)), shape=(groups, len(counts)))
    signs = rng.choice([-1.0, 1.0], (resamples, sums.shape[0]))
    return np.asarray(places + few * (signs @ sums) / counts)


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


@checked
def classwise_calibration(
    y: ArrayLike, proba: ArrayLike, classes: Sequence[Any], level: Level = 0.95
) -> pd.DataFrame:
    """Return how well the chance of each class holds, and first that of the class that is called.

    Parameters
    ----------
    y : array-like of int, shape (n,)
        The class of each row, as the position of its column in ``proba``. Rows without a class are
        left out.
    proba : array-like, shape (n, classes) or (n,)
        What was stated for each class, or for the event alone, 0 to 1.
    classes : sequence of str
        The names of the classes, in the order of the columns.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``class``, ``cases`` (rows of the class, or rightly called), ``predicted`` and ``observed``
        (mean chance and share), ``ece`` (debiased), ``large`` and ``slope`` with ``_low`` and
        ``_high``; missing where all answers or all chances are alike, so that nothing can be told.

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when a probability is missing or outside 0 and
        1, when lengths differ, or when ``level`` is not between 0 and 1.

    References
    ----------
    Classwise: Kull, Perello Nieto, Kängsepp, Silva Filho, Song, Flach (2019), Beyond Temperature
    Scaling, NeurIPS 32; top label: Gupta, Ramdas (2022), Top-label Calibration, ICLR; columns as in
    `level_and_slope`.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import classwise_calibration
    >>> p = np.tile([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.1, 0.2, 0.7]], (10, 1))
    >>> table = classwise_calibration(np.tile([0, 1, 2], 10), p, ["cat", "dog", "owl"])
    >>> table.set_index("class")["ece"].round(2).to_dict()
    {'the predicted class': 0.37, 'cat': 0.21, 'dog': 0.0, 'owl': 0.24}
    """
    codes, p, _ = coded(y, proba)
    names = names_of_classes(classes, p.shape[1])
    if not len(codes):
        return pd.DataFrame(columns=CLASSWISE)
    top = p.argmax(axis=1)
    judged = [(CALLED, (top == codes).astype(float), p.max(axis=1))]
    judged += [(name, (codes == k).astype(float), p[:, k]) for k, name in enumerate(names)]
    rows = []
    for name, event, chance in judged:
        ends: list[float] = []
        for found in level_and_slope(event, chance, level):
            known = np.isfinite(found.low)
            ends += [found.value, found.low, found.high] if known else [np.nan] * 3
        ece = expected_calibration_error(event, chance)
        rows.append((name, int(event.sum()), chance.mean(), event.mean(), ece, *ends))
    return pd.DataFrame(rows, columns=CLASSWISE)


@checked
def classwise_error(y: ArrayLike, proba: ArrayLike) -> float:
    """Return the mean over classes of the debiased calibration error of each class's chance.

    Parameters
    ----------
    y : array-like of int, shape (n,)
        The class of each row, as the position of its column in ``proba``. Rows without a class are
        left out.
    proba : array-like, shape (n, classes) or (n,)
        What was stated for each class, or for the event alone, 0 to 1.

    Returns
    -------
    float
        A difference of shares, 0 to 1; 0 is right.

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when a probability is missing or outside 0 and
        1, or when lengths differ.

    References
    ----------
    Kull, Perello Nieto, Kängsepp, Silva Filho, Song, Flach (2019), Beyond Temperature Scaling,
    NeurIPS 32, of the error of `expected_calibration_error`.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import classwise_error
    >>> p = np.tile([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.1, 0.2, 0.7]], (10, 1))
    >>> round(classwise_error(np.tile([0, 1, 2], 10), p), 3)
    0.15
    """
    codes, p, _ = coded(y, proba)
    if not len(codes):
        return 0.0
    each = [expected_calibration_error(codes == k, p[:, k]) for k in range(p.shape[1])]
    return float(np.mean(each))
