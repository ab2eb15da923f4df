"""ROC, precision-recall and gain curves with a band: how far each point may be off.

Curves are averaged vertically: the height at a fixed place on the x axis is resampled (Fawcett
2006, Pattern Recognition Letters 27:861-874). The band is Zhou and Qin's BTII (2005, Statistics in
Medicine 24:465-477): the share after Agresti and Coull, plus and minus the bootstrap's deviation
of it, which is never taken for less than the binomial's. It holds point by point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.stats import t

from .arguments import Level, Number, Several, checked
from .interval import Interval, z_of
from .jackknife import parts_of
from .validation import ranked
from .weighted_metrics import Bools, Codes, Floats

CELLS = 1000
"""Runs of like scores told apart in the resamples; the curve itself is drawn from all of them."""
GRID = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class Ladder:
    """Rows counted by score, highest first.

    ``hits`` and ``misses`` of each step, in the table (shape (1, steps)) or in resamples of it
    (shape (b, steps)).
    """

    hits: Floats
    misses: Floats

    @property
    def found(self) -> Floats:
        """Events at or above each score, from 0 on; shape (b, steps + 1)."""
        return _from_zero(self.hits)

    @property
    def alarms(self) -> Floats:
        """Rows without the event at or above each score, from 0 on; shape (b, steps + 1)."""
        return _from_zero(self.misses)


@checked
def roc_band(of: Curves, level: Level = 0.95) -> pd.DataFrame:
    """Return the ROC curve with a band, at even steps of the false positive rate.

    Parameters
    ----------
    of : Curves
        The rows ranked by their score, and resamples of them.
    level : float
        Confidence level of the band at each single point, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        101 rows, lowest false positive rate first: ``fpr`` and ``tpr`` (shares, 0 to 1), ``low``
        and ``high`` (limits of ``tpr``).

    Raises
    ------
    ChoiceError
        When ``level`` is not between 0 and 1.

    References
    ----------
    Zhou, Qin (2005), Statistics in Medicine 24:465-477, method BTII, at each fixed false positive
    rate; vertical averaging: Fawcett (2006), Pattern Recognition Letters 27:861-874.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import Curves, roc_band
    >>> score = np.linspace(0, 1, 200)
    >>> curves = Curves(score + np.tile([0.3, -0.3], 100) > 0.5, score)
    >>> roc_band(curves).iloc[[20, 100]].round(2).to_dict("list")
    {'fpr': [0.2, 1.0], 'tpr': [0.6, 1.0], 'low': [0.48, 0.96], 'high': [0.72, 1.0]}
    """

    def height(ladder: Ladder) -> Floats:
        found, alarms = ladder.found, ladder.alarms
        return _heights(GRID, alarms / _total(alarms), found / _total(found))

    trials = np.full(len(GRID), of.positives, dtype=float)
    return _frame("fpr", "tpr", GRID, _band(of, height, trials, level))


@checked
def precision_recall_band(of: Curves, level: Level = 0.95) -> pd.DataFrame:
    """Return the precision-recall curve with a band, at even steps of the recall.

    Between two points hits and false alarms are interpolated, not the precision.

    Parameters
    ----------
    of : Curves
        The rows ranked by their score, and resamples of them.
    level : float
        Confidence level of the band at each single point, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        99 rows, lowest recall first: ``recall`` and ``precision`` (shares, 0 to 1), ``low`` and
        ``high`` (limits of ``precision``).

    Raises
    ------
    ChoiceError
        When ``level`` is not between 0 and 1.

    References
    ----------
    Interpolation: Davis, Goadrich (2006), ICML, 233-240. Band: Zhou, Qin (2005), Statistics in
    Medicine 24:465-477, method BTII, with Student's quantile for as many events as there are.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import Curves, precision_recall_band
    >>> score = np.linspace(0, 1, 200)
    >>> curves = Curves(score + np.tile([0.3, -0.3], 100) > 0.5, score)
    >>> precision_recall_band(curves).iloc[[0, -1]].round(2).to_dict("list")
    {'recall': [0.02, 1.0], 'precision': [1.0, 0.5], 'low': [0.29, 0.43], 'high': [1.0, 0.57]}
    """
    recall = GRID[2:]

    def height(ladder: Ladder) -> Floats:
        found, alarms = ladder.found, ladder.alarms
        hits = recall * found[:, -1:]
        beside = _heights(recall, found / _total(found), alarms)
        return np.asarray(hits / np.maximum(hits + beside, 1e-12))

    precision = height(of.exact)[0]
    trials = recall * of.positives / np.maximum(precision, 1e-12)
    # The deviation is itself a guess from few positive rows: hence Student's quantile.
    few = max(1, of.positives - 1)
    return _frame("recall", "precision", recall, _band(of, height, trials, level, freedom=few))


@checked
def gain_curve(of: Curves, level: Level = 0.95) -> pd.DataFrame:
    """Return which share of the events is found by calling the top rows, and its lift.

    Parameters
    ----------
    of : Curves
        The rows ranked by their score, and resamples of them.
    level : float
        Confidence level of the band at each single point, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        100 rows: ``called`` (share of all rows, those with the highest scores), ``gain`` (share of
        the events among them) with ``low`` and ``high``, ``lift`` (``gain / called``) with
        ``lift_low`` and ``lift_high``.

    Raises
    ------
    ChoiceError
        When ``level`` is not between 0 and 1.

    References
    ----------
    Cumulative response and lift: Provost, Fawcett (2013), Data Science for Business.
    Band: Zhou, Qin (2005), Statistics in Medicine 24:465-477, method BTII.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import Curves, gain_curve
    >>> score = np.linspace(0, 1, 200)
    >>> curves = Curves(score + np.tile([0.3, -0.3], 100) > 0.5, score)
    >>> gain_curve(curves).loc[[19, 99], ["called", "gain", "lift"]].round(2).to_dict("list")
    {'called': [0.2, 1.0], 'gain': [0.4, 1.0], 'lift': [2.0, 1.0]}
    """
    called = GRID[1:]

    def height(ladder: Ladder) -> Floats:
        found = ladder.found
        rows = found + ladder.alarms
        return _heights(called, rows / _total(rows), found / _total(found))

    trials = np.full(len(called), of.positives, dtype=float)
    least = _share_variance(of, called, height(of.exact)[0])
    frame = _frame("called", "gain", called, _band(of, height, trials, level, least))
    frame.loc[frame.index[-1], ["low", "high"]] = 1.0  # whoever calls all finds all
    lifts = {"lift": "gain", "lift_low": "low", "lift_high": "high"}
    return frame.assign(**{name: frame[part] / called for name, part in lifts.items()})


@checked
def kolmogorov_smirnov(of: Curves, level: Level = 0.95) -> Interval:
    """Return the largest distance of the true and the false positive rate, with its interval.

    A maximum is too large by chance, and by about half as much again in every resample, which tells
    by how much. The limits are those of the distance at the best threshold, moved down by that and
    widened as it is itself a guess.

    Parameters
    ----------
    of : Curves
        The rows ranked by their score, and resamples of them.
    level : float
        Confidence level of the interval, between 0 and 1.

    Returns
    -------
    Interval
        The distance, 0 to 1; of groups the method is ``jackknife-by-group``. With one class only
        it is 0 within 0 and 1 and the method is ``undefined-one-class``.

    Raises
    ------
    ChoiceError
        When ``level`` is not between 0 and 1.

    References
    ----------
    Bias from resamples: Efron, Tibshirani (1993), An Introduction to the Bootstrap.
    Limits: Agresti, Caffo (2000), The American Statistician 54:280-288.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import Curves, kolmogorov_smirnov
    >>> score = np.linspace(0, 1, 200)
    >>> found = kolmogorov_smirnov(Curves(score + np.tile([0.3, -0.3], 100) > 0.5, score))
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.4, 0.07, 0.52)
    """
    p, q = of.positives, of.rows - of.positives
    if not (p and q):
        return Interval(0.0, 0.0, 1.0, level, "undefined-one-class", of.rows)
    rates = [running / _total(running) for running in (of.exact.found, of.exact.alarms)]
    best = int(np.argmax(rates[0] - rates[1]))
    value = float((rates[0] - rates[1])[0, best])
    drawn = [running / _total(running) for running in (of.draws.found, of.draws.alarms)]
    far = (drawn[0] - drawn[1]).max(axis=1)
    if of.parts:
        half = of.quantile(level) * max(float(of.deviation(far)), 1e-12)
        limits = max(0.0, value - half), min(1.0, value + half)
        return Interval(value, *limits, level, "jackknife-by-group", of.rows)
    bias = max(0.0, float(far.mean()) - value)
    variance = bias**2
    for rate, n in ((rates[0][0, best], p), (rates[1][0, best], q)):
        share = (rate * n + 1) / (n + 2)
        variance += share * (1 - share) / (n + 2)
    half = float(t.ppf(0.5 + level / 2, max(1, min(p, q) - 1)) * np.sqrt(variance))
    low, high = max(0.0, value - 2 * bias - half), min(1.0, value - bias + half)
    return Interval(value, low, max(high, value), level, "bias-corrected", of.rows)


class Curves:
    """Rows ranked by a score, with resamples of them: what curves are drawn from.

    Parameters
    ----------
    positive : array-like, shape (n,)
        True, or 1, for the event; false, 0 or -1 for none. Rows without a label are left out.
    score : array-like, shape (n,)
        Any scale; higher means that the event is likelier.
    resamples : int
        How many resamples the bands rest on.
    seed : int
        Seed of the resamples.
    groups : array-like, shape (n,), optional
        The group of each row; then each group is left out in turn instead. Of one group nothing is
        known but the bounds.

    Attributes
    ----------
    rows : int
        How many rows there are.
    positives : int
        How many of them are events.
    exact : Ladder
        Events and other rows counted by score, highest first.
    draws : Ladder
        The same in each resample (or without each group), scores taken together to at most 1,000
        steps.
    parts : int
        How many groups are left out in turn, 0 where rows were drawn.

    Raises
    ------
    ChoiceError
        When labels cannot be read as event or none, when a score is missing or when lengths differ.

    References
    ----------
    Groups: Cameron, Miller (2015), Journal of Human Resources 50:317-372, section VI.

    Examples
    --------
    >>> import numpy as np
    >>> from lifecycle.stats import Curves
    >>> curves = Curves(np.array([False, False, True, True]), np.array([0.1, 0.4, 0.35, 0.8]))
    >>> curves.rows, curves.positives
    (4, 2)
    """

    @checked
    def __init__(
        self,
        positive: ArrayLike,
        score: ArrayLike,
        *,
        resamples: Several = 500,
        seed: Number = 0,
        groups: ArrayLike | None = None,
    ) -> None:
        given = ranked(positive, score, groups=groups)
        self.rows, self.positives = len(given.y), int(given.positive.sum())
        step = np.unique(-given.score, return_inverse=True)[1]
        self.exact = _counted(given.positive, step)
        coarse = _coarse(step)
        tied = parts_of(self.rows, given.groups, seed=seed)
        self.parts = tied[0].number if tied else 0
        if tied:
            self.draws = _without_each(given.positive, coarse, tied[0].codes)
        else:
            self.draws = _drawn(_counted(given.positive, coarse), resamples, seed)

    def deviation(self, drawn: Floats) -> Floats:
        """Return the deviation of what was drawn, or found without each part; one a column."""
        if not self.parts:
            return np.asarray(drawn.std(axis=0))
        return np.asarray(drawn.std(axis=0) * np.sqrt(max(self.parts - 1, 1)))

    def quantile(self, level: float, freedom: float = np.inf) -> float:
        """Return Student's quantile; of groups for as many degrees of freedom as groups but one."""
        if self.parts:
            freedom = min(freedom, self.parts - 1)
        return float(t.ppf(0.5 + level / 2, freedom)) if freedom >= 1 else np.inf


