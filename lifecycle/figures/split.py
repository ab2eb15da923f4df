"""How the rows are cut: folds to choose with, and the holdout that stays locked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..words import count, percent
from .theme import BLUE, GREY, hatch, rows_axis, rows_height, style


def split_parts(rows: pd.DataFrame) -> go.Figure:
    """Draw the rows of each fold and of the holdout; takes ``Split.rows``."""
    training = rows.loc[rows["part"] == "train", "fold"].value_counts().sort_index()
    held = int((rows["part"] == "holdout").sum())
    labels = [f"Fold {int(k) + 1}" for k in training.index] + ["Holdout"]
    sizes = [*map(int, training), held]
    last = len(sizes) - 1
    figure = go.Figure(
        go.Bar(
            x=sizes,
            y=list(range(len(sizes))),
            orientation="h",
            marker={
                "color": [BLUE] * last + [GREY],
                "pattern": hatch([""] * last + ["/"]),
            },
            text=[f"{n:,} ({percent(n / max(len(rows), 1))})" for n in sizes],
            textposition="auto",
            insidetextanchor="start",
            hovertext=labels,
            hovertemplate="%{hovertext}: %{x:,} rows<extra></extra>",
        )
    )
    rows_axis(figure, labels)
    figure.update_xaxes(title="Rows", rangemode="tozero")
    alt = (
        f"{count('training row', sum(sizes[:-1]))} in {count('fold', last)} and "
        f"{count('row', held)} locked away as holdout."
    )
    return style(figure, "Rows of each part", alt, rows_height(len(sizes)))
