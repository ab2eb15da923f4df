"""Repeat the folds: cross-validate the leaders again on further random cuts of the same rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.errors import LifecycleError
from ..core.param_fields import attempt_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count, inside, interval, listing
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report, Work
from ..metrics.catalog import Metric, success_metric
from ..prepare.step import Preparation
from ..split.refold import learning_share, refuse_one_way
from ..split.split import Split
from ..stats.corrected_resampled import rank
from ..storage.frame_columns import Column, frame_of, names_of
from .columns import (
    BASELINE,
    BEHIND,
    FITTED_FOLDS,
    HIGH,
    LOW,
    MODEL,
    OF_FOLD,
    SCORE,
    STD,
    TIED,
    TITLE,
    TRAIN_SCORE,
    VALUES,
)
from .fit_errors import lacking
from .fit_step import FOLD, NEEDS
from .label_decisions import Labels
from .learning_curve import the_fit
from .model_params import FoldParams
from .step import STEP as TRAIN
from .step import Leaderboard

MOST_LEADERS = 4
BEFORE = {"score": "was", "low": "was_low", "high": "was_high", "tied": "was_tied"}
TABLE = (
    MODEL,
    TITLE,
    BASELINE,
    SCORE,
    LOW,
    HIGH,
    STD,
    TRAIN_SCORE,
    FITTED_FOLDS,
    *BEHIND,
    TIED,
    Column("was", "the score from the split's own folds alone", unit="metric"),
    Column("was_low", "lower end of its interval", unit="metric"),
    Column("was_high", "upper end of its interval", unit="metric"),
    Column("was_tied", "tied on the split's own folds alone"),
    Column("problem", "of this candidate's fits, or empty"),
)
FOLDS = (
    Column("cut", "which cut into folds, 0 the split's own", unit="index"),
    OF_FOLD,
    MODEL,
    *VALUES,
)


class RepeatedParams(Params):
    """Who is cross-validated again, and how often."""

    models: tuple[str, ...] = Field(
        (),
        title="Candidates",
        description="The candidates to compare again. Left empty, the recommended one and those "
        "that cannot be told apart from it, at most four.",
        json_schema_extra={"candidate": True},
    )
    repeats: int = Field(
        4,
        ge=1,
        le=20,
        title="Repeats",
        description="How often the training rows are cut into folds anew. Each makes the "
        "comparison a little more precise, and costs as much as the first; after ten "
        "little is gained.",
    )
    attempt: int = attempt_field()


@dataclass(frozen=True)
class Repeated:
    """How the leaders did on all folds of all cuts, the split's own among them.

    ``cuts``: how many, the first one included.
    """

    table: pd.DataFrame = field(metadata=frame_of("one row a candidate, best first", *TABLE))
    folds: pd.DataFrame = field(metadata=frame_of("one row a cut, fold and candidate", *FOLDS))
    metric: str
    cuts: int
    sentence: str


def run(
    params: RepeatedParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    report: Report,
    work: Work,
) -> Repeated:
    refuse_one_way(split, data)
    metric = success_metric(define.metric, data.task)
    names = list(dict.fromkeys(params.models)) or leaders(train.table)
    share = learning_share(train.again.rows, split)
    fits_asked = {
        FoldParams.model_validate(
            {**the_fit(train, name).model_dump(), "fold": fold, "cut": cut, "share": share}
        ): name
        for cut in range(params.repeats + 1)
        for fold in (split.folds if cut == 0 else range(len(split.folds)))
        for name in names
    }
    rows: list[tuple[int, int, str, float, float]] = []
    errors: dict[str, list[LifecycleError]] = {name: [] for name in names}
    for done, (each, result) in enumerate(work.map(FOLD, fits_asked), start=1):
        report(done / len(fits_asked), f"Cut {each.cut + 1} of {params.repeats + 1}")
        if isinstance(result, LifecycleError):
            errors[fits_asked[each]].append(result)
            continue
        of = result.scores.set_index("metric").loc[metric.name].to_dict()
        rows.append((each.cut, each.fold, fits_asked[each], of["value"], of["train_value"]))
    if not rows:
        raise next(error for each in errors.values() for error in each)
    folds = pd.DataFrame(rows, columns=names_of(FOLDS))
    folds = folds.sort_values(["cut", "fold", "model"], ignore_index=True)
    held = float(np.mean([len(held) / len(rows) for rows, held in split]))
    table = _table(folds, names, train, metric, held)
    fits = len(fits_asked) // len(names)
    table["problem"] = [lacking(errors[name], fits) for name in table["model"]]
    cuts = params.repeats + 1
    return Repeated(table, folds, metric.name, cuts, sentence(table, metric.title, cuts))


def leaders(board: pd.DataFrame) -> list[str]:
    """Return the best candidate and those that cannot be told apart from it, best first."""
    whole = board[(board["problem"] == "") & board["score"].notna()].reset_index(drop=True)
    return list(whole.loc[whole["tied"] | (whole.index == 0), "model"].head(MOST_LEADERS))


def _table(
    folds: pd.DataFrame, names: list[str], train: Leaderboard, metric: Metric, test_share: float
) -> pd.DataFrame:
    scores = folds.assign(fold=folds["cut"] * 1000 + folds["fold"])
    ranked = rank(scores, scores["fold"].nunique(), metric.greater_is_better, test_share)
    known = train.table[train.table["model"].isin(names)]
    before = known[["model", "title", "baseline", *BEFORE]].rename(columns=BEFORE)
    table = ranked.merge(before, on="model", how="left")
    table[["low", "high"]] = table[["low", "high"]].clip(metric.low, metric.high)
    return table.assign(problem="")[names_of(TABLE)]


def sentence(table: pd.DataFrame, metric: str, cuts: int) -> str:
    """Return who leads after all cuts, who can be told apart now, and what the intervals gained."""
    best, others = table.iloc[0], table.iloc[1:]
    score = interval(best["score"], best["low"], best["high"])
    text = f"Over {count('fold', int(best['folds']))} of {count('cut', cuts)}, {best['title']}"
    text += f" {'leads' if len(others) else 'stands'} with {inside(metric)} {score}"
    still, apart = others[others["tied"]], others[~others["tied"]]
    if len(apart):
        verb = "is" if len(apart) == 1 else "are"
        text += f"; {_titles(apart)} {verb} clearly worse"
    text += "."
    if len(still):
        text += f" {_titles(still)} still cannot be told apart from it."
    was, now = best["was_high"] - best["was_low"], best["high"] - best["low"]
    if was > 0 and np.isfinite(now):
        change = 1 - now / was
        text += (
            f" The leader's interval is {change:.0%} narrower than from one cut."
            if change >= 0.005
            else " The leader's interval did not get narrower: the first cut looked more precise "
            "than it was."
        )
    return text


def _titles(rows: pd.DataFrame) -> str:
    text = listing([inside(title) for title in rows["title"]])
    return text[:1].upper() + text[1:] if rows["tied"].all() else text


STEP = Step(
    "repeated",
    "Repeated cross-validation",
    "Cut the training rows into folds again and again, and compare the leaders on all of them. "
    "One cut is partly luck; several make the comparison more precise.",
    RepeatedParams,
    Repeated,
    run,
    needs=(Need.of(DEFINE, "metric"), *NEEDS, Need.of(TRAIN)),
    version=2,
)
