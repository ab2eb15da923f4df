"""The error analysis: what was planted is named first, and any outcome gets an answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.data.step import Table
from lifecycle.evaluate.error_analysis import analysed, confusions, surest
from lifecycle.metrics.outcome import Outcome

from ..builders import make_table


def table(n: int, task: str, seed: int = 0) -> Table:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "city": rng.choice(["Bern", "Oslo", "Rome"], n),
            "sex": rng.choice(["f", "m"], n),
            "x": rng.normal(size=n),
            "y": rng.normal(size=n) if task == "regression" else rng.choice(["no", "yes"], n),
        }
    )
    made = make_table(frame, "y", task)
    columns = made.columns.copy()
    columns.loc[columns["name"] == "sex", "role"] = "protected"
    return replace(made, columns=columns)


def outcome(data: Table, wrong: np.ndarray, p: float = 0.8) -> Outcome:
    """Labels that are wrong where ``wrong``, each called with the chance ``p``."""
    truth = (data.y == "yes").to_numpy()
    called = truth ^ wrong
    chance = np.where(called, p, 1 - p)
    labels = np.array(["no", "yes"], dtype=object)
    return Outcome(
        data.y.to_numpy(),
        labels[called.astype(int)],
        ("no", "yes"),
        np.column_stack([1 - chance, chance]),
    )


def test_the_planted_group_comes_first_with_its_share() -> None:
    data = table(3000, "binary")
    bad = (data.frame["city"] == "Rome").to_numpy()
    wrong = np.random.default_rng(1).random(3000) < np.where(bad, 0.5, 0.1)
    found = analysed(outcome(data, wrong), data, np.arange(3000))
    assert found.sentence.startswith(f"{wrong.sum():,} of 3,000 rows are wrong (")
    assert "Begin with city is Rome" in found.sentence
    assert found.tree.loc[1, "text"] == "city is Rome"
    assert found.share == pytest.approx(wrong.mean())


def test_protected_columns_are_searched_too() -> None:
    data = table(3000, "binary")
    bad = (data.frame["sex"] == "f").to_numpy()
    assert "sex" not in data.features
    wrong = np.random.default_rng(1).random(3000) < np.where(bad, 0.4, 0.1)
    assert "sex is f" in analysed(outcome(data, wrong), data, np.arange(3000)).sentence


def test_the_surest_mistake_comes_first() -> None:
    given = np.array(["no", "yes", "yes", "no"], dtype=object)
    p = np.array([0.9, 0.4, 0.01, 0.2])
    said = np.where(p >= 0.5, "yes", "no").astype(object)
    found = surest(
        Outcome(given, said, ("no", "yes"), np.column_stack([1 - p, p])), np.array([7, 8, 9, 10])
    )
    assert found["row"].tolist() == [9, 7, 8]
    assert found["sure"].tolist() == pytest.approx([0.99, 0.9, 0.6])
    amounts = surest(Outcome(np.array([1.0, 2.0]), np.array([1.0, 5.0])), np.array([3, 4]))
    assert amounts.to_dict("records") == [{"row": 4, "given": "2.0", "said": "5.0", "sure": 3.0}]


def test_confusions_are_counted_in_their_direction() -> None:
    classes = ("a", "b", "c")
    given = np.array(["a", "a", "b", "c"], dtype=object)
    said = np.array(["b", "b", "a", "c"], dtype=object)
    found = confusions(Outcome(given, said, classes, np.full((4, 3), 1 / 3)))
    assert found.iloc[0].tolist() == ["a", "b", 2, pytest.approx(2 / 3)]
    assert len(found) == 2


@pytest.mark.parametrize("kind", ["five", "all right", "all wrong", "constant", "many classes"])
@pytest.mark.parametrize("task", ["binary", "regression"])
def test_degenerate_rows_get_an_answer(task: str, kind: str) -> None:
    n = 5 if kind == "five" else 200
    data = table(n, task)
    if task == "regression":
        off = {"all right": 0.0, "constant": 1.0}.get(kind, np.arange(float(n)))
        made = Outcome(data.y.to_numpy(), data.y.to_numpy() + off)
    elif kind == "many classes":
        classes = tuple(f"c{k:02}" for k in range(50))
        rng = np.random.default_rng(0)
        labels = np.array(classes, dtype=object)
        made = Outcome(
            labels[rng.integers(0, 50, n)],
            labels[rng.integers(0, 50, n)],
            classes,
            rng.dirichlet(np.ones(50), n),
        )
    else:
        wrong = np.full(n, kind != "all right")
        made = outcome(data, wrong, 1.0 if kind == "constant" else 0.8)
    found = analysed(made, data, np.arange(n))
    assert found.sentence.endswith(".")
    assert "nan" not in found.sentence
    for frame in (found.slices, found.tree, found.mistakes, found.confusions):
        assert not frame.isna().any().any()
    if kind == "all right":
        assert found.mistakes.empty
        assert "nothing to analyse" in found.sentence


def test_a_leaf_of_the_tree_stands_in_where_no_slice_is_clear() -> None:
    """Rows are wrong in the middle of x, between cuts that are not those of its quarters."""
    data = table(2000, "binary")
    bad = (data.frame["x"].abs() < 0.15).to_numpy()
    wrong = np.random.default_rng(1).random(2000) < np.where(bad, 0.35, 0.01)
    found = analysed(outcome(data, wrong), data, np.arange(2000))
    assert "Begin with" in found.sentence
    assert " x " in found.sentence
