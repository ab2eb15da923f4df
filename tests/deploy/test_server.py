"""The served process says where it listens, answers there, and ends when it is asked to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.exported import made
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


def test_it_says_where_answers_and_ends_on_sigterm() -> None:
    command = [sys.executable, "-m", "lifecycle", "serve", made("binary").folder, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            word, url = process.stdout.readline().split()
            assert word == "ready"
            assert url.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{url}/health", timeout=PATIENCE) as answer:
                assert json.load(answer) == {"status": "ok", "model": "linear"}
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_a_port_in_use_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "lifecycle", "serve", made("binary").folder]
        done = subprocess.run(
            [*command, "--port", port], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE
        )
    assert done.returncode == 2
    assert f"Port {port} cannot be used." in done.stderr
    assert "Traceback" not in done.stderr
