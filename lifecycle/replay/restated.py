"""What a bundle states of its holdout, found again from the rows, the seed and the recipe it keeps.

Rows, predictions and answers lie in ``reference.parquet``; level, resamples and seed in the recipe.
Training rows do not. Of them the baseline took shares, or a mean: that is found from its own
numbers, and every other number and limit must then fit it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from ..core.recipe import Recipe
from ..core.wording import listing
from ..define.step import run as contract
from ..engine.runner import silent
from ..evaluate.verdict import TORN, Bar, judge
from ..export import plain_json
from ..export.bundle import Bundle
from ..export.schema import classes_of, outputs_of, reference_rows, stored_target
from ..export.step import scores
from ..metrics.baselines import best_constants
from ..metrics.catalog import METRICS, Metric, for_task, success_metric
from ..metrics.intervals import Scores, against_baseline, interval_of
from ..metrics.outcome import Outcome
from ..metrics.undefined import UNDEFINED
from ..split.cluster_ids import names_of_groups
from ..stats.interval import Interval
from ..steps import DEFINE, EVALUATE, GRAPH
from .kept_rows import group_column, moments_as_kept, split_of
from .replay import earlier_steps

EXACT, OF_BASELINE = 1e-9, 1e-6
"""How far numbers may be off, of their size: an answer that is found again is not exact."""
OF_WIDTH = 0.25
"""How far limits may be off, of their interval, where that answer is no share of whole rows: BCa
counts resamples as good as the value itself, and rounding breaks such ties."""
MOST_ROWS = 200_000  # in whose shares an answer is looked for
FROM_SHARES = frozenset({"log_loss", "brier_score"})
LIMITS = ("low", "high")
DIGITS = ("value", *LIMITS, "level", "n")


@dataclass(frozen=True)
class Restated:
    """What was compared and found other (``off``), or why it could not be (``unseen``)."""

    name: str
    off: tuple[str, ...] = ()
    seen: str = ""
    unseen: str = ""


@dataclass(frozen=True)
class _Trained:
    """Labels or amounts in the shares, or of the mean, that the baseline took of training rows.

    ``unknown``: the metrics whose baseline takes something else of them. ``reach``: how far limits
    may be off, of their interval.
    """

    observed: np.ndarray
    unknown: frozenset[str] = frozenset()
    reach: float = OF_WIDTH


def outcome_of(bundle: Bundle) -> Outcome:
    """Return what was observed and predicted on the holdout."""
    predictions = bundle.reference[outputs_of(bundle.schema)]
    y = bundle.reference[stored_target(bundle.schema)]
    return Outcome.of(y, predictions, classes_of(bundle.schema))


def restated(bundle: Bundle, recipe: Recipe) -> Iterator[Restated]:
    """Yield intervals, baseline and verdict, as stated and as found again."""
    names = ("intervals", "baseline", "verdict")
    gap = _gap(bundle, recipe)
    if gap:
        yield from (Restated(name, unseen=gap) for name in names)
        return
    outcome, task = outcome_of(bundle), str(bundle.metrics["task"])
    stated = bundle.metrics["baseline"]
    params = recipe.needs[EVALUATE.name].params
    drawn = params.model_dump(include={"level", "resamples", "seed"})
    column = group_column(bundle, recipe)
    if column:
        rows = reference_rows(bundle.schema, bundle.reference)
        drawn["groups"] = names_of_groups(rows[column], np.arange(len(rows)))
    drawn["order"] = moments_as_kept(bundle, recipe)
    own, gains = bundle.metrics["metrics"], bundle.metrics.get("gain", [])
    tried = []
    for trained in _trained(outcome, task, {row["name"]: row["value"] for row in stated}):
        constants = best_constants(trained.observed, outcome, task)
        found = against_baseline(outcome, constants, task, **drawn)
        off = _unlike(_but(stated, trained), found.baseline, OF_BASELINE, trained.reach)
        off += _unlike(_but(gains, trained), found.differences, OF_BASELINE, trained.reach)
        tried.append((off, found, trained))
        if not off:
            break
    off, found, trained = min(tried, key=lambda each: len(each[0]))
    yield Restated("intervals", _unlike(own, found.metrics, EXACT), f"{len(own)} found again")
    yield Restated("baseline", off, _seen(_but(stated, trained), trained.unknown))
    if off:
        yield Restated("verdict", unseen="it rests on the baseline, whose numbers are off")
    else:
        yield _verdict(bundle, recipe, found, trained.unknown)


def _but(rows: Sequence[dict[str, Any]], trained: _Trained) -> list[dict[str, Any]]:
    return [row for row in rows if row["name"] not in trained.unknown]


def _seen(known: Sequence[Any], unknown: frozenset[str]) -> str:
    """Return of how many metrics the baseline was found again, and of which it cannot be."""
    seen = f"{len(known)} found again, with what is gained over them"
    if not unknown:
        return seen
    left = listing(sorted(METRICS[name].title for name in unknown))
    return f"{seen}; that of {left} rests on training rows, which a bundle does not keep"


def _gap(bundle: Bundle, recipe: Recipe) -> str:
    """Return what the bundle lacks for any of it; empty where all is there."""
    if EVALUATE.name in earlier_steps(recipe, GRAPH):
        return (
            "this bundle was written by an earlier version, which found intervals, baseline and "
            "verdict otherwise"
        )
    column = group_column(bundle, recipe)
    rows = reference_rows(bundle.schema, bundle.reference)
    if column and column not in rows:
        return (
            f"they are found by the groups of {column}, a column that the model does not take, so "
            "the bundle does not keep it; give the data with --data"
        )
    if split_of(bundle, recipe)[0] == "time" and moments_as_kept(bundle, recipe) is None:
        return (
            "they are found by runs in time, and the bundle does not keep the column that says "
            "when each row was; give the data with --data"
        )
    return ""


def _unlike(
    stated: Sequence[dict[str, Any]], found: pd.DataFrame, tolerance: float, reach: float = 0.0
) -> tuple[str, ...]:
    """Return how stated rows of metrics differ from those that were found."""
    rows = json.loads(plain_json.dumps(scores(found)))
    again = {row["name"]: row for row in rows}
    off = []
    for row in stated:
        other = again.get(row["name"])
        if other is None or str(row["method"]).startswith(UNDEFINED):
            continue  # what is stated stands for nothing
        if row["method"] != other["method"]:
            off.append(f"{row['name']} rests on {other['method']}, not {row['method']}")
            continue
        width = reach * ((other["high"] or 0.0) - (other["low"] or 0.0))
        may = dict.fromkeys(DIGITS, tolerance) | dict.fromkeys(LIMITS, max(tolerance, width))
        off += [
            f"{row['name']} {part} is {other[part]!r}, not {row[part]!r}"
            for part in DIGITS
            if not _near(row[part], other[part], tolerance, may[part])
        ]
    return tuple(off)


def _near(stated: float | None, found: float | None, share: float, amount: float) -> bool:
    a, b = (math.nan if each is None else float(each) for each in (stated, found))
    return bool(np.isclose(a, b, rtol=share, atol=amount, equal_nan=True))


def _verdict(bundle: Bundle, recipe: Recipe, found: Scores, unknown: frozenset[str]) -> Restated:
    """Judge again, but for what is said of a simple rule, which training rows made."""
    define: Any = recipe.needs[DEFINE.name].params
    metric: Metric = success_metric(define.metric, str(bundle.metrics["task"]))
    if metric.name in unknown:
        return Restated("verdict", unseen=f"it rests on the baseline of {metric.title}")
    if define.rule:
        return Restated(
            "verdict", unseen="today's way is a rule, and how it did is not in the bundle"
        )
    score, gain = (interval_of(f, metric.name) for f in (found.metrics, found.differences))
    least = contract(define, report=silent).least(metric.name)
    bars = [
        Bar(METRICS[name], interval_of(found.metrics, name), value)
        for name, value in least.items()
        if name != metric.name
    ]
    risks = bundle.metrics.get("split", {}).get("risks", [])
    said, stated = str(bundle.metrics["verdict"]), bundle.metrics["state"]
    known = {"floor": least.get(metric.name), "incumbent": define.incumbent_score, "others": bars}
    judged = judge(metric, score, gain, **known)
    over = judge(metric, score, gain, **known, over_rule=_side_of_rule(said)).state
    state = "unclear" if TORN in said and over != "dont" else over
    off = []
    if bundle.metrics["metric"] != metric.name:
        off.append(f"the contract judges by {metric.name}, not {bundle.metrics['metric']}")
    if stated != state:
        off.append(f"the state is {state}, not {stated}")
    if missing := [each for each in (*_sentences(judged.sentences), *risks) if each not in said]:
        off.append(f"it should say: {' '.join(missing)}")
    seen = "judged again alike; what it says of a simple rule rests on training rows"
    return Restated("verdict", tuple(off), seen)


def _side_of_rule(said: str) -> Interval:
    """Return a gain over the simple rule that is clear, none or open, as the verdict has it."""
    value = 2.0 * ("beats a simple rule (" in said) - 2.0 * bool(RULE_IS_BETTER.search(said))
    return Interval(value, value - 1, value + 1, 0.95, "", 0)


RULE_IS_BETTER = re.compile(r"A simple rule \(.*\) is better by")


def _sentences(text: str) -> list[str]:
    return [f"{each.removesuffix('.')}." for each in text.split(". ") if each]


def _trained(outcome: Outcome, task: str, stated: dict[str, float | None]) -> list[_Trained]:
    """Return what training rows may have been, by the numbers of the baseline made of them."""
    k = len(outcome.classes)
    if not k:
        y = outcome.y.astype(float)
        tried = _roots(float(y.mean()), float(y.var()), (stated["rmse"] or 0.0) ** 2)
        unknown = frozenset(m.name for m in for_task(task) if m.constant != "usual")
        means = [_Trained(np.array([each]), unknown) for each in tried]
        return _nearest_first(means, outcome, task, stated)
    if k > 2:
        labels = [np.array([*outcome.classes, each], dtype=object) for each in outcome.classes]
        return _nearest_first([_Trained(y, FROM_SHARES) for y in labels], outcome, task, stated)
    share = float(outcome.positive.mean())
    roots = _roots(share, share * (1 - share), stated["brier_score"] or 0.0)
    found = []
    for root in roots:
        p = Fraction(min(max(root, 0.0), 1.0)).limit_denominator(MOST_ROWS)
        cases = np.arange(p.denominator) < p.numerator
        near = abs(p - root) < EXACT
        labels_of_two = np.where(cases, outcome.classes[1], outcome.classes[0])
        found.append(_Trained(labels_of_two, reach=0.0 if near else OF_WIDTH))
    return _nearest_first(found, outcome, task, stated)


def _roots(mean: float, spread: float, squared: float) -> list[float]:
    """Return the two answers whose mean squared error is ``squared``."""
    off = math.sqrt(max(squared - spread, 0.0))
    return [mean - off, mean + off]


def _nearest_first(
    tried: Sequence[_Trained], outcome: Outcome, task: str, stated: dict[str, float | None]
) -> list[_Trained]:
    """Return two of the training rows, those whose baseline is nearest to what is stated."""

    def distance(trained: _Trained) -> float:
        made = best_constants(trained.observed, outcome, task)
        pairs = [
            (each.metric.score(each.answers), stated.get(name))
            for name, each in made.items()
            if name not in trained.unknown
        ]
        return sum(abs(a - b) for a, b in pairs if b is not None and math.isfinite(a))

    return sorted(tried, key=distance)[:2]  # two answers may have one mean squared error
