"""The calibration curve without bins, beside the band in which it would lie if all were right."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import percent
from .theme import BLUE, GREY, PALETTE, nothing, style


def corp(curve: pd.DataFrame, smooth: pd.DataFrame) -> go.Figure:
    """Draw the CORP curve with its consistency band, and the smooth curve."""
    title = "Calibration curve"
    if curve.empty:
        return nothing(title, "There are no probabilities to check.")
    figure = go.Figure()
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_trace(go.Scatter(x=curve["predicted"], y=curve["high"], showlegend=False, **edge))
    figure.add_trace(
        go.Scatter(
            x=curve["predicted"],
            y=curve["low"],
            fill="tonexty",
            fillcolor="rgba(127, 127, 134, 0.25)",
            name="perfect calibration",
            **edge,
        )
    )
    ideal = {"color": GREY, "dash": "dot", "width": 1.5}
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line=ideal, hoverinfo="skip", showlegend=False)
    )
    hover = "predicted %{x:.1%}<br>observed %{y:.1%}<extra></extra>"
    mode = "lines" if len(curve) > 1 else "markers"
    for frame, name, colour, dash in (
        (curve, "steps", BLUE, "solid"),
        (smooth, "smooth", PALETTE[1], "dash"),
    ):
        figure.add_trace(
            go.Scatter(
                x=frame["predicted"],
                y=frame["observed"],
                mode=mode,
                name=name,
                line={"color": colour, "dash": dash},
                hovertemplate=hover,
            )
        )
    figure.update_xaxes(title="Predicted probability", range=[-0.02, 1.02], tickformat=".0%")
    figure.update_yaxes(title="Observed share", range=[-0.03, 1.03], tickformat=".0%")
    share = outside(curve)
    alt = (
        f"The curve leaves the band expected under perfect calibration for {percent(share)} of "
        "the rows."
    )
    return style(figure, title, alt, 420)


def outside(curve: pd.DataFrame) -> float:
    """Return the share of rows at which the curve lies outside its band."""
    out = (curve["observed"] < curve["low"] - 1e-12) | (curve["observed"] > curve["high"] + 1e-12)
    total = curve["count"].sum()
    return float((out * curve["count"]).sum() / total) if total else 0.0
