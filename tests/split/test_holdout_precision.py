"""What a holdout is worth: widths against published formulas and against the intervals."""

from __future__ import annotations

import numpy as np
import pytest

from lifecycle.split.holdout_precision import (
    accuracy_half,
    auc_half,
    in_rows,
    in_words,
    rmse_half,
    sizes,
    widths,
)
from lifecycle.stats.delong import roc_auc_interval
from tests.builders import make_table, mixed_table

from .tables import plain


def test_the_classic_example_in_words() -> None:
    y = ["yes"] * 270 + ["no"] * 730
    assert in_words(plain(1000, y=y), 0.2) == (
        "200 holdout rows: accuracy +/- 6 points and ROC AUC +/- 0.08"
    )
    assert in_words(mixed_table("regression"), 0.2) == "40 holdout rows: RMSE +/- 22%"


def test_accuracy_is_wilson_at_the_commonest_class() -> None:
    assert accuracy_half(100, 0.5) == pytest.approx(0.0961, abs=1e-4)  # Wilson: .4038 to .5962
    assert widths(100, plain(100, y=["yes"] * 90 + ["no"] * 10))[0].half < 7
    many = plain(100).frame.assign(y=[f"c{k % 8}" for k in range(100)])
    (width,) = widths(100, make_table(many, "y", "multiclass"))
    assert width.at == 0.5  # no class is common: the widest there is


def test_auc_agrees_with_hanley_and_mcneil_and_with_delong() -> None:
    # Hanley and McNeil (1982), table: AUC 0.8, 50 and 50 cases, standard error 0.0446
    half = auc_half(100, 0.5)
    assert half is not None
    assert half / 1.96 == pytest.approx(0.0446, abs=0.0005)
    rng = np.random.default_rng(0)
    found = []
    for _ in range(40):
        y = np.arange(300) < 90
        score = rng.normal(size=300) + y * 1.19  # an AUC of 0.8
        found.append(roc_auc_interval(y, score).width / 2)
    expected = auc_half(300, 0.3)
    assert expected == pytest.approx(np.mean(found), rel=0.1)


def test_rmse_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    rmse = np.sqrt((rng.normal(size=(4000, 200)) ** 2).mean(axis=1))
    assert (abs(rmse - 1) < rmse_half(200)).mean() == pytest.approx(0.95, abs=0.015)


def test_sizes_are_tidy_and_hold_the_chosen_share() -> None:
    table = mixed_table("binary", n=300)
    frame = sizes(table, (0.1, 0.2))
    assert frame["measure"].tolist() == ["accuracy", "ROC AUC"] * 2
    assert (frame["holdout"] + frame["training"] == 300).all()
    shown = in_rows(table, 0.25)
    assert shown["Holdout"].tolist() == ["10%: 30", "20%: 60", "25%: 75", "30%: 90", "40%: 120"]
    assert shown.columns.tolist() == ["Holdout", "Accuracy", "ROC AUC"]
    wide = frame.groupby("measure")["half_width"]
    assert all(group.is_monotonic_decreasing for _, group in wide)


def test_too_few_of_a_class_give_no_auc() -> None:
    assert auc_half(20, 0.05) is None
    table = plain(100, y=["yes"] * 3 + ["no"] * 97)
    assert [w.measure for w in widths(20, table)] == ["accuracy"]
    some = in_rows(plain(100, y=["yes"] * 6 + ["no"] * 94), 0.2)["ROC AUC"].tolist()
    assert some[:3] == ["too few", "too few", "too few"]
    assert some[3].startswith("+/- 0.")
