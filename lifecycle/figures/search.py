"""How a search went: the best so far, what was tried, and which setting mattered."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, number, short
from .text import plain, ticks
from .theme import BLUE, CLEAR, GREY, hatch, look, nothing, rows_axis, rows_height, style

FEWEST = 3  # whole trials from which on lines through settings say something


def best_so_far(trials: pd.DataFrame, metric: str, titles: dict[str, str]) -> go.Figure:
    """Draw each trial's score and the best so far; takes ``Leaderboard.trials``."""
    title = f"{metric} of each trial"
    whole = trials[trials["state"] == "complete"]
    if whole.empty:
        return nothing(title, "No trial came to its end.")
    figure = go.Figure()
    for i, (name, part) in enumerate(whole.groupby("model", sort=False)):
        colour, _, symbol = look(i)
        figure.add_trace(
            go.Scatter(
                x=part["trial"],
                y=part["score"],
                mode="markers",
                name=plain(titles.get(str(name), str(name))),
                marker={"color": colour, "symbol": symbol},
                hovertemplate="Trial %{x}: %{y:.4g}<extra></extra>",
            )
        )
    line = {"shape": "hv", "color": GREY, "dash": "dot"}
    best = go.Scatter(
        x=trials["trial"],
        y=trials["best"],
        mode="lines",
        name="best so far",
        line=line,
        hoverinfo="skip",
    )
    figure.add_trace(best)
    figure.update_xaxes(title="Trial").update_yaxes(title=metric)
    given_up = int((trials["state"] == "given up").sum())
    alt = (
        f"{count('trial', len(trials))}, {given_up} of them given up early; the best {metric} is "
        f"{number(float(trials['best'].iloc[-1]))}."
    )
    below = {"y": -0.25, "yanchor": "top"}  # five names would cover the title
    return style(figure, title, alt, 420).update_layout(legend=below, margin={"t": 40})


def settings_lines(
    trials: pd.DataFrame, model: str, metric: str, settings: dict[str, tuple[str, bool]]
) -> go.Figure:
    """Draw each whole trial of a model as a line through its settings, coloured by its score.

    ``settings``: the title of each that is drawn, and whether its size matters, not its distance.
    """
    title = "Hyperparameters tried"
    mine = trials[(trials["model"] == model) & (trials["state"] == "complete")]
    if len(mine) < FEWEST:
        return nothing(title, "Fewer than three trials of this model came to their end.")
    frame = pd.DataFrame([json.loads(text) for text in mine["settings"]])
    shown = [name for name in settings if name in frame]
    axes = [_axis(frame[name].rename(settings[name][0]), settings[name][1]) for name in shown]
    axes.append(_axis(mine["score"].rename(metric), log=False))
    figure = go.Figure(
        go.Parcoords(
            dimensions=axes,
            line={"color": mine["score"].to_numpy(), "colorscale": "Cividis", "showscale": False},
            labelangle=-15,
            labelfont={"size": 11},
            tickfont={"size": 10},
            rangefont={"size": 1, "color": CLEAR},  # the ends have a tick already
        )
    )
    alt = f"{count('trial', len(mine))} as lines through {count('hyperparameter', len(shown))}."
    return style(figure, title, alt, 380).update_layout(
        margin={"l": 40, "r": 50, "t": 110, "b": 20}
    )


def _axis(values: pd.Series, log: bool) -> dict[str, object]:
    label = plain(short(str(values.name)))
    if not pd.api.types.is_numeric_dtype(values):
        codes, levels = pd.factorize(values)
        texts = [plain(str(level)) for level in levels]
        marks = {"tickvals": [*range(len(texts))], "ticktext": texts}
        return dict[str, object](label=label, values=codes, **marks)
    numbers = values.to_numpy(dtype=float)
    drawn = np.log10(numbers) if log else numbers
    places = np.linspace(drawn.min(), drawn.max(), 4)
    texts = [f"{10**place if log else place:.3g}" for place in places]
    return {"label": label, "values": drawn, "tickvals": places, "ticktext": texts}


def knob_importance(knobs: pd.DataFrame, title_of_model: str) -> go.Figure:
    """Draw how much of the spread between trials each setting explains; one model's knobs."""
    title = f"Hyperparameter importance: {plain(title_of_model)}"
    known = knobs[knobs["importance"].notna()].sort_values("importance", ascending=False)
    if known.empty:
        return nothing(
            title, "Too few trials came to their end to say which hyperparameter mattered."
        )
    figure = go.Figure(
        go.Bar(
            x=known["importance"],
            y=list(range(len(known))),
            orientation="h",
            marker={"color": BLUE, "pattern": hatch()},
            hovertemplate="%{x:.0%}<extra></extra>",
        )
    )
    rows_axis(figure, ticks(known["title"]))
    figure.update_xaxes(title="Share of the variance between trials", tickformat=".0%")
    first = known.iloc[0]
    share = f"{first['importance']:.0%}"
    alt = f"Mattered most: {short(first['title'])}, with {share} of the differences."
    return style(figure, title, alt, rows_height(len(known), 28, 110))


def score_against_cost(table: pd.DataFrame, metric: str) -> go.Figure:
    """Draw each candidate's score against the seconds of one fit; takes ``Leaderboard.table``."""
    title = f"{metric} against fit time"
    shown = table[table["score"].notna() & table["fit_seconds"].notna()].reset_index(drop=True)
    if shown.empty:
        return nothing(title, "No candidate has a score.")
    figure = go.Figure()
    for i, row in enumerate(shown.itertuples(index=False)):
        colour, _, symbol = look(i)
        figure.add_trace(
            go.Scatter(
                x=[max(float(row.fit_seconds), 1e-3)],  # type: ignore[arg-type]
                y=[row.score],
                mode="markers",
                name=plain(str(row.title)),
                marker={"color": colour, "symbol": symbol, "size": 11},
                hovertemplate="%{y:.4g} after %{x:.3g} s<extra></extra>",
            )
        )
    figure.update_xaxes(title="Seconds of one fit", type="log", dtick=1).update_yaxes(title=metric)
    best, quick = shown.iloc[0], shown.iloc[int(np.argmin(shown["fit_seconds"]))]
    alt = (
        f"{metric} of {count('candidate', len(shown))} against the seconds of a fit; best is "
        f"{short(best['title'])}, quickest {short(quick['title'])}."
    )
    below = {"y": -0.32, "yanchor": "top"}
    return style(figure, title, alt, 460).update_layout(legend=below, margin={"t": 40})
