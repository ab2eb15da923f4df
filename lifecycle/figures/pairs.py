"""Columns against each other, and what is missing where."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, percent, short
from .text import plain, ticks
from .theme import AMBER, DIVERGING, cell_text, nothing, rows_axis, rows_height, style

MOST_COLUMNS = 30
WITH_NUMBERS = 9


def correlations(pairs: pd.DataFrame) -> go.Figure:
    """Draw Spearman's correlation of numeric columns; takes ``Profile.correlations``."""
    return _matrix(pairs, "Correlation matrix", "There are no two numeric columns to compare.")


def missing_pairs(pairs: pd.DataFrame) -> go.Figure:
    """Draw whether gaps come together; takes ``Profile.missing_pairs``."""
    return _matrix(pairs, "Missingness correlation", "Fewer than two columns have gaps.")


def missing(shares: pd.DataFrame) -> go.Figure:
    """Draw the share of missing values of the columns with most; takes ``Profile.missing``."""
    title = "Missing values"
    gaps = shares[shares["missing_share"] > 0]
    if gaps.empty:
        return nothing(title, "No value is missing.")
    frame = gaps.sort_values("missing_share", ascending=False, kind="stable")
    frame = frame.head(MOST_COLUMNS).reset_index(drop=True)
    if len(frame) < len(gaps):
        title += f" (worst {len(frame)} of {count('column', len(gaps))})"
    figure = go.Figure(
        go.Bar(
            x=frame["missing_share"],
            y=frame.index,
            orientation="h",
            marker={"color": AMBER},
            text=[percent(s) for s in frame["missing_share"]],
            textposition="auto",
            hovertext=[plain(c) for c in frame["column"]],
            hovertemplate="%{hovertext}: %{x:.1%}<extra></extra>",
        )
    )
    rows_axis(figure, ticks(frame["column"]))
    figure.update_xaxes(title="Share of rows", tickformat=".0%", range=[0, 1.02])
    alt = (
        f"Share of missing values of {count('column', len(frame))}; "
        f"most in {short(frame['column'].iloc[0])} with {percent(frame['missing_share'].iloc[0])}."
    )
    return style(figure, title, alt, rows_height(len(frame)))


def _matrix(pairs: pd.DataFrame, title: str, empty: str) -> go.Figure:
    if pairs.empty:
        return nothing(title, empty)
    names = _strongest(pairs)
    every = len(set(pairs["a"]) | set(pairs["b"]))
    if len(names) < every:
        title += f" ({len(names)} of {count('column', every)})"
    shown = pairs[pairs["a"].isin(names) & pairs["b"].isin(names)]
    matrix = np.full((len(names), len(names)), np.nan)
    place = {name: i for i, name in enumerate(names)}
    for a, b, value in shown[["a", "b", "value"]].itertuples(index=False):
        i, j = sorted((place[a], place[b]))
        matrix[j, i] = value
    figure = go.Figure(_cells(matrix, names))
    if len(names) <= WITH_NUMBERS:
        known = zip(*np.nonzero(np.isfinite(matrix)), strict=True)
        text = {(i - 1, j): f"{matrix[i, j]:.2f}" for i, j in known}
        cell_text(figure, text, matrix[1:, :-1])
    rows, columns = ticks(names[1:]), ticks(names[:-1])
    rows_axis(figure, rows)
    figure.update_xaxes(tickvals=list(range(len(columns))), ticktext=columns, showgrid=False)
    figure.update_xaxes(ticks="", tickangle=-45 if len(columns) > 3 else 0)
    if len(columns) > 12:
        figure.update_xaxes(tickangle=-90, tickfont={"size": 9})
    top = shown.iloc[int(shown["value"].abs().argmax())]
    alt = (
        f"{title} among {count('column', len(names))}; strongest between {short(top['a'])} and "
        f"{short(top['b'])} with {top['value']:.2f}."
    )
    return style(figure, title, alt, rows_height(len(rows), 24, 190))


def _strongest(pairs: pd.DataFrame) -> list[str]:
    """Return the columns to show in table order: all, or those with the strongest partner."""
    both = pd.concat(
        [pairs[["a", "value"]], pairs[["b", "value"]].rename(columns={"b": "a"})], ignore_index=True
    )
    order = list(dict.fromkeys([*pairs["a"], *pairs["b"]]))
    strength = both["value"].abs().groupby(both["a"]).max()
    kept = set(strength.sort_values(ascending=False, kind="stable").index[:MOST_COLUMNS])
    return [name for name in order if name in kept]


def _cells(matrix: np.ndarray, names: list[str]) -> go.Heatmap:
    shown = matrix[1:, :-1]
    labels = [plain(n) for n in names]
    hover = [[f"{a}<br>{b}" for a in labels[:-1]] for b in labels[1:]]
    return go.Heatmap(
        z=shown,
        zmin=-1,
        zmax=1,
        colorscale=DIVERGING,
        xgap=1,
        ygap=1,
        text=hover,
        hovertemplate="%{text}<br>%{z:.2f}<extra></extra>",
        hoverongaps=False,
        colorbar={"thickness": 10, "len": 0.9, "tickvals": [-1, 0, 1], "outlinewidth": 0},
    )
