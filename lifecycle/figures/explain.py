"""What a model rests on, and how its answer changes along a column."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import short
from .text import plain, ticks
from .theme import BLUE, GREY, nothing, rows_axis, rows_height, style

MOST = 20


def importance(table: pd.DataFrame, metric: str) -> go.Figure:
    """Draw by how much the score gets worse when a column is shuffled, with intervals."""
    title = f"Permutation importance for {metric}"
    shown = table.head(MOST).reset_index(drop=True)
    if shown.empty:
        return nothing(title, "The model uses no column.")
    figure = go.Figure()
    for clear, label in ((True, "clear"), (False, "may be chance")):
        part = shown[shown["clear"] == clear]
        if part.empty:
            continue
        colour = BLUE if clear else GREY
        figure.add_trace(
            go.Scatter(
                x=part["importance"],
                y=part.index,
                mode="markers",
                name=label,
                marker={"color": colour, "size": 9, "symbol": "circle" if clear else "circle-open"},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": (part["high"] - part["importance"]).fillna(0),
                    "arrayminus": (part["importance"] - part["low"]).fillna(0),
                    "color": colour,
                },
                hovertext=[plain(name) for name in part["columns"]],
                hovertemplate="%{hovertext}: %{x:.4g}<extra></extra>",
            )
        )
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"})
    rows_axis(figure, ticks(shown["columns"]))
    figure.update_xaxes(title=f"{metric} gets worse by")
    first = short(shown.loc[0, "columns"])
    alt = f"{len(shown)} columns by how much {metric} gets worse when shuffled; first is {first}."
    return style(figure, title, alt, rows_height(len(shown), 28, 150))


def effect(rows: pd.DataFrame, answers: str) -> go.Figure:
    """Draw the mean answer along one column, with the middle 80% of the rows as a band."""
    if rows.empty:
        return nothing("Partial dependence", "This column was not followed.")
    column = str(rows["column"].iloc[0])
    title = f"{plain(answers[:1].upper() + answers[1:])} along {plain(short(column))}"
    levels = rows["place"].isna().all()
    dates = not levels and rows["value"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    x = rows["value"].map(plain) if levels or dates else rows["place"]
    mode = "markers" if levels else "lines"
    figure = go.Figure()
    if not levels:
        band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        figure.add_trace(go.Scatter(x=x, y=rows["high"], **band))
        fill = {"fill": "tonexty", "fillcolor": "rgba(31, 119, 180, 0.18)"}
        figure.add_trace(go.Scatter(x=x, y=rows["low"], **fill, **band))
    spread = {
        "type": "data",
        "symmetric": False,
        "array": rows["high"] - rows["answer"],
        "arrayminus": rows["answer"] - rows["low"],
        "visible": bool(levels),
    }
    figure.add_trace(
        go.Scatter(
            x=x,
            y=rows["answer"],
            mode=mode,
            name="mean of the rows",
            line={"color": BLUE},
            marker={"color": BLUE, "size": 9},
            error_y=spread,
            hovertemplate="%{x}: %{y:.3g}<extra></extra>",
        )
    )
    figure.update_xaxes(title=plain(short(column)))
    figure.update_yaxes(title=plain(short(answers)))
    low, high = rows["answer"].min(), rows["answer"].max()
    alt = f"The mean {short(answers)} lies between {low:.3g} and {high:.3g} along {short(column)}."
    return style(figure, title, alt, 360)
