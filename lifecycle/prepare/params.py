"""How columns become features: what a person chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ..core.recipe import Params
from .options import (
    CATEGORY_IMPUTERS,
    ENCODERS,
    NUMBER_IMPUTERS,
    SCALERS,
    TEXT_OPTIONS,
    Option,
)

if TYPE_CHECKING:  # a type checker knows no Literal of a table's names
    NumberImputer = str
    CategoryImputer = str
    Encoder = str
    Scaler = str
    TextOption = str
else:
    NumberImputer = Literal[*NUMBER_IMPUTERS]
    CategoryImputer = Literal[*CATEGORY_IMPUTERS]
    Encoder = Literal[*ENCODERS]
    Scaler = Literal[*SCALERS]
    TextOption = Literal[*TEXT_OPTIONS]


def option_field(options: Mapping[str, Option], default: str, title: str, description: str) -> Any:
    """Ask for one of the options, each with its title and its help."""
    extra: dict[str, Any] = {
        "labels": {name: option.title for name, option in options.items()},
        "helps": {name: option.help for name, option in options.items()},
    }
    return Field(default, title=title, description=description, json_schema_extra=extra)


class PrepareParams(Params):
    """How missing values, categories, numbers, dates and text become features."""

    numbers: NumberImputer = option_field(
        NUMBER_IMPUTERS,
        "median",
        "Imputation of numbers",
        "What takes the place of a missing number; it is learned from training rows alone.",
    )
    categories: CategoryImputer = option_field(
        CATEGORY_IMPUTERS,
        "level",
        "Imputation of categories",
        "What takes the place of a missing category. Levels that are too rare are merged then.",
    )
    indicators: bool = Field(
        True,
        title="Missing-value indicators",
        description="Add a yes-or-no feature for each column whose gaps are filled. "
        "It helps when a value is missing for a reason; switch it off for fewer features.",
    )
    encoding: Encoder = option_field(
        ENCODERS, "onehot", "Encoding of categories", "How levels become numbers."
    )
    rare: float = Field(
        0.01,
        ge=0.0,
        le=0.2,
        title="Minimum level frequency",
        description="Levels found in a smaller share of the rows are merged into one called "
        "(other). Raise it when there are many rare levels; 0 keeps them all.",
    )
    scaling: Scaler = option_field(
        SCALERS,
        "standard",
        "Scaling",
        "Brings numbers to one scale for the models that need it; trees do not, and get them "
        "unscaled.",
    )
    dates: bool = Field(
        True,
        title="Date features",
        description="Split dates into year, month, weekday and other parts, so that a model can "
        "see seasons and trends. Switch it off to leave dates out.",
    )
    text: TextOption = option_field(
        TEXT_OPTIONS, "drop", "Text features", "What becomes of columns with free text."
    )
