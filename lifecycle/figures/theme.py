"""One look for every figure: colours that read on light and dark, and differ in grey by shape too.

Backgrounds are transparent. Text and grid have a middle grey that reads on both; Streamlit's own
theme, drawn on top with ``theme="streamlit"``, gives them the page's colour.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

# After Okabe and Ito, each with a contrast of at least 3 to 1 on white and on the dark page.
BLUE, VERMILLION, GREEN, PURPLE, AMBER, GREY = PALETTE = (
    "#1f77b4",
    "#d55e00",
    "#0f9373",
    "#c2699b",
    "#a67c00",
    "#7f7f86",
)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "cross", "star", "hexagon")
LOOKS = 36
"""How many series differ in more than colour and in more than shape; no figure shows more."""
TEXT = "#78818a"
GRID = "rgba(127, 127, 134, 0.22)"
CLEAR = "rgba(0, 0, 0, 0)"

# Cells up to STRONG are pale enough for the page's text, in light and in dark; above it they are
# full enough for white. Between the two there is a step, which also tells them apart in grey.
STRONG = 0.5
SHADES = (
    (0.0, "rgba(31, 119, 180, 0.03)"),
    (0.5, "rgba(31, 119, 180, 0.30)"),
    (0.5, "rgba(31, 119, 180, 0.90)"),
    (1.0, "rgba(31, 119, 180, 1.00)"),
)
DIVERGING = (
    (0.0, "rgba(190, 80, 0, 1.00)"),
    (0.25, "rgba(190, 80, 0, 0.90)"),
    (0.25, "rgba(190, 80, 0, 0.36)"),
    (0.5, "rgba(127, 127, 134, 0.05)"),
    (0.75, "rgba(31, 119, 180, 0.36)"),
    (0.75, "rgba(31, 119, 180, 0.90)"),
    (1.0, "rgba(31, 119, 180, 1.00)"),
)

# Pass it to st.plotly_chart(config=...): no formulas, no logo, no zoom by accident while scrolling.
CONFIG = {
    "typesetMath": False,
    "displaylogo": False,
    "scrollZoom": False,
    "showTips": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}

_AXIS = {
    "automargin": True,
    "gridcolor": GRID,
    "zeroline": False,
    "linecolor": GRID,
    "ticks": "outside",
    "ticklen": 4,
    "tickcolor": GRID,
    "title": {"standoff": 8, "font": {"size": 13}},
    "tickfont": {"size": 12},
}

TEMPLATE = go.layout.Template(
    layout={
        "colorway": PALETTE,
        "font": {"family": "Source Sans, Source Sans Pro, sans-serif", "size": 13, "color": TEXT},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "hoverlabel": {"namelength": -1},
        "bargap": 0.15,
        "modebar": {"bgcolor": CLEAR, "color": TEXT, "activecolor": BLUE},
    },
    data={
        "bar": [{"marker": {"line": {"width": 0}}}],
        "scatter": [{"marker": {"size": 8}, "line": {"width": 2}}],
    },
)


def style(figure: go.Figure, title: str, alt: str, height: int = 340) -> go.Figure:
    """Give a figure the common look; ``alt`` is the sentence for those who do not see it."""
    named = [trace for trace in figure.data if trace.name and trace.showlegend is not False]
    return figure.update_layout(
        template=TEMPLATE,
        showlegend=len(named) > 1,
        title={"text": title, "font": {"size": 15}, "x": 0, "xanchor": "left", "y": 0.99}
        | {"yanchor": "top", "yref": "container"},
        height=height,
        # A legend may take two lines on a telephone.
        margin={"l": 8, "r": 12, "t": 72 if len(named) > 1 else 40, "b": 8, "pad": 0},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom"}
        | {"title": {"text": ""}, "traceorder": "normal"},
        hoverlabel={"namelength": -1},
        meta={"alt": alt},
    )


def look(i: int) -> tuple[str, str, str]:
    """Return colour, dash and symbol of the i-th series; none of the first LOOKS is like another.

    Beyond the last colour the shapes shift by one, so that no colour meets the same shape again.
    """
    turn, place = divmod(i, len(PALETTE))
    shift = place + turn
    return PALETTE[place], DASHES[shift % len(DASHES)], SYMBOLS[shift % len(SYMBOLS)]


def faint(colour: str, share: float = 0.16) -> str:
    """Return a colour that what lies behind shines through, for bands.

    >>> faint("#1f77b4")
    'rgba(31, 119, 180, 0.16)'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {share})"


def hatch(shape: str | list[str] = "/") -> dict[str, object]:
    """Return a pattern over the bar's colour: what differs in colour differs in grey too."""
    return {
        "shape": shape,
        "fillmode": "overlay",
        "fgcolor": "rgba(255, 255, 255, 0.45)",
        "size": 7,
    }


def cell_text(figure: go.Figure, text: dict[tuple[int, int], str], values: np.ndarray) -> None:
    """Write into cells (row, column) in a colour that reads on the shade of their value."""
    for strong, font in ((False, {}), (True, {"color": "#ffffff"})):
        cells = [cell for cell in text if (abs(values[cell]) > STRONG) == strong]
        figure.add_trace(
            go.Scatter(
                x=[column for _, column in cells],
                y=[row for row, _ in cells],
                mode="text",
                text=[text[cell] for cell in cells],
                textfont=font,
                hoverinfo="skip",
                showlegend=False,
            )
        )


def rows_height(rows: int, each: int = 26, frame: int = 110) -> int:
    """Return the height of a figure with one line of text a row."""
    return frame + each * max(rows, 2)


def rows_axis(figure: go.Figure, labels: list[str], **where: int) -> go.Figure:
    """Label the positions 0, 1, ... of the y axis from the top; equal labels stay apart."""
    return figure.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=labels,
        range=[len(labels) - 0.5, -0.5],
        showgrid=False,
        ticks="",
        ticklabelstandoff=4,
        **where,
    )


def nothing(title: str, sentence: str) -> go.Figure:
    """Return a figure that says in one sentence why there is nothing to draw."""
    figure = go.Figure()
    figure.add_annotation(text=sentence, showarrow=False, x=0, y=1, xanchor="left", yanchor="top")
    figure.update_annotations(xref="paper", yref="paper", font={"size": 13}, align="left")
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    return style(figure, title, sentence, height=110)
