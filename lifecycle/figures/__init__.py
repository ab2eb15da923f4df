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
from .learning import learning, losses, validation
from .monitor import compare_distribution, drift
from .one_row import contributions, ice
from .pairs import correlations, missing, missing_pairs
from .promises import kept_promises, mean_calibration, pit
from .relation import relation
from .search import best_so_far, knob_importance, score_against_cost, settings_lines
from .several import against_rest, class_pairs
from .split import split_parts
from .text import plain
from .theme import CONFIG
from .train import folds, leaderboard
from .weak import groups, slices

__all__ = [
    "CONFIG",
    "against_rest",
    "best_so_far",
    "class_pairs",
    "compare_distribution",
    "confusion",
    "contributions",
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
    "ice",
    "importance",
    "kept_promises",
    "knob_importance",
    "leaderboard",
    "learning",
    "losses",
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
    "score_against_cost",
    "settings_lines",
    "slices",
    "split_parts",
    "validation",
]
