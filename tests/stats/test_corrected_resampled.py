"""The corrected resampled t interval and the ranking built on it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lifecycle.stats.corrected_resampled import corrected_interval, corrected_resampled_ttest, rank
from lifecycle.train.leader_sentence import sentence

# Ten values with mean 0.5, each 0.06 away from it.
VALUES = [0.44, 0.56] * 5


def test_interval_follows_nadeau_and_bengio() -> None:
    # sd = 0.06 * sqrt(10/9) = 0.0632456; t(0.975, 9) = 2.262157 (Student's table);
    # half = t * sd * sqrt(1/10 + 1/9) = 0.0657367
    found = corrected_interval(VALUES, test_share=1 / 9)
    assert found.std == pytest.approx(0.0632456, abs=1e-7)
    assert found.high - found.mean == pytest.approx(0.0657367, abs=2e-6)
    assert found.mean - found.low == pytest.approx(found.high - found.mean)


def test_without_shared_rows_it_is_the_plain_t_interval() -> None:
    found = corrected_interval(VALUES, test_share=0.0)
    assert found.high - found.mean == pytest.approx(2.262157 * 0.0632456 / math.sqrt(10), abs=1e-6)


def test_one_fold_has_a_mean_but_no_interval() -> None:
    found = corrected_interval([0.7, math.nan], test_share=0.25)
    assert (found.mean, found.folds) == (0.7, 1)
    assert math.isnan(found.low)
    assert not found.excludes_zero
    assert math.isnan(corrected_interval([], test_share=0.25).mean)


def test_the_correction_keeps_its_level_where_the_plain_interval_does_not() -> None:
    # Two equally good rules compared by 5-fold cross-validation: the plain paired test errs
    # too often, the corrected one about 5% of the time or less.
    rng = np.random.default_rng(0)
    plain = honest = 0
    for _ in range(400):
        x, y = rng.normal(size=(100, 2)), rng.normal(size=100)
        fold = rng.permutation(100) % 5
        differences = []
        for k in range(5):
            fit, held = fold != k, fold == k
            losses = []
            for j in range(2):
                slope, offset = np.polyfit(x[fit, j], y[fit], 1)
                losses.append(np.mean((y[held] - slope * x[held, j] - offset) ** 2))
            differences.append(losses[0] - losses[1])
        plain += corrected_interval(differences, 0.0).excludes_zero
        honest += corrected_interval(differences, 0.25).excludes_zero
    assert honest / 400 <= 0.06
    assert honest < plain


def scores(**models: list[float]) -> pd.DataFrame:
    rows = [
        {"model": m, "fold": k, "value": v, "train_value": v}
        for m, values in models.items()
        for k, v in enumerate(values)
    ]
    return pd.DataFrame(rows)


def test_rank_orders_by_the_metrics_direction_and_pairs_folds() -> None:
    # b is steadily a little worse than a: told apart although their intervals overlap
    a, noise = [0.70, 0.80, 0.90, 0.75, 0.85], [0.01, -0.01, 0.02, -0.02, 0.0]
    given = scores(
        c=[v + n for v, n in zip(a, noise, strict=True)][::-1], b=[v - 0.03 for v in a], a=a
    )
    best = rank(given, 5, True, 0.25)
    assert best["model"].tolist()[-1] == "b"
    assert best.set_index("model").loc["b", "high"] > best.set_index("model").loc["a", "low"]
    assert rank(given, 5, False, 0.25)["model"].tolist()[0] == "b"
    tied = rank(given[given["model"] != "c"], 5, True, 0.25).set_index("model")["tied"]
    assert not tied["a"]
    assert not tied["b"]


def test_a_candidate_that_lacks_folds_never_leads() -> None:
    found = rank(scores(a=[0.9, 0.9], b=[0.5, 0.6, 0.5]), 3, True, 0.5)
    assert found["model"].tolist() == ["b", "a"]


@pytest.mark.parametrize(
    ("leader", "tied", "said"),
    [
        ("forest", ["linear"], "cannot be told apart from linear, which is simpler."),
        ("linear", ["forest"], "forest cannot be told apart from it, but it is the simplest."),
        ("forest", [], "clearly ahead of every other candidate."),
        ("forest", ["dummy"], "Nothing clearly beats the baseline: Forest leads"),
        ("dummy", ["forest"], "Nothing beats the baseline, which looks at no column"),
    ],
)
def test_the_sentence_says_who_leads_and_whether_it_matters(
    leader: str, tied: list[str], said: str
) -> None:
    names = [leader, *(n for n in ("dummy", "linear", "forest") if n != leader)]
    table = pd.DataFrame(
        {
            "model": names,
            "title": [n.capitalize() for n in names],
            "baseline": [n == "dummy" for n in names],
            "simplicity": [["dummy", "linear", "forest"].index(n) for n in names],
            "score": [0.87, 0.86, 0.85],
            "low": [0.84, 0.83, 0.82],
            "high": [0.90, 0.89, 0.88],
            "tied": [n in tied for n in names],
        }
    )
    text = sentence(table, "ROC AUC")
    assert said in text
    assert "ROC AUC 0.87 (0.84 to 0.90)" in text


def test_the_t_test_agrees_with_the_interval() -> None:
    """Nadeau and Bengio: p is below 0.05 just when the 95% interval leaves out zero."""
    for shift in (0.0, 0.02, 0.05):
        values = [shift + d for d in (0.01, 0.03, -0.01, 0.02, 0.015)]
        found = corrected_resampled_ttest(values, test_share=0.25)
        assert (found.p_value < 0.05) == (0 not in found.difference)
        assert found.difference.n == 5
    by_hand = stats.ttest_1samp(VALUES, 0.8)  # without overlap it is the plain test
    found = corrected_resampled_ttest([v - 0.8 for v in VALUES], test_share=0.0)
    assert found.p_value == pytest.approx(by_hand.pvalue)


def test_folds_without_spread_are_an_answer() -> None:
    assert corrected_resampled_ttest([0.0, 0.0, 0.0], 0.25).p_value == 1.0
    assert corrected_resampled_ttest([0.1, 0.1], 0.25).p_value == 0.0
    alone = corrected_resampled_ttest([0.1], 0.25)
    assert alone.p_value == 1.0
    assert alone.difference.method == "undefined-no-spread"
    assert corrected_resampled_ttest([], 0.25).difference.value == 0.0
