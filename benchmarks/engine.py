"""What the engine host adds to a step, how soon a cancelled job stops, what an idle host costs."""

from __future__ import annotations

import io
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from lifecycle.engine.runner import run_recipe
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

ROWS, REPEATS, IDLE_SECONDS = 3000, 12, 5.0


def measure() -> Iterator[tuple[str, str]]:
    """Yield what was measured and the value, in words."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        project = _project(store)
        start = time.perf_counter()
        ensure_host(store.folder)
        try:
            _through_host(project, 0)
            yield "host start to first result", f"{time.perf_counter() - start:.1f} s"
            hosted = [_through_host(project, seed) for seed in range(1, REPEATS)]
            inline = [_inline(project, seed) for seed in range(100, 100 + REPEATS)]
            yield "quick step through the host, median", _ms(hosted)
            yield "quick step in this process, median", _ms(inline)
            stops = [_cancel(project, seed) for seed in range(200, 203)]
            yield "cancel of a training job, slowest of three", f"{max(stops) * 1000:.0f} ms"
            yield "idle host, share of one core", f"{_idle(store):.1%}"
        finally:
            stop_host(store.folder)


def _project(store: Store) -> Project:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(ROWS, 8)), columns=list("abcdefgh"))
    frame["y"] = np.where(frame["a"] + rng.normal(size=ROWS) > 0, "yes", "no")
    project = Project.create(store, "Benchmark")
    csv = io.BytesIO(frame.to_csv(index=False).encode())
    project.choose("read", source=project.upload(csv, "table.csv"))
    project.choose("data", target="y")
    project.choose("train", models=("dummy", "mlp", "forest"))
    return project


def _through_host(project: Project, seed: int) -> float:
    project.choose("split", seed=seed)
    start = time.perf_counter()
    job = project.ask("split")
    assert job is not None
    project.queue.wait(job.id, 60)
    return time.perf_counter() - start


def _inline(project: Project, seed: int) -> float:
    project.choose("split", seed=seed)
    start = time.perf_counter()
    run_recipe(project.recipes["split"], project.store, GRAPH)
    return time.perf_counter() - start


def _cancel(project: Project, seed: int) -> float:
    project.choose("split", seed=seed)
    job = project.ask("train")
    assert job is not None
    while project.queue.job(job.id).fraction < 0.2:
        time.sleep(0.01)
    start = time.perf_counter()
    project.queue.cancel(job.id)
    project.queue.wait(job.id, 60)
    return time.perf_counter() - start


def _idle(store: Store) -> float:
    """Return the share of one core that the host uses while nothing is asked of it."""
    from lifecycle.engine.start import _started

    before = _cpu_seconds(_started[store.folder.resolve()].pid)
    time.sleep(IDLE_SECONDS)
    return (_cpu_seconds(_started[store.folder.resolve()].pid) - before) / IDLE_SECONDS


def _cpu_seconds(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():  # only Linux has it
        return float("nan")
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms"
