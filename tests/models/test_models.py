"""Every row of the model catalog fits every task it names, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lifecycle.core.errors import ChoiceError
from lifecycle.engine.runner import silent
from lifecycle.estimators.registry import own_modules
from lifecycle.export.expressions import Writer
from lifecycle.models import MODELS, for_task
from lifecycle.models.model import STOP
from lifecycle.prepare import step
from lifecycle.split import step as split
from lifecycle.storage import model_file
from lifecycle.train.candidates import BASELINE
from lifecycle.train.fit_step import run_fit
from lifecycle.train.model_params import FitParams
from lifecycle.train.params import DEFAULT_MODELS, PORTFOLIO
from tests.builders import as_given, mixed_table
from tests.matrix import in_turn

ROWS = [(m.name, task) for m in MODELS.values() if m.installed for task in sorted(m.tasks)]


@pytest.mark.parametrize(("name", "task"), in_turn(ROWS))
def test_a_fit_can_be_repeated_and_saved(name: str, task: str, tmp_path: Path) -> None:
    table = mixed_table(task, n=150)
    parts = split.run(split.SplitParams(method="random"), data=table, report=silent)
    made = step.run(step.PrepareParams(), data=table, split=parts, report=silent)
    given = {
        "data": table,
        "split": parts,
        "prepare": made,
        "labels": as_given(table, parts),
        "report": silent,
    }
    fits = [run_fit(FitParams(model=name, seed=7), **given).model for _ in range(2)]
    model_file.save_model(fits[0], tmp_path / "m.skops")
    fits.append(model_file.load_model(tmp_path / "m.skops"))
    predict = "predict" if task == "regression" else "predict_proba"
    first, second, loaded = (getattr(f, predict)(table.x) for f in fits)
    assert np.array_equal(first, second)
    assert np.array_equal(first, loaded)
    assert getattr(fits[0][-1], "n_jobs", 1) in (None, 1)


@pytest.mark.parametrize(("name", "task"), ROWS)
def test_a_model_is_the_same_after_it_was_written_as_source(name: str, task: str) -> None:
    model, writer = MODELS[name].make(task, 3), Writer()
    text = writer.text(model)
    names: dict[str, Any] = {
        name: getattr(each, name)
        for each in own_modules()
        for name in writer.copied
        if hasattr(each, name)
    }
    exec("\n".join(writer.import_lines()), names)
    again = eval(text, names)
    assert type(again) is type(model)
    assert again.get_params(deep=False).keys() == model.get_params(deep=False).keys()
    assert Writer().text(again) == text


def test_rows_say_what_they_are() -> None:
    for name, model in MODELS.items():
        assert name == model.name
        for text in (model.description, model.strengths, model.weaknesses):
            assert text.endswith(".")
    assert [m.name for m in MODELS.values() if m.baseline] == [BASELINE, "guess", "rule"]
    ranks = [m.simplicity for m in MODELS.values()]
    assert sorted(ranks) == list(range(len(ranks)))
    assert set(DEFAULT_MODELS) | set(PORTFOLIO) <= {m.name for m in for_task("binary")}


@pytest.mark.parametrize(("name", "task"), ROWS)
def test_every_knob_turns_and_its_default_lies_within(name: str, task: str) -> None:
    model, defaults = MODELS[name], MODELS[name].defaults(task)
    assert [knob.name for knob in model.hyperparameters_of(task)] == list(defaults)
    for knob in model.hyperparameters_of(task):
        assert knob.refusal(defaults[knob.name]) == ""
        assert knob.refusal("nonsense") != ""
        if knob is STOP:  # it is no parameter, but another estimator around
            continue
        ends = knob.choices or (knob.low, knob.high)
        for end in ends:
            value = int(end) if knob.whole else end
            made = model.build(task, 0, {knob.name: value}).get_params(deep=True)
            set_to = {v for k, v in made.items() if k.endswith(knob.name)}
            assert value in set_to


@pytest.mark.parametrize(("name", "task"), ROWS)
def test_what_a_search_tries_first_can_be_set(name: str, task: str) -> None:
    knobs = {knob.name: knob for knob in MODELS[name].hyperparameters_of(task) if knob.searched}
    for start in MODELS[name].warm_starts:
        assert [knobs[key].refusal(value) for key, value in start.items()] == [""] * len(start)


def test_a_wrong_setting_is_refused_in_words() -> None:
    with pytest.raises(
        ChoiceError, match=r"Linear model has no hyperparameter depth\. Choose from C"
    ):
        MODELS["linear"].build("binary", 0, {"depth": 3})
    with pytest.raises(ChoiceError, match=r"maximum depth cannot be 0\.5"):
        MODELS["tree"].build("binary", 0, {"max_depth": 0.5})


def test_a_model_without_its_library_says_what_to_install() -> None:
    absent = replace(MODELS["lightgbm"], library="no_such_library")
    with pytest.raises(ChoiceError, match="pip install no_such_library"):
        absent.ready()
