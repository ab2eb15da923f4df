"""A later file in other units, marks and names is scored as it is meant, or is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle.cli.main import main
from lifecycle.core import settings as server
from lifecycle.data.readers import Options, read_table
from lifecycle.data.step import DataParams
from lifecycle.data.step import run as data_step
from lifecycle.engine.runner import silent
from lifecycle.export.input_problems import ABSENT, EMPTY, column_problems, ways_in
from lifecycle.export.schema import input_schema, written_of
from lifecycle.export.scorer import Scorer
from tests.data.readers.test_excel import styled
from tests.exported import made

N = 30
NUMBERS = np.round(np.linspace(1.25, 88.5, N), 2)


def scorer_of(tmp_path: Path, cells: list[str], more: list[str] | None = None) -> Scorer:
    """Return a scorer without a model, of a table with ``a`` and ``b`` and a target."""
    path = tmp_path / "train.csv"
    more = more or [f"x{i % 4}" for i in range(N)]
    rows = zip(cells, more, strict=True)
    lines = [f"{a};{b};{'yes' if i % 2 else 'no'}\n" for i, (a, b) in enumerate(rows)]
    path.write_text("a;b;y\n" + "".join(lines))
    table = data_step(DataParams(target="y"), read=read_table(path), report=silent)
    return Scorer("m", None, input_schema(table, ["a", "b"], np.arange(N), "m"))


def read_later(scorer: Scorer, path: Path) -> tuple[pd.DataFrame, list[str]]:
    reading = read_table(path, Options(like=written_of(scorer.schema)))
    inputs = scorer.to_input(reading.frame, ways_in(reading.columns))
    problems = column_problems(scorer, reading.frame, inputs, reading)
    return inputs, [f"{row.column}: {row.problem}" for row in problems.itertuples()]


@pytest.mark.parametrize(
    ("learned", "cells", "values", "said"),
    [
        ("{} kg", ["100 lb", "2 LBS"], [45.359237, 0.90718474], "2 cells in lb: converted to kg"),
        ("{} kg", ["3500 g", "7 kg"], [3.5, 7], "1 cell in g: converted to kg"),
        ("{} kg", ["12", "13.5"], [12, 13.5], "taken as kg"),
        ("{} kg", ["12 km", "13 kg"], [np.nan, 13], "1 cell in km: they cannot be turned into kg"),
        ("{} kg", ["5 stacks", "6 stacks"], [np.nan] * 2, "cannot be turned into kg"),
        ("{} km", ["1 mi", "1500 m"], [1.609344, 1.5], "converted to km"),
        ("{}°C", ["212°F", "300 K"], [100, 26.85], "converted to °C"),
        ("{} l", ["250ml", "2 Liter"], [0.25, 2], "1 cell in ml: converted to l"),
        ("{} min", ["1.5 h", "90 s"], [90, 1.5], "converted to min"),
        ("${}", ["€5", "$6"], [np.nan, 6], "1 cell in EUR: they cannot be turned into USD"),
        ("${}", ["USD 5", "6$"], [5, 6], None),
        ("{}", ["12.34K", "1.2M"], [12340, 1.2e6], "2 cells with a factor"),
        ("{}", ["$12.5k", "2 million"], [12500, 2e6], "training had no unit"),
        ("{}", ["5 kg", "6 kg"], [5, 6], "training had no unit"),
        ("{}", ["5 kg", "6 lb"], [np.nan] * 2, "could not be read"),
        ("{}", ["5%", "6%"], [5, 6], "training had no unit"),
        ("0.0{:.0f}", ["5%", "6.5%"], [0.05, 0.065], "turned into shares"),
        ("{}%", ["5%", "6.5 %"], [5, 6.5], None),
        ("{}%", ["0.05", "0.06"], [0.05, 0.06], "taken as %"),
    ],
)
def test_numbers_of_another_unit(
    tmp_path: Path, learned: str, cells: list[str], values: list[float], said: str | None
) -> None:
    scorer = scorer_of(tmp_path, [learned.format(number) for number in NUMBERS])
    path = tmp_path / "new.csv"
    path.write_text("a;b\n" + "".join(f"{cell};x1\n" for cell in cells))
    inputs, problems = read_later(scorer, path)
    assert inputs["a"].tolist() == pytest.approx(values, nan_ok=True, rel=1e-12)
    assert (said is None) == (not problems)
    assert any(str(said) in problem for problem in problems) or said is None


def test_a_bundle_that_does_not_know_its_unit_names_it(tmp_path: Path) -> None:
    scorer = scorer_of(tmp_path, [f"{number} kg" for number in NUMBERS])
    del scorer.schema["properties"]["a"]["unit"]
    (tmp_path / "new.csv").write_text("a;b\n5 lb;x1\n6 lb;x2\n")
    inputs, problems = read_later(scorer, tmp_path / "new.csv")
    assert inputs["a"].tolist() == [5, 6]
    assert "does not say in which unit" in problems[0]


def test_cells_that_show_percents_are_percents(tmp_path: Path) -> None:
    scorer = scorer_of(tmp_path, [f"{number}%" for number in NUMBERS])
    path = tmp_path / "new.xlsx"
    path.write_bytes(styled([["a", "b"], [("percent", 0.052), "x1"], [("percent", 0.07), "x2"]]))
    inputs, problems = read_later(scorer, path)
    assert (inputs["a"].tolist(), problems) == ([5.2, 7], [])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a,b\n1.826,1691.82\n2.140,12.5\n", [1.826, 2.14]),
        ("a;b\n1.826;1691.82\n2.140;12.5\n", [1.826, 2.14]),
        ("a;b\n1.826;1691,82\n2.140;12,5\n", [1826, 2140]),
        ('a,b\n"1,826","1.691,82"\n"2,140",12\n', [1.826, 2.14]),
        ("a,b\n1.826,5\n2.140,6\n", [1.826, 2.14]),
    ],
)
def test_the_files_own_decimal_mark_goes_first(
    tmp_path: Path, text: str, values: list[float]
) -> None:
    comma = [f"{number}".replace(".", ",") for number in NUMBERS]
    scorer = scorer_of(tmp_path, comma, comma[::-1])
    (tmp_path / "new.csv").write_text(text)
    inputs, problems = read_later(scorer, tmp_path / "new.csv")
    assert inputs["a"].tolist() == values
    assert (values[0] == 1.826 and "." in text.split("\n")[1][:2]) == any(
        "a point it is" in problem for problem in problems
    )


@pytest.mark.parametrize(
    ("learned", "new", "said"),
    [
        ("T10:00:00+02:00", "T10:00:00", "without a time zone are taken as UTC"),
        ("T10:00:00", "T10:00:00+02:00", "with a time zone, and training had none"),
        ("T10:00:00Z", "T10:00:00-0500", None),
        ("", "", None),
    ],
)
def test_time_zones_that_differ_are_named(
    tmp_path: Path, learned: str, new: str, said: str | None
) -> None:
    scorer = scorer_of(tmp_path, [f"2024-01-{i + 1:02d}{learned}" for i in range(N)])
    (tmp_path / "new.csv").write_text("a;b\n" + f"2024-01-05{new};x1\n" * 3)
    problems = read_later(scorer, tmp_path / "new.csv")[1]
    assert len(problems) == (said is not None)
    assert all(str(said) in problem for problem in problems)


def test_dates_and_clock_times_have_no_decimal_mark(tmp_path: Path) -> None:
    dates = [f"{i + 1:02d}.02.2024" for i in range(N - 1)] + ["01.03.2024"]
    scorer = scorer_of(tmp_path, dates, [f"{i % 20}:30" for i in range(N)])
    (tmp_path / "new.csv").write_text("a,b\n05.04.2024,10:30:36.0\n06.04.2024,11:00\n")
    inputs, problems = read_later(scorer, tmp_path / "new.csv")
    assert problems == []
    assert inputs["a"].dt.day.tolist() == [5, 6]
    assert inputs["b"].tolist() == pytest.approx([10.51, 11])


def test_a_few_cells_that_are_no_numbers_are_counted(tmp_path: Path) -> None:
    scorer = scorer_of(tmp_path, [str(number) for number in NUMBERS])
    cells = [*map(str, NUMBERS), "abc", "unknown", "NA", ""] * 2
    (tmp_path / "new.csv").write_text("a;b\n" + "".join(f"{cell};x1\n" for cell in cells))
    assert read_later(scorer, tmp_path / "new.csv")[1] == [
        "a: 2 cells could not be read as number."
    ]


def test_empty_near_and_repeated_columns_are_named(tmp_path: Path) -> None:
    scorer = scorer_of(tmp_path, [str(number) for number in NUMBERS])
    (tmp_path / "new.csv").write_text("A,b,b\n1,,2\n2,NA,2\n")
    problems = read_later(scorer, tmp_path / "new.csv")[1]
    assert problems[0] == f"a: {ABSENT}"
    assert "name it 'a'" in problems[1]
    assert problems[2] == f"b: {EMPTY}"
    (tmp_path / "new.csv").write_text("a,b,b\n1,x1,2\n2,x2,2\n")
    (problem,) = read_later(scorer, tmp_path / "new.csv")[1]
    assert "more than once in the file; the first is used, not b.1" in problem


def test_unseen_levels_are_named_whatever_their_number(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text(
        "b,y\n" + "".join(f"v{i // 3},{'yes' if i % 2 else 'no'}\n" for i in range(450))
    )
    table = data_step(DataParams(target="y"), read=read_table(path), report=silent)
    scorer = Scorer("m", None, input_schema(table, ["b"], np.arange(450), "m"))
    (tmp_path / "new.csv").write_text("b\nv1\nw1\nw2\n")
    (problem,) = read_later(scorer, tmp_path / "new.csv")[1]
    assert problem.startswith("b: 2 rows with a level not seen in training")


@pytest.fixture(params=["20", "0"], ids=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read files at once, or in blocks as large ones are."""
    monkeypatch.setenv("LIFECYCLE_LARGE_MB", request.param)
    server.settings.cache_clear()
    yield
    server.settings.cache_clear()


