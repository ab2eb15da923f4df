"""Evaluate: the holdout is read, every number gets its interval, the contract its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import pandas as pd
from pydantic import Field
from sklearn.pipeline import Pipeline

from ..core.errors import ChoiceError, LifecycleError
from ..core.param_fields import level_field, seed_field
from ..core.recipe import Need, Params, Step
from ..core.wording import count
from ..data.step import Table
from ..define.step import STEP as DEFINE
from ..define.step import Contract
from ..engine.runner import Report, Work
from ..metrics.baselines import best_constants
from ..metrics.catalog import METRICS, Metric, refuse_other_task, success_metric
from ..metrics.intervals import REFERENCE, SCORES, Scores, against_baseline, interval_of
from ..metrics.outcome import Outcome
from ..metrics.predictions import (
    OBSERVED_COLUMN,
    PREDICTION_COLUMNS,
    ROW_COLUMN,
    at_threshold,
    classes_of,
)
from ..prepare.step import Preparation
from ..split.cluster_ids import cluster_ids, time_order
from ..split.risks import Risks, risks_of
from ..split.split import Split
from ..stats.recalibration import NONE
from ..storage.frame_columns import frame_of, frames_of
from ..train.fit_step import FIT, NEEDS, Fitted, predict
from ..train.label_decisions import Labels
from ..train.model_params import FitParams
from ..train.step import STEP as TRAIN
from ..train.step import Leaderboard
from .curve_columns import CURVES
from .discrimination import curves_of
from .findings import beyond_metrics, remembered
from .heavy_tail import heavy_tail
from .incumbent import RULE, beside_today, incumbent_score, rule_of
from .judged import STEP as JUDGED
from .judged import Judged
from .one_rule import OneRule, one_rule
from .recalibration import (
    fitted_calibrator,
    recalibrated_title,
    scores_before_and_after,
    with_calibrator,
)
from .verdict import Bar, Judgement, judge

DRAWN = {"level", "resamples", "seed"}


class EvaluateParams(Params):
    """How sure the numbers are to be."""

    level: float = level_field(
        "How often such intervals cover the true value: at 0.95, about 95 of 100 do. A higher "
        "level makes them wider."
    )
    resamples: int = Field(
        2000,
        ge=200,
        le=20000,
        title="Bootstrap resamples",
        description="How often the holdout is resampled to find intervals that have no formula. "
        "2000 are steady to about the second digit; more take longer.",
    )
    seed: int = seed_field("Fixes what is random, so that the same choices give the same numbers.")


BY_METRIC = frame_of("one row a metric of the task", *SCORES)
BY_METRIC_OF_BASELINE = frame_of("one row a metric of the task", *SCORES, REFERENCE)
BY_METRIC_OF_TODAY = frame_of(
    "one row a metric; a score that somebody stated has a name and a value alone",
    *(replace(each, optional=each.name not in {"name", "value"}) for each in SCORES),
)


@dataclass(frozen=True)
class Evaluation:
    """How the chosen model, fitted on all training rows, does on the holdout.

    ``model_name`` names the candidate, ``title`` is what people call it.
    ``baseline``: for each metric the best answer that looks at no column, on the same rows.
    ``differences``: how much better the model is than it; positive is better for every metric.
    ``rule`` and ``rule_differences``: the same for a simple rule, a single column cut into parts
    (``rule_name``), fitted on the training rows. ``incumbent``: today's score, if it is
    known; ``today`` what is known of today's way, ``today_differences`` the gain over it; only a
    rule is measured.
    ``threshold``: from this probability of the positive class on ``prediction`` is that class (two
    classes only). ``curves``: frames by name, as they apply to the task.
    ``groups``: how many groups of rows the intervals rest on, 0 when rows stand alone.
    ``calibration``: how ``model`` corrects its probabilities, "none" when it does not.
    ``risks``: what the split does to the score, as the verdict says it.
    ``state``: "ship", "likely", "unclear" or "dont"; ``verdict``: the sentences that say why.
    """

    model_name: str
    model: Pipeline
    metric: str
    metrics: pd.DataFrame = field(metadata=BY_METRIC)
    baseline: pd.DataFrame = field(metadata=BY_METRIC_OF_BASELINE)
    differences: pd.DataFrame = field(metadata=BY_METRIC)
    rule: pd.DataFrame = field(metadata=BY_METRIC)
    rule_differences: pd.DataFrame = field(metadata=BY_METRIC)
    rule_name: str
    predictions: pd.DataFrame = field(
        metadata=frame_of("one row a holdout row", ROW_COLUMN, OBSERVED_COLUMN, *PREDICTION_COLUMNS)
    )
    curves: dict[str, pd.DataFrame] = field(metadata=frames_of(CURVES))
    state: Literal["ship", "likely", "unclear", "dont"]
    verdict: str
    holdout_rows: int
    threshold: float
    groups: int = 0
    incumbent: float | None = None
    title: str = ""
    calibration: str = NONE
    risks: tuple[str, ...] = ()
    today: pd.DataFrame = field(default_factory=pd.DataFrame, metadata=BY_METRIC_OF_TODAY)
    today_differences: pd.DataFrame = field(
        default_factory=pd.DataFrame, metadata=BY_METRIC_OF_TODAY
    )

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that the model states probabilities of; none for amounts."""
        return classes_of(self.predictions)


