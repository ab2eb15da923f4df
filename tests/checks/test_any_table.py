"""Whatever a table holds, every check answers: a finding, nothing, or why it does not apply."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.checks import CHECKS, RANK, Context, check_all
from lifecycle.data.readers.reading import Reading
from lifecycle.data.step import Table
from lifecycle.engine.runner import silent
from lifecycle.split import step
from tests.builders import make_table
from tests.sentences import slips

from .tables import GOOD, RNG, good

N = 60
NUMBERS = st.sampled_from([0.0, 1.0, -999.0, 3.5, 1e308, -1e308, 5e-324, np.nan])
LEVELS = st.sampled_from(["a", "A ", "unknown", "7", "<b>", None])
DATES = st.sampled_from(
    [pd.Timestamp("1700-01-01"), pd.Timestamp("2024-05-05 10:00"), pd.Timestamp("2250-01-01"), None]
)


def column(draw: Any, cells: Any, dtype: str) -> pd.Series:
    some = draw(st.lists(cells, min_size=1, max_size=6))
    return pd.Series([some[i * 7 % len(some)] for i in range(N)], dtype=dtype)


@st.composite
def tables(draw: Any) -> Table:
    frame = pd.DataFrame(
        {
            "number": column(draw, NUMBERS, "float64"),
            "other_code": column(draw, NUMBERS, "float64"),
            "level": column(draw, LEVELS, "object"),
            "date": column(draw, DATES, "datetime64[ns]"),
            "moment": column(draw, DATES, "datetime64[ns]"),
        }
    )
    task = draw(st.sampled_from(["binary", "multiclass", "regression"]))
    if task == "regression":
        frame["y"] = column(draw, st.sampled_from([0.0, 1.0, 1e9, -1e9, 0.25]), "float64")
    else:
        classes = list("uv" if task == "binary" else "uvw")
        frame["y"] = np.resize(draw(st.permutations(classes * 2)), N)
    table = make_table(frame, "y", task)
    roles = draw(st.sampled_from([{}, {"moment": "time"}, {"level": "group"}]))
    known = draw(st.sampled_from(["", "yes", "unsure"]))
    role = [roles.get(name, "feature") for name in frame.columns.drop("y")]
    table.columns["role"], table.columns["known"] = [*role, "target"], known
    return table


def reading_of(table: Table) -> Reading:
    columns = table.columns.assign(repaired=0, note="")
    return Reading(table.frame, columns, pd.DataFrame({"item": [], "value": [], "how": []}))


@settings(max_examples=25, deadline=None)
@given(table=tables(), cut=st.booleans())
def test_every_check_answers(table: Table, cut: bool) -> None:
    params = step.SplitParams.model_validate({"method": "random", "folds": 3})
    made = step.run(params, data=table, report=silent) if cut else None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = check_all(Context(table, reading_of(table), made))
    answered = [*got.findings["code"].unique(), *got.passed["code"], *got.skipped["code"]]
    assert sorted(answered) == sorted(check.code for check in CHECKS)
    assert not got.findings.duplicated(["code", "column"]).any()
    assert set(got.findings["severity"]) <= set(RANK)
    assert got.findings["detail"].str.endswith(".").all()
    assert not got.findings["detail"].str.contains("nan|None|inf\\b").any()
    assert [slip for detail in got.findings["detail"] for slip in slips(detail)] == []


def test_the_work_grows_with_the_columns_not_with_their_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Among many unrelated columns, no pair is compared and none is scored by a tree."""
    from lifecycle.checks import univariate, values

    compared: list[object] = []
    monkeypatch.setattr(values.np, "corrcoef", lambda *a, **k: compared.append(a))
    monkeypatch.setattr(univariate, "_score", lambda *a: compared.append(a))
    wide = {f"x{i}": RNG.normal(size=len(GOOD["a"])) for i in range(300)}
    got = good(**wide).found()
    assert got.findings["code"].tolist() == ["few_rows"]
    assert compared == []
