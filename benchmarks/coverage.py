"""How often 95% intervals hold the truth, and how often flags are raised where nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from lifecycle.metrics.intervals import against_baseline, metrics_frame
from lifecycle.metrics.outcome import Outcome
from lifecycle.stats import (
    bands,
    fairness_differences,
    fairness_table,
    residual_quantiles,
    worst_slices,
)
from lifecycle.stats.multiclass import one_vs_rest
from lifecycle.stats.proportions import proportion_interval

ONLY_NAMED = True  # it takes a quarter of an hour
SIZES = (200, 1000, 5000)
SHARES = (0.05, 0.2, 0.5)
SHIFT = 1.5  # between the classes, in standard deviations: a ROC AUC of 0.86
LEVEL = 0.95
FIRST = 100_000  # the seed of the first run
TRUTH = 1_000_000  # rows from which the true value is taken
CLASSES = ("no", "yes")
THREE = ("a", "b", "c")
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


def measure(
    rows: int | None = None, runs: int = 200, part: str = "", resamples: int = 500
) -> Iterator[tuple[str, str]]:
    """Yield each coverage with its 95% interval; one that is clearly not 93% to 97% is marked.

    ``rows``: one size instead of all; ``part``: one of `PARTS`. 200 runs tell a coverage to about
    3%, in a quarter of an hour; 2,000 of them, a part at a time, to 1%.
    """
    if part and part not in PARTS:
        raise SystemExit(f"There is no part {part}: choose one of {', '.join(PARTS)}.")
    for n in SIZES if rows is None else (rows,):
        for name in [part] if part else PARTS:
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


PARTS: dict[str, Callable[[int, int, int], Iterator[tuple[str, str]]]] = {
    "metrics": of_metrics,
    "differences": of_differences,
    "curves": of_curves,
    "classes": of_classes,
    "amounts": of_amounts,
    "alarms": of_alarms,
}


def _told(where: str, found: dict[str, float], runs: int) -> Iterator[tuple[str, str]]:
    for name, covered in found.items():
        yield f"{where}: {name}", marked(float(covered), runs)


def marked(covered: float, runs: int) -> str:
    """Return a coverage, with a star where chance alone would hardly leave 93% to 97%."""
    known = proportion_interval(covered * runs, runs)
    off = known.high < 0.93 or known.low > 0.97
    return f"{covered:.1%} ({known.low:.0%}-{known.high:.0%})" + (" *" if off else "")


def _alarms(share: float, runs: int) -> str:
    known = proportion_interval(share * runs, runs)
    return f"{share:.1%} ({known.low:.1%}-{known.high:.1%})" + (" *" if known.low > 0.05 else "")
