"""What a foreign file may do to the process that opens it, and what its parent makes of that."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from lifecycle.core.errors import LifecycleError
from lifecycle.engine.confinement import supervise, within

def work():
    try:
        with within("Opening it", "Leave it.", {seconds}, 64 << 20):
            {does}
    except LifecycleError as error:
        print(error, file=sys.stderr)
        return 2
    return 0

sys.exit(supervise(work))
"""
DOES = [
    ("pass", 5, 0, ""),
    ("while True: pass", 0.1, 2, "Opening it took longer than 0.1 seconds. Leave it."),
    ("import re; re.match('(a+)+$', 'a' * 40 + 'b')", 0.1, 2, "Opening it took longer than 0.1"),
    ("bytearray(9 << 30)", 5, 2, "Opening it needs more memory than it may use (64 MB). Leave it."),
    ("import ctypes; ctypes.string_at(8)", 5, 2, "Opening it ended the process that did it"),
    ("import os; os.kill(os.getpid(), 9)", 5, 2, "Opening it was killed, perhaps"),
    ("import os; os.abort()", 5, 2, "Opening it ended the process that did it"),
    ("sys.exit(7)", 5, 7, ""),
]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
@pytest.mark.parametrize(("does", "seconds", "code", "said"), DOES)
def test_its_end_is_a_sentence(does: str, seconds: float, code: int, said: str) -> None:
    text = CODE.format(does=does, seconds=seconds)
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stderr[: len(said)]) == (code, said)
    assert done.stderr.count("\n") == bool(said)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
@pytest.mark.parametrize("end", ["SIGTERM", "SIGINT", "SIGKILL"])
def test_the_child_ends_with_its_parent(end: str) -> None:
    text = CODE.format(does="print('begun', flush=True)\n            while True: pass", seconds=50)
    done = subprocess.Popen(
        [sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    with done:
        assert done.stdout is not None
        assert done.stdout.readline() == b"begun\n"
        done.send_signal(getattr(signal, end))
        assert done.stdout.read() == b""  # which the child holds open while it lives
    assert done.returncode != 0
