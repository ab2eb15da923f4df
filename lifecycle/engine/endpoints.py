"""Live endpoints: a row says what is wanted, the host makes it so.

The endpoint of a project is ``python -m lifecycle serve`` over its bundle, a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from ..store import Store
from .start import ROOT


@dataclass(frozen=True)
class Endpoint:
    """The endpoint of a project. ``state``: starting, live, stopped or failed."""

    project: str
    key: str
    folder: str
    state: str
    url: str
    message: str


_COLUMNS = ", ".join(Endpoint.__dataclass_fields__)


def want(store: Store, project: str, key: str, folder: Path) -> None:
    """Ask the host to serve the bundle in ``folder`` for this project."""
    store.db.execute(
        "INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?, 1, 'starting', '', NULL, '', ?)",
        (project, key, str(folder), time.time()),
    )


def unwant(store: Store, project: str) -> None:
    """Ask the host to stop this project's endpoint."""
    store.db.execute("UPDATE endpoints SET wanted = 0 WHERE project = ?", (project,))


def endpoint(store: Store, project: str) -> Endpoint | None:
    """Return a project's endpoint as it is now, or None when it never had one."""
    row = store.db.execute(
        f"SELECT {_COLUMNS} FROM endpoints WHERE project = ?", (project,)
    ).fetchone()
    return None if row is None else Endpoint(**dict(row))


class Endpoints:
    """The host's side: starts what is wanted, stops what is not, notices what died."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.running: dict[str, tuple[str, subprocess.Popen[str]]] = {}
        store.db.execute("UPDATE endpoints SET state = 'starting', url = '' WHERE wanted = 1")

    def tend(self) -> None:
        rows = self.store.db.execute("SELECT * FROM endpoints WHERE wanted = 1 OR state = 'live'")
        for row in rows.fetchall():
            key, process = self.running.get(row["project"], ("", None))
            if process is not None and (not row["wanted"] or key != row["key"]):
                self._stop(row["project"])
            elif process is not None and process.poll() is not None:
                self._failed(row["project"], process.returncode)
            elif process is None and row["wanted"] and row["state"] == "starting":
                self._start(row["project"], row["key"], row["folder"])
            elif process is None and not row["wanted"]:
                self._write(row["project"], "stopped", "", "")

    def _start(self, project: str, key: str, folder: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "lifecycle", "serve", folder, "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.running[project] = (key, process)
        threading.Thread(target=self._greet, args=(project, process), daemon=True).start()

    def _greet(self, project: str, process: subprocess.Popen[str]) -> None:
        """Wait for the line that says where it listens, then drain what else it prints."""
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("ready "):
                self._write(project, "live", line.split()[1], "")

    def _failed(self, project: str, code: int) -> None:
        self.running.pop(project)
        self.store.db.execute("UPDATE endpoints SET wanted = 0 WHERE project = ?", (project,))
        self._write(project, "failed", "", f"The endpoint stopped unexpectedly (code {code}).")

    def _stop(self, project: str) -> None:
        _, process = self.running.pop(project)
        process.terminate()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
        wanted = self.store.db.execute(
            "SELECT wanted FROM endpoints WHERE project = ?", (project,)
        ).fetchone()["wanted"]
        self._write(project, "starting" if wanted else "stopped", "", "")

    def _write(self, project: str, state: str, url: str, message: str) -> None:
        self.store.db.execute(
            "UPDATE endpoints SET state = ?, url = ?, message = ? WHERE project = ?",
            (state, url, message, project),
        )

    def close(self) -> None:
        """Stop every endpoint; those still wanted start again with the next host."""
        for _, process in self.running.values():
            process.terminate()
        for _, process in self.running.values():
            try:
                process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                process.kill()