@pytest.mark.usefixtures("size")
def test_files_of_any_size_are_converted_alike(tmp_path: Path) -> None:
    scorer = scorer_of(tmp_path, [f"{number} kg" for number in NUMBERS])
    (tmp_path / "new.csv").write_text("a,b\n100 lb,x1\n2 LBS,x2\n3500 g,x3\n,x1\n")
    inputs, problems = read_later(scorer, tmp_path / "new.csv")
    assert inputs["a"].tolist() == pytest.approx([45.359237, 0.90718474, 3.5, np.nan], nan_ok=True)
    assert len(problems) == 2


@pytest.mark.usefixtures("size")
def test_a_scored_file_comes_back_cell_by_cell(tmp_path: Path) -> None:
    it = made("binary")
    lines = it.data.read_text().splitlines()[:5]
    odd = ["key,na,price,code,=run", "007,NA,1.50,1E5,=1+1", "9007199254740993,,5%, x ,-5"]
    odd += ['"a ""b""",n/a,"1,234",TRUE,@x', "2024-01-02T00:00Z,null,-0.0,1e-3,'5"]
    path, out = tmp_path / "new.csv", tmp_path / "out.csv"
    path.write_text("".join(f"{a},{b}\n" for a, b in zip(lines, odd, strict=True)))
    assert main(["predict", str(it.folder), str(path), "--out", str(out), "--json"]) == 0
    for before, after in zip(
        path.read_text().splitlines(), out.read_text().splitlines(), strict=True
    ):
        assert after.startswith(f"{before},")
