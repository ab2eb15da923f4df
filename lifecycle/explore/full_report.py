"""Report: ydata-profiling's full page about the training rows, on demand.

On Python 3.14 it is fg-data-profiling's, the same project under its next name.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field

from ..core.recipe import Need, Params, Step
from ..core.wording import count, short
from ..data.step import STEP as DATA
from ..data.step import Table
from ..engine.runner import Report
from ..split.split import Split
from ..split.step import STEP as SPLIT


class ReportParams(Params):
    """How much the report covers."""

    rows: int = Field(
        20_000,
        ge=100,
        title="Maximum rows profiled",
        description="Larger tables are profiled on a random part of the training rows. "
        "Raise it when rare values matter; it takes longer.",
    )
    columns: int = Field(
        60,
        ge=2,
        title="Maximum columns profiled",
        description="Wide tables are cut here, features first. "
        "Raise it to see the rest; every column adds to the time.",
    )


@dataclass(frozen=True)
class ProfileReport:
    """The report as one HTML page; it must be shown in a sandboxed frame only."""

    html: bytes
    rows: int
    columns: int
    sentence: str


def run(params: ReportParams, *, data: Table, split: Split, report: Report) -> ProfileReport:
    profiled = data.columns[data.columns["role"] != "ignore"]
    profiled = pd.concat([profiled, data.columns[data.columns["role"] == "ignore"]])
    profiled = profiled.head(params.columns).sort_index()
    rows = _sample(split.train, params.rows)
    report(0.05, "Loading the profiler")
    frame = harmless(data.frame.iloc[rows][profiled["name"].tolist()].reset_index(drop=True))
    kinds = dict(zip(frame.columns, profiled["kind"].map(KINDS), strict=True))
    report(0.3, f"Profiling {count('column', len(profiled))}")
    html = _tidy(_profile(frame, kinds))
    what = f"{count('training row', len(rows))} and {count('column', len(profiled))}"
    if len(rows) < len(split.train):
        what = (
            f"a random {len(rows):,} of {len(split.train):,} training rows, {len(profiled)} columns"
        )
    if len(profiled) < len(data.columns):
        what += f" of {len(data.columns)}"
    sentence = f"The report covers {what}; the holdout stays out of sight."
    return ProfileReport(html.encode(), len(rows), len(profiled), sentence)


# What the Data step decided is not guessed again.
KINDS = {
    "number": "numeric",
    "date": "datetime",
    "category": "categorical",
    "boolean": "categorical",
    "constant": "categorical",
    "identifier": "text",
    "text": "text",
}
# The report's templates do not escape names and values: these would be read as markup or script,
# and $ and the backslash as a formula by the plots.
LOOKALIKES = str.maketrans("<>&\"'`{}$\\", "‹›＆”’ˋ｛｝＄＼")
EXTREME = 1e100


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which no column name or text can be read as markup or script."""
    copy = pd.DataFrame(index=frame.index)
    for name in frame:
        safe = short(name, longest=60).translate(LOOKALIKES)
        while safe in copy:
            safe += "_"
        column = frame[name]
        if column.dtype == object:
            column = column.map(lambda v: str(v).translate(LOOKALIKES), na_action="ignore")
        elif pd.api.types.is_float_dtype(column):
            column = _drawable(column)
        copy[safe] = column
    return copy


def _drawable(column: pd.Series) -> pd.Series:
    """Return numbers whose squares and differences neither overflow nor vanish."""
    finite = column.where(np.isfinite(column)).clip(-EXTREME, EXTREME)
    return finite.mask(finite.abs() < 1 / EXTREME, 0.0)


def _sample(rows: np.ndarray, most: int) -> np.ndarray:
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(0).choice(rows, most, replace=False))


def _profile(frame: pd.DataFrame, kinds: dict[str, str]) -> str:
    """Return the HTML, with nothing in it that takes long, is drawn by lot, or calls out."""
    os.environ["YDATA_PROFILING_NO_ANALYTICS"] = "True"  # or it reports home
    os.environ["TQDM_DISABLE"] = "1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import matplotlib as mpl

        if sys.version_info >= (3, 14):
            from data_profiling import ProfileReport as Profiler
        else:
            from ydata_profiling import ProfileReport as Profiler

        settings: dict[str, Any] = {
            "html": {"inline": True, "full_width": True, "navbar_show": True},
            "missing_diagrams": {"bar": True, "matrix": True, "heatmap": False},
            "samples": {"head": 10, "tail": 0, "random": 0},
            "duplicates": None,
            "correlations": {"spearman": {"calculate": True}},
            # The word cloud is drawn by lot.
            "vars": {"text": {"words": False, "characters": False}},
        }
        with mpl.rc_context({"svg.hashsalt": "lifecycle"}):
            profiler = Profiler(
                frame,
                title="Training rows",
                minimal=True,
                progress_bar=False,
                type_schema=kinds,
                **settings,
            )
            analysis = profiler.description_set.analysis
            analysis.date_start = analysis.date_end = datetime(2000, 1, 1)
            return str(profiler.to_html())


def _tidy(html: str) -> str:
    """Drop links to elsewhere, the time it was made, and the metadata of its pictures."""
    html = re.sub(r"<tr><th>(Analysis \w+|Duration)<td[^>]*>[^<]*", "", html)
    html = re.sub(r"<metadata>.*?</metadata>", "", html, flags=re.DOTALL)
    return re.sub(r"""href=(["']?)https?://[^"'\s>]*\1""", "href=#top", html)


STEP = Step(
    "report",
    "Full profiling report",
    "Profile the training rows with ydata-profiling. It takes a while and runs in the background.",
    ReportParams,
    ProfileReport,
    run,
    needs=(Need.of(DATA), Need.of(SPLIT)),
)
