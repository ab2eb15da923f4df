"""Would recalibrating help? Each way is learned on some rows, judged on others, and compared.

The rows are predictions of models that have not seen them. A way is recommended only when it is
clearly better than the probabilities as they are; of ways that are about as good, the plainest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..core.errors import ChoiceError
from ..estimators.calibrators import Calibrator
from .arguments import Level, Number, checked, one_of
from .brier import expected_calibration_error
from .calibration import level_and_slope
from .grouped import mean_interval
from .validation import coded, group_numbers, weights_of

Floats = NDArray[np.float64]
NONE = "none"
METHODS = ("temperature", "sigmoid", "isotonic")  # the plainest first
Way = Annotated[str, one_of(*METHODS)]
FOLDS = 5
TABLE = [
    "method", "log_loss", "better", "low", "high", "clear", "brier", "slope", "ece"
]  # fmt: skip


@dataclass(frozen=True)
class Recalibrations:
    """The ways to recalibrate beside the probabilities as they are (``none``), on ``n`` rows.

    ``table``: one row a way: method, log_loss (cross-validated), better (by how much the log loss
    is lower than as is), low, high (its interval), clear (whether all of it is above 0), brier,
    slope (1 is right), ece (debiased, 0 is right). For several classes slope and ece judge the
    chance of the class that is called. ``recommended``: one of the methods, or ``none``.
    ``reason``: ``clear``, ``unclear``, ``worse``, or ``few`` when nothing could be learned.
    ``probabilities``: each way's, for rows it did not learn from.
    """

    table: pd.DataFrame
    recommended: str
    reason: str
    probabilities: Mapping[str, Floats]
    level: float
    n: int


@checked
def calibrator(
    method: Way, y: ArrayLike, proba: ArrayLike, sample_weight: ArrayLike | None = None
) -> Calibrator:
    """Return a fitted map from stated chances to recalibrated ones.

    Parameters
    ----------
    method : {"temperature", "sigmoid", "isotonic"}
        One factor for all log probabilities; level and slope of the log odds of each class; steps.
    y : array-like of int, shape (n,)
        The class of each row, as the position of its column in ``proba``. Rows without a class are
        left out.
    proba : array-like, shape (n, classes) or (n,)
        What was stated for each class, or for the event alone, by models that have not seen the
        rows.
    sample_weight : array-like, shape (n,), optional
        How much each row counts, 0 or more.

    Returns
    -------
    Calibrator
        Its ``predict_proba`` takes what was stated and returns an array of shape (n, classes).

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when a chance is missing or outside 0 and 1,
        when a row does not sum to 1, when a weight is negative or all are 0, when lengths differ,
        when no row has a class, or when there is no such method.

    References
    ----------
    Sigmoid: Platt (1999), Advances in Large Margin Classifiers, 61-74. Isotonic: Zadrozny, Elkan
    (2002), KDD, 694-699. Temperature: Guo, Pleiss, Sun, Weinberger (2017), ICML, 1321-1330.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import calibrator
    >>> rng = np.random.default_rng(0)
    >>> chance = rng.uniform(0.2, 0.8, 2000)
    >>> too_sure = chance**3 / (chance**3 + (1 - chance) ** 3)
    >>> learned = calibrator("temperature", (rng.random(2000) < chance).astype(int), too_sure)
    >>> bool(too_sure.max() > learned.predict_proba(too_sure)[:, 1].max())
    True
    """
    codes, p, (given,) = coded(y, proba, weights=sample_weight)
    if not len(codes):
        raise ChoiceError("No row has a class.", "Give at least one row with a class.")
    weight = None if given is None else weights_of(given, len(codes))
    return Calibrator(method).fit(p, codes, weight)


@checked
def compare_recalibrations(
    y: ArrayLike,
    proba: ArrayLike,
    folds: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    level: Level = 0.95,
    seed: Number = 0,
) -> Recalibrations:
    """Compare every way to recalibrate on rows it did not learn from.

    Parameters
    ----------
    y : array-like of int, shape (n,)
        The class of each row, as the position of its column in ``proba``. Rows without a class are
        left out.
    proba : array-like, shape (n, classes) or (n,)
        What was stated for each class, or for the event alone, by models that have not seen the
        rows.
    folds : array-like, shape (n,), optional
        Which rows are held out together; by default five parts at random.
    groups : array-like, shape (n,), optional
        The group of each row: groups are held out whole and intervals rest on them.
    level : float
        Confidence level of the intervals, between 0 and 1.
    seed : int
        Seed of the parts that are drawn at random.

    Returns
    -------
    Recalibrations
        Temperature, sigmoid and isotonic beside the probabilities as they are: log loss (nats a
        row) and what it gains, Brier score, slope and debiased calibration error, and the plainest
        way that clearly helps.

    Raises
    ------
    ChoiceError
        When a class is not the position of a column, when a chance is missing or outside 0 and 1,
        when a row does not sum to 1, when lengths differ, or when ``level`` is not between 0 and 1.

    References
    ----------
    Sigmoid: Platt (1999), Advances in Large Margin Classifiers, 61-74. Isotonic: Zadrozny, Elkan
    (2002), KDD, 694-699. Temperature: Guo, Pleiss, Sun, Weinberger (2017), ICML, 1321-1330.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import compare_recalibrations
    >>> rng = np.random.default_rng(0)
    >>> chance = rng.uniform(0.2, 0.8, 400)
    >>> too_sure = chance**3 / (chance**3 + (1 - chance) ** 3)
    >>> found = compare_recalibrations((rng.random(400) < chance).astype(int), too_sure)
    >>> found.recommended, found.reason
    ('temperature', 'clear')
    """
    codes, p, (parts, tied) = coded(y, proba, folds=folds, groups=groups)
    if not len(codes):
        return Recalibrations(pd.DataFrame(columns=TABLE), NONE, "few", {NONE: p}, level, 0)
    held = at_random(len(codes), tied, seed) if parts is None else group_numbers(parts, len(codes))
    found = {NONE: p} | {method: cross_fitted(method, codes, p, held) for method in METHODS}
    table = beside(codes, found, tied, level)
    recommended, reason = _choice(table, codes, found, tied, level)
    return Recalibrations(table, recommended, reason, found, level, len(codes))


def beside(
    codes: NDArray[np.int_],
    found: Mapping[str, Floats],
    groups: ArrayLike | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the table of `Recalibrations` for probabilities of the same rows, as is first."""
    base, rows = losses(codes, next(iter(found.values()))), []
    for method, better in found.items():
        loss = losses(codes, better)
        gain = mean_interval(base - loss, groups, level)
        known = method != NONE and np.isfinite(gain.width)
        low, high = (gain.low, gain.high) if known else (0.0, 0.0)
        said = chance_called(codes, better)
        slope, ece = level_and_slope(*said)[1].value, expected_calibration_error(*said)
        clear = known and gain.low > 0
        rows.append(
            (method, loss.mean(), gain.value, low, high, clear, squared(codes, better), slope, ece)
        )
    return pd.DataFrame(rows, columns=TABLE)


