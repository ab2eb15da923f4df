"""Every built-in sample is read with no choice made, and its trap is really in it, measured."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    StratifiedKFold,
    TimeSeriesSplit,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from threadpoolctl import threadpool_limits

from lifecycle.checks.step import look
from lifecycle.data.readers import read_table
from lifecycle.data.step import DataParams, Table, run
from lifecycle.engine.runner import silent
from lifecycle.samples.samples import SAMPLES, Lesson, Sample
from lifecycle.stats import drift_table


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Small boosting fits are fastest on one thread, and far slower on threads that wait."""
    with threadpool_limits(1):
        yield


RISKY = {"payments", "sensors", "survey", "loans", "readmissions"}  # a risk is what they teach


def table(sample: Sample, folder: Path) -> Table:
    path = folder / "blob"
    path.write_bytes(sample.make())
    return run(DataParams(), read=read_table(path), report=silent)


def frame(name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(SAMPLES[name].make()))


def inputs(data: pd.DataFrame, *without: str) -> pd.DataFrame:
    return pd.get_dummies(data.drop(columns=list(without))).astype(float)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_sample(sample: Sample, tmp_path: Path) -> None:
    assert sample.make() == sample.make()
    got = table(sample, tmp_path)
    assert (got.target, got.task) == (sample.target, sample.task)
    assert len(got.features) >= 4
    if sample.name not in RISKY:
        found = look(read_table(tmp_path / "blob"), got, silent).findings
        assert "risk" not in set(found["severity"])
    assert re.fullmatch(r"[a-z_]+", sample.name)
    assert all((sample.title, sample.story, sample.teaches, sample.licence, sample.source))


def test_every_lesson_is_taught() -> None:
    taught = {lesson for sample in SAMPLES.values() for lesson in sample.lessons}
    assert taught == set(get_args(Lesson))
    assert len(SAMPLES) >= 8
    assert {sample.task for sample in SAMPLES.values()} == {"binary", "multiclass", "regression"}


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


def test_leakage_makes_a_perfect_model() -> None:
    data = frame("loans")
    failed, model = data["repaid"] == "no", make_pipeline(StandardScaler(), LogisticRegression())
    naive = cross_val_score(model, inputs(data, "repaid", "applied_on"), failed, scoring="roc_auc")
    x = inputs(data, "repaid", "applied_on", "collection_calls")
    honest = cross_val_score(model, x, failed, scoring="roc_auc")
    assert naive.mean() > 0.95
    assert 0.65 < honest.mean() < 0.8


def test_a_random_split_recognises_patients() -> None:
    data = frame("readmissions")
    x, back = inputs(data, "patient", "readmitted"), data["readmitted"] == "yes"
    model = HistGradientBoostingClassifier(random_state=0)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    flattering = cross_val_score(model, x, back, scoring="roc_auc", cv=folds).mean()
    honest = cross_val_score(
        model, x, back, scoring="roc_auc", cv=GroupKFold(5), groups=data["patient"]
    ).mean()
    assert honest > 0.55
    assert flattering > honest + 0.07


def test_a_random_split_only_interpolates() -> None:
    data = frame("bikes")
    x = inputs(data, "day", "hired").assign(day=np.arange(len(data)))
    model = HistGradientBoostingRegressor(random_state=0)
    error = "neg_root_mean_squared_error"
    folds = KFold(5, shuffle=True, random_state=0)
    flattering = -cross_val_score(model, x, data["hired"], scoring=error, cv=folds).mean()
    honest = -cross_val_score(model, x, data["hired"], scoring=error, cv=TimeSeriesSplit(5)).mean()
    assert honest > 1.4 * flattering


def test_accuracy_misleads_where_one_class_is_rare() -> None:
    data = frame("payments")
    fraud = data["fraud"] == "yes"
    assert 0.01 < fraud.mean() < 0.03
    x = inputs(data, "fraud")
    always_no = cross_val_score(DummyClassifier(), x, fraud).mean()
    model = make_pipeline(StandardScaler(), LogisticRegression())
    assert always_no > 0.97
    assert cross_val_score(model, x, fraud).mean() < always_no + 0.01
    found = cross_val_score(model, x, fraud, scoring="average_precision").mean()
    assert found > 4 * fraud.mean()


def test_values_are_missing_for_a_reason() -> None:
    data = frame("sensors")
    out = data["vibration"] == -999
    passed = data["passed"] == "yes"
    assert 0.1 < out.mean() < 0.3
    assert passed[~out].mean() - passed[out].mean() > 0.2


def test_the_world_changes() -> None:
    sample = SAMPLES["deliveries"]
    assert sample.later is not None
    first, later = frame("deliveries"), pd.read_csv(io.BytesIO(sample.later()))
    x, y = inputs(first, "day", "minutes"), first["minutes"]
    model = HistGradientBoostingRegressor(random_state=0)
    error = -cross_val_score(model, x, y, scoring="neg_root_mean_squared_error").mean()
    now = model.fit(x, y).predict(inputs(later, "day", "minutes")[x.columns])
    assert np.sqrt(((now - later["minutes"]) ** 2).mean()) > 2 * error
    kinds = {"distance_km": "number", "vehicle": "category", "weight_kg": "number"}
    found = drift_table(first, later, [*kinds.items()]).set_index("column")["drifted"]
    assert found["distance_km"]
    assert found["vehicle"]
    assert not found["weight_kg"]


def test_the_survey_is_dirty() -> None:
    data = frame("survey")
    assert data.duplicated().sum() >= 25
    assert (data["city"] == "unknown").sum() > 50
    assert data["city"].nunique() > data["city"].str.strip().str.lower().nunique()
