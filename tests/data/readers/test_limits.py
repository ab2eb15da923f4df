"""Limits: what is too large costs a clear error and little memory, never the server."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lifecycle.core import settings as server
from lifecycle.core.errors import ReadingError
from lifecycle.data.readers import read_table
from lifecycle.engine.start import ensure_host, stop_host
from lifecycle.project.project import Project
from lifecycle.storage import lazy_frames
from lifecycle.storage.database import Store
from tests.engine.watching import job_pid
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]
MEASURE = """
import json, resource, sys
from pathlib import Path
from lifecycle.core.errors import ReadingError
from lifecycle.data.readers import read_table
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    made = read_table(Path(sys.argv[1]))
    said = {"columns": made.columns.to_dict("records"), "shape": made.shape}
except ReadingError as error:
    said = {"problem": error.problem, "remedy": error.remedy}
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps(said | {"grown_mb": grown / 1024}, default=str))
"""


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    yield
    server.settings.cache_clear()


def apart(path: Path, **limits: int) -> dict[str, Any]:
    """Read a file in a process of its own and return what came of it and by how much it grew."""
    chosen = {f"LIFECYCLE_{name.upper()}": str(value) for name, value in limits.items()}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | chosen,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_a_small_file_that_unpacks_to_much_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(b"0," * 100_000_000, 1))
    said = apart(path)
    assert "unpacks to more than" in said["problem"]
    assert said["remedy"]
    assert said["grown_mb"] < 100


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_a_category_of_very_many_levels_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "levels"
    path.write_text("level,y\n" + "".join(f"level {i},{i % 2}\n" for i in range(1_000_000)))
    said = apart(path, large_mb=1)
    assert said["shape"] == [1_000_000, 2]
    assert said["columns"][0]["distinct"] == 1_000_000
    assert said["grown_mb"] < 400


def limit(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LIFECYCLE_{name.upper()}", str(value))
    server.settings.cache_clear()


@pytest.mark.parametrize("large", [0, 1000])
@pytest.mark.parametrize(
    ("limits", "words"),
    [({"columns": 10}, "12 columns; at most 10"), ({"rows": 100}, "more than 100 rows")],
)
def test_crossing_a_limit_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limits: dict[str, int],
    words: str,
    large: int,
) -> None:
    path = tmp_path / "blob"
    names = ",".join(f"c{i}" for i in range(12))
    path.write_text(names + "\n" + (",".join("1" * 12) + "\n") * 300)
    limit(monkeypatch, large_mb=large, **limits)
    with pytest.raises(ReadingError, match=words) as raised:
        read_table(path)
    assert raised.value.remedy


def test_unpacked_bytes_are_counted_as_they_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, unpacked_mb=1)
    path = tmp_path / "blob"
    path.write_bytes(gzip.compress(os.urandom(1 << 20).hex().encode()))
    with pytest.raises(ReadingError, match="unpacks to more than 1 MB"):
        read_table(path)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("LIFECYCLE_TASK_MEMORY_MB", "2048")
    server.settings.cache_clear()
    store = Store(tmp_path / "data")
    ensure_host(store.folder)
    yield store
    stop_host(store.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_parser_that_crashes_costs_an_error_and_leaves_the_next_file_alone(
    served: Store, until_done: Callable[[Project], Any]
) -> None:
    project = Project.create(served, "Crash")
    rows = b"".join(b"%d,%d,word %d\n" % (i, i * 7, i % 50) for i in range(50_000))
    project.choose("read", source=project.upload(io.BytesIO(b"a,b,c\n" + rows * 60), "t.csv"))
    asked = project.ask("read")
    assert asked is not None
    until(lambda: project.queue.job(asked.id).fraction > 0)
    os.kill(job_pid(served, asked.id), signal.SIGSEGV)
    job = project.queue.wait(asked.id, PATIENCE)
    assert job.state == "failed"
    assert "stopped unexpectedly" in job.problem
    assert job.remedy
    reading = until_done(project)  # the same file, when nothing crashes
    assert reading.shape == (3_000_000, 3)
    assert lazy_frames.waiting(reading) is not None
    assert reading.head(2)["c"].tolist() == ["word 0", "word 1"]
    assert reading.column("b").sum() == 60 * 7 * sum(range(50_000))


@pytest.fixture
def until_done() -> Callable[[Project], Any]:
    def until_done(project: Project) -> Any:
        asked = project.ask("read")
        assert asked is not None
        assert project.queue.wait(asked.id, PATIENCE).problem == ""
        return project.shown("read")

    return until_done
