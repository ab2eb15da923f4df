"""The frame of predictions: what is written under a class is read under it again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lifecycle.metrics.predictions import (
    amounts,
    at_threshold,
    class_codes,
    class_of,
    classes_of,
    most_probable,
    prediction_columns,
    predictions_frame,
    probabilities,
    probability,
    probability_column,
)

CLASSES = ("b", "p:a", "")
P = np.array([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2]])


def test_probabilities_are_read_as_they_were_written() -> None:
    frame = predictions_frame(most_probable(P, CLASSES), P, CLASSES)
    assert list(frame) == prediction_columns(CLASSES) == ["prediction", "p:b", "p:p:a", "p:"]
    assert classes_of(frame) == CLASSES
    assert probabilities(frame, CLASSES).tolist() == P.tolist()
    assert probabilities(frame, CLASSES[::-1]).tolist() == P[:, ::-1].tolist()
    assert probability(frame, "p:a").tolist() == [0.5, 0.4]
    assert frame["prediction"].tolist() == ["p:a", "b"], "the first of equals"


@pytest.mark.parametrize("label", CLASSES)
def test_a_class_has_one_column(label: str) -> None:
    assert class_of(probability_column(label)) == label


def test_amounts_have_no_classes() -> None:
    frame = predictions_frame([1, 2], index=pd.Index([7, 9]))
    assert classes_of(frame) == ()
    assert amounts(frame).tolist() == [1.0, 2.0]
    assert frame.index.tolist() == [7, 9]
    assert at_threshold(frame, (), 0.9) is frame


def test_the_threshold_decides_between_two_classes_and_leaves_the_rest_alone() -> None:
    p = np.array([[0.8, 0.2], [0.3, 0.7]])
    frame = predictions_frame(most_probable(p, ("no", "yes")), p, ("no", "yes"))
    called = at_threshold(frame, ("no", "yes"), 0.2)
    assert called["prediction"].tolist() == ["yes", "yes"], "at the threshold it is called"
    assert frame["prediction"].tolist() == ["no", "yes"]
    assert probabilities(called, ("no", "yes")).tolist() == p.tolist()


def test_a_label_that_is_no_class_has_no_code() -> None:
    assert class_codes(pd.Series(["yes", "maybe"]), ("no", "yes")).tolist() == [1, -1]
