"""How well the probabilities separate the classes: ROC, precision-recall, gain and lift."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, listing, percent, short
from .text import plain
from .theme import GREY, faint, look, nothing, style

BANDED = 3  # curves whose bands can be told apart


def roc(curve: pd.DataFrame, band: pd.DataFrame | None = None) -> go.Figure:
    """Draw the ROC curve of each class with the line of guessing; takes ``curves["roc"]``.

    ``band``: ``curves["roc_band"]``, drawn for a few classes.
    """
    title = "ROC curve"
    if curve.empty:
        return nothing(title, "There is no curve: the rows are all of one class.")
    figure = _lines(curve, "fpr", "tpr", "False positive rate %{x:.1%}, recall %{y:.1%}", band)
    guess = {"color": GREY, "dash": "dot", "width": 1.5}
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", name="guessing", line=guess, hoverinfo="skip")
    )
    _unit_axes(figure, "False positive rate", "True positive rate")
    return style(
        figure, title, f"ROC curve of {_named(curve)} above the diagonal of guessing.", 400
    )


def pr(curve: pd.DataFrame, band: pd.DataFrame | None = None) -> go.Figure:
    """Draw precision against recall with the share of each class as its line of guessing.

    Takes ``curves["pr"]`` and its band, ``curves["pr_band"]``. The share is the precision where
    everything is called positive.
    """
    title = "Precision-recall curve"
    if curve.empty:
        return nothing(title, "There is no curve: the rows are all of one class.")
    figure = _lines(curve, "recall", "precision", "Recall %{x:.1%}, precision %{y:.1%}", band)
    found = curve[curve["recall"] == 1.0].groupby("class", sort=False, observed=True)
    shares = found["precision"].min().to_dict()
    for i, share in enumerate(shares.values()):
        colour = GREY if len(shares) == 1 else look(i)[0]
        figure.add_trace(
            go.Scatter(
                x=[0, 1],
                y=[share, share],
                mode="lines",
                name="prevalence",
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


def gain(curve: pd.DataFrame, lift: bool = False) -> go.Figure:
    """Draw the share of the cases found against the share of rows called, or how many times more
    than at random that is; takes ``curves["gain"]``."""
    title = "Lift curve" if lift else "Cumulative gain"
    if curve.empty:
        return nothing(title, "There is no curve: the rows are all of one class.")
    y = "lift" if lift else "gain"
    ends = {"lift_low": "low", "lift_high": "high"}
    band = curve[["class", "called", "lift_low", "lift_high"]].rename(columns=ends)
    hover = "Flagged %{x:.0%}: lift %{y:.2~f}" if lift else "Flagged %{x:.0%}: recall %{y:.1%}"
    figure = _lines(curve, "called", y, hover, band if lift else curve)
    guess = {"color": GREY, "dash": "dot", "width": 1.5}
    heights = [1, 1] if lift else [0, 1]
    figure.add_trace(
        go.Scatter(
            x=[0, 1], y=heights, mode="lines", name="at random", line=guess, hoverinfo="skip"
        )
    )
    _unit_axes(figure, "Share of rows flagged, highest scores first", "Recall")
    if lift:
        top = float(curve["lift_high"].max())
        figure.update_yaxes(title="Lift", tickformat=".3~g")
        figure.update_yaxes(range=[0, 1.05 * top])
    tenth = curve.loc[(curve["called"] - 0.1).abs() < 1e-9]
    said = [f"{percent(g)} of the cases" for g in tenth["gain"].head(1)]
    alt = f"Flagging the top 10% of the rows finds {listing(said) or 'nothing'}: {_named(curve)}."
    return style(figure, title, alt, 400)


def _lines(
    curve: pd.DataFrame, x: str, y: str, hover: str, band: pd.DataFrame | None = None
) -> go.Figure:
    figure = go.Figure()
    classes = list(curve.groupby("class", sort=False, observed=True))
    bands = {} if band is None or len(classes) > BANDED else dict(list(band.groupby("class")))
    for i, (name, part) in enumerate(classes):
        colour, dash, _ = look(i)
        if name in bands:
            _shade(figure, bands[name], x, colour)
        figure.add_trace(
            go.Scatter(
                x=part[x],
                y=part[y],
                mode="lines",
                name=plain(name),
                line={"color": colour, "dash": dash},
                hovertemplate=f"{plain(name)}<br>{hover}<extra></extra>",
            )
        )
    return figure


def _shade(figure: go.Figure, band: pd.DataFrame, x: str, colour: str) -> None:
    shared = {"x": band[x], "mode": "lines", "line": {"width": 0}}
    hidden = {"hoverinfo": "skip", "showlegend": False}
    figure.add_trace(go.Scatter(y=band["high"], **shared, **hidden))
    fill = {"fill": "tonexty", "fillcolor": faint(colour)}
    figure.add_trace(go.Scatter(y=band["low"], **shared, **hidden, **fill))


def _unit_axes(figure: go.Figure, x: str, y: str) -> None:
    figure.update_xaxes(title=x, range=[-0.01, 1.01], tickformat=".0%", nticks=6)
    figure.update_yaxes(title=y, range=[-0.01, 1.02], tickformat=".0%", nticks=6)


def _named(curve: pd.DataFrame) -> str:
    classes = list(curve["class"].unique())
    return f"class {short(classes[0])}" if len(classes) == 1 else count("class", len(classes))
