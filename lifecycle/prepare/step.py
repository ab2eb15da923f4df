"""Prepare: an unfitted pipeline that turns raw columns into features, the same in every fold."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from ..core.errors import ChoiceError
from ..core.recipe import Need, Step
from ..core.wording import count, percent
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..estimators.transformers import MissingIndicator
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..storage.frame_columns import Column, frame_of
from .branches import BRANCHES, MOST_LEVELS
from .params import PrepareParams

SAMPLE_ROWS, SHOWN_ROWS = 1000, 20
LEFT_OUT = "left out"
LEVELLED = ("category", "boolean")
UNUSABLE = {
    "identifier": "An identifier names a row and says nothing about new rows.",
    "constant": "It has the same value in every row.",
}


@dataclass(frozen=True)
class Preparation:
    """An unfitted pipeline and what it does.

    ``pipeline``: takes the frame ``Table.x`` and yields a float matrix; never fitted here.
    Every scaler is a step named ``scale``, so that it can be left out for a model that needs none.
    """

    pipeline: Pipeline
    columns: pd.DataFrame = field(
        metadata=frame_of(
            "one row an input column",
            Column("column", "its name"),
            Column("kind", "as in the table"),
            Column("treatment", "what is done with it"),
            Column("features", "how many it becomes", unit="features"),
            Column("reason", "why it is treated so"),
        )
    )
    preview: pd.DataFrame = field(
        metadata=frame_of(
            "one row for each of some training rows, fitted for showing only",
            Column("<feature>", "its values as a model takes them", unit="of the feature"),
        )
    )
    features: int
    sentence: str


def feature_names(fitted: Pipeline) -> list[str]:
    """Return the names of a fitted preparation's features, numbered where two are the same."""
    names = [str(name) for name in fitted.get_feature_names_out()]
    given, unique = set(names), dict[str, None]()
    for name in names:
        free, tries = name, 2
        while free in unique or (free != name and free in given):
            free, tries = f"{name} ({tries})", tries + 1
        unique[free] = None
    return list(unique)


def run(params: PrepareParams, *, data: Table, split: Split, report: Report) -> Preparation:
    report(0.1, "Choosing a treatment for each column")
    train = data.frame.iloc[split.train]
    columns = _treatments(params, data, train)
    pipeline = _pipeline(params, data, columns)
    report(0.4, "Trying the treatment on a sample of the training rows")
    fitted, preview = _preview(pipeline, data, train)
    made = _features_by_column(fitted)
    columns["features"] = [made[c] for c in columns["column"]]
    left_out = int((columns["treatment"] == LEFT_OUT).sum())
    sentence = (
        f"{count('column', len(columns) - left_out)} "
        f"{'becomes' if len(columns) - left_out == 1 else 'become'} "
        f"{'about ' if len(train) > SAMPLE_ROWS else ''}{count('feature', preview.shape[1])}; "
        f"{count('column', left_out)} {_is(left_out)} left out."
    )
    order = ["column", "kind", "treatment", "features", "reason"]
    return Preparation(pipeline, columns[order], preview, preview.shape[1], sentence)


def _treatments(params: PrepareParams, data: Table, train: pd.DataFrame) -> pd.DataFrame:
    """Return column, kind, branch, treatment and reason for every column but the target."""
    rows = []
    for each in data.columns.itertuples():
        if each.role == "target":
            continue
        reason, branch, treatment = _why_left_out(params, each, train), "", LEFT_OUT
        if not reason:
            row = next(b for b in BRANCHES if each.kind in b.kinds)
            branch, treatment = row.name, row.treatment(params)
            reason = _merged(params, train[each.name]) if branch == "categories" else ""
        rows.append((each.name, each.kind, branch, treatment, reason))
    table = pd.DataFrame(rows, columns=["column", "kind", "branch", "treatment", "reason"])
    if not (table["branch"] != "").any():
        raise ChoiceError(
            "No column is left to learn from.",
            "Open Data and make at least one column a feature that is not an identifier.",
        )
    return table


def _why_left_out(params: PrepareParams, each: Any, train: pd.DataFrame) -> str:
    if each.role != "feature":
        return str(each.reason or "It is set to be ignored.")
    if each.kind in UNUSABLE:
        return UNUSABLE[each.kind]
    if each.kind == "date" and not params.dates:
        return "Dates are switched off."
    if each.kind == "text" and params.text == "drop":
        return "Free text is dropped; choose words to use it."
    if not train[each.name].notna().any():
        return "It has no value in any training row."
    if each.kind in LEVELLED and _level_shares(params, train[each.name]).max() < params.rare:
        return f"Each of its levels is rarer than {percent(params.rare)}: none can be learned from."
    return ""


def _merged(params: PrepareParams, column: pd.Series) -> str:
    """Say how many levels are too rare to stand alone."""
    shares = _level_shares(params, column)
    merged = len(shares) - min(int((shares >= params.rare).sum()), MOST_LEVELS)
    if merged < 1:
        return ""
    return f"{count('rare level', merged)} of {len(shares):,} {_is(merged)} merged into one."


def _level_shares(params: PrepareParams, column: pd.Series) -> pd.Series:
    return column.value_counts(normalize=True, dropna=params.categories == "most_frequent")


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _pipeline(params: PrepareParams, data: Table, columns: pd.DataFrame) -> Pipeline:
    taken = {b: columns.loc[columns["branch"] == b.name, "column"].tolist() for b in BRANCHES}
    branches: list[tuple[str, Any, list[str]]] = [
        (b.name, b.build(params, data.task == "regression"), names)
        for b, names in taken.items()
        if names
    ]
    gaps = {"numbers", "dates"} | ({"categories"} if params.categories != "level" else set())
    watched = columns.loc[columns["branch"].isin(gaps), "column"].tolist()
    if params.indicators and watched:
        branches.append(("gaps", MissingIndicator(), watched))
    # a format, not False: two features may get the same name, which must not stop a fit
    transformer = ColumnTransformer(
        branches, sparse_threshold=0.0, verbose_feature_names_out="{feature_name}"
    )
    return Pipeline([("columns", transformer)])


def _preview(pipeline: Pipeline, data: Table, train: pd.DataFrame) -> tuple[Pipeline, pd.DataFrame]:
    sample = train.sample(min(len(train), SAMPLE_ROWS), random_state=0).sort_index()
    fitted = clone(pipeline)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # said again, and shown, when folds are fitted
            values = fitted.fit_transform(sample[data.features], sample[data.target])
    except ValueError as error:
        raise ChoiceError(
            f"The columns cannot be prepared: {str(error).splitlines()[0]}",
            "Choose another treatment here, or check the columns' kinds in Data.",
        ) from error
    return fitted, pd.DataFrame(values[:SHOWN_ROWS], columns=feature_names(fitted), dtype=float)


def _features_by_column(fitted: Pipeline) -> Counter[str]:
    """Return how many features each input column became."""
    made: Counter[str] = Counter()
    rows = {b.name: b for b in BRANCHES}
    for name, step, columns in fitted.named_steps["columns"].transformers_:
        for i, column in enumerate(columns):
            if name in rows:
                made[column] += rows[name].made(step, i)
            elif name == "gaps":
                made[column] += int(i in step.with_gaps_)
    return made


STEP = Step(
    "prepare",
    "Prepare",
    "Decide how missing values, categories, dates and text become numbers a model can use. "
    "Nothing is learned here: the recipe is fitted anew inside every fold, so nothing leaks.",
    PrepareParams,
    Preparation,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT)),
    page="prepare",
)
