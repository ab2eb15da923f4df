"""train.py: the model's making as a plain pandas and scikit-learn script of its own.

Everything it needs is written into it: the columns, which rows were the holdout, the pipeline.
"""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import numpy as np

from ..data.readers import clock_times, date_forms, month_names
from ..data.readers.booleans import as_levels
from ..data.readers.column_rules import AS_CLOCK, BLANK
from ..data.readers.dates import MISSING, convert, parse_dates
from ..data.readers.dialect import CHOICES, QUOTES
from ..data.readers.inference import WAYS, distinct_texts
from ..data.readers.numbers import SCALED
from ..data.readers.units import PERCENT, powers
from ..estimators import calibrators
from ..estimators.registry import own_modules
from .expressions import Writer
from .schema import kinds_of
from .source_copy import copy_parts

if TYPE_CHECKING:
    from ..data.read_step import Reading
    from ..data.step import Table
    from .model_facts import Facts

HERE = Path(__file__).parent
HELD = re.compile(r"monoton\w+=\(")  # columns that may only raise or lower the answer
UNIT = re.compile(r"unit '(.*)' removed")
UNDER = {"line under the names", "second row of names"}
DELIMITERS = {**CHOICES, "spaces": r"\s+"}
OCCURRING = '{"average": "macro", "zero_division": 0.0}  # over the classes that occur'
OVER_ALL = '{"labels": CLASSES, "average": "macro", "zero_division": 0.0}'
LEARNED = (
    "# The correction of the probabilities was learned on predictions of training rows by models\n"
    "# that had not seen them; its numbers are in the pipeline. For other data it is learned anew."
)
ANEW = (
    "from sklearn.base import clone",
    "from sklearn.model_selection import cross_val_predict",
)
BASE = (
    "import base64",
    "import json",
    "import re",
    "import sys",
    "import zlib",
    "from pathlib import Path",
    "import numpy as np",
    "import pandas as pd",
    "from sklearn import metrics",
    "from sklearn.model_selection import train_test_split",
    "from sklearn.utils.class_weight import compute_sample_weight",
    "from threadpoolctl import threadpool_limits",
)


def training_script(facts: Facts, reading: Reading) -> str:
    """Return the text of train.py."""
    writer = Writer()
    pipeline = writer.text(facts.evaluation.model, indent=4)
    copied_imports, copied = own_parts(writer)
    odd = odd_dates(reading, facts.table)
    clocks = bool(reading.columns["note"].astype(str).str.contains(AS_CLOCK).any())
    for more, text in [date_parts()] * bool(odd) + [clock_parts()] * clocks:
        copied_imports, copied = copied_imports + more, f"{copied}\n\n\n{text}"
    corrects = "Calibrator" in writer.copied
    if corrects:
        copied_imports += ANEW
    built, parts = "build()", ""
    if HELD.search(pipeline):
        copied_imports.append("from sklearn.base import clone")
        built, parts = "sized(build(), x[learned], labels)", f"{template('sized')}\n\n"
    if corrects:
        built = f"corrected({built}, x[learned], labels, given, len(y) == ROWS)"
        parts += f"{template('corrected')}\n\n"
    return Template(template("train")).substitute(
        imports=import_block([*BASE, *copied_imports, *writer.import_lines()]),
        constants=constants(facts, reading, odd),
        copied=copied.strip() or "# The pipeline needs no transformers of its own.",
        pipeline=pipeline,
        corrected=parts,
        made=built,
        scores=scores_source(facts.table.task),
    )


def scores_source(task: str) -> str:
    """Return the part of the script that computes the metrics of a task."""
    return template(f"scores_{task}").strip()


def computes_scores(script: str, task: str, every_class_occurs: bool) -> bool:
    """Whether a train.py computes the metrics as this project does; its text is compared, not run.

    Version 0.1 averaged F1 over all classes, which is the same where each of them occurs.
    """
    today = scores_source(task)
    earlier = today.replace(OCCURRING, OVER_ALL)
    return today in script or (every_class_occurs and earlier in script)


def template(name: str) -> str:
    return (HERE / "templates" / f"{name}.py.txt").read_text()


def own_parts(writer: Writer) -> tuple[list[str], str]:
    """Return imports and source of what the pipeline takes from this project."""
    imports, texts = [], []
    for module in own_modules():
        lines, text = copy_parts(module, writer.copied)
        if text.strip():
            imports += lines
            texts.append(f"{LEARNED if module is calibrators else ''}\n\n{text}".strip())
    return imports, "\n\n\n".join(texts)


def import_block(lines: list[str]) -> str:
    """Return import lines sorted: plain imports of the standard library, then the others."""
    own = ("base64", "json", "sys", "zlib", "pathlib", "typing", "collections", "warnings", "re")
    plain = sorted({line for line in lines if line.startswith("import")})
    names: dict[str, set[str]] = {}
    for line in lines:
        if line.startswith("from"):
            _, module, _, name = line.split(maxsplit=3)
            names.setdefault(module, set()).add(name)
    grouped = [f"from {m} import {', '.join(sorted(names[m]))}" for m in sorted(names)]
    each = [*plain, *grouped]
    standard = [line for line in each if line.split()[1].split(".")[0] in own]
    return "\n".join([*standard, "", *(line for line in each if line not in standard)])


