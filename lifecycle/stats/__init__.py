"""Statistics on plain arrays and frames: intervals, calibration, decisions, fairness, drift.

Arrays in, frozen results out: an `Interval` carries value, low, high, level, method and n. Names
are imported when they are first used, so that one formula does not load every library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bands import Curves, gain_curve, kolmogorov_smirnov, precision_recall_band, roc_band
    from .bootstrap import bootstrap_intervals, paired_bootstrap_difference
    from .brier import (
        brier_decomposition,
        brier_score,
        expected_calibration_error,
        squared_calibration_error,
    )
    from .calibration import (
        calibration_summary,
        level_and_slope,
        smooth_curve,
        spiegelhalter_z,
    )
    from .conformal import (
        conformal_interval_coverage,
        conformal_margins,
        conformal_set_coverage,
        conformal_sets,
    )
    from .corrected_resampled import corrected_resampled_ttest
    from .decision import (
        decision_curve,
        expected_cost,
        threshold_by_capacity,
        threshold_by_cost,
        threshold_by_precision,
        threshold_by_recall,
        threshold_by_youden,
    )
    from .delong import (
        clustered_roc_auc,
        compare_roc_auc,
        roc_auc_interval,
        roc_auc_interval_by_size,
    )
    from .distances import Distances, calibration_distances
    from .drift import drift_table, population_stability_index
    from .error_segments import error_tree
    from .fairness import fairness_differences, fairness_table, ratio_of_proportions
    from .fairness_mitigation import group_thresholds, mitigation
    from .grouped import mean_interval, share_interval
    from .interval import Comparison, Interval
    from .mcnemar import mcnemar_test
    from .multiclass import one_vs_one, one_vs_rest
    from .multiple_testing import adjust_pvalues
    from .proportions import difference_of_proportions, proportion_interval
    from .quantiles import (
        mean_calibration,
        pit_histogram,
        probability_integral_transform,
        quantile_coverage,
    )
    from .recalibration import calibrator, compare_recalibrations
    from .reliability import classwise_calibration, classwise_error, corp_curve, reliability_curve
    from .residual_quantiles import error_quantiles, quantile_interval
    from .slices import worst_slices

HOMES = {
    "bands": ("Curves", "gain_curve", "kolmogorov_smirnov", "precision_recall_band", "roc_band"),
    "bootstrap": ("bootstrap_intervals", "paired_bootstrap_difference"),
    "brier": (
        "brier_decomposition",
        "brier_score",
        "expected_calibration_error",
        "squared_calibration_error",
    ),
    "calibration": ("calibration_summary", "level_and_slope", "smooth_curve", "spiegelhalter_z"),
    "conformal": (
        "conformal_interval_coverage",
        "conformal_margins",
        "conformal_set_coverage",
        "conformal_sets",
    ),
    "corrected_resampled": ("corrected_resampled_ttest",),
    "decision": (
        "decision_curve",
        "expected_cost",
        "threshold_by_capacity",
        "threshold_by_cost",
        "threshold_by_precision",
        "threshold_by_recall",
        "threshold_by_youden",
    ),
    "delong": (
        "clustered_roc_auc",
        "compare_roc_auc",
        "roc_auc_interval",
        "roc_auc_interval_by_size",
    ),
    "distances": ("Distances", "calibration_distances"),
    "drift": ("drift_table", "population_stability_index"),
    "residual_quantiles": ("error_quantiles", "quantile_interval"),
    "error_segments": ("error_tree",),
    "fairness": ("fairness_differences", "fairness_table", "ratio_of_proportions"),
    "fairness_mitigation": ("group_thresholds", "mitigation"),
    "grouped": ("mean_interval", "share_interval"),
    "interval": ("Comparison", "Interval"),
    "mcnemar": ("mcnemar_test",),
    "multiclass": ("one_vs_one", "one_vs_rest"),
    "multiple_testing": ("adjust_pvalues",),
    "proportions": ("difference_of_proportions", "proportion_interval"),
    "quantiles": (
        "mean_calibration",
        "pit_histogram",
        "probability_integral_transform",
        "quantile_coverage",
    ),
    "recalibration": ("calibrator", "compare_recalibrations"),
    "reliability": ("classwise_calibration", "classwise_error", "corp_curve", "reliability_curve"),
    "slices": ("worst_slices",),
}
"""In which module each public name lives."""

__all__ = [
    "Comparison",
    "Curves",
    "Distances",
    "Interval",
    "adjust_pvalues",
    "bootstrap_intervals",
    "brier_decomposition",
    "brier_score",
    "calibration_distances",
    "calibration_summary",
    "calibrator",
    "classwise_calibration",
    "classwise_error",
    "clustered_roc_auc",
    "compare_recalibrations",
    "compare_roc_auc",
    "conformal_interval_coverage",
    "conformal_margins",
    "conformal_set_coverage",
    "conformal_sets",
    "corp_curve",
    "corrected_resampled_ttest",
    "decision_curve",
    "difference_of_proportions",
    "drift_table",
    "error_quantiles",
    "error_tree",
    "expected_calibration_error",
    "expected_cost",
    "fairness_differences",
    "fairness_table",
    "gain_curve",
    "group_thresholds",
    "kolmogorov_smirnov",
    "level_and_slope",
    "mcnemar_test",
    "mean_calibration",
    "mean_interval",
    "mitigation",
    "one_vs_one",
    "one_vs_rest",
    "paired_bootstrap_difference",
    "pit_histogram",
    "population_stability_index",
    "precision_recall_band",
    "probability_integral_transform",
    "proportion_interval",
    "quantile_coverage",
    "quantile_interval",
    "ratio_of_proportions",
    "reliability_curve",
    "roc_auc_interval",
    "roc_auc_interval_by_size",
    "roc_band",
    "share_interval",
    "smooth_curve",
    "spiegelhalter_z",
    "squared_calibration_error",
    "threshold_by_capacity",
    "threshold_by_cost",
    "threshold_by_precision",
    "threshold_by_recall",
    "threshold_by_youden",
    "worst_slices",
]


def __getattr__(name: str) -> Any:
    for home, names in HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
