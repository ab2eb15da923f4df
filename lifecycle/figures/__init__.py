"""Tidy frames become plotly figures of one look; ``figure.layout.meta["alt"]`` says each in words.

Pages draw them with ``theme="streamlit"`` and ``config=CONFIG``.
"""

from __future__ import annotations

from .classes import confusion, reliability
from .compare import differences
from .curves import pr, roc
from .decision import net_benefit
from .distribution import distribution
from .errors import metric_intervals, observed_predicted, residuals
from .explain import effect, importance
from .monitor import compare_distribution, drift
from .pairs import correlations, missing, missing_pairs
from .relation import relation
from .split import split_parts
from .text import plain
from .theme import CONFIG
from .train import folds, leaderboard
from .weak import groups, slices

__all__ = [
    "CONFIG",
    "compare_distribution",
    "confusion",
    "correlations",
    "differences",
    "distribution",
    "drift",
    "effect",
    "folds",
    "groups",
    "importance",
    "leaderboard",
    "metric_intervals",
    "missing",
    "missing_pairs",
    "net_benefit",
    "observed_predicted",
    "plain",
    "pr",
    "relation",
    "reliability",
    "residuals",
    "roc",
    "slices",
    "split_parts",
]
