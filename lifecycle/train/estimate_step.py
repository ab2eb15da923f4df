"""Estimate: what training will take, from each candidate fitted on a few rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import LifecycleError
from ..core.recipe import Params, Step
from ..core.wording import count, seconds
from ..data.step import Table
from ..engine.runner import Report, Work
from ..models import MODELS
from ..prepare.step import Preparation
from ..split.split import Split
from ..storage.frame_columns import Column, frame_of, names_of
from .columns import MODEL, TITLE
from .fit_step import FOLD, NEEDS, Fold
from .label_decisions import Labels
from .model_params import FoldParams
from .params import DEFAULT_MODELS, TITLES

SMALL, MORE = 1000, 4000  # rows of the two probes; their ratio shows how the cost grows
COPIES = 3  # how often the features of all rows are held while a model is fitted, about
ESTIMATES = (
    MODEL,
    TITLE,
    Column("seconds", "of all its folds, one after the other", unit="seconds"),
    Column("megabytes", "of one fit, at its peak", unit="megabytes"),
    Column("power", "cost grows with rows to this power", unit="exponent"),
    Column("problem", "why it could not be tried, or empty"),
)


class EstimateParams(Params):
    """Whose cost is estimated, on how many rows."""

    models: tuple[str, ...] = Field(
        DEFAULT_MODELS,
        title="Candidates",
        description="The candidates whose time and memory are estimated.",
        json_schema_extra=TITLES,
    )
    rows: int | None = Field(
        None,
        ge=100,
        title="Maximum training rows",
        description="Each fold learns from at most so many rows. Left empty, from all it has.",
    )


@dataclass(frozen=True)
class Estimate:
    """What comparing the candidates will take.

    ``seconds``: of everything, on ``slots`` at once.
    """

    table: pd.DataFrame = field(metadata=frame_of("one row a candidate", *ESTIMATES))
    rows: int
    folds: int
    slots: int
    seconds: float
    sentence: str


def run(
    params: EstimateParams,
    *,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    report: Report,
    work: Work,
) -> Estimate:
    whole = max(len(labels.kept(rows)) for rows, _ in split)
    rows = min(whole, params.rows or whole)
    names = [n for n in params.models if n in MODELS and data.task in MODELS[n].tasks]
    sizes = sorted({min(SMALL, rows), min(MORE, rows)})
    tasks = [
        FoldParams.model_validate({"model": name, "share": size / whole, "fold": split.folds[0]})
        for name in names
        for size in sizes
    ]
    tried: dict[str, list[tuple[int, Fold]]] = {name: [] for name in names}
    problems: dict[str, str] = {}
    for done, (each, result) in enumerate(work.map(FOLD, tasks), start=1):
        report(done / len(tasks), f"Tried {MODELS[each.model].title.lower()}")
        if isinstance(result, LifecycleError):
            problems[each.model] = str(result)
        else:
            tried[each.model].append((round(each.share * whole), result))
    folds = len(split.folds)
    table = pd.DataFrame(
        [_estimated(name, tried[name], rows, folds, problems.get(name, "")) for name in names],
        columns=names_of(ESTIMATES),
    )
    total = max(
        float(table["seconds"].sum()) / work.slots,
        float(table["seconds"].max()) / min(folds, work.slots),
    )
    return Estimate(
        table, rows, folds, work.slots, total, estimate_sentence(table, total, rows, folds)
    )


def _estimated(
    name: str, tried: list[tuple[int, Fold]], rows: int, folds: int, problem: str
) -> tuple[str, str, float, float, float, str]:
    title = MODELS[name].title
    most = MODELS[name].most_rows
    if most is not None and rows > most:
        problem = f"It is for at most {most:,} rows and will be left out."
    if problem or not tried:
        return name, title, 0.0, 0.0, np.nan, problem or "It could not be tried."
    tried = sorted(tried, key=lambda each: each[0])
    (few, first), (many, last) = tried[0], tried[-1]
    spent = [fold.fit_seconds + fold.predict_seconds for fold in (first, last)]
    power = _power(few, many, *spent)
    grown = rows / many
    needed = COPIES * rows * last.features * 8 / 2**20 + last.megabytes * grown
    return name, title, folds * spent[1] * grown**power, needed, power, ""


def _power(few: int, many: int, first: float, last: float) -> float:
    """Return the power of the rows that the cost grows with; 1 where the probes do not tell."""
    if many <= few or min(first, last) <= 0:
        return 1.0
    found = np.log(last / first) / np.log(many / few)
    return float(np.clip(found, 0.5, 2.0))  # a start-up cost hides growth, noise exaggerates it


def estimate_sentence(table: pd.DataFrame, total: float, rows: int, folds: int) -> str:
    """Return what training will take, and what takes most of it."""
    tried = table[table["problem"] == ""]
    if tried.empty:
        return "No candidate could be tried, so there is no estimate."
    text = (
        f"About {seconds(total)} for {count('candidate', len(tried))} on {count('fold', folds)} of "
        f"{rows:,} rows, and up to {tried['megabytes'].max():,.0f} MB at once for one fit."
    )
    slow = tried.iloc[int(np.argmax(tried["seconds"]))]
    share = float(slow["seconds"] / max(tried["seconds"].sum(), 1e-9))
    if share > 0.4 and len(tried) > 1:
        text += f" {slow['title']} takes {share:.0%} of it."
    return text


STEP = Step(
    "estimate",
    "Estimate the cost",
    "Fit each candidate on a few rows and estimate the time and memory of all. "
    "It is rough: cost may grow faster with more rows.",
    EstimateParams,
    Estimate,
    run,
    needs=NEEDS,
)
