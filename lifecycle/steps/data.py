"""Data: kinds, roles and target turn a raw table into one that can be learned from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from ..catalog.checks import find_all
from ..engine.work import Report
from ..errors import ChoiceError
from ..graph import Need, Params, Step
from ..readers import Kind as Kind
from ..readers import Reading, to_kinds
from ..readers.kinds import Guess, shorten
from ..readers.reading import plural
from ..readers.target import Task as Task
from ..readers.target import choose_target, learn_target, unknown_column
from ..roles import ColumnChoice as ColumnChoice
from ..roles import Use, check_single, check_weight, use_of

LEAST_ROWS = 20
TASKS: dict[str, Any] = {
    "labels": {
        "auto": "Let the app decide",
        "binary": "One of two classes (binary)",
        "multiclass": "One of several classes (multiclass)",
        "regression": "An amount (regression)",
    }
}


class DataParams(Params):
    """Target, task and the columns' kinds and roles."""

    target: str | None = Field(
        None,
        title="Target",
        description="The column to predict. Left empty, the app takes a column with a usual name "
        "such as target, or else the last one that can be predicted.",
    )
    task: Literal["auto", "binary", "multiclass", "regression"] = Field(
        "auto",
        title="Task",
        description="What kind of answer is predicted; by default it follows from the target's "
        "values. Change it when a code such as 1 to 5 was taken for an amount, or the reverse.",
        json_schema_extra=TASKS,
    )
    positive: str | None = Field(
        None,
        title="Positive class",
        description="With two classes: the one you look for, such as yes or cancelled. "
        "Left empty, the app takes the more telling name, or else the rarer class.",
    )
    columns: tuple[ColumnChoice, ...] = Field(
        (),
        title="Column kinds and roles",
        description="How each column is understood and whether a model may use it. "
        "Only what you changed is kept here; all else stays as it was guessed.",
        json_schema_extra={"opaque": True},
    )
    drop_duplicates: bool = Field(
        False,
        title="Dropping of duplicate rows",
        description="Leave out rows that repeat an earlier one in every column. Switch it on when "
        "repeats are mistakes; a copy in both training rows and holdout makes scores too good.",
    )


@dataclass(frozen=True)
class Table:
    """A typed table with a target.

    ``frame``: rows with a known target, RangeIndex. Kinds decide the dtype: number float64;
    date datetime64[ns]; category, boolean, text and identifier str objects with None for missing.
    The target is float64 for regression and str otherwise.
    ``columns``: one row a column: name, kind, role (as in `lifecycle.roles.ROLES`), known (at the
    moment of prediction: "yes", "no", "unsure" or "" where nobody said), missing (count),
    distinct, example, reason (why this kind or role), note (the person's own).
    ``classes``: labels in sorted order, for a binary task the positive one last.
    ``findings``: one row a finding: code, title, severity ("risk", "note"), column, detail, remedy.
    """

    frame: pd.DataFrame
    columns: pd.DataFrame
    target: str
    task: Task
    task_reason: str
    classes: tuple[str, ...]
    positive: str | None
    findings: pd.DataFrame
    rows_read: int
    rows_without_target: int
    duplicate_rows: int

    @property
    def features(self) -> list[str]:
        """Names of the columns a model may use, in table order."""
        return self.named("feature")

    def named(self, role: str) -> list[str]:
        """Names of the columns with a role, in table order."""
        return self.columns.loc[self.columns["role"] == role, "name"].tolist()

    @property
    def weight(self) -> pd.Series | None:
        """How much each row counts when a model is fitted; None when all count alike."""
        names = self.named("weight")
        return self.frame[names[0]] if names else None

    @property
    def y(self) -> pd.Series:
        return self.frame[self.target]

    @property
    def x(self) -> pd.DataFrame:
        return self.frame[self.features]


