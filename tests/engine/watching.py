"""Real hosts, real processes: start work, wait for a condition, look at the process table."""

from __future__ import annotations

import io
from pathlib import Path

from lifecycle.engine.start import _started
from lifecycle.project.project import Project
from lifecycle.storage.database import Store
from tests.builders import mixed_table

QUICK = ("dummy", "linear")
LONG = ("dummy", "mlp", "forest")


def begin(store: Store, n: int = 150, seed: int = 0, models: tuple[str, ...] = QUICK) -> Project:
    """Return a project with a table, its target and its candidates chosen."""
    project = Project.create(store, "Test")
    csv = mixed_table("binary", n=n, seed=seed).frame.to_csv(index=False).encode()
    project.choose("read", source=project.upload(io.BytesIO(csv), "table.csv"))
    project.choose("data", target="y")
    project.choose("split", method="random")
    project.choose("train", models=models)
    return project


def tasks(store: Store, job: str, state: str = "running") -> dict[str, int]:
    """Return the tasks of a job in a state: key and process."""
    rows = store.db.execute(
        "SELECT key, pid FROM jobs WHERE parent = ? AND state = ?", (job, state)
    )
    return {row["key"]: row["pid"] for row in rows}


def folds_made(store: Store) -> dict[str, float]:
    """Return the stored folds with the time each was made."""
    rows = store.db.execute("SELECT key, recipe FROM recipes").fetchall()
    keys = [
        r["key"] for r in rows if store.recipe_json(r["key"])["nodes"][r["key"]]["step"] == "fold"
    ]
    homes = {key: store.folder / "artifacts" / key[:2] / key for key in keys}
    return {key: home.stat().st_mtime for key, home in homes.items() if store.has(key)}


def host_pid(store: Store) -> int:
    return _started[store.folder.resolve()].pid


def descendants(pid: int) -> set[tuple[int, str]]:
    """Return every live process under ``pid`` as (pid, start time), which is never used again."""
    found: set[tuple[int, str]] = set()
    table = {p: stat for p in Path("/proc").glob("[0-9]*") if (stat := _stat(p))}
    wanted = {pid}
    while wanted:
        below = {int(p.name) for p, stat in table.items() if int(stat[1]) in wanted}
        found |= {(child, table[Path(f"/proc/{child}")][19]) for child in below}
        wanted = below
    return found


def alive(processes: set[tuple[int, str]]) -> set[int]:
    """Return which of these processes still run."""
    return {
        pid
        for pid, born in processes
        if (stat := _stat(Path(f"/proc/{pid}"))) and stat[19] == born and stat[0] != "Z"
    }


def _stat(process: Path) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on; empty when it has gone."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def running_pids(store: Store) -> set[int]:
    """Return the children of a store's host that do tasks now: those of its server of forks."""
    below = {pid for pid, _ in descendants(host_pid(store))}
    return {p for p in below if (stat := _stat(Path(f"/proc/{p}"))) and int(stat[1]) in below}


def job_pid(store: Store, job: str) -> int:
    """Return the process of a running job."""
    row = store.db.execute("SELECT pid FROM jobs WHERE id = ?", (job,)).fetchone()
    return int(row["pid"])
