"""How often 95% intervals hold the truth, and how often flags are raised where nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.signal import lfilter
from scipy.special import expit, logit
from scipy.stats import norm

from lifecycle.metrics.catalog import for_task
from lifecycle.metrics.intervals import against_baseline, metrics_frame
from lifecycle.metrics.outcome import Outcome
from lifecycle.stats import (
    bands,
    fairness_differences,
    fairness_table,
    residual_quantiles,
    worst_slices,
)
from lifecycle.stats.cost_savings import Costs, cheapest
from lifecycle.stats.decision import threshold_by_cost, threshold_from_costs
from lifecycle.stats.multiclass import one_vs_rest
from lifecycle.stats.proportions import proportion_interval
from lifecycle.stats.selection import MeanOfFolds, drawn
from lifecycle.stats.weighted_metrics import point, roc_auc

ONLY_NAMED = True  # it takes a quarter of an hour
SIZES = (200, 1000, 5000)
OWN_SIZES = {"groups": (0,), "time": (400,)}  # groups have sizes of their own
SHARES = (0.05, 0.2, 0.5)
SHIFT = 1.5  # between the classes, in standard deviations: a ROC AUC of 0.86
LEVEL = 0.95
NARROW, BROAD = (0.93, 0.97), (0.90, 0.99)  # of rows that stand alone, and of few groups or runs
GROUPS = (2, 3, 5, 10, 20)
MEMORIES = (0.0, 0.5, 0.8, 0.95)
FIRST = 100_000  # the seed of the first run
TRUTH = 1_000_000  # rows from which the true value is taken
CLASSES = ("no", "yes")
THREE = ("a", "b", "c")
CANDIDATES = (1, 10, 30, 100)
NOISE_COLUMNS = 60
RATIOS = ((1.0, 5.0), (1.0, 1.0), (3.0, 1.0))  # what a false alarm and a miss cost
Draw = Callable[[int, np.random.Generator], Outcome]


def binary(share: float) -> Draw:
    """Return a source of rows whose probabilities are right, with this share of positives."""

    def draw(n: int, rng: np.random.Generator) -> Outcome:
        y = rng.random(n) < share
        score = rng.normal(size=n) + SHIFT * y
        p = expit(SHIFT * score - SHIFT**2 / 2 + logit(share))
        cut = min(0.5, 2 * share)  # as costs would have it: at 0.5 few would be called positive
        labels = np.array(CLASSES, dtype=object)
        proba = np.column_stack([1 - p, p])
        return Outcome(labels[y.astype(int)], labels[(p >= cut).astype(int)], CLASSES, proba)

    return draw


def weaker(outcome: Outcome, rng: np.random.Generator) -> Outcome:
    """Return the predictions of a second model on the same rows: the first one's, with noise."""
    p = expit(0.6 * logit(np.clip(outcome.score, 1e-9, 1 - 1e-9)) + rng.normal(size=len(outcome)))
    labels = np.array(CLASSES, dtype=object)
    proba = np.column_stack([1 - p, p])
    return Outcome(outcome.y, labels[(p >= 0.3).astype(int)], CLASSES, proba)


def three(n: int, rng: np.random.Generator) -> Outcome:
    codes = rng.choice(3, n, p=[0.6, 0.3, 0.1])
    raw = np.exp(rng.normal(size=(n, 3)) + 1.5 * np.eye(3)[codes])
    proba, labels = raw / raw.sum(axis=1, keepdims=True), np.array(THREE, dtype=object)
    return Outcome(labels[codes], labels[proba.argmax(axis=1)], THREE, proba)


def amounts(noise: Callable[[int, np.random.Generator], np.ndarray]) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> Outcome:
        said = rng.normal(size=n)
        return Outcome(said + 0.7 * noise(n, rng), said)

    return draw


# The squares of t's errors with 4 degrees of freedom have no variance: no method is known that
# keeps its level there, and what is left of it is shown.
NOISE: dict[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "normal": lambda n, rng: rng.normal(size=n),
    "Laplace": lambda n, rng: rng.laplace(size=n),
    "t (4 df)": lambda n, rng: rng.standard_t(4, size=n),
}


