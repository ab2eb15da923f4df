"""How the rows are cut: folds to choose with, and the holdout that stays locked."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ..core.wording import count, percent
from .theme import AMBER, BLUE, GREY, hatch, rows_axis, rows_height, style


def split_parts(rows: pd.DataFrame) -> go.Figure:
    """Draw the rows of each fold, of the gap and of the holdout; takes ``Split.rows``."""
    sizes = rows.loc[rows["part"] == "train", "fold"].value_counts().sort_index()
    folds = zip(sizes.index.tolist(), sizes.tolist(), strict=True)
    parts = [(f"Fold {k + 1}", n, BLUE, "") for k, n in folds]
    in_order = "fit_from" in rows and bool((rows["fit_from"] > 0).any())
    if in_order:  # nothing comes before the first fold to predict it from
        parts[0] = (f"{parts[0][0]} (training only)", *parts[0][1:])
    for part, name, colour, shape in (
        ("gap", "Unused", AMBER, "x"),
        ("holdout", "Holdout", GREY, "/"),
    ):
        n = int((rows["part"] == part).sum())
        if n or part == "holdout":
            parts.append((name, n, colour, shape))
    names, amounts, colours, shapes = map(list, zip(*parts, strict=True))
    figure = go.Figure(
        go.Bar(
            x=amounts,
            y=list(range(len(parts))),
            orientation="h",
            marker={"color": colours, "pattern": hatch(shapes)},
            text=[f"{n:,} ({percent(n / max(len(rows), 1))})" for n in amounts],
            textposition="outside",
            cliponaxis=False,
            hovertext=names,
            hovertemplate="%{hovertext}: %{x:,} rows<extra></extra>",
        )
    )
    rows_axis(figure, names)
    figure.update_xaxes(title="Rows", range=[0, 1.3 * max(amounts)])  # room for the text
    held, unused = amounts[-1], int((rows["part"] == "gap").sum())
    alt = (
        f"{count('training row', int(sizes.sum()))} in {count('fold', len(sizes))} and "
        f"{count('row', held)} locked away as holdout"
        + (f"; {count('row', unused)} used for nothing." if unused else ".")
    )
    return style(figure, "Rows of each part", alt, rows_height(len(parts)))
