"""The default boosting candidate on a million rows: seconds, memory of all processes, the estimate.

Only run when named, as it takes a quarter of an hour. At most 8 GB are wanted.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import psutil

from lifecycle.core.recipe import plan
from lifecycle.core.settings import settings
from lifecycle.data.read_step import ReadParams
from lifecycle.data.step import DataParams
from lifecycle.engine.pool import headless
from lifecycle.engine.runner import run_recipe
from lifecycle.steps import GRAPH, graph
from lifecycle.storage.database import Store
from lifecycle.train.estimate_step import EstimateParams
from lifecycle.train.params import TrainParams

ONLY_NAMED = True
COLUMNS, CATEGORIES = 29, 3  # and the target
LOOK_EVERY = 0.5  # seconds


def measure(rows: int = 1_000_000) -> Iterator[tuple[str, str]]:
    """Yield the seconds and the memory of reading, preparing, estimating and training."""
    models = ("boosting",)
    with tempfile.TemporaryDirectory() as folder, headless(settings(), graph) as make_work:
        store = Store(Path(folder))
        path = Path(folder) / "rows.csv"
        write(path, rows)
        with path.open("rb") as file:
            key, _ = store.put_blob(file)
        choices = {
            "read": ReadParams(source=key),
            "data": DataParams(target="y"),
            "estimate": EstimateParams(models=models),
            "train": TrainParams(models=models),
        }
        recipes = plan(GRAPH, choices)
        for step in ("data", "prepare", "estimate", "train"):
            start = perf_counter()
            with weighed() as most:
                made = run_recipe(recipes[step], store, GRAPH, make_work=make_work)
            yield f"{step}, {rows:,} rows", f"{perf_counter() - start:.0f} s"
            yield "  memory of all processes at most", f"{most[0] / 2**20:,.0f} MB"
            if step == "estimate":
                yield "  said beforehand", f"{made.seconds:.0f} s"
                yield "  memory of one fit, said", f"{made.table['megabytes'].max():,.0f} MB"
        problems = "".join(made.table["problem"])
        yield "folds that failed", problems or "none"
        yield "score", f"{made.table['score'].max():.3f}"


def write(path: Path, rows: int) -> None:
    """Write numbers and categories, and a target of two classes that some of them decide."""
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(rows, COLUMNS - CATEGORIES)).astype(np.float32).round(3)
    frame = pd.DataFrame(numbers, columns=[f"x{i}" for i in range(numbers.shape[1])])
    for i in range(CATEGORIES):
        frame[f"c{i}"] = rng.choice([f"level {j}" for j in range(12)], rows)
    signal = numbers[:, 0] + numbers[:, 1] * numbers[:, 2] + rng.normal(size=rows)
    frame["y"] = np.where(signal > 0, "yes", "no")
    frame.to_csv(path, index=False)


@contextmanager
def weighed() -> Iterator[list[int]]:
    """The bytes that this process and all below it own, at their highest; shared ones once each."""
    most, over = [0], threading.Event()

    def watch() -> None:
        me = psutil.Process()
        while not over.wait(LOOK_EVERY):
            most[0] = max(most[0], sum(map(owned, [me, *me.children(recursive=True)])))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def owned(process: psutil.Process) -> int:
    try:
        found = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # it has just ended
        return 0
    return int(getattr(found, "pss", found.uss))
