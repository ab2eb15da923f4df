"""A pool multiplies what its members say, and is one estimator like any other."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from lifecycle.estimators.opinion_pool import OpinionPoolClassifier, pool


def test_one_member_of_weight_one_is_itself() -> None:
    said = np.array([[[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]])
    assert pool(said, np.array([1.0])) == pytest.approx(said[0])


def test_odds_are_multiplied_and_raised_to_the_weight() -> None:
    said = np.array([[[0.4, 0.6]], [[0.5, 0.5]]])
    found = pool(said, np.array([3.0, 7.0]))[0]
    assert found[1] / found[0] == pytest.approx(1.5**3, rel=0.05)


def test_no_member_alone_rules_a_class_out() -> None:
    said = np.array([[[1.0, 0.0]], [[0.1, 0.9]], [[0.1, 0.9]]])
    found = pool(said, np.ones(3))[0]
    assert 0.05 < found[1] < 0.9


def test_it_is_fitted_cloned_and_asked_like_any_classifier() -> None:
    x, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    members = [
        ("linear", LogisticRegression(max_iter=500)),
        ("forest", RandomForestClassifier(20, random_state=0)),
    ]
    made = clone(OpinionPoolClassifier(members, weights=[0.5, 1.5]))
    made.set_params(linear__C=0.5).fit(x, names, sample_weight=np.ones(len(x)))
    assert made.named_estimators_["linear"].C == 0.5
    proba = made.predict_proba(x)
    said = np.stack([member.predict_proba(x) for member in made.estimators_])
    assert proba == pytest.approx(pool(said, np.array([0.5, 1.5])))
    assert proba.sum(axis=1) == pytest.approx(np.ones(len(x)))
    assert (made.predict(x) == made.classes_[proba.argmax(axis=1)]).all()
    assert list(made.classes_) == ["setosa", "versicolor", "virginica"]
