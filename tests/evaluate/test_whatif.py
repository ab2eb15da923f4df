"""What if: the slots hold what occurs, the answer is the model's own."""

from __future__ import annotations

import numpy as np
import pytest

from lifecycle.evaluate import whatif
from lifecycle.project.project import Project
from lifecycle.train.fit_step import predict
from tests.pages.conftest import data_store, done

__all__ = ["data_store", "done"]


def test_slots_hold_the_rows_own_values(done: Project) -> None:
    data, split, prepare = (done.shown(step) for step in ("data", "split", "prepare"))
    row = int(split.train[3])
    found = {s.column: s for s in whatif.slots(data, prepare, split.train, row)}
    assert set(found) <= set(data.features)
    assert found
    for name, slot in found.items():
        own = data.x.iloc[row][name]
        if slot.levels:
            assert slot.own is None or slot.own in slot.levels
        elif slot.own is not None:
            assert slot.low <= slot.own <= slot.high
            assert slot.own == own


def test_the_answer_is_the_models_for_the_changed_record(done: Project) -> None:
    data, split, made = (done.shown(step) for step in ("data", "split", "evaluate"))
    row = int(split.train[0])
    same = whatif.answer(made.model, data, row, {}, made.threshold)
    assert same.value == same.before
    high = float(data.x["a"].max())
    other = whatif.answer(made.model, data, row, {"a": high}, made.threshold)
    record = data.x.iloc[[row]].assign(a=high)
    said = predict(made.model, record, data.classes)
    if not data.classes:
        assert other.value == pytest.approx(float(said["prediction"].iloc[0]))
        return
    about = other.about.removeprefix("probability of ")
    assert other.value == pytest.approx(float(said[f"p:{about}"].iloc[0]))
    if len(data.classes) == 2:
        assert other.called == data.classes[int(other.value >= made.threshold)]


def test_a_missing_value_may_be_given(done: Project) -> None:
    data, split, made = (done.shown(step) for step in ("data", "split", "evaluate"))
    row = int(split.train[0])
    found = whatif.answer(made.model, data, row, {"a": None, "colour": None}, made.threshold)
    assert np.isfinite(found.value)
