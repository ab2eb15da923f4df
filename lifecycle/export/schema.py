"""The JSON Schema of one input record: what a caller may send, and what training rows looked like.

``kind``, ``levels``, ``min`` and ``max`` of each property describe; they do not validate, so that
an unseen level is answered with a warning instead of being refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..data.readers import Kind, Written
from ..data.readers.booleans import pair_of
from ..data.readers.column_rules import AS_CLOCK, DECIMALS
from ..data.readers.units import SHARE
from ..metrics.predictions import prediction_columns

if TYPE_CHECKING:
    from ..data.step import Table

MOST_LEVELS = 100  # of a text; of a category all are kept, so that each new one is noticed
TYPES = {
    "number": ["number", "null"],
    "date": ["string", "null"],
    "text": ["string", "number", "null"],
    "identifier": ["string", "number", "null"],
}
LEVEL = ["string", "number", "boolean", "null"]


def input_schema(table: Table, columns: list[str], rows: Any, name: str) -> dict[str, Any]:
    """Return the schema of one record of ``columns``, described by what ``rows`` hold."""
    kinds = dict(zip(table.columns["name"], table.columns["kind"], strict=True))
    written = table.written
    seen = table.frame.iloc[rows]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"One record for {name}",
        "type": "object",
        "properties": {c: describe(seen[c], kinds[c], written[c]) for c in columns},
        "required": [],
        "additionalProperties": True,
        "target": {
            "name": table.target,
            "task": table.task,
            "classes": list(table.classes),
            "positive": table.positive,
            **as_written(written[table.target]),
        },
    }


def as_written(written: Written) -> dict[str, Any]:
    """Return how a column's cells are written, where they would not tell themselves."""
    said = {
        "way": written.way,
        "missing": sorted(written.words),
        "not_missing": sorted(written.kept),
    }
    known = {"unit": written.unit, "zone": written.zone}
    known = {key: value for key, value in known.items() if value is not None}
    return {key: value for key, value in said.items() if value} | known


def describe(column: pd.Series, kind: str, written: Written) -> dict[str, Any]:
    """Return one column's property: type, kind, how it is written, what was seen, an example."""
    known = column.dropna()
    about: dict[str, Any] = {"type": TYPES.get(kind, LEVEL), "kind": kind, **as_written(written)}
    about["missing_share"] = float(column.isna().mean())
    if kind == "number":
        whole = bool((known % 1 == 0).all()) if len(known) else False
        about |= {"whole": whole}
        if len(known):
            about |= {"min": float(known.min()), "max": float(known.max())}
            about["examples"] = [float(known.quantile(0.5, interpolation="lower"))]
        if written.way == AS_CLOCK:  # "10:30" as well as 10.5
            about["type"] = ["string", "number", "null"]
        elif spellings_of(about):  # yes and no
            about["type"] = ["number", "boolean", "null"]
    elif kind == "date":
        about["format"] = "date-time"
        if len(known):
            low, high = known.min().isoformat(), known.max().isoformat()
            about |= {"min": low, "max": high, "examples": [high]}
    else:
        counts = known.astype(str).value_counts()
        most = None if kind in ("category", "boolean") else MOST_LEVELS
        about |= {"levels": counts.index[:most].tolist(), "level_count": len(counts)}
        about["examples"] = counts.index[:1].tolist()
    return about


def kinds_of(schema: Mapping[str, Any]) -> dict[str, Kind]:
    """Return the kind of each input column, in the model's order."""
    return {name: about["kind"] for name, about in schema["properties"].items()}


def written_of(schema: Mapping[str, Any]) -> dict[str, Written]:
    """Return how the cells of each column are written, the target's too."""
    target = schema["target"]
    each = {**schema["properties"], target["name"]: target}
    return {
        name: Written(
            about.get("way", ""),
            frozenset(about.get("missing", ())),
            frozenset(about.get("not_missing", ())),
            spellings_of(about),
            unit_of(about),
            zone if isinstance(zone := about.get("zone"), str) else None,
        )
        for name, about in each.items()
    }


def spellings_of(about: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the levels that cells of a column are to be spelled like: a yes and a no, or codes."""
    if is_flag(about):
        return ("0", "1")
    levels = tuple(about.get("levels", about.get("classes", ())))
    codes = bool(levels) and all(level.isdecimal() for level in levels)
    return levels if pair_of(levels) or codes else ()


def is_flag(about: Mapping[str, Any]) -> bool:
    """Tell whether a column of numbers held 1 and 0 alone."""
    return bool(about.get("whole")) and (about.get("min"), about.get("max")) == (0, 1)


def written_in(schema: Mapping[str, Any], ways: Mapping[str, str]) -> dict[str, Written]:
    """Return how cells are written in a file of which some columns of numbers show it themselves.

    A column that is read in a way of its own, such as clock times, stays so.
    """
    known = written_of(schema)
    plain = {name for name, written in known.items() if written.way in ("", *DECIMALS)}
    return known | {n: replace(known[n], way=way) for n, way in ways.items() if n in plain}


def unit_of(about: Mapping[str, Any]) -> str | None:
    """Return in what a column's numbers are, None where an earlier version did not say.

    Without a unit, numbers that all lie between 0 and 1 are shares, of which percents are others.
    """
    unit = about.get("unit")
    if unit == "" and isinstance(about.get("max"), float) and not about.get("whole"):
        return SHARE if 0 <= about["min"] <= about["max"] <= 1 else ""
    return unit if isinstance(unit, str) else None


def classes_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels, for a binary task the positive one last; empty for regression."""
    return tuple(schema["target"]["classes"])


def outputs_of(schema: Mapping[str, Any]) -> list[str]:
    """Return the names of what the model answers."""
    return prediction_columns(classes_of(schema))


def stored_target(schema: Mapping[str, Any]) -> str:
    """Return under which name the target stands beside the outputs in the reference.

    It is the target's own name but for the rare target that is called like an output.
    """
    name = str(schema["target"]["name"])
    while name in outputs_of(schema):
        name += " (observed)"
    return name


def stored_names(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return under which name each input column stands beside the outputs in the reference.

    It is the column's own name but for the rare column that is called like an output.
    """
    taken = {*outputs_of(schema), stored_target(schema)}
    names = {}
    for column in schema["properties"]:
        name = column
        while name in taken:
            name += " (input)"
        taken.add(name)
        names[column] = name
    return names


def reference_inputs(schema: Mapping[str, Any], reference: pd.DataFrame) -> pd.DataFrame:
    """Return the reference's input columns under their own names."""
    names = stored_names(schema)
    return reference[list(names.values())].set_axis(list(names), axis=1)


def reference_rows(schema: Mapping[str, Any], reference: pd.DataFrame) -> pd.DataFrame:
    """Return the reference as a file of new rows has it: inputs and target under their names."""
    inputs, target = reference_inputs(schema, reference), schema["target"]["name"]
    return inputs.assign(**{target: reference[stored_target(schema)]})
