"""The frame of predictions: one row a predicted row, its columns named and read here alone.

``prediction`` is the predicted class, or the predicted number; for classes ``p:<class>`` is the
probability of each. Beside them stand, where they are known, ``row`` (the position in the table)
and ``y`` (what was observed).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..storage.frame_columns import Column

ROW, OBSERVED, PREDICTION = "row", "y", "prediction"
PREFIX = "p:"
ROW_COLUMN = Column(ROW, "position in the table", unit="position")
OBSERVED_COLUMN = Column(OBSERVED, "what was observed", unit="target")
PREDICTION_COLUMNS = (
    Column(PREDICTION, "the predicted class, or the predicted number", unit="target"),
    Column(f"{PREFIX}<class>", "probability of the class", unit="probability"),
)
Floats = NDArray[np.float64]


def probability_column(label: str) -> str:
    """Return the name of the column with the probability of a class.

    >>> probability_column("yes")
    'p:yes'
    """
    return PREFIX + label


def class_of(column: str) -> str:
    """Return the class that a column of probabilities is about.

    >>> class_of("p:p:1")
    'p:1'
    """
    return column.removeprefix(PREFIX)


def prediction_columns(classes: Iterable[str]) -> list[str]:
    """Return the columns that a model fills.

    >>> prediction_columns(("no", "yes"))
    ['prediction', 'p:no', 'p:yes']
    """
    return [PREDICTION, *map(probability_column, classes)]


def classes_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the classes whose probabilities the frame holds, in its order; none for amounts."""
    return tuple(class_of(str(c)) for c in frame.columns if str(c).startswith(PREFIX))


def probabilities(frame: pd.DataFrame, classes: Iterable[str]) -> Floats:
    """Return the probabilities, shape (rows, classes)."""
    return np.asarray(frame[[*map(probability_column, classes)]].to_numpy())


def probability(frame: pd.DataFrame, label: str) -> Floats:
    """Return the probability of one class, shape (rows,)."""
    return np.asarray(frame[probability_column(label)].to_numpy())


def amounts(frame: pd.DataFrame) -> Floats:
    """Return the predicted amounts, shape (rows,)."""
    return frame[PREDICTION].to_numpy(dtype=float)


def class_codes(labels: ArrayLike, classes: Sequence[str]) -> NDArray[np.intp]:
    """Return each label's position in ``classes``, -1 where it is not among them.

    >>> class_codes(["yes", "no"], ("no", "yes")).tolist()
    [1, 0]
    """
    return pd.Index(classes).get_indexer(pd.Index(np.asarray(labels)))


def most_probable(p: Floats, classes: Sequence[str]) -> NDArray[Any]:
    """Return the class with the highest probability in each row, the first of equals."""
    return np.asarray(np.asarray(classes, dtype=object)[p.argmax(axis=1)])


def predictions_frame(
    prediction: ArrayLike,
    p: Floats | None = None,
    classes: Sequence[str] = (),
    index: pd.Index[Any] | None = None,
) -> pd.DataFrame:
    """Return the frame of what was predicted; ``p``: shape (rows, classes), for classes alone."""
    columns: dict[str, Any] = {PREDICTION: np.asarray(prediction)}
    if p is not None:
        columns |= {probability_column(c): p[:, k] for k, c in enumerate(classes)}
    return pd.DataFrame(columns, index)


def at_threshold(frame: pd.DataFrame, classes: Sequence[str], threshold: float) -> pd.DataFrame:
    """Return the predictions with the class decided by the threshold, given two classes."""
    if len(classes) != 2:
        return frame
    positive = probability(frame, classes[-1]) >= threshold
    labels = np.array(classes, dtype=object)[positive.astype(int)]
    return frame.assign(**{PREDICTION: labels})
