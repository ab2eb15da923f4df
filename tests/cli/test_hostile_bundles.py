"""Bundles and recipes from elsewhere: whatever is wrong with one is said in a sentence, code 2."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from lifecycle import open_bundle
from lifecycle.cli import main
from lifecycle.core.errors import LifecycleError
from lifecycle.export.write import SUMS, checksums
from tests import hostile
from tests.exported import made

Capture = pytest.CaptureFixture[str]
EVERY = hostile.BUNDLES | hostile.SEALED_BEFORE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(made("binary").folder, tmp_path / "bundle"))


def spoilt(folder: Path, name: str) -> Path:
    """Let one thing be wrong with a bundle and seal it."""
    EVERY[name](folder)
    if name in hostile.BUNDLES:
        (folder / SUMS).write_text(checksums(folder))
    return folder


def refused(capture: Capture, *words: object) -> str:
    """Run a command that must be refused; return what it said last."""
    assert main([str(word) for word in words]) == 2
    said = capture.readouterr().err.strip()
    assert "Traceback" not in said
    last = said.splitlines()[-1]
    assert last.endswith((".", "?"))
    assert len(last) < 600
    return last


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.proof] if i % 12 else []) for i, n in enumerate(EVERY)],
)
def test_a_hostile_bundle_scores_nothing(folder: Path, name: str, capsys: Capture) -> None:
    out = folder.parent / "scored.csv"
    refused(capsys, "predict", spoilt(folder, name), made("binary").data, "--out", out)
    assert not out.exists()


@pytest.mark.proof
@pytest.mark.parametrize("name", EVERY)
def test_a_hostile_bundle_passes_no_check(folder: Path, name: str, capsys: Capture) -> None:
    refused(capsys, "verify", spoilt(folder, name))
    refused(capsys, "monitor", folder, made("binary").data)
    refused(capsys, "serve", folder, "--port", 0)


@pytest.mark.parametrize("name", hostile.ZIPS)
def test_a_hostile_zip_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "below" / "bundle.zip"
    path.parent.mkdir()
    path.write_bytes(hostile.ZIPS[name](made("binary").folder))
    with pytest.raises(LifecycleError):
        _ = open_bundle(path).model
    assert [each.name for each in tmp_path.rglob("*")] == ["below", "bundle.zip"]


@pytest.mark.parametrize("name", hostile.RECIPES)
def test_a_hostile_recipe_makes_nothing(folder: Path, name: str, capsys: Capture) -> None:
    hostile.edit(folder, "recipe.json", hostile.RECIPES[name])
    out = folder.parent / "out"
    said = refused(
        capsys, "replay", folder / "recipe.json", "--data", made("binary").data, "--out", out
    )
    assert "root:" not in said
    assert not out.exists() or list(out.iterdir()) == []


@pytest.mark.parametrize("name", ["a source in a list", "another root", "a circle"])
def test_nor_is_it_compared(folder: Path, name: str, capsys: Capture) -> None:
    hostile.edit(folder, "recipe.json", hostile.RECIPES[name])
    (folder / SUMS).write_text(checksums(folder))
    refused(capsys, "compare", folder, made("binary").folder)


def test_a_column_may_be_called_like_a_word_of_json_schema(folder: Path) -> None:
    from lifecycle.export.foreign_contents import check_schema

    schema = json.loads((folder / "schema.json").read_text())
    for name in ("pattern", "$ref", "properties", "if"):
        schema["properties"][name] = schema["properties"]["a"]
    check_schema(schema)