def constants(facts: Facts, reading: Reading, odd: list[str]) -> str:
    """Return the assignments that say what this model was made of."""
    table, split = facts.table, facts.split
    rows = len(table.frame)
    in_holdout = np.isin(np.arange(rows), split.holdout)
    learned = np.isin(np.arange(rows), facts.labels.kept(split.train))
    fixed = facts.labels.fixed
    dropped = table.rows_read - table.rows_without_target - len(table.frame)
    values: dict[str, Any] = {
        **reading_constants(reading),
        **code_constants(table),
        "MONTH_FIRST": table.columns.loc[table.columns["way"] == "month first", "name"].tolist(),
        "SPELLED": spelled(reading, table),
        "KINDS": kinds_of(facts.schema),
        "ODD_DATES": odd,
        "TARGET": table.target,
        "CLASSES": list(table.classes),
        "WEIGHT": facts.weight,
        "BALANCE": facts.balanced,
        "THRESHOLD": facts.evaluation.threshold,
        "DROP_DUPLICATES": dropped > 0,
        "HOLDOUT_SHARE": round(float(in_holdout.mean()), 6),
        "ROWS": rows,
        "LABELS": fixed if table.classes else {row: float(v) for row, v in fixed.items()},
    }
    writer = Writer()
    lines = [f"{name} = {writer.text(value)}" for name, value in values.items()]
    lines.append("# Which rows were locked away, and which were learned from: one bit a row.")
    return "\n".join([*lines, packed("HOLDOUT", in_holdout), packed("LEARNED", learned)])


def code_constants(table: Table) -> dict[str, Any]:
    """Return which further words mean missing in a column, and which do not."""
    written = table.written
    return {
        "MISSING_IN": {name: sorted(each.words) for name, each in written.items() if each.words},
        "NOT_MISSING_IN": {n: sorted(each.kept) for n, each in written.items() if each.kept},
    }


def spelled(reading: Reading, table: Table) -> dict[str, dict[str, str]]:
    """Return how words for yes and no are spelled in the table where the file does it otherwise."""
    found = {}
    kinds = dict(zip(table.columns["name"], table.columns["kind"], strict=True))
    for name in (name for name, kind in kinds.items() if kind == "boolean"):
        levels = table.column(name).dropna().unique().tolist()
        texts = distinct_texts(reading.column(name))[1]
        each = zip(texts, as_levels(texts, levels), strict=True)
        found[name] = {text: level for text, level in each if text != level}
    return {name: words for name, words in found.items() if words}


def odd_dates(reading: Reading, table: Table) -> list[str]:
    """Return the columns with dates that pandas alone would not read, or read otherwise."""
    found = []
    rows = table.columns[table.columns["kind"] == "date"]
    for name, way in zip(rows["name"], rows["way"], strict=True):
        texts = distinct_texts(reading.column(name))[1]
        iso = np.fromiter((text.strip()[:4].isdigit() for text in texts), bool, len(texts))
        plain = convert(texts, format="mixed", dayfirst=way != "month first")
        plain[iso] = convert(texts[iso], format="ISO8601")
        ours = parse_dates(texts, WAYS.get(way))[0]
        if (plain != ours)[~np.isnat(ours)].any():
            found.append(str(name))
    return found


def date_parts() -> tuple[list[str], str]:
    """Return imports and source of what reads such dates."""
    names = copy_parts(month_names, ("MONTHS", "CROATIAN", "CROATIAN_ONLY", "WESTERN"))[1]
    imports, text = copy_parts(date_forms, ("form_dates",))
    return imports, f"{names}\n\n{text}"


def clock_parts() -> tuple[list[str], str]:
    """Return imports and source of what reads clock times."""
    return copy_parts(clock_times, ("hours_of",))


def packed(name: str, rows: np.ndarray) -> str:
    """Return the assignment of a mask of rows as short text."""
    text = base64.b64encode(zlib.compress(np.packbits(rows).tobytes(), 9)).decode()
    chunks = [text[i : i + 88] for i in range(0, len(text), 88)]
    inner = "\n".join(f'    "{chunk}"' for chunk in chunks)
    return f"{name} = (\n{inner}\n)"


def reading_constants(reading: Reading) -> dict[str, Any]:
    """Return how the file is read."""
    facts = dict(zip(reading.report["item"], reading.report["value"], strict=True))
    notes = dict(zip(reading.columns["name"], reading.columns["note"].astype(str), strict=True))
    dressed = ("thousands separators", "signs such as", "decimal comma", "unit '", SCALED)
    scaled = [name for name, note in notes.items() if SCALED in note]
    percents = reading.columns.loc[reading.columns["unit"] == PERCENT, "name"].tolist()
    units = {n: found[1] for n, note in notes.items() if (found := UNIT.search(note))}
    return {
        "FORMAT": str(facts.get("format", "delimited text")),
        "SHEET": str(facts.get("sheet", "")),
        "DELIMITER": DELIMITERS.get(str(facts.get("delimiter")), ","),
        "ENCODING": str(facts.get("encoding", "utf-8")),
        "QUOTES": QUOTES.get(str(facts.get("quotes")), {})
        | ({"skipinitialspace": True} if "after the delimiter" in facts else {}),
        "SKIP_LINES": int(facts.get("rows above the header", 0)),
        "NAMED": facts.get("column names") != "none",
        "LINES_UNDER_NAMES": int(bool(UNDER & facts.keys())),
        "LEFT_OUT": int(facts.get("columns left of the table", 0)),
        "LINES_BELOW": int(facts.get("rows below the table", 0)),
        "NAMES": [str(name) for name in reading.frame.columns],
        "MISSING_CODES": sorted({*MISSING, BLANK}),
        "DRESSED_NUMBERS": [n for n, note in notes.items() if any(d in note for d in dressed)],
        "UNITS": units,
        "SCALED": scaled,
        "POWERS": powers() if scaled else {},
        "PERCENT_CELLS": percents if facts.get("format") == "Excel" else [],
        "CLOCKS": [name for name, note in notes.items() if AS_CLOCK in note],
        "DECIMAL_COMMA": [n for n, note in notes.items() if "decimal comma" in note],
    }
