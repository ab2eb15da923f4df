"""Several classes: each against the rest, and which pairs are hard to tell apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, interval, number, short
from .text import plain, ticks
from .theme import BLUE, GREY, SHADES, cell_text, nothing, rows_axis, rows_height, style

MOST_WRITTEN = 10


def against_rest(rates: pd.DataFrame, title: str) -> go.Figure:
    """Draw one rate of each class with its interval, the lowest first; takes rows of one name of
    ``curves["one_vs_rest"]``."""
    if rates.empty:
        return nothing(title, "There are no classes to compare.")
    ordered = rates.sort_values("value", kind="stable")
    hover = [
        f"{plain(r['class'])}<br>{interval(r['value'], r['low'], r['high'])}"
        f"<br>{count('row', int(r['n']))}"
        for r in ordered.to_dict("records")
    ]
    figure = go.Figure(
        go.Scatter(
            x=ordered["value"],
            y=np.arange(len(ordered)),
            mode="markers",
            marker={"color": BLUE, "size": 9},
            error_x={
                "array": ordered["high"] - ordered["value"],
                "arrayminus": ordered["value"] - ordered["low"],
                "thickness": 1.5,
                "width": 3,
            },
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    rows_axis(figure, ticks(ordered["class"]))
    figure.update_xaxes(title=title, range=[-0.02, 1.02])
    worst, best = ordered.iloc[0], ordered.iloc[-1]
    alt = (
        f"{title} of {count('class', len(ordered))} against the rest, from "
        f"{number(worst['value'])} of {short(worst['class'])} to {number(best['value'])} of "
        f"{short(best['class'])}."
    )
    return style(figure, f"{title}, each class against the rest", alt, rows_height(len(ordered)))


def class_pairs(pairs: pd.DataFrame) -> go.Figure:
    """Draw how well each two classes are told apart; takes ``curves["one_vs_one"]``.

    A fuller colour is harder, so that what needs work is seen first.
    """
    title = "ROC AUC of each two classes"
    if pairs.empty:
        return nothing(title, "There are no two classes to compare.")
    names = sorted({*pairs["a"], *pairs["b"]}, key=str)
    place = {name: k for k, name in enumerate(names)}
    size = len(names)
    shade, text, hover = np.full((size, size), np.nan), {}, np.full((size, size), "", dtype=object)
    for r in pairs.to_dict("records"):
        i, j = sorted((place[r["a"]], place[r["b"]]), reverse=True)
        shade[i, j] = 2 * (1 - max(r["value"], 0.5))
        text[i, j] = f"{r['value']:.2f}"
        hover[i, j] = (
            f"{plain(r['a'])} and {plain(r['b'])}<br>{interval(r['value'], r['low'], r['high'])}"
            f"<br>{count('row', int(r['n']))}"
        )
    figure = go.Figure(
        go.Heatmap(
            z=shade,
            zmin=0,
            zmax=1,
            colorscale=SHADES,
            showscale=False,
            xgap=2,
            ygap=2,
            text=hover,
            hovertemplate="%{text}<extra></extra>",
            hoverongaps=False,
        )
    )
    cell_text(figure, text if size <= MOST_WRITTEN else {}, np.nan_to_num(shade))
    rows_axis(figure, ticks(names))
    figure.update_xaxes(tickvals=list(range(size)), ticktext=ticks(names), ticks="")
    figure.update_xaxes(title="Class", showgrid=False, color=GREY).update_yaxes(title="Class")
    worst = pairs.iloc[0]
    alt = (
        f"{count('pair', len(pairs))} of classes; hardest to tell apart are {short(worst['a'])} "
        f"and {short(worst['b'])} with {number(worst['value'])}."
    )
    return style(figure, title, alt, rows_height(size, 40 if size <= MOST_WRITTEN else 22, 130))
