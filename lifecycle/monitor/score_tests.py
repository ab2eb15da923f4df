"""Did the model get worse? The success measure, losses, calibration and target, tested together.

Two samples are compared by their intervals: each side's distance to the limit that faces the other
is its error (MOVER: Zou, Donner (2008), Statistics in Medicine 27:1693-1702), so that groups count
as they do in the intervals. The p-values are Holm's, as each of the tests may raise an alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import norm

from ..evaluate.findings import top_label
from ..metrics.catalog import METRICS
from ..metrics.intervals import interval_of
from ..metrics.outcome import Outcome
from ..metrics.undefined import UNDEFINED
from ..stats.bootstrap import bootstrap_intervals
from ..stats.calibration import calibration_summary
from ..stats.grouped import group_codes, share_interval
from ..stats.interval import Interval, z_of
from ..stats.multiple_testing import adjust_pvalues
from ..stats.weighted_metrics import mean
from ..storage.frame_columns import Column, names_of

TESTS = (
    Column("name", "a metric, or calibration_in_the_large, calibration_slope, bias or target"),
    Column("title", "what people call it"),
    Column("reference", "on the holdout", unit="metric"),
    Column("new", "on the new rows", unit="metric"),
    Column("change", "new less reference", unit="metric"),
    Column("p_value", "that chance alone changes it so, Holm adjusted", unit="p-value"),
    Column("changed", "whether that is below the significance level"),
)
RANKING, LARGE, SLOPE, BIAS, TARGET = (
    "roc_auc", "calibration_in_the_large", "calibration_slope", "bias", "target",
)  # fmt: skip
CALIBRATION = frozenset({LARGE, SLOPE})
LOSSES = (RANKING, "log_loss", "brier_score")
TITLES = {
    LARGE: "Calibration in the large (log odds)",
    SLOPE: "Calibration slope",
    BIAS: "Mean error",
    TARGET: "Target",
}
RESAMPLES = 1000


@dataclass(frozen=True)
class Sample:
    """What was observed and predicted, with the group of each row, None where rows stand alone."""

    outcome: Outcome
    groups: np.ndarray | None = None


@dataclass(frozen=True)
class _Change:
    name: str
    title: str
    was: Interval
    now: Interval
    p: float


def score_tests(
    metric: str,
    was: pd.DataFrame,
    now: pd.DataFrame,
    reference: Sample,
    new: Sample,
    alpha: float,
) -> pd.DataFrame:
    """Return one row a test, of ``TESTS``; what is undefined on either side is not tested.

    ``was`` and ``now``: frames of metrics. ``reference`` and ``new``: the rows whose class the
    model knows.
    """
    names = [metric, *(name for name in LOSSES if name != metric)]
    found = [*_of_metrics(names, was, now)]
    if len(reference.outcome) and len(new.outcome):
        found += (
            _of_calibration(reference, new) if new.outcome.classes else _of_bias(reference, new)
        )
        found += _of_target(reference, new)
    p = adjust_pvalues([each.p for each in found], "holm") if found else np.empty(0)
    rows = [
        (c.name, c.title, c.was.value, c.now.value, c.now.value - c.was.value, q, q < alpha)
        for c, q in zip(found, p, strict=True)
    ]
    return pd.DataFrame(rows, columns=names_of(TESTS)).astype({"changed": bool})


def _of_metrics(names: list[str], was: pd.DataFrame, now: pd.DataFrame) -> Iterator[_Change]:
    """Yield the tests of metrics that are in both frames: only what is worse counts."""
    for name in names:
        if not (name in set(was["name"]) and name in set(now["name"])):
            continue
        first, second = interval_of(was, name), interval_of(now, name)
        if not (_defined(first) and _defined(second)):
            continue
        p = _chance(first, second)
        better = (second.value > first.value) == METRICS[name].greater_is_better
        yield _Change(name, METRICS[name].title, first, second, 1 - p / 2 if better else p / 2)


def _of_calibration(reference: Sample, new: Sample) -> Iterator[_Change]:
    """Yield the tests of calibration in the large and slope, of the called class if several."""
    was, now, alone = (
        calibration_summary(*top_label(each.outcome), groups=groups)
        for each, groups in (
            (reference, reference.groups),
            (new, new.groups),
            (new, _none_if(reference, new)),
        )
    )
    if was.method.startswith(UNDEFINED) or now.method.startswith(UNDEFINED):
        return
    for name, first, second, plain in (
        (LARGE, was.in_the_large, now.in_the_large, alone.in_the_large),
        (SLOPE, was.slope, now.slope, alone.slope),
    ):
        before = _widened(first, second, plain)
        yield _Change(name, TITLES[name], before, second, _chance(before, second))


def _of_bias(reference: Sample, new: Sample) -> Iterator[_Change]:
    was, now = _both(_mean_of, reference, new, [e.outcome.error for e in (reference, new)])
    yield _Change(BIAS, TITLES[BIAS], was, now, _chance(was, now))


def _of_target(reference: Sample, new: Sample) -> Iterator[_Change]:
    """Yield the test of the target: its mean, or the share of the class that moved most."""
    classes = new.outcome.classes
    if not classes:
        amounts = [e.outcome.y.astype(float) for e in (reference, new)]
        was, now = _both(_mean_of, reference, new, amounts)
        yield _Change(TARGET, "Mean of the target", was, now, _chance(was, now))
        return
    told = classes[-1:] if len(classes) == 2 else classes
    shares = []
    for label in told:
        hits = [e.outcome.y == label for e in (reference, new)]
        was, now = _both(share_interval, reference, new, hits)
        shares.append((_chance(was, now), label, was, now))
    p, label, was, now = min(shares, key=lambda each: each[0])
    yield _Change(TARGET, f"Share of {label}", was, now, min(1.0, p * len(told)))


def _both(
    interval: Callable[[np.ndarray, np.ndarray | None], Interval],
    reference: Sample,
    new: Sample,
    values: Sequence[np.ndarray],
) -> tuple[Interval, Interval]:
    """Return the intervals of a value a row in both samples."""
    was, now = interval(values[0], reference.groups), interval(values[1], new.groups)
    return _widened(was, now, interval(values[1], _none_if(reference, new))), now


def _none_if(reference: Sample, new: Sample) -> np.ndarray | None:
    """Return the groups of the new rows, none where those of the reference are not known."""
    return None if reference.groups is None else new.groups


def _widened(was: Interval, now: Interval, alone: Interval) -> Interval:
    """Return the reference's interval as much wider as groups make that of the new rows.

    A bundle seldom keeps the group of its rows; they are taken to be as alike as the new ones.
    """
    wider = now.width / alone.width if alone.width > 0 else 1.0
    if not (np.isfinite(wider) and wider > 1):
        return was
    low, high = (was.value + (end - was.value) * wider for end in (was.low, was.high))
    return replace(was, low=low, high=high)


def _mean_of(values: np.ndarray, groups: np.ndarray | None) -> Interval:
    statistics = {"mean": mean(values)}
    return bootstrap_intervals(statistics, len(values), resamples=RESAMPLES, groups=groups)["mean"]


def _defined(found: Interval) -> bool:
    known = np.isfinite([found.value, found.low, found.high]).all()
    return bool(known) and not found.method.startswith(UNDEFINED)


def _chance(was: Interval, now: Interval) -> float:
    """Return the two-sided p-value of no change."""
    if not (np.isfinite([was.low, was.high, now.low, now.high]).all()):
        return 1.0
    apart = now.value - was.value
    facing = (was.high - was.value, now.value - now.low)
    if apart < 0:
        facing = (was.value - was.low, now.high - now.value)
    error = float(np.hypot(facing[0] / z_of(was.level), facing[1] / z_of(now.level)))
    if error <= 0:
        return float(apart == 0)
    return float(2 * norm.sf(abs(apart) / error))


def tied(column: pd.Series | None, rows: np.ndarray) -> np.ndarray | None:
    """Return the groups of these rows; None where there is no column, or none repeats."""
    if column is None:
        return None
    text = column.reset_index(drop=True)[rows].reset_index(drop=True)
    alone = "row " + pd.Series(np.arange(len(text))).astype(str)
    names = np.asarray(text.astype(str).where(text.notna(), alone), dtype=object)
    return names if group_codes(names, len(names)) is not None else None
