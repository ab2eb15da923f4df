"""The size of a model grows with what it holds."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from lifecycle.train.model_size import megabytes

X, Y = make_classification(400, 8, random_state=0)


def test_an_array_is_its_bytes_and_counts_once() -> None:
    array = np.zeros(2**17)
    assert megabytes([array]) == pytest.approx(1.0)
    assert megabytes([array, array]) == pytest.approx(1.0)
    assert megabytes([array, array.copy()]) == pytest.approx(2.0)


def test_twice_the_trees_are_about_twice_the_size() -> None:
    few, many = (RandomForestClassifier(n, random_state=0).fit(X, Y) for n in (20, 40))
    assert megabytes(many) == pytest.approx(2 * megabytes(few), rel=0.2)
    assert megabytes(LogisticRegression().fit(X, Y)) < megabytes(few) / 20