def _counted(positive: Bools, step: Codes) -> Ladder:
    steps = int(step.max(initial=0)) + 1
    hits = np.bincount(step[positive], minlength=steps)
    misses = np.bincount(step[~positive], minlength=steps)
    return Ladder(hits[None, :].astype(float), misses[None, :].astype(float))


def _coarse(step: Codes) -> Codes:
    """Return at most CELLS steps of about equally many rows, equal scores together."""
    counts = np.bincount(step)
    if len(counts) <= CELLS:
        return step
    place = (np.cumsum(counts) - 1) * CELLS // len(step)
    return np.asarray(np.unique(place, return_inverse=True)[1][step], dtype=np.intp)


def _drawn(table: Ladder, resamples: int, seed: int) -> Ladder:
    """Draw rows: only how many of each kind are drawn matters."""
    counts = np.hstack([table.hits, table.misses])[0]
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(int(counts.sum()), counts / max(counts.sum(), 1), size=resamples)
    hits, misses = np.split(drawn.astype(float), 2, axis=1)
    return Ladder(hits, misses)


def _without_each(positive: Bools, step: Codes, part: Codes) -> Ladder:
    """Leave out one part of the rows after the other."""
    steps, parts = int(step.max(initial=0)) + 1, int(part.max(initial=0)) + 1
    place = step + np.where(positive, 0, steps)
    table = csr_matrix((np.ones(len(step)), (part, place)), shape=(parts, 2 * steps)).toarray()
    hits, misses = np.split(table.sum(axis=0) - table, 2, axis=1)
    return Ladder(hits, misses)


