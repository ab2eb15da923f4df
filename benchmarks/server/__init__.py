"""What large uploads cost the server: its memory, and how long other people's pages take."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from .files import FILES
from .tab import WAIT, Tab

ONLY_NAMED = True  # it takes minutes and some gigabytes of disk
ROOT = Path(__file__).resolve().parents[2]
PAUSE = 0.25  # seconds between two looks of the other person
PAGES = {"data": "data", "split": "split", "check": "data", "explore": "explore"}  # step: page
VIEWS = ("Columns", "First rows", "Reading", "Checks")


def measure(rows: int = 5_000_000) -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="lifecycle-server-") as name:
        folder = Path(name)
        os.environ["LIFECYCLE_DATA"] = str(folder / "data")
        for what, make in FILES.items():
            path = folder / "upload"
            make(path, rows)
            with server(folder) as (url, process):
                seen = asyncio.run(one(url, process, path))
            for label, value in seen.rows():
                yield f"{what}: {label}", value
            path.unlink()


@dataclass
class Seen:
    """Megabytes of the server's process over time, and seconds of the pages of two people."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    own: dict[str, float] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    megabytes: list[float] = field(default_factory=list)
    end: str = ""

    def rows(self) -> Iterator[tuple[str, str]]:
        before, after = self.megabytes[0], self.megabytes[-1]
        yield "how it ended", self.end
        yield (
            "server before, most, after",
            f"{before:.0f}, {max(self.megabytes):.0f}, {after:.0f} MB",
        )
        yield "after each (MB)", ", ".join(f"{k} {v:.0f}" for k, v in self.stages.items())
        for name, times in (("alone", self.alone), ("meanwhile", self.beside)):
            middle, longest = statistics.median(times), max(times)
            yield f"another page {name}, median and longest", f"{middle:.2f}, {longest:.2f} s"
        slow = sorted(self.own, key=lambda name: -self.own[name])[:3]
        shown = ", ".join(f"{name} {self.own[name]:.2f}" for name in slow)
        yield "its own slowest pages", f"{shown} s"


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Start the app on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    log = (folder / "log").open("w")
    running = subprocess.Popen(
        [*command, "--server.port", str(port)], cwd=ROOT, stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            with suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health"):
                break
            time.sleep(0.25)
        yield url, psutil.Process(running.pid)
    finally:
        running.terminate()
        running.wait(60)


def project_with(sample: bool) -> str:
    """Return the id of a new project, with a small sample that was run, or with nothing."""
    from lifecycle import Project, Store

    from ..pages import filled

    folder = Path(os.environ["LIFECYCLE_DATA"])
    return filled(folder) if sample else Project.create(Store(folder), "Upload").id


async def one(url: str, process: psutil.Process, path: Path) -> Seen:
    """Upload one file and go through its pages while another person looks at a page."""
    seen = Seen()
    mine, other = project_with(sample=False), project_with(sample=True)
    async with Tab(url, other) as beside, Tab(url, mine) as tab:
        for page in (*PAGES.values(), "data"):  # what is imported at the first visit is no one's
            await beside.rerun(page)
        await tab.rerun("data")
        for _ in range(20):
            seen.alone.append(await beside.rerun())
        weighing = asyncio.create_task(weigh(process, seen))
        looking = asyncio.create_task(look(beside, seen))
        await go_through(tab, mine, path, seen)
        await asyncio.sleep(1)
        for task in (looking, weighing):
            task.cancel()
        seen.megabytes.append(process.memory_info().rss / 1e6)
        if tab.errors or beside.errors:
            seen.end = f"errors: {[*tab.errors, *beside.errors][:2]}"
    return seen


async def weigh(process: psutil.Process, seen: Seen) -> None:
    while True:
        seen.megabytes.append(process.memory_info().rss / 1e6)
        await asyncio.sleep(0.05)


async def look(beside: Tab, seen: Seen) -> None:
    while True:
        seen.beside.append(await beside.rerun())
        await asyncio.sleep(PAUSE)


async def go_through(tab: Tab, project: str, path: Path, seen: Seen) -> None:
    """Upload, then run the steps one after another and look at what they made."""
    seen.own["upload"] = await tab.upload("upload.read", path)
    seen.stages["upload"] = seen.megabytes[-1]
    seen.end = await ended(project, "read")
    seen.own["after reading"] = await tab.rerun()
    seen.stages["read"] = seen.megabytes[-1]
    if seen.end != "done":
        return
    for step, page in PAGES.items():
        seen.end = f"{step} {await asked(project, step)}"
        seen.own[step] = await tab.rerun(page)
        seen.stages[step] = seen.megabytes[-1]
    await tab.rerun("data")
    for view in VIEWS:
        seen.own[view] = await tab.choose("data.view", view)


async def asked(project: str, step: str) -> str:
    """Ask for a step and wait for it; return how it ended."""
    from lifecycle import Project, Store
    from lifecycle.core.errors import LifecycleError

    try:
        Project(Store(Path(os.environ["LIFECYCLE_DATA"])), project).ask(step)
    except LifecycleError as error:
        return str(error)
    return await ended(project, step)


async def ended(project: str, step: str) -> str:
    """Wait for a step that was asked for; return "done" or what it says."""
    return await asyncio.to_thread(wait, project, step)


def wait(project: str, step: str) -> str:
    from lifecycle import Project, Store

    queue = Project(Store(Path(os.environ["LIFECYCLE_DATA"])), project).queue
    job = queue.jobs(project).latest.get(step)
    after = None if job is None else queue.wait(job.id, WAIT)
    return "done" if after is None else after.problem or after.state
