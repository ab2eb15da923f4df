"""The model card: what the model is for, how good it is, and where it must not be used."""

from __future__ import annotations

from dataclasses import dataclass

from ..metrics.catalog import METRICS
from .markdown import escape, table
from .model_facts import BASELINE, Facts


def model_card(facts: Facts) -> str:
    """Return model_card.md; the log of looks and accepted findings is added when it is written."""
    parts = [
        f"# {escape(facts.name)}",
        escape(facts.note) if facts.note else "",
        "## What it does",
        table(("", ""), facts.about()),
        "## The problem contract",
        table(("", ""), facts.contract_rows()),
        escape(facts.contract.summary),
        "## How good it is",
        escape(facts.evaluation.verdict),
        split_risks(facts),
        "Measured on the holdout: rows that were locked away before anything was learned. "
        f"{BASELINE}",
        table(
            ("Metric", "Value and interval", "Baseline", "Baseline is", "Method", "n"),
            facts.metric_rows(),
        ),
        "## What else was tried",
        f"Cross-validated on the training rows by {METRICS[facts.board.metric].title}.",
        table(("Model", "Score and interval", ""), facts.board_rows()),
        escape(facts.choosing()),
        "## What goes in",
        table(("Column", "Kind", "Seen in training"), facts.column_rows()),
        "## What was found in the data",
        findings(facts),
        "## Limits",
        "The numbers hold for rows like those of the holdout. For values outside what was seen in "
        "training, a prediction comes with a warning. Watch for drift with reference.parquet, and "
        "judge again when the outcomes become known.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def split_risks(facts: Facts) -> str:
    """Return what the split does to the score, one line each; empty when nothing."""
    lines = [f"- {escape(sentence)}" for sentence in facts.evaluation.risks]
    return "\n".join(["What the split does to these numbers:", "", *lines]) if lines else ""


def findings(facts: Facts) -> str:
    """Return the findings as a table, or the sentence that there are none."""
    rows = facts.finding_rows()
    return table(("Finding", "Column", "Detail"), rows) if rows else "No findings."


@dataclass(frozen=True)
class Accepted:
    """A finding that somebody accepted: which, why, who and on which day."""

    title: str
    column: str
    reason: str
    who: str
    on: str

    def __str__(self) -> str:
        about = f" ({self.column})" if self.column else ""
        by = "" if self.who in ("", "anonymous") else f" by {self.who}"
        said = self.reason.strip() or "no reason was given"
        return f"{self.title}{about}: {said}{'' if said.endswith('.') else '.'} {self.on}{by}"


def log_section(looks: int, accepted: tuple[Accepted | str, ...]) -> str:
    """Return what the project's log adds: how often the holdout was read, what was accepted."""
    times = "once" if looks == 1 else f"{looks} times"
    lines = ["## How it was made", f"The holdout was read {times}."]
    if looks > 1:
        lines.append("Every further look makes the numbers above a little too optimistic.")
    text = "\n\n".join((lines[0], " ".join(lines[1:])))
    if accepted:
        text += "\n\nFindings that somebody looked at and accepted, with the reason:\n\n"
        text += "\n".join(f"- {escape(finding)}" for finding in accepted)
    return text + "\n"