def _band(
    of: Curves,
    height: Callable[[Ladder], Floats],
    trials: Floats,
    level: float,
    least: Floats | None = None,
    freedom: float = np.inf,
) -> tuple[Floats, Floats, Floats]:
    value, draws = height(of.exact)[0], height(of.draws)
    z = z_of(level)
    shrunk = trials / (trials + z**2)
    centre = shrunk * value + (1 - shrunk) / 2
    binomial = centre * (1 - centre) / (trials + z**2)
    if least is not None:  # less is unknown, so less is made of what is not
        centre = value + (centre - value) * np.minimum(1.0, least / binomial)
    floor = binomial if least is None else least
    variance = np.maximum(of.deviation(draws) ** 2 * shrunk**2, floor)
    half = of.quantile(level, freedom) * np.sqrt(variance)
    low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    return value, np.minimum(low, value), np.maximum(high, value)


def _share_variance(of: Curves, called: Floats, gain: Floats) -> Floats:
    """Return what the share found varies by when the number of rows called is given.

    Hits among those called and misses among the others add up to the positive rows, so both
    binomials together leave less than each alone.
    """
    parts = []
    for share, hits in ((called, gain * of.positives), (1 - called, (1 - gain) * of.positives)):
        rows = share * of.rows
        rate = (hits + 1) / (rows + 2)
        parts.append(np.maximum(rows * rate * (1 - rate), 1e-12))
    return np.asarray(1 / (1 / parts[0] + 1 / parts[1]) / max(of.positives, 1) ** 2)


def _frame(across: str, up: str, x: Floats, band: tuple[Floats, Floats, Floats]) -> pd.DataFrame:
    return pd.DataFrame(dict(zip((across, up, "low", "high"), (x, *band), strict=True)))


def _heights(at: Floats, x: Floats, y: Floats) -> Floats:
    """Return the height of each curve at the places ``at``; of equal places the last height."""
    return np.vstack([np.interp(at, *curve) for curve in zip(x, y, strict=True)])


def _from_zero(steps: Floats) -> Floats:
    return np.cumsum(np.pad(steps, ((0, 0), (1, 0))), axis=1)


def _total(running: Floats) -> NDArray[np.float64]:
    return np.maximum(running[:, -1:], 1e-12)
