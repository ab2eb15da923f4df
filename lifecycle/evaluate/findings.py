"""What an evaluation says beyond its metrics: calibration, net benefit, weak spots, groups."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..core.wording import percent
from ..metrics.outcome import Outcome
from ..stats import (
    brier_decomposition,
    calibration_distances,
    calibration_summary,
    decision_curve,
    expected_calibration_error,
    fairness_differences,
    fairness_table,
    worst_slices,
)
from ..stats.jackknife import coverage_in_time
from .calibration import calibration_frames
from .intersections import crossed

if TYPE_CHECKING:  # the Evaluate step imports this room
    from ..data.step import Table

Frames = dict[str, pd.DataFrame]
GOOD_ENOUGH = "Nothing here speaks against the probabilities; few rows would not show small faults."
CALIBRATION = ["name", "title", "value", "low", "high", "p_value", "meaning"]


def beyond_metrics(
    outcome: Outcome,
    data: Table,
    rows: np.ndarray,
    level: float,
    seed: int,
    together: pd.Series | None = None,
) -> Frames:
    """Return the frames that apply to this task, by name; ``together`` names groups of rows.

    ``calibration``: one row a number; for several classes the chance of the called class is
    judged (top-label). ``corp``, ``smooth`` and ``classwise`` as in `evaluate.calibration`.
    ``decision``: net benefit a threshold (two classes). ``slices``: where the
    model does worst. ``groups`` and ``gaps``: rates and differences by protected column.
    """
    found: Frames = {}
    if outcome.classes:
        y, p = top_label(outcome)
        found["calibration"] = calibration(y, p, level, together, seed)
        found |= calibration_frames(outcome, y, p, level, seed, together)
    if len(outcome.classes) == 2:
        found["decision"] = decision_curve(outcome.positive, outcome.score, level=level)
        found |= groups(outcome, data, rows, level, together)
    features = data.x.iloc[rows].reset_index(drop=True)
    found["slices"] = worst_slices(features, loss(outcome), level=level, seed=seed, groups=together)
    return found


def top_label(outcome: Outcome) -> tuple[np.ndarray, np.ndarray]:
    """Return what happened and the chance that was stated for it, one of each a row."""
    if len(outcome.classes) == 2:
        return outcome.positive.astype(float), outcome.score
    top = outcome.probabilities.argmax(axis=1)
    return (top == outcome.codes).astype(float), outcome.probabilities.max(axis=1)


def loss(outcome: Outcome) -> np.ndarray:
    """Return how badly each row was predicted: 1 for a wrong label, or the absolute error."""
    if outcome.classes:
        return np.asarray(outcome.called != outcome.codes, dtype=float)
    return np.asarray(np.abs(outcome.error))


def calibration(
    y: np.ndarray,
    p: np.ndarray,
    level: float,
    together: pd.Series | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the numbers of a calibration report with what each would be if all were right."""
    far = calibration_distances(y, p, level, together, seed=seed)
    s, parts = calibration_summary(y, p, level, together), brier_decomposition(y, p)
    nan = math.nan
    of_both = "Likelihood-ratio test" if s.method != "wald-clustered" else "Wald test of both"
    rows: list[tuple[object, ...]] = [
        ("in_the_large", "Calibration in the large", *ends(s.in_the_large), nan,
         "0 is right; above 0 the probabilities are too low on average."),
        ("slope", "Calibration slope", *ends(s.slope), nan,
         "1 is right; below 1 the probabilities are too extreme."),
        ("intercept", "Calibration intercept", *ends(s.intercept), nan,
         "Fitted together with the slope; 0 is right."),
        ("likelihood_ratio", of_both, s.likelihood_ratio.statistic, nan, nan,
         s.likelihood_ratio.p_value, "A small p says that intercept or slope is off."),
        ("spiegelhalter", "Spiegelhalter's z", s.spiegelhalter.statistic, nan, nan,
         s.spiegelhalter.p_value, "A small p says that the probabilities are not calibrated."),
        ("observed_expected", "Observed/expected ratio", s.observed_expected, nan, nan, nan,
         "Cases observed for each expected; 1 is right."),
        ("ece", "Expected calibration error (debiased)", expected_calibration_error(y, p), nan,
         nan, nan,
         "How far predicted and observed shares lie apart, less what chance adds; 0 is right."),
        ("ici", "Integrated calibration index (ICI)", *ends(far.ici), nan,
         "Mean distance of the smooth curve from the diagonal; a lower limit of 0 says it may be "
         "chance alone."),
        ("e50", "Median calibration error (E50)", *ends(far.e50), nan,
         "The same distance, for the median row."),
        ("e90", "90th percentile of the error (E90)", *ends(far.e90), nan,
         "The same distance; 90% of the rows lie within it."),
        ("emax", "Maximum calibration error (Emax)", *ends(far.emax), nan,
         "The same distance, for the worst row."),
        ("miscalibration", "Miscalibration (CORP)", parts.miscalibration, nan, nan,
         nan, "The part of the Brier score that recalibration could take away at most."),
        ("discrimination", "Discrimination (CORP)", parts.discrimination, nan, nan,
         nan, "The gain in Brier score over the base rate that ranking alone brings."),
        ("skill", "Brier skill score", s.skill, nan, nan, nan,
         "0 is no better than the base rate, 1 is perfect."),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=CALIBRATION)
    numbers = ["value", "low", "high"]
    # No finite slope exists where the classes can be told apart without error.
    frame[numbers] = frame[numbers].astype(float).replace([np.inf, -np.inf], np.nan)
    return frame


