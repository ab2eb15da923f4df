"""Every check fires where it should and keeps quiet where it should not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.catalog.checks import CHECKS, COLUMNS
from lifecycle.engine.work import silent
from lifecycle.readers import read_table
from lifecycle.steps.data import DataParams, run

N = 200
RNG = np.random.default_rng(0)
GOOD: dict[str, Any] = {
    "a": RNG.normal(size=N).round(6),
    "b": RNG.normal(size=N).round(6),
    "c": RNG.choice(["red", "green", "blue"], N),
    "target": RNG.choice(["yes", "no"], N),
}


def with_some(values: Any, cell: Any, every: int) -> list[Any]:
    return [cell if i % every == 0 else value for i, value in enumerate(values)]


RARE = ["rare"] * 4 + ["common", "usual"] * ((N - 4) // 2)
MANY = {f"x{i}": RNG.normal(size=N).round(6) for i in range(25)}
FIRES: dict[str, tuple[dict[str, Any], str]] = {
    "target_copy": ({"copy": np.where(GOOD["target"] == "yes", "A", "B")}, "copy"),
    "rare_class": ({"target": RARE}, "target"),
    "imbalance": ({"target": ["yes"] * 12 + ["no"] * (N - 12)}, "target"),
    "few_rows": (MANY, ""),
    "duplicates": ({k: [*v[:180], *v[:20]] for k, v in GOOD.items()}, ""),
    "sentinel": ({"a": with_some(np.abs(GOOD["a"]), -999, 20)}, "a"),
    "target_missing": ({"target": with_some(GOOD["target"], None, 4)}, "target"),
    "repaired": ({"a": with_some(GOOD["a"], "inf", 50)}, "a"),
    "impossible_dates": (
        {"on": with_some([f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(N)], "n/d", 9)},
        "on",
    ),
    "all_missing": ({"void": [None] * N}, "void"),
    "mostly_missing": ({"b": [*GOOD["b"][:80], *[None] * 120]}, "b"),
    "many_levels": ({"c": [f"level {i % 90}" for i in range(N)]}, "c"),
    "spellings": ({"c": with_some(GOOD["c"], "Red ", 7)}, "c"),
    "missing_level": ({"c": with_some(GOOD["c"], "unknown", 7)}, "c"),
    "identifier": ({"id": [f"K{i}" for i in range(N)]}, "id"),
    "constant": ({"same": ["x"] * N}, "same"),
}


def findings(tmp_path: Path, **changes: Any) -> pd.DataFrame:
    path = tmp_path / "blob"
    pd.DataFrame(GOOD | changes).to_csv(path, index=False)
    return run(DataParams(target="target"), read=read_table(path), report=silent).findings


def test_a_good_table_has_no_findings(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert list(found) == COLUMNS
    assert found.empty


def test_every_check_is_tried_here() -> None:
    assert [check.code for check in CHECKS] == list(dict.fromkeys(check.code for check in CHECKS))
    assert set(FIRES) == {check.code for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_fires_alone(tmp_path: Path, check: Any) -> None:
    changes, column = FIRES[check.code]
    found = findings(tmp_path, **changes)
    assert found["code"].tolist() == [check.code]
    assert found["column"].tolist() == [column]
    assert found["severity"].tolist() == [check.severity]
    assert found["detail"].str.len().gt(10).all()
    assert check.explanation.endswith(".")
    assert check.remedy.endswith(".")


def test_risks_come_first(tmp_path: Path) -> None:
    found = findings(tmp_path, same=["x"] * N, copy=GOOD["target"])
    assert found["severity"].tolist() == ["risk", "note"]


@pytest.mark.parametrize(
    ("feature", "target", "copied"),
    [
        ([0.0] * 100 + [1.0] * 100, ["no"] * 100 + ["yes"] * 100, True),
        (list(range(5, 205)), ["no"] * 100 + ["yes"] * 100, True),
        (list(np.arange(200) * 3.5 + 1), list(np.arange(200) * 2), True),
        (list(-np.arange(200) * 3.5), list(np.arange(200) * 2), True),
        (list(np.arange(200) ** 2), list(np.arange(200) * 2), False),
        ([0.0] * 101 + [1.0] * 99, ["no"] * 100 + ["yes"] * 100, False),
        ([f"k{i}" for i in range(100)] * 2, ["no", "yes"] * 100, False),
        ([None] * 150 + ["A"] * 50, ["no"] * 150 + ["yes"] * 50, False),
    ],
)
def test_what_counts_as_a_copy(
    tmp_path: Path, feature: list[Any], target: list[Any], copied: bool
) -> None:
    found = findings(tmp_path, feature=feature, target=target)
    assert ("target_copy" in set(found["code"])) is copied


@pytest.mark.parametrize(
    ("code", "values", "fires"),
    [
        (-999, np.linspace(-1000, 1000, N), False),
        (-200, np.linspace(-260, 50, N), False),
        (-200, np.linspace(0, 50, N), True),
        (9999, np.linspace(0, 50, N), True),
        (999, np.linspace(0, 1000, N), False),
    ],
)
def test_a_code_must_stand_apart(tmp_path: Path, code: int, values: Any, fires: bool) -> None:
    found = findings(tmp_path, a=with_some(values, code, 20))
    assert ("sentinel" in set(found["code"])) is fires