def scores(draw: Draw, task: str, n: int, runs: int, resamples: int = 1000) -> pd.DataFrame:
    """Return the coverage of every metric of a task, one row each."""
    truth = metrics_frame(draw(TRUTH, np.random.default_rng(0)), task, resamples=20)
    true = truth.set_index("name")["value"]
    held = dict.fromkeys(true.index, 0)
    below = dict(held)
    for run in range(runs):
        found = metrics_frame(
            draw(n, np.random.default_rng([n, FIRST + run])), task, resamples=resamples
        )
        for row in found.itertuples():
            held[row.name] += row.low <= true[row.name] <= row.high
            below[row.name] += true[row.name] < row.low
    return pd.DataFrame(
        {"metric": list(held), "covered": [held[k] / runs for k in held]}
        | {"too high": [below[k] / runs for k in held]}
    )


def gains(share: float, n: int, runs: int, resamples: int = 1000) -> pd.DataFrame:
    """Return the coverage of paired differences of two models."""
    draw = binary(share)
    rng = np.random.default_rng(0)
    first = draw(TRUTH, rng)
    other = weaker(first, rng)
    true = {
        row.name: row.value
        for row in against_baseline(first, other, "binary", resamples=20).differences.itertuples()
    }
    held = dict.fromkeys(true, 0)
    for run in range(runs):
        rng = np.random.default_rng([n, FIRST + run])
        one = draw(n, rng)
        found = against_baseline(one, weaker(one, rng), "binary", resamples=resamples).differences
        for row in found.itertuples():
            held[row.name] += row.low <= true[row.name] <= row.high
    return pd.DataFrame({"metric": list(held), "covered": [held[k] / runs for k in held]})


@dataclass(frozen=True)
class Tied:
    """Two models' predictions of rows that are not independent, and what ties the rows."""

    task: str
    first: Outcome
    second: Outcome
    groups: np.ndarray | None = None
    order: np.ndarray | None = None


Tie = Callable[[int, np.random.Generator], Tied]


def sites(number: int, rng: np.random.Generator) -> Tied:
    """Return sites of 20 to 80 rows, each with its own share, shift of scores and second model."""
    ids = np.repeat(np.arange(number), rng.integers(20, 81, number))
    own = rng.normal(size=(3, number))[:, ids]
    y = rng.random(len(ids)) < expit(-0.5 + 0.5 * own[0])
    score = rng.normal(size=len(ids)) + SHIFT * y + 0.4 * own[1]
    p = expit(SHIFT * score - SHIFT**2 / 2 - 0.5)
    other = expit(0.6 * logit(np.clip(p, 1e-9, 1 - 1e-9)) + rng.normal(size=len(ids)) + own[2])
    first, second = (_called(y, each) for each in (p, other))
    return Tied("binary", first, second, groups=ids)


def amounts_of_sites(number: int, rng: np.random.Generator) -> Tied:
    """Return sites of 20 to 80 amounts, whose errors have a part in common."""
    ids = np.repeat(np.arange(number), rng.integers(20, 81, number))
    own = rng.normal(size=(2, number))[:, ids]
    noise = rng.normal(size=(3, len(ids)))
    y = noise[0] + 0.5 * own[0] + noise[1]
    return Tied(
        "regression",
        Outcome(y, noise[0]),
        Outcome(y, 0.8 * noise[0] + 0.5 * noise[2] + 0.3 * own[1]),
        groups=ids,
    )


def series(memory: float) -> Tie:
    """Return a source of rows in time order, whose errors are first-order autoregressions."""

    def draw(n: int, rng: np.random.Generator) -> Tied:
        shocks = rng.normal(size=(2, n)) * np.sqrt(1 - memory**2)
        shocks[:, 0] /= np.sqrt(1 - memory**2)
        own, other = lfilter([1], [1, -memory], shocks, axis=1)
        said = rng.normal(size=n)
        second = Outcome(said + own, said + 0.6 * other)
        return Tied("regression", Outcome(said + own, said), second, order=np.arange(n))

    return draw


