"""check: what is damaged is found, set aside on request, and what is needed stays."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from lifecycle.cli.main import main
from lifecycle.engine.lifetimes import single
from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH, PREPARE, READ
from lifecycle.storage.database import Store

from ..builders import mixed_table


@pytest.fixture
def project(tmp_path: Path) -> Project:
    store = Store(tmp_path / "data")
    project = Project.create(store, "Small")
    content = mixed_table("binary", n=60).frame.to_csv(index=False).encode()
    project.choose("read", source=project.upload(io.BytesIO(content), "table.csv"))
    project.choose("data", target="y")
    project.ask("prepare")
    run_recipe(project.recipes[PREPARE], store, GRAPH)
    return Project(store, project.id)


def checked(
    capsys: pytest.CaptureFixture[str], *words: str, code: int = 0
) -> tuple[dict[str, object], str]:
    assert main(["check", *words, "--json"]) == code
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def test_a_sound_folder_is_clean(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(project.store.folder)
    value, said = checked(capsys, folder)
    assert (value["ok"], value["damaged"], value["orphaned"], said) == (True, [], [], "")
    checked(capsys, folder, "--repair")
    assert str(project.statuses["prepare"].state) == "current"
    assert main(["check", folder]) == 0
    assert "Nothing is damaged" in capsys.readouterr().out


def test_damage_is_found_named_and_set_aside(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.store.folder
    key, source = project.recipes[PREPARE].key, project.params(READ).source
    result = folder / "artifacts" / key[:2] / key / "artifact.json"
    result.write_bytes(b"")
    upload = folder / "blobs" / source[:2] / source
    upload.write_bytes(upload.read_bytes()[:-1])
    assert main(["check", str(folder)]) == 2
    said = capsys.readouterr()
    assert "Prepare" in said.out
    assert "table.csv" in said.out
    assert "2 things" in said.err
    assert f"python -m lifecycle check --repair {folder}" in said.err
    value, _ = checked(capsys, str(folder), "--repair")
    assert value["ok"] is True
    assert {path.name for path in (folder / "damaged").iterdir()} == {key, source}
    checked(capsys, str(folder))
    after = Project(Store(folder), project.id)
    assert str(after.statuses["prepare"].state) == "new"
    assert str(after.statuses["data"].state) == "current"


def test_a_lost_upload_is_said_and_cannot_be_repaired(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    source = project.params(READ).source
    (project.store.folder / "blobs" / source[:2] / source).unlink()
    _, said = checked(capsys, str(project.store.folder), "--repair", code=2)
    assert "1 uploaded file is gone" in said


def test_nothing_is_repaired_under_a_running_app(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    with single(project.store.folder / "engine.lock") as mine:
        assert mine
        assert main(["check", "--repair", str(project.store.folder)]) == 2
    assert "running" in capsys.readouterr().err


def test_a_folder_that_holds_no_data_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "There is no data folder" in capsys.readouterr().err
