"""Dates whose order of day and month was chosen are read here, once, and not guessed again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ..limits import plural
from .dates import Texts, clocked, parse_dates
from .inference import Inferred
from .kinds import DATE_SHARE, Guess, date_guess


def in_chosen_order(name: str, inferred: Inferred, day_first: bool) -> tuple[Inferred, str]:
    """Return a column of dates such as 03/04/2024 as times, and what there is to say about it.

    A column in which the order cannot be the chosen one stays as it was.
    """
    present = inferred.values.dropna()
    if inferred.values.dtype != object or present.empty or not ordered(present):
        return inferred, ""
    order = "day first" if day_first else "month first"
    codes, uniques = pd.factorize(inferred.values)
    texts: Texts = np.asarray(uniques, dtype=object)
    times = clocked(parse_dates(texts, day_first)[0])
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    lost = int(counts[np.isnat(times)].sum())
    if lost > (1 - DATE_SHARE) * counts.sum():
        example = str(texts[np.isnat(times)][0])[:40]
        said = f"{name!r} holds dates such as {example!r}, which cannot be {order}; they stay text."
        return inferred, said
    values = pd.Series(np.append(times, np.datetime64("NaT", "ns"))[codes])
    guess = Guess("date", f"dates, {order}, as chosen")
    said = ""
    if lost:
        said = f"{plural(lost, 'cell')} of {name!r} could not be read as a date {order}."
    repaired = inferred.repaired + lost
    return replace(inferred, values=values, repaired=repaired, guess=guess), said


def ordered(present: pd.Series) -> bool:
    """Tell whether texts are dates in which the day and the month could be swapped."""
    guess = date_guess(present)
    return guess is not None and ("day first" in guess.reason or "month first" in guess.reason)
