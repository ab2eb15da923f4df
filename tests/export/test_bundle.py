"""A bundle holds everything, opens where it is whole, and says so where it is not."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import skops.io
from jsonschema import Draft202012Validator
from sklearn.preprocessing import FunctionTransformer

from lifecycle.core.errors import ChoiceError, ReadingError
from lifecycle.export.bundle import open_bundle
from lifecycle.export.write import FILES, SUMS, zip_bytes
from lifecycle.replay.replay import replay
from lifecycle.replay.verify import verify
from tests.exported import made

TASKS = ["binary", "multiclass", "regression"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle that a test may damage."""
    return Path(shutil.copytree(made("binary").folder, tmp_path / "bundle"))


def reseal(folder: Path) -> None:
    """Make the checksums fit again, as a careful forger would."""
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}" for n in FILES]
    (folder / SUMS).write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("task", TASKS)
def test_every_check_passes_on_a_fresh_bundle(task: str) -> None:
    checks = verify(made(task).folder)
    of_files = ["checksums", "model loads", "predictions", "metrics"]
    assert [c.name for c in checks] == [*of_files, "intervals", "baseline", "verdict", "looks"]
    assert all(c.ok and c.checked for c in checks), checks


def test_it_holds_what_the_contract_names() -> None:
    folder = made("binary").folder
    assert {p.name for p in folder.iterdir()} == {*FILES, SUMS}
    metrics = json.loads((folder / "metrics.json").read_text())
    kept = {"task", "target", "positive", "model", "holdout_rows", "holdout_looks"}
    assert kept <= set(metrics)
    assert (metrics["task"], metrics["positive"], metrics["holdout_looks"]) == ("binary", "yes", 1)
    row = metrics["metrics"][0]
    assert set(row) == {"name", "value", "low", "high", "level", "method", "n"}
    assert [m["name"] for m in metrics["baseline"]] == [m["name"] for m in metrics["metrics"]]
    recipe = json.loads((folder / "recipe.json").read_text())
    assert recipe["format"] == 1
    assert recipe["source"]["name"] == "data.csv"
    data = made("binary").data.read_bytes()
    assert recipe["source"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert "scikit-learn==" in (folder / "requirements.txt").read_text()


def test_a_replay_is_the_same_bit_for_bit() -> None:
    it = made("binary")
    checks = {c.name: c for c in verify(it.folder, it.data)}
    assert checks["replayed metrics"].ok, checks
    assert checks["replayed predictions"].ok, checks


def test_a_replay_refuses_other_data(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(made("binary").data.read_bytes() + b"\n")
    replayed = verify(made("binary").folder, other)[-1]
    assert not replayed.ok
    assert "SHA-256" in replayed.detail


def test_the_zip_is_the_same_for_the_same_files_and_opens(tmp_path: Path) -> None:
    it = made("binary")
    packed = zip_bytes(it.folder)
    assert packed == zip_bytes(it.folder)
    path = tmp_path / "bundle.zip"
    path.write_bytes(packed)
    opened = open_bundle(path)
    assert opened.metrics == open_bundle(it.folder).metrics
    assert type(opened.model).__name__ == "Pipeline"
    assert all(c.ok for c in verify(path))


def test_a_zip_cannot_write_outside(tmp_path: Path) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../evil.txt", "x")
        packed.writestr("SHA256SUMS", "")
    with pytest.raises(ReadingError):
        open_bundle(path)
    assert not (tmp_path.parent / "evil.txt").exists()


@pytest.mark.parametrize("name", ["metrics.json", "model.skops", "train.py"])
def test_a_changed_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(ReadingError, match=name):
        open_bundle(folder)
    assert not verify(folder)[0].ok


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "report.html").unlink()
    with pytest.raises(ReadingError, match=r"report\.html"):
        open_bundle(folder)


def test_what_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="no SHA256SUMS"):
        open_bundle(tmp_path)
    with pytest.raises(ReadingError, match="no bundle at"):
        open_bundle(tmp_path / "absent")
    text = tmp_path / "text.zip"
    text.write_text("no zip")
    with pytest.raises(ReadingError, match="no zip"):
        open_bundle(text)


def test_a_foreign_model_is_not_loaded(folder: Path) -> None:
    skops.io.dump(FunctionTransformer(subprocess.getoutput), folder / "model.skops")
    reseal(folder)
    with pytest.raises(ReadingError, match=r"not trusted \(subprocess\.getoutput\)"):
        _ = open_bundle(folder).model
    loads = verify(folder)[1]
    assert (loads.name, loads.ok) == ("model loads", False)


def test_a_polished_metric_is_found_out(folder: Path) -> None:
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["metrics"][0]["value"] += 1e-6
    (folder / "metrics.json").write_text(json.dumps(metrics))
    reseal(folder)
    last = verify(folder)[-1]
    assert (last.name, last.ok) == ("metrics", False)
    assert "roc_auc" in last.detail


def test_an_exchanged_prediction_is_found_out(folder: Path) -> None:
    reference = pd.read_parquet(folder / "reference.parquet")
    reference.loc[0, "p:yes"] = 0.123
    reference.to_parquet(folder / "reference.parquet", index=False)
    reseal(folder)
    assert not {c.name: c.ok for c in verify(folder)}["predictions"]


def at_version(folder: Path, change: int) -> Path:
    """Let the recipe of a bundle say that its export is of another version."""
    kept = json.loads((folder / "recipe.json").read_text())
    kept["nodes"][kept["root"]]["version"] += change
    (folder / "recipe.json").write_text(json.dumps(kept))
    return folder / "recipe.json"


def test_a_recipe_of_a_later_version_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ChoiceError, match="later version of the steps export"):
        replay(at_version(folder, 1), made("binary").data, tmp_path / "out", lambda f, m: None)


def test_a_recipe_of_an_earlier_version_is_made_as_today(folder: Path) -> None:
    at_version(folder, -1)
    reseal(folder)
    found = {check.name: check for check in verify(folder, made("binary").data)}
    assert all(check.ok for check in found.values()), found
    assert "export computed otherwise" in found["replayed metrics"].detail
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["metrics"][-1]["value"] += 0.01  # what the model does is still compared
    (folder / "metrics.json").write_text(json.dumps(metrics))
    reseal(folder)
    assert not {c.name: c.ok for c in verify(folder, made("binary").data)}["replayed metrics"]


@pytest.mark.parametrize("task", TASKS)
def test_the_schema_takes_records_of_the_reference(task: str) -> None:
    export = made(task).export
    Draft202012Validator.check_schema(export.schema)
    assert {p["kind"] for p in export.schema["properties"].values()} >= {"number", "date"}
    assert export.schema["properties"]["a"]["min"] <= 0 <= export.schema["properties"]["a"]["max"]
    assert set(export.schema["properties"]["colour"]["levels"]) >= {"red", "green", "blue"}
    assert "y" not in export.schema["properties"]
