"""The contract of the registry: what a saved model may hold, and what a script has a copy of."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from xgboost import XGBClassifier, XGBRegressor

from lifecycle.estimators import calibrators, registry, transformers
from lifecycle.estimators.early_stopping import EarlyStoppingClassifier, EarlyStoppingRegressor
from lifecycle.estimators.opinion_pool import OpinionPoolClassifier
from lifecycle.estimators.rule import RuleClassifier, RuleRegressor
from lifecycle.estimators.svm import CalibratedSVC, ScaledSVR
from lifecycle.storage import model_file

ROOM = Path(registry.__file__).parent
IN_A_SCRIPT = {"numpy", "pandas", "sklearn", "scipy"}  # and the standard library
ROWS = [(module, name) for module, names in registry.OWN.items() for name in names]


N = 80
X = np.random.default_rng(0).normal(size=(N, 2))
Y = X[:, 0] - X[:, 1]
CLASSES = (Y > 0).astype(int)
CHANCES = 1 / (1 + np.exp(-np.column_stack([-Y, Y])))
FRAME = pd.DataFrame(X, columns=["a", "b"])
LEVELS = pd.DataFrame({"level": ["x", "y", None, "x"] * (N // 4)})
DATES = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=N, freq="13h")})
TEXTS = pd.DataFrame({"text": ["red house", "red car", "blue house", "blue car"] * (N // 4)})


def on_chances(method: str = "isotonic") -> calibrators.Calibrator:
    return calibrators.Calibrator(method).fit(CHANCES, CLASSES)


def recalibrated() -> calibrators.Recalibrated:
    return calibrators.Recalibrated(LogisticRegression(), on_chances(), [0, 1]).fit(X, CLASSES)


FITTED: dict[str, Callable[[], tuple[Any, Any]]] = {  # fitted on a little, and what it answers to
    "DateParts": lambda: (transformers.DateParts().fit(DATES), DATES),
    "LevelGrouper": lambda: (transformers.LevelGrouper().fit(LEVELS), LEVELS),
    "MissingIndicator": lambda: (transformers.MissingIndicator().fit(LEVELS), LEVELS),
    "NumericCleaner": lambda: (transformers.NumericCleaner().fit(FRAME), FRAME),
    "TfidfColumns": lambda: (transformers.TfidfColumns().fit(TEXTS), TEXTS),
    "Calibrator": lambda: (on_chances(), CHANCES),
    "Recalibrated": lambda: (recalibrated(), X),
    "RuleClassifier": lambda: (RuleClassifier("if a > b then 1 else 0").fit(FRAME, CLASSES), FRAME),
    "RuleRegressor": lambda: (RuleRegressor("a - 2 * b").fit(FRAME, Y), FRAME),
    "CalibratedSVC": lambda: (CalibratedSVC().fit(X, CLASSES), X),
    "ScaledSVR": lambda: (ScaledSVR().fit(X, Y), X),
    "OpinionPoolClassifier": lambda: (
        OpinionPoolClassifier([("one", LogisticRegression())], weights=[1.0]).fit(X, CLASSES),
        X,
    ),
    "EarlyStoppingClassifier": lambda: (
        EarlyStoppingClassifier(XGBClassifier(n_estimators=5)).fit(X, CLASSES),
        X,
    ),
    "EarlyStoppingRegressor": lambda: (
        EarlyStoppingRegressor(XGBRegressor(n_estimators=5)).fit(X, Y),
        X,
    ),
}


@pytest.mark.parametrize("row", ROWS, ids=".".join)
def test_a_row_names_an_estimator_or_a_function(row: tuple[str, str]) -> None:
    module, name = row
    found = getattr(import_module(f"lifecycle.estimators.{module}"), name)
    assert inspect.isfunction(found) or issubclass(found, BaseEstimator)
    assert found.__module__ == f"lifecycle.estimators.{module}"
    assert f"lifecycle.estimators.{module}.{name}" in registry.TRUSTED


@pytest.mark.parametrize("module", registry.OWN)
def test_a_module_can_be_copied_into_a_script(module: str) -> None:
    tree = ast.parse((ROOM / f"{module}.py").read_text(encoding="utf-8"))
    foreign = set()
    for node in tree.body:  # what a model alone needs is imported where it is fitted
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "a copy in a script has no room of ours beside it"
            foreign.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            foreign |= {alias.name.split(".")[0] for alias in node.names}
    assert foreign - set(sys.stdlib_module_names) <= IN_A_SCRIPT


def test_every_estimator_of_this_room_is_listed() -> None:
    """A public class that can be fitted; what others only inherit from has no fit of its own."""
    fitted = set()
    for path in ROOM.glob("*.py"):
        for name, found in vars(import_module(f"lifecycle.estimators.{path.stem}")).items():
            own = inspect.isclass(found) and found.__module__.endswith(f".{path.stem}")
            if own and issubclass(found, BaseEstimator) and hasattr(found, "fit"):
                fitted |= {(path.stem, name)} if name[0] != "_" else set()
    classes = {(module, name) for module, name in ROWS if name[0].isupper()}
    assert fitted == classes == {row for row in ROWS if row[1] in FITTED}


@pytest.mark.parametrize("row", FITTED)
def test_a_fitted_one_comes_back_from_its_file_and_answers_the_same(
    row: str, tmp_path: Path
) -> None:
    fitted, given = FITTED[row]()
    assert type(fitted).__name__ == row
    model_file.save_model(fitted, tmp_path / "model.skops")
    assert model_file.untrusted_types(tmp_path / "model.skops") == []
    again = model_file.load_model(tmp_path / "model.skops")
    way = next(w for w in ("predict_proba", "predict", "transform") if hasattr(fitted, w))
    expected = np.asarray(getattr(fitted, way)(given))
    assert expected.shape[0] == len(given)
    assert np.array_equal(np.asarray(getattr(again, way)(given)), expected)
