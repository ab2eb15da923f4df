"""Tidy frames become plotly figures of one look; ``figure.layout.meta["alt"]`` says each in words.

Pages draw them with ``theme="streamlit"`` and ``config=CONFIG``.
"""

from __future__ import annotations

from .calibrated import corp
from .classes import confusion, reliability
from .compare import differences
from .curves import gain, pr, roc
from .decision import net_benefit
from .distribution import distribution
from .errors import (
    error_sizes,
    errors_along,
    metric_intervals,
    observed_predicted,
    residuals,
)
from .explain import effect, importance
from .monitor import compare_distribution, drift
from .pairs import correlations, missing, missing_pairs
from .promises import kept_promises, mean_calibration, pit
from .relation import relation
from .several import against_rest, class_pairs
from .split import split_parts
from .text import plain
from .theme import CONFIG
from .train import folds, leaderboard
from .weak import groups, slices

__all__ = [
    "CONFIG",
    "against_rest",
    "class_pairs",
    "compare_distribution",
    "confusion",
    "corp",
    "correlations",
    "differences",
    "distribution",
    "drift",
    "effect",
    "error_sizes",
    "errors_along",
    "folds",
    "gain",
    "groups",
    "importance",
    "kept_promises",
    "leaderboard",
    "mean_calibration",
    "metric_intervals",
    "missing",
    "missing_pairs",
    "net_benefit",
    "observed_predicted",
    "pit",
    "plain",
    "pr",
    "relation",
    "reliability",
    "residuals",
    "roc",
    "slices",
    "split_parts",
]
