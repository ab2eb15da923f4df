"""Intervals by resampling: one compiled pass against a loop over scikit-learn's metrics."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time

import numpy as np
from sklearn import metrics
from threadpoolctl import threadpool_limits

from lifecycle.stats import weighted_metrics
from lifecycle.stats.bootstrap import replicate

RESAMPLES = 2000
LOOPED = 20  # of the naive loop; it does the same each time


def rows(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    p = rng.random(n)
    return (rng.random(n) < p).astype(int), p


def ours(n: int, resamples: int) -> float:
    y, p = rows(n)
    start = process_time()
    called = (p >= 0.5).astype(int)
    statistics = {
        "roc_auc": weighted_metrics.roc_auc(y.astype(bool), p),
        "f1": weighted_metrics.of_counts(y, called, 2, weighted_metrics.f1),
        "brier_score": weighted_metrics.mean((p - y) ** 2),
        "log_loss": weighted_metrics.mean(-np.log(np.where(y == 1, p, 1 - p))),
    }
    replicate(statistics, n, resamples=resamples)
    return process_time() - start


def naive(n: int, resamples: int) -> float:
    y, p = rows(n)
    rng = np.random.default_rng(1)
    start = process_time()
    for _ in range(resamples):
        drawn = rng.integers(0, n, n)
        a, b = y[drawn], p[drawn]
        metrics.roc_auc_score(a, b)
        metrics.f1_score(a, b >= 0.5)
        metrics.brier_score_loss(a, b)
        metrics.log_loss(a, b)
    return process_time() - start


def measure() -> Iterator[tuple[str, str]]:
    """Yield CPU seconds of both, their ratio, and those of a million rows."""
    with threadpool_limits(1):
        ours(10_000, 10)  # compiles, once for every later start
        loop = naive(100_000, LOOPED) * RESAMPLES / LOOPED
        own = min(ours(100_000, RESAMPLES) for _ in range(3))
        yield f"loop, 100,000 rows, {RESAMPLES:,} resamples (from {LOOPED})", f"{loop:.1f} s"
        yield f"compiled, 100,000 rows, {RESAMPLES:,} resamples", f"{own:.2f} s"
        yield "times faster", f"{loop / own:.0f}"
        yield (
            f"compiled, 1,000,000 rows, {RESAMPLES:,} resamples",
            f"{ours(10**6, RESAMPLES):.1f} s",
        )
