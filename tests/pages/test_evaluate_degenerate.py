"""Evaluate on tables that say little or too much: every view is drawn, and no gap is shown."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.engine.runner import run_recipe
from lifecycle.project.project import Project
from lifecycle.steps import GRAPH
from lifecycle.storage.database import Store
from pages.views.evaluate.evaluation import VIEWS

from .conftest import Open, turn_to
from .test_journey import clean, texts

RNG = np.random.default_rng(0)


def noise(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame({"a": rng.normal(size=n), "b": rng.choice(["u", "v"], n)})


def rare() -> pd.DataFrame:
    """Two classes, one of them with three rows: the holdout may have none."""
    return noise(60).assign(y=np.where(np.arange(60) % 20 == 0, "yes", "no"))


def separated() -> pd.DataFrame:
    y = np.where(np.arange(60) % 2 == 0, "yes", "no")
    return noise(60).assign(leak=100 * (y == "yes") + np.arange(60) / 60, y=y)


def tied() -> pd.DataFrame:
    """One column of two values, so that all scores are one of two."""
    frame = pd.DataFrame({"b": np.where(np.arange(80) % 3 == 0, "u", "v")})
    return frame.assign(y=np.where(np.arange(80) % 4 == 0, "yes", "no"))


def unlabelled() -> pd.DataFrame:
    y = np.where(np.arange(90) % 2 == 0, "yes", "no").astype(object)
    y[::4] = None
    return noise(90).assign(y=y)


def weighted() -> pd.DataFrame:
    return noise(80).assign(w=np.arange(80) % 5, y=np.where(np.arange(80) % 2, "yes", "no"))


def many() -> pd.DataFrame:
    """Fifty classes with names that a spreadsheet would run."""
    return noise(300).assign(y=[f"=c{k % 50}" for k in range(300)])


def constant() -> pd.DataFrame:
    """Amounts that hardly ever differ."""
    return noise(60).assign(y=np.where(np.arange(60) % 30 == 0, 1.5, 2.5))


def sites(task: str) -> pd.DataFrame:
    """Four sites of thirty rows, the last of which is held out alone."""
    site = np.repeat(["p", "q", "r", "s"], 30)
    if task == "regression":
        return noise(120).assign(site=site, y=RNG.normal(size=120))
    return noise(120).assign(site=site, y=np.where(np.arange(120) % 3, "yes", "no"))


TABLES: dict[str, tuple[Callable[[], pd.DataFrame], str]] = {
    "rare": (rare, "binary"),
    "separated": (separated, "binary"),
    "tied": (tied, "binary"),
    "few": (lambda: noise(20).assign(y=np.where(np.arange(20) % 2, "yes", "no")), "binary"),
    "unlabelled": (unlabelled, "binary"),
    "weighted": (weighted, "binary"),
    "many": (many, "multiclass"),
    "constant": (constant, "regression"),
    "one site": (lambda: sites("binary"), "binary"),
    "one site of amounts": (lambda: sites("regression"), "regression"),
    "in order": (lambda: sites("binary"), "binary"),
}
SITE = {"name": "site", "role": "group"}
HELD = {"method": "column", "column": "site", "held": ("s",)}
COLUMNS = {
    "weighted": {"name": "w", "role": "weight"},
    "one site": SITE,
    "one site of amounts": SITE,
}
SPLITS = {"one site": HELD, "one site of amounts": HELD, "in order": {"method": "order"}}


def judged(store: Store, name: str) -> Project:
    make, task = TABLES[name]
    project = Project.create(store, name)
    content = make().to_csv(index=False).encode()
    key = project.upload(io.BytesIO(content), "table.csv")
    project.choose("read", source=key)
    roles = {"columns": (COLUMNS[name],)} if name in COLUMNS else {}
    project.choose("data", target="y", task=task, **roles)
    project.choose("split", **({"holdout": 0.25, "folds": 2} | SPLITS.get(name, {})))
    project.choose("train", models=("dummy", "tree"))
    project.choose("evaluate", resamples=200)
    for step in ("train", "evaluate"):
        project.ask(step)
        run_recipe(project.recipes[step], store, GRAPH)
        project = Project(store, project.id)
    return project


def gaps(app: AppTest) -> list[str]:
    """Return what a person would read as a gap; what does not apply is left blank in a table."""
    cells = [
        str(cell)
        for frame in app.dataframe
        for cell in frame.value.select_dtypes(object).to_numpy().ravel()
    ]
    bad = ("nan", "None", "NaN", "NaT")
    return [text for text in [*texts(app).split(), *cells] if text.strip("(),.:") in bad]


@pytest.mark.parametrize("name", list(TABLES))
def test_a_degenerate_table_is_judged_in_every_view(
    name: str, data_store: Store, open_page: Open
) -> None:
    project = judged(data_store, name)
    made = project.shown("evaluate")
    for frame in (made.metrics, made.baseline, made.rule, made.differences):
        known = frame.drop(columns=["low", "high"]) if name.startswith("one site") else frame
        undefined = frame["method"].str.startswith("undefined")
        assert not known.drop(columns="value").isna().any().any()
        assert not (frame["value"].isna() & ~undefined).any()
    app = clean(open_page("evaluate", project))
    frames = {*made.curves, "metrics"}
    for view in [view for view in VIEWS if VIEWS[view].frame in frames]:
        turn_to(app, view)
        clean(app.run())
        assert gaps(app) == [], view