def run(params: DataParams, *, read: Reading, report: Report) -> Table:
    report(0.1, "Taking over the columns' kinds")
    check_single(params.columns)
    guesses = with_choices(params, read)
    check_rows(len(read.frame), read)
    target, why = choose_target(params.target, read.frame, guesses)
    if target == "prediction" or target.startswith("p:"):
        raise ChoiceError(
            f"A target cannot be called '{target}': the model's answers go by that name.",
            "Rename the column in the file and upload it again.",
        )
    report(0.2, "Reading the target")
    goal = learn_target(
        target, read.frame[target], guesses[target].kind, params.task, params.positive
    )
    rows = read.frame[goal.known]
    duplicate = rows.duplicated()
    kept = rows[~duplicate] if params.drop_duplicates else rows
    check_rows(len(kept), read, target)
    guesses = settle(kept, guesses, params, target)
    report(0.4, "Converting the columns")
    kinds = {name: guess.kind for name, guess in guesses.items()}
    frame = to_kinds(kept, kinds).assign(**{target: goal.values}).reset_index(drop=True)
    table = Table(
        frame=frame,
        columns=describe(frame, params, guesses, target),
        target=target,
        task=goal.task,
        task_reason=why + goal.reason,
        classes=goal.classes,
        positive=goal.classes[-1] if goal.task == "binary" else None,
        findings=pd.DataFrame(),
        rows_read=len(read.frame),
        rows_without_target=len(read.frame) - len(rows),
        duplicate_rows=int(duplicate.sum()),
    )
    if not table.features:
        raise ChoiceError(
            f"No feature is left to predict {shorten(target)} from.",
            "Choose another target, bring more columns, or let an ignored column take part.",
        )
    if table.weight is not None:
        check_weight(str(table.weight.name), table.weight)
    report(0.7, "Looking for what may go wrong")
    return replace(table, findings=find_all(table, read))


def settle(
    kept: pd.DataFrame, guesses: dict[str, Guess], params: DataParams, target: str
) -> dict[str, Guess]:
    """Return the guesses after rows went: a column may hold one value in those that stay."""
    chosen = {choice.name for choice in params.columns if choice.kind}
    for name in set(guesses) - chosen - {target}:
        if guesses[name].kind != "constant" and kept[name].nunique(dropna=False) == 1:
            why = f"every row with a known {shorten(target)} holds the same"
            guesses = guesses | {name: Guess("constant", why)}
    return guesses


def with_choices(params: DataParams, read: Reading) -> dict[str, Guess]:
    """Return the kind of every column, as guessed or as chosen."""
    guesses = {
        name: Guess(kind, note)
        for name, kind, note in zip(
            *(read.columns[column].tolist() for column in ("name", "kind", "note")), strict=True
        )
    }
    for choice in params.columns:
        if choice.name not in guesses:
            raise unknown_column(choice.name, list(guesses))
        if choice.kind:
            guesses[choice.name] = Guess(choice.kind, "chosen by you")
    return guesses


def check_rows(rows: int, read: Reading, target: str = "") -> None:
    """Raise ChoiceError when there are too few rows to learn from and to judge with."""
    if rows >= LEAST_ROWS:
        return
    if target:
        problem = f"Only {plural(rows, 'row')} of {len(read.frame):,} can be used to predict "
        problem += f"{shorten(target)}; at least {LEAST_ROWS} are needed."
        raise ChoiceError(problem, "Bring more rows with a known target, or choose another one.")
    raise ChoiceError(
        f"The table has {plural(rows, 'row')}; at least {LEAST_ROWS} are needed.",
        "Bring more rows: some to learn from and some to judge with.",
    )


def describe(
    frame: pd.DataFrame, params: DataParams, guesses: dict[str, Guess], target: str
) -> pd.DataFrame:
    """Return one row a column: what it is, whether a model may use it, and why."""
    chosen = {choice.name: choice for choice in params.columns}
    rows = []
    for name, guess in guesses.items():
        present = frame[name].dropna()
        choice = chosen.get(name, ColumnChoice(name=name))
        use = Use("target", "", "") if name == target else use_of(choice, guess.kind, target)
        rows.append(
            {
                "name": name,
                "kind": guess.kind,
                "role": use.role,
                "known": use.known,
                "missing": len(frame) - len(present),
                "distinct": int(present.nunique()),
                "example": "" if present.empty else str(present.iloc[0])[:80],
                "reason": "; ".join(why for why in (guess.reason, use.why) if why),
                "note": choice.note,
            }
        )
    return pd.DataFrame(rows)


STEP = Step(
    "data",
    "Data",
    "Bring a table, say which column to predict, and check how each column was understood. "
    "What is wrong or must not be used is pointed out here, before any model sees it.",
    DataParams,
    Table,
    run,
    needs=(Need.of("read"),),
    page="data",
    version=2,
)
