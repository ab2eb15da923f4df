"""Where a regression errs, and how each metric compares with the baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, interval, number, short
from ..metrics.catalog import METRICS
from ..metrics.predictions import OBSERVED, PREDICTION, ROW
from .text import plain, ticks
from .theme import BLUE, GREY, VERMILLION, nothing, rows_axis, rows_height, style

MOST_POINTS = 3000


def residuals(frame: pd.DataFrame) -> go.Figure:
    """Draw the error of each row against its prediction; takes ``curves["residuals"]``."""
    title = "Residual plot"
    if frame.empty:
        return nothing(title, "There are no predictions to compare.")
    kept = _some(frame)
    figure = go.Figure(_cloud(kept[PREDICTION], kept["residual"], kept[ROW], "error"))
    figure.add_hline(y=0, line={"color": GREY, "dash": "dash", "width": 1.5})
    figure.update_xaxes(title="Predicted").update_yaxes(title="Residual (observed minus predicted)")
    half = float(frame["residual"].abs().median())
    alt = (
        f"Errors of {count('row', len(frame))} along the predictions; "
        f"half of them are within {number(half)} of zero."
    )
    return style(figure, title + _of(kept, frame), alt, 380)


def observed_predicted(frame: pd.DataFrame) -> go.Figure:
    """Draw observed against predicted values with the ideal line; takes ``curves["residuals"]``."""
    title = "Observed and predicted"
    if frame.empty:
        return nothing(title, "There are no predictions to compare.")
    drawn = _some(frame)
    figure = go.Figure(_cloud(drawn[PREDICTION], drawn[OBSERVED], drawn[ROW], "observed"))
    both = frame[[OBSERVED, PREDICTION]].to_numpy(dtype=float)
    ends = [float(both.min()), float(both.max())]
    ideal = {"color": GREY, "dash": "dash", "width": 1.5}
    figure.add_trace(go.Scatter(x=ends, y=ends, mode="lines", line=ideal, hoverinfo="skip"))
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title="Predicted").update_yaxes(title="Observed")
    alt = (
        f"Observed against predicted values of {count('row', len(frame))}, from "
        f"{number(ends[0])} to {number(ends[1])}, with the line where both agree."
    )
    return style(figure, title + _of(drawn, frame), alt, 380)


def errors_along(parts: pd.DataFrame, column: str) -> go.Figure:
    """Draw the mean error in each part of a column, and where the middle 80% of the errors lie.

    Takes ``curves["residual_bins"]``, or the rows of one column of ``curves["residuals_by"]``.
    """
    title = f"Errors along {plain(column)}"
    if parts.empty:
        return nothing(title, "There are no predictions to compare.")
    place, hover = np.arange(len(parts)), []
    for r in parts.to_dict("records"):
        mean = interval(r["mean"], r["low"], r["high"])
        middle = f"{number(r['lower'])} to {number(r['upper'])}"
        hover.append(
            f"{plain(r['label'])}<br>mean error {mean}<br>80% of the errors: {middle}"
            f"<br>{count('row', int(r['n']))}"
        )
    figure = go.Figure()
    for name, low, high, width, colour in (
        ("middle 80% of the errors", "lower", "upper", 9, GREY),
        ("mean error with its interval", "low", "high", 2, BLUE),
    ):
        centre = parts["mean"]
        figure.add_trace(
            go.Scatter(
                x=centre,
                y=place,
                mode="markers",
                name=name,
                marker={"color": colour, "size": 8},
                error_x={
                    "array": parts[high] - centre,
                    "arrayminus": centre - parts[low],
                    "thickness": width,
                    "width": 0 if width > 2 else 4,
                    "color": colour if width == 2 else "rgba(127, 127, 134, 0.35)",
                },
                hovertext=hover,
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    rows_axis(figure, ticks(parts["label"]))
    figure.add_vline(x=0, line={"color": GREY, "dash": "dash", "width": 1.5})
    figure.update_xaxes(title="Residual (observed minus predicted)")
    off = int(((parts["low"] > 0) | (parts["high"] < 0)).sum())
    alt = (
        f"Mean error in {count('part', len(parts))} of {short(column)}; in {off} of them the "
        "interval leaves out zero."
    )
    return style(figure, title, alt, rows_height(len(parts), 30, 140))


def error_sizes(quantiles: pd.DataFrame) -> go.Figure:
    """Draw within what distance each share of the predictions lies, with intervals.

    Takes ``curves["error_quantiles"]``.
    """
    title = "Absolute errors"
    if quantiles.empty:
        return nothing(title, "There are no predictions to compare.")
    hover = [
        f"{r['share']:.0%} of the errors are within {interval(r['value'], r['low'], r['high'])}"
        for r in quantiles.to_dict("records")
    ]
    figure = go.Figure(
        go.Scatter(
            x=quantiles["value"],
            y=np.arange(len(quantiles)),
            mode="markers",
            marker={"color": BLUE, "size": 9},
            error_x={
                "array": quantiles["high"] - quantiles["value"],
                "arrayminus": quantiles["value"] - quantiles["low"],
                "thickness": 1.5,
                "width": 3,
            },
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    rows_axis(figure, [f"{share:.0%} of the rows" for share in quantiles["share"]])
    figure.update_xaxes(title="Absolute error", rangemode="tozero")
    alt = f"{hover[0]}; {hover[-1]}." if len(hover) > 1 else f"{hover[0]}."
    return style(figure, title, alt, rows_height(len(quantiles), 34, 110))


def metric_intervals(metrics: pd.DataFrame, baseline: pd.DataFrame) -> go.Figure:
    """Draw the metrics that run from 0 to 1 with their intervals, beside the baseline's.

    Takes ``Evaluation.metrics`` and ``Evaluation.baseline``.
    """
    title = "Metrics and baseline"
    fits = [m.name for m in METRICS.values() if (m.low, m.high) == (0.0, 1.0)]
    shown = metrics[metrics["name"].isin(fits) & metrics["value"].notna()].reset_index(drop=True)
    if shown.empty:
        return nothing(title, "None of these metrics runs from 0 to 1.")
    place = dict(zip(shown["name"], shown.index, strict=True))
    beside = baseline[baseline["name"].isin(place) & baseline["value"].notna()]
    figure = go.Figure()
    for part, name, symbol, colour, shift in (
        (shown, "model", "circle", BLUE, -0.12),
        (beside, "baseline", "diamond-open", VERMILLION, 0.12),
    ):
        hover = [
            f"{plain(t)}, {name}<br>{interval(v, lo, hi)}"
            for t, v, lo, hi in part[["title", "value", "low", "high"]].itertuples(index=False)
        ]
        figure.add_trace(
            go.Scatter(
                x=part["value"],
                y=part["name"].map(place) + shift,
                mode="markers",
                name=name,
                marker={"symbol": symbol, "color": colour, "size": 10}
                | {"line": {"width": 2, "color": colour}},
                error_x={
                    "array": part["high"] - part["value"],
                    "arrayminus": part["value"] - part["low"],
                    "thickness": 1.5,
                    "width": 3,
                },
                hovertext=hover,
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    rows_axis(figure, ticks(shown["title"]))
    figure.update_xaxes(title="Value (more is better)", range=[-0.02, 1.02])
    alt = f"{count('metric', len(shown))} of the model and of the baseline, with their intervals."
    return style(figure, title, alt, rows_height(len(shown), 34, 140))


def _cloud(x: pd.Series, y: pd.Series, rows: pd.Series, what: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        mode="markers",
        marker={"color": BLUE, "size": 6, "opacity": 0.5},
        showlegend=False,
        customdata=rows,
        hovertemplate=f"Row %{{customdata}}<br>predicted %{{x:,.4~g}}<br>{what} %{{y:,.4~g}}"
        "<extra></extra>",
    )


def _some(frame: pd.DataFrame) -> pd.DataFrame:
    """Return at most MOST_POINTS rows, the largest errors among them."""
    if len(frame) <= MOST_POINTS:
        return frame
    order = frame["residual"].abs().to_numpy().argsort()[::-1]
    rest = np.random.default_rng(0).choice(order[100:], MOST_POINTS - 100, replace=False)
    return frame.iloc[np.sort(np.concatenate([order[:100], rest]))]


def _of(kept: pd.DataFrame, frame: pd.DataFrame) -> str:
    return "" if len(kept) == len(frame) else f" ({len(kept):,} of {count('row', len(frame))})"
