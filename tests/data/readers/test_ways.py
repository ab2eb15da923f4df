"""A lone 03/04/2024 or 1,234 is read as the column it belongs to was, from file to endpoint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.readers import read_table, to_kinds, way_of
from lifecycle.data.step import DataParams, Table, run
from lifecycle.engine.runner import silent
from lifecycle.export.schema import input_schema, kinds_of, written_of

LONE = {"when": "03/04/2024", "price": "1,234"}


def table(folder: Path, dates: list[str], prices: list[str]) -> Table:
    path = folder / "blob"
    rows = zip(dates * 20, prices * 20, ["yes", "no", "no"] * 40, strict=False)
    path.write_text("when;price;y\n" + "".join(f"{d};{p};{y}\n" for d, p, y in rows))
    return run(DataParams(target="y"), read=read_table(path), report=silent)


def record(made: Table) -> pd.Series:
    """The record as an endpoint reads it: alone, with what the schema says."""
    schema = input_schema(made, ["when", "price"], np.arange(len(made.frame)), "m")
    return to_kinds(pd.DataFrame([LONE]), kinds_of(schema), written_of(schema)).iloc[0]


@pytest.mark.parametrize(
    ("other", "month"), [("12/25/2024", 3), ("25/12/2024", 4)], ids=["month first", "day first"]
)
def test_a_lone_date_is_read_as_its_column(other: str, month: int, tmp_path: Path) -> None:
    made = table(tmp_path, ["03/04/2024", other, "05/06/2024"], ["1,5", "2,25", "3"])
    assert made.frame["when"].iloc[0] == pd.Timestamp(2024, month, 7 - month)
    assert record(made)["when"] == made.frame["when"].iloc[0]


def test_a_lone_comma_is_read_as_its_column(tmp_path: Path) -> None:
    dates = ["2024-01-01", "2024-01-02", "2024-01-03"]
    made = table(tmp_path, dates, ["1,5", "2,25", "3"])
    assert made.frame["price"].iloc[0] == 1.5
    assert record(made)["price"] == 1.234
    grouped = table(tmp_path, dates, ["1,500.00", "2,250.50", "3"])
    assert grouped.frame["price"].iloc[0] == 1500
    assert record(grouped)["price"] == 1234


def test_what_the_order_makes_impossible_is_missing_and_not_swapped(tmp_path: Path) -> None:
    made = table(tmp_path, ["03/04/2024", "12/25/2024", "05/06/2024"], ["1", "2", "3"])
    schema = input_schema(made, ["when"], np.arange(60), "m")
    raw = pd.DataFrame({"when": ["25/12/2024", "12/25/2024", "2024-12-25"]})
    dates = to_kinds(raw, kinds_of(schema), written_of(schema))["when"]
    assert dates.isna().tolist() == [True, False, False]


def test_a_way_is_only_told_where_a_cell_would_not() -> None:
    assert way_of(pd.Series(["2024-01-02"]), "date") == ""
    assert way_of(pd.Series(["4 March 2024"]), "date") == ""
    assert way_of(pd.Series(["1.5", "2"]), "number") == ""
    assert way_of(pd.Series([1.5]), "number", "numbers; decimal comma") == "decimal comma"
    assert way_of(pd.Series(["a"]), "category", "decimal comma") == ""
    assert way_of(pd.Series(pd.to_datetime(["2024-03-04"])), "date", "month first") == "month first"
