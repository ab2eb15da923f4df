"""What the model card and the report both say, as plain texts and rows of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..core.wording import count, inside, interval, number
from ..data.column_table import roles_in_words
from ..define.bar import Bar
from ..estimators.calibrators import Recalibrated
from ..metrics.catalog import METRICS, scored
from ..models import MODELS, takes_weights
from ..stats.recalibration import NONE

if TYPE_CHECKING:  # the Export step imports this room, so this room only names the steps' types
    from ..checks.step import Checked
    from ..data.step import Table
    from ..define.step import Contract
    from ..evaluate.step import Evaluation
    from ..split.split import Split
    from ..train.label_decisions import Labels
    from ..train.step import Leaderboard

Rows = list[tuple[str, ...]]
BASELINE = (
    "The baseline is, for each metric, the best answer that ignores every column; where a constant "
    "is perfect without any skill, it is random flagging of the same share."
)


@dataclass(frozen=True)
class Facts:
    """The artifacts a bundle tells of."""

    name: str
    note: str
    contract: Contract
    table: Table
    split: Split
    labels: Labels
    checked: Checked
    board: Leaderboard
    evaluation: Evaluation
    schema: dict[str, Any]

    @property
    def model(self) -> str:
        """The model's title as the leaderboard shows it."""
        rows = self.board.table
        found = rows.loc[rows["model"] == self.evaluation.model_name, "title"]
        return str(found.iloc[0]) if len(found) else self.evaluation.model_name

    @property
    def weight(self) -> str | None:
        """The column that weighted the fit, None when there is none or the model takes none."""
        names = self.table.named("weight")
        return names[0] if names and self.takes_weights else None

    @property
    def balanced(self) -> bool:
        """Whether the classes counted alike in the fit."""
        wanted = self.board.fits[self.evaluation.model_name].balance
        return bool(wanted and self.takes_weights and self.table.classes)

    @property
    def takes_weights(self) -> bool:
        """Whether the model can be fitted with rows that count more or less."""
        model = self.evaluation.model.named_steps["model"]
        return takes_weights(model.estimator if isinstance(model, Recalibrated) else model)

    @property
    def libraries(self) -> list[str]:
        """What the model rests on beyond scikit-learn."""
        members = self.board.fits[self.evaluation.model_name].all_members
        return sorted({MODELS[m.model].library for m in members} - {""})

    def about(self) -> Rows:
        """What the model does, in two columns."""
        t = self.table
        rows: Rows = [("Target", t.target), ("Task", t.task), ("Model", self.model)]
        if t.positive is not None:
            rows.append(("Positive class", t.positive))
        rows += [
            ("Rows used", f"{len(t.frame):,}"),
            ("Rows without a target, left out", f"{t.rows_without_target:,}"),
            ("Training rows", f"{len(self.labels.kept(self.split.train)):,}"),
            ("Labels reviewed", self.labels.sentence),
            ("Holdout rows", f"{self.evaluation.holdout_rows:,}"),
            ("Split", self.split_way()),
            ("Sample weights", self.weighting()),
            ("Input columns", f"{len(t.features):,}"),
        ]
        if t.classes:
            rows.append(("Probabilities", self.recalibration()))
        if kept := roles_in_words(t.columns[t.columns["role"] != "weight"]):
            rows.append(("Other columns", " ".join(kept)))
        return rows

    def split_way(self) -> str:
        """How rows were locked away, and by which column."""
        by = f" ({self.split.column})" if self.split.column else ""
        return f"{self.split.method}{by}"

    def weighting(self) -> str:
        """How much each row counted in the fit."""
        if self.weight is None:
            deaf = self.table.weight is not None
            why = "this model takes no weights" if deaf else "every row counts alike"
            return f"nothing; {why}"
        return f"{self.weight}, in the fit; scores count every row alike"

    def recalibration(self) -> str:
        """How the model's probabilities were corrected."""
        way = self.evaluation.calibration
        if way == NONE:
            return "as the model states them"
        return (
            f"recalibrated ({way}); learned on predictions of training rows by models that had "
            "not seen them"
        )

    def contract_rows(self) -> Rows:
        """The contract's fields that were filled in."""
        c = self.contract
        rows = [
            ("Question", c.question),
            ("One row is", c.unit),
            ("Moment of prediction", c.moment),
            ("Decision it serves", c.decision),
            ("Success metric", METRICS[self.evaluation.metric].title),
            ("Smallest acceptable score", self.agreed()),
            ("Cost of a false positive", number(c.cost_false_positive)),
            ("Cost of a false negative", number(c.cost_false_negative)),
            ("Incumbent", c.incumbent),
            ("Incumbent as a rule", c.rule),
            ("Score of the incumbent", "" if c.incumbent_score is None else _n(c.incumbent_score)),
            ("Who could be harmed", c.harmed),
        ]
        return [(name, value) for name, value in rows if value]

    def agreed(self) -> str:
        """The smallest acceptable scores, that of the success metric as a number alone."""
        own = self.evaluation.metric
        return ", ".join(
            number(least) if name == own else str(Bar(metric=name, least=least))
            for name, least in self.contract.least(own).items()
        )

    def metric_rows(self) -> Rows:
        """Each metric with its interval, the baseline beside it and what that is, method and n."""
        base = self.evaluation.baseline.set_index("name")
        return [
            (
                str(m["title"]),
                scored(m),
                number(float(base["value"][m["name"]]), m["high"] - m["low"]),
                str(base["reference"][m["name"]]),
                str(m["method"]),
                str(m["n"]),
            )
            for m in self.evaluation.metrics.to_dict("records")
        ]

    def board_rows(self) -> Rows:
        """Each candidate with its score over the folds."""
        return [
            (
                str(m["title"]),
                str(m["problem"]) or interval(m["score"], m["low"], m["high"]),
                "baseline" if m["baseline"] else "cannot be told from the best" * bool(m["tied"]),
            )
            for m in self.board.table.to_dict("records")
        ]

    def choosing(self) -> str:
        """What the leader is worth on new rows, and whether what was recommended was taken."""
        board, said = self.board, ""
        if board.expected is not None:
            said = board.expected.sentence(METRICS[board.metric].title)
        if self.evaluation.model_name != board.taken:
            said += f" Recommended was another candidate: {inside(board.titles[board.taken])}."
        return said.strip()

    def column_rows(self) -> Rows:
        """Each input column: kind, what was seen."""
        return [
            (name, about["kind"], _seen(about)) for name, about in self.schema["properties"].items()
        ]

    def finding_rows(self) -> Rows:
        """What the checks of the data found, the gravest first."""
        found: pd.DataFrame = self.checked.findings
        return [
            (str(f["title"]), str(f["column"] or ""), str(f["detail"]))
            for f in found.to_dict("records")
        ]


def _n(value: Any) -> str:
    return number(None if value is None else float(value))


def _seen(about: dict[str, Any]) -> str:
    if "levels" in about:
        shown = ", ".join(about["levels"][:8])
        more = about["level_count"] - min(8, len(about["levels"]))
        return shown + (f" and {count('other level', more)}" if more else "")
    if "min" not in about:
        return "no values"
    if about["kind"] == "number":
        return f"{number(about['min'])} to {number(about['max'])}"
    return f"{about['min'][:10]} to {about['max'][:10]}"