def calibration_sentence(report: pd.DataFrame) -> str:
    """Return what a calibration report means, before any number of it.

    The test of intercept and slope together decides whether there is a fault, so that at most 5% of
    reports on right probabilities name one.
    """
    rows = {row["name"]: row for row in report.to_dict("records")}
    large, slope = rows["in_the_large"], rows["slope"]
    if math.isnan(slope["low"]):
        return "There are too few different outcomes to judge the probabilities."
    if not rows["likelihood_ratio"]["p_value"] < 0.05:
        return GOOD_ENOUGH  # two intervals would speak of chance twice as often as one test
    faults = []
    if large["low"] > 0 or large["high"] < 0:
        faults.append("too low on average" if large["value"] > 0 else "too high on average")
    if slope["high"] < 1:
        faults.append("too extreme: both high and low ones should lie nearer to the middle")
    if slope["low"] > 1:
        faults.append("too timid: both high and low ones should lie further apart")
    if faults:
        return f"The probabilities are {' and '.join(faults)}."
    return "The probabilities are not calibrated, though neither their level nor slope shows why."


def remembered(outcome: Outcome, order: np.ndarray | None) -> str:
    """Say where errors last too long for the intervals of rows in time order."""
    covered = None if order is None else coverage_in_time(loss(outcome), order)
    if covered is None:
        return ""
    return (
        " Errors here last long from row to row, so the intervals are too narrow: where 95% is "
        f"stated, such intervals held the truth in about {percent(covered)} of simulations."
    )


def ends(interval: object) -> tuple[float, float, float]:
    """Return value, low and high of an interval."""
    return interval.value, interval.low, interval.high  # type: ignore[attr-defined]


def groups(
    outcome: Outcome,
    data: Table,
    rows: np.ndarray,
    level: float,
    together: pd.Series | None = None,
) -> Frames:
    """Return rates and differences by each protected column, and by every crossing of them."""
    tables, gaps = [], []
    for name, column in crossed(data, rows).items():
        table = fairness_table(outcome.positive, outcome.alarms, column, level, together)
        tables.append(table.assign(column=name))
        gaps.append(fairness_differences(table, level=level).assign(column=name))
    if not tables:
        return {}
    return {
        "groups": pd.concat(tables, ignore_index=True),
        "gaps": pd.concat(gaps, ignore_index=True),
    }
