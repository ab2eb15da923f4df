"""The calibration curve without bins, and each class by itself."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lifecycle import figures
from lifecycle.core import wording
from lifecycle.project.project import Project
from lifecycle.steps import EVALUATE

from ...ui import display


def show(project: Project, frames: dict[str, pd.DataFrame]) -> None:
    """Draw the curve with its band, and the table of classes where there are several."""
    if "corp" in frames:
        curve, smooth = frames["corp"], frames["smooth"]
        display.figure(project, EVALUATE, "corp", lambda: figures.corp(curve, smooth))
        st.caption(
            "Binless reliability curve (CORP, isotonic). Grey: the pointwise band expected under "
            "perfect calibration. The smooth curve is the one whose distances from the diagonal "
            "(ICI, E50, E90, Emax) are stated above."
        )
    if "classwise" in frames:
        with st.expander("Calibration per class"):
            display.grid(classes(frames["classwise"]), hide_index=True, width="stretch")
            st.caption(
                "The probability of the predicted class may be calibrated while that of another "
                "class is not. For calibration in the large 0 is right, for the slope 1, for the "
                "calibration error 0."
            )


def classes(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of each class in words."""
    return pd.DataFrame([_class(row) for row in table.to_dict("records")])


def _class(row: dict[Any, Any]) -> dict[str, str]:
    return {
        "Class": row["class"],
        "Cases": f"{row['cases']:,}",
        "Mean probability": wording.percent(row["predicted"]),
        "Observed share": wording.percent(row["observed"]),
        "Calibration in the large": wording.interval(
            row["large"], row["large_low"], row["large_high"]
        ),
        "Calibration slope": wording.interval(row["slope"], row["slope_low"], row["slope_high"]),
        "Calibration error": wording.number(row["ece"], 0.005),
    }
