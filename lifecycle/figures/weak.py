"""Where the model does worst, and how groups fare: differences with their intervals."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, short
from .text import plain
from .theme import GREY, PALETTE, nothing, style

RATES = {
    "selection_rate": "Selection rate",
    "accuracy": "Accuracy",
    "true_positive_rate": "Recall (true positive rate)",
    "false_positive_rate": "False positive rate",
    "precision": "Precision",
}


def slices(found: pd.DataFrame) -> go.Figure:
    """Draw how much worse each slice is than the rest, tested on rows that did not find it."""
    title = "Weak spots"
    if found.empty:
        return nothing(title, "No group of rows is large enough to be told apart.")
    names = [short(name, longest=46) for name in found["slice"]]
    return _gaps(
        title,
        names,
        found,
        "Excess error",
        f"{count('weak spot', int(found['flagged'].sum()))} of {len(found)} candidates hold up on "
        "rows that took no part in the search.",
    )


def groups(gaps: pd.DataFrame, metric: str) -> go.Figure:
    """Draw one rate of each group less that of its reference group."""
    title = f"{RATES[metric]}: difference from the reference group"
    own = gaps[gaps["metric"] == metric]
    if own.empty:
        return nothing(title, "There are no two groups to compare.")
    names = [
        f"{short(row['group'], longest=24)} (to {short(row['reference'], longest=18)})"
        for row in own.to_dict("records")
    ]
    said = f"{count('group', int(own['flagged'].sum()))} of {len(own)} clearly differ."
    return _gaps(title, names, own, "Difference of rates", said)


def _gaps(title: str, names: list[str], frame: pd.DataFrame, axis: str, said: str) -> go.Figure:
    """Draw differences as points with intervals; what holds up is filled, the rest is hollow."""
    figure = go.Figure()
    for flagged, label in ((True, "clear"), (False, "may be chance")):
        own = (frame["flagged"] == flagged).to_numpy()
        if not own.any():
            continue
        part = frame[own]
        colour = PALETTE[1] if flagged else GREY
        figure.add_trace(
            go.Scatter(
                x=part["difference"],
                y=[plain(name) for name, mine in zip(names, own, strict=True) if mine],
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": part["high"] - part["difference"],
                    "arrayminus": part["difference"] - part["low"],
                    "color": colour,
                },
                mode="markers",
                name=label,
                marker={
                    "color": colour,
                    "size": 9,
                    "symbol": "circle" if flagged else "circle-open",
                },
                hovertemplate="%{y}: %{x:.3f}<extra></extra>",
            )
        )
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"})
    figure.update_yaxes(categoryorder="array", categoryarray=[plain(n) for n in names[::-1]])
    figure.update_xaxes(title=axis)
    return style(figure, title, said, 140 + 34 * len(set(names)))
