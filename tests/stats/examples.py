"""One valid call of every public function of `lifecycle.stats`, with a value for all it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lifecycle import stats
from lifecycle.stats import weighted_metrics

RNG = np.random.default_rng(11)
N, K = 48, 3
Y = (np.arange(N) % 5 < 2).astype(int)
P = np.clip(0.25 + 0.3 * Y + RNG.uniform(-0.2, 0.3, N), 0.01, 0.99)
CODES = np.arange(N) % K
PROBA = RNG.dirichlet(np.ones(K), N) * 0.6 + 0.4 * np.eye(K)[CODES]
GROUPS = np.arange(N) // 4
SEX = np.where(np.arange(N) % 2, "f", "m")
AMOUNTS = RNG.normal(10, 3, N)
SAID = AMOUNTS + RNG.normal(size=N)
NAMES = ["cat", "dog", "owl"]
TABLE = pd.DataFrame({"age": AMOUNTS.round(1), "sex": SEX})
EVENT = {"y": Y, "p": P}
ACT = {"false_alarm": 1.0, "miss": 5.0}
RATES = stats.fairness_table(np.tile(Y, 4), np.tile(Y[::-1], 4), np.tile(SEX, 4))
LEVEL = {"level": 0.9}
DRAWN = {"resamples": 25, "seed": 1}
COUNTS = {"successes_a": 3, "n_a": 10, "successes_b": 5, "n_b": 12, **LEVEL}


def curves(**given: Any) -> Any:
    return stats.Curves(Y > 0, P, resamples=25, **given)


def many(values: Any) -> Any:
    """Return the rows four times over, for what does not judge few of them."""
    return (
        pd.concat([values] * 4, ignore_index=True)
        if len(np.shape(values)) > 1
        else np.tile(values, 4)
    )


EXAMPLES: dict[str, dict[str, Any]] = {
    "Curves": {"positive": Y > 0, "score": P, "groups": GROUPS, **DRAWN},
    "adjust_pvalues": {"p_values": P, "method": "holm"},
    "bootstrap_intervals": {
        "statistics": {"mean": weighted_metrics.mean(AMOUNTS)},
        "n": N,
        "groups": GROUPS,
        "order": AMOUNTS,
        "weights": P,
        **LEVEL,
        **DRAWN,
    },
    "brier_decomposition": {**EVENT, "method": "corp"},
    "brier_score": EVENT,
    "calibration_distances": {**EVENT, **LEVEL, "groups": GROUPS, "resamples": 3, "seed": 1},
    "calibration_summary": {**EVENT, **LEVEL, "groups": GROUPS},
    "calibrator": {"method": "isotonic", "y": CODES, "proba": PROBA, "sample_weight": P},
    "classwise_calibration": {"y": CODES, "proba": PROBA, "classes": NAMES, **LEVEL},
    "classwise_error": {"y": CODES, "proba": PROBA},
    "clustered_roc_auc": {"y": Y, "score": P, "groups": GROUPS, **LEVEL},
    "compare_recalibrations": {
        "y": CODES, "proba": PROBA, "folds": GROUPS % 2, "groups": GROUPS, **LEVEL, "seed": 1,
    },
    "compare_roc_auc": {"y": Y, "score_a": P, "score_b": AMOUNTS, **LEVEL, "y_b": Y},
    "conformal_interval_coverage": {
        "y": AMOUNTS, "low": SAID - 1, "high": SAID + 1, **LEVEL, "groups": GROUPS,
    },
    "conformal_margins": {"y": AMOUNTS, "prediction": SAID, "levels": [0.8], "score": "signed"},
    "conformal_set_coverage": {"y": CODES, "sets": PROBA > 0.3, **LEVEL, "groups": GROUPS},
    "conformal_sets": {"y": CODES, "proba": PROBA, "levels": [0.8], "score": "aps"},
    "corp_curve": {**EVENT, **LEVEL, **DRAWN, "groups": GROUPS},
    "corrected_resampled_ttest": {"differences": P[:5], "test_share": 0.25, **LEVEL},
    "decision_curve": {**EVENT, "thresholds": [0.2, 0.5], **LEVEL},
    "difference_of_proportions": COUNTS,
    "drift_table": {
        "reference": TABLE,
        "new": TABLE[::2],
        "kinds": [("age", "number"), ("sex", "text")],
        "alpha": 0.05,
        "threshold": 0.1,
    },
    "error_quantiles": {"errors": AMOUNTS, **LEVEL},
    "error_tree": {
        "features": many(TABLE), "loss": many(P), "depth": 2, **LEVEL, "seed": 1,
        "groups": many(GROUPS),
    },
    "expected_calibration_error": {**EVENT, "bins": 5, "width": "mass", "debiased": True},
    "expected_cost": {**EVENT, "threshold": 0.5, **ACT, **LEVEL},
    "fairness_differences": {"table": RATES, "reference": "m", **LEVEL},
    "fairness_table": {"y": Y, "called": Y[::-1], "group": SEX, **LEVEL, "clusters": GROUPS},
    "gain_curve": {"of": curves(), **LEVEL},
    "group_thresholds": {
        "y": many(Y), "p": many(P), "group": many(SEX), "threshold": 0.5, "rule": "recall",
    },
    "kolmogorov_smirnov": {"of": curves(groups=GROUPS), **LEVEL},
    "level_and_slope": {**EVENT, **LEVEL, "groups": GROUPS},
    "mcnemar_test": {"only_a": 3, "only_b": 5},
    "mean_calibration": {
        "y": AMOUNTS, "prediction": SAID, "bins": 4, "groups": GROUPS, **LEVEL,
    },
    "mean_interval": {"values": AMOUNTS, "groups": GROUPS, **LEVEL},
    "mitigation": {
        "y": many(Y),
        "called": {"one": many(Y) > 0, "recall": many(P) > 0.5},
        "group": many(SEX),
        "cost_false_positive": 1.0,
        "cost_false_negative": 2.0,
        **LEVEL,
        "clusters": many(GROUPS),
    },
    "one_vs_one": {"codes": CODES, "proba": PROBA, "classes": NAMES, **LEVEL, "groups": GROUPS},
    "one_vs_rest": {
        "codes": CODES,
        "called": PROBA.argmax(axis=1),
        "proba": PROBA,
        "classes": NAMES,
        **LEVEL,
        "groups": GROUPS,
    },
    "paired_bootstrap_difference": {
        "a": weighted_metrics.mean(AMOUNTS), "b": weighted_metrics.median(SAID), "n": N,
        **LEVEL, **DRAWN,
    },
    "pit_histogram": {"pit": P, "bins": 4, "groups": GROUPS, **LEVEL},
    "population_stability_index": {"p_reference": P[:9], "p_new": P[9:18], "floor": 1e-4},
    "precision_recall_band": {"of": curves(), **LEVEL},
    "probability_integral_transform": {"y": AMOUNTS, "prediction": SAID, "residuals": P},
    "proportion_interval": {"successes": 4, "n": 9, **LEVEL, "method": "jeffreys"},
    "quantile_coverage": {"pit": P, "nominal": [0.1, 0.5], "groups": GROUPS, **LEVEL},
    "quantile_interval": {"values": AMOUNTS, "share": 0.9, **LEVEL},
    "ratio_of_proportions": COUNTS,
    "reliability_curve": {**EVENT, "bins": 4, **LEVEL, "groups": GROUPS},
    "roc_auc_interval": {"y": Y, "score": P, **LEVEL, "weights": GROUPS},
    "roc_auc_interval_by_size": {"y": Y, "score": P, **LEVEL},
    "roc_band": {"of": curves(), **LEVEL},
    "share_interval": {"hits": Y, "groups": GROUPS, **LEVEL},
    "smooth_curve": EVENT,
    "spiegelhalter_z": {**EVENT, "groups": GROUPS},
    "squared_calibration_error": {**EVENT, "bins": 5, "width": "equal", "debiased": False},
    "threshold_by_capacity": {**EVENT, "share": 0.3, **ACT},
    "threshold_by_cost": {**EVENT, **ACT},
    "threshold_by_precision": {**EVENT, "least": 0.6, **ACT},
    "threshold_by_recall": {**EVENT, "least": 0.6, **ACT},
    "threshold_by_youden": {**EVENT, **ACT},
    "worst_slices": {
        "features": many(TABLE), "loss": many(P), **LEVEL, "seed": 1, "groups": many(GROUPS),
    },
}  # fmt: skip
