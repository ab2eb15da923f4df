"""Explain: what the model's score rests on, and how its answer changes along each column.

Both are found inside the folds, on rows the fitted model has not seen, so that explaining costs no
look at the holdout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from ..core.param_fields import seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count, listing, number
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report
from ..metrics.catalog import Metric, success_metric
from ..metrics.outcome import Outcome
from ..metrics.predictions import prediction_columns
from ..prepare.step import LEFT_OUT, Preparation
from ..split.split import Split
from ..stats.corrected_resampled import corrected_interval
from ..storage.frame_columns import frame_of
from ..train.candidate_pipeline import assemble, fit, title_of
from ..train.fit_errors import explained_errors
from ..train.fit_step import NEEDS, predict
from ..train.label_decisions import Labels
from ..train.model_params import FitParams
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from . import columns
from .feature_effects import effect_of, together
from .judged import STEP as JUDGED
from .judged import Judged

SHUFFLES = 3  # each column's order is drawn so often in each fold
MOST_ROWS = 2000  # of a fold; more make it slower and hardly surer
IMPORTANCE = ["columns", "importance", "low", "high", "clear"]


class ExplainParams(Params):
    """How the judged candidate is explained."""

    seed: int = seed_field("Fixes the shuffling, so that the same choices give the same numbers.")


@dataclass(frozen=True)
class Explanation:
    """What the model rests on."""

    importance: pd.DataFrame = field(
        metadata=frame_of(
            "one row a column or group of columns that say much the same, most important first",
            *columns.IMPORTANCE,
        )
    )
    effects: pd.DataFrame = field(metadata=frame_of("one row a column and value", *columns.EFFECTS))
    model: str
    metric: str
    answers: str
    sentence: str


def run(
    params: ExplainParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
) -> Explanation:
    name = judged.named(train)
    metric = success_metric(define.metric, data.task)
    used = prepare.columns.loc[prepare.columns["treatment"] != LEFT_OUT, "column"].tolist()
    columns = [str(column) for column in data.features if column in used]
    first = labels.kept(split.train)
    groups = together(data.x.iloc[first][columns])
    report(0.02, f"Fitting {name} on {count('fold', len(split.folds))}")
    drops: dict[str, list[float]] = {", ".join(group): [] for group in groups}
    rng = np.random.default_rng(params.seed)
    model: Pipeline | None = None
    for fold, (fitted, validated) in enumerate(
        _fits(train.fits[name], data, split, prepare, labels)
    ):
        x, y = data.x.iloc[validated], labels.y(data).iloc[validated]
        score = _scorer(fitted, y, data, metric)
        base = score(x)
        for group in groups:
            worse = [base - score(_shuffled(x, group, rng)) for _ in range(SHUFFLES)]
            sign = 1 if metric.greater_is_better else -1
            drops[", ".join(group)].append(sign * float(np.mean(worse)))
        model = fitted
        report(0.05 + 0.75 * (fold + 1) / len(split.folds), f"Fold {fold + 1} is shuffled")
    assert model is not None
    share = float(np.mean([len(validated) / len(rows) for rows, validated in split]))
    importance = _table(drops, share)
    report(0.85, "Following the prediction along each column")
    ranked = [c for group in importance["columns"] for c in columns_of(group, groups)]
    some = data.x.iloc[validated[:MOST_ROWS]]
    answer = _answer(model, data)
    effects = [effect_of(answer, some, column) for column in ranked[:20]]
    answers = f"probability of {data.classes[-1]}" if data.classes else data.target
    return Explanation(
        importance,
        pd.concat(effects, ignore_index=True),
        name,
        metric.name,
        answers,
        importance_sentence(importance, metric),
    )


def columns_of(named: str, groups: list[list[str]]) -> list[str]:
    """Return the columns behind a row of the importance table."""
    return next(group for group in groups if ", ".join(group) == named)


def _fits(
    chosen: FitParams, data: Table, split: Split, prepare: Preparation, labels: Labels
) -> Iterator[tuple[Pipeline, np.ndarray]]:
    """Yield the model of each fold with the rows it has not seen."""
    y = labels.y(data)
    for rows, held in split:
        rows, held = labels.kept(rows), labels.kept(held)
        pipeline = assemble(prepare, chosen, data.task)
        with explained_errors(title_of(chosen), y.iloc[rows]):
            fit(pipeline, data, y, rows, chosen)
        yield pipeline, held[:MOST_ROWS]


def _scorer(
    fitted: Pipeline, y: pd.Series, data: Table, metric: Metric
) -> Callable[[pd.DataFrame], float]:
    def score(x: pd.DataFrame) -> float:
        return metric.score(Outcome.of(y, predict(fitted, x, data.classes), data.classes))

    return score


def _answer(model: Pipeline, data: Table) -> Callable[[pd.DataFrame], np.ndarray]:
    name = prediction_columns(data.classes)[-1]
    return lambda x: predict(model, x, data.classes)[name].to_numpy()


def _shuffled(x: pd.DataFrame, columns: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Return the rows with some columns in another order, each row of these columns kept whole."""
    order = rng.permutation(len(x))
    return x.assign(**{c: x[c].iloc[order].set_axis(x.index) for c in columns})


def _table(drops: dict[str, list[float]], share: float) -> pd.DataFrame:
    rows = []
    for name, values in drops.items():
        found = corrected_interval(values, share)
        rows.append((name, found.mean, found.low, found.high, found.low > 0))
    table = pd.DataFrame(rows, columns=IMPORTANCE)
    return table.sort_values("importance", ascending=False, kind="stable", ignore_index=True)


def importance_sentence(importance: pd.DataFrame, metric: Metric) -> str:
    """Return what the score rests on, before any number."""
    clear = importance[importance["clear"]]
    if clear.empty:
        return (
            "No column alone clearly carries the score: shuffling any one of them changes "
            f"{metric.title} by no more than chance would."
        )
    first = clear.iloc[0]
    width = float(first["high"] - first["low"])
    others = "" if len(clear) == 1 else f" Also clear: {listing(clear['columns'][1:], most=4)}."
    return (
        f"The score rests most on {first['columns']}: with its values shuffled, {metric.title} "
        f"gets worse by {number(float(first['importance']), width)}.{others}"
    )


STEP = Step(
    "explain",
    "Explain",
    "Shuffle one column after the other and see how much worse the score gets. "
    "It is done inside the folds, so that the holdout stays locked.",
    ExplainParams,
    Explanation,
    run,
    needs=(
        Need.of(DEFINE, "metric"),
        *NEEDS,
        Need.of(TRAIN),
        Need.of(JUDGED, "model"),
    ),
)
