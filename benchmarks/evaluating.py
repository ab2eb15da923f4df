"""The whole Evaluate step, on a holdout of 100,000 rows and more."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd

from lifecycle.core.recipe import Recipe
from lifecycle.data.step import Table
from lifecycle.define import step
from lifecycle.engine.runner import InlineWork, silent
from lifecycle.evaluate import step as evaluate
from lifecycle.evaluate.judged import Judged
from lifecycle.prepare import step as prepare
from lifecycle.split.split import Split
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from lifecycle.train import label_decisions
from lifecycle.train.model_params import FitParams
from lifecycle.train.step import Leaderboard

COLUMNS = 20
TRAINING = 20_000  # rows; how long the fit takes is not what is measured
TASKS = ("binary", "multiclass", "regression")


def table(rows: int, task: str) -> Table:
    """Return numbers, categories and dates with a target that depends on some of them."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{k}": rng.normal(size=rows) for k in range(COLUMNS - 3)})
    frame["city"] = rng.choice(["Bern", "Oslo", "Rome", "Wien"], rows).astype(object)
    frame["sex"] = rng.choice(["f", "m"], rows).astype(object)
    frame["day"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 500, rows), "D")
    signal = frame["x0"] + 0.5 * frame["x1"] + (frame["city"] == "Rome") + rng.normal(size=rows)
    if task == "regression":
        frame["y"] = signal
    elif task == "binary":
        frame["y"] = np.where(signal > 1, "yes", "no").astype(object)
    else:
        names = np.array([f"c{k}" for k in range(5)], dtype=object)
        frame["y"] = names[pd.qcut(signal, 5, labels=False).to_numpy()]
    kinds = ["number"] * (COLUMNS - 3) + ["category", "category", "date", "number"]
    if task != "regression":
        kinds[-1] = "category"
    columns = pd.DataFrame({"name": list(frame), "kind": kinds, "role": "feature"})
    columns = columns.assign(missing=0, distinct=2, example="", reason="", way="")
    columns.loc[columns["name"] == "y", "role"] = "target"
    columns.loc[columns["name"] == "sex", "role"] = "protected"
    classes = () if task == "regression" else tuple(sorted(frame["y"].unique()))
    positive = classes[-1] if task == "binary" else None
    return Table(frame, columns, "y", task, "", classes, positive, rows, 0, 0)


def evaluated(holdout: int, task: str, folder: Path) -> tuple[float, list[tuple[float, str]]]:
    """Return the seconds of the step on so many holdout rows, and when it told what."""
    data = table(holdout + TRAINING, task)
    rows = np.arange(len(data.frame))
    out = rows >= TRAINING
    part = pd.DataFrame({"part": np.where(out, "holdout", "train")})
    part = part.assign(fold=np.where(out, -1, rows % 5), fit_from=-1)
    split = Split(part, False, "random", pd.DataFrame(), "")
    made: dict[str, Any] = {"data": data, "split": split}
    made["prepare"] = prepare.run(prepare.PrepareParams(), **made, report=silent)
    made["labels"] = label_decisions.run(
        label_decisions.LabelParams(), data=data, split=split, report=silent
    )
    store = Store(folder)
    needs = {name: Recipe(name, 1, GRAPH[name].params()) for name in made}
    for name, artifact in made.items():
        store.save(needs[name], artifact)
    none = pd.DataFrame()
    fits = {name: FitParams(model=name) for name in ("linear", "dummy")}
    named = pd.DataFrame({"model": list(fits), "title": list(fits)})
    board = Leaderboard(named, none, none, "", "linear", "", 0)
    board = replace(board, fits=fits)
    agreed = step.run(step.DefineParams(), report=silent)
    told: list[tuple[float, str]] = []
    start = perf_counter()
    evaluate.run(
        evaluate.EvaluateParams(),
        define=agreed,
        train=board,
        judged=Judged("", 0.5, "none"),
        report=lambda fraction, message: told.append((perf_counter() - start, message)),
        work=InlineWork(store, needs, GRAPH),
        **made,
    )
    return perf_counter() - start, told


def measure(rows: int = 100_000) -> Iterator[tuple[str, str]]:
    """Yield the seconds of each task, of the slowest part, and of ten times as many rows."""
    with TemporaryDirectory() as folder:
        evaluated(6000, "binary", Path(folder) / "warm")  # compiles
        for task, n in [*((task, rows) for task in TASKS), ("binary", 10 * rows)]:
            before = process_time()
            seconds, told = evaluated(n, task, Path(folder) / f"{task}{n}")
            yield f"{task}, {n:,} holdout rows", f"{seconds:.1f} s"
            yield "  in CPU time, with the making of the table", f"{process_time() - before:.1f} s"
            ends = [at for at, _ in told[1:]] + [seconds]
            parts: dict[str, float] = {}
            for (at, message), end in zip(told, ends, strict=True):
                parts[message] = parts.get(message, 0) + end - at
            slowest = max(parts, key=lambda message: parts[message])
            yield f"  of that: {slowest[0].lower()}{slowest[1:]}", f"{parts[slowest]:.1f} s"
            gap = max(end - at for (at, _), end in zip(told, ends, strict=True))
            yield "  longest time without news", f"{gap:.1f} s"
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "memory at most", f"{most:,.0f} MB"
