"""The chosen recalibration is learned without the holdout, goes with the model, and helps there."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Params, Recipe, changes, plan
from lifecycle.data.read_step import ReadParams
from lifecycle.data.step import DataParams
from lifecycle.engine.runner import run_recipe
from lifecycle.estimators.calibrators import Calibrator, Recalibrated
from lifecycle.evaluate.judged import JudgedParams
from lifecycle.evaluate.one_row_step import OneRowParams
from lifecycle.evaluate.out_of_fold import OutOfFold
from lifecycle.evaluate.recalibration import (
    fitted_calibrator,
    recalibrated,
    recalibrated_frame,
    with_calibrator,
)
from lifecycle.evaluate.step import EvaluateParams, Evaluation
from lifecycle.export.step import Export
from lifecycle.project.looks import judged_id
from lifecycle.replay.verify import verify
from lifecycle.split.params import SplitParams
from lifecycle.stats.recalibration import cross_fitted
from lifecycle.steps import GRAPH
from lifecycle.storage import codec
from lifecycle.storage.database import Store
from lifecycle.train.params import TrainParams
from tests.exported import made

WAYS = ("sigmoid", "isotonic", "temperature")


@cache
def home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="recalibrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def source(task: str) -> str:
    """Columns that say the same eight times: naive Bayes counts them all and is far too sure."""
    rng = np.random.default_rng(0)
    signal = rng.normal(size=1200)
    frame = pd.DataFrame({f"x{i}": signal + rng.normal(scale=0.3, size=1200) for i in range(8)})
    noisy = signal + rng.normal(scale=1.2, size=1200)
    cuts = [0.0] if task == "binary" else [-0.6, 0.6]
    names = np.array(["low", "middle", "up"] if len(cuts) > 1 else ["no", "yes"])
    frame["y"] = noisy if task == "regression" else names[np.digitize(noisy, cuts)]
    path = home() / f"{task}.csv"
    frame.to_csv(path, index=False)
    with path.open("rb") as content:
        return store().put_blob(content)[0]


@cache
def store() -> Store:
    return Store(home() / "store")


def choices(task: str, way: str = "none") -> dict[str, Params]:
    model = "linear" if task == "regression" else "bayes"
    picked = {"model": model, "calibration": way}
    return {
        "read": ReadParams(source=source(task)),
        "data": DataParams(target="y"),
        "split": SplitParams(method="random", folds=3),
        "train": TrainParams(models=(model,)),
        "judged": JudgedParams.model_validate(picked),
        "evaluate": EvaluateParams(resamples=200),
    }


def recipe(step: str, task: str, way: str = "none") -> Recipe:
    return plan(GRAPH, choices(task, way))[step]


def evaluated(task: str, way: str = "none") -> Evaluation:
    found: Evaluation = run_recipe(recipe("evaluate", task, way), store(), GRAPH)
    return found


def scores(found: Evaluation) -> pd.Series:
    return found.metrics.set_index("name")["value"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_too_sure_a_model_is_better_on_the_holdout(task: str, way: str) -> None:
    before, after = evaluated(task), evaluated(task, way)
    assert after.calibration == way
    assert after.title == f"Naive Bayes, recalibrated ({way})"
    for metric in ("log_loss", "brier_score"):
        assert scores(after)[metric] < 0.93 * scores(before)[metric], metric
    table = after.curves["recalibrated"]
    assert table["method"].tolist() == ["none", way]
    assert table["brier"].tolist() == pytest.approx(
        [scores(before)["brier_score"], scores(after)["brier_score"]]
    )
    constant = ~after.baseline["reference"].str.startswith("random")  # else it goes with the calls
    assert after.baseline[constant].equals(before.baseline[constant])
    answered = after.predictions.filter(like="p:").sum(axis=1)
    assert answered.to_numpy() == pytest.approx(1.0)


@pytest.mark.parametrize("way", ["sigmoid", "temperature"])
def test_the_ranking_of_two_classes_stays(way: str) -> None:
    before, after = scores(evaluated("binary")), scores(evaluated("binary", way))
    for metric in ("roc_auc", "average_precision"):
        assert after[metric] == pytest.approx(before[metric], abs=1e-3), metric


def test_a_temperature_never_changes_the_called_class() -> None:
    before, after = evaluated("multiclass"), evaluated("multiclass", "temperature")
    assert after.predictions["prediction"].equals(before.predictions["prediction"])


def test_amounts_have_nothing_to_correct() -> None:
    before, after = evaluated("regression"), evaluated("regression", "isotonic")
    assert after.calibration == "none"
    assert after.metrics.equals(before.metrics)
    assert "recalibrated" not in after.curves


def test_the_pipeline_is_still_one_and_can_be_kept_and_copied(tmp_path: Path) -> None:
    found = evaluated("multiclass", "isotonic")
    model = found.model
    assert list(model.named_steps) == ["prepare", "model"]
    assert isinstance(model.named_steps["model"], Recalibrated)
    assert model.classes_.tolist() == ["low", "middle", "up"]
    x = run_recipe(recipe("data", "multiclass"), store(), GRAPH).x.iloc[:50]
    said = model.predict_proba(x)
    assert model.predict(x).tolist() == model.classes_[said.argmax(axis=1)].tolist()
    codec.save_model(model, tmp_path / "model.skops")
    assert (codec.load_model(tmp_path / "model.skops").predict_proba(x) == said).all()
    copied = clone(model).named_steps["model"].calibrator  # what was learned goes with a copy
    own = model.named_steps["model"].calibrator
    assert (copied.predict_proba(said) == own.predict_proba(said)).all()


def test_the_holdout_teaches_nothing() -> None:
    parts = recipe("evaluate", "binary").needs
    data, split, labels, train = (
        run_recipe(parts[name], store(), GRAPH) for name in ("data", "split", "labels", "train")
    )
    found = fitted_calibrator("sigmoid", "bayes", data, split, labels, train)
    frame = data.frame.copy()
    frame.loc[split.holdout, "y"] = "no"
    spoiled = replace(data, frame=frame)
    assert found is not None
    again = fitted_calibrator("sigmoid", "bayes", spoiled, split, labels, train)
    assert again is not None
    assert again.learned == found.learned
    assert fitted_calibrator("none", "bayes", data, split, labels, train) is None
    with pytest.raises(ChoiceError, match="no out-of-fold predictions"):
        fitted_calibrator("sigmoid", "forest", data, split, labels, train)


def test_thresholds_rest_on_what_other_folds_teach() -> None:
    parts = recipe("decide", "binary").needs
    data, split, labels, train = (
        run_recipe(parts[name], store(), GRAPH) for name in ("data", "split", "labels", "train")
    )
    own = train.oof[train.oof["model"] == "bayes"]
    said = recalibrated_frame(own, "isotonic", data, split, labels)
    rows = own["row"].to_numpy()
    fold = split.rows["fold"].to_numpy()[rows]
    changed = own.copy()
    changed.loc[(fold == 0), ["p:no", "p:yes"]] = [0.5, 0.5]  # what fold 0 was told
    other = recalibrated_frame(changed, "isotonic", data, split, labels)
    assert said["p:yes"][fold == 1].tolist() != other["p:yes"][fold == 1].tolist()
    frame = data.frame.copy()
    frame.loc[rows[fold == 0], "y"] = "no"  # and what was true there
    lied = replace(data, frame=frame)
    assert recalibrated_frame(own, "isotonic", lied, split, labels)[fold == 0].equals(
        said[fold == 0]
    )
    assert recalibrated_frame(own, "none", data, split, labels) is own


def test_a_single_fold_is_cut_at_random() -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(size=300)
    codes = (rng.uniform(size=300) < 0.5 + (p - 0.5) / 3).astype(int)
    both = np.column_stack([1 - p, p])
    one = np.zeros(300, dtype=int)
    assert (cross_fitted("sigmoid", codes, both, one) == both).all()
    own = OutOfFold("m", codes, both, one, None, ("no", "yes"), False)
    better = recalibrated(own, "sigmoid").answers[:, 1]
    assert better.std() < 0.6 * p.std()


def test_thresholds_and_sets_follow_the_choice() -> None:
    for step in ("decide", "conformal"):
        plain = run_recipe(recipe(step, "binary"), store(), GRAPH)
        way = run_recipe(recipe(step, "binary", "isotonic"), store(), GRAPH)
        assert not way.table.equals(plain.table), step


def test_what_changed_reads_well() -> None:
    said = changes(recipe("evaluate", "binary"), recipe("evaluate", "binary", "isotonic"), GRAPH)
    assert [str(change) for change in said] == [
        "Judged model: recalibration changed from none to isotonic"
    ]


def test_a_pipeline_without_a_correction_is_left_alone() -> None:
    pipeline = evaluated("binary").model
    assert with_calibrator(pipeline, None, ("no", "yes")) is pipeline


def test_what_was_learned_can_be_given() -> None:
    rng = np.random.default_rng(1)
    p = rng.dirichlet(np.ones(3), 200)
    codes = rng.integers(0, 3, 200)
    for way in WAYS:
        found = Calibrator(way).fit(p, codes)
        same = Calibrator(way, found.learned_)
        assert (same.predict_proba(p) == found.predict_proba(p)).all()
        assert same.classes_.tolist() == [0, 1, 2]


@pytest.mark.parametrize(("task", "way"), [("binary", "isotonic"), ("multiclass", "sigmoid")])
def test_the_bundle_says_it_and_can_be_verified(task: str, way: str) -> None:
    it = made(task, way)
    export: Export = it.export
    assert export.metrics["calibration"] == way
    assert f"recalibrated ({way})" in export.texts["model_card.md"]
    assert f"recalibrated ({way})" in export.texts["report.html"]
    assert 'WEIGHT = "times"' in export.texts["train.py"]
    checks = verify(it.folder, it.data)
    assert [check.name for check in checks if not check.ok] == []
    assert "replayed predictions" in [check.name for check in checks]


def test_without_a_choice_the_bundle_says_that_too() -> None:
    export = made("binary").export
    assert export.metrics["calibration"] == "none"
    assert "as the model states them" in export.texts["model_card.md"]


def test_one_row_is_answered_by_what_its_fold_did_not_teach() -> None:
    parts = recipe("decide", "binary").needs
    data, split, labels, train = (
        run_recipe(parts[name], store(), GRAPH) for name in ("data", "split", "labels", "train")
    )
    fold = split.rows["fold"].to_numpy()
    frame = data.frame.copy()
    frame.loc[np.flatnonzero(fold == 1), "y"] = "no"
    lied = replace(data, frame=frame)
    found = {}
    for fold_out in (0, 1):
        for name, table in (("as it is", data), ("lied", lied)):
            way = fitted_calibrator("sigmoid", "bayes", table, split, labels, train, fold_out)
            assert way is not None
            found[fold_out, name] = way.learned
    assert found[1, "as it is"] == found[1, "lied"]
    assert found[0, "as it is"] != found[0, "lied"]


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_what_is_shown_of_training_rows_is_as_the_corrected_model_says(task: str) -> None:
    row = int(run_recipe(plan(GRAPH, choices(task))["split"], store(), GRAPH).train[0]) + 1
    for way in ("none", "temperature"):
        plans = plan(GRAPH, choices(task, way) | {"one_row": OneRowParams(row=row)})
        why, errors = (run_recipe(plans[s], store(), GRAPH) for s in ("one_row", "mistakes"))
        sure = float(errors.mistakes["sure"].iloc[0])
        if way == "none":
            first, before = why.answer, sure
    assert sure < before - 0.01  # the surest mistake is less sure
    assert abs(why.answer - 0.5) < abs(first - 0.5)


def test_an_earlier_look_from_before_there_was_a_choice_is_the_same_look() -> None:
    evaluated("binary")
    now, changed = recipe("evaluate", "binary"), recipe("evaluate", "binary", "sigmoid")
    before = as_version_0_1_wrote_it(now)
    del before["nodes"][before["root"]]["params"]["calibration"]
    read = Recipe.from_json(before, GRAPH)
    assert judged_id(read, store()) == judged_id(now, store()) != judged_id(changed, store())


def as_version_0_1_wrote_it(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe with what is judged among Evaluate's own params."""
    written = recipe.to_json()
    root = written["nodes"][written["root"]]
    root["params"] |= written["nodes"].pop(root["needs"].pop("judged"))["params"]
    return written
