"""How results are shown: figures with a text for those who cannot see them, tables, metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lifecycle import figures, words
from lifecycle.catalog.metrics import METRICS
from lifecycle.project import Project

from .text import plain


def figure(project: Project, step: str, name: str, draw: Callable[[], go.Figure]) -> None:
    """Show a figure of a step's result; ``name`` tells the result's figures apart.

    Building a figure costs more than the rest of a page, and a result never changes, so forty
    people who look at the same result share one figure.
    """
    made = _figure(f"{project.statuses[step].shown}/{name}", draw)
    alt = (made.layout.meta or {}).get("alt")
    st.plotly_chart(made, width="stretch", key=f"{step}.{name}", alt=alt, config=figures.CONFIG)


@st.cache_resource(max_entries=500, show_spinner=False)
def _figure(key: str, _draw: Callable[[], go.Figure]) -> go.Figure:
    return _draw()


def file_name(project: Project, step: str) -> bool:
    """Show which file a reading step uses; return whether it has one."""
    name = project.file_name(project.params(step).model_dump()["source"])
    if name:
        st.markdown(f":material/table: **{plain(name)}**")
    return bool(name)


def table(frame: pd.DataFrame, **columns: Any) -> None:
    """Show a frame; ``columns`` gives titles (or column configs) to those that are shown."""
    shown = list(columns) or frame.columns.tolist()
    config = {
        name: st.column_config.Column(look) if isinstance(look, str) else look
        for name, look in columns.items()
    }
    st.dataframe(frame[shown], hide_index=True, column_config=config, width="stretch")


def preview(frame: pd.DataFrame, rows: int = 50) -> None:
    """Show the first rows; a date without a time of day is shown as a date."""
    head = frame.head(rows)
    days = {
        str(name): st.column_config.DatetimeColumn(format="YYYY-MM-DD")
        for name in head.select_dtypes("datetime")
        if (head[name].dropna() == head[name].dropna().dt.normalize()).all()
    }
    st.dataframe(head, hide_index=True, column_config=days)


def metric_rows(metrics: pd.DataFrame, baseline: pd.DataFrame, beside: str) -> pd.DataFrame:
    """Return one row a metric in words: value, interval, the one it stands beside, and method."""
    others = dict(zip(baseline["name"], baseline["value"], strict=True))
    return pd.DataFrame([_metric_row(row, others, beside) for row in metrics.to_dict("records")])


def _metric_row(row: dict[Any, Any], others: dict[Any, Any], beside: str) -> dict[str, str]:
    spread = row["high"] - row["low"]
    low, high = words.number(row["low"], spread), words.number(row["high"], spread)
    better = "higher" if METRICS[row["name"]].greater_is_better else "lower"
    return {
        "Metric": row["title"],
        "Value": words.number(row["value"], spread),
        f"{row['level']:.0%} interval": f"{low} to {high}",
        beside: words.number(others.get(row["name"]), spread),
        "Better is": better,
        "Rows": f"{row['n']:,}",
        "Method": row["method"],
    }
