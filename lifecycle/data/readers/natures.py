"""What sort of number a column holds: continuous, a count, or a grade that may be a code."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ..name_hints import names_code, words_of

FEW_GRADES = 10  # as many grades as a school or a questionnaire has
CONTINUOUS, COUNT, CODE, WHOLE = "continuous", "count", "ordinal code", "whole"
NATURES = {
    CONTINUOUS: "any number, such as 2.5",
    COUNT: "whole numbers from 0 on",
    WHOLE: "whole numbers, some below 0",
    CODE: "a few small whole numbers: a grade, or a code for names",
}
COUNTED = re.compile(  # words of a name that say how many there are of something
    r"(^|_)(n|num|number(_of)?|no_of|nr_of|count|counts|how_many|total|qty|quantity|anzahl|menge"
    r"|nombre(_de)?|numero(_de|_di)?|num_de|cantidad|quantidade|aantal|liczba|antal|ilosc)(_|$)"
    r"|(^|_)(children|kids|siblings|dependents|dependants|persons|people|passengers|guests"
    r"|members|adults|babies|pregnancies|births|rooms|bedrooms|bathrooms|floors|storeys|cars"
    r"|vehicles|doors|visits|visitors|claims|accidents|incidents|errors|defects|failures|goals"
    r"|orders|items|purchases|tickets|calls|complaints|logins|clicks|events|trips|absences"
    r"|days|weeks|months|years|hours|minutes|kinder|zimmer|enfants|hijos|figli|filhos|dzieci)$"
)
GRADED = re.compile(r"(^|_)(grade|rating|score|level|stars|quality|rank|label|target|digit|y)$")
LEAST_COUNTS, FEW_COUNTS = 100, 5  # rows and different values that show how counts are spread
TAIL = 0.2  # the largest count is this much rarer than the usual one, at least


def is_count(name: str, present: pd.Series) -> bool:
    """Tell whether few whole numbers are counts rather than grades or codes.

    Their name says so; or they start at 0, have one usual value, and are the rarer the larger.

    >>> is_count("number of rooms", pd.Series([1, 2, 5])), is_count("grade", pd.Series([1, 2, 5]))
    (True, False)
    """
    words = words_of(name)
    if present.empty or present.min() < 0 or present.nunique() < 3 or (present % 1).any():
        return False
    if COUNTED.search(words) and not names_code(name):
        return True
    if names_code(name) or GRADED.search(words) or len(present) < LEAST_COUNTS:
        return False
    values, often = np.unique(present.to_numpy(dtype=np.float64), return_counts=True)
    mode = int(often.argmax())
    slack = 3 * np.sqrt(often[mode:-1])  # what chance alone does to a count of rows
    falls = bool((np.diff(often[mode:]) <= slack).all() and (np.diff(often[: mode + 1]) >= 0).all())
    return bool(values[0] == 0 and len(values) >= FEW_COUNTS) and (
        falls and mode < len(values) - 1 and often[-1] <= TAIL * often[mode]
    )


def nature(present: pd.Series, distinct: int, name: str = "") -> tuple[str, str]:
    """Return what sort of number a column holds, in words and as one of NATURES.

    >>> nature(pd.Series([1.0, 5.0, 3.0, 1.0]), 3)[0]
    'whole numbers from 1 to 5: a grade or a code; as a code its kind is category'
    >>> nature(pd.Series([0, 1, 2, 1]), 3, "children")
    ('counts: whole numbers from 0 to 2', 'count')
    >>> nature(pd.Series([0, 250, 31]), 3), nature(pd.Series([-1, 40]), 2)[1]
    (('counts: whole numbers from 0 to 250', 'count'), 'whole')
    >>> nature(pd.Series([0.5, 2.25]), 2)
    ('continuous numbers', 'continuous')
    """
    if present.empty or not bool((present % 1 == 0).all()):
        return "continuous numbers", CONTINUOUS
    low, high = int(present.min()), int(present.max())
    if max(-low, high) > 10**15:
        return "very large numbers", CONTINUOUS
    span = f"whole numbers from {low:,} to {high:,}"
    few = low >= 0 and high <= FEW_GRADES and distinct <= FEW_GRADES
    if few and not is_count(name, present):
        return f"{span}: a grade or a code; as a code its kind is category", CODE
    return (f"counts: {span}", COUNT) if low >= 0 else (span, WHOLE)
