"""Live endpoints: a row says what is wanted, the host makes it so.

The endpoint of a project is ``python -m lifecycle serve`` over its bundle, a process of its own.
"""

from __future__ import annotations

import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from ..core.installation import ROOT, command
from ..core.settings import settings
from ..core.wording import count
from ..storage.database import Store


@dataclass(frozen=True)
class Endpoint:
    """The endpoint of a project. ``state``: starting, live, stopped or failed."""

    project: str
    key: str
    folder: str
    wanted: int
    state: str
    url: str
    message: str

    @property
    def changing(self) -> bool:
        """Whether it is on its way from one state to another."""
        return self.state == "starting" or (self.state == "live" and not self.wanted)


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


@dataclass
class Serving:
    """The process of an endpoint: where it listens, once that is known, and its last line."""

    key: str
    process: subprocess.Popen[str]
    url: str = ""
    said: str = ""
    ended: bool = False
    hearing: threading.Thread | None = None

    def start_to_hear(self) -> None:
        self.hearing = threading.Thread(target=self.follow, daemon=True)
        self.hearing.start()

    def follow(self) -> None:
        """Hear it to its end, so that it never waits for a reader."""
        assert self.process.stdout is not None
        with self.process:  # closes its pipes and waits
            for line in self.process.stdout:
                self.said = line.strip()
                if line.startswith("ready "):
                    self.url = line.split()[1]
        self.ended = True

    def stop(self) -> None:
        """Ask it to end; if it does not soon, it is killed."""
        self.process.terminate()
        late = threading.Timer(3.0, self.process.kill)
        late.daemon = True
        late.start()

    def failure(self) -> str:
        code = self.process.returncode  # with 2 its last line says what can be mended
        return self.said if code == 2 else f"The endpoint stopped unexpectedly (code {code})."


class Endpoints:
    """The host's side: starts what is wanted, stops what is not, notices what died."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.running: dict[str, Serving] = {}
        self.resumed = False

    def tend(self) -> None:
        if not self.resumed:  # those of an earlier host
            self.store.db.execute(
                "UPDATE endpoints SET state = 'starting', url = '' WHERE wanted = 1"
            )
            self.resumed = True
        rows = self.store.db.execute("SELECT * FROM endpoints WHERE state IN ('starting', 'live')")
        wanted = {row["project"]: row for row in rows.fetchall()}
        for project, serving in list(self.running.items()):
            row = wanted.get(project)
            if row is None or not row["wanted"] or row["key"] != serving.key:
                self.running.pop(project).stop()
            elif serving.ended:
                del self.running[project], wanted[project]
                self._failed(project, serving.failure())
            elif serving.url and row["state"] == "starting":
                self._write(project, "live", serving.url, "")
        for project in wanted.keys() - self.running.keys():
            if wanted[project]["wanted"] and len(self.running) >= settings().endpoints:
                self._failed(project, _full(len(self.running)))
            elif wanted[project]["wanted"]:
                self.running[project] = _serve(wanted[project]["key"], wanted[project]["folder"])
            else:
                self.store.db.execute(  # unless it was wanted anew in this moment
                    "UPDATE endpoints SET state = 'stopped', url = '', message = ''"
                    " WHERE project = ? AND wanted = 0",
                    (project,),
                )

    def _write(self, project: str, state: str, url: str, message: str) -> None:
        self.store.db.execute(
            "UPDATE endpoints SET state = ?, url = ?, message = ? WHERE project = ?",
            (state, url, message, project),
        )

    def _failed(self, project: str, message: str) -> None:
        self.store.db.execute("UPDATE endpoints SET wanted = 0 WHERE project = ?", (project,))
        self._write(project, "failed", "", message)

    def close(self) -> None:
        """Stop every endpoint; those still wanted start again with the next host."""
        for serving in self.running.values():
            serving.stop()
        for serving in self.running.values():
            if serving.hearing is not None:
                serving.hearing.join()


def _full(running: int) -> str:
    already = f"{count('endpoint', running)} {'runs' if running == 1 else 'run'} already"
    return (
        f"{already}, and this server runs no more at once. Stop one that is no longer needed, or "
        "raise LIFECYCLE_ENDPOINTS on the server."
    )


def _serve(key: str, folder: str) -> Serving:
    """Start an endpoint that ends with this process, whose end of its standard input closes."""
    process = subprocess.Popen(
        command("serve", folder, "--port", "0", "--until-eof"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    serving = Serving(key, process)
    serving.start_to_hear()
    return serving
