"""How often each value of one column occurs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, percent, short
from ..stats.binning import MISSING
from .bins import bar_places, instants, is_ranged, pooled
from .text import plain, ticks
from .theme import BLUE, GREY, hatch, nothing, rows_axis, rows_height, style

AXES = {"text": "Length in characters"}


def distribution(frame: pd.DataFrame) -> go.Figure:
    """Draw how often each value occurs; takes the rows of one column of ``distributions``."""
    if frame.empty:
        return nothing("Distribution", "An identifier is not shown: each value occurs about once.")
    frame, column = frame.reset_index(drop=True), str(frame["column"].iloc[0])
    title = f"Distribution of {plain(column)}"
    total = frame["count"].sum()
    text = [
        f"{plain(b)}<br>{count('row', int(n))}, {percent(n / total)}"
        for b, n in zip(frame["bin"], frame["count"], strict=True)
    ]
    frame = frame.assign(hover=text)
    top = frame.iloc[int(frame["count"].argmax())]
    alt = (
        f"Distribution of {short(column)} in {count('bin', len(frame))}; the fullest is "
        f"{short(top['bin'])} with {percent(top['count'] / total)} of {count('row', int(total))}."
    )
    known = frame[frame["bin"] != MISSING] if is_ranged(frame) else frame
    if not is_ranged(frame):
        return _levels(known, title, alt)
    if len(known) < len(frame):
        gaps = percent(frame["count"].iloc[-1] / total)
        title += f", {gaps} missing"
    return _ranges(known, column, title, alt)


def _levels(frame: pd.DataFrame, title: str, alt: str) -> go.Figure:
    apart = pooled(frame)
    figure = go.Figure(
        go.Bar(
            x=frame["count"],
            y=frame.index,
            orientation="h",
            marker={"color": np.where(apart, GREY, BLUE)}
            | {"pattern": hatch(["/" if p else "" for p in apart])},
            hovertext=frame["hover"],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    rows_axis(figure, ticks(frame["bin"]))
    figure.update_xaxes(title="Rows").update_yaxes(title="")
    return style(figure, title, alt, rows_height(len(frame)))


def _ranges(frame: pd.DataFrame, column: str, title: str, alt: str) -> go.Figure:
    kind = str(frame["kind"].iloc[0])
    middle, width, stretched = bar_places(frame)
    figure = go.Figure(
        go.Bar(
            x=instants(middle) if kind == "date" else middle,
            y=frame["count"],
            width=width * 1000 if kind == "date" else width,
            marker={"color": BLUE, "pattern": hatch(["/" if s else "" for s in stretched])},
            hovertext=frame["hover"],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(bargap=0.04)
    figure.update_xaxes(title=AXES.get(kind, plain(column)), showgrid=False)
    figure.update_yaxes(title="Rows", rangemode="tozero")
    if stretched.any():
        alt += " A hatched bar at an end holds all values beyond it."
        figure.update_xaxes(title=f"{plain(column)} (hatched: and beyond)")
    return style(figure, title, alt)
