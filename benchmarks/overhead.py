"""A leaderboard of five candidates against the same fits by hand with cross_validate, same cores.

By hand: the same pipelines, folds and metrics, with train scores, on joblib's processes, which are
started before the clock is. Each round runs all, one right after the other; 1.10 times is wanted.
The host's processes give way to others, so on a busy machine only the time of the cores compares.
"""

from __future__ import annotations

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from lifecycle.core.settings import settings
from lifecycle.data.step import Table
from lifecycle.engine.pool import headless
from lifecycle.engine.runner import MakeWork, run_recipe
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.prepare.step import Preparation
from lifecycle.project.project import Project
from lifecycle.split.split import Split
from lifecycle.steps import GRAPH, graph
from lifecycle.storage.database import Store
from lifecycle.train.candidate_pipeline import assemble
from lifecycle.train.model_params import ModelParams

CANDIDATES = ("linear", "tree", "forest", "boosting", "neighbors")
SIZES, ROUNDS = (1_000, 20_000), 3
SCORERS = (
    "roc_auc", "average_precision", "neg_log_loss", "neg_brier_score", "accuracy",
    "balanced_accuracy", "f1", "matthews_corrcoef",
)  # fmt: skip


Took = tuple[float, float]
"""Seconds on the clock, and of all cores together."""


def measure(rows: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield what was measured and the value, in words."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        ensure_host(store.folder)
        try:
            for size in (rows,) if rows else SIZES:
                yield from _at(store, size)
        finally:
            stop_host(store.folder)


def _at(store: Store, size: int) -> Iterator[tuple[str, str]]:
    project = _project(store, size)
    _by_hand(project, 0)  # starts joblib's processes
    _hosted(project, 0)  # and lets the host load what it needs
    before, start = busy(), time.perf_counter()
    with headless(settings(), graph) as make_work:
        _headless(project, 0, make_work)
        rounds = [
            (
                _by_hand(project, 2 * s),
                _hosted(project, 2 * s),
                _headless(project, 2 * s + 1, make_work),
            )
            for s in range(1, ROUNDS + 1)
        ]
    mine = sum(took[1] for each in rounds for took in each)
    other = (busy() - before - mine) / (time.perf_counter() - start)
    for place, what in enumerate(("by hand", "through the app's host", "on the command line")):
        clock, cores = (statistics.median(each[place][i] for each in rounds) for i in (0, 1))
        yield f"{size:,} rows: {what}, clock and all cores", f"{clock:.2f} s, {cores:.2f} s"
        if place:
            ratios = [
                statistics.median(each[place][i] / each[0][i] for each in rounds) for i in (0, 1)
            ]
            yield f"{size:,} rows: of the time by hand", f"{ratios[0]:.2f} x, {ratios[1]:.2f} x"
    yield f"{size:,} rows: cores busy with other work meanwhile", f"{other:.1f}"


def timed(work: Callable[[], object]) -> Took:
    start, cores = time.perf_counter(), cpu()
    work()
    return time.perf_counter() - start, cpu() - cores


def cpu() -> float:
    """Return what this process, all below it and all that ended there used of the cores."""
    fields = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields[int(stat.parent.name)] = stat.read_text().rpartition(")")[2].split()
    mine, found = {os.getpid()}, {os.getpid()}
    while mine:
        mine = {pid for pid, each in fields.items() if int(each[1]) in mine} - found
        found |= mine
    used = sum(int(ticks) for pid in found for ticks in fields[pid][11:15])
    return used / os.sysconf("SC_CLK_TCK")


def busy() -> float:
    """Return the seconds that all cores of this machine were not idle."""
    user, nice, system, *_ = Path("/proc/stat").read_text().split("\n")[0].split()[1:]
    return sum(map(int, (user, nice, system))) / os.sysconf("SC_CLK_TCK")


def _project(store: Store, size: int) -> Project:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(size, 12)), columns=[f"x{i}" for i in range(12)])
    frame["kind"] = rng.choice(list("abcdef"), size)
    frame["place"] = rng.choice([f"place {i}" for i in range(20)], size)
    frame.loc[rng.random(size) < 0.05, "x3"] = np.nan
    signal = frame["x0"] + frame["x1"] * frame["x2"] + (frame["kind"] == "a")
    frame["y"] = np.where(signal + rng.normal(size=size) > 0.3, "yes", "no")
    project = Project.create(store, "Benchmark")
    csv = io.BytesIO(frame.to_csv(index=False).encode())
    project.choose("read", source=project.upload(csv, "table.csv"))
    project.choose("data", target="y")
    project.choose("train", models=CANDIDATES)
    for step in ("prepare", "labels"):
        run_recipe(project.recipes[step], store, GRAPH)
    return project


def _by_hand(project: Project, seed: int) -> Took:
    from sklearn.model_selection import cross_validate

    recipes, load = project.recipes, project.store.load
    data, split = load(recipes["data"].key, Table), load(recipes["split"].key, Split)
    prepare = load(recipes["prepare"].key, Preparation)
    x, y = data.x, (data.y == data.classes[-1]).astype(int)
    folds = [split.fold(k) for k in split.folds]

    def fits() -> None:
        for name in ("dummy", *CANDIDATES):  # the leaderboard always has a baseline
            pipeline = assemble(prepare, ModelParams(model=name, seed=seed), data.task)
            cross_validate(
                pipeline, x, y, cv=folds, scoring=SCORERS, return_train_score=True,
                n_jobs=settings().slots,
            )  # fmt: skip

    return timed(fits)


def _hosted(project: Project, seed: int) -> Took:
    project.choose("train", seed=seed)

    def ask() -> None:
        job = project.ask("train")
        assert job is not None
        ended = project.queue.wait(job.id, 3600)
        assert ended.state == "done", ended.problem

    return timed(ask)


def _headless(project: Project, seed: int, make_work: MakeWork) -> Took:
    project.choose("train", seed=seed)
    recipe = project.recipes["train"]
    return timed(lambda: run_recipe(recipe, project.store, GRAPH, make_work=make_work))
