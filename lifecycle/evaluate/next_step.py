"""What next: more data, more capacity or more regularisation, from training against validation.

A model that does much better on rows it was fitted on has learned some by heart; one that does as
poorly there as elsewhere cannot tell more apart than it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.wording import interval, number
from ..metrics.catalog import Metric
from ..stats.corrected_resampled import corrected_resampled_ttest
from ..stats.interval import Interval
from ..stats.rounding import OF_SUMS

BY_HEART = 0.25  # of what the model gains on training rows and not on others
ALIKE = 0.1


@dataclass(frozen=True)
class Step:
    """What the gap between training and validation speaks for.

    ``kind``: "regularise", "capacity", "both" or "unknown". ``gap``: by how much the score is
    better on rows that were fitted on, over the folds.
    """

    kind: str
    gap: Interval
    share: float
    sentence: str


def next_step(
    metric: Metric,
    valid: Sequence[float],
    train: Sequence[float],
    baseline: float,
    test_share: float,
    floor: float | None = None,
    level: float = 0.95,
) -> Step:
    """Say what to do next from a candidate's fold scores on unseen and on fitted rows.

    ``baseline``: the score of a model that looks at no column. ``test_share``: rows validated per
    row fitted. ``share`` is the part of the gain over the baseline that unseen rows do not show.
    """
    sign = 1.0 if metric.greater_is_better else -1.0
    seen, unseen = np.asarray(train, dtype=float), np.asarray(valid, dtype=float)
    known = np.isfinite(seen) & np.isfinite(unseen)
    seen, unseen = sign * seen[known], sign * unseen[known]
    gap = corrected_resampled_ttest((seen - unseen).tolist(), test_share, level).difference
    if not len(seen) or not np.isfinite(baseline):
        return Step("unknown", gap, 0.0, "Too few folds were scored to say what to do next.")
    learned = float(seen.mean()) - sign * baseline
    if learned <= OF_SUMS * max(abs(float(seen.mean())), abs(baseline)):
        text = "It does no better than the baseline even on the rows it was fitted on: bring "
        text += "columns that say more about the target, or a model that can use them."
        return Step("capacity", gap, 0.0, text)
    share = max(0.0, float((seen - unseen).mean()) / learned)
    kind = "regularise" if share > BY_HEART else "capacity" if share < ALIKE else "both"
    shown = interval(gap.value, gap.low, gap.high)
    spread = gap.width if np.isfinite(gap.width) else None
    ends = f"{number(sign * float(seen.mean()), spread)} on the rows it was fitted on, "
    ends += f"{number(sign * float(unseen.mean()), spread)} on others"
    return Step(
        kind,
        gap,
        share,
        f"{_advice(kind)} {metric.title}: {ends}; gap {shown}."
        + _floor(metric, float(sign * unseen.mean()), float(sign * seen.mean()), floor),
    )


def _advice(kind: str) -> str:
    return {
        "regularise": "It does much better on rows it was fitted on than on others: more rows, "
        "fewer columns or more regularisation (a simpler model) come next.",
        "capacity": "It does about as well on unseen rows as on those it was fitted on: more rows "
        "of the same kind would hardly help; better columns or a more flexible model come next.",
        "both": "It does somewhat better on rows it was fitted on than on others: both more rows "
        "and better columns may help, and neither alone is sure to.",
    }[kind]


def _floor(metric: Metric, unseen: float, seen: float, floor: float | None) -> str:
    """Say whether the agreed score is in reach with this model at all."""
    if floor is None or metric.better(unseen, floor):
        return ""
    if metric.better(seen, floor):
        return f" The agreed {number(floor)} is reached only on the rows it was fitted on."
    return (
        f" Not even on the rows it was fitted on is the agreed {number(floor)} reached: more rows "
        "alone will not do."
    )
