"""How columns become features: one row a branch, whose pipeline is made of the chosen options.

Step names (`clean`, `impute`, `scale`, ...) stand in saved models, and a model that needs no
scaling leaves out every step named `scale`, so they stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from ..estimators.transformers import MissingIndicator
from .options import (
    CATEGORY_IMPUTERS,
    CLEAN_NUMBERS,
    DATE_GAPS,
    DATE_PARTS,
    ENCODERS,
    NUMBER_IMPUTERS,
    SCALERS,
    TEXT_OPTIONS,
    Part,
)
from .params import PrepareParams

GAPS = "gaps"


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One sort of columns and its pipeline.

    ``kinds``: the kinds of column it takes. ``parts``: the parts of its pipeline under these
    choices by step name, in order. ``left_out``: why its columns are left out, empty if not.
    """

    name: str
    kinds: frozenset[str]
    parts: Callable[[PrepareParams], dict[str, Part]]
    left_out: Callable[[PrepareParams], str] = lambda params: ""

    def build(self, params: PrepareParams, regression: bool) -> Pipeline:
        """Return its unfitted pipeline."""
        parts = self.parts(params).items()
        return Pipeline([(step, part.build(params, regression)) for step, part in parts])

    def treatment(self, params: PrepareParams) -> str:
        """Return what becomes of its columns, in words."""
        return ", ".join(part.words for part in self.parts(params).values() if part.words)

    def hides_gaps(self, params: PrepareParams) -> bool:
        return any(part.hides_gaps for part in self.parts(params).values())

    def features(self, params: PrepareParams, fitted: Pipeline, columns: int) -> list[int]:
        """Return how many features each of its columns became in its fitted pipeline."""
        edges = np.arange(columns + 1)  # where each column's features begin, and the last end
        for step, part in self.parts(params).items():
            made = [part.features(fitted.named_steps[step], i) for i in range(edges[-1])]
            edges = np.concatenate([[0], np.cumsum(made, dtype=int)])[edges]
        return [int(n) for n in np.diff(edges)]


def _numbers(params: PrepareParams) -> dict[str, Part]:
    return {
        "clean": CLEAN_NUMBERS,
        "impute": NUMBER_IMPUTERS[params.numbers],
        "scale": SCALERS[params.scaling],
    }


def _categories(params: PrepareParams) -> dict[str, Part]:
    encoder = ENCODERS[params.encoding]
    parts: dict[str, Part] = {"levels": CATEGORY_IMPUTERS[params.categories], "encode": encoder}
    return parts | ({"scale": SCALERS[params.scaling]} if encoder.scaled else {})


def _dates(params: PrepareParams) -> dict[str, Part]:
    return {"parts": DATE_PARTS, "impute": DATE_GAPS, "scale": SCALERS[params.scaling]}


BRANCHES: dict[str, Branch] = {
    branch.name: branch
    for branch in (
        Branch(name="numbers", kinds=frozenset({"number"}), parts=_numbers),
        Branch(name="categories", kinds=frozenset({"category", "boolean"}), parts=_categories),
        Branch(
            name="dates",
            kinds=frozenset({"date"}),
            parts=_dates,
            left_out=lambda params: "" if params.dates else "Dates are switched off.",
        ),
        Branch(
            name="words",
            kinds=frozenset({"text"}),
            parts=lambda params: {"weights": TEXT_OPTIONS[params.text]},
            left_out=lambda params: TEXT_OPTIONS[params.text].left_out,
        ),
    )
}
BRANCH_OF = {kind: branch for branch in BRANCHES.values() for kind in branch.kinds}


def compose(params: PrepareParams, columns: pd.DataFrame, regression: bool) -> Pipeline:
    """Return the unfitted pipeline of all columns; each row of ``columns`` names its ``branch``."""
    steps: list[tuple[str, Any, list[str]]] = [
        (name, branch.build(params, regression), _names(columns, name))
        for name, branch in BRANCHES.items()
        if _names(columns, name)
    ]
    hidden = [name for name, branch in BRANCHES.items() if branch.hides_gaps(params)]
    if params.indicators and _names(columns, *hidden):
        steps.append((GAPS, MissingIndicator(), _names(columns, *hidden)))
    # a format, not False: two features may get the same name, which must not stop a fit
    transformer = ColumnTransformer(
        steps, sparse_threshold=0.0, verbose_feature_names_out="{feature_name}"
    )
    return Pipeline([("columns", transformer)])


def features_by_column(params: PrepareParams, fitted: Pipeline) -> Counter[str]:
    """Return how many features each input column became; none for what was left out."""
    made: Counter[str] = Counter()
    for name, step, columns in fitted.named_steps["columns"].transformers_:
        if name == GAPS:
            made.update(columns[i] for i in step.with_gaps_)
        elif name in BRANCHES:
            counts = BRANCHES[name].features(params, step, len(columns))
            made.update(dict(zip(columns, counts, strict=True)))
    return made


def _names(columns: pd.DataFrame, *branches: str) -> list[str]:
    return list(columns.loc[columns["branch"].isin(branches), "column"])
