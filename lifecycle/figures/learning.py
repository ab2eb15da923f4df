"""Scores along rows learned from, or along a setting: on new rows with a band, and on own rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ..core.wording import count, interval, number
from .text import plain
from .theme import BLUE, GREY, VERMILLION, faint, nothing, style


def learning(curve: pd.DataFrame, metric: str) -> go.Figure:
    """Draw scores by rows learned from; takes ``LearningCurve.curve``."""
    title = f"Learning curve: {metric} by training rows"
    known = curve[curve["score"].notna()]
    if known.empty:
        return nothing(title, "No size has a score.")
    figure = _lines(known, known["rows"], [f"{rows:,} rows" for rows in known["rows"]])
    figure.update_xaxes(title="Training rows").update_yaxes(title=metric)
    first, last = known.iloc[0], known.iloc[-1]
    alt = (
        f"{metric} on new rows goes from {number(first['score'])} with {first['rows']:,} rows to "
        f"{interval(last['score'], last['low'], last['high'])} with {last['rows']:,}."
    )
    return style(figure, title, alt, 360)


def validation(curve: pd.DataFrame, metric: str, knob: str, log: bool) -> go.Figure:
    """Draw scores by the value of a setting; takes ``ValidationCurve.curve``."""
    name = plain(knob)
    title = f"Validation curve: {metric} by {name[:1].lower()}{name[1:]}"
    known = curve[curve["score"].notna()]
    if known.empty:
        return nothing(title, "No value has a score.")
    words = known["value"].isna().any()
    x = known["text"].map(lambda text: plain(str(text))) if words else known["value"]
    figure = _lines(known, x, [plain(str(text)) for text in known["text"]])
    kind = "category" if words else "log" if log and (known["value"] > 0).all() else "linear"
    figure.update_xaxes(title=name, type=kind).update_yaxes(title=metric)
    usual = known[known["usual"]]
    if len(usual):
        mark = {"symbol": "diamond-open", "size": 14, "color": BLUE, "line": {"width": 2}}
        at = x[known["usual"]]
        figure.add_trace(
            go.Scatter(
                x=at,
                y=usual["score"],
                mode="markers",
                name="default",
                marker=mark,
                hoverinfo="skip",
            )
        )
    low, high = known["score"].min(), known["score"].max()
    alt = f"{metric} on new rows lies between {number(low)} and {number(high)} along {name}."
    return style(figure, title, alt, 360)


def losses(curve: pd.DataFrame, measure: str) -> go.Figure:
    """Draw the loss of each pass, and below it the score on rows set aside, where there were any;
    takes ``LossCurve.curve``.
    """
    title = "Loss curve"
    if curve.empty:
        return nothing(title, "No pass was made.")
    aside = bool(curve["held"].notna().any())
    figure = make_subplots(rows=1 + aside, cols=1, shared_xaxes=True, vertical_spacing=0.08)
    alt = f"The loss goes from {number(curve['loss'].iloc[0])} to {number(curve['loss'].iloc[-1])} "
    alt += f"in {count('pass', len(curve))}."
    rows = [("loss", "training loss", BLUE, "solid")]
    rows += [("held", f"validation {plain(measure)}", VERMILLION, "dash")] * aside
    for row, (column, name, colour, dash) in enumerate(rows, start=1):
        figure.add_trace(
            go.Scatter(
                x=curve["epoch"],
                y=curve[column],
                mode="lines",
                name=name,
                line={"color": colour, "dash": dash},
                hovertemplate="pass %{x}: %{y:.4g}<extra></extra>",
            ),
            row=row,
            col=1,
        )
        said = name.split(" on ")[0]
        figure.update_yaxes(title=said[:1].upper() + said[1:], row=row, col=1)
    if aside:
        best = int(curve["epoch"].iloc[int(np.argmax(curve["held"]))])
        figure.add_vline(x=best, line={"color": GREY, "dash": "dot"})
        alt += f" validation {plain(measure)} is highest at pass {best}."
    figure.update_xaxes(title="Epoch (pass over the rows)", row=1 + aside, col=1)
    return style(figure, title, alt, 420 if aside else 320)


def _lines(known: pd.DataFrame, x: pd.Series, hover: list[str]) -> go.Figure:
    figure = go.Figure()
    clear = {"width": 0}
    for column, fill in (("high", None), ("low", "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=x,
                y=known[column],
                mode="lines",
                line=clear,
                fill=fill,
                fillcolor=faint(BLUE),
                hoverinfo="skip",
                showlegend=False,
            )
        )
    for column, name, colour, dash, symbol in (
        ("score", "validation score, with 95% interval", BLUE, "solid", "circle"),
        ("train_score", "training score", GREY, "dash", "x"),
    ):
        figure.add_trace(
            go.Scatter(
                x=x,
                y=known[column],
                mode="lines+markers",
                name=name,
                line={"color": colour, "dash": dash},
                marker={"symbol": symbol, "color": colour},
                hovertext=hover,
                hovertemplate="%{hovertext}: %{y:.4g}<extra></extra>",
            )
        )
    return figure
