"""The target in brief: classes with counts, amounts with their middle, and what accuracy hides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.step import Table
from lifecycle.data.target_summary import brief, target_summary

from ..builders import make_table


def in_words(table: Table) -> str:
    return target_summary(table).meaning


def of_classes(**counts: int) -> Table:
    y = np.repeat(list(counts), list(counts.values()))
    task = "binary" if len(counts) == 2 else "multiclass"
    return make_table(pd.DataFrame({"a": np.arange(len(y)) * 1.0, "y": y}), "y", task)


def of_amounts(values: np.ndarray) -> Table:
    return make_table(pd.DataFrame({"a": values, "y": values}), "y", "regression")


def test_classes_come_with_counts_the_most_frequent_first() -> None:
    table = of_classes(no=5, yes=95)
    assert target_summary(table).frame.to_dict("list") == {
        "value": ["yes", "no"],
        "rows": [95, 5],
        "share": [0.95, 0.05],
    }
    assert brief(target_summary(table).frame) == "yes: 95 (95%), no: 5 (5%)"


def test_only_the_given_rows_count_and_an_absent_class_is_shown() -> None:
    frame = target_summary(of_classes(no=5, yes=95), rows=list(range(5))).frame
    assert frame["rows"].tolist() == [5, 0]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"no": 95, "yes": 5}, "a high accuracy says little"),
        ({"no": 55, "yes": 45}, "compare every accuracy with that"),
        ({"a": 30, "b": 30, "c": 90}, "compare every accuracy with that"),
        ({"a": 5, "b": 5, "c": 90}, "a high accuracy says little"),
    ],
)
def test_what_accuracy_would_hide(counts: dict[str, int], said: str) -> None:
    assert said in in_words(of_classes(**counts))


def test_many_classes_end_in_one_row() -> None:
    frame = target_summary(of_classes(**{f"c{i}": 30 - i for i in range(20)})).frame
    assert len(frame) == 12
    assert frame["value"].iloc[-1] == "9 rarer classes"
    assert frame["rows"].sum() == sum(30 - i for i in range(20))
    assert brief(frame).endswith("and 6 more")


def test_amounts_come_with_their_middle_and_their_ends() -> None:
    frame = target_summary(of_amounts(np.arange(101.0))).frame.set_index("what")["value"]
    assert frame[["smallest", "median", "mean", "largest"]].tolist() == [0, 50, 50, 100]
    assert "few very" not in in_words(of_amounts(np.arange(101.0)))


def test_a_skewed_target_is_said_with_its_side() -> None:
    skewed = np.exp(np.random.default_rng(0).normal(size=300) * 1.5)
    assert "a few very large values" in in_words(of_amounts(skewed))
    assert "a few very small values" in in_words(of_amounts(-skewed))
    assert in_words(
        of_amounts(np.repeat([1.0, 2.0], 10))
    )  # two values have no skewness to speak of
