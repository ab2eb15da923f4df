"""--set and --choices: each field by its last word, and every mistake named before long work."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from lifecycle.cli import run
from lifecycle.cli.main import main
from lifecycle.cli.run_params import run_params
from lifecycle.core.recipe import Params, Recipe, plan
from lifecycle.export.write import FORMAT
from lifecycle.replay.replay import choices_of
from lifecycle.steps import EXPORT, GRAPH
from lifecycle.train.params import MOST_TRIALS, PORTFOLIO

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_text("a,b,y\n" + "".join(f"{i},{i % 7},{'pq'[i * i % 3 % 2]}\n" for i in range(60)))
    return path


def params(data: Path, *words: str, choices: dict[str, Any] | None = None) -> dict[str, Params]:
    """Return what a run is told by the options, and by a file of choices."""
    parser = argparse.ArgumentParser()
    run.add(parser.add_subparsers())
    if choices is not None:
        file = data.with_name("choices.json")
        file.write_text(json.dumps(choices))
        words = ("--choices", str(file), *words)
    return run_params(parser.parse_args(["run", str(data), "--out", "unused", *words]), data)


def value(chosen: dict[str, Params], name: str) -> Any:
    step, field = name.split(".")
    return getattr(chosen.get(step, GRAPH[step].params()), field)


# -- which word is the last ---------------------------------------------------------------------


def test_each_field_follows_the_last_word_about_it(data: Path) -> None:
    file = {
        "data": {"target": "a", "task": "regression"},
        "split": {"holdout": 0.3, "folds": 4, "seed": 1},
        "judged": {"threshold": 0.3, "calibration": "isotonic"},
    }
    options = ("--target", "y", "--seed", "2", "--calibration", "sigmoid")
    chosen = params(data, *options, "--set", "split.folds=3", choices=file)
    expected = {
        "data.target": "y",  # the option, over the file
        "data.task": "regression",  # the file: no option was given
        "split.holdout": 0.3,
        "split.folds": 3,  # --set, over the file
        "split.seed": 2,
        "train.seed": 2,
        "judged.threshold": 0.3,
        "judged.calibration": "sigmoid",
        "prepare.scaling": "standard",  # nobody said a word
    }
    assert {name: value(chosen, name) for name in expected} == expected
    over = params(data, *options, "--set", "judged.calibration=none", "--set", "split.seed=5")
    assert [value(over, name) for name in ("judged.calibration", "split.seed", "train.seed")] == [
        "none",
        5,
        2,
    ]


def test_of_two_sets_the_later_holds(data: Path) -> None:
    words = ("--target", "y", "--set", "split.folds=3", "--set", "split.folds=4")
    assert value(params(data, *words), "split.folds") == 4


def test_a_budget_stands_for_the_best_found_in_it_unless_candidates_are_chosen(data: Path) -> None:
    alone = params(data, "--target", "y", "--budget", "9")
    assert value(alone, "train.models") == PORTFOLIO
    assert (value(alone, "train.tuning"), value(alone, "train.trials")) == (True, MOST_TRIALS)
    named = params(data, "--target", "y", "--budget", "9", "--set", "train.models=linear")
    assert value(named, "train.models") == ("linear",)
    assert not value(named, "train.tuning")
    fewer = params(data, "--target", "y", "--budget", "9", "--set", "train.trials=7")
    assert (value(fewer, "train.models"), value(fewer, "train.trials")) == (PORTFOLIO, 7)


def test_options_and_sets_of_the_same_choice_make_the_same_recipe(data: Path) -> None:
    options = ("--target", "y", "--models", "linear,forest", "--seed", "4", "--split", "order")
    sets = (
        *("data.target=y", "train.models=linear,forest", "split.method=order"),
        *("split.seed=4", "train.seed=4", "evaluate.seed=4"),
    )
    words = [word for text in sets for word in ("--set", text)]
    keys = [plan(GRAPH, params(data, *each))[EXPORT].key for each in (options, words)]
    assert keys[0] == keys[1]


# -- what a value means -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prepare.scaling=robust", "robust"),
        ('prepare.scaling="robust"', "robust"),
        ("split.holdout=0.25", 0.25),
        ("split.stratify=false", False),
        ("train.budget=null", None),
        ("train.models=linear, forest", ("linear", "forest")),
        ('train.models=["linear", "forest"]', ("linear", "forest")),
        ("train.raises=1", ("1",)),  # columns may be called so
        ("split.held=4,5", ("4", "5")),
        ("data.positive=1", "1"),
        ("data.positive=null", None),
        ("define.question=a=b, or not?", "a=b, or not?"),
        ('data.columns=[{"name": "a", "role": "ignore"}]', None),
    ],
)
def test_a_value_is_json_where_the_field_takes_it_and_else_text(
    data: Path, text: str, expected: Any
) -> None:
    found = value(params(data, "--target", "y", "--set", text), text.split("=")[0])
    if text.startswith("data.columns"):
        assert [(each.name, each.role) for each in found] == [("a", "ignore")]
    else:
        assert found == expected


# -- what is refused ----------------------------------------------------------------------------

REFUSED = [
    ("prepare.scalin=robust", "prepare has no field scalin. Did you mean prepare.scaling?"),
    ("preparee.scaling=robust", "there is no step preparee. Did you mean prepare?"),
    ("prepare.scaling=robus", "--set prepare.scaling cannot be robus. Did you mean robust?"),
    ("prepare.scaling=3", "--set prepare.scaling cannot be 3. Choose one of"),
    ("evaluate.threshold=0.3", "has no field threshold. Did you mean judged.threshold?"),
    ("evaluate.calibration=sigmoid", "Did you mean judged.calibration?"),
    ("prepare.seed=1", "Did you mean split.seed or train.seed or evaluate.seed?"),
    ("judged.threshold=2", "--set judged.threshold cannot be 2. Give a number from 0 to 1."),
    ("judged.threshold=NaN", "cannot be NaN. Give a number from 0 to 1."),
    ("split.folds=3.5", "--set split.folds cannot be 3.5. Give a whole number"),
    ("split.stratify=perhaps", "Give true or false."),
    ("train.models=liner", "--set train.models cannot be liner. Did you mean linear?"),
    ("train.models=", "No candidate is chosen"),
    ("split.method=group", "Choose the group column"),
    ("judged.model=forst", "no candidate is called forst. Did you mean forest?"),
    ("judged.model=svm", "no candidate is called svm"),
    ("decide.recall=0.9", "does not use decide. Choose for define, read, data, split, prepare"),
    ("read.source=x", "Name it as DATA."),
    ("prepare.scaling", "is not understood. Write STEP.FIELD=VALUE"),
    ("=3", "is not understood"),
    ("data.columns=3", "--set data.columns cannot be 3. Give a list"),
    ('data.columns=[{"role": "ignore"}]', "--set data.columns cannot be read at 0.name"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_cannot_be_is_one_sentence_before_any_work(
    data: Path, tmp_path: Path, capsys: Capture, text: str, said: str
) -> None:
    command = ["run", str(data), "--target", "y", "--out", str(tmp_path / "out"), "--set", text]
    assert main(command) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()  # no line of progress before it
    assert said in line


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        ("{", "is not JSON"),
        ("[1]", "holds no object"),
        ('{"prepare": 3}', "choices.json is no object"),
        ('{"prepare": {"scaling": NaN}}', "is not JSON"),
        ('{"prepare": {}, "prepare": {}}', "a name stands there twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"prepare": {"scalin": "robust"}}', "Did you mean prepare.scaling?"),
        ('{"prepare": {"scaling": "robus"}}', "prepare.scaling in choices.json cannot be robus."),
        ('{"train": {"models": "linear"}}', "train.models in choices.json cannot be linear."),
        ('{"evaluate": {"threshold": 0.3}}', "Did you mean judged.threshold?"),
    ],
)
def test_a_file_that_is_none_of_choices_is_one_sentence(
    data: Path, tmp_path: Path, capsys: Capture, content: str | None, said: str
) -> None:
    file = tmp_path / "choices.json"
    if content is not None:
        file.write_text(content)
    command = ["run", str(data), "--target", "y", "--out", str(tmp_path / "out")]
    assert main([*command, "--choices", str(file)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert said in line


# -- replay -------------------------------------------------------------------------------------


def test_the_choices_of_a_recipe_plan_the_same_recipe_again(data: Path) -> None:
    words = ("split.folds=3", "judged.threshold=0.3", "prepare.scaling=robust", "export.note=x")
    sets = [word for text in words for word in ("--set", text)]
    recipe = plan(GRAPH, params(data, "--target", "y", *sets))[EXPORT]
    again = plan(GRAPH, choices_of(Recipe.from_json(recipe.to_json(), GRAPH), GRAPH))[EXPORT]
    assert again.key == recipe.key


def test_replay_says_what_changed_and_rebuilds_what_rests_on_it(
    data: Path, tmp_path: Path, capsys: Capture
) -> None:
    first, same, other = (tmp_path / name for name in ("first", "same", "other"))
    command = ["run", str(data), "--target", "y", "--models", "dummy,linear", "--out", str(first)]
    assert main([*command, "--set", "split.folds=3"]) == 0
    again = ["replay", str(first), "--data", str(data), "--out"]
    assert main([*again, str(same)]) == 0
    for name in ("recipe.json", "metrics.json", "train.py", "report.html"):
        assert (same / name).read_bytes() == (first / name).read_bytes(), name
    capsys.readouterr()
    assert main([*again, str(other), "--set", "judged.threshold=0.2"]) == 0
    assert "threshold changed from 0.5 to 0.2." in capsys.readouterr().err

    def read(folder: Path, name: str) -> dict[str, Any]:
        return dict(json.loads((folder / name).read_text()))

    def keys(folder: Path) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, node in read(folder, "recipe.json")["nodes"].items():
            found.setdefault(node["step"], set()).add(key)
        return found

    before, after = keys(first), keys(other)
    changed = {step for step in before if before[step] != after[step]}
    assert {"judged", "evaluate", "export"} <= changed
    assert not {"split", "prepare", "train"} & changed
    looks = [read(folder, "metrics.json")["holdout_looks"] for folder in (first, same, other)]
    assert looks == [1, 1, 2]
    assert read(other, "metrics.json")["threshold"] == 0.2


def test_replay_refuses_a_bad_choice_as_run_does(
    data: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "out"
    recipe = plan(GRAPH, params(data, "--target", "y"))[EXPORT]
    kept = tmp_path / "recipe.json"
    kept.write_text(json.dumps({"format": FORMAT, **recipe.to_json()}))
    command = ["replay", str(kept), "--data", str(data), "--out", str(out)]
    assert main([*command, "--set", "prepare.scalin=robust"]) == 2
    assert "Did you mean prepare.scaling?" in capsys.readouterr().err
    assert not out.exists()
