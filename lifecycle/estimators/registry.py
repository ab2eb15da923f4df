"""Which types a saved model may hold: our own estimators, and those of the libraries that we fit.

One row an own module. The list of trusted types and the sources that ``train.py`` holds a copy of
both read it, so that a new estimator is one name here. Strings alone, so that reading it is cheap.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

OWN: dict[str, tuple[str, ...]] = {
    "transformers": (
        "DateParts",
        "LevelGrouper",
        "MissingIndicator",
        "NumericCleaner",
        "TfidfColumns",
        "level_name",
    ),
    "calibrators": ("Calibrator", "Recalibrated"),
    "rule": ("RuleClassifier", "RuleRegressor"),
    "svm": ("CalibratedSVC", "ScaledSVR"),
    "opinion_pool": ("OpinionPoolClassifier",),
    "early_stopping": ("EarlyStoppingClassifier", "EarlyStoppingRegressor"),
}
"""Names by module of this package, in the order in which ``train.py`` holds their sources."""

LIBRARIES: tuple[str, ...] = (  # beyond scikit-learn's own estimators, which skops trusts
    "catboost.core.CatBoostClassifier",
    "catboost.core.CatBoostRegressor",
    "collections.OrderedDict",
    "interpret.glassbox._ebm._ebm.ExplainableBoostingClassifier",
    "interpret.glassbox._ebm._ebm.ExplainableBoostingRegressor",
    "lightgbm.basic.Booster",
    "lightgbm.sklearn.LGBMClassifier",
    "lightgbm.sklearn.LGBMRegressor",
    "numpy.dtype",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    *(
        f"sklearn.gaussian_process.kernels.{name}"
        for name in ("ConstantKernel", "Product", "RBF", "Sum", "WhiteKernel")
    ),
    "sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.model_selection._split.KFold",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
    "xgboost.core.Booster",
    "xgboost.sklearn.XGBClassifier",
    "xgboost.sklearn.XGBRegressor",
)

TRUSTED: tuple[str, ...] = (
    *LIBRARIES,
    *(f"{__package__}.{module}.{name}" for module, names in OWN.items() for name in names),
)

EARLIER: dict[str, str] = {  # what a type was called by the version that wrote a model
    f"lifecycle.{old}": f"{__package__}.{new}"
    for old, new in {
        # 0.1
        "features.DateParts": "transformers.DateParts",
        "features.Levels": "transformers.LevelGrouper",
        "features.Numbers": "transformers.NumericCleaner",
        "features.WasMissing": "transformers.MissingIndicator",
        "features.Words": "transformers.TfidfColumns",
        "features.level_name": "transformers.level_name",
        "formula.RuleClassifier": "rule.RuleClassifier",
        "formula.RuleRegressor": "rule.RuleRegressor",
        "margins.MarginClassifier": "svm.CalibratedSVC",
        "margins.MarginRegressor": "svm.ScaledSVR",
        "pooling.PoolClassifier": "opinion_pool.OpinionPoolClassifier",
        "stopping.EarlyStoppingClassifier": "early_stopping.EarlyStoppingClassifier",
        "stopping.EarlyStoppingRegressor": "early_stopping.EarlyStoppingRegressor",
        "stats.calibrators.Calibrator": "calibrators.Calibrator",
        "stats.calibrators.Recalibrated": "calibrators.Recalibrated",
    }.items()
}


def own_modules() -> tuple[ModuleType, ...]:
    """Return the modules of our own estimators, which a script may hold a copy of."""
    return tuple(import_module(f"{__package__}.{name}") for name in OWN)
