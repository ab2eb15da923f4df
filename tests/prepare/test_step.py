"""The preparation takes raw rows of any sort, yields finite floats, and is never fitted itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from lifecycle.core.errors import ChoiceError
from lifecycle.data.step import Table
from lifecycle.engine.runner import silent
from lifecycle.prepare.params import PrepareParams
from lifecycle.prepare.step import Preparation, feature_names, run
from lifecycle.split import step
from lifecycle.storage import codec
from lifecycle.train.candidate_pipeline import without_scaling
from tests.builders import make_table, mixed_table

HOSTILE = {"a": "x[0] <b>, {y}", "b": "b\n\"'", "colour": "__scale = 1", "when": " café "}
VARIANTS: list[dict[str, Any]] = [
    {},
    {"encoding": "ordinal", "scaling": "robust", "numbers": "mean"},
    {"encoding": "target", "scaling": "minmax", "categories": "most_frequent"},
    {"scaling": "none", "indicators": False, "dates": False, "numbers": "most_frequent"},
    {"text": "words", "rare": 0.0},
]


def prepare(table: Table, **chosen: Any) -> Preparation:
    parts = step.run(step.SplitParams(method="random"), data=table, report=silent)
    return run(PrepareParams(**chosen), data=table, split=parts, report=silent)


def odd_table(task: str = "binary") -> Table:
    """Every kind of column, hostile names, and a column without any value."""
    frame = mixed_table(task).frame.rename(columns=HOSTILE)
    n = len(frame)
    frame["empty"] = np.nan
    frame["infinite"] = [np.inf, -np.inf, *range(n - 2)]
    frame["flag"] = pd.Series(["yes", None, "no", "no"] * (n // 4), dtype=object)
    frame["note"] = pd.Series(["red house", "blue house", None, "red car"] * (n // 4), dtype=object)
    frame["key"] = [f"k{i}" for i in range(n)]
    kinds = {"flag": "boolean", "note": "text", "key": "identifier"}
    return make_table(frame, "y", task, kinds)


def strange_rows(x: pd.DataFrame) -> pd.DataFrame:
    """Rows as a caller may send them: nothing known, or everything unheard of."""
    nothing = dict.fromkeys(x)
    unheard: dict[str, Any] = {
        c: 1e308 if pd.api.types.is_float_dtype(x[c]) else "never seen" for c in x
    }
    unheard[HOSTILE["when"]] = pd.Timestamp("1900-01-01")
    rows = pd.DataFrame([nothing, unheard], dtype=object)
    rows[HOSTILE["when"]] = pd.to_datetime(rows[HOSTILE["when"]])
    return rows


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("chosen", VARIANTS)
def test_it_yields_finite_floats_for_any_row_and_survives_saving(
    task: str, chosen: dict[str, Any], tmp_path: Path
) -> None:
    table = odd_table(task)
    made = prepare(table, **chosen)
    with pytest.raises(NotFittedError):
        check_is_fitted(made.pipeline.named_steps["columns"])
    codec.save_model(made.pipeline, tmp_path / "unfitted.skops")
    fitted = codec.load_model(tmp_path / "unfitted.skops").fit(table.x, table.y)
    here = clone(made.pipeline).fit(table.x, table.y)
    rows = pd.concat([table.x.head(40), strange_rows(table.x)], ignore_index=True)
    out = here.transform(rows)
    assert out.dtype == np.float64
    assert np.isfinite(out).all()
    assert np.array_equal(out, fitted.transform(rows))
    codec.save_model(fitted, tmp_path / "fitted.skops")
    assert np.array_equal(out, codec.load_model(tmp_path / "fitted.skops").transform(rows))
    assert len(set(feature_names(here))) == out.shape[1]


def test_the_artifact_comes_back_from_the_store_whole(tmp_path: Path) -> None:
    made = prepare(odd_table())
    codec.write(made, tmp_path)
    again = codec.read(Preparation, tmp_path, {})
    pd.testing.assert_frame_equal(made.preview, again.preview)
    pd.testing.assert_frame_equal(made.columns, again.columns)
    assert again.sentence == made.sentence


def test_features_have_names_a_person_can_read() -> None:
    names = list(prepare(mixed_table()).preview)
    assert {"a", "b", "a was missing", "colour = red", "colour was missing"} <= set(names)
    assert "when: month" in names


def test_each_column_says_what_becomes_of_it() -> None:
    made = prepare(odd_table())
    columns = made.columns.set_index("column")
    left_out = columns[columns["treatment"] == "left out"]
    assert set(left_out.index) == {"empty", "note", "key"}
    assert (left_out["reason"] != "").all()
    assert (left_out["features"] == 0).all()
    assert columns["features"].sum() == made.features == made.preview.shape[1]
    assert made.sentence == f"6 columns become {made.features} features; 3 columns are left out."


def test_ignored_columns_keep_the_reason_the_data_step_gave() -> None:
    table = mixed_table()
    columns = table.columns.copy()
    columns.loc[columns["name"] == "b", ["role", "reason"]] = ["ignore", "Known only afterwards."]
    made = prepare(replace(table, columns=columns)).columns.set_index("column")
    assert made.loc["b", "reason"] == "Known only afterwards."


def test_many_levels_do_not_explode() -> None:
    rng = np.random.default_rng(0)
    frame = mixed_table(n=600).frame
    frame["town"] = [f"t{int(k)}" for k in rng.zipf(1.3, 600) % 400]
    frame["ticket"] = [f"n{i % 590}" for i in range(600)]
    for rare in (0.0, 0.01):
        made = prepare(make_table(frame, "y", "binary"), rare=rare)
        assert made.columns.set_index("column").loc["town", "features"] <= 51
    columns = made.columns.set_index("column")
    assert "merged into one" in columns.loc["town", "reason"]
    assert columns.loc["ticket", "treatment"] == "left out"


def test_two_features_of_one_name_are_told_apart() -> None:
    frame = pd.DataFrame(
        {
            "a": [1.0, None] * 20,
            "a was missing": [1.0, 2.0] * 20,
            "a was missing (2)": [3.0, 2.0] * 20,
            "y": ["u", "v"] * 20,
        }
    )
    names = list(prepare(make_table(frame, "y", "binary")).preview)
    assert len(set(names)) == 4
    assert {"a", "a was missing", "a was missing (2)"} < set(names)


def test_scaling_can_be_left_out_for_a_model_that_needs_none() -> None:
    table = mixed_table()
    made = prepare(table, encoding="target")
    plain = prepare(table, encoding="target", scaling="none").pipeline.fit_transform(
        table.x, table.y
    )
    assert np.array_equal(without_scaling(made.pipeline).fit_transform(table.x, table.y), plain)
    assert not np.array_equal(clone(made.pipeline).fit_transform(table.x, table.y), plain)


def test_the_preview_shows_training_rows_only() -> None:
    table = mixed_table()
    parts = step.run(step.SplitParams(method="random"), data=table, report=silent)
    spoiled = table.frame.copy()
    spoiled.loc[parts.holdout, ["a", "b"]] = 1e6
    before = run(PrepareParams(), data=table, split=parts, report=silent)
    after = run(PrepareParams(), data=replace(table, frame=spoiled), split=parts, report=silent)
    pd.testing.assert_frame_equal(before.preview, after.preview)
    assert len(before.preview) == 20


def test_a_whole_number_target_is_not_taken_for_classes() -> None:
    frame = mixed_table("regression").frame
    frame["y"] = frame["y"].round()
    made = prepare(make_table(frame, "y", "regression"), encoding="target")
    assert made.columns.set_index("column").loc["colour", "features"] == 1


def test_nothing_left_to_learn_from_is_said() -> None:
    frame = pd.DataFrame({"key": [f"k{i}" for i in range(40)], "y": ["a", "b"] * 20})
    with pytest.raises(ChoiceError, match="No column is left"):
        prepare(make_table(frame, "y", "binary", {"key": "identifier"}))
