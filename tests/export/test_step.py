"""The export holds what a bundle needs, taken from the holdout and the training rows alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecycle.export.step import Export
from lifecycle.storage import codec
from tests.exported import made


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_the_reference_is_the_holdout(task: str) -> None:
    export = made(task).export
    assert len(export.reference) == export.metrics["holdout_rows"] == 80
    names = [*export.schema["properties"], "y", "prediction"]
    assert list(export.reference)[: len(names)] == names
    classes = export.metrics["classes"]
    assert list(export.reference)[len(names) :] == [f"p:{c}" for c in classes]
    if classes:
        assert export.reference[[f"p:{c}" for c in classes]].sum(axis=1).tolist() == pytest.approx(
            [1.0] * 80
        )


def test_it_survives_being_stored(tmp_path: Path) -> None:
    export = made("binary").export
    codec.write(export, tmp_path)
    again = codec.read(Export, tmp_path, {})
    assert again.metrics == export.metrics
    assert again.schema == export.schema
    assert again.reference.equals(export.reference)
    assert again.texts == export.texts


def test_the_texts_are_the_files_of_a_bundle() -> None:
    texts = made("regression").export.texts
    assert set(texts) == {"model_card.md", "train.py", "requirements.txt", "report.html"}
    assert "Baseline" in texts["model_card.md"]
