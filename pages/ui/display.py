"""How results are shown: figures with a text for those who cannot see them, tables, metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.core.recipe import AnyStep, Step, name_of
from lifecycle.data.read_step import ReadParams
from lifecycle.export.safe_csv import made_plain, to_csv
from lifecycle.metrics.catalog import METRICS, UNDEFINED, scored
from lifecycle.project.project import Project

from .text import plain


def figure(project: Project, step: AnyStep | str, name: str, draw: Callable[[], go.Figure]) -> None:
    """Show a figure of a step's result; ``name`` tells the result's figures apart.

    Building a figure costs more than the rest of a page, and a result never changes, so forty
    people who look at the same result share one figure.
    """
    made = _figure(f"{project.statuses[step].shown}/{name}", draw)
    alt = (made.layout.meta or {}).get("alt")
    key = f"{name_of(step)}.{name}"
    st.plotly_chart(made, width="stretch", key=key, alt=alt, config=figures.CONFIG)


@st.cache_resource(max_entries=500, show_spinner=False)
def _figure(key: str, _draw: Callable[[], go.Figure]) -> go.Figure:
    return _draw()


def file_name(project: Project, step: Step[ReadParams, Any]) -> bool:
    """Show which file a reading step uses; return whether it has one."""
    name = project.file_name(project.params(step).source)
    if name:
        st.markdown(f":material/table: **{plain(name)}**")
        lost = project.lost_file(step)
        if lost:
            st.warning(plain(lost, most=400), icon=":material/broken_image:")
    return bool(name)


def seen(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame as a person may see it: signs that turn the direction around written out."""
    out = frame.copy()
    for name in out.select_dtypes(["object", "category", "string"]):
        out[name] = out[name].astype(object).map(_seen)
    return out.rename(columns=_seen)


def _seen(cell: Any) -> Any:
    return wording.visible(cell) if isinstance(cell, str) else cell


def grid(frame: pd.DataFrame, **look: Any) -> None:
    """Show a frame as `seen`; every frame that is not edited is shown by this."""
    st.dataframe(seen(frame), **look)


def table(frame: pd.DataFrame, **columns: Any) -> None:
    """Show a frame; ``columns`` gives titles (or column configs) to those that are shown."""
    shown = list(columns) or frame.columns.tolist()
    config = {
        name: st.column_config.Column(look) if isinstance(look, str) else look
        for name, look in columns.items()
    }
    grid(frame[shown], hide_index=True, column_config=config, width="stretch")


def intervals(frame: pd.DataFrame, value: str, low: str, high: str) -> list[str]:
    """Return the numbers of three columns as values with their intervals."""
    rows = frame[[value, low, high]].astype(float).to_numpy()
    return [wording.interval(*map(float, row)) for row in rows]


def behind(named: dict[str, pd.DataFrame], key: str) -> None:
    """Show the frames behind a figure, each with a download that no spreadsheet can run.

    The table has a download of its own, so its cells are made plain too.
    """
    for name, frame in named.items():
        grid(made_plain(frame), hide_index=True, width="stretch", placeholder="")
        st.download_button(
            f"Download {name.replace('_', ' ')} (CSV)",
            data=lambda frame=frame: to_csv(frame).encode(),  # type: ignore[misc]
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"{key}.csv.{name}",
        )


def numbers(
    named: dict[str, pd.DataFrame], key: str, title: str = "The numbers behind this figure"
) -> None:
    """Offer the frames behind a view, those that hold anything."""
    full = {name: frame for name, frame in named.items() if len(frame)}
    if full:
        with st.expander(title, key=f"{key}.numbers"):
            behind(full, key)


def preview(frame: pd.DataFrame, rows: int = 50) -> None:
    """Show the first rows; a date without a time of day is shown as a date."""
    head = frame.head(rows)
    days = {
        str(name): st.column_config.DatetimeColumn(format="YYYY-MM-DD")
        for name in head.select_dtypes("datetime")
        if (head[name].dropna() == head[name].dropna().dt.normalize()).all()
    }
    grid(head, hide_index=True, column_config=days)


def metric_rows(
    metrics: pd.DataFrame, baseline: pd.DataFrame, beside: str, **others: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a metric in words: value, interval, what it stands beside, and method.

    ``others``: further columns by title: frames of the same metrics, whose values are shown, or
    their intervals where the frame has a column ``gain``.
    """
    columns = {beside: baseline} | others
    return pd.DataFrame([_metric_row(row, columns) for row in metrics.to_dict("records")])


def _metric_row(row: dict[Any, Any], others: dict[str, pd.DataFrame]) -> dict[str, str]:
    spread = row["high"] - row["low"]
    better = "higher" if METRICS[row["name"]].greater_is_better else "lower"
    return {
        "Metric": row["title"],
        f"Value ({row['level']:.0%} interval)": scored(row),
        **{title: _beside(frame, row["name"], spread) for title, frame in others.items()},
        "Better is": better,
        "Rows": f"{row['n']:,}",
        "Method": row["method"],
    }


def _beside(frame: pd.DataFrame, name: str, spread: float) -> str:
    found = frame[frame["name"] == name]
    if found.empty:
        return ""
    row = found.iloc[0]
    if pd.isna(row["value"]):
        return UNDEFINED
    if "gain" in frame:
        return scored(row.to_dict())
    value = wording.number(float(row["value"]), spread)
    return f"{value} ({row['reference']})" if row.get("reference") else value
