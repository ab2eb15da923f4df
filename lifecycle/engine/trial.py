"""Try what came from elsewhere in a child first, so that whoever asks lives on whatever it does.

A server of forks loads the libraries once and tries each file in a child of its own. It is a plain
subprocess: `multiprocessing` would run a script again that does not guard its start.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ..core import errors
from ..core.errors import LifecycleError, ReadingError
from ..core.installation import INSTALLED, ROOT
from .child_process import THREADS
from .confinement import Stage, become_confined, confined, death

Examine = Callable[[Path], Any]
"""Opens a file or folder `within` limits of its own; raises LifecycleError for a bad one."""
T = TypeVar("T")


def try_out(examine: Callable[[Path], T], path: Path) -> T | None:
    """Let a child open a path; raises what it raises, or ReadingError when it died of it.

    In a process that is `confined` itself it is opened at once, and what was opened returned.
    ``examine`` is a function of a module, where the child finds it by its name.
    """
    if confined():
        return examine(path)
    if sys.platform != "win32":
        _server(examine.__module__).ask(examine.__name__, path.resolve())
    return None


class Server:
    """A process that forks a child for each thing to be examined by a function of a module."""

    def __init__(self, module: str) -> None:
        self.lock = threading.Lock()
        self.process = subprocess.Popen(
            [sys.executable, *(["-P"] if INSTALLED else []), "-m", __name__, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=os.environ | dict.fromkeys(THREADS, "1"),  # a fork copies one thread alone
        )
        atexit.register(self.close)

    def ask(self, name: str, path: Path) -> None:
        """Have a path examined; raises the LifecycleError that it ended with."""
        with self.lock:
            answer = self._answer(json.dumps([name, str(path)]))
        if answer is None:
            _server.cache_clear()
            raise ReadingError("The file could not be tried out.", "Try it again.")
        kind, problem, remedy = answer
        if kind:
            raise getattr(errors, kind, ReadingError)(problem, remedy)

    def _answer(self, question: str) -> list[str] | None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(question + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except (OSError, ValueError):
            return None
        return list(json.loads(line)) if line.strip() else None

    def close(self) -> None:
        for end in (self.process.stdin, self.process.stdout):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.close()
        self.process.wait()


@cache
def _server(module: str) -> Server:
    return Server(module)


def main(module: str) -> None:
    """Answer each line of standard input, until it ends."""
    home = importlib.import_module(module)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    for line in sys.stdin:
        name, path = json.loads(line)
        print(json.dumps(_tried(getattr(home, name), Path(path))), file=answers, flush=True)


def _tried(examine: Examine, path: Path) -> tuple[str, str, str]:
    """Fork a child that examines; return its error's kind, problem and remedy, empty for none."""
    stage = Stage()
    stage.set("Opening it", "Use only files that you trust.")
    said, saying = os.pipe()
    held, lifeline = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(said)
        os.close(lifeline)
        become_confined(stage, held)
        sys.excepthook = lambda *_: None  # the parent says in a sentence how this ended
        os._exit(_examined(examine, path, saying))
    os.close(saying)
    os.close(held)
    with os.fdopen(said, "rb") as answer:
        found: Any = json.loads(answer.read() or b"null")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(lifeline)
    if found is not None:
        return found[0], found[1], found[2]
    return ("", "", "") if code == 0 else ("ReadingError", *death(code, stage))


def _examined(examine: Examine, path: Path, saying: int) -> int:
    try:
        examine(path)
    except LifecycleError as error:
        said = [type(error).__name__, error.problem, error.remedy]
        os.write(saying, json.dumps(said).encode())
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
