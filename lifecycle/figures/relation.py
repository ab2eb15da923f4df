"""How the target changes along one column: its share or mean in each bin, and the bin's rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ..core.wording import count, interval, number, percent, short
from .bins import bin_axis, is_level
from .text import plain
from .theme import DASHES, GREY, PALETTE, SYMBOLS, nothing, rows_height, style


def relation(rows: pd.DataFrame, target: str = "target") -> go.Figure:
    """Draw the target's share or mean within each bin of a column, with 95% intervals.

    Takes the rows of one column of ``Profile.relations``. The dashed line is the value of all rows
    together.
    """
    if rows.empty:
        return nothing("Relation", "This column is not compared with the target.")
    column = str(rows["column"].iloc[0])
    title = f"{'Target' if target == 'target' else plain(target)} by {plain(column)}"
    classes = list(rows["class"].unique())
    first = rows[rows["class"] == classes[0]].reset_index(drop=True)
    flip = is_level(first)
    shape: dict[str, Any] = {"cols": 2, "column_widths": [0.74, 0.26], "shared_yaxes": True}
    if not flip:
        shape = {"rows": 2, "row_heights": [0.76, 0.24], "shared_xaxes": True}
    figure = make_subplots(horizontal_spacing=0.04, vertical_spacing=0.06, **shape)
    for i, name in enumerate(classes):
        part = rows[rows["class"] == name].reset_index(drop=True)
        figure.add_trace(_values(part, i, len(classes), flip), row=1, col=1)
    if len(classes) == 1:
        _overall(figure, first, flip)
    where = {"row": 1, "col": 2} if flip else {"row": 2, "col": 1}
    figure.add_trace(_counts(first, flip), **where)
    _axes(figure, first, column, _value_title(classes, target), flip, where)
    height = rows_height(len(first), 28, 130) if flip else 380
    return style(figure, title, _alt(first, column, target, classes), height)


def _values(part: pd.DataFrame, i: int, of: int, flip: bool) -> go.Scatter:
    """One class's points; several are set a little apart, and beyond four lose their whiskers."""
    if not flip and part["left"].notna().any():
        part = _apart(part)
    places = part.index + (i - (of - 1) / 2) * 0.16 * (of <= 4)
    spread = (part["high"] - part["low"]).median()
    hover = [
        f"{plain(b)}<br>{interval(v, lo, hi)}<br>{count('row', int(n))}"
        for b, v, lo, hi, n in zip(
            part["bin"], part["value"], part["low"], part["high"], part["count"], strict=True
        )
    ]
    whiskers = {
        "array": part["high"] - part["value"],
        "arrayminus": part["value"] - part["low"],
        "thickness": 1.5,
        "width": 3,
        "visible": of <= 4 and bool(np.isfinite(spread)),
    }
    lines = not flip and part["left"].notna().sum() > 1
    return go.Scatter(
        **_xy(places, part["value"], flip),
        **{"error_x" if flip else "error_y": whiskers},
        mode="lines+markers" if lines else "markers",
        name=plain(part["class"].iloc[0]) if of > 1 else "",
        line={"color": PALETTE[i % len(PALETTE)], "dash": DASHES[i % len(DASHES)], "width": 1.5},
        marker={"symbol": SYMBOLS[i % len(SYMBOLS)], "color": PALETTE[i % len(PALETTE)]},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _apart(part: pd.DataFrame) -> pd.DataFrame:
    """Put a gap before the bin of missing values, so that no line leads to it."""
    known = part["left"].notna()
    if known.all():
        return part
    gap = part[~known].assign(value=np.nan, low=np.nan, high=np.nan)
    return pd.concat([part[known], gap, part[~known]])


def _overall(figure: go.Figure, part: pd.DataFrame, flip: bool) -> None:
    value = float(np.average(part["value"], weights=part["count"]))
    line = {"line": {"color": GREY, "dash": "dash", "width": 1.5}, "row": 1, "col": 1}
    if flip:
        figure.add_vline(x=value, **line)
    else:
        figure.add_hline(y=value, **line)


def _counts(part: pd.DataFrame, flip: bool) -> go.Bar:
    return go.Bar(
        **_xy(part.index, part["count"], flip),
        orientation="h" if flip else "v",
        marker={"color": GREY, "opacity": 0.6},
        showlegend=False,
        hovertemplate=f"%{{{'x' if flip else 'y'}:,}} rows<extra></extra>",
    )


def _axes(
    figure: go.Figure,
    part: pd.DataFrame,
    column: str,
    value_title: str,
    flip: bool,
    where: dict[str, int],
) -> None:
    if flip:
        bin_axis(figure, part, row=1, col=1)
        figure.update_yaxes(range=[len(part) - 0.5, -0.5], showgrid=False, **where)
        figure.update_xaxes(title=value_title, row=1, col=1)
        figure.update_xaxes(title="Rows", nticks=3, **where)
    else:
        bin_axis(figure, part, **where)
        figure.update_xaxes(range=[-0.6, len(part) - 0.4], showgrid=False, row=1, col=1)
        figure.update_xaxes(title=plain(column), **where)
        figure.update_yaxes(title=value_title, row=1, col=1)
        figure.update_yaxes(title="Rows", nticks=3, rangemode="tozero", **where)
    if part["class"].iloc[0]:
        (figure.update_xaxes if flip else figure.update_yaxes)(tickformat=".0%", row=1, col=1)


def _value_title(classes: list[str], target: str) -> str:
    if classes == [""]:
        return f"Mean of {plain(target, 24)}"
    if len(classes) > 1:
        return "Share of each class"
    return f"Share with {plain(target, 18)} = {plain(classes[0], 18)}"


def _alt(part: pd.DataFrame, column: str, target: str, classes: list[str]) -> str:
    what = f"Mean of {short(target)}"
    if classes != [""]:
        what = f"Share with {short(target)} = {short(classes[0])}"
    say = number if classes == [""] else percent
    low, high = (part.iloc[int(i)] for i in (part["value"].argmin(), part["value"].argmax()))
    more = f", and of {count('other class', len(classes) - 1)}" if len(classes) > 1 else ""
    return (
        f"{what} along {short(column)}: lowest at {short(low['bin'])} with {say(low['value'])}, "
        f"highest at {short(high['bin'])} with {say(high['value'])}{more}."
    )


def _xy(along: Any, value: Any, flip: bool) -> dict[str, Any]:
    return {"x": value, "y": along} if flip else {"x": along, "y": value}
