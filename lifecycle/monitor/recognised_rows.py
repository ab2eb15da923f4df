"""New rows that are none: those the model was judged on, found by what they hold.

A bundle keeps its holdout and no training row, so these alone can be recognised. Where they are in
a file, training rows most likely are as well, as both come from one table.
"""

from __future__ import annotations

import pandas as pd

from ..stats.proportions import difference_of_proportions

FEWEST = 5  # rows; as many as chance makes alike in a small table


def recognised(reference: pd.DataFrame, new: pd.DataFrame) -> int:
    """Return how many new rows are rows of the reference; 0 where that may be chance.

    Rows of few different values are alike by chance: as often as those of the reference among
    themselves.
    """
    if not len(reference) or not len(new) or not len(new.columns):
        return 0
    was, now = (_hashes(each) for each in (reference, new[reference.columns]))
    known = was[~was.duplicated(keep=False)]
    alike = len(was) - len(known)
    found = int(now.isin(known).sum())
    if found < FEWEST:
        return 0
    more = difference_of_proportions(found, len(now), alike, len(was))
    return found if more.low > 0 or found >= len(known) / 2 > FEWEST else 0


def _hashes(frame: pd.DataFrame) -> pd.Series:
    """Return a hash of what each row holds, whatever the type that holds it."""
    plain = frame.copy()
    for name in plain:
        column = plain[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            plain[name] = column.astype(str)
        elif not pd.api.types.is_numeric_dtype(column):
            plain[name] = column.astype(object).where(column.notna(), "").astype(str)
        else:
            plain[name] = column.astype(float)
    return pd.Series(pd.util.hash_pandas_object(plain, index=False).to_numpy())
