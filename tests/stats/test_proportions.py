"""Shares: equal to R and statsmodels, inside 0 to 1, an answer for no rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from lifecycle.stats.mcnemar import mcnemar_test
from lifecycle.stats.multiple_testing import adjust_pvalues
from lifecycle.stats.proportions import difference_of_proportions, proportion_interval

Shared = Callable[[str], Path]


def test_wilson_equals_r(shared: Shared) -> None:
    for golden in json.loads(shared("goldens/proportions.json").read_text())["single"]:
        found = proportion_interval(golden["x"], golden["n"])
        assert found.value == pytest.approx(golden["est"], abs=1e-12)
        assert [found.low, found.high] == pytest.approx(golden["wilson_prop_test"], abs=1e-9)


def test_newcombe_equals_r(shared: Shared) -> None:
    for golden in json.loads(shared("goldens/proportions.json").read_text())["difference"]:
        found = difference_of_proportions(*(golden[name] for name in ("x1", "n1", "x2", "n2")))
        assert found.value == pytest.approx(golden["diff"], abs=1e-12)
        assert [found.low, found.high] == pytest.approx(golden["newcombe"], abs=1e-9)


def test_mcnemar_equals_r(shared: Shared) -> None:
    for golden in json.loads(shared("goldens/mcnemar.json").read_text())["cases"]:
        found = mcnemar_test(golden["b"], golden["c"])
        both = [found.asymptotic_p_value, found.corrected_p_value]
        assert both == pytest.approx([golden["p_chisq"], golden["p_cc"]], abs=1e-12)
        assert found.exact_p_value == pytest.approx(golden["exact_p"], rel=1e-9)
        assert found.p_value == pytest.approx(golden["midp"], rel=1e-9)


@settings(max_examples=60)
@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_equals_statsmodels(n: int, share: float, level: float) -> None:
    from statsmodels.stats.proportion import proportion_confint

    x = round(n * share)
    found = proportion_interval(x, n, level)
    expected = proportion_confint(x, n, alpha=1 - level, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert proportion_interval(4 * x, 4 * n, level).width < found.width


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_a_difference_turns_its_sign_with_its_order(
    a: int, more_a: int, b: int, more_b: int
) -> None:
    found = difference_of_proportions(a, a + more_a, b, b + more_b)
    turned = difference_of_proportions(b, b + more_b, a, a + more_a)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_without_rows_everything_is_possible() -> None:
    found = proportion_interval(0, 0)
    assert (found.low, found.high, found.method) == (0.0, 1.0, "undefined-no-rows")
    assert difference_of_proportions(0, 0, 5, 10).method == "undefined-no-rows"
    assert mcnemar_test(0, 0).p_value == 1.0


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(
    ("method", "named"),
    [
        ("wilson", "wilson"),
        ("clopper-pearson", "beta"),
        ("agresti-coull", "agresti_coull"),
        ("wald", "normal"),
    ],
)
def test_every_method_is_that_of_statsmodels(method: str, named: str, level: float) -> None:
    for n in (1, 2, 7, 1000):
        for x in {0, 1, n // 2, n - 1, n}:
            found = proportion_interval(x, n, level, method)  # type: ignore[arg-type]
            ends = np.clip(proportion_confint(x, n, 1 - level, named), 0, 1)
            assert [found.low, found.high] == pytest.approx(ends, abs=1e-9)


def test_jeffreys_and_clopper_pearson_are_those_of_r(shared: Shared) -> None:
    for case in json.loads(shared("goldens/proportions.json").read_text())["single"]:
        for name in ("jeffreys", "clopper_pearson"):
            method = name.replace("_", "-")
            found = proportion_interval(case["x"], case["n"], method=method)  # type: ignore[arg-type]
            assert [found.low, found.high] == pytest.approx(case[name], abs=1e-9)


@pytest.mark.parametrize(
    ("method", "named"),
    [
        ("bh", "fdr_bh"),
        ("by", "fdr_by"),
        ("holm", "holm"),
        ("hochberg", "simes-hochberg"),
        ("bonferroni", "bonferroni"),
    ],
)
def test_every_adjustment_is_that_of_statsmodels(method: str, named: str) -> None:
    for m in (1, 2, 40):
        p = np.random.default_rng(m).random(m).round(1) ** 2  # with ties
        found = adjust_pvalues(p, method)  # type: ignore[arg-type]
        assert found == pytest.approx(multipletests(p, method=named)[1])
