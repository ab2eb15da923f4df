"""What an earlier version wrote opens, verifies and predicts: class paths are a file format.

``version_0_1`` was written by version 0.1 (``written_by.txt`` is the script): a bundle, a data
folder with every step run, and one small estimator for each class that the bundle does not hold.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lifecycle import open_bundle, verify
from lifecycle.estimators.registry import EARLIER, OWN, TRUSTED
from lifecycle.export.scorer import Scorer
from lifecycle.storage.model_file import load_model

HERE = Path(__file__).parent / "version_0_1"
MODELS = [
    "rule_classifier",
    "rule_regressor",
    "svm_regressor",
    "stopping_regressor",
    "calibrator_sigmoid",
    "calibrator_isotonic",
    "calibrator_temperature",
]


def unpacked(name: str, folder: Path) -> Path:
    with zipfile.ZipFile(HERE / name) as packed:
        packed.extractall(folder)
    return folder


@pytest.mark.parametrize("name", MODELS)
def test_an_estimator_of_version_0_1_predicts_as_it_did(name: str, tmp_path: Path) -> None:
    folder = unpacked("models.zip", tmp_path)
    inputs = pd.read_csv(folder / "inputs.csv")
    model = load_model(folder / f"{name}.skops")
    if name.startswith("calibrator"):
        got = model.predict_proba(np.column_stack([1 - inputs["p"], inputs["p"]]))[:, 1]
    elif name.endswith("classifier"):
        got = model.predict_proba(inputs[["a", "b"]])[:, 1]
    else:
        got = model.predict(inputs[["a", "b"]])
    expected = json.loads((folder / "expected.json").read_text())[name]
    np.testing.assert_allclose(got, expected, rtol=1e-9)


def test_a_bundle_of_version_0_1_verifies_and_predicts(tmp_path: Path) -> None:
    checks = verify(HERE / "bundle.zip")
    assert [check.name for check in checks if not check.ok] == []
    assert {"model loads", "predictions", "metrics"} <= {check.name for check in checks}
    bundle = open_bundle(unpacked("bundle.zip", tmp_path))
    scored = Scorer.of(bundle).predict(pd.read_csv(HERE / "data.csv", dtype=str))
    assert len(scored) == 120
    assert scored.filter(like="p:").sum(axis=1).round(9).eq(1).all()


def test_every_earlier_name_is_of_a_type_of_today() -> None:
    own = {name for name in TRUSTED if name.startswith("lifecycle.")}
    assert set(EARLIER.values()) <= own
    assert len(own) == sum(len(names) for names in OWN.values())
