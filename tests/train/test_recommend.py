"""The recommended candidate: the leader, or the simplest that is as good, by one rule."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lifecycle.metrics.catalog import METRICS
from lifecycle.train.leader_sentence import sentence
from lifecycle.train.params import TrainParams
from lifecycle.train.recommend import near, recommended

AUC = METRICS["roc_auc"]


def board(*rows: tuple[str, float, float, float], clear: bool = True) -> pd.DataFrame:
    """Rows of title, simplicity, score and how far behind; the interval is 0.004 to each side."""
    made: list[dict[str, Any]] = [
        {
            "model": title.lower(),
            "title": title,
            "simplicity": simple,
            "score": score,
            "low": score - 0.05,
            "high": score + 0.05,
            "behind": behind,
            "behind_low": behind - 0.004,
            "behind_high": behind + 0.004,
            "tied": 0 < behind <= 0.004,
            "clear": clear and title != "Baseline",
            "baseline": title == "Baseline",
            "problem": "It broke." if title == "Broken" else "",
        }
        for title, simple, score, behind in rows
    ]
    return pd.DataFrame(made)


FOUR = (
    ("Ensemble", 104, 0.83, 0.0),
    ("Forest", 12, 0.829, 0.001),
    ("Linear", 4, 0.825, 0.005),
    ("Baseline", 0, 0.5, 0.33),
)


def both(table: pd.DataFrame, agreed: float | None = None) -> tuple[str, str]:
    return (
        sentence(table, AUC.title, near(table, AUC, agreed)),
        recommended(table, AUC, "simplest", agreed)[1],
    )


def test_a_simpler_one_as_good_as_the_same_is_taken() -> None:
    table = board(*FOUR)
    taken, why = recommended(table, AUC)
    assert taken == "linear"
    assert why.startswith("Take linear: it is simpler than ensemble, which is ahead by 0.005")
    assert "a difference of up to 0.01 does not matter" in why
    taken, why = recommended(table, AUC, "simplest", 0.002)
    assert taken == "forest"
    assert "the simplest that cannot be told apart from ensemble" in why
    assert recommended(table, AUC, "leader")[0] == "ensemble"


def test_the_sentence_on_the_leader_names_whom_the_advice_takes() -> None:
    said, why = both(board(*FOUR), 0.002)
    assert "cannot be told apart from forest, which is simpler" in said
    assert why.startswith("Take forest")
    said, why = both(board(*FOUR))
    assert "ahead by too little to matter of linear and forest, which are simpler" in said
    assert why.startswith("Take linear")
    said, why = both(board(FOUR[0], ("Tree", 3, 0.7, 0.13), FOUR[-1]))
    assert said.endswith("clearly ahead of every other candidate.")
    assert why == "Take ensemble: no simpler candidate does as well."


def test_what_is_not_clear_of_the_baseline_is_not_praised() -> None:
    said, why = both(board(*FOUR, clear=False))
    assert said.startswith("Nothing clearly beats the baseline: Ensemble leads")
    assert why.startswith("If one is to be judged, take linear")


def test_a_leading_baseline_is_what_is_judged_and_what_broke_is_not_taken() -> None:
    table = board(("Baseline", 0, 0.6, 0.0), ("Tree", 3, 0.59, 0.003))
    assert recommended(table, AUC) == ("baseline", "")
    table = board(("Tree", 3, 0.8, 0.0), ("Broken", 1, 0.8, 0.001), ("Baseline", 0, 0.5, 0.3))
    assert recommended(table, AUC)[0] == "tree"


def test_a_time_budget_asks_for_the_leader_unless_told_otherwise() -> None:
    assert TrainParams().recommended == "simplest"
    assert TrainParams(tuning=True).recommended == "simplest"
    assert TrainParams(budget=5).recommended == "leader"
    assert TrainParams(budget=5, recommend="simplest").recommended == "simplest"
