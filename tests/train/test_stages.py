"""The way to a good model: what counts as having tried other settings."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from lifecycle.train.leader_sentence import RULE
from lifecycle.train.model_params import FitParams, Member
from lifecycle.train.stages import searched, stages

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


def fit(model: str, **settings: float) -> FitParams:
    return FitParams(model=model, settings=settings)


def test_the_last_stage_is_reached_by_the_leaders_own_hyperparameters_alone() -> None:
    rows = {
        "model": ["linear", "tree-tuned", "dummy"],
        "title": ["Linear model", "Decision tree (tuned)", "Baseline"],
        "baseline": [False, False, True],
        "score": [0.8, 0.7, 0.5],
        "low": 0.4,
        "high": 0.9,
        "train_score": 0.85,
        "tied": False,
        "settings": ["", json.dumps({"max_depth": 3}), ""],
        "problem": "",
    }
    table = pd.DataFrame(rows)
    fits = {"linear": fit("linear"), "tree": fit("tree"), "tree-tuned": fit("tree", max_depth=3)}
    others = searched(table, pd.DataFrame(), fits)
    assert others == {"tree", "tree-tuned"}
    last = stages(table, "ROC AUC", True, others)[-1]
    assert not last.reached
    assert "only those of others were searched" in last.said
    trials = pd.DataFrame({"model": ["linear"] * 3, "state": ["complete", "complete", "failed"]})
    assert "linear" in searched(table, trials, fits)
    last = stages(table, "ROC AUC", True, searched(table, trials, fits))[-1]
    assert last.reached
    assert last.said.endswith("the defaults of Linear model still lead.")


def test_of_an_ensemble_every_members_hyperparameters_are_searched() -> None:
    both = FitParams(model="ensemble", members=(Member(model="linear"), Member(model="tree")))
    trials = pd.DataFrame({"model": ["tree", "tree"], "state": ["complete", "complete"]})
    known = searched(pd.DataFrame(), trials, {"ensemble": both})
    assert known == frozenset()
    more = pd.concat([trials, trials.assign(model="linear")])
    assert searched(pd.DataFrame(), more, {"ensemble": both}) == {"ensemble"}
