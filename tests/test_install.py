"""The installed program: a wheel in a fresh environment, used from a folder of somebody else's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lifecycle.cli.main import main
from lifecycle.engine.lifetimes import is_locked

from .browser.server import Server

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ("pyproject.toml", "README.md", "LICENSE", "app.py", "pages", "lifecycle", ".streamlit")
# Streamlit started with the words that start the server, which looks about instead of serving.
LOOK = """
import json, lifecycle.cli.app, lifecycle.core.installation as installation
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.web import bootstrap, cli

def look(*_):
    main = installation.APP.parent / "pages" / "main.py"
    home = AppTest.from_file(main, default_timeout=60).run()
    asked = ("server.address", "client.showErrorDetails", "runner.postScriptGC")
    print(json.dumps({
        "titles": [title.value for title in home.title],
        "errors": [error.message for error in home.exception],
        "config": {name: config.get_option(name) for name in asked},
    }))

bootstrap.run_asgi_app = look
words = lifecycle.cli.app.server(None, [])
cli.main(words[words.index("run"):], standalone_mode=False)
"""


class Installed:
    """A fresh environment that holds the program, and borrows the libraries of this one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.elsewhere = folder / "environment", folder / "elsewhere"
        venv.create(self.folder)
        (self.packages,) = self.folder.glob("lib/python*/site-packages")
        borrowed = [path for path in sys.path if Path(path).name.endswith("-packages")]
        (self.packages / "borrowed.pth").write_text("\n".join(borrowed))
        self.program, self.python = (
            str(self.folder / "bin" / name) for name in ("lifecycle-lab", "python")
        )

    def run(self, *words: str) -> str:
        """Return what a command prints, from a folder that is not ours."""
        done = subprocess.run(
            words, cwd=self.elsewhere, env=self.environ(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def environ(self) -> dict[str, str]:
        own = {"LIFECYCLE_DATA": str(self.elsewhere / "data")}
        return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | own


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    pytest.importorskip("hatchling", reason="hatchling builds the wheel: run `make setup`")
    folder = tmp_path_factory.mktemp("install")
    for name in SOURCE:  # a copy, so that building leaves nothing in the checkout
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (folder / "source").mkdir(exist_ok=True)
        copy(ROOT / name, folder / "source" / name)
    made = Installed(folder)
    strangers(made.elsewhere)
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    made.run(made.python, "-m", "pip", "install", "-q", *offline, str(folder / "source"))
    return made


def strangers(folder: Path) -> None:
    """Fill a folder with what must not be taken for ours."""
    (folder / ".streamlit").mkdir(parents=True)
    (folder / ".streamlit" / "config.toml").write_text(
        '[server]\naddress = "0.0.0.0"\n[client]\nshowErrorDetails = "full"\n'
        "[runner]\npostScriptGC = true\n"
    )
    (folder / "pages").mkdir()
    for name in ("pages/__init__.py", "lifecycle.py", "app.py"):
        (folder / name).write_text("raise SystemExit('not ours')")


@pytest.fixture
def server(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    server = Server(installed.elsewhere, (installed.program, "app", "--"), installed.elsewhere)
    server.start()
    yield server
    server.stop()


def test_the_wheel_adds_one_package(installed: Installed) -> None:
    added = {path.name for path in installed.packages.iterdir()}
    (record,) = (name for name in added if name.endswith(".dist-info"))
    assert added == {"lifecycle", "borrowed.pth", record}
    assert (installed.packages / "lifecycle" / "py.typed").exists()
    assert list((installed.packages / "lifecycle" / "export" / "templates").glob("*.txt"))


def test_the_command_does_what_the_module_does(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    table = installed.elsewhere / "some.csv"
    table.write_text("age,city,left\n" + "31,Rome,yes\n45,Oslo,no\n" * 40)
    command = ("inspect", str(table), "--target", "left", "--json")
    assert main([*command]) == 0
    assert json.loads(installed.run(installed.program, *command)) == json.loads(
        capsys.readouterr().out
    )


def test_the_app_listens_on_this_machine_only_and_starts_its_engine(server: Server) -> None:
    assert server.process is not None
    main_process = psutil.Process(server.process.pid)
    lock = server.folder / "data" / "engine.lock"
    while not is_locked(lock):
        assert main_process.is_running(), server.log()
        time.sleep(0.05)
    everybody = [main_process, *main_process.children(recursive=True)]
    listening = {
        (socket.laddr.ip, socket.laddr.port)
        for process in everybody
        for socket in process.net_connections("inet")
        if socket.status == psutil.CONN_LISTEN
    }
    assert listening == {("127.0.0.1", server.port)}
    server.stop()
    assert not is_locked(lock), server.log()


def test_its_own_pages_and_configuration_hold_whatever_the_working_directory_has(
    installed: Installed,
) -> None:
    seen = json.loads(installed.run(installed.python, "-P", "-c", LOOK))
    assert seen["errors"] == []
    assert seen["titles"]
    assert seen["config"] == {
        "server.address": "127.0.0.1",
        "client.showErrorDetails": "none",
        "runner.postScriptGC": False,
    }
