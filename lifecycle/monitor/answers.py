"""The answers in a new file: which are known, which are spelled otherwise, which are news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..core.wording import count, listing
from ..data.readers import Kind, to_kinds
from ..data.readers.booleans import folded, pair_of, truth_of
from ..export.schema import classes_of, written_in
from ..export.scorer import NOTHING
from ..metrics.outcome import Outcome
from ..metrics.predictions import PREDICTION, probabilities


@dataclass(frozen=True)
class Answers:
    """What is known of the outcome of each new row.

    ``y``: the class as the model spells it, or the amount; missing where there is none.
    ``unknown``: classes the model does not know, with how many rows each has. ``respelled``: how
    the file spells a class, and how the model does. ``lost``: cells that are no amounts.
    """

    there: bool
    y: pd.Series
    unknown: dict[str, int]
    respelled: dict[str, str]
    lost: int = 0

    @property
    def strangers(self) -> int:
        """Rows whose class the model does not know."""
        return sum(self.unknown.values())

    @property
    def number(self) -> int:
        """Rows that have an answer, known to the model or not."""
        return int(self.y.notna().sum())


def answers_of(
    schema: Mapping[str, Any], frame: pd.DataFrame, ways: Mapping[str, str] = NOTHING
) -> Answers:
    """Return the answers that a new file holds; ``ways``: decimal marks that it shows itself."""
    target, classes = schema["target"]["name"], classes_of(schema)
    if target not in frame:
        return Answers(False, pd.Series([None] * len(frame), dtype=object), {}, {})
    kind: Kind = "category" if classes else "number"
    y = to_kinds(frame[[target]], {target: kind}, written_in(schema, ways))[target]
    y = y.reset_index(drop=True)
    if not classes:
        lost = int((y.isna() & frame[target].reset_index(drop=True).notna()).sum())
        return Answers(True, y, {}, {}, lost)
    spelled = respelled([str(each) for each in y.dropna().unique()], classes)
    y = y.map(lambda label: spelled.get(label, label), na_action="ignore").astype(object)
    strange = y[y.notna() & ~y.isin(classes)].value_counts()
    unknown = {str(label): int(n) for label, n in strange.items()}
    return Answers(True, y.where(y.notna(), None), unknown, spelled)


def respelled(labels: Sequence[str], classes: Sequence[str]) -> dict[str, str]:
    """Return the class that each label means which is written otherwise.

    Case, blanks and a number's trailing zeros do not count, nor which words say yes and no.

    >>> respelled(["YES", " no ", "maybe"], ["no", "yes"])
    {'YES': 'yes', ' no ': 'no'}
    >>> respelled(["1", "0"], ["no", "yes"]), respelled(["2.0"], ["1", "2"])
    ({'1': 'yes', '0': 'no'}, {'2.0': '2'})
    """
    other = [label for label in labels if label not in classes]
    plain = [folded(each) for each in classes]
    found = {
        label: classes[plain.index(folded(label))]
        for label in other
        if plain.count(folded(label)) == 1
    }
    pair = pair_of(classes) or {}
    said = {label: pair.get(truth_of(label)) for label in other if truth_of(label) is not None}
    return {label: word for label, word in said.items() if word is not None} | found


def outcome_with_strangers(
    answers: Answers, predicted: pd.DataFrame, classes: tuple[str, ...]
) -> Outcome:
    """Return the outcome of all rows that have an answer; unknown classes count as errors.

    What the model cannot say is wrong, and as little as may be: it counts as the most probable of
    the other classes.
    """
    have = answers.y.notna().to_numpy()
    y = answers.y[have].to_numpy(dtype=object).copy()
    rows = predicted[have].reset_index(drop=True)
    if not classes:
        return Outcome.of(pd.Series(y.astype(float)), rows, classes)
    strange = ~np.isin(y.astype(str), classes)
    if strange.any():
        p = probabilities(rows, classes)[strange].copy()
        called = pd.Index(classes).get_indexer(pd.Index(rows[PREDICTION][strange]))
        p[np.arange(len(p)), called] = -1.0
        y[strange] = np.asarray(classes, dtype=object)[p.argmax(axis=1)]
    return Outcome.of(pd.Series(y), rows, classes)


def unknown_said(answers: Answers, target: str, classes: Sequence[str]) -> str:
    """Return which classes the model does not know, empty when it knows all."""
    if not answers.unknown:
        return ""
    named = listing([repr(each)[:40] for each in answers.unknown], 3)
    known = listing(classes, 4)
    return (
        f"{count('answer', answers.strangers)} of {answers.number:,} in {target} are {named}, "
        f"which the model does not know (it knows {known}); they count as errors."
    )
