"""Groups of people side by side: every crossing of protected columns, and what may be concluded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core.wording import count, interval, listing, percent
from ..metrics.outcome import Outcome
from ..stats import roc_auc_interval
from ..stats.delong import clustered_roc_auc
from ..stats.fairness import LEAST, fairness_differences, fairness_table
from ..stats.grouped import mean_interval
from ..stats.multiple_testing import adjust_pvalues
from ..stats.sample_splitting import gap_of
from .findings import loss

SAID = 4  # differences put into words; the table holds all
RATES = {
    "selection_rate": "are called positive",
    "accuracy": "are classified correctly",
    "true_positive_rate": "of the cases are found",
    "false_positive_rate": "of the others are false positives",
    "precision": "of those called positive are cases",
}
SCORES = ["column", "group", "score", "value", "low", "high", "n", "small", "flagged"]


def rates(
    outcome: Outcome,
    groups: dict[str, pd.Series],
    level: float,
    clusters: np.ndarray | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rates of each group, and their differences, for two classes."""
    tables, gaps = [pd.DataFrame()], [pd.DataFrame()]
    for name, column in groups.items() if len(outcome.classes) == 2 else ():
        table = fairness_table(outcome.positive, outcome.alarms, column, level, clusters)
        tables.append(table.assign(column=name))
        gaps.append(fairness_differences(table, level=level).assign(column=name))
    return pd.concat(tables, ignore_index=True), pd.concat(gaps, ignore_index=True)


def scores(
    outcome: Outcome,
    groups: dict[str, pd.Series],
    level: float,
    clusters: np.ndarray | None = None,
) -> pd.DataFrame:
    """Return for any task: each group's mean error beside the rest; for two classes its ROC AUC
    and by how much the stated chances are too low.

    ``value`` of "error" and "chances" is a difference; flagged when it is clear after adjusting
    for the number of groups (of at least 30 rows).
    """
    lost = loss(outcome)
    tied = None if clusters is None else np.unique(clusters, return_inverse=True)[1]
    rows, p_values = [], []
    for name, column in groups.items():
        for group in sorted(set(column)):
            inside = (column == group).to_numpy()
            n = int(inside.sum())
            small = n < LEAST
            gap = gap_of(lost, inside, level, tied)
            both = 2 * min(gap.p_value, 1 - gap.p_value)
            rows.append((name, group, "error", gap.value, gap.low, gap.high, n, small))
            p_values.append(np.nan if small else both)
            if len(outcome.classes) != 2:
                continue
            own = None if clusters is None else clusters[inside]
            auc = _auc(outcome.positive[inside], outcome.score[inside], own, level)
            rows.append((name, group, "auc", *auc, n, small))
            p_values.append(np.nan)
            off = outcome.positive[inside] - outcome.score[inside]
            mean = mean_interval(off, own, level)
            low, high = max(-1.0, mean.low), min(1.0, mean.high)
            rows.append((name, group, "chances", mean.value, low, high, n, small))
            p_values.append(np.nan)
    table = pd.DataFrame(rows, columns=SCORES[:-1])
    adjusted = adjust_pvalues(np.array(p_values, dtype=float))
    return table.assign(flagged=np.nan_to_num(adjusted, nan=1.0) < 1 - level)


def conclusions(
    table: pd.DataFrame, gaps: pd.DataFrame, scored: pd.DataFrame, level: float
) -> tuple[str, ...]:
    """Return in plain words what can and what cannot be concluded."""
    sentences: list[str] = []
    clear = gaps[gaps["flagged"]] if len(gaps) else gaps
    if len(clear):
        clear = clear.sort_values("p_adjusted", kind="stable")
    for row in clear.head(SAID).to_dict("records"):
        gap = interval(row["difference"], row["low"], row["high"], level)
        what = RATES[row["metric"]]
        sentences.append(
            f'By {row["column"]}, "{row["group"]}" and "{row["reference"]}" clearly differ in how '
            f"many {what}: by {gap}."
        )
    worse = scored[scored["flagged"]] if len(scored) else scored
    if len(worse):
        worse = worse.sort_values("value", key=abs, ascending=False, kind="stable")
    for row in worse.head(SAID).to_dict("records"):
        side = "worse" if row["value"] > 0 else "better"
        sentences.append(
            f'By {row["column"]}, the model does clearly {side} for "{row["group"]}" than for all '
            "others "
            f"(mean error {interval(row['value'], row['low'], row['high'])} apart)."
        )
    more = max(0, len(clear) - SAID) + max(0, len(worse) - SAID)
    if more:
        sentences.append(f"{count('further clear difference', more)} can be seen below.")
    if not sentences:
        sentences.append("No clear difference between groups was found. That is not proof of none.")
    judged = gaps[gaps["p_value"].notna() & ~gaps["flagged"]] if len(gaps) else gaps
    selection = judged[judged["metric"] == "selection_rate"] if len(judged) else judged
    if len(selection):
        reach = float(selection[["low", "high"]].abs().to_numpy().max())
        sentences.append(
            "Where no clear difference is shown, one of up to "
            f"{percent(min(1.0, reach))} in the share called positive is not ruled out."
        )
    sizes = scored[scored["score"] == "error"] if len(scored) else scored
    few = sizes[sizes["small"]]["group"].tolist() if len(sizes) else []
    quoted = [f'"{name}"' for name in few]  # names of crossings hold commas
    if few:
        sentences.append(
            f"{count('group', len(few))} with fewer than {LEAST} rows ({listing(quoted, most=4)}): "
            "nothing can be concluded about them."
        )
    if len(table):
        sentences.append(_base_rates(table))
    return tuple(filter(None, sentences))


def _base_rates(table: pd.DataFrame) -> str:
    """Say what cannot hold at once where the groups' own rates differ."""
    wide = table.pivot_table(
        index=["column", "group"], columns="metric", values="n", aggfunc="first"
    )
    share = (wide["true_positive_rate"] / wide["selection_rate"])[wide["selection_rate"] >= LEAST]
    if len(share) < 2 or float(share.max() - share.min()) < 0.05:
        return ""
    return (
        f"The prevalence runs from {percent(float(share.min()))} to {percent(float(share.max()))} "
        "among the groups. Then equal selection rates (demographic parity), equal recall (equal "
        "opportunity) and equal precision (predictive parity) cannot all hold: which one matters "
        "is not a question for statistics."
    )


def _auc(
    y: np.ndarray, score: np.ndarray, own: np.ndarray | None, level: float
) -> tuple[float, float, float]:
    found = (
        roc_auc_interval(y, score, level)
        if own is None
        else clustered_roc_auc(y, score, own, level)
    )
    return found.value, found.low, found.high
