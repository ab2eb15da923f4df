"""How the candidates did on the validation folds, beside the baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, interval, number, short
from ..models.linear import GUESS
from .text import plain, ticks, two_lines
from .theme import BLUE, GREY, VERMILLION, nothing, rows_axis, rows_height, style

# group: marker and colour; filled and hollow differ in grey too.
GROUPS = {
    "best or tied": ("circle", BLUE),
    "others": ("circle-open", GREY),
    "baseline": ("diamond", VERMILLION),
}


def leaderboard(table: pd.DataFrame, metric: str) -> go.Figure:
    """Draw each candidate's score with its interval; takes ``Leaderboard.table``.

    The dashed line is the best baseline, luck aside: a random guess that did better than the
    constant answer is no bar. A candidate that does not pass it has learned nothing.
    """
    shown = table[table["score"].notna()].reset_index(drop=True)
    title = f"{metric} on the validation folds"
    if shown.empty:
        return nothing(title, "No candidate has a score.")
    tied = shown["tied"].astype(bool) | (shown.index == 0)
    group = np.where(shown["baseline"].astype(bool), 2, np.where(tied, 0, 1))
    figure = go.Figure()
    for i, (name, (symbol, colour)) in enumerate(GROUPS.items()):
        part = shown[group == i]
        if len(part):
            figure.add_trace(_points(part, name, symbol, colour))
    lucky = shown["model"].eq(GUESS) if "model" in shown else False
    baseline = shown.loc[(group == 2) & ~lucky, "score"]
    if baseline.empty:
        baseline = shown.loc[group == 2, "score"]
    if len(baseline):
        line = {"color": VERMILLION, "dash": "dash", "width": 1.5}
        figure.add_vline(x=float(baseline.iloc[0]), line=line)
    rows_axis(figure, two_lines(shown["title"]))
    figure.update_xaxes(title=metric)
    best = shown.iloc[0]
    alt = (
        f"{metric} of {count('candidate', len(shown))}; best is "
        f"{short(best['title'])} with {interval(best['score'], best['low'], best['high'])}"
    )
    alt += f", the baseline has {number(baseline.iloc[0])}." if len(baseline) else "."
    return style(figure, title, alt, rows_height(len(shown), 28, 150))


def _points(part: pd.DataFrame, name: str, symbol: str, colour: str) -> go.Scatter:
    columns = ("title", "score", "low", "high")
    hover = [
        f"{plain(t)}<br>{interval(s, lo, hi)}"
        for t, s, lo, hi in part[list(columns)].itertuples(index=False)
    ]
    return go.Scatter(
        x=part["score"],
        y=part.index,
        mode="markers",
        name=name,
        marker={"symbol": symbol, "color": colour, "size": 10}
        | {"line": {"width": 2, "color": colour}},
        error_x={
            "array": part["high"] - part["score"],
            "arrayminus": part["score"] - part["low"],
            "thickness": 1.5,
            "width": 3,
        },
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def folds(
    scores: pd.DataFrame, name: str, metric: str, table: pd.DataFrame | None = None
) -> go.Figure:
    """Draw each fold's score beside the score on the rows fitted; takes ``Leaderboard.folds``.

    ``name`` and ``metric`` are the metric's name and title; the leaderboard's ``table`` gives
    order and titles. A wide gap between the two kinds of marker is overfitting, a wide spread is
    chance.
    """
    of_metric = scores[(scores["metric"] == name) & scores["value"].notna()]
    title = f"{metric} of each fold"
    order = of_metric["model"] if table is None else table["model"]
    models = [m for m in dict.fromkeys(order) if m in set(of_metric["model"])]
    if not models:
        return nothing(title, "No fold has a score.")
    place = {model: i for i, model in enumerate(models)}
    at = of_metric["model"].map(place)
    scored = of_metric[at.notna()].assign(at=at)
    hover = [f"Fold {int(k) + 1}" for k in scored["fold"]]
    figure = go.Figure()
    for column, kind, symbol, colour, shift in (
        ("value", "validation score", "circle", BLUE, -0.12),
        ("train_value", "training score", "x-thin", GREY, 0.12),
    ):
        figure.add_trace(
            go.Scatter(
                x=scored[column],
                y=scored["at"] + shift,
                mode="markers",
                name=kind,
                opacity=0.85,
                marker={"symbol": symbol, "color": colour, "size": 8}
                | {"line": {"width": 2 if symbol == "x-thin" else 0, "color": colour}},
                hovertext=hover,
                hovertemplate=f"%{{hovertext}}, {kind}: %{{x:.3g}}<extra></extra>",
            )
        )
    titles = {} if table is None else dict(zip(table["model"], table["title"], strict=True))
    rows_axis(figure, ticks(titles.get(m, m) for m in models))
    figure.update_xaxes(title=metric)
    alt = (
        f"{metric} in each of {count('fold', scored['fold'].nunique())} for "
        f"{count('candidate', len(models))}, with validation and training scores."
    )
    return style(figure, title, alt, rows_height(len(models), 28, 150))
