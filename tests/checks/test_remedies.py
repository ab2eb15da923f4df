"""A remedy solves its whole finding, and what it settles is not spoken of again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.checks.fixes import FIXES, Finding
from lifecycle.core.recipe import AnyStep, Params
from lifecycle.data.roles import ColumnChoice
from lifecycle.data.step import DataParams
from lifecycle.steps import DATA, READ, SPLIT

from .tables import GOOD, N, alone, good, with_some

RNG = np.random.default_rng(8)
CHOICES: dict[AnyStep, Params] = {
    DATA: DataParams(target="y"),
    READ: READ.params(),
    SPLIT: SPLIT.params(),
}


def fixed(code: str, findings: pd.DataFrame) -> Any:
    """Return the one change that the first finding of a check offers."""
    row = findings[findings["code"] == code].iloc[0]
    (fields,) = FIXES[row["fix"]].change(CHOICES.__getitem__, Finding.of(row)).values()
    return fields


@pytest.mark.parametrize("parts", [2, 3, 5])
def test_all_parts_of_a_sum_go_together(parts: int) -> None:
    values = {f"part {i}": RNG.uniform(1, 9, N).round(3) for i in range(parts)}
    case = good(**values, target=sum(values.values()))
    left_out = fixed("parts_of_target", case.found().findings)["columns"]
    assert {choice.name for choice in left_out} == set(values)
    assert {choice.known for choice in left_out} == {"no"}
    again = good(**values, target=sum(values.values()), roles={n: {"known": "no"} for n in values})
    assert "parts_of_target" not in set(again.found().findings["code"])


@pytest.mark.parametrize("code", [-999, 9999])
def test_a_code_for_missing_is_settled_once_for_all_columns(code: int) -> None:
    coded = {name: with_some(RNG.normal(10, 1, N).round(3), code, 20) for name in ("p", "q", "r")}
    found = good(**coded).found().findings
    assert found["code"].tolist() == ["sentinel"]  # and no outlier that it would cause
    assert all(name in found["detail"][0] for name in coded)
    codes = fixed("sentinel", found)["missing_codes"]
    assert {(c.column, c.word, c.missing) for c in codes} == {(n, str(code), True) for n in coded}


def test_two_codes_are_two_findings() -> None:
    values = RNG.normal(10, 1, N).round(3)
    both = good(p=with_some(values, -999, 20), q=with_some(values[::-1], 9999, 20)).found()
    assert sorted(both.findings.query("code == 'sentinel'")["column"]) == ["p", "q"]


def test_a_level_that_may_mean_missing_is_settled_in_all_columns() -> None:
    levels = {name: with_some(GOOD["c"], "unknown", 15) for name in ("d", "e")}
    found = alone("missing_level", good(**levels).context()).findings
    assert len(found) == 1
    codes = fixed("missing_level", found)["missing_codes"]
    assert {(c.column, c.word) for c in codes} == {("d", "unknown"), ("e", "unknown")}


@pytest.mark.parametrize("said", [{"role": "ignore"}, {"known": "no"}])
def test_a_column_that_was_left_out_is_spoken_of_no_more(said: dict[str, str]) -> None:
    columns: dict[str, Any] = {
        "copy": GOOD["target"],
        "gaps": [*GOOD["b"][:80], *[None] * 120],
        "coded": with_some(GOOD["a"], -999, 20),
        "gender": GOOD["c"],
    }
    assert set(columns) <= set(good(**columns).found().findings["column"])
    left_out = good(**columns, roles=dict.fromkeys(columns, said)).found().findings
    assert left_out["column"].tolist() == []


def test_the_name_of_the_target_alone_is_a_note_without_a_button() -> None:
    found = good("target", credit=GOOD["target"], credit_history=GOOD["c"])
    case = type(found)({**found.columns, "credit": GOOD["target"]}, {"target": "credit"})
    row = alone("target_name", case.context()).findings.iloc[0]
    assert (row["column"], row["severity"], row["fix"]) == ("credit_history", "note", "")


@pytest.mark.parametrize(
    "name", ["age", "Patient Sex", "nationality", "Geschlecht", "date_of_birth"]
)
def test_what_looks_protected_is_proposed_as_such(name: str) -> None:
    found = alone("protected_name", good(**{name: GOOD["c"]}).context()).findings
    assert fixed("protected_name", found)["columns"] == (ColumnChoice(name=name, role="protected"),)


@pytest.mark.parametrize("name", ["mileage", "stage", "sextant", "trace", "average"])
def test_what_only_contains_such_a_word_is_not(name: str) -> None:
    assert alone("protected_name", good(**{name: GOOD["c"]}).context()).findings.empty