def _called(y: np.ndarray, p: np.ndarray) -> Outcome:
    labels = np.array(CLASSES, dtype=object)
    proba = np.column_stack([1 - p, p])
    return Outcome(labels[y.astype(int)], labels[(p >= 0.4).astype(int)], CLASSES, proba)


def of_tied(draw: Tie, number: int, runs: int, truth: int = 20_000) -> dict[str, float]:
    """Return the coverage of every metric and of its paired difference, for tied rows."""
    known = draw(truth, np.random.default_rng(0))
    true = {}
    for m in for_task(known.task):
        own, other = m.score(known.first), m.score(known.second)
        better = own - other if m.greater_is_better else other - own
        true |= {m.name: own, f"difference in {m.name}": better}

    def intervals(tied: Tied) -> pd.DataFrame:
        found = against_baseline(
            tied.first, tied.second, tied.task, groups=tied.groups, order=tied.order
        )
        gain = found.differences.assign(name="difference in " + found.differences["name"])
        return pd.concat([found.metrics, gain]).set_index("name")

    right = pd.Series(true)
    held = right * 0.0
    for run in range(runs):
        found = intervals(draw(number, np.random.default_rng([number, FIRST + run]))).loc[
            right.index
        ]
        held += ((found["low"] <= right) & (right <= found["high"])).astype(float)
    return dict(held / runs)


def politis_white(x: np.ndarray) -> int:
    """Return the block length of a circular block bootstrap of the mean.

    Politis, White (2004), Econometric Reviews 23:53-70, as corrected by Patton, Politis, White
    (2009), Econometric Reviews 28:372-375.
    """
    n = len(x)
    near = max(5, int(np.sqrt(np.log10(n))))
    most = int(np.ceil(np.sqrt(n))) + near
    off = x - x.mean()
    g = np.array([off[: n - k] @ off[k:] / n for k in range(most + 1)])
    large = np.abs(g / g[0]) > 2 * np.sqrt(np.log10(n) / n)
    quiet = [k for k in range(most - near + 1) if not large[k + 1 : k + 1 + near].any()]
    last = max(1, quiet[0] if quiet else int(np.flatnonzero(large).max()))
    k = np.arange(1, min(2 * last, most) + 1)
    taper = np.minimum(1, 2 * (1 - k / len(k)))
    long_run = g[0] + 2 * float(taper @ g[k])
    slope = 2 * float(taper @ (k * g[k]))
    length = (2 * slope**2 / (4 / 3 * long_run**2)) ** (1 / 3) * n ** (1 / 3)
    return int(np.clip(np.ceil(length), 1, min(3 * np.sqrt(n), n / 3)))


