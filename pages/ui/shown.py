"""How results are shown: figures with a text for those who cannot see them, tables, metrics."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lifecycle import words
from lifecycle.catalog.metrics import METRICS


def figure(fig: go.Figure, key: str | None = None) -> None:
    meta = fig.layout.meta or {}
    st.plotly_chart(
        fig, width="stretch", theme=None, key=key, alt=meta.get("alt"), config={"displaylogo": False}
    )


def table(frame: pd.DataFrame, **columns: Any) -> None:
    """Show a frame; ``columns`` gives titles (or column configs) to those that are shown."""
    shown = list(columns) or list(frame)
    config = {
        name: st.column_config.Column(look) if isinstance(look, str) else look
        for name, look in columns.items()
    }
    st.dataframe(frame[shown], hide_index=True, column_config=config, width="stretch")


def metric_rows(metrics: pd.DataFrame, baseline: pd.DataFrame) -> pd.DataFrame:
    """Return the metrics as sentences in cells: value, interval, baseline and method."""
    beside = baseline.set_index("name")["value"]
    return pd.DataFrame(
        {
            "Metric": metrics["title"],
            "Value": [
                words.number(row.value, row.high - row.low) for row in metrics.itertuples()
            ],
            "95% interval": [
                f"{words.number(row.low, row.high - row.low)} to "
                f"{words.number(row.high, row.high - row.low)}"
                for row in metrics.itertuples()
            ],
            "Baseline": [words.number(beside.get(name, float("nan"))) for name in metrics["name"]],
            "Better is": [
                "higher" if METRICS[name].greater_is_better else "lower" for name in metrics["name"]
            ],
            "Method": metrics["method"],
            "Rows": metrics["n"],
        }
    )
