"""Reruns of other people's pages while fits use every slot, over real websocket sessions.

Needs ../shared/tools/streamlit_load.py. Calm and busy phases take turns, so that what else the
machine does weighs on both; the median while busy should stay within twice the calm one.
"""

from __future__ import annotations

import asyncio
import importlib.util
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store

ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT.parent / "shared" / "tools" / "streamlit_load.py"
PORT, PEOPLE, RERUNS, PHASES, THINK = 8597, 8, 6, 3, 0.5
PAGES = ("define", "data", "split", "prepare")


def measure() -> Iterator[tuple[str, str]]:
    """Yield what was measured and the value, in words."""
    if not TOOL.exists():
        yield "not measured: there is no", str(TOOL)
        return
    with tempfile.TemporaryDirectory(prefix="lifecycle-bench-") as folder:
        store = Store(Path(folder))
        people = [_project(store, seed, 500) for seed in range(PEOPLE)]
        hungry = _project(store, 99, 20_000)
        server = _server(folder)
        try:
            calm, busy = asyncio.run(_phases(_tool(), people, hungry))
        finally:
            server.terminate()
            server.wait(30)
    for name, took in (("calm", calm), ("while every slot fits", busy)):
        middle, late = (np.percentile(took, q) * 1000 for q in (50, 95))
        yield f"rerun, {name}: median and 95th of 100", f"{middle:.0f} ms, {late:.0f} ms"
    ratio = statistics.median(busy) / statistics.median(calm)
    yield "median while busy to calm (at most 2 is wanted)", f"{ratio:.2f} x"


async def _phases(
    tool: ModuleType, people: list[Project], hungry: Project
) -> tuple[list[float], list[float]]:
    url = f"http://127.0.0.1:{PORT}"
    sessions = [tool.Session(url, query=f"project={each.id}") for each in people]
    for place, session in enumerate(sessions):
        await session.connect()
        await session.rerun(page=PAGES[place % len(PAGES)])
    await _reruns(sessions)  # warm
    calm: list[float] = []
    busy: list[float] = []
    for phase in range(PHASES):
        calm += await _reruns(sessions)
        job = await asyncio.to_thread(_begin, hungry, phase)
        busy += await _reruns(sessions)
        assert hungry.queue.job(job).active, "the fits ended before the reruns"
        hungry.queue.cancel(job)
        await asyncio.to_thread(hungry.queue.wait, job, 30)
    for session in sessions:
        await session.close()
    return calm, busy


async def _reruns(sessions: list[Any]) -> list[float]:
    """Every session reruns its page now and then, as people do; return the seconds."""

    async def one(place: int, session: Any) -> list[float]:
        took = []
        await asyncio.sleep(THINK * place / len(sessions))
        for _ in range(RERUNS):
            took.append((await session.rerun()).seconds)
            await asyncio.sleep(THINK)
        return took

    found = await asyncio.gather(*(one(i, each) for i, each in enumerate(sessions)))
    return [seconds for each in found for seconds in each]


def _begin(project: Project, seed: int) -> str:
    """Ask for more fits than the reruns last, and wait until all slots are at it."""
    project.choose("train", seed=seed)
    job = project.ask("train")
    assert job is not None
    slots = os.cpu_count() or 1
    end = time.monotonic() + 60
    while time.monotonic() < end:
        row = project.store.db.execute(
            "SELECT COUNT(*) FROM jobs WHERE parent = ? AND state = 'running'", (job.id,)
        ).fetchone()
        if row[0] >= slots:
            break
        time.sleep(0.05)
    return job.id


def _project(store: Store, seed: int, rows: int) -> Project:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(rows, 10)), columns=[f"x{i}" for i in range(10)])
    frame["y"] = np.where(frame["x0"] + rng.normal(size=rows) > 0, "yes", "no")
    project = Project.create(store, f"Person {seed}")
    csv = io.BytesIO(frame.to_csv(index=False).encode())
    project.choose("read", source=project.upload(csv, "table.csv"))
    project.choose("data", target="y")
    project.choose("train", models=("mlp", "forest"))
    for step in ("define", "data", "split", "prepare", "labels"):
        project.ask(step)
        run_recipe(project.recipes[step], store, GRAPH)
    return Project(store, project.id)


def _server(folder: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    server = subprocess.Popen(
        [*command, "--server.port", str(PORT)],
        cwd=ROOT,
        env=os.environ | {"LIFECYCLE_DATA": folder},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health"):
            return server
        time.sleep(0.2)
    server.terminate()
    raise RuntimeError("the server did not start")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("streamlit_load", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["streamlit_load"] = module
    spec.loader.exec_module(module)
    return module
