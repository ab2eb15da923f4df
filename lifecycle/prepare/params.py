"""How columns become features: what a person chooses."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ..core.recipe import Params


def _labels(**words: str) -> dict[str, Any]:
    return {"labels": words}


class PrepareParams(Params):
    """How missing values, categories, numbers, dates and text become features."""

    numbers: Literal["median", "mean", "most_frequent"] = Field(
        "median",
        title="Filling of missing numbers",
        description="What takes the place of a missing number. The median, the middle value, "
        "is a safe start: a few huge values do not move it, as they move the mean.",
        json_schema_extra=_labels(
            median="Median",
            mean="Mean",
            most_frequent="Commonest value",
        ),
    )
    categories: Literal["level", "most_frequent"] = Field(
        "level",
        title="Filling of missing categories",
        description="What takes the place of a missing category. A level of its own lets a model "
        "learn from the gap; the commonest level hides it.",
        json_schema_extra=_labels(level="Level of its own", most_frequent="Commonest level"),
    )
    indicators: bool = Field(
        True,
        title="Marks for missing values",
        description="Add a yes-or-no feature for each column whose gaps are filled. "
        "It helps when a value is missing for a reason; switch it off for fewer features.",
    )
    encoding: Literal["onehot", "ordinal", "target"] = Field(
        "onehot",
        title="Encoding of categories",
        description="How levels become numbers. One column per level suits most data; the "
        "target's average keeps columns with many levels small.",
        json_schema_extra=_labels(
            onehot="One column per level",
            ordinal="Levels numbered in order",
            target="Average of the target per level",
        ),
    )
    rare: float = Field(
        0.01,
        ge=0.0,
        le=0.2,
        title="Smallest share of a level",
        description="Levels found in a smaller share of the rows are merged into one called "
        "(other). Raise it when there are many rare levels; 0 keeps them all.",
    )
    scaling: Literal["standard", "robust", "minmax", "none"] = Field(
        "standard",
        title="Scaling",
        description="Brings numbers to one scale for the models that need it; trees do not, "
        "and get them unscaled. Choose median and quartiles when there are extreme values.",
        json_schema_extra=_labels(
            standard="By mean and standard deviation",
            robust="By median and quartiles",
            minmax="To the range 0 to 1",
            none="No scaling",
        ),
    )
    dates: bool = Field(
        True,
        title="Use of dates",
        description="Split dates into year, month, weekday and other parts, so that a model can "
        "see seasons and trends. Switch it off to leave dates out.",
    )
    text: Literal["drop", "words"] = Field(
        "drop",
        title="Use of free text",
        description="Free text is left out at first, because it brings many features. "
        "Take its words when the text says what the other columns do not.",
        json_schema_extra=_labels(drop="Leave it out", words="Weights of the commonest words"),
    )
