"""Any file of a project may be damaged: every page opens, names what is, and offers to run it."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.core.settings import settings
from lifecycle.engine.runner import run_recipe
from lifecycle.engine.start import stop_host
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH, LIFECYCLE
from lifecycle.storage import connection
from lifecycle.storage.database import Store
from pages.ui import session

from ..builders import mixed_table
from ..matrix import proof
from ..waiting import PATIENCE

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"
MADE = ("define", "data", "split", "explore", "prepare", "train", "evaluate", "export", "deploy")
PAGES = (*(str(step.page) for step in LIFECYCLE), "history")


def flipped(content: bytes) -> bytes:
    """Return a file with one bit of another byte in its middle."""
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda content: b"",
    "cut": lambda content: content[: len(content) // 2],
    "flipped": flipped,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one small project in which every step to Deploy was made."""
    folder = tmp_path_factory.mktemp("whole")
    store = Store(folder)
    project = Project.create(store, "Small")
    content = mixed_table("binary", n=80).frame.to_csv(index=False).encode()
    project.choose("read", source=project.upload(io.BytesIO(content), "table.csv"))
    project.choose("data", target="y")
    project.choose("train", models=("dummy", "linear"))
    project.choose("evaluate", resamples=200)
    for step in MADE:
        project.ask(step)
        run_recipe(project.recipes[step], store, GRAPH)
        project = Project(store, project.id)
    store.db.execute("DELETE FROM jobs")
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.db.close()
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that folder, which the pages use from now on."""
    folder = tmp_path / "data"
    shutil.copytree(made, folder)
    monkeypatch.setenv("LIFECYCLE_DATA", str(folder))
    settings.cache_clear()
    session.store.clear()
    yield folder
    stop_host(folder)
    monkeypatch.undo()
    settings.cache_clear()
    session.store.clear()


def project_in(folder: Path) -> Project:
    store = Store(folder)
    return Project(store, store.db.execute("SELECT id FROM projects").fetchone()["id"])


def opened(folder: Path, page: str) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
    app.query_params["project"] = project_in(folder).id
    app.run()
    app.switch_page(f"{page}.py")
    return app.run()


def words(app: AppTest) -> str:
    return " ".join(each.value for kind in ("warning", "error", "info") for each in app.get(kind))


def files(folder: Path) -> list[Path]:
    return sorted(p for p in (folder / "artifacts").rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("how", "pages"),
    [
        ("emptied", PAGES[1:5]),
        ("cut", PAGES[5:8]),
        ("flipped", PAGES[4:9]),
        *(proof(how, PAGES) for how in DAMAGE),
    ],
)
def test_a_project_of_damaged_results_opens_on_every_page(
    copy: Path, how: str, pages: tuple[str, ...]
) -> None:
    for path in files(copy):
        path.write_bytes(DAMAGE[how](path.read_bytes()))
    for page in pages:
        app = opened(copy, page)
        assert not app.exception, page
        title = GRAPH[page].title if page in GRAPH else ""
        if page in MADE:
            assert f"The result of {title} is damaged" in words(app), page
            assert app.button(key=f"{page}-run").label != "Up to date"


@pytest.mark.proof
@pytest.mark.parametrize("how", DAMAGE)
def test_each_file_damaged_alone_leaves_its_page_and_another_open(copy: Path, how: str) -> None:
    blobs = [path for path in (copy / "blobs").rglob("*") if path.is_file()]
    for turn, path in enumerate([*files(copy), *blobs]):
        whole = path.read_bytes()
        path.write_bytes(DAMAGE[how](whole))
        for page in (PAGES[turn % len(PAGES)], page_of(copy, path)):
            session.store.clear()
            assert not opened(copy, page).exception, (page, path)
        path.write_bytes(whole)


def page_of(folder: Path, path: Path) -> str:
    """Return the page that shows a result, or Data."""
    db = sqlite3.connect(folder / "lifecycle.db")
    keys = dict(db.execute("SELECT key, step FROM log WHERE event = 'run'"))
    db.close()
    step = GRAPH.get(keys.get(path.relative_to(folder).parts[2], ""))
    return "data" if step is None or step.page is None else step.page


def test_a_damaged_upload_is_named_and_asked_for_again(copy: Path) -> None:
    for path in (copy / "artifacts").glob("*/*"):
        shutil.rmtree(path)
    blob = next(path for path in (copy / "blobs").rglob("*") if path.is_file())
    blob.write_bytes(flipped(blob.read_bytes()))
    app = opened(copy, "data")
    assert not app.exception
    said = words(app)
    assert "table" in said
    assert "Upload it again" in said


def test_a_damaged_database_is_said_with_what_repairs_it(copy: Path) -> None:
    project = project_in(copy)
    (copy / "lifecycle.db").write_bytes(b"")
    session.store.clear()
    app = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
    app.query_params["project"] = project.id
    app.run()
    assert not app.exception
    assert "check \\-\\-repair" in words(app)
    assert project.id in app.query_params["project"]


def test_what_was_typed_stays_while_another_program_holds_the_database(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.05)
    app = opened(copy, "define")
    other = sqlite3.connect(copy / "lifecycle.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    app.text_area(key="define.question").set_value("Who comes back?").run()
    assert not app.exception
    assert "in use by another program" in words(app)
    assert app.text_area(key="define.question").value == "Who comes back?"
    assert project_in(copy).params("define").model_dump()["question"] != "Who comes back?"
    other.execute("ROLLBACK")
    other.close()
    app.button(key="define.question.again").click().run()
    assert "in use by another program" not in words(app)
    assert project_in(copy).params("define").model_dump()["question"] == "Who comes back?"
