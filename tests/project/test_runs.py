"""Runs: two looks are compared on the rows both held out, and only where that is fair."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.engine.runner import run_recipe
from lifecycle.project import runs
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

from ..builders import mixed_table


def look(project: Project, **chosen: dict[str, object]) -> Project:
    project.choose_all(chosen)
    project.ask("evaluate")
    run_recipe(project.recipes["evaluate"], project.store, GRAPH)
    return Project(project.store, project.id)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with three looks: two models on one holdout, and another holdout."""
    store = Store(Path(tmp_path_factory.mktemp("runs")))
    made = Project.create(store, "Runs")
    content = mixed_table("binary", n=300).frame.to_csv(index=False).encode()
    made.choose("read", source=made.upload(io.BytesIO(content), "table.csv"))
    made.choose("data", target="y")
    made.choose("train", models=("dummy", "linear", "tree"))
    made.choose("split", method="random", holdout=0.4)
    made = look(made, evaluate={"resamples": 200}, judged={"model": "linear"})
    made = look(made, judged={"model": "dummy"})
    return look(made, split={"holdout": 0.4, "seed": 5})


def test_runs_are_listed_newest_first(project: Project) -> None:
    found = runs.runs(project)
    assert len(found) == project.looks == 3
    assert [run.at for run in found] == sorted((run.at for run in found), reverse=True)
    assert "Linear model, ROC AUC 0." in found[2].title
    assert "Baseline" in found[0].title


def test_two_models_on_one_holdout_differ_by_their_model(project: Project) -> None:
    _, dummy, linear = (run.key for run in runs.runs(project))
    found = runs.compare(project, linear, dummy, resamples=200)
    auc = found.metrics.set_index("name").loc["roc_auc"]
    assert found.rows == found.of == 120
    assert auc["verdict"] == "better"
    told = runs.changed(project, linear, dummy)
    assert told == ("Judged model: candidate changed from baseline to linear model",)
    assert found.sentence.startswith("The first run is better than the second run")
    assert "McNemar" in found.labels


def test_another_holdout_is_compared_on_the_rows_of_both(project: Project) -> None:
    other, _, linear = (run.key for run in runs.runs(project))
    found = runs.compare(project, linear, other)
    assert 30 <= found.rows < found.of == 120
    assert any("seed" in each for each in runs.changed(project, linear, other))


def test_other_rows_and_other_targets_are_refused(project: Project) -> None:
    linear = runs.runs(project)[-1].key
    again = Project(project.store, project.id)
    key = again.upload(io.BytesIO(mixed_table("binary", 300, 9).frame.to_csv().encode()), "b.csv")
    again = look(again, read={"source": key})
    with pytest.raises(ChoiceError, match="different rows"):
        runs.compare(again, linear, runs.runs(again)[0].key)
    again = look(again, data={"target": "colour"}, judged={"model": ""})
    with pytest.raises(ChoiceError, match="different targets"):
        runs.compare(again, linear, runs.runs(again)[0].key)
