"""Why one row is answered as it is: its columns' shares, and its answer along one column."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import number, short, signed
from .text import plain, ticks
from .theme import BLUE, GREY, VERMILLION, hatch, nothing, rows_axis, rows_height, style

MOST = 15


def contributions(table: pd.DataFrame, answers: str) -> go.Figure:
    """Draw how much each column moves the answer of one row, with the error of sampling."""
    title = f"What moves the {plain(short(answers))}"
    shown = table.head(MOST).reset_index(drop=True)
    if shown.empty:
        return nothing(title, "The model uses no column.")
    figure = go.Figure()
    for up, label, colour in ((True, "raises it", BLUE), (False, "lowers it", VERMILLION)):
        own = (shown["contribution"] >= 0) == up
        if not own.any():
            continue
        part = shown[own]
        figure.add_trace(
            go.Bar(
                x=part["contribution"],
                y=part.index,
                orientation="h",
                name=label,
                marker={"color": colour, "pattern": hatch("" if up else "/")},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": part["high"] - part["contribution"],
                    "arrayminus": part["contribution"] - part["low"],
                    "color": GREY,
                },
                hovertext=[
                    f"{plain(row['columns'])} = {plain(row['values'])}: "
                    f"{signed(row['contribution'])}"
                    for row in part.to_dict("records")
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    rows_axis(figure, ticks(shown["columns"]))
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title="Beside the mean of other rows")
    first = shown.to_dict("records")[0]
    alt = (
        f"{len(shown)} columns by how much they move the {short(answers)} of this row; most does "
        f"{short(first['columns'])}, by {number(abs(first['contribution']))}."
    )
    return style(figure, title, alt, rows_height(len(shown), 28, 150))


def ice(rows: pd.DataFrame, answers: str) -> go.Figure:
    """Draw one row's answer along one column, with its own value marked."""
    if rows.empty:
        return nothing("This row along a column", "This column was not followed.")
    column = str(rows["column"].iloc[0])
    title = f"This row along {plain(short(column))}"
    own, tried = rows[rows["own"]], rows[~rows["own"]]
    levels = tried["place"].isna().all()
    dates = not levels and tried["value"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    named = levels or dates
    figure = go.Figure()
    for part, name, colour, symbol in (
        (tried, "with another value", BLUE, "circle"),
        (own, "as it is", VERMILLION, "diamond"),
    ):
        figure.add_trace(
            go.Scatter(
                x=part["value"].map(plain) if named else part["place"],
                y=part["answer"],
                mode="markers" if levels or name == "as it is" else "lines+markers",
                name=name,
                line={"color": colour},
                marker={"color": colour, "size": 7 if symbol == "circle" else 12}
                | {"symbol": symbol},
                hovertemplate="%{x}: %{y:.3g}<extra></extra>",
            )
        )
    if dates:
        figure.update_xaxes(type="date")
    figure.update_xaxes(title=plain(short(column)))
    figure.update_yaxes(title=plain(short(answers)))
    low, high = rows["answer"].min(), rows["answer"].max()
    alt = (
        f"The {short(answers)} of this row lies between {low:.3g} and {high:.3g} along "
        f"{short(column)}."
    )
    return style(figure, title, alt, 320)
