"""Work on what came from elsewhere: in a process of its own, within limits of memory and time.

A foreign file may end the process that opens it, fill its memory or never be read to its end. A
command is therefore done by a child (`supervise`), and a part of it that somebody else wrote has
limits of its own (`within`). Whoever started the child says in a sentence how it ended.

Systems without fork or limits do the same work unconfined.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ..core.errors import ReadingError
from ..core.settings import cores, settings

LIBRARIES = 2 << 30  # address space of libraries that a command is still to load
PER_THREAD = 256 << 20  # address space that each thread of a library sets aside
PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
THE_COMMAND = (
    "The command",
    "Use fewer rows, columns or candidates, or raise LIFECYCLE_TASK_MEMORY_MB.",
)


class Stage:
    """What a child does now and what can be done should it end there, for its parent to read."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 4096)  # anonymous, so a forked child writes to the same

    def set(self, what: str, remedy: str, seconds: float = 0) -> None:
        text = f"{seconds:g}\n{what}\n{remedy}".encode()[:4095]
        self._shared[: len(text) + 1] = text + b"\0"

    def get(self) -> tuple[str, str, float]:
        text = bytes(self._shared[:]).split(b"\0")[0].decode(errors="replace")
        seconds, what, remedy = [*text.split("\n"), "", ""][:3]
        return what, remedy, float(seconds or 0)


_stage: list[Stage] = []  # of this process, when it is confined


def confined() -> bool:
    """Whether this process may be ended by what it opens: another one would say how."""
    return bool(_stage)


@contextmanager
def within(what: str, remedy: str, seconds: float, memory: int) -> Iterator[None]:
    """Let what is inside take so many seconds and so many bytes more than are held now.

    Past the time this process ends, whatever it does, and its parent says so; so only a `confined`
    one may enter. ``what`` begins a sentence, as in "Loading the model". Raises ReadingError where
    the memory does not suffice.
    """
    stage = _stage[-1]
    before = stage.get()
    stage.set(what, remedy, seconds)
    try:
        with _address_space(memory), _alarm(seconds):
            yield
    except MemoryError as error:
        raise ReadingError(needs_memory(what, memory), remedy) from error
    finally:
        stage.set(*before)


def needs_memory(what: str, memory: int) -> str:
    """Say that something does not fit."""
    return f"{what} needs more memory than it may use ({memory >> 20:,} MB)."


@contextmanager
def _address_space(memory: int) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = address_space() + memory + cores() * PER_THREAD
    kept = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *kept]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """End this process after so many seconds: Python's own handlers would wait for C code."""
    if sys.platform == "win32":
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def limit_memory(memory: int) -> None:
    """Let this process take so many bytes more than it holds, where the system has such a limit."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (address_space() + memory, most))


def address_space() -> int:
    """Return this process's address space in bytes; 0 where the system does not say."""
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if pages.exists() else 0


def supervise(work: Callable[[], int]) -> int:
    """Do the work in a child; return its exit code, 2 after saying how it ended where it died.

    Called while this process has one thread. The child returns from here as well, with its code.
    """
    if sys.platform == "win32":
        return work()
    stage = Stage()
    stage.set(*THE_COMMAND)
    held, lifeline = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(lifeline)
        become_confined(stage, held)
        os.setpgid(0, 0)  # Ctrl-C is for the parent, which passes it on
        return work()
    os.close(held)
    _pass_on_signals(pid)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(lifeline)
    if code >= 0:
        return code
    if -code in {getattr(signal, name) for name in PASSED_ON}:
        return 128 - code
    print(*death(code, stage), file=sys.stderr)
    return 2


def confine(stage: Stage) -> None:
    """Confine this process to a command's limits; whoever started it sees how it ends."""
    _stage[:] = [stage]
    limit_memory((settings().task_memory_mb << 20) + LIBRARIES + cores() * PER_THREAD)


def become_confined(stage: Stage, lifeline: int) -> None:
    """Make this forked child one that ends with its parent, who holds the lifeline's other end."""
    confine(stage)
    if sys.platform == "linux":  # at once, even while C code holds the interpreter
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: int) -> None:
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    os._exit(1)


def _pass_on_signals(pid: int) -> None:
    def pass_on(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)

    for name in PASSED_ON:
        signal.signal(getattr(signal, name), pass_on)


def death(code: int, stage: Stage) -> tuple[str, str]:
    """Say how a confined child ended that was ended by a signal, and what can be done."""
    what, remedy, seconds = stage.get()
    if sys.platform != "win32" and code == -signal.SIGALRM:
        return f"{what} took longer than {seconds:g} seconds.", remedy
    if code == -9:
        return f"{what} was killed, perhaps because the machine ran out of memory.", remedy
    return f"{what} ended the process that did it (code {code}).", remedy
