"""Boosting that stops early: fewer trees where they gain nothing, and no class lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.engine.runner import silent
from lifecycle.estimators.early_stopping import set_aside
from lifecycle.export.expressions import Writer
from lifecycle.models import MODELS, inner
from lifecycle.models.model import STOP
from lifecycle.prepare import step
from lifecycle.split import step as split
from lifecycle.storage import codec
from lifecycle.train.fit_step import run_fit
from lifecycle.train.model_params import FitParams
from tests.builders import as_given, make_table, mixed_table

ROWS = [
    (m.name, task)
    for m in MODELS.values()
    if STOP in m.hyperparameters and m.installed
    for task in ("binary", "multiclass", "regression")
]


def given(task: str, frame: pd.DataFrame | None = None) -> dict[str, Any]:
    table = mixed_table(task) if frame is None else make_table(frame, "y", task)
    parts = split.run(split.SplitParams(method="random"), data=table, report=silent)
    made = step.run(step.PrepareParams(), data=table, split=parts, report=silent)
    shared = {"data": table, "split": parts, "prepare": made, "report": silent}
    return shared | {"labels": as_given(table, parts)}


def many(name: str) -> dict[str, Any]:
    """Return settings with far too many trees, which are to stop early."""
    rounds = next(k for k in MODELS[name].hyperparameters if k.title == "Number of trees")
    return {rounds.name: 600, "learning_rate": 0.2, STOP.name: "yes"}


@pytest.mark.parametrize(("name", "task"), ROWS)
def test_it_stops_is_kept_and_can_be_told_what_it_must_keep_to(
    name: str, task: str, tmp_path: Path
) -> None:
    monotone = {} if task == "multiclass" else {"raises": ("a",)}
    it = given(task)
    fitted = run_fit(FitParams(model=name, settings=many(name), **monotone), **it)
    assert fitted.warnings == ()
    model = fitted.model[-1]
    within = getattr(model, "regressor_", model)
    rounds = next(k.name for k in MODELS[name].hyperparameters if k.title == "Number of trees")
    assert within.estimator_.get_params()[rounds] < 300
    codec.save_model(fitted.model, tmp_path / "m.skops")
    again = codec.load_model(tmp_path / "m.skops")
    answer = "predict" if task == "regression" else "predict_proba"
    assert np.array_equal(*(getattr(m, answer)(it["data"].x) for m in (fitted.model, again)))
    assert "EarlyStopping" in Writer().text(model)
    if monotone:
        assert 1 in model.get_params()[inner(model) + MODELS[name].monotone]


@pytest.mark.parametrize("name", [name for name, task in ROWS if task == "multiclass"])
def test_a_class_of_one_row_is_kept(name: str) -> None:
    frame = mixed_table("multiclass").frame
    first = given("multiclass")["split"].train[0]
    it = given("multiclass", frame.assign(y=np.where(frame.index == first, "z", frame["y"])))
    fitted = run_fit(FitParams(model=name, settings=many(name)), **it)
    assert list(fitted.model.classes_) == ["a", "b", "c", "z"]


def test_a_share_of_each_class_is_set_aside() -> None:
    groups = np.repeat([0, 1, 2], [40, 12, 9])
    held = set_aside(groups, 0.1, 3)
    assert [int(held[groups == k].sum()) for k in range(3)] == [4, 1, 0]
    assert np.array_equal(held, set_aside(groups, 0.1, 3))


def test_few_rows_are_all_learned_from() -> None:
    it = given("binary", mixed_table(n=60).frame)
    usual = {k: v for k, v in many("boosting").items() if k != STOP.name}
    stopped, plain = (
        run_fit(FitParams(model="boosting", settings=s), **it).model.predict_proba(it["data"].x)
        for s in (many("boosting"), usual)
    )
    assert stopped == pytest.approx(plain)
