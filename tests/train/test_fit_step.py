"""One candidate on one fold: scored on rows it was not fitted on, failures said in words."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from lifecycle import models
from lifecycle.core.errors import ChoiceError, TaskError
from lifecycle.data.step import Table
from lifecycle.engine.runner import silent
from lifecycle.metrics.catalog import Outcome, for_task, score_all
from lifecycle.prepare import step
from lifecycle.split import step as split
from lifecycle.train.candidate_pipeline import UNWEIGHTED, assemble
from lifecycle.train.fit_step import Fold, predict, run_fit, run_fold
from lifecycle.train.model_params import FitParams, FoldParams
from tests.builders import as_given, make_table, mixed_table
from tests.matrix import first

TASKS = ("binary", "multiclass", "regression")


def inputs(table: Table, **cut: Any) -> dict[str, Any]:
    parts = split.run(split.SplitParams(**{"method": "random"} | cut), data=table, report=silent)
    made = step.run(step.PrepareParams(), data=table, split=parts, report=silent)
    return {
        "data": table,
        "split": parts,
        "prepare": made,
        "labels": as_given(table, parts),
        "report": silent,
    }


def fold(given: dict[str, Any], **chosen: Any) -> Fold:
    return run_fold(FoldParams(**chosen), **given)


@pytest.mark.parametrize("task", TASKS)
def test_a_fold_is_scored_on_the_rows_left_out(task: str) -> None:
    given = inputs(mixed_table(task))
    table, (rows, held) = given["data"], given["split"].fold(2)
    made = fold(given, model="linear", fold=2)
    assert made.predictions["row"].tolist() == held.tolist()
    assert made.scores["metric"].tolist() == [m.name for m in for_task(task)]
    again = assemble(given["prepare"], FitParams(model="linear"), task)
    again.fit(table.x.iloc[rows], table.y.iloc[rows])
    for positions, column in ((held, "value"), (rows, "train_value")):
        guess = predict(again, table.x.iloc[positions], table.classes)
        outcome = Outcome.of(table.y.iloc[positions], guess, table.classes)
        assert list(score_all(outcome, task).values()) == made.scores[column].tolist()


@pytest.mark.parametrize("task", TASKS)
def test_validation_and_holdout_rows_do_not_reach_the_fit(task: str) -> None:
    given = inputs(mixed_table(task))
    before = fold(given, model="forest", fold=0)
    spoiled = given["data"].frame.copy()
    rows, held = given["split"].fold(0)
    others = np.setdiff1d(np.arange(len(spoiled)), [*rows, *held])
    spoiled.loc[others, ["a", "b"]] = -99.0
    spoiled.loc[held, "y"] = spoiled.loc[held, "y"].to_numpy()[::-1]
    after = fold(given | {"data": replace(given["data"], frame=spoiled)}, model="forest", fold=0)
    pd.testing.assert_frame_equal(before.predictions, after.predictions)


def test_predictions_agree_with_what_scikit_learn_would_say() -> None:
    for task in ("binary", "multiclass"):
        given = inputs(mixed_table(task))
        table = given["data"]
        for model in [m for m in models.for_task(task) if m.installed]:
            fitted = run_fit(FitParams(model=model.name), **given).model
            guess = predict(fitted, table.x, table.classes)
            assert (guess["prediction"] == fitted.predict(table.x)).all(), model.name
            share = guess[[f"p:{c}" for c in table.classes]]
            assert np.allclose(share.sum(axis=1), 1)


def test_a_class_absent_from_the_fit_gets_probability_zero_in_its_place() -> None:
    x = pd.DataFrame({"a": [0.0, 1.0, 2.0]})
    fitted = DummyClassifier().fit(x, ["c", "a", "a"])
    guess = predict(fitted, x, ("a", "b", "c"))
    assert list(guess) == ["prediction", "p:a", "p:b", "p:c"]
    assert guess.loc[0, ["p:a", "p:b", "p:c"]].tolist() == [2 / 3, 0.0, 1 / 3]


def with_one_row_of(label: str, task: str) -> dict[str, Any]:
    """Return inputs in which one class has a single row, to be validated in fold 1."""
    given = inputs(mixed_table("multiclass" if task == "multiclass" else "binary"))
    row = given["split"].fold(1)[1][0]
    frame = given["data"].frame.copy()
    frame["y"] = np.where(frame.index == row, label, frame["y"] if task == "multiclass" else "no")
    return given | {"data": make_table(frame, "y", task)}


@pytest.mark.parametrize("model", [n for n, m in models.MODELS.items() if m.installed])
def test_a_class_with_one_row_keeps_its_column(model: str) -> None:
    given = with_one_row_of("z", "multiclass")
    for k in (0, 1):
        made = fold(given, model=model, fold=k)
        assert made.predictions["p:z"].between(0, 1).all()
        assert k == 0 or (made.predictions["p:z"] == 0).all()


def test_a_class_too_small_for_a_model_is_said_in_words() -> None:
    given = with_one_row_of("z", "binary")  # this model sets rows of each class aside
    with pytest.raises(TaskError) as caught:
        fold(given, model="mlp", fold=0)
    assert str(caught.value) == (
        "Neural network could not be fitted: the rarest class has too few rows for it. "
        "Bring more rows of the rarest class, or leave this model out."
    )


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("neighbors", "asks for more neighbours than there are rows"),
        ("mlp", "too few rows to set some"),
    ],
)
def test_too_few_rows_for_a_model_are_said_in_words(model: str, said: str) -> None:
    given = inputs(mixed_table("multiclass", n=14))
    with pytest.raises(TaskError, match=said):
        fold(given, model=model, fold=0)


def test_a_fold_of_one_class_is_said_in_words() -> None:
    frame = mixed_table().frame.sort_values("y", ignore_index=True).assign(t=np.arange(200.0))
    frame.loc[199, "t"] = 120.5  # the other class comes late in the training rows
    given = inputs(make_table(frame, "y", "binary"), method="time", column="t", holdout=0.1)
    with pytest.raises(TaskError, match="Linear model could not be fitted: its rows are all of"):
        fold(given, model="linear", fold=1)


def test_warnings_are_collected_in_words_and_never_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hasty = replace(models.MODELS["linear"], make=lambda task, seed: LogisticRegression(max_iter=1))
    monkeypatch.setitem(models.MODELS, "hasty", hasty)
    given = inputs(mixed_table())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = fold(given, model="hasty", fold=0)
    assert made.warnings == (
        "The fit was stopped before it had converged; its score may still improve.",
    )


def test_few_rows_are_nothing_to_warn_the_kernel_machine_of() -> None:
    assert fold(inputs(mixed_table(n=60)), model="kernel", fold=0).warnings == ()


def test_all_training_rows_are_used_for_the_final_fit() -> None:
    given = inputs(mixed_table("regression"))
    fitted = run_fit(FitParams(model="dummy"), **given)
    mean = given["data"].y.iloc[given["split"].train].mean()
    assert predict(fitted.model, given["data"].x, ())["prediction"].iloc[0] == pytest.approx(mean)


def test_an_unknown_model_is_answered_with_close_names() -> None:
    given = inputs(mixed_table())
    with pytest.raises(ChoiceError, match="Did you mean forest"):
        fold(given, model="forrest", fold=0)
    with pytest.raises(ChoiceError, match="Choose from dummy, guess"):
        run_fit(FitParams(model="xyz"), **given)


def weighted(task: str, weight: np.ndarray) -> dict[str, Any]:
    """The inputs of a fit on a table whose column ``w`` weights its rows."""
    table = mixed_table(task)
    frame = table.frame.assign(w=weight[: len(table.frame)])
    made = make_table(frame, "y", task)
    columns = made.columns.copy()
    columns.loc[columns["name"] == "w", "role"] = "weight"
    return inputs(replace(made, columns=columns))


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_whole_weights_are_as_good_as_repeated_rows(task: str) -> None:
    counts = np.random.default_rng(3).integers(1, 4, 200).astype(float)
    given = weighted(task, counts)
    assert "w" not in given["data"].features
    found = run_fit(FitParams(model="linear"), **given).model
    rows = given["split"].train
    x, y = given["data"].x.iloc[rows], given["data"].y.iloc[rows]
    model = found.named_steps["model"]
    plain = clone(model)
    features = found[:-1].transform(x)
    times = counts[rows].astype(int)
    plain.fit(np.repeat(features, times, axis=0), np.repeat(y.to_numpy(), times))
    assert np.ravel(model.coef_) == pytest.approx(np.ravel(plain.coef_), rel=0.02, abs=0.01)


@pytest.mark.parametrize("task", first(["regression", "binary", "multiclass"]))
def test_weights_change_every_candidate_that_takes_them(task: str) -> None:
    plain, given = inputs(mixed_table(task)), weighted(task, np.linspace(0.0, 5.0, 200))
    x = given["data"].x.iloc[:50]
    drawn = "guess"  # one draw may come out alike
    for model in [m for m in models.for_task(task) if m.name != drawn and m.installed]:
        params = FitParams(model=model.name)
        made, without = run_fit(params, **given), run_fit(params, **plain)
        heard = UNWEIGHTED not in made.warnings
        assert heard == models.takes_weights(made.model.named_steps["model"])
        answers = [predict(each.model, x, given["data"].classes) for each in (made, without)]
        assert answers[0].equals(answers[1]) != heard, model.name


def test_a_candidate_that_takes_no_weights_says_so() -> None:
    given = weighted("binary", np.linspace(1, 3, 200))
    assert any(
        "no sample weights" in said for said in fold(given, model="neighbors", fold=0).warnings
    )
    assert not any(
        "no sample weights" in said for said in fold(given, model="tree", fold=0).warnings
    )


@pytest.mark.parametrize("unit", first([1e6, 1e-6]))
def test_no_answer_depends_on_the_targets_unit(unit: float) -> None:
    given = inputs(mixed_table("regression", n=120))
    frame = given["data"].frame
    other = given | {"data": make_table(frame.assign(y=frame["y"] * unit), "y", "regression")}
    x = given["data"].x.iloc[:40]
    for model in [m for m in models.for_task("regression") if m.installed]:
        params = FitParams(model=model.name)
        plain, scaled = (run_fit(params, **g).model.predict(x) for g in (given, other))
        assert scaled / unit == pytest.approx(plain, rel=0.02, abs=0.02), model.name
