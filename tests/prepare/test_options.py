"""The contract of every option of Prepare: one row, which builds, counts, exports and is stored."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from lifecycle.engine.runner import silent
from lifecycle.estimators.registry import own_modules
from lifecycle.export.expressions import Writer
from lifecycle.prepare import step as prepare
from lifecycle.prepare.options import (
    CATEGORY_IMPUTERS,
    ENCODERS,
    NUMBER_IMPUTERS,
    SCALERS,
    TEXT_OPTIONS,
    Option,
)
from lifecycle.prepare.params import PrepareParams
from lifecycle.split import step as split
from lifecycle.split.params import SplitParams
from lifecycle.storage import model_file

from ..builders import make_table, mixed_table

ROOT = Path(__file__).resolve().parents[2]
TABLES: dict[str, dict[str, Any]] = {
    "numbers": NUMBER_IMPUTERS,
    "categories": CATEGORY_IMPUTERS,
    "encoding": ENCODERS,
    "scaling": SCALERS,
    "text": TEXT_OPTIONS,
}
ROWS = [(field, option) for field, table in TABLES.items() for option in table.values()]
TASKS = ("binary", "multiclass", "regression")


def named(row: tuple[str, Option]) -> str:
    return f"{row[0]}-{row[1].name}"


def table(task: str) -> Any:
    frame = mixed_table(task, n=160).frame
    words = np.array(["late again", "very good", "was damaged", "quick friendly"])
    frame["note"] = [f"{words[i % 4]} order {i} {words[i % 3]} thanks" for i in range(len(frame))]
    return make_table(frame, "y", task, {"note": "text"})


def prepared(params: PrepareParams, task: str) -> tuple[prepare.Preparation, Pipeline, Any]:
    data = table(task)
    cut = split.run(SplitParams(method="random"), data=data, report=silent)
    made = prepare.run(params, data=data, split=cut, report=silent)
    fitted = clone(made.pipeline).fit(data.x.iloc[cut.train], data.y.iloc[cut.train])
    return made, fitted, data.x.iloc[cut.holdout]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("row", ROWS, ids=named)
def test_it_takes_new_rows_and_makes_as_many_features_as_it_says(
    row: tuple[str, Option], task: str
) -> None:
    params = PrepareParams.model_validate({"text": "words"} | {row[0]: row[1].name})
    made, fitted, new = prepared(params, task)
    assert made.columns["features"].sum() == made.features == made.preview.shape[1]
    unknown = new.assign(colour="never seen", note="unheard of")
    unknown.loc[unknown.index[:3], ["a", "b", "colour", "when", "note"]] = None
    for rows in (new, unknown):
        values = fitted.transform(rows)
        assert values.shape == (len(new), made.features)
        assert np.isfinite(values).all()


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_it_is_stored_and_written_into_a_script(row: tuple[str, Option], tmp_path: Path) -> None:
    params = PrepareParams.model_validate({"text": "words"} | {row[0]: row[1].name})
    made, fitted, new = prepared(params, "binary")
    model_file.save_model(fitted, tmp_path / "prepared.skops")
    again = model_file.load_model(tmp_path / "prepared.skops")
    np.testing.assert_array_equal(again.transform(new), fitted.transform(new))
    writer = Writer()
    text = writer.text(made.pipeline)
    names: dict[str, Any] = {
        name: getattr(module, name)
        for module in own_modules()
        for name in writer.copied
        if hasattr(module, name)
    }
    exec("\n".join(writer.import_lines()), names)
    rebuilt = eval(text, names)
    for name, value in made.pipeline.get_params().items():
        assert repr(rebuilt.get_params()[name]) == repr(value), name
    data = table("binary")
    np.testing.assert_array_equal(
        rebuilt.fit_transform(data.x, data.y), clone(made.pipeline).fit_transform(data.x, data.y)
    )


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_it_has_the_fields_words_and_a_place_on_the_page(row: tuple[str, Option]) -> None:
    field, option = row
    info = PrepareParams.model_fields[field]
    hints: Any = info.json_schema_extra
    assert hints["labels"][option.name] == option.title
    assert hints["helps"][option.name] == option.help
    assert option.title[0].isupper()
    assert option.help.endswith(".")
    schema = PrepareParams.model_json_schema()["properties"][field]
    assert schema["enum"] == list(TABLES[field])


def test_the_choices_are_stored_as_they_were() -> None:
    """They are a part of recipe keys: with other ones every stored result would be lost."""
    assert PrepareParams().model_dump(mode="json") == {
        "numbers": "median",
        "categories": "level",
        "indicators": True,
        "encoding": "onehot",
        "rare": 0.01,
        "scaling": "standard",
        "dates": True,
        "text": "drop",
    }


def test_an_unknown_option_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValidationError, match="'standard', 'robust', 'minmax' or 'none'"):
        PrepareParams.model_validate({"scaling": "quantile"})


def test_a_new_row_is_allowed_labelled_and_used_with_nothing_else_changed() -> None:
    """In a process of its own, where the row is there before the params are made of the table."""
    program = """
from sklearn.preprocessing import MaxAbsScaler
from lifecycle.prepare import options
options.SCALERS["maxabs"] = options.Option(
    name="maxabs", title="Maximum absolute value", help="The largest amount becomes 1.",
    words="scaled by the largest amount", build=lambda choices, regression: MaxAbsScaler(),
)
from lifecycle.prepare.params import PrepareParams
from tests.prepare.test_options import prepared
field = PrepareParams.model_json_schema()["properties"]["scaling"]
assert field["enum"][-1] == "maxabs", field
assert field["labels"]["maxabs"] == "Maximum absolute value", field
made, _, _ = prepared(PrepareParams(scaling="maxabs"), "binary")
print(made.columns.set_index("column").loc["b", "treatment"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "median imputation, scaled by the largest amount"
