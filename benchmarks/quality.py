"""Quality against other AutoML tools: same rows, same seconds, two cores, an environment each.

Only run when named (``python -m benchmarks quality``): it takes hours. Settings by environment:
QUALITY_SECONDS (60), QUALITY_SEEDS (3), QUALITY_SETS and QUALITY_RIVALS (names with commas; all),
QUALITY_FOLDER (where environments are built and kept).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn import datasets, metrics
from sklearn.model_selection import train_test_split

ONLY_NAMED = True
HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
SECONDS = int(os.environ.get("QUALITY_SECONDS", "60"))
SEEDS = int(os.environ.get("QUALITY_SEEDS", "3"))
FOLDER = Path(os.environ.get("QUALITY_FOLDER", Path.home() / ".cache" / "lifecycle-quality"))
PATIENCE = 6  # a rival that takes so many times its seconds is stopped


@dataclass(frozen=True)
class Rival:
    """A tool: its script, and what is installed for it (nothing: this environment)."""

    name: str
    script: str
    install: str = ""


RIVALS = (
    Rival("ours", "ours.py"),
    Rival("lightgbm", "lightgbm_alone.py"),
    Rival("flaml", "flaml_automl.py", "flaml[automl]"),
    Rival("mljar", "mljar_automl.py", "mljar-supervised"),
    Rival("pycaret", "pycaret_compare.py", "pycaret six"),
    Rival("autogluon", "autogluon_tabular.py", "autogluon.tabular[lightgbm,catboost,xgboost]"),
)


@dataclass(frozen=True)
class Set:
    """A table, its target and task."""

    name: str
    task: str
    target: str
    load: Callable[[], pd.DataFrame]


def _loaded(load: Callable[..., Any]) -> pd.DataFrame:
    """Return a table of scikit-learn's own."""
    return pd.DataFrame(load(as_frame=True).frame)


def sets() -> Iterator[Set]:
    """Yield the sets of the shared folder where it is there, and those of scikit-learn."""
    index = SHARED / "data" / "INDEX.csv"
    if index.exists():
        for row in pd.read_csv(index).fillna("").to_dict("records"):
            yield Set(row["name"], row["task"], row["target"], partial(shared, row))
    for name, task in (
        ("breast_cancer", "binary"),
        ("digits", "multiclass"),
        ("diabetes", "regression"),
    ):
        load = getattr(datasets, f"load_{name}")
        yield Set(name, task, "target", partial(_loaded, load))


def shared(row: dict[Any, Any]) -> pd.DataFrame:
    """Read a shared table as its index says, without identifiers, leaks and rows of no target."""
    codes = [code for code in str(row["na_codes"]).split("|") if code]
    frame = pd.read_csv(
        SHARED / row["file"],
        sep=row["sep"],
        decimal=row["decimal"],
        encoding=row["encoding"],
        na_values=codes or None,
    )
    frame = frame.drop(columns=[name for name in str(row["drop_cols"]).split("|") if name])
    return frame.dropna(axis=1, how="all").dropna(subset=[row["target"]]).reset_index(drop=True)


def measure() -> list[tuple[str, object]]:
    wanted = [r for r in RIVALS if r.name in names("QUALITY_RIVALS", [r.name for r in RIVALS])]
    chosen = list(sets())
    chosen = [s for s in chosen if s.name in names("QUALITY_SETS", [s.name for s in chosen])]
    rivals = [rival for rival in wanted if installed(rival)]
    rows = []
    for each in chosen:
        for seed in range(SEEDS):
            rows += list(compare(each, rivals, seed))
    table = pd.DataFrame(rows, columns=["set", "seed", "rival", "metric", "value", "seconds"])
    if len(table):
        FOLDER.mkdir(parents=True, exist_ok=True)
        table.to_csv(FOLDER / "quality.csv", index=False)
    return summary(table, wanted, rivals)


def names(variable: str, every: list[str]) -> list[str]:
    given = os.environ.get(variable, "")
    return given.split(",") if given else every


