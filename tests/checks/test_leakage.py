"""What counts as a copy of the target, as nearly one, and as missing for a reason."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from .tables import AMOUNT, GOOD, YES, N, alone, good, with_some

RNG = np.random.default_rng(5)


def codes(**changes: Any) -> set[str]:
    return set(good(**changes).found().findings["code"])


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
def test_what_counts_as_a_copy(feature: list[Any], target: list[Any], copied: bool) -> None:
    context = good(feature=feature, target=target, unsplit=True).context()
    assert (not alone("target_copy", context).findings.empty) is copied


@pytest.mark.parametrize(("wrong", "severity"), [(0.02, "warning"), (0.002, "risk"), (0.3, None)])
def test_a_column_that_nearly_decides_is_amber_or_red(wrong: float, severity: str | None) -> None:
    n = 2000
    yes = RNG.random(n) < 0.5
    hint = np.where(yes ^ (RNG.random(n) < wrong), 3.0, 1.0) + RNG.random(n)
    a = RNG.normal(size=n)
    case = good("b", "c", a=a, hint=hint, target=np.where(yes, "yes", "no"))
    found = alone("explains_target", case.context()).findings
    assert found["severity"].tolist() == ([severity] if severity else [])
    if severity:  # the area under the curve of a mark that is wrong so often is 1 - wrong
        said = re.search(r"ROC AUC (\S+) \((\S+) to (\S+) over the folds\)", found["detail"][0])
        assert said is not None
        assert float(said[1]) == pytest.approx(1 - wrong, abs=0.012)
        assert float(said[2]) <= float(said[1]) <= float(said[3])


def test_a_copy_is_said_once() -> None:
    found = good(copy=np.where(YES, "A", "B")).found().findings
    assert found.loc[found["column"] == "copy", "code"].tolist() == ["target_copy"]


def test_an_amount_and_several_classes_are_explained_too() -> None:
    near = AMOUNT + RNG.normal(0, 0.1, N).round(6)
    assert "explains_target" in codes(near=near, target=AMOUNT)
    three = RNG.choice(list("uvw"), N)
    level = [f"{label}{i % 3}" for i, label in enumerate(three)]
    level[0], level[1] = level[1], level[0]
    assert {"explains_target", "target_copy"} & codes(level=level, target=three)


def test_a_key_is_no_explanation_when_judged_on_other_rows() -> None:
    shops = [f"s{i % 60}" for i in range(N)]
    assert "explains_target" not in codes(shop=shops)


def test_missing_for_a_reason_says_where_the_answers_differ() -> None:
    gaps = np.where(YES, None, GOOD["a"])
    gaps[:20] = GOOD["a"][:20]
    found = alone("missing_related", good(a=gaps).context()).findings
    assert found["detail"][0].startswith("Where it is missing, 100% of the rows are 'yes'; where")
    amounts = np.where(AMOUNT > 0.5, None, GOOD["b"])
    said = alone("missing_related", good(b=amounts, target=AMOUNT).context()).findings
    assert "the median of target is" in said["detail"][0]


def test_gaps_by_chance_are_seldom_taken_for_a_reason() -> None:
    """Of 80 columns with gaps by chance, adjusted tests with an effect size let none through."""
    n = 400
    columns = {f"x{i}": np.where(RNG.random(n) < 0.2, None, RNG.random(n)) for i in range(80)}
    target = RNG.choice(["yes", "no"], n)
    context = good("a", "b", "c", target=target, **columns).context()
    assert len(alone("missing_related", context).findings) <= 1


def test_said_to_be_known_in_time_settles_a_name() -> None:
    assert "post_event" in codes(refund=GOOD["a"] * GOOD["b"])
    settled = {"refund": {"known": "yes"}}
    assert "post_event" not in codes(refund=GOOD["a"] * GOOD["b"], roles=settled)


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
def test_a_code_must_stand_apart(code: int, values: Any, fires: bool) -> None:
    found = alone("sentinel", good(a=with_some(values, code, 20)).context()).findings
    assert found["value"].tolist() == ([f'[["a", "{code}"]]'] if fires else [])
