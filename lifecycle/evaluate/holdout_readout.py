"""What was learned out of fold, read off on the holdout: part of the look that Evaluate took.

Nothing is learned or chosen here, so that the holdout stays a fair judge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..stats.quantiles import (
    mean_calibration,
    pit_histogram,
    probability_integral_transform,
    quantile_coverage,
)
from ..stats.recalibration import NONE, beside, chance_called
from ..stats.reliability import reliability_curve
from .conformal_coverage import by_part, given, kept
from .conformal_step import Conformal
from .recalibrate_step import TITLES, Recalibration
from .step import Evaluation

PREFIX = "p:"
Groups = np.ndarray | None  # of the holdout's rows, in the order of the evaluation


@dataclass(frozen=True)
class ReadOff:
    """Tidy frames of the holdout by name, and how many rows they are from."""

    frames: dict[str, pd.DataFrame]
    rows: int


def corrected(made: Recalibration, seen: Evaluation, groups: Groups = None) -> ReadOff:
    """Return before and after on the holdout: ``table`` and ``curve`` as in `Recalibration`."""
    codes, p = stated(seen)
    found = {NONE: p, made.method: made.calibrator.predict_proba(p)}
    table = beside(codes, found, groups)
    curves = []
    for method, each in found.items():
        curve = reliability_curve(*chance_called(codes, each))
        curve.insert(0, "class", TITLES[method])
        curves.append(curve)
    frames = {
        "table": table.assign(title=table["method"].map(TITLES)),
        "curve": pd.concat(curves, ignore_index=True),
    }
    return ReadOff(frames, len(codes))


def held(made: Conformal, seen: Evaluation, groups: Groups = None) -> ReadOff:
    """Return how often sets or intervals held on the holdout: ``table`` and ``parts``, and for
    amounts ``pit`` and ``quantiles``, as in `Conformal`."""
    frames: dict[str, pd.DataFrame] = {}
    if made.classes:
        y, answers = stated(seen)
    else:
        y = seen.predictions["y"].to_numpy(dtype=float)
        answers = seen.predictions["prediction"].to_numpy(dtype=float)
        pit = probability_integral_transform(y, answers, made.errors["residual"])
        frames["pit"] = pit_histogram(pit, groups=groups)
        frames["quantiles"] = quantile_coverage(pit, groups=groups)
    said = given(made.learned(), answers)
    frames["table"] = kept(y, said, groups)
    level = made.level
    frames["parts"] = by_part(y, answers, said[level], made.classes, level, groups)
    return ReadOff(frames, len(y))


def means(seen: Evaluation, groups: Groups = None) -> pd.DataFrame:
    """Return observed means by tenths of the prediction, as in `stats.mean_calibration`."""
    rows = seen.predictions
    return mean_calibration(rows["y"], rows["prediction"], groups=groups)


def stated(seen: Evaluation) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's class as the position of its column, and what was stated."""
    columns = [name for name in seen.predictions.columns if str(name).startswith(PREFIX)]
    order = {str(name)[len(PREFIX) :]: place for place, name in enumerate(columns)}
    codes = np.array([order[str(label)] for label in seen.predictions["y"]], dtype=int)
    return codes, seen.predictions[columns].to_numpy(dtype=float)
