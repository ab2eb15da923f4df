"""Data: kinds, roles and target turn a raw table into one that can be learned from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from ..core.errors import ChoiceError
from ..core.recipe import Need, Params, Step
from ..core.wording import listing
from ..engine.runner import Report
from ..storage import lazy_frames
from ..storage.frame_columns import Column, frame_of
from .column_table import describe, settle, with_choices
from .limits import plural
from .read_step import STEP as READ
from .readers import Reading, Written, to_kinds, unit_of, way_of, written_of
from .readers.column_rules import AS_CLOCK
from .readers.kinds import shorten
from .readers.missing_codes import CHOSEN, CODES, no_codes
from .readers.reading import DESCRIPTION
from .roles import ColumnChoice, check_single, check_weight
from .target import Task, choose_target, learn_target

LEAST_ROWS = 20
TASKS: dict[str, Any] = {
    "labels": {
        "auto": "Automatic",
        "binary": "Binary classification",
        "multiclass": "Multiclass classification",
        "regression": "Regression",
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
        description="What is predicted: one of two classes, one of several classes, or a number. "
        "By default it follows from the target's values. Change it when a code such "
        "as 1 to 5 was taken for a number, or the reverse.",
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
        title="Drop duplicate rows",
        description="Leave out rows that repeat an earlier one in every column. Switch it on when "
        "repeats are mistakes; a copy in both training rows and holdout makes scores "
        "too optimistic.",
    )


@dataclass(frozen=True)
class Table:
    """A typed table with a target.

    ``frame``: rows with a known target, RangeIndex. Kinds decide the dtype: number float64;
    date datetime64[ns]; category, boolean, text and identifier str objects with None for missing.
    The target is float64 for regression and str otherwise.
    Only a feature reaches the model, and what is not known in time is never one. Group, time and
    protected columns are kept for splitting rows and comparing groups, the weight for fitting
    (scores count every row alike); exactly one column is the target.
    ``classes``: labels in sorted order, for a binary task the positive one last.
    """

    frame: pd.DataFrame = field(
        metadata=frame_of(
            "one row a row with a known target",
            Column("<column of the table>", "its values", unit="as in the file"),
        )
    )
    columns: pd.DataFrame = field(
        metadata=frame_of(
            "one row a column",
            *DESCRIPTION[:3],
            Column("role", "as in `data.roles.ROLES`"),
            Column("known", 'at the moment of prediction: "yes", "no", "unsure", "" if unstated'),
            *DESCRIPTION[3:6],
            Column("reason", "why this kind or role"),
            Column("note", "the person's own"),
            Column(
                "way",
                "how cells are written where one alone would not tell: "
                '"day first", "month first", "decimal comma", "decimal point", "clock times", '
                '"text" for words that look like numbers, else ""',
            ),
            Column(
                "unit", 'in what its numbers are: "kg", "%"; "UTC" of times with a zone; else ""'
            ),
        )
    )
    target: str
    task: Task
    task_reason: str
    classes: tuple[str, ...]
    positive: str | None
    rows_read: int
    rows_without_target: int
    duplicate_rows: int
    codes: pd.DataFrame = field(
        default_factory=no_codes,
        metadata=frame_of("one row a code for missing that somebody chose", *CODES),
    )

    @property
    def features(self) -> list[str]:
        """Names of the columns a model may use, in table order."""
        return self.named("feature")

    @property
    def protected(self) -> list[str]:
        """Names of the columns that groups are compared by."""
        return self.named("protected")

    def named(self, role: str) -> list[str]:
        """Names of the columns with a role, in table order."""
        return self.columns.loc[self.columns["role"] == role, "name"].tolist()

    @property
    def weight(self) -> pd.Series | None:
        """How much each row counts when a model is fitted; None when all count alike."""
        names = self.named("weight")
        return self.column(names[0]) if names else None

    @property
    def written(self) -> dict[str, Written]:
        """How the cells of each column are written, so that later ones are read alike."""
        ways = dict(zip(self.columns["name"], self.columns["way"], strict=True))
        found = written_of(self.codes, ways)
        if "unit" in self.columns:  # else made by an earlier version
            each = zip(*(self.columns[of] for of in ("name", "kind", "unit")), strict=True)
            for name, kind, unit in each:
                if kind == "number":
                    found[name] = replace(found[name], unit=unit)
                elif kind == "date":
                    found[name] = replace(found[name], zone=unit)
        return found

    @property
    def rows(self) -> int:
        """How many rows there are; a large frame is not loaded for that."""
        return lazy_frames.shape(self)[0]

    def column(self, name: str) -> pd.Series:
        """Return one column; of a large frame the others are not read."""
        return lazy_frames.column(self, name)

    @property
    def y(self) -> pd.Series:
        return self.column(self.target)

    @property
    def x(self) -> pd.DataFrame:
        return self.frame[self.features]


def run(params: DataParams, *, read: Reading, report: Report) -> Table:
    report(0.1, "Taking over the columns' kinds")
    guesses = with_choices(read, params.columns)
    check_rows(len(read.frame), read)
    spoken_for = {choice.name for choice in params.columns if choice.role}
    free = {name: guess for name, guess in guesses.items() if name not in spoken_for}
    target, why = choose_target(params.target, read.frame, guesses if params.target else free)
    check_single(params.columns, target)
    report(0.2, "Reading the target")
    notes = dict(zip(read.columns["name"], read.columns["note"], strict=True))
    clocks = {name: AS_CLOCK if AS_CLOCK in str(notes[name]) else "" for name in guesses}
    codes = written_of(read.codes, clocks)
    kind = guesses[target].kind
    goal = learn_target(
        target, read.frame[target], kind, params.task, params.positive, codes[target]
    )
    rows = read.frame[goal.known]
    duplicate = rows.duplicated()
    kept = rows[~duplicate] if params.drop_duplicates else rows
    check_rows(len(kept), read, target)
    guesses = settle(kept, guesses, params.columns, target)
    report(0.4, "Converting the columns")
    kinds = {name: guess.kind for name, guess in guesses.items()}
    ways = {name: way_of(kept[name], kind, notes[name]) for name, kind in kinds.items()}
    units = {name: unit_of(kept[name], kind) for name, kind in kinds.items()}
    if "unit" in read.columns:
        each = zip(read.columns["name"], read.columns["unit"], strict=True)
        units |= {name: unit for name, unit in each if unit}
    frame = to_kinds(kept, kinds, codes).assign(**{target: goal.values}).reset_index(drop=True)
    table = Table(
        frame=frame,
        columns=describe(frame, guesses, params.columns, target).assign(
            way=list(ways.values()), unit=list(units.values())
        ),
        target=target,
        task=goal.task,
        task_reason=why + goal.reason,
        classes=goal.classes,
        positive=goal.classes[-1] if goal.task == "binary" else None,
        rows_read=len(read.frame),
        rows_without_target=len(read.frame) - len(rows),
        duplicate_rows=int(duplicate.sum()),
        codes=read.codes[read.codes["how"] == CHOSEN].reset_index(drop=True),
    )
    if not table.features:
        raise no_feature(table)
    if table.weight is not None:
        check_weight(str(table.weight.name), table.weight)
    return table


def no_feature(table: Table) -> ChoiceError:
    """Return the error for a table with nothing to learn from, naming what could take part."""
    others = [shorten(name) for name in table.columns["name"] if name != table.target]
    remedy = "Choose another target, or bring more columns."
    if others:
        remedy = f"Let a column that is left out take part ({listing(others)}), or choose another "
        remedy += "target."
    return ChoiceError(f"No feature is left to predict {shorten(table.target)} from.", remedy)


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


STEP = Step(
    "data",
    "Data",
    "Bring a table, say which column to predict, and check how each column was understood. "
    "What is wrong or must not be used is pointed out here, before any model sees it.",
    DataParams,
    Table,
    run,
    needs=(Need.of(READ),),
    page="data",
    version=8,
)
