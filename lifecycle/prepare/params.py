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
        title="Imputation of numbers",
        description="What takes the place of a missing number. The median, the middle value, "
        "is a safe start: a few huge values do not move it, as they move the mean.",
        json_schema_extra=_labels(
            median="Median",
            mean="Mean",
            most_frequent="Most frequent value",
        ),
    )
    categories: Literal["level", "most_frequent"] = Field(
        "level",
        title="Imputation of categories",
        description="What takes the place of a missing category. A level of its own lets a model "
        "learn from the gap; the most frequent level hides it.",
        json_schema_extra=_labels(level="Level of its own", most_frequent="Most frequent level"),
    )
    indicators: bool = Field(
        True,
        title="Missing-value indicators",
        description="Add a yes-or-no feature for each column whose gaps are filled. "
        "It helps when a value is missing for a reason; switch it off for fewer features.",
    )
    encoding: Literal["onehot", "ordinal", "target"] = Field(
        "onehot",
        title="Encoding of categories",
        description="How levels become numbers. One-hot, one column per level, suits most data; "
        "ordinal numbers the levels in order; target encoding, the target's average "
        "per level, keeps columns with many levels small.",
        json_schema_extra=_labels(
            onehot="One-hot",
            ordinal="Ordinal",
            target="Target encoding",
        ),
    )
    rare: float = Field(
        0.01,
        ge=0.0,
        le=0.2,
        title="Minimum level frequency",
        description="Levels found in a smaller share of the rows are merged into one called "
        "(other). Raise it when there are many rare levels; 0 keeps them all.",
    )
    scaling: Literal["standard", "robust", "minmax", "none"] = Field(
        "standard",
        title="Scaling",
        description="Brings numbers to one scale for the models that need it; trees do not, and "
        "get them unscaled. Standardisation goes by mean and standard deviation; "
        "robust scaling by median and quartiles, for extreme values; min-max scaling "
        "to the range 0 to 1.",
        json_schema_extra=_labels(
            standard="Standardisation",
            robust="Robust scaling",
            minmax="Min-max scaling",
            none="No scaling",
        ),
    )
    dates: bool = Field(
        True,
        title="Date features",
        description="Split dates into year, month, weekday and other parts, so that a model can "
        "use seasons and trends. Switch it off to leave dates out.",
    )
    text: Literal["drop", "words"] = Field(
        "drop",
        title="Text features",
        description="Free text is left out at first, because it brings many features. TF-IDF "
        "weights its commonest words; take them when the text says what the other "
        "columns do not.",
        json_schema_extra=_labels(drop="Leave it out", words="TF-IDF of the commonest words"),
    )
