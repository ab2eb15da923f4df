"""Whether a few rows hold most of the squared error, so that RMSE speaks of them alone."""

from __future__ import annotations

import numpy as np

from ..core.wording import percent
from ..metrics.outcome import Outcome

FEWEST = 50  # rows; among fewer one always holds much
MUCH = 0.3  # of the squared error; of 50 normal errors the largest holds 12%


def heavy_tail(outcome: Outcome) -> str:
    """Return the sentence to stand beside RMSE where one row holds much of it, else "".

    >>> import numpy as np
    >>> heavy_tail(Outcome(np.append(np.ones(50), 40.0), np.zeros(51)))[:48]
    'One row of 51 holds 97% of the squared error, so'
    """
    if outcome.classes or len(outcome) < FEWEST:
        return ""
    size = np.abs(outcome.error)
    if not size.max() > 0:
        return ""
    squares = (size / size.max()) ** 2
    share = 1 / float(squares.sum())
    if share < MUCH:
        return ""
    return (
        f"One row of {len(outcome):,} holds {percent(share)} of the squared error, so RMSE and "
        "R squared say mostly how that row was missed, and their intervals are too short; judge by "
        "the mean absolute error as well."
    )
