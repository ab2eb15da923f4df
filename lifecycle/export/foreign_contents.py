"""What a bundle's JSON says, checked before anything is done by it: it may be from elsewhere.

Further keys are let through, so that a later version may say more; a schema's own words of JSON
Schema are not, beyond those that Export writes: a pattern can run for ever, a reference is fetched.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import pandas as pd
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..core.errors import ReadingError
from ..core.settings import settings
from ..data.readers import Kind
from ..data.readers.damage import Damage
from ..metrics.catalog import METRICS

TYPES: dict[str, Any] = {"number": ["number", "null"], "date": ["string", "null"]}
REMEDY = "Use only bundles that Lifecycle Lab wrote."
AT_THE_TOP = {"$schema", "title", "type", "properties", "required", "additionalProperties"}
OF_A_COLUMN = {"type", "format"}
KEYWORDS = {*Draft202012Validator.VALIDATORS, "definitions", "extends", "dependencies", "disallow"}
MOST_LOOKS = 1_000_000
Plain = Literal["string", "number", "integer", "boolean", "null"]
Number = float | None
T = TypeVar("T", bound=BaseModel)


class Unfit(Damage):
    """Turns whatever is raised inside into one sentence on the bundle.

    What code does with contents that it was not written for has no list: any error means that they
    do not fit.
    """

    def __init__(self, problem: str, remedy: str = REMEDY) -> None:
        super().__init__(problem, remedy, Exception)


class _Written(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)

    way: str = ""
    missing: list[str] = []
    not_missing: list[str] = []


class _Column(_Written):
    type: Plain | list[Plain]
    kind: Kind
    whole: bool = False
    missing_share: Number = None
    min: float | str | None = None
    max: float | str | None = None
    levels: list[str] = []
    level_count: int = 0
    examples: list[Any] = []


class _Target(_Written):
    name: str
    task: Literal["binary", "multiclass", "regression"]
    classes: list[str]
    positive: str | None = None


class _Schema(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    type: Literal["object"]
    properties: dict[str, _Column] = Field(min_length=1)
    required: list[str] = Field(default=[], max_length=0)
    additionalProperties: Literal[True] = True  # noqa: N815 - the word of JSON Schema
    target: _Target


class _Score(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    name: str
    value: Number
    low: Number
    high: Number
    level: Number
    method: str
    n: int


class _Metrics(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    model: str
    metric: str
    threshold: Number = Field(None, ge=0, le=1)
    state: str
    verdict: str
    holdout_rows: int
    holdout_looks: int = Field(1, ge=0, le=MOST_LOOKS)
    metrics: list[_Score]
    baseline: list[_Score]


def check_schema(schema: Mapping[str, Any]) -> None:
    """Raise ReadingError when this is not such a schema as Export writes."""
    found = _validated(_Schema, schema, "schema.json")
    _refuse_words(schema, AT_THE_TOP, "it")
    for name, about in schema["properties"].items():
        _refuse_words(about, OF_A_COLUMN, f"column {name[:40]!r}")
    if len(found.properties) > settings().columns:
        raise ReadingError(
            f"The bundle's model takes {len(found.properties):,} columns.",
            "Raise LIFECYCLE_COLUMNS if that is right.",
        )
    for name, column in found.properties.items():
        _check_range(name, column)
        if column.kind in TYPES and column.type != TYPES[column.kind]:
            raise _unlike("schema.json", f"{name[:40]!r} is a {column.kind} of another type")
        if "levels" in schema["properties"][name] and column.level_count < len(column.levels):
            raise _unlike("schema.json", f"{name[:40]!r} has more levels than it counts")
    target = found.target
    least = 0 if target.task == "regression" else 2
    many = len(target.classes) >= 2 if least else not target.classes
    if not many or len(set(target.classes)) < len(target.classes):
        raise _unlike("schema.json", f"a {target.task} target has other classes")


def check_metrics(metrics: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """Raise ReadingError when this is not such a metrics.json as Export writes."""
    found = _validated(_Metrics, metrics, "metrics.json")
    known = {m.name for m in METRICS.values() if schema["target"]["task"] in m.tasks}
    named = {each.name for each in found.metrics}
    unknown = sorted({*named, found.metric} - known)
    if unknown:
        raise _unlike("metrics.json", f"{unknown[0][:40]!r} is no metric of such a target")
    if found.metric not in named or len(named) < len(found.metrics):
        raise _unlike("metrics.json", "each metric, and so that of success, is given once")


def _check_range(name: str, column: _Column) -> None:
    """Raise ReadingError when the least and the greatest value are none of the column's kind."""
    for end in (column.min, column.max):
        if end is None or column.kind not in ("number", "date"):
            continue
        if isinstance(end, str) != (column.kind == "date"):
            raise _unlike("schema.json", f"the range of {name[:40]!r} is no {column.kind}")
        if isinstance(end, str):
            with Unfit(f"The bundle's schema.json holds no date {end[:40]!r}."):
                pd.Timestamp(end).strftime("%Y")
        elif not math.isfinite(end):
            raise _unlike("schema.json", f"the range of {name[:40]!r} has no end")
    if (column.min is None) != (column.max is None):
        raise _unlike("schema.json", f"the range of {name[:40]!r} has one end")


def _refuse_words(about: Mapping[str, Any], known: set[str], where: str) -> None:
    """Raise ReadingError for words of JSON Schema that Export does not write."""
    words = sorted(key for key in about if key in KEYWORDS or key.startswith("$"))
    unknown = [word for word in words if word not in known]
    if unknown:
        raise ReadingError(
            f"The bundle's schema.json says {', '.join(unknown)[:80]} of {where}, which no bundle "
            "does: rules, regular expressions and references from elsewhere are not followed.",
            REMEDY,
        )


def _validated(kind: type[T], value: Any, name: str) -> T:
    try:
        return kind.model_validate(value)
    except RecursionError as error:
        raise _unlike(name, "it is nested too deeply") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part)[:40] for part in first["loc"][:4])
        raise _unlike(name, f"{where}: {first['msg']}") from error


def _unlike(name: str, why: str) -> ReadingError:
    return ReadingError(f"The bundle's {name} is not as Export writes it: {why[:200]}.", REMEDY)
