"""How two models differ: every metric in units of the difference that matters."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import interval, short
from .text import plain, ticks
from .theme import BLUE, GREY, nothing, rows_axis, rows_height, style

FARTHEST = 12.0  # margins; what lies farther off is drawn at the edge


def differences(metrics: pd.DataFrame, first: str, second: str) -> go.Figure:
    """Draw by how many margins the first is better; takes `metrics.paired.differences`."""
    title = f"{plain(short(first))} less {plain(short(second))}"
    shown = metrics[(metrics["margin"] > 0) & metrics["difference"].notna()]
    shown = shown.reset_index(drop=True)
    if shown.empty:
        return nothing(title, "No metric has a difference that could matter.")
    unit = shown["margin"]
    value, low, high = (
        (shown[name] / unit).clip(-FARTHEST, FARTHEST) for name in ("difference", "low", "high")
    )
    figure = go.Figure()
    for clear, label in ((True, "clear"), (False, "may be chance or too little")):
        own = shown["verdict"].isin(["better", "worse"]) == clear
        if not own.any():
            continue
        colour = BLUE if clear else GREY
        figure.add_trace(
            go.Scatter(
                x=value[own],
                y=shown.index[own],
                mode="markers",
                name=label,
                marker={
                    "color": colour,
                    "size": 9,
                    "symbol": [_symbol(each, clear) for each in value[own]],
                },
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": (high - value)[own],
                    "arrayminus": (value - low)[own],
                    "color": colour,
                },
                hovertext=[
                    f"{plain(row['title'])}: {interval(row['difference'], row['low'], row['high'])}"
                    for row in shown[own].to_dict("records")
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    figure.add_vrect(x0=-1, x1=1, fillcolor=GREY, opacity=0.16, line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"})
    rows_axis(figure, ticks(shown["title"]))
    farther = bool((value.abs() >= FARTHEST).any())
    beside = f"; a triangle lies farther off than {FARTHEST:.0f}" if farther else ""
    figure.update_xaxes(title=f"In multiples of what matters{beside}")
    beyond = int(shown["verdict"].isin(["better", "worse"]).sum())
    alt = (
        f"{len(shown)} metrics by how much {short(first)} is better than {short(second)}, in units "
        f"of the difference that matters; {beyond} lie clearly beyond it."
    )
    return style(figure, title, alt, rows_height(len(shown), 30, 150))


def _symbol(at: float, clear: bool) -> str:
    """Return a triangle that points to where a value beyond the edge lies, else a circle."""
    shape = "circle" if abs(at) < FARTHEST else "triangle-right" if at > 0 else "triangle-left"
    return shape if clear else f"{shape}-open"
