"""Evaluate: the fitted model meets the holdout alone, and every number says how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from lifecycle.core.errors import ChoiceError, ProcessDied
from lifecycle.core.recipe import Params, Recipe, Step
from lifecycle.data.step import Table
from lifecycle.define import step as define
from lifecycle.engine.runner import InlineWork, silent
from lifecycle.evaluate import step as evaluate
from lifecycle.evaluate.step import EvaluateParams, Evaluation
from lifecycle.export.step import metrics_json
from lifecycle.metrics.catalog import METRICS, for_task
from lifecycle.prepare import step as prepare
from lifecycle.split import step as split
from lifecycle.split.split import Split
from lifecycle.steps import GRAPH
from lifecycle.storage import codec
from lifecycle.storage.database import Store
from lifecycle.train.model_params import FitParams
from lifecycle.train.step import Leaderboard
from tests.builders import as_given, judged, make_table, mixed_table

TASKS = ("binary", "multiclass", "regression")


def leaderboard(best: str = "linear") -> Leaderboard:
    table = pd.DataFrame(
        {"model": ["linear", "tree", "dummy"], "title": ["Linear", "Tree", "Dummy"]}
    )
    nothing = pd.DataFrame()
    fits = {name: FitParams(model=name) for name in table["model"]}
    return Leaderboard(table, nothing, nothing, "", best, "", 0, fits)


class World:
    """The artifacts upstream of Evaluate, kept in a store as if their steps had run."""

    def __init__(self, store: Store, data: Table, parts: Split | None = None) -> None:
        self.data = data
        self.split = parts or split.run(
            split.SplitParams(method="random"), data=data, report=silent
        )
        self.prepare = prepare.run(
            prepare.PrepareParams(), data=data, split=self.split, report=silent
        )
        self.labels = as_given(data, self.split)
        needs = {
            name: Recipe(name, 1, GRAPH[name].params())
            for name in ("data", "split", "prepare", "labels")
        }
        for name, recipe in needs.items():
            store.save(recipe, getattr(self, name))
        self.work: Any = InlineWork(store, needs, GRAPH)

    def evaluate(
        self,
        contract: dict[str, Any] | None = None,
        train: Leaderboard | None = None,
        **choices: Any,
    ) -> Evaluation:
        agreed = define.run(define.DefineParams(**(contract or {})), report=silent)
        chosen = {name: choices.pop(name) for name in ("model", "threshold") if name in choices}
        return evaluate.run(
            EvaluateParams(**({"resamples": 300} | choices)),
            define=agreed,
            data=self.data,
            split=self.split,
            prepare=self.prepare,
            labels=self.labels,
            train=train or leaderboard(),
            judged=judged(**chosen),
            report=silent,
            work=self.work,
        )


class Broken:
    """Work whose tasks die."""

    def map(self, step: Step, params: Sequence[Params]) -> Iterator[tuple[Params, Any]]:
        for each in params:
            yield each, ProcessDied("The fit ran out of memory.", "Choose a smaller model.")


@pytest.mark.parametrize("task", TASKS)
def test_the_holdout_is_scored_with_an_interval_for_every_number(task: str, store: Store) -> None:
    world = World(store, mixed_table(task))
    found = world.evaluate()
    holdout = world.split.holdout
    assert found.holdout_rows == len(holdout)
    assert found.predictions["row"].tolist() == holdout.tolist()
    assert found.predictions["y"].tolist() == world.data.y.iloc[holdout].tolist()
    frames = (found.metrics, found.baseline, found.differences, found.rule, found.rule_differences)
    for frame in frames:
        assert frame["name"].tolist() == [m.name for m in for_task(task)]
        assert not frame.isna().any().any()
        assert (frame["low"] <= frame["value"]).all()
        assert (frame["value"] <= frame["high"]).all()
    assert found.state == "likely"
    assert "better than the baseline; no bar was agreed" in found.verdict


@pytest.mark.parametrize("task", TASKS)
def test_the_evaluation_survives_being_stored(task: str, store: Store, tmp_path: Path) -> None:
    found = World(store, mixed_table(task)).evaluate()
    home = tmp_path / "kept"
    home.mkdir()
    codec.write(found, home)
    again = codec.read(Evaluation, home, {})
    assert again.metrics.equals(found.metrics)
    assert set(again.curves) == set(found.curves)
    assert again.verdict == found.verdict


def test_the_numbers_are_those_of_the_fitted_pipeline(store: Store) -> None:
    world = World(store, mixed_table("binary"))
    found = world.evaluate()
    rows = world.split.holdout
    proba = found.model.predict_proba(world.data.x.iloc[rows])
    expected = roc_auc_score(world.data.y.iloc[rows] == "yes", proba[:, 1])
    value = found.metrics.set_index("name")["value"]["roc_auc"]
    assert value == pytest.approx(expected)
    assert found.baseline.set_index("name")["value"]["roc_auc"] == 0.5


def test_classes_follow_the_table_and_not_the_alphabet(store: Store, tmp_path: Path) -> None:
    usual = mixed_table("binary")
    turned = replace(usual, classes=("yes", "no"), positive="no")
    one = World(store, usual).evaluate()
    two = World(Store(tmp_path / "other"), turned).evaluate()
    assert two.predictions["p:no"].tolist() == pytest.approx(one.predictions["p:no"].tolist())
    assert two.predictions["prediction"].tolist() == one.predictions["prediction"].tolist()
    assert two.curves["roc"]["class"].unique().tolist() == ["no"]
    first, second = (each.metrics.set_index("name")["value"] for each in (one, two))
    assert second["roc_auc"] == pytest.approx(first["roc_auc"])
    assert second["recall"] != first["recall"]


def test_the_threshold_decides_the_labels_and_nothing_else(store: Store) -> None:
    world = World(store, mixed_table("binary"))
    usual, lax = world.evaluate(), world.evaluate(threshold=0.0)
    assert set(lax.predictions["prediction"]) == {"yes"}
    assert lax.metrics.set_index("name")["value"]["recall"] == 1.0
    assert lax.predictions["p:yes"].equals(usual.predictions["p:yes"])
    assert lax.threshold == 0.0
    assert lax.metrics.iloc[0].equals(usual.metrics.iloc[0])


def test_the_same_choices_give_the_same_numbers(store: Store) -> None:
    world = World(store, mixed_table("multiclass"))
    one, two = world.evaluate(), world.evaluate()
    assert one.metrics.equals(two.metrics)
    assert one.differences.equals(two.differences)
    assert one.predictions.equals(two.predictions)


def test_curves_hold_what_the_figures_draw(store: Store, tmp_path: Path) -> None:
    several = World(store, mixed_table("multiclass")).evaluate().curves
    columns = {
        "roc": ["class", "fpr", "tpr", "threshold"],
        "roc_band": ["class", "fpr", "tpr", "low", "high"],
        "pr": ["class", "recall", "precision", "threshold"],
        "pr_band": ["class", "recall", "precision", "low", "high"],
        "one_vs_one": ["a", "b", "value", "low", "high", "method", "n"],
        "reliability": ["class", "predicted", "observed", "low", "high", "count"],
    }
    drawn = {name: list(frame) for name, frame in several.items()}
    assert {name: drawn[name] for name in columns} == columns
    assert set(drawn) >= {*columns, "calibration", "slices", "gain", "ranking", "one_vs_rest"}
    assert set(several["roc"]["class"]) == {"a", "b", "c"}
    assert several["confusion"]["count"].sum() == 40
    number = World(Store(tmp_path / "other"), mixed_table("regression")).evaluate().curves
    residuals = number["residuals"]
    assert list(residuals) == ["row", "y", "prediction", "residual"]
    assert np.allclose(residuals["y"] - residuals["prediction"], residuals["residual"])
    assert set(number["residuals_by"]["column"]) == {"a", "b", "colour", "when"}
    assert number["error_quantiles"]["value"].is_monotonic_increasing


def test_a_simple_rule_and_todays_score_stand_beside_the_model(store: Store) -> None:
    found = World(store, mixed_table("binary")).evaluate({"incumbent_score": 0.7})
    assert found.rule_name.startswith("a alone, in ")
    model, rule, dummy = (
        frame.set_index("name")["value"] for frame in (found.metrics, found.rule, found.baseline)
    )
    assert dummy["roc_auc"] < rule["roc_auc"] < model["roc_auc"]
    gain = found.rule_differences.set_index("name").loc["roc_auc"]
    assert gain["value"] == pytest.approx(model["roc_auc"] - rule["roc_auc"])
    assert gain["method"] == "bootstrap-student"  # few rows of either class
    assert found.incumbent == 0.7
    assert "simple rule (a alone" in found.verdict


@pytest.mark.parametrize(
    ("task", "metric", "floor", "state"),
    [
        ("binary", "roc_auc", 0.5, "likely"),  # a simple rule may do as well
        ("binary", "log_loss", 0.01, "dont"),
        ("multiclass", "accuracy", 0.999, "dont"),
        ("regression", "mae", 5.0, "ship"),
        ("regression", "r2", 1.0, "dont"),
    ],
)
def test_the_contract_is_held_against_the_score(
    store: Store, task: str, metric: str, floor: float, state: str
) -> None:
    found = World(store, mixed_table(task)).evaluate({"metric": metric, "floor": floor})
    assert (found.metric, found.state) == (metric, state)
    assert found.verdict.startswith(METRICS[metric].title)


def test_the_chosen_candidate_goes_before_the_recommended_one(store: Store) -> None:
    world = World(store, mixed_table("binary"))
    assert world.evaluate().model_name == "linear"
    assert world.evaluate(model="tree").model_name == "tree"


def test_the_baseline_itself_is_judged_as_no_better(store: Store) -> None:
    found = World(store, mixed_table("binary")).evaluate(model="dummy")
    assert found.state == "unclear"
    assert "just as the baseline does" in found.verdict


def test_a_column_that_gives_the_target_away_is_not_called_certain(store: Store) -> None:
    y = np.repeat(["no", "yes"], 30)
    frame = pd.DataFrame({"leak": np.arange(60.0) + 100 * (y == "yes"), "y": y})
    found = World(store, make_table(frame, "y", "binary")).evaluate(model="tree")
    doubt = found.metrics.set_index("name").drop("log_loss")
    assert doubt.loc["roc_auc", "value"] == 1.0
    assert (doubt["high"] - doubt["low"] > 0.05).all()


def test_a_holdout_of_one_class_is_an_answer(store: Store) -> None:
    data = mixed_table("binary")
    out = (data.y == "no").to_numpy() & (np.arange(len(data.y)) < 60)
    rows = pd.DataFrame({"part": np.where(out, "holdout", "train"), "fold": np.where(out, -1, 0)})
    found = World(store, data, Split(rows, False, "random", pd.DataFrame(), "")).evaluate()
    assert found.state == "unclear"
    assert "one class only" in found.verdict
    missing = found.metrics.set_index("name")["value"].isna()
    assert {"roc_auc", "recall", "matthews_corrcoef"} <= set(missing.index[missing])
    assert found.metrics.loc[missing.to_numpy(), "method"].str.startswith("undefined").all()


def test_a_fit_that_died_ends_the_step_with_its_error(store: Store) -> None:
    world = World(store, mixed_table("binary"))
    world.work = Broken()
    with pytest.raises(ProcessDied, match="out of memory"):
        world.evaluate()


def test_a_candidate_that_was_not_trained_is_refused(store: Store) -> None:
    world = World(store, mixed_table("binary"))
    with pytest.raises(ChoiceError, match="not among the candidates"):
        world.evaluate(model="oracle")
    with pytest.raises(ChoiceError, match="No candidate has a score"):
        world.evaluate(train=leaderboard(best=""))


def test_rows_of_one_group_are_drawn_together(store: Store) -> None:
    table = mixed_table("binary", n=400)
    who = pd.Series(np.repeat(np.arange(100), 4).astype(str), dtype=object)
    frame = table.frame.assign(who=who)
    grouped = make_table(frame, "y", "binary")
    columns = grouped.columns.copy()
    columns.loc[columns["name"] == "who", "role"] = "group"
    found = World(store, replace(grouped, columns=columns)).evaluate()
    assert found.groups > 20
    assert found.metrics["method"].str.endswith("-by-group").all()
    assert found.differences["method"].str.endswith("-by-group").all()
    bounded = found.metrics.set_index("name").loc[["roc_auc", "accuracy"]]
    assert (bounded["low"] < bounded["value"]).all()
    assert (bounded["value"] < bounded["high"]).all()


def test_a_holdout_of_one_group_gets_no_interval_and_no_ship(store: Store) -> None:
    """The model is as good as can be, and nobody knows how it does on another site."""
    table = mixed_table("binary", n=400)
    site = pd.Series(np.repeat(["a", "b", "c", "d"], 100), dtype=object)
    grouped = make_table(table.frame.assign(site=site), "y", "binary")
    columns = grouped.columns.copy()
    columns.loc[columns["name"] == "site", "role"] = "group"
    data = replace(grouped, columns=columns)
    held = split.SplitParams(method="column", column="site", held=("d",))
    parts = split.run(held, data=data, report=silent)
    found = World(store, data, parts).evaluate()
    assert found.groups == 1
    assert found.state == "unclear"
    assert "has no interval: all rows that count are of one group" in found.verdict
    assert found.metrics[["low", "high"]].isna().all(axis=None)
    rows = metrics_json(data, found)["metrics"]
    assert {each["low"] for each in rows} == {None}
    assert all("of one group" in each["reason"] for each in rows)


def test_a_split_by_order_has_intervals_by_time_and_says_how_long_errors_last(
    store: Store,
) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=900)
    y = x + np.cumsum(rng.normal(size=900))  # errors that last
    data = make_table(pd.DataFrame({"x": x, "y": y}), "y", "regression")
    parts = split.run(split.SplitParams(method="order"), data=data, report=silent)
    found = World(store, data, parts).evaluate()
    assert found.metrics["method"].eq("jackknife-by-time").all()
    assert "the intervals are too narrow" in found.verdict
