"""The app as a person starts it, on a free port, over a data folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "streamlit", "run", "app.py")


class Server:
    """`streamlit run app.py`; may be killed and started again over the same data."""

    def __init__(
        self,
        folder: Path,
        command: tuple[str, ...] = COMMAND,
        cwd: Path = ROOT,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.folder, self.command, self.cwd = folder, command, cwd
        self.env = {"LIFECYCLE_DATA": str(folder / "data"), **(env or {})}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, "--server.headless=true", f"--server.port={self.port}"],
                cwd=self.cwd,
                env=os.environ | self.env,
                stdout=log,
                stderr=log,
            )
        until(self._answers)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=PATIENCE):
                return True
        except (urllib.error.URLError, ConnectionError):
            return False

    def _ends_when_asked(self) -> bool:
        """Ask as Ctrl-C does: the second time it no longer waits for tabs that are open."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        return self.process.poll() is not None

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it as a person would: asked again, it no longer waits for tabs that are open."""
        if self.process is None:
            return
        until(self._ends_when_asked)

    def log(self) -> str:
        """What the server and its engine printed."""
        logs = [self.folder / "server.log", self.folder / "data" / "engine.log"]
        return "\n".join(p.read_text(errors="replace") for p in logs if p.exists())