def rivals_in_time(memory: float, n: int, runs: int, resamples: int) -> dict[str, float]:
    """Return the coverage of other ways on the RMSE of the same series.

    Rows alone; the circular block bootstrap; a long-run variance of Bartlett's weights over a
    tenth of the rows with the fixed-b quantile of Kiefer and Vogelsang (2005), Econometric Theory
    21:1130-1164.
    """
    quantile = 1.96 + 2.9694 * 0.1 + 0.4160 * 0.1**2 - 0.5324 * 0.1**3
    held = {"rows alone": 0, "block bootstrap": 0, "fixed-b": 0}
    for run in range(runs):
        rng = np.random.default_rng([n, FIRST + run])
        square = series(memory)(n, rng).first.error ** 2
        value, off = np.sqrt(square.mean()), square - square.mean()
        length = politis_white(square)
        starts = rng.integers(0, n, (resamples, -(-n // length)))
        rows = (starts[:, :, None] + np.arange(length)) % n
        low, high = np.quantile(np.sqrt(square[rows].mean(axis=(1, 2))), [0.025, 0.975])
        lags = np.arange(1, n // 10)
        cover = [(1 - k / (n // 10)) * (off[k:] @ off[:-k]) for k in lags]
        long_run = (off @ off + 2 * sum(cover)) / n
        for name, half in (
            ("rows alone", 1.96 * np.sqrt(off @ off) / n / (2 * value)),
            ("fixed-b", quantile * np.sqrt(long_run / n) / (2 * value)),
        ):
            held[name] += abs(value - 1.0) <= half
        held["block bootstrap"] += low <= 1.0 <= high
    return {f"rmse, {name}": each / runs for name, each in held.items()}


def curves(share: float, n: int, runs: int) -> dict[str, float]:
    """Return the coverage of the bands (the mean over their points) and of the KS distance."""
    at = np.linspace(-6, 9, 30_001)
    tpr, fpr = norm.sf(at - SHIFT), norm.sf(at)
    hits, alarms = share * tpr, (1 - share) * fpr
    inside: dict[str, list[float]] = {"roc": [], "pr": [], "gain": [], "ks": []}
    for run in range(runs):
        outcome = binary(share)(n, np.random.default_rng([n, FIRST + run]))
        if outcome.positive.all() or not outcome.positive.any():
            continue
        of = bands.Curves(outcome.positive, outcome.score, resamples=300, seed=run)
        for kind, frame, x, y in (
            ("roc", bands.roc_band(of), fpr, tpr),
            ("pr", bands.precision_recall_band(of), tpr, hits / (hits + alarms)),
            ("gain", bands.gain_curve(of), hits + alarms, tpr),
        ):
            true = np.interp(frame.iloc[:, 0], x[::-1], y[::-1])
            inner = slice(1, -1)
            held = (frame["low"] <= true + 1e-12) & (true <= frame["high"] + 1e-12)
            inside[kind].append(float(held[inner].mean()))
        inside["ks"].append(float((tpr - fpr).max() in bands.kolmogorov_smirnov(of)))
    return {kind: float(np.mean(values)) for kind, values in inside.items()}


def classes(n: int, runs: int) -> pd.Series:
    """Return the coverage of one-vs-rest numbers, the mean over the classes."""

    def table(outcome: Outcome) -> pd.DataFrame:
        parts = (outcome.codes, outcome.called, outcome.probabilities, THREE)
        return one_vs_rest(*parts).set_index(["class", "name"])

    true = table(three(TRUTH, np.random.default_rng(0)))["value"]
    held = 0.0
    for run in range(runs):
        found = table(three(n, np.random.default_rng([n, FIRST + run])))
        held = held + ((found["low"] <= true) & (true <= found["high"])).astype(float)
    return pd.Series(held / runs).groupby("name").mean()


def quantiles(n: int, runs: int) -> pd.Series:
    """Return the coverage of the quantiles of absolute errors."""
    held = 0.0
    for run in range(runs):
        error = np.random.default_rng([n, FIRST + run]).normal(size=n)
        found = residual_quantiles.error_quantiles(error).set_index("share")
        true = norm.ppf((1 + found.index.to_numpy(dtype=float)) / 2)
        held = held + ((found["low"] <= true) & (true <= found["high"])).astype(float)
    return pd.Series(held / runs)


def false_slices(n: int, runs: int) -> float:
    """Return how often a weak spot is flagged where errors fall on all rows alike."""
    raised = 0
    for run in range(runs):
        rng = np.random.default_rng([n, FIRST + run])
        x = pd.DataFrame({f"x{k}": rng.normal(size=n) for k in range(5)})
        x["city"] = rng.choice(["Bern", "Oslo", "Rome", "Wien"], n).astype(object)
        found = worst_slices(x, rng.random(n) < 0.2, seed=run)
        raised += bool(len(found) and found["flagged"].any())
    return raised / runs


def false_gaps(n: int, runs: int) -> float:
    """Return how often any gap between groups is flagged where they are treated alike."""
    raised = 0
    for run in range(runs):
        rng = np.random.default_rng([n, FIRST + run])
        y, called = rng.random(n) < 0.3, rng.random(n) < 0.3
        groups = rng.choice(["a", "b", "c"], n, p=[0.6, 0.3, 0.1])
        table = fairness_table(y, called, groups, LEVEL)
        raised += bool(fairness_differences(table, level=LEVEL)["flagged"].any())
    return raised / runs


def cost_coverage(n: int, runs: int, alarm: float, miss: float) -> dict[str, float]:
    """Return the coverage of costs and savings, and how often a saving is claimed that is not.

    The probabilities are right, so no threshold is cheaper than the one from the costs.
    """
    share, best = 0.3, threshold_from_costs(alarm, miss)

    def true(threshold: float) -> float:
        at = (logit(min(max(threshold, 1e-12), 1 - 1e-12)) - logit(share)) / SHIFT + SHIFT / 2
        alarms, misses = (1 - share) * norm.sf(at), share * norm.cdf(at - SHIFT)
        return float(alarm * alarms + miss * misses)

    held = {
        "cost of the cheapest threshold": 0,
        "cost at a given threshold": 0,
        "saving against 0.5": 0,
        "saving against the costs' threshold": 0,
        "false savings": 0,
    }
    for run in range(runs):
        rng = np.random.default_rng([n, FIRST + run])
        outcome = binary(share)(n, rng)
        costs = Costs(outcome.positive, outcome.score, alarm, miss)
        chosen = true(threshold_by_cost(costs.actual, costs.p, alarm, miss).value)
        found = cheapest(costs, rng.permutation(n) % 5, (0.5, best))
        usual, over = found.savings
        for name, inside in zip(
            held,
            (
                chosen in found.mean,
                true(best) in costs.mean(best),
                true(0.5) - chosen in usual,
                true(best) - chosen in over,
                over.low > 0,
            ),
            strict=True,
        ):
            held[name] += inside
    return {name: count / runs for name, count in held.items()}


def measure(
    rows: int | None = None, runs: int = 200, part: str = "", resamples: int = 500
) -> Iterator[tuple[str, str]]:
    """Yield each coverage with its 95% interval; one that is clearly not 93% to 97% (few
    groups and rows in time order: 90% to 99%) is marked.

    ``rows``: one size instead of all; ``part``: one of `PARTS`. 200 runs tell a coverage to about
    3%, in a quarter of an hour; 2,000 of them, a part at a time, to 1%.
    """
    if part and part not in PARTS:
        raise SystemExit(f"There is no part {part}: choose one of {', '.join(PARTS)}.")
    for name in [part] if part else PARTS:
        for n in OWN_SIZES.get(name, SIZES) if rows is None else (rows,):
            yield from PARTS[name](n, runs, resamples)


def of_metrics(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    for share in SHARES:
        found = scores(binary(share), "binary", n, runs, resamples)[["metric", "covered"]]
        yield from _told(f"n {n:,}, {share:.0%} positive", dict(found.to_numpy()), runs)


def of_differences(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    for share in SHARES:
        found = dict(gains(share, n, runs, resamples)[["metric", "covered"]].to_numpy())
        named = {f"difference in {name}": covered for name, covered in found.items()}
        yield from _told(f"n {n:,}, {share:.0%} positive", named, runs)


def of_curves(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    for share in SHARES:
        named = {f"{kind} (curve)": held for kind, held in curves(share, n, runs).items()}
        yield from _told(f"n {n:,}, {share:.0%} positive", named, runs)


def of_classes(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    found = dict(scores(three, "multiclass", n, runs, resamples)[["metric", "covered"]].to_numpy())
    found |= {f"{name}, each class": held for name, held in classes(n, runs).items()}
    yield from _told(f"n {n:,}, three classes", found, runs)


def of_amounts(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    for kind, noise in NOISE.items():
        found = scores(amounts(noise), "regression", n, runs, resamples)[["metric", "covered"]]
        yield from _told(f"n {n:,}, {kind} errors", dict(found.to_numpy()), runs)
    named = {f"{share:.0%} of errors": held for share, held in quantiles(n, runs).items()}
    yield from _told(f"n {n:,}", named, runs)


def of_alarms(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    yield f"n {n:,}: weak spots flagged by chance", _alarms(false_slices(n, 5 * runs), 5 * runs)
    yield f"n {n:,}: gaps flagged by chance", _alarms(false_gaps(n, 5 * runs), 5 * runs)


def of_groups(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    for number in GROUPS:
        for draw in (sites, amounts_of_sites):
            yield from _told(f"{number} groups", of_tied(draw, number, runs), runs, BROAD)


def of_time(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    for memory in MEMORIES:
        found = of_tied(series(memory), n, runs, TRUTH)
        found |= rivals_in_time(memory, n, runs, resamples)
        yield from _told(f"n {n:,}, AR(1) errors of {memory}", found, runs, BROAD)


def of_choosing(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    """The leader's limit above 0.5 where labels are random, however many candidates there are."""
    for candidates in CANDIDATES:
        lucky = sum(lower_limit_of_luck(n, candidates, run) > 0.5 for run in range(runs))
        yield f"n {n:,}: the best of {candidates} above guessing", _alarms(lucky / runs, runs)


def lower_limit_of_luck(n: int, candidates: int, run: int, folds: int = 5) -> float:
    """Return the lower limit of the leader's ROC AUC, of linear models on random columns.

    The labels are random, so that no candidate is worth anything; each takes columns of its own
    from the same few, and is fitted on the other folds as Train does it.
    """
    rng = np.random.default_rng([n, candidates, FIRST + run])
    y, x = rng.random(n) < 0.3, rng.normal(size=(n, NOISE_COLUMNS))
    ends = np.linspace(0, n, folds + 1).astype(int)
    parts = [slice(a, b) for a, b in pairwise(ends.tolist())]
    scores = []
    for _ in range(candidates):
        taken = np.column_stack([np.ones(n), x[:, rng.choice(NOISE_COLUMNS, 5, replace=False)]])
        said = np.empty(n)
        for part in parts:
            rest = np.ones(n, dtype=bool)
            rest[part] = False
            said[part] = taken[part] @ np.linalg.lstsq(taken[rest], y[rest], rcond=None)[0]
        scores.append(MeanOfFolds(tuple((part, roc_auc(y[part], said[part])) for part in parts)))
    values = np.array([point(each, n) for each in scores])
    found, leader = drawn(scores, True, np.arange(n), run), int(values.argmax())
    half = found.half_width(found.chosen(), LEVEL)
    return float(values[leader] - found.optimism(leader) - half)


def of_costs(n: int, runs: int, resamples: int) -> Iterator[tuple[str, str]]:
    for alarm, miss in RATIOS:
        found = cost_coverage(n, runs, alarm, miss)
        where = f"n {n:,}, costs {alarm:g}:{miss:g}"
        yield f"{where}: savings claimed by chance", _alarms(found.pop("false savings"), runs)
        yield from _told(where, found, runs)


PARTS: dict[str, Callable[[int, int, int], Iterator[tuple[str, str]]]] = {
    "metrics": of_metrics,
    "differences": of_differences,
    "curves": of_curves,
    "classes": of_classes,
    "amounts": of_amounts,
    "alarms": of_alarms,
    "groups": of_groups,
    "time": of_time,
    "choosing": of_choosing,
    "costs": of_costs,
}


def _told(
    where: str, found: dict[str, float], runs: int, right: tuple[float, float] = NARROW
) -> Iterator[tuple[str, str]]:
    for name, covered in found.items():
        yield f"{where}: {name}", marked(float(covered), runs, right)


def marked(covered: float, runs: int, right: tuple[float, float] = NARROW) -> str:
    """Return a coverage, with a star where chance alone would hardly leave what is right."""
    known = proportion_interval(covered * runs, runs)
    off = known.high < right[0] or known.low > right[1]
    return f"{covered:.1%} ({known.low:.0%}-{known.high:.0%})" + (" *" if off else "")


def _alarms(share: float, runs: int) -> str:
    known = proportion_interval(share * runs, runs)
    return f"{share:.1%} ({known.low:.1%}-{known.high:.1%})" + (" *" if known.low > 0.05 else "")