def run(
    params: EvaluateParams,
    *,
    define: Contract,
    data: Table,
    split: Split,
    prepare: Preparation,
    labels: Labels,
    train: Leaderboard,
    judged: Judged,
    report: Report,
    work: Work,
) -> Evaluation:
    metric, name = _success_metric(define, data), judged.named(train)
    way = fitted_calibrator(judged.calibration, name, data, split, labels, train)
    report(0.02, "Fitting the model on all training rows")
    fitted = _fit(name, train, work)
    report(0.25, "Finding a simple rule on the training rows")
    rule, rows = _rule(data, split, labels), split.holdout
    report(0.3, f"Predicting {count('holdout row', len(rows))}")
    y, x = data.y.iloc[rows].reset_index(drop=True), data.x.iloc[rows]
    model = with_calibrator(fitted[name].model, way, data.classes)
    answers = (predict(model, x, data.classes), rule.predict(x))
    cut = [at_threshold(p, data.classes, judged.threshold) for p in answers]
    outcome, simple = (Outcome.of(y, p, data.classes) for p in cut)
    baseline = best_constants(labels.y(data).iloc[labels.kept(split.train)], outcome, data.task)
    together, order = _groups(data, split), time_order(data, split, rows)
    drawn = params.model_dump(include=DRAWN) | {"groups": together, "order": order}
    told, once = partial(_finding, report), _ruled(fitted, x, y, data)
    scores = against_baseline(outcome, baseline, data.task, rule=simple, report=told, **drawn)
    given = define.incumbent_score
    today, over = beside_today(outcome, once, data.task, metric.name, given, **drawn)
    incumbent, risks = incumbent_score(today, metric.name), risks_of(split, data)
    judgement = _judged(metric, scores, define, incumbent, rule.words, over, risks)
    table = pd.concat([pd.DataFrame({"row": rows, "y": y}), cut[0]], axis=1)
    report(0.8, "Drawing the curves and their bands")
    frames = curves_of(outcome, table, params.level, features=x, groups=together, seed=params.seed)
    report(0.9, "Looking at calibration, weak spots and groups")
    frames |= beyond_metrics(outcome, data, rows, params.level, params.seed, together)
    frames |= scores_before_and_after(fitted[name].model, way, x, outcome, together)
    return Evaluation(
        name,
        model,
        metric.name,
        **vars(scores),
        rule_name=rule.words,
        predictions=table,
        curves=frames,
        state=judgement.state,
        verdict=f"{judgement.sentences}{remembered(outcome, order)} {heavy_tail(outcome)}".strip(),
        holdout_rows=len(rows),
        threshold=judged.threshold,
        groups=0 if together is None else together.nunique(),
        incumbent=incumbent,
        today=today,
        today_differences=over,
        title=recalibrated_title(train.titles[name], way),
        calibration=NONE if way is None else way.method,
        risks=risks.sentences,
    )


def _success_metric(define: Contract, data: Table) -> Metric:
    """Return the metric that judges; raises ChoiceError for what does not fit the target."""
    metric = success_metric(define.metric, data.task)
    refuse_other_task(define.least(metric.name), data.task)
    for score in (define.floor, define.incumbent_score):
        said = "" if score is None else metric.out_of_bounds(score)
        if said:
            raise ChoiceError(f"No score can be {score:g}: {said}", "Open Define and mend it.")
    return metric


def _judged(
    metric: Metric,
    scores: Scores,
    define: Contract,
    incumbent: float | None,
    rule: str,
    today: pd.DataFrame,
    risks: Risks,
) -> Judgement:
    score, gain, over = (
        interval_of(frame, metric.name)
        for frame in (scores.metrics, scores.differences, scores.rule_differences)
    )
    paired = interval_of(today, metric.name) if len(today) else None
    least = define.least(metric.name)
    others = [
        Bar(METRICS[name], interval_of(scores.metrics, name), value)
        for name, value in least.items()
        if name != metric.name
    ]
    floor = least.get(metric.name)
    return judge(metric, score, gain, floor, incumbent, over, rule, paired, others, risks)


def _rule(data: Table, split: Split, labels: Labels) -> OneRule:
    """Fit the simple rule on the rows the model learned from."""
    rows = labels.kept(split.train)
    fold = split.rows["fold"].to_numpy()[rows]
    return one_rule(data.x.iloc[rows], labels.y(data).iloc[rows], data.classes, fold)


def _groups(data: Table, split: Split) -> pd.Series | None:
    """Return the group of each holdout row; None when rows stand alone."""
    ids = cluster_ids(data, split, split.holdout)
    return None if ids is None else pd.Series(ids)


def _finding(report: Report, done: float) -> None:
    report(0.35 + 0.45 * done, "Finding the intervals")


def _ruled(fits: dict[str, Fitted], x: pd.DataFrame, y: pd.Series, data: Table) -> Outcome | None:
    """Return what today's rule says of the holdout, where there is a rule."""
    if RULE not in fits:
        return None
    return Outcome.of(y, predict(fits[RULE].model, x, data.classes), data.classes)


def _fit(name: str, train: Leaderboard, work: Work) -> dict[str, Fitted]:
    """Fit the candidate and today's rule as tasks; the first error is raised."""
    fitted: dict[str, Fitted] = {}
    wanted = {train.fits[each].model_dump_json(): each for each in (name, *rule_of(train))}
    for asked, result in work.map(FIT, [FitParams.model_validate_json(each) for each in wanted]):
        if isinstance(result, LifecycleError):
            raise result
        fitted[wanted[asked.model_dump_json()]] = result
    return fitted


STEP = Step(
    "evaluate",
    "Evaluate",
    "Unlock the holdout once and see how the chosen model does on rows nobody has seen. "
    "Every number comes with its interval, and the contract gets its verdict.",
    EvaluateParams,
    Evaluation,
    run,
    needs=(
        Need.of(DEFINE, "metric", "floor", "bars", "incumbent_score"),
        *NEEDS,
        Need.of(TRAIN),
        Need.of(JUDGED),
    ),
    page="evaluate",
    looks=True,
    version=10,
)
