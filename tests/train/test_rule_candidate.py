"""The rule of the contract is a candidate of its own, on the same folds as the others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.core.recipe import Params, plan
from lifecycle.define.step import DefineParams
from lifecycle.engine.runner import run_recipe, silent
from lifecycle.evaluate.step import EvaluateParams, Evaluation
from lifecycle.prepare import step
from lifecycle.project.project import Project
from lifecycle.split import step as split
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train.fit_step import predict, run_fit
from lifecycle.train.leader_sentence import sentence
from lifecycle.train.model_params import FitParams
from lifecycle.train.params import TrainParams
from lifecycle.train.stages import stages
from lifecycle.train.step import Leaderboard
from tests.builders import AT_RANDOM, as_given, mixed_table

RULE = "if a > 0 then 0.7 else 0.2"


def train(home: Path, task: str = "binary", **choices: Params) -> Leaderboard:
    store = Store(home)
    recipes = plan(GRAPH, AT_RANDOM | {"train": TrainParams(models=("linear",)), **choices})
    store.save(recipes["data"], mixed_table(task))
    made: Leaderboard = run_recipe(recipes["train"], store, GRAPH, silent)
    return made


@pytest.mark.parametrize(("task", "rule"), [("binary", RULE), ("regression", "1.5 * a - b")])
def test_it_is_scored_beside_the_others(task: str, rule: str, tmp_path: Path) -> None:
    board = train(tmp_path, task, define=DefineParams(rule=rule))
    row = board.table.set_index("model").loc["rule"]
    assert row["baseline"]
    assert row["title"] == "Incumbent rule"
    assert row["problem"] == row["warning"] == ""
    assert rule in row["settings"]
    base = board.table.set_index("model").loc["dummy", "score"]
    assert row["score"] > base if task == "binary" else row["score"] < base
    assert row["features"] == 4
    assert "rule" not in board.again.models


def test_a_rule_that_cannot_be_applied_says_so_in_its_row(tmp_path: Path) -> None:
    board = train(tmp_path, define=DefineParams(rule="if aa > 0 then 1 else 0"))
    rows = board.table.set_index("model")
    assert rows.loc["rule", "problem"] == (
        "Incumbent rule: there is no column aa that may be used; perhaps a is meant. "
        "Correct it in Define."
    )
    assert rows.loc["linear", "score"] > 0.5


def test_without_a_rule_there_is_no_such_candidate(tmp_path: Path) -> None:
    assert "rule" not in train(tmp_path).fits


def test_a_rule_that_cannot_be_read_is_not_taken(tmp_path: Path) -> None:
    project = Project.create(Store(tmp_path), "p")
    with pytest.raises(ChoiceError, match=r"^Incumbent as a rule: An if needs a then and an"):
        project.choose("define", rule="if a > 0")
    project.choose("define", rule="  a >\n 0 ")
    assert project.params("define") == DefineParams(rule="a > 0")


def test_only_what_rests_on_the_rule_gets_stale() -> None:
    before, after = (plan(GRAPH, {"define": DefineParams(rule=r)}) for r in ("", RULE))
    changed = {name for name in GRAPH if before[name].key != after[name].key}
    assert {"define", "train", "evaluate", "export"} <= changed
    assert changed.isdisjoint({"read", "data", "split", "prepare", "fold", "fit", "validation"})
    other = plan(GRAPH, {"define": DefineParams(rule=RULE, incumbent="by hand", floor=0.3)})
    assert other["train"].key == after["train"].key


def test_it_takes_raw_columns_and_no_weights_nor_seed() -> None:
    table = mixed_table()
    parts = split.run(split.SplitParams(method="random"), data=table, report=silent)
    made = step.run(step.PrepareParams(), data=table, split=parts, report=silent)
    fitted = run_fit(
        FitParams.model_validate({"model": "rule", "settings": {"formula": RULE}}),
        data=table,
        split=parts,
        prepare=made,
        labels=as_given(table, parts),
        report=silent,
    )
    said = predict(fitted.model, table.x, table.classes)[f"p:{table.classes[-1]}"]
    assert said.tolist() == [0.7 if a > 0 else 0.2 for a in table.x["a"]]


def board_of(*rows: tuple[str, str, bool, float, bool]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["model", "title", "baseline", "score", "tied"])
    shown = {"low": made["score"] - 0.1, "high": made["score"] + 0.1, "train_score": made["score"]}
    return made.assign(**shown, problem="", settings="", simplicity=range(len(made)))


def test_it_is_called_by_its_name_where_it_is_not_beaten() -> None:
    rule, base = ("rule", "Incumbent rule", True, 0.8), ("dummy", "Baseline", True, 0.5, False)
    linear = ("linear", "Linear model", False)
    ahead = board_of((*rule, False), (*linear, 0.7, True), base)
    assert sentence(ahead, "ROC AUC").startswith(
        "Nothing beats the incumbent rule, which has ROC AUC"
    )
    level = board_of((*linear, 0.81, False), (*rule, True), base)
    assert sentence(level, "ROC AUC").startswith("Nothing clearly beats the incumbent rule: Linear")
    assert stages(level, "ROC AUC", True)[0].said.startswith(
        "Nothing clearly beats the incumbent rule"
    )
    beaten = board_of((*linear, 0.95, False), (*rule, False), base)
    assert stages(beaten, "ROC AUC", True)[0].said.endswith("incumbent rule 0.8.")


def test_it_is_measured_on_the_holdout_beside_the_model(tmp_path: Path) -> None:
    store, table = Store(tmp_path), mixed_table()
    choices: dict[str, Params] = {
        "train": TrainParams(models=("linear",)),
        "define": DefineParams(rule=RULE, incumbent_score=0.99),
        "evaluate": EvaluateParams(resamples=200),
    }
    recipes = plan(GRAPH, AT_RANDOM | choices)
    store.save(recipes["data"], table)
    found: Evaluation = run_recipe(recipes["evaluate"], store, GRAPH, silent)
    today = found.today.set_index("name")["value"]
    held = found.predictions["row"].to_numpy()
    said = table.x["a"].iloc[held].gt(0)
    truth = table.y.iloc[held] == table.classes[-1]
    assert today["accuracy"] == pytest.approx((said == truth).mean())
    assert set(today.index) == set(found.metrics["name"])
    ends = found.today.set_index("name").loc["accuracy"]
    assert ends["low"] < ends["value"] < ends["high"]
    over = found.today_differences.set_index("name").loc["accuracy"]
    own = found.metrics.set_index("name").loc["accuracy", "value"]
    assert over["value"] == pytest.approx(own - ends["value"])
    assert over["low"] <= over["value"] <= over["high"]
    assert "on the same rows the model" in found.verdict
    assert found.incumbent == today[found.metric] != 0.99  # measured goes before remembered


def test_a_rule_that_fails_does_not_keep_the_model_from_being_judged(tmp_path: Path) -> None:
    store = Store(tmp_path)
    choices: dict[str, Params] = {
        "train": TrainParams(models=("linear",)),
        "define": DefineParams(rule="unknown > 3", incumbent_score=0.7),
        "evaluate": EvaluateParams(resamples=200),
    }
    recipes = plan(GRAPH, AT_RANDOM | choices)
    store.save(recipes["data"], mixed_table())
    found: Evaluation = run_recipe(recipes["evaluate"], store, GRAPH, silent)
    assert found.today.to_dict("records") == [{"name": found.metric, "value": 0.7}]
