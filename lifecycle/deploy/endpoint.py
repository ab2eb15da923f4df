"""What the endpoint answers: records are checked against the schema, scored, and warned about.

It knows nothing of HTTP, so that a trial and a test can ask it directly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ..core.errors import ChoiceError
from ..core.wording import listing, number
from ..data.readers.booleans import truth_of
from ..export import plain_json
from ..export.schema import classes_of, is_flag
from ..export.scorer import Exported, Scorer
from ..metrics.predictions import PREDICTION, class_of

MOST_RECORDS = 10_000
SHOWN = {"number": "a number", "date": "a date as text, like 2024-05-31"}
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Endpoint:
    """A scorer with a validator of its schema."""

    scorer: Scorer
    validator: Any

    @classmethod
    def of(cls, source: Exported) -> Endpoint:
        return cls(Scorer.of(source), Draft202012Validator(source.schema))

    def answer(self, payload: Any) -> dict[str, Any]:
        """Return the answer to one record or a list of records; raises ChoiceError."""
        many = isinstance(payload, list)
        records = [self.as_sent(each) for each in (payload if many else [payload])]
        self.check(records)
        answers = self.score(records)
        head: dict[str, Any] = {"model": self.scorer.name}
        if len(classes_of(self.scorer.schema)) == 2:
            head["threshold"] = self.scorer.threshold
        return head | ({"predictions": answers} if many else answers[0])

    def as_sent(self, record: Any) -> Any:
        """Return a record with yes and no as 1 and 0 in a column that holds just these."""
        if not isinstance(record, dict):
            return record
        properties = self.scorer.schema["properties"]
        return {name: as_number(value, properties.get(name, {})) for name, value in record.items()}

    def check(self, records: Sequence[Any]) -> None:
        """Raise ChoiceError when a record does not fit the schema."""
        if not records:
            raise ChoiceError("The list holds no record.", "Send at least one record.")
        if len(records) > MOST_RECORDS:
            raise ChoiceError(
                f"{len(records):,} records are too many at once.",
                f"Send at most {MOST_RECORDS:,}, or score a file.",
            )
        properties = set(self.scorer.columns)
        for i, record in enumerate(records):
            error = next(iter(self.validator.iter_errors(record)), None)
            if error is not None:
                where = f"Record {i + 1}: " if len(records) > 1 else ""
                raise ChoiceError(where + in_words(error), "Compare the record with /schema.")
            if not properties & record.keys():
                where = f"Record {i + 1}" if len(records) > 1 else "The record"
                raise ChoiceError(
                    f"{where} holds none of the model's columns.",
                    f"Send columns such as {listing(self.scorer.columns, 5)}; null is a missing "
                    "value.",
                )

    def score(self, records: Sequence[Record]) -> list[dict[str, Any]]:
        """Return prediction, probabilities and warnings of each record."""
        columns = {
            name: pd.Series([r.get(name) for r in records], dtype=object)
            for name in self.scorer.columns
        }
        raw = pd.DataFrame(columns)
        inputs = self.scorer.to_input(raw)
        predicted = plain_json.records(self.scorer.predict(inputs))
        answers = []
        for i, record in enumerate(records):
            row = dict(predicted[i])
            answer: dict[str, Any] = {PREDICTION: row.pop(PREDICTION)}
            if row:
                answer["probabilities"] = {class_of(c): p for c, p in row.items()}
            answer["warnings"] = self.warnings(record, inputs.iloc[i])
            answers.append(answer)
        return answers

    def warnings(self, record: Record, read: pd.Series) -> list[str]:
        """Return what a person should know of this record, in sentences."""
        properties = self.scorer.schema["properties"]
        extra = [name for name in record if name not in properties]
        absent = [name for name in properties if name not in record]
        found = []
        if extra:
            found.append(f"Ignored, because the model does not use it: {listing(extra, 20)}.")
        if absent:
            found.append(f"Not given, so taken as missing: {listing(absent, 20)}.")
        for name, about in properties.items():
            if record.get(name) is not None:
                found += unusual(name, about, record[name], read[name])
        return found


def unusual(name: str, about: Mapping[str, Any], sent: Any, read: Any) -> list[str]:
    """Return a sentence when a value was not read, or is unlike what was seen in training."""
    if pd.isna(read):
        return [f"{name}: {str(sent)[:40]!r} could not be read and counts as missing."]
    if "levels" in about:
        compared = about["kind"] in {"category", "boolean"}
        complete = len(about["levels"]) == about["level_count"]
        if compared and complete and str(read) not in about["levels"]:
            return [f"{name}: {str(read)[:40]!r} was not seen in training."]
    elif "min" in about:
        low, high = about["min"], about["max"]
        if about["kind"] == "date":
            inside = pd.Timestamp(low) <= read <= pd.Timestamp(high)
            shown, seen = f"{read:%Y-%m-%d}", f"{low[:10]} to {high[:10]}"
        else:
            inside = low <= float(read) <= high
            shown, seen = number(float(read)), f"{number(low)} to {number(high)}"
        if not inside:
            return [f"{name}: {shown} is outside what was seen in training ({seen})."]
    return []


def as_number(value: Any, about: Mapping[str, Any]) -> Any:
    """Return 1 or 0 for yes or no where a column holds these two numbers, else the value.

    >>> flag = {"kind": "number", "whole": True, "min": 0.0, "max": 1.0}
    >>> as_number(True, flag), as_number("no", flag), as_number(True, {"kind": "number"})
    (1, 0, True)
    """
    if about.get("kind") != "number" or not isinstance(value, bool | str) or not is_flag(about):
        return value
    truth = truth_of(value)
    return value if truth is None else int(truth)


def in_words(error: ValidationError) -> str:
    """Return what does not fit in one sentence."""
    if not error.absolute_path:
        return "A record must be an object with one entry a column."
    name = str(error.absolute_path[0])
    about = error.parent.schema if error.parent else error.schema
    wanted = SHOWN.get(str(about.get("kind")), "a text")
    if about.get("kind") == "number" and about.get("unit"):
        wanted += f" in {about['unit']}"
    return f"{name} must be {wanted} or null, not {str(error.instance)[:40]!r}."
