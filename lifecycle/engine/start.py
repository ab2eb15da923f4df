"""Make sure that an engine host lives for a data folder."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from ..core.installation import ROOT, command
from ..storage.writing import is_writable, writing
from .lifetimes import is_locked

_started: dict[Path, subprocess.Popen[bytes]] = {}
_lock = threading.Lock()


def ensure_host(folder: Path) -> None:
    """Start a host unless one lives; it ends with this process, whose end of the pipe closes."""
    folder = folder.resolve()
    if folder.exists() and not is_writable(folder):
        return  # there is nothing that it could do
    with _lock, writing():
        mine = _started.get(folder)
        if (mine is not None and mine.poll() is None) or is_locked(folder / "engine.lock"):
            return
        if mine is not None and mine.stdin is not None:
            mine.stdin.close()  # of a host that died
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "engine.log").open("ab") as log:
            _started[folder] = subprocess.Popen(
                command("engine", "--data", str(folder), "--until-eof"),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                start_new_session=True,  # Ctrl-C is for the app, which ends the host in order
            )


def stop_host(folder: Path) -> None:
    """End the host that this process started, and wait for it."""
    with _lock:
        mine = _started.pop(folder.resolve(), None)
    if mine is not None and mine.stdin is not None:
        mine.stdin.close()
        try:
            mine.wait(timeout=20)
        except subprocess.TimeoutExpired:
            mine.kill()
            mine.wait()
