"""Every built-in sample: the same bytes each time, and understood with no choice made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from lifecycle.catalog.samples import SAMPLES, Sample
from lifecycle.engine.work import silent
from lifecycle.readers import read_table
from lifecycle.steps.data import DataParams, Table, run


def table(sample: Sample, folder: Path) -> Table:
    path = folder / "blob"
    path.write_bytes(sample.make())
    return run(DataParams(), read=read_table(path), report=silent)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_sample(sample: Sample, tmp_path: Path) -> None:
    assert sample.make() == sample.make()
    got = table(sample, tmp_path)
    assert (got.target, got.task) == (sample.target, sample.task)
    assert len(got.features) >= 5
    assert "risk" not in set(got.findings["severity"])
    assert all(vars(sample).values())
    assert re.fullmatch(r"[a-z_]+", sample.name)


def test_the_first_sample_has_something_of_everything(tmp_path: Path) -> None:
    got = table(next(iter(SAMPLES.values())), tmp_path)
    assert got.positive == "Yes"
    assert len(got.frame) == 1500
    assert {"number", "category", "text", "date", "boolean", "identifier"} == set(
        got.columns["kind"]
    )
    assert got.columns["missing"].sum() > 100


def test_the_first_sample_is_neither_trivial_nor_hopeless(tmp_path: Path) -> None:
    got = table(next(iter(SAMPLES.values())), tmp_path)
    kinds = got.columns.set_index("name")["kind"]
    numbers = [c for c in got.features if kinds[c] == "number"]
    levels = [c for c in got.features if kinds[c] == "category"]
    features = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), numbers), (OneHotEncoder(), levels)
    )
    model = make_pipeline(features, LogisticRegression())
    auc = cross_val_score(model, got.x, got.y == "Yes", scoring="roc_auc").mean()
    assert 0.77 < auc < 0.85
