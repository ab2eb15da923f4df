"""One model and one threshold for everything that speaks of calls: every view counts alike."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lifecycle.engine.runner import run_recipe
from lifecycle.metrics.outcome import Outcome
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from ..builders import mixed_table

THRESHOLD = 0.2
JUDGED = {"model": "linear", "threshold": THRESHOLD, "calibration": "sigmoid"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose threshold is far from 0.5, with a protected column and every view made."""
    made = Project.create(Store(Path(tmp_path_factory.mktemp("calls"))), "Calls")
    content = mixed_table("binary", n=600).frame.to_csv(index=False).encode()
    made.choose("read", source=made.upload(io.BytesIO(content), "table.csv"))
    columns = ({"name": "colour", "role": "protected"},)
    made.choose_all({"data": {"target": "y", "columns": columns}, "judged": JUDGED})
    made.choose_all({"train": {"models": ("dummy", "linear")}, "evaluate": {"resamples": 200}})
    for step in ("evaluate", "compare", "export"):
        made.ask(step)
        run_recipe(made.recipes[step], made.store, GRAPH)
    return Project(made.store, made.id)


def made(project: Project, step: str) -> Any:
    return run_recipe(project.recipes[step], project.store, GRAPH)


def shares(outcome: Outcome) -> tuple[float, float]:
    """Return the share of rows that are flagged, and the share that are labelled wrongly."""
    wrong = outcome.prediction.astype(str) != outcome.y.astype(str)
    return float(outcome.alarms.mean()), float(wrong.mean())


@pytest.fixture(scope="module")
def holdout(project: Project) -> Outcome:
    """The holdout, called by the probabilities alone."""
    seen = made(project, "evaluate").predictions
    called = seen["p:yes"].ge(THRESHOLD).map({True: "yes", False: "no"})
    return Outcome.of(seen["y"], seen.assign(prediction=called), ("no", "yes"))


def flagged(groups: pd.DataFrame) -> float:
    """Return the share flagged over all groups of a table of rates."""
    own = groups[groups["metric"] == "selection_rate"]
    return float((own["value"] * own["n"]).sum() / own["n"].sum())


def test_every_view_of_the_holdout_counts_the_same_calls(
    project: Project, holdout: Outcome
) -> None:
    flags, wrong = shares(holdout)
    assert flags > 0.1 + shares(Outcome(holdout.y, halves(holdout), ("no", "yes")))[0]
    evaluation = made(project, "evaluate")
    accuracy = evaluation.metrics.set_index("name").loc["accuracy", "value"]
    assert 1 - accuracy == pytest.approx(wrong)
    counts = evaluation.curves["confusion"].set_index(["actual", "predicted"])["count"]
    assert counts.xs("yes", level="predicted").sum() / counts.sum() == pytest.approx(flags)
    assert flagged(evaluation.curves["groups"]) == pytest.approx(flags)
    assert made(project, "holdout_mistakes").share == pytest.approx(wrong)
    assert flagged(made(project, "holdout_fairness").groups) == pytest.approx(flags)
    exported = made(project, "export")
    assert (exported.reference["prediction"] == "yes").mean() == pytest.approx(flags)


def halves(outcome: Outcome) -> Any:
    """Return the labels that a threshold of 0.5 would give."""
    return (pd.Series(outcome.score) >= 0.5).map({True: "yes", False: "no"}).to_numpy()


def test_every_view_of_training_rows_counts_the_same_calls(project: Project) -> None:
    errors, groups = made(project, "mistakes"), made(project, "fairness")
    assert errors.model == groups.model == "linear"
    assert errors.rows == groups.rows
    rates = groups.groups[groups.groups["metric"] == "accuracy"]
    right = float((rates["value"] * rates["n"]).sum() / rates["n"].sum())
    assert 1 - right == pytest.approx(errors.share)
    compared = made(project, "compare")
    accuracy = compared.metrics.set_index("name").loc["accuracy", "first"]
    assert compared.first == "linear"
    assert accuracy != pytest.approx(
        made(project, "train").folds.query("metric == 'accuracy'")["value"].mean()
    )
    row = int(errors.mistakes["row"].iloc[0])
    project.choose("one_row", row=row + 1)
    assert made(project, "one_row").called == errors.mistakes["said"].iloc[0]


def test_every_step_that_speaks_of_predictions_needs_what_is_judged() -> None:
    speaks = ("evaluate", "compare", "mistakes", "one_row", "fairness", "conformal", "recalibrate")
    for name in (*speaks, "explain", "decide"):
        assert "judged" in {need.step for need in GRAPH[name].needs}, name
        assert not {"model", "threshold", "calibration"} & set(GRAPH[name].params.model_fields)