def losses(codes: NDArray[np.int_], proba: Floats) -> Floats:
    """Return each row's log loss."""
    taken = proba[np.arange(len(codes)), codes]
    return np.asarray(-np.log(np.clip(taken, np.finfo(float).eps, 1.0)))


def squared(codes: NDArray[np.int_], proba: Floats) -> float:
    """Return the Brier score; with two classes of the event alone, as is usual."""
    gaps = (proba - np.eye(proba.shape[1])[codes]) ** 2
    return float(gaps[:, 1].mean() if proba.shape[1] == 2 else gaps.sum(axis=1).mean())


def chance_called(codes: NDArray[np.int_], proba: Floats) -> tuple[Floats, Floats]:
    """Return what happened and its chance: of the event, or of the class that is called."""
    if proba.shape[1] == 2:
        return (codes == 1).astype(float), proba[:, 1]
    top = proba.argmax(axis=1)
    return (top == codes).astype(float), proba.max(axis=1)


def cross_fitted(
    method: str, codes: NDArray[np.int_], p: Floats, folds: NDArray[np.generic]
) -> Floats:
    """Return each row's probabilities by a calibrator learned on the other folds."""
    found = p.copy()
    for learn, held in _parts(folds):
        if len(np.unique(codes[learn])) > 1:  # of one class nothing can be learned
            found[held] = calibrator(method, codes[learn], p[learn]).predict_proba(p[held])
    return found


def _parts(folds: NDArray[np.generic]) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    each = np.unique(folds)
    if len(each) > 1:
        yield from ((folds != one, folds == one) for one in each)


def at_random(n: int, groups: ArrayLike | None = None, seed: int = 0) -> NDArray[np.intp]:
    """Return folds of about equal size; a group stays whole."""
    alike = np.arange(n) if groups is None else np.asarray(groups).astype(str)
    names, which = np.unique(alike, return_inverse=True)
    return np.asarray(np.random.default_rng(seed).permutation(len(names))[which] % FOLDS)


def _choice(
    table: pd.DataFrame,
    codes: NDArray[np.int_],
    found: Mapping[str, Floats],
    groups: ArrayLike | None,
    level: float,
) -> tuple[str, str]:
    """Return the method to take and why: the plainest of those the best cannot be told from."""
    if len(codes) < 2 or len(np.unique(codes)) < 2:
        return NONE, "few"
    ways = table[table["method"] != NONE]
    clear = ways[ways["clear"]]
    if clear.empty:
        return NONE, "worse" if (ways["better"] <= 0).all() else "unclear"
    best = str(clear["method"].iloc[int(clear["better"].to_numpy().argmax())])
    top = losses(codes, found[best])
    for method in clear["method"]:
        behind = mean_interval(losses(codes, found[method]) - top, groups, level)
        if method == best or behind.low <= 0:
            return str(method), "clear"
    return best, "clear"
