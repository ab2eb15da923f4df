"""Whether promises for single rows are kept, and whether amounts are right on average."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, interval, percent, short
from .text import plain, ticks
from .theme import BLUE, GREY, nothing, rows_axis, rows_height, style


def kept_promises(parts: pd.DataFrame, level: float) -> go.Figure:
    """Draw how often sets or intervals held in each part of the rows, beside what was asked."""
    title = "Observed coverage"
    if parts.empty:
        return nothing(title, "The rows have no parts to compare.")
    shown = parts.reset_index(drop=True)
    hover = [
        f"{plain(row['part'])}<br>covered for "
        f"{interval(row['coverage'], row['low'], row['high'])}<br>{count('row', int(row['count']))}"
        for row in shown.to_dict("records")
    ]
    figure = go.Figure(
        go.Scatter(
            x=shown["coverage"],
            y=shown.index,
            mode="markers",
            marker={"color": BLUE, "size": 9},
            error_x=_spread(shown, "coverage"),
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.add_vline(x=level, line={"color": GREY, "width": 1.5, "dash": "dot"})
    rows_axis(figure, ticks(shown["part"]))
    figure.update_xaxes(title="Share of rows, with interval", tickformat=".0%", nticks=6)
    least = min(shown.to_dict("records"), key=lambda row: float(row["coverage"]))
    alt = (
        f"Target coverage is {percent(level)}; the lowest observed coverage is that of "
        f"{short(str(least['part']))}: {percent(float(least['coverage']))} of its rows."
    )
    return style(figure, title, alt, rows_height(len(shown), 34, 120))


def pit(bins: pd.DataFrame) -> go.Figure:
    """Draw where new errors lie among earlier ones; bars of one height are right."""
    title = "PIT histogram"
    if bins.empty:
        return nothing(title, "There are no errors to compare.")
    middle = (bins["from"] + bins["to"]) / 2
    figure = go.Figure(
        go.Bar(
            x=middle,
            y=bins["share"],
            width=0.9 * (bins["to"] - bins["from"]),
            marker={"color": BLUE, "opacity": 0.75},
            error_y=_spread(bins, "share"),
            customdata=bins["count"],
            hovertemplate="%{y:.1%} of the rows (%{customdata:,})<extra></extra>",
        )
    )
    figure.add_hline(y=1 / len(bins), line={"color": GREY, "width": 1.5, "dash": "dot"})
    figure.update_xaxes(title="PIT: quantile of the error among earlier errors")
    figure.update_xaxes(range=[0, 1], tickformat=".0%", nticks=6)
    figure.update_yaxes(title="Share of rows", tickformat=".0%", rangemode="tozero", nticks=5)
    far = int(((bins["low"] > 1 / len(bins)) | (bins["high"] < 1 / len(bins))).sum())
    alt = (
        f"{far} of {count('bin', len(bins))} clearly hold more or fewer rows than a flat "
        "histogram would."
    )
    return style(figure, title, alt, 320)


def mean_calibration(table: pd.DataFrame) -> go.Figure:
    """Draw observed means against predicted ones, by tenths of the prediction."""
    title = "Mean calibration"
    if table.empty:
        return nothing(title, "There are no predictions to check.")
    ends = [float(table["predicted"].min()), float(table["predicted"].max())]
    figure = go.Figure(
        go.Scatter(
            x=ends,
            y=ends,
            mode="lines",
            name="ideal",
            line={"color": GREY, "dash": "dot", "width": 1.5},
            hoverinfo="skip",
        )
    )
    hover = [
        f"predicted {row['predicted']:,.4g}<br>observed "
        f"{interval(row['observed'], row['low'], row['high'])}<br>{count('row', int(row['count']))}"
        for row in table.to_dict("records")
    ]
    figure.add_trace(
        go.Scatter(
            x=table["predicted"],
            y=table["observed"],
            mode="lines+markers",
            name="mean of a tenth of the rows",
            line={"color": BLUE, "width": 1},
            marker={"color": BLUE},
            error_y=_spread(table, "observed"),
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_xaxes(title="Mean prediction").update_yaxes(title="Mean observed value")
    off = int(((table["low"] > table["predicted"]) | (table["high"] < table["predicted"])).sum())
    alt = f"In {off} of {count('part', len(table))} the mean is clearly off its prediction."
    return style(figure, title, alt, 400)


def _spread(frame: pd.DataFrame, value: str) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": (frame["high"] - frame[value]).fillna(0),
        "arrayminus": (frame[value] - frame["low"]).fillna(0),
        "thickness": 1.5,
        "width": 3,
    }
