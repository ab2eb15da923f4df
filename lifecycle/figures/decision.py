"""What acting on the predictions brings at each threshold: the decision curve."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from .theme import DASHES, GREY, PALETTE, nothing, style


def net_benefit(curve: pd.DataFrame, threshold: float | None = None) -> go.Figure:
    """Draw net benefit with its band beside acting on all and on none.

    Takes ``curves["decision"]``; a vertical line marks the threshold in use.
    """
    title = "Decision curve"
    if curve.empty:
        return nothing(title, "There is no curve: no row was judged.")
    figure = go.Figure()
    x = curve["threshold"]
    band = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    figure.add_trace(go.Scatter(x=x, y=curve["high"], **band))
    figure.add_trace(
        go.Scatter(
            x=x, y=curve["low"], fill="tonexty", fillcolor="rgba(31, 119, 180, 0.18)", **band
        )
    )
    lines = (
        ("act on the model", "net_benefit", PALETTE[0], "solid"),
        ("act on all", "treat_all", PALETTE[1], DASHES[1]),
        ("act on none", "treat_none", GREY, "dot"),
    )
    for name, column, colour, dash in lines:
        figure.add_trace(
            go.Scatter(
                x=x,
                y=curve[column],
                mode="lines",
                name=name,
                line={"color": colour, "dash": dash},
                hovertemplate=f"{name}<br>threshold %{{x:.2f}}: %{{y:.3f}}<extra></extra>",
            )
        )
    if threshold is not None:
        figure.add_vline(x=threshold, line={"color": GREY, "width": 1, "dash": "dash"})
    top = float(curve[["high", "treat_all"]].max().max())
    figure.update_yaxes(title="Net benefit per row", range=[-0.25 * top - 0.01, 1.08 * top + 0.01])
    figure.update_xaxes(title="Threshold probability", range=[0, 1])
    better = curve.loc[curve["low"] > curve[["treat_all", "treat_none"]].max(axis=1), "threshold"]
    where = (
        f"from {better.min():.2f} to {better.max():.2f} it is clearly better than acting on all "
        "or none"
        if len(better)
        else "at no threshold is it clearly better than acting on all or none"
    )
    return style(figure, title, f"Net benefit of the model by threshold: {where}.", 400)
