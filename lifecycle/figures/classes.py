"""Which classes are confused, and whether the probabilities mean what they say."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ..core.wording import count, interval, percent, short
from .text import plain, ticks
from .theme import (
    GREY,
    SHADES,
    cell_text,
    look,
    nothing,
    rows_axis,
    rows_height,
    style,
)

WITH_COUNTS, WITH_SHARES = 12, 6


def confusion(counts: pd.DataFrame, of: Literal["actual", "predicted"] = "actual") -> go.Figure:
    """Draw actual against predicted classes: counts and shares of each actual class, or predicted.

    Takes ``curves["confusion"]``; the interval of each share is shown on hover.
    """
    title = "Confusion matrix"
    if counts.empty:
        return nothing(title, "There are no predictions to compare.")
    names = list(dict.fromkeys([*counts["actual"], *counts["predicted"]]))
    wide = counts.pivot_table(
        index="actual", columns="predicted", values="count", aggfunc="sum", observed=True
    )
    table = wide.reindex(index=names, columns=names).fillna(0).to_numpy(dtype=int)
    shares = table / np.maximum(table.sum(axis=int(of == "actual"), keepdims=True), 1)
    limits = _limits(counts, "" if of == "actual" else "called_")
    labels = [plain(n) for n in names]
    hover = [
        [
            f"{a} taken for {p}<br>{count('row', int(table[i, j]))}{limits.get((n, m), '')}"
            for j, (p, m) in enumerate(zip(labels, names, strict=True))
        ]
        for i, (a, n) in enumerate(zip(labels, names, strict=True))
    ]
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            zmin=0,
            zmax=1,
            colorscale=SHADES,
            showscale=False,
            xgap=2,
            ygap=2,
            text=hover,
            hovertemplate=f"%{{text}}<br>%{{z:.1%}} of the {of} class<extra></extra>",
        )
    )
    cell_text(figure, _written(table, shares), shares)
    rows_axis(figure, ticks(names))
    figure.update_xaxes(tickvals=list(range(len(names))), ticktext=ticks(names), ticks="")
    figure.update_xaxes(title="Predicted", showgrid=False).update_yaxes(title="Actual")
    right = int(np.trace(table))
    alt = (
        f"Confusion matrix of {count('class', len(names))}: {right:,} of "
        f"{count('row', int(table.sum()))} are right, {percent(right / max(table.sum(), 1))}."
    )
    return style(figure, title, alt, rows_height(len(names), 52 if len(names) <= 6 else 34, 130))


def _limits(counts: pd.DataFrame, prefix: str) -> dict[tuple[object, object], str]:
    """Return the interval of each share in words, where the frame has it."""
    columns = [f"{prefix}{end}" for end in ("low", "high")]
    if not set(columns) <= set(counts):
        return {}
    rows = counts[["actual", "predicted", *columns]].itertuples(index=False)
    return {(a, p): f"<br>interval {percent(low)} to {percent(high)}" for a, p, low, high in rows}


def _written(table: np.ndarray, shares: np.ndarray) -> dict[tuple[int, int], str]:
    """Return the text of each cell: counts, and shares where they fit."""
    if len(table) > WITH_COUNTS:
        return {}
    small = len(table) <= WITH_SHARES
    return {
        (i, j): f"{n:,}<br>{shares[i, j]:.0%}" if small else f"{n:,}"
        for (i, j), n in np.ndenumerate(table)
    }


def reliability(points: pd.DataFrame, title: str = "Reliability diagram") -> go.Figure:
    """Draw observed against predicted shares with bands, and how many rows are at each.

    Takes ``curves["reliability"]``; on the diagonal the probabilities mean what they say.
    """
    if points.empty:
        return nothing(title, "There are no probabilities to check.")
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.78, 0.22], vertical_spacing=0.05
    )
    ideal = {"color": GREY, "dash": "dot", "width": 1.5}
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", name="ideal", line=ideal, hoverinfo="skip")
    )
    groups = list(points.groupby("class", sort=False, observed=True))
    for i, (name, part) in enumerate(groups):
        ordered = part.sort_values("predicted")
        _reliable(figure, ordered, plain(name), i, len(groups))
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%", tick0=0, dtick=0.2)
    figure.update_xaxes(title="Predicted probability", row=2, col=1)
    figure.update_yaxes(title="Observed share", range=[-0.03, 1.03], row=1, col=1)
    figure.update_yaxes(tickformat=".0%", row=1, col=1)
    figure.update_yaxes(title="Rows", nticks=3, rangemode="tozero", row=2, col=1)
    figure.update_layout(barmode="overlay" if len(groups) == 1 else "stack")
    gap = float(
        np.average((points["observed"] - points["predicted"]).abs(), weights=points["count"])
    )
    what = short(groups[0][0]) if len(groups) == 1 else count("class", len(groups))
    alt = (
        f"Reliability of the probabilities of {what}: observed and predicted shares lie "
        f"{percent(gap)} apart on average."
    )
    return style(figure, title, alt, 440)


def _reliable(figure: go.Figure, part: pd.DataFrame, name: str, i: int, of: int) -> None:
    colour, dash, symbol = look(i)
    columns = ["predicted", "observed", "low", "high", "count"]
    hover = [
        f"{name}: predicted {p:.1%}<br>observed {interval(o, lo, hi)}<br>{count('row', int(n))}"
        for p, o, lo, hi, n in part[columns].itertuples(index=False)
    ]
    figure.add_trace(
        go.Scatter(
            x=part["predicted"],
            y=part["observed"],
            mode="lines+markers",
            name=name,
            line={"color": colour, "dash": dash, "width": 1},
            marker={"color": colour, "symbol": symbol},
            error_y={
                "array": part["high"] - part["observed"],
                "arrayminus": part["observed"] - part["low"],
                "thickness": 1.5,
                "width": 3,
                "visible": of <= 3,
            },
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Bar(
            x=part["predicted"],
            y=part["count"],
            width=0.025,
            marker={"color": GREY if of == 1 else colour, "opacity": 0.7},
            showlegend=False,
            hovertemplate="%{y:,} rows<extra></extra>",
        ),
        row=2,
        col=1,
    )
