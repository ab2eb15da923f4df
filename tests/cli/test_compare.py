"""Compare from the command line: the numbers of the page, and refusals in words."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lifecycle.cli import main
from lifecycle.core.settings import settings
from lifecycle.engine.runner import run_recipe
from lifecycle.project import runs
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from tests.builders import mixed_table

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "data.csv"
    frame = mixed_table("binary", n=300).frame
    frame.assign(who=[f"p{k % 90}" for k in range(300)]).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def bundles(data: Path) -> dict[str, Path]:
    """Bundles of one table: two models on one split, and one whose groups stay together."""
    ways = {
        "linear": ["--models", "dummy,linear", "--split", "random"],
        "tree": ["--models", "dummy,tree", "--split", "random"],
        "grouped": ["--models", "dummy,tree", "--split", "group:who"],
    }
    out = {name: data.parent / name for name in ways}
    for name, way in ways.items():
        assert main(["run", str(data), "--target", "y", *way, "--out", str(out[name])]) == 0
    return out


@pytest.fixture(scope="module")
def project(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with two looks, in a data folder of its own."""
    folder = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIFECYCLE_DATA", str(folder))
        settings.cache_clear()
        made = Project.create(Store(folder), "Two looks")
        source = made.upload(io.BytesIO(data.read_bytes()), "data.csv")
        made.choose_all({"read": {"source": source}, "data": {"target": "y"}})
        made.choose("train", models=("dummy", "linear", "tree"))
        for model in ("linear", "dummy"):
            made.choose_all({"judged": {"model": model}, "evaluate": {"resamples": 200}})
            made.ask("evaluate")
            run_recipe(made.recipes["evaluate"], made.store, GRAPH)
            made = Project(made.store, made.id)
        yield made
    settings.cache_clear()


def asked(capsys: Capture, *command: object) -> dict[str, Any]:
    assert main(["compare", *map(str, command), "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


def same(found: dict[str, Any], frame: pd.DataFrame) -> None:
    told = pd.DataFrame(found["metrics"])[["first", "second", "low", "high"]].astype(float)
    pd.testing.assert_frame_equal(told, frame[["first", "second", "low", "high"]])


def test_candidates_of_a_project_have_the_numbers_of_the_page(
    project: Project, capsys: Capture
) -> None:
    link = f"http://127.0.0.1:8501/evaluate?project={project.id}"
    found = asked(capsys, link, "--first", "linear", "--second", "dummy", "--level", 0.9)
    project.choose("compare", first="linear", second="dummy", level=0.9)
    made = run_recipe(project.recipes["compare"], project.store, GRAPH)
    same(found, made.metrics)
    assert (found["sentence"], found["advice"]) == (made.sentence, made.advice)
    assert len(found["candidates"]) == 3
    assert project.looks == 2  # comparing costs no look


def test_runs_of_a_project_have_the_numbers_of_the_page(project: Project, capsys: Capture) -> None:
    found = asked(capsys, f"project={project.id}", "--runs")
    newest, before = (run.key for run in runs.runs(project))
    same(found, runs.compare(project, newest, before).metrics)
    assert found["changed"] == ["Judged model: candidate changed from linear model to baseline"]


def test_two_bundles_are_compared_on_the_rows_both_hold_out(
    bundles: dict[str, Path], data: Path, capsys: Capture
) -> None:
    kept = asked(capsys, bundles["linear"], bundles["tree"])
    again = asked(capsys, bundles["linear"], bundles["tree"], "--data", data)
    assert kept == again
    assert kept["rows"] == 60
    stated = json.loads((bundles["linear"] / "metrics.json").read_text())["metrics"]
    stated = {row["name"]: row["value"] for row in stated}
    assert {row["name"]: row["first"] for row in kept["metrics"]} == pytest.approx(stated)
    grouped = asked(capsys, bundles["grouped"], bundles["grouped"], "--data", data)
    assert {row["verdict"] for row in grouped["metrics"]} == {"same"}


def test_a_bundles_candidates_are_trained_again(
    bundles: dict[str, Path], data: Path, capsys: Capture
) -> None:
    assert main(["compare", str(bundles["linear"]), "--data", str(data)]) == 0
    said = capsys.readouterr().out
    assert "From 240 out-of-fold predictions of training rows." in said
    assert "Practically equivalent" in said


def test_what_cannot_be_compared_is_said(
    bundles: dict[str, Path], project: Project, tmp_path: Path, capsys: Capture
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,y\n1,2\n")
    linear, grouped = bundles["linear"], bundles["grouped"]
    link = f"project={project.id}"
    wrong = {
        f"{linear}": "keeps one model alone",
        f"{linear} --data {other}": "is not the file this bundle was made from",
        f"{linear} {grouped}": "hold out different rows",
        f"{grouped} {grouped}": "does not keep the groups",
        f"{linear} {grouped} --data {other}": "is not the file these bundles were made from",
        f"{linear} {linear} --first tree": "--first has no meaning for two bundles",
        f"{tmp_path}/none": "There is no bundle at",
        "nobody": "no project with this link",
        f"{link} --first forest": "has no out-of-fold predictions",
        f"{link} --first linear --second linear": "Only one candidate is chosen",
        f"{link} --level 7": "--level",
        f"{link} --runs --second 9": "There is no run 9",
        f"{link} --runs --second 1": "Only one run is chosen",
        f"{link} --data {other}": "--data has no meaning for a project",
        f"{linear} --runs": "A bundle has no runs",
    }
    for command, problem in wrong.items():
        assert main(["compare", *command.split()]) == 2, command
        assert problem in capsys.readouterr().err, command
