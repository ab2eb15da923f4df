"""New data against the reference: which columns moved, and how one of them did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, interval, number, percent, short
from .bins import bin_axis, is_level
from .text import plain, ticks
from .theme import BLUE, GREY, VERMILLION, hatch, nothing, rows_axis, rows_height, style

MOST_COLUMNS = 30


def drift(table: pd.DataFrame, threshold: float) -> go.Figure:
    """Draw the effect size of each column with the least one that matters as a line.

    Takes ``MonitorReport.drift`` and ``MonitorParams.effect``.
    """
    title = "Drift by column"
    known = table[table["effect"].notna()].sort_values("effect", ascending=False, kind="stable")
    if known.empty:
        return nothing(title, "No column can be compared with the reference.")
    shown = known.head(MOST_COLUMNS).reset_index(drop=True)
    if len(shown) < len(known):
        title += f" (first {len(shown)} of {count('column', len(known))})"
    drifted = shown["drifted"].astype(bool)
    figure = go.Figure()
    for part, name, colour, pattern in (
        (shown[drifted], "drifted", VERMILLION, "/"),
        (shown[~drifted], "not drifted", BLUE, ""),
    ):
        if len(part):
            figure.add_trace(_effects(part, name, colour, pattern))
    figure.add_vline(x=threshold, line={"color": GREY, "dash": "dash", "width": 1.5})
    rows_axis(figure, ticks(shown["column"]))
    figure.update_xaxes(title=f"Effect size (matters from {number(threshold)})")
    figure.update_xaxes(rangemode="tozero").update_layout(barmode="overlay")
    top = shown.iloc[0]
    alt = (
        f"Effect sizes of {count('column', len(shown))}; {count('column', int(drifted.sum()))} "
        f"drifted, the largest effect is {number(top['effect'])} for {short(top['column'])}."
    )
    return style(figure, title, alt, rows_height(len(shown), 26, 150))


def _effects(part: pd.DataFrame, name: str, colour: str, pattern: str) -> go.Bar:
    columns = ["column", "measure", "effect", "low", "high"]
    hover = [
        f"{plain(c)}<br>{plain(m)} {interval(e, lo, hi)}"
        for c, m, e, lo, hi in part[columns].itertuples(index=False)
    ]
    return go.Bar(
        x=part["effect"],
        y=part.index,
        orientation="h",
        name=name,
        marker={"color": colour, "pattern": hatch(pattern), "opacity": 0.6},
        error_x={
            "array": part["high"] - part["effect"],
            "arrayminus": part["effect"] - part["low"],
            "thickness": 2,
            "width": 3,
            "color": colour,
        },
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def compare_distribution(rows: pd.DataFrame) -> go.Figure:
    """Draw one column in the reference and in the new data; takes its rows of ``distributions``."""
    if rows.empty:
        return nothing("Reference and new", "This column has no distribution to compare.")
    column = str(rows["column"].iloc[0])
    title = f"{plain(column)}: reference and new"
    bins = rows.drop_duplicates("bin")[["bin", "left", "right"]]
    bins = bins.sort_values("left", kind="stable", na_position="last").reset_index(drop=True)
    flip = is_level(bins)
    figure = go.Figure()
    for part, colour, pattern in (("reference", GREY, ""), ("new", BLUE, "/")):
        share = rows[rows["part"] == part].groupby("bin")["share"].sum()
        values = share.reindex(bins["bin"]).fillna(0.0).to_numpy()
        figure.add_trace(_shares(bins, values, part, colour, pattern, flip))
    bin_axis(figure, bins)
    along = {"title": "Share of rows", "tickformat": ".0%", "rangemode": "tozero"}
    if flip:
        figure.update_xaxes(**along)
    else:
        figure.update_yaxes(**along).update_xaxes(title=plain(column))
    figure.update_layout(barmode="group")
    new, old = (np.asarray(trace.x if flip else trace.y) for trace in figure.data[::-1])
    at = int(np.abs(new - old).argmax())
    alt = (
        f"Distribution of {short(column)} in reference and new data; they differ most at "
        f"{short(bins['bin'][at])}: {percent(old[at])} before, {percent(new[at])} now."
    )
    return style(figure, title, alt, rows_height(len(bins), 34, 130) if flip else 360)


def _shares(
    bins: pd.DataFrame, values: np.ndarray, name: str, colour: str, pattern: str, flip: bool
) -> go.Bar:
    hover = [f"{plain(b)}, {name}: {percent(v)}" for b, v in zip(bins["bin"], values, strict=True)]
    return go.Bar(
        x=values if flip else bins.index,
        y=bins.index if flip else values,
        orientation="h" if flip else "v",
        name=name,
        marker={"color": colour, "pattern": hatch(pattern)},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )
