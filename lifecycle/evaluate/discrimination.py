"""How well a model tells cases apart, or hits an amount: curves with bands, tables, errors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..metrics.outcome import Outcome
from ..metrics.predictions import OBSERVED, PREDICTION, ROW
from ..stats import bands, curves, multiclass, reliability_curve, residual_quantiles
from ..stats.interval import Interval

Frames = dict[str, pd.DataFrame]
RANKING = ["class", "name", "title", "value", "low", "high", "method", "n"]
MOST_BANDS = 12  # classes whose curves get a band; with more classes no figure shows it
DRAWS = 1500  # resamples of the bands, shared by the classes
MOST_COLUMNS = 40  # columns along which errors are followed


def curves_of(
    outcome: Outcome,
    predictions: pd.DataFrame,
    level: float = 0.95,
    *,
    features: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
    seed: int = 0,
) -> Frames:
    """Return the frames of a task by name; of two classes only the positive one is drawn.

    Classification: roc, pr, reliability, gain and their bands (roc_band, pr_band), ranking,
    confusion, and for several classes one_vs_rest and one_vs_one. Regression: residuals,
    residual_bins, residuals_by (a column each), error_quantiles.
    """
    group = None if groups is None else pd.factorize(groups)[0]
    if not outcome.classes:
        return errors_of(outcome, predictions, level, features, group)
    shown = outcome.classes[1:] if len(outcome.classes) == 2 else outcome.classes
    drawn: dict[str, list[pd.DataFrame]] = {}
    for name in shown:
        k = outcome.classes.index(name)
        actual, p = outcome.codes == k, outcome.probabilities[:, k]
        each = {
            "roc": curves.roc_curve(actual, p),
            "pr": curves.precision_recall_curve(actual, p),
            "reliability": reliability_curve(actual, p, level=level),
        }
        if len(shown) <= MOST_BANDS:
            draws = max(200, min(500, DRAWS // len(shown)))
            of = bands.Curves(actual, p, resamples=draws, seed=seed, groups=group)
            each |= banded(of, level)
        for kind, frame in each.items():
            if "class" not in frame:
                frame.insert(0, "class", name)
            drawn.setdefault(kind, []).append(frame)
    found = {kind: pd.concat(frames, ignore_index=True) for kind, frames in drawn.items()}
    codes, called = outcome.codes, outcome.called
    found["confusion"] = curves.confusion(codes, called, outcome.classes, level, group)
    if len(outcome.classes) > 2:
        proba, names = outcome.probabilities, outcome.classes
        found["one_vs_rest"] = multiclass.one_vs_rest(codes, called, proba, names, level, group)
        found["one_vs_one"] = multiclass.one_vs_one(codes, proba, names, level, group)
    return found


def banded(of: bands.Curves, level: float) -> Frames:
    """Return the bands of one class's curves, its gains, and what they come down to."""
    gain = bands.gain_curve(of, level)
    tenth = gain.iloc[(gain["called"] - 0.1).abs().argmin()]
    ends = {"gain": ("low", "high"), "lift": ("lift_low", "lift_high")}
    tops = {}
    for each, limits in ends.items():
        value, low, high = map(float, tenth[[each, *limits]])
        tops[each] = Interval(value, low, high, level, "bootstrap-band", of.rows)
    rows = [
        ("ks", "Kolmogorov-Smirnov statistic", bands.kolmogorov_smirnov(of, level)),
        ("gain_10", "Recall in the top 10%", tops["gain"]),
        ("lift_10", "Lift in the top 10%", tops["lift"]),
    ]
    numbers = [(n, t, i.value, i.low, i.high, i.method, i.n) for n, t, i in rows]
    return {
        "roc_band": bands.roc_band(of, level),
        "pr_band": bands.precision_recall_band(of, level),
        "gain": gain,
        "ranking": pd.DataFrame(numbers, columns=RANKING[1:]),
    }


def errors_of(
    outcome: Outcome,
    predictions: pd.DataFrame,
    level: float,
    features: pd.DataFrame | None,
    group: np.ndarray | None,
) -> Frames:
    """Return a regression's errors row by row, along the prediction, and along each column."""
    residuals = predictions[[ROW, OBSERVED, PREDICTION]].copy()
    residuals["residual"] = residuals[OBSERVED] - residuals[PREDICTION]
    errors = residuals["residual"].to_numpy(dtype=float)
    along = residual_quantiles.errors_along(residuals[PREDICTION], errors, level, groups=group)
    frames = {
        "residuals": residuals,
        "residual_bins": along,
        "error_quantiles": residual_quantiles.error_quantiles(errors, level),
    }
    parts = []
    for name in [] if features is None else features.columns[:MOST_COLUMNS]:
        own = features[name].reset_index(drop=True)  # type: ignore[index]  # it has columns
        frame = residual_quantiles.errors_along(own, errors, level, groups=group)
        frame.insert(0, "column", str(name))
        parts.append(frame)
    if parts:
        frames["residuals_by"] = pd.concat(parts, ignore_index=True)
    return frames
