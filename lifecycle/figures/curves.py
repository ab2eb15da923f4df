"""How well the probabilities separate the classes: ROC and precision-recall."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..names import short
from ..words import count, listing, percent
from .text import plain
from .theme import DASHES, GREY, PALETTE, nothing, style


def roc(curve: pd.DataFrame) -> go.Figure:
    """Draw the ROC curve of each class with the line of guessing; takes ``curves["roc"]``."""
    title = "ROC curve"
    if curve.empty:
        return nothing(title, "There is no curve: the rows are all of one class.")
    figure = _lines(curve, "fpr", "tpr", "False alarms %{x:.1%}, found %{y:.1%}")
    guess = {"color": GREY, "dash": "dot", "width": 1.5}
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", name="guessing", line=guess, hoverinfo="skip")
    )
    _unit_axes(figure, "False positive rate", "True positive rate")
    return style(figure, title, f"ROC curve of {_named(curve)} above the line of guessing.", 400)


def pr(curve: pd.DataFrame) -> go.Figure:
    """Draw precision against recall with the share of each class as its line of guessing.

    Takes ``curves["pr"]``. The share is the precision where everything is called positive.
    """
    title = "Precision and recall"
    if curve.empty:
        return nothing(title, "There is no curve: the rows are all of one class.")
    figure = _lines(curve, "recall", "precision", "Found %{x:.1%}, right %{y:.1%}")
    found = curve[curve["recall"] == 1.0].groupby("class", sort=False, observed=True)
    shares = found["precision"].min().to_dict()
    for i, share in enumerate(shares.values()):
        colour = GREY if len(shares) == 1 else PALETTE[i % len(PALETTE)]
        figure.add_trace(
            go.Scatter(
                x=[0, 1],
                y=[share, share],
                mode="lines",
                name="share of the class",
                legendgroup="share",
                showlegend=i == 0,
                line={"color": colour, "dash": "dot", "width": 1.5},
                hoverinfo="skip",
            )
        )
    _unit_axes(figure, "Recall", "Precision")
    named = [f"{percent(share)} of the rows are {short(name)}" for name, share in shares.items()]
    alt = f"Precision by recall of {_named(curve)}; {listing(named, most=3) or 'no case'}."
    return style(figure, title, alt, 400)


def _lines(curve: pd.DataFrame, x: str, y: str, hover: str) -> go.Figure:
    figure = go.Figure()
    for i, (name, part) in enumerate(curve.groupby("class", sort=False, observed=True)):
        figure.add_trace(
            go.Scatter(
                x=part[x],
                y=part[y],
                mode="lines",
                name=plain(name),
                line={"color": PALETTE[i % len(PALETTE)], "dash": DASHES[i % len(DASHES)]},
                hovertemplate=f"{plain(name)}<br>{hover}<extra></extra>",
            )
        )
    return figure


def _unit_axes(figure: go.Figure, x: str, y: str) -> None:
    figure.update_xaxes(title=x, range=[-0.01, 1.01], tickformat=".0%", nticks=6)
    figure.update_yaxes(title=y, range=[-0.01, 1.02], tickformat=".0%", nticks=6)


def _named(curve: pd.DataFrame) -> str:
    classes = list(curve["class"].unique())
    return f"class {short(classes[0])}" if len(classes) == 1 else count("class", len(classes))
