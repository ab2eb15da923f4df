"""Where the bins of a tidy frame (bin, left, right) stand on an axis."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from ..core.wording import number
from ..stats.binning import MISSING, OTHER
from .text import plain, ticks
from .theme import rows_axis

Floats = NDArray[np.float64]


def is_ranged(frame: pd.DataFrame) -> bool:
    """Whether the bins are ranges of numbers or dates, not levels or single values."""
    return bool((frame["right"] > frame["left"]).any())


def is_level(frame: pd.DataFrame) -> bool:
    """Whether the bins are levels without an order of their own."""
    return bool(frame["left"].isna().all())


def pooled(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which bins hold what has no level of its own."""
    return frame["bin"].isin([MISSING, OTHER]).to_numpy() & frame["left"].isna().to_numpy()


def bar_places(frame: pd.DataFrame) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return middle and width of each bar, and which bars reach further than they are drawn.

    An open-ended bin is drawn as wide as its neighbour, or it would dwarf all others.
    """
    left, right = frame["left"].to_numpy(dtype=float), frame["right"].to_numpy(dtype=float)
    width = right - left
    # Calendar periods differ a little (months), open ends differ a lot.
    usual = float(np.median(width))
    stretched = width > 1.6 * usual
    first = stretched & (np.arange(len(width)) == 0)
    left = np.where(first, right - usual, left)
    width = np.where(stretched, usual, width)
    return left + width / 2, width, stretched


def instants(seconds: Floats) -> list[str]:
    """Return seconds since 1970 as plotly reads dates; years beyond 2262 are no problem."""
    return [str(d) for d in np.rint(seconds).astype(np.int64).astype("datetime64[s]")]


def _dated(frame: pd.DataFrame) -> bool:
    """Whether the bins are periods; where no kind is given, their labels begin with a full date."""
    if "kind" in frame:
        return bool(frame["kind"].iloc[0] == "date")
    known = frame.loc[frame["left"].notna(), "bin"]
    return bool(known.str.match(r"\d{4}-\d\d-\d\d to \d{4}-").all())


def bin_axis(figure: go.Figure, frame: pd.DataFrame, **where: int) -> None:
    """Label the bins at positions 0, 1, ...: ranges at their edges, all others in the middle."""
    if is_level(frame):
        rows_axis(figure, ticks(frame["bin"]), **where)
        return
    places: list[float] = [float(i) for i in range(len(frame))]
    labels = ticks(frame["bin"])
    known = frame[frame["left"].notna()]
    if _dated(frame):
        labels = [plain(b.split(" to ")[0]) for b in frame["bin"]]
    elif is_ranged(frame):
        edges = [*known["left"], known["right"].iloc[-1]]
        rest = places[len(known) :]
        labels = [number(e) for e in edges] + labels[len(known) :]
        places = [i - 0.5 for i in range(len(edges))] + rest
    figure.update_xaxes(tickvals=places, ticktext=labels, showgrid=False, **where)
    figure.update_xaxes(range=[-0.6, len(frame) - 0.4], **where)
