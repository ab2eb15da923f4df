"""Which kind a column is taken for, and that new records are converted as the table was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.data.readers import read_table, to_kinds
from lifecycle.data.readers.inference import infer
from lifecycle.data.readers.kinds import guess_kind

N = 40


def kind_of(cells: list, name: str = "x") -> str:
    texts = pd.Series([None if c is None else str(c) for c in cells], dtype="string[pyarrow]")
    return guess_kind(name, infer(texts).values).kind


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("size", [i * 1.5 for i in range(N)], "number"),
        ("rooms", [i % 4 for i in range(N)], "number"),
        ("flag", [i % 2 for i in range(N)], "number"),
        ("total", [*range(50, 50 + N - 1), " "], "number"),
        ("total", [*range(50, 50 + N - 2), "unknown", "-"], "number"),
        ("income", [*range(50, 50 + N // 2), *["keine Angabe"] * (N // 2)], "number"),
        ("income", [1000 + 37 * i for i in range(N)], "number"),
        ("year", list(range(1950, 1950 + N)), "number"),
        ("row", list(range(1, N + 1)), "identifier"),
        ("Unnamed: 0", list(range(N)), "identifier"),
        ("PID", [526301100 + 350 * i for i in range(N)], "identifier"),
        ("code", [f"C-{i:04d}" for i in range(N)], "identifier"),
        ("key", [f"{i:05d}" for i in range(N)], "identifier"),
        ("long", [10**17 + 3 * i for i in range(N)], "identifier"),
        ("zip", [f"0{i % 7}501" for i in range(N)], "category"),
        ("city", ["Rome", "Oslo"] * (N // 2), "category"),
        ("paid", ["Yes", "No"] * (N // 2), "boolean"),
        ("paid", ["TRUE", "FALSE", None, "TRUE"] * (N // 4), "boolean"),
        ("paid", ["yes", "Yes", "no", "NO"] * (N // 4), "boolean"),
        ("paid", ["Sì", "No"] * (N // 2), "boolean"),
        ("paid", ["да", "нет"] * (N // 2), "boolean"),
        ("paid", ["EVET", "HAYIR"] * (N // 2), "boolean"),
        ("paid", ["はい", "いいえ"] * (N // 2), "boolean"),
        ("paid", [" tak", "nie "] * (N // 2), "boolean"),
        ("on", [f"2024-01-{i % 28 + 1:02d}" for i in range(N)], "date"),
        ("on", [f"{i % 28 + 1:02d}/03/2024" for i in range(N)], "date"),
        ("on", [f"{i % 28 + 1:02d}.03.{i % 9 + 16}" for i in range(N)], "date"),
        ("on", [f"{i % 28 + 1}.3.{i % 9 + 16}" for i in range(N)], "date"),
        ("on", [f"20{i % 9 + 16}-{i % 12 + 1:02d}" for i in range(N)], "date"),
        ("on", [f"Q{i % 4 + 1} 20{i % 9 + 16}" for i in range(N)], "date"),
        ("on", [f"{1066 + i}-10-14" for i in range(N)], "date"),
        ("on", [20230101 + 100 * (i % 12) + i % 28 for i in range(N)], "date"),
        ("end", ["9999-12-31" if i % 3 else f"2024-01-{i % 28 + 1:02d}" for i in range(N)], "date"),
        ("version", [f"1.{i % 4}.{i % 9 + 16}" for i in range(N)], "category"),
        ("version", [f"{i % 3 + 1}.{i % 12 + 1}.{i % 9 + 16}" for i in range(N)], "category"),
        ("number", [20231301 + i % 9 for i in range(N)], "number"),
        ("customer_id", [20230101 + i % 28 for i in range(N)], "number"),
        ("season", [f"{2001 + i % 11}/{2 + i % 11:02d}" for i in range(N)], "category"),
        ("phone", [f"06.12.{i % 50 + 10}.{i % 7 + 10}.11" for i in range(N)], "identifier"),
        ("part", [f"1999-{i % 12 + 1:02d}-X" for i in range(N)], "category"),
        ("at", ["18.00.00", "19.00.00"] * (N // 2), "category"),
        ("said", [f"this is remark number {i} of many" for i in range(N)], "text"),
        ("same", ["a"] * N, "constant"),
        ("none", [None] * N, "constant"),
        ("half", ["a", None] * (N // 2), "category"),
    ],
)
def test_kinds(name: str, cells: list, kind: str) -> None:
    assert kind_of(cells, name) == kind


def test_types_of_every_kind() -> None:
    frame = pd.DataFrame(
        {"n": ["1", "x", None], "d": ["2024-01-02", "soon", None], "c": [1.0, 2.5, np.nan]}
    )
    got = to_kinds(frame, {"c": "category", "n": "number", "d": "date", "absent": "number"})
    assert list(got) == ["c", "n", "d", "absent"]
    assert got["c"].tolist() == ["1", "2.5", None]
    assert got["n"].dtype == np.float64
    assert got["n"].isna().tolist() == [False, True, True]
    assert got["d"].dtype == "datetime64[ns]"
    assert got["d"].isna().tolist() == [False, True, True]
    assert got["absent"].isna().all()
    assert frame["n"].tolist() == ["1", "x", None]  # what was given stays as it was


def test_infinite_numbers_become_missing() -> None:
    got = to_kinds(pd.DataFrame({"n": [np.inf, 1.0]}), {"n": "number"})
    assert got["n"].isna().tolist() == [True, False]


def test_one_record_is_converted_like_the_column_it_belongs_to() -> None:
    frame = pd.DataFrame({"n": ["1.5", "2"], "c": ["a", "NA"], "d": ["2024-01-02", "2024-01-03"]})
    kinds = {"n": "number", "c": "category", "d": "date"}
    whole = to_kinds(frame, kinds)
    for i in range(2):
        one = to_kinds(frame.iloc[[i]], kinds)
        pd.testing.assert_frame_equal(one, whole.iloc[[i]])


JUNK = st.one_of(
    st.none(), st.text(max_size=8), st.booleans(), st.integers(), st.floats(), st.lists(st.none())
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(JUNK, min_size=1, max_size=6),
    st.sampled_from(["number", "category", "date", "text", "boolean"]),
)
def test_junk_in_a_record_becomes_missing_or_text_and_never_an_error(cells: list, kind) -> None:
    got = to_kinds(pd.DataFrame({"x": pd.Series(cells, dtype=object)}), {"x": kind})["x"]
    assert len(got) == len(cells)
    if kind == "number":
        assert got.dtype == np.float64
        assert not np.isinf(got).any()
    elif kind == "date":
        assert got.dtype == "datetime64[ns]"
    else:
        assert all(value is None or isinstance(value, str) for value in got)


@pytest.mark.parametrize(
    ("cells", "nature"),
    [
        ([0.5, 2.0, 3.25], "continuous"),
        ([0, 12, 250], "count"),
        ([-3, 12, 250], "whole"),
        ([1, 2, 5, 2], "ordinal code"),
        (["a", "b", "a"], ""),
        (["1.5 kg", "2 kg"], "continuous"),
    ],
)
def test_the_sort_of_a_number_has_a_column_of_its_own(
    cells: list[object], nature: str, tmp_path: Path
) -> None:
    path = tmp_path / "blob"
    path.write_text("x,y\n" + "".join(f"{cell},q\n" for cell in cells * 9))
    columns = read_table(path).columns
    assert columns["nature"].tolist() == [nature, ""]
