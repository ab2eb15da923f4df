"""The way to a good model: what counts as having tried other settings."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from lifecycle.train.leader_sentence import RULE
from lifecycle.train.stages import stages

USUAL = json.dumps([["linear", {}, 0.7], ["tree", {}, 0.3]])
OWN = json.dumps([["linear", {}, 0.7], ["tree", {"max_depth": 3}, 0.3]])


@pytest.mark.parametrize(
    ("title", "settings", "reached"),
    [
        ("Linear model", "", False),
        ("Ensemble of 2", USUAL, False),
        (RULE, json.dumps({"formula": "if a > 0 then 1 else 0"}), False),
        ("Ensemble of 2", OWN, True),
        ("Decision tree (tuned)", json.dumps({"max_depth": 3}), True),
    ],
)
def test_only_settings_that_somebody_chose_count_as_tried(
    title: str, settings: str, reached: bool
) -> None:
    rows = {
        "title": [title, "Baseline"],
        "baseline": [False, True],
        "score": [0.8, 0.5],
        "low": [0.7, 0.5],
        "high": [0.9, 0.5],
        "train_score": [0.85, 0.5],
        "tied": False,
        "settings": [settings, ""],
        "problem": "",
    }
    last = stages(pd.DataFrame(rows), "ROC AUC", True)[-1]
    assert last.reached == reached
    assert ("were tried" in last.said) == reached
