"""The simplest candidate within the region of the leader is the one to take."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lifecycle.metrics.catalog import METRICS
from lifecycle.train.recommend import advice

AUC = METRICS["roc_auc"]


def board(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    """Rows of title, simplicity, score and how far behind; the interval is 0.004 to each side."""
    made: list[dict[str, Any]] = [
        {
            "model": title.lower(),
            "title": title,
            "simplicity": simple,
            "score": score,
            "behind": behind,
            "behind_low": behind - 0.004,
            "behind_high": behind + 0.004,
            "baseline": title == "Baseline",
            "problem": "It broke." if title == "Broken" else "",
        }
        for title, simple, score, behind in rows
    ]
    return pd.DataFrame(made)


def test_a_simpler_one_as_good_as_the_same_is_taken() -> None:
    table = board(
        ("Ensemble", 104, 0.83, 0.0),
        ("Forest", 12, 0.829, 0.001),
        ("Linear", 4, 0.825, 0.005),
        ("Tree", 3, 0.79, 0.04),
        ("Baseline", 0, 0.5, 0.33),
    )
    taken, why = advice(table, AUC)
    assert taken == "linear"
    assert why.startswith("Take linear: it is simpler than ensemble, which is ahead by 0.005")
    assert "A difference of up to 0.01 does not matter, and its whole interval lies" in why
    assert advice(table, AUC, 0.002)[0] == "forest"
    assert advice(table, AUC, 0.0)[1].startswith("Take ensemble: no simpler candidate")


def test_nothing_is_taken_that_does_not_lead_or_broke() -> None:
    assert advice(board(("Baseline", 0, 0.6, 0.0), ("Tree", 3, 0.59, 0.01)), AUC) == ("", "")
    table = board(("Tree", 3, 0.8, 0.0), ("Broken", 1, 0.8, 0.0), ("Baseline", 0, 0.5, 0.3))
    assert advice(table, AUC)[0] == "tree"
