"""Prepare: an unfitted pipeline that turns raw columns into features, the same in every fold."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from ..core.errors import ChoiceError
from ..core.recipe import Need, Step
from ..core.wording import count
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..split.split import Split
from ..split.step import STEP as SPLIT
from ..storage.frame_columns import Column, frame_of
from .branches import BRANCHES, compose, features_by_column
from .columns import assign
from .params import PrepareParams

SAMPLE_ROWS, SHOWN_ROWS = 1000, 20
LEFT_OUT = "left out"


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
    columns = assign(params, data, train)
    columns["treatment"] = [_treatment(params, name) for name in columns["branch"]]
    pipeline = compose(params, columns, data.task == "regression")
    report(0.4, "Trying the treatment on a sample of the training rows")
    fitted, preview = _preview(pipeline, data, train)
    made = features_by_column(params, fitted)
    columns["features"] = [made[c] for c in columns["column"]]
    left_out = int((columns["treatment"] == LEFT_OUT).sum())
    sentence = (
        f"{count('column', len(columns) - left_out)} "
        f"{'becomes' if len(columns) - left_out == 1 else 'become'} "
        f"{'about ' if len(train) > SAMPLE_ROWS else ''}{count('feature', preview.shape[1])}; "
        f"{count('column', left_out)} {'is' if left_out == 1 else 'are'} left out."
    )
    order = ["column", "kind", "treatment", "features", "reason"]
    return Preparation(pipeline, columns[order], preview, preview.shape[1], sentence)


def _treatment(params: PrepareParams, branch: str) -> str:
    return BRANCHES[branch].treatment(params) if branch else LEFT_OUT


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