def installed(rival: Rival) -> bool:
    """Build the rival's environment where it is not there; say so when it cannot be built."""
    python = python_of(rival)
    if not rival.install or python.exists():
        return True
    uv = Path(sys.executable).with_name("uv")
    folder = FOLDER / rival.name
    made = subprocess.run([uv, "venv", "-q", "--python", "3.11", folder], check=False)
    wants = [uv, "pip", "install", "-q", "--python", python, *rival.install.split()]
    if made.returncode or subprocess.run(wants, check=False).returncode:
        print(f"  {rival.name} could not be installed, so it is not compared", flush=True)
        return False
    return True


def python_of(rival: Rival) -> Path:
    return FOLDER / rival.name / "bin" / "python" if rival.install else Path(sys.executable)


def compare(each: Set, rivals: list[Rival], seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield one row a rival and metric; a rival that fails has no value."""
    frame = each.load()
    classes = each.task != "regression"
    counts = frame[each.target].value_counts()
    even = frame[each.target] if classes and counts.min() > 1 else None
    train, test = train_test_split(frame, test_size=0.25, random_state=seed, stratify=even)
    truth = test[each.target].astype(str) if classes else test[each.target]
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        home = Path(folder)
        train.to_csv(home / "train.csv", index=False)
        test.drop(columns=each.target).to_csv(home / "test.csv", index=False)
        for rival in rivals:
            found, took = answers(rival, each, home)
            scores = scored(each.task, truth, found) if found is not None else {"failed": np.nan}
            for metric, value in scores.items():
                yield each.name, seed, rival.name, metric, value, took
            said = ", ".join(f"{metric} {value:.4f}" for metric, value in scores.items())
            print(f"  {each.name} {seed} {rival.name}: {said} ({took:.0f} s)", flush=True)


def answers(rival: Rival, each: Set, home: Path) -> tuple[pd.DataFrame | None, float]:
    """Run the rival's script; return its answers, None when it failed, and its seconds."""
    out = home / f"{rival.name}.csv"
    command = [python_of(rival), HERE / "rivals" / rival.script]
    files = [home / "train.csv", home / "test.csv", each.target, each.task, str(SECONDS), out]
    paths = os.pathsep.join(
        (str(HERE / "rivals"), *((str(HERE.parent),) if not rival.install else ()))
    )
    start = time.perf_counter()
    with (FOLDER / f"{rival.name}-{each.name}.log").open("w") as log:
        try:
            subprocess.run(
                [*command, *files],
                env=os.environ | {"PYTHONPATH": paths},
                cwd=home,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=SECONDS * PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            log.write("stopped: it took too long")
    took = time.perf_counter() - start
    return (pd.read_csv(out) if out.exists() else None), took


def scored(task: str, truth: pd.Series, found: pd.DataFrame) -> dict[str, float]:
    """Return the metrics of a task."""
    if task == "regression":
        return {"rmse": float(metrics.root_mean_squared_error(truth, found["prediction"]))}
    labels = sorted({*found.columns, *truth.unique()})
    proba = found.reindex(columns=labels, fill_value=0.0).to_numpy()
    proba = np.clip(proba, 1e-7, 1)
    proba = proba / proba.sum(axis=1, keepdims=True)
    loss = float(metrics.log_loss(truth, proba, labels=labels))
    if task == "binary":
        area = metrics.roc_auc_score(truth == labels[-1], proba[:, -1])
        return {"roc_auc": float(area), "log_loss": loss}
    called = np.asarray(labels)[proba.argmax(axis=1)]
    return {"log_loss": loss, "accuracy": float((called == truth.to_numpy()).mean())}


def summary(
    table: pd.DataFrame, wanted: list[Rival], rivals: list[Rival]
) -> list[tuple[str, object]]:
    """Return each rival's mean rank; one that failed on a set ranks last there."""
    rows: list[tuple[str, object]] = [("seconds, seeds", f"{SECONDS}, {SEEDS}")]
    rows += [(r.name, "not installed") for r in wanted if r not in rivals]
    scores = table[table["metric"] != "failed"].copy()
    if scores.empty:
        return [*rows, ("nothing was compared", "no set is there")]
    up = scores["metric"].isin(["roc_auc", "accuracy"])
    scores["loss"] = np.where(up, -scores["value"], scores["value"])
    wide = scores.pivot_table(index=["set", "seed", "metric"], columns="rival", values="loss")
    ranks = wide.rank(axis=1, na_option="bottom").mean().sort_values()
    return rows + [(f"mean rank of {name}", f"{rank:.2f}") for name, rank in ranks.items()]
