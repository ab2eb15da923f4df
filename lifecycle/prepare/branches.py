"""How columns become features: one row for each kind of treatment, built from the user's choices.

A row knows the kinds of column it takes, how its unfitted pipeline is made, what to call it, and
how many features a column became once it was fitted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)

from ..estimators.transformers import (
    DateParts,
    LevelGrouper,
    NumericCleaner,
    TfidfColumns,
    level_name,
)

if TYPE_CHECKING:
    from .params import PrepareParams

MOST_LEVELS = 50  # one-hot features one column may become, however many levels it has


@dataclass(frozen=True)
class Branch:
    """One treatment.

    ``build`` takes the choices and whether the target is a number; ``made`` takes the fitted
    pipeline and a column's position among its columns.
    """

    name: str
    kinds: frozenset[str]
    build: Callable[[PrepareParams, bool], Pipeline]
    treatment: Callable[[PrepareParams], str]
    made: Callable[[Pipeline, int], int]


SCALERS: dict[str, tuple[Callable[[], Any], str]] = {
    "standard": (StandardScaler, ", standardised"),
    "robust": (RobustScaler, ", scaled by median and quartiles"),
    "minmax": (MinMaxScaler, ", scaled to 0 to 1"),
    "none": (lambda: "passthrough", ""),
}
NUMBER_GAPS = {"median": "median", "mean": "mean", "most_frequent": "commonest value"}
LEVEL_GAPS = {
    "level": "gaps are a level of their own",
    "most_frequent": "gaps become the commonest level",
}
ENCODED = {
    "onehot": "one feature for each level",
    "ordinal": "levels numbered in alphabetical order",
    "target": "levels replaced by the target's average",
}


def _scale(params: PrepareParams) -> tuple[str, Any]:
    return ("scale", SCALERS[params.scaling][0]())


def _numbers(params: PrepareParams, regression: bool) -> Pipeline:
    impute = SimpleImputer(strategy=params.numbers, keep_empty_features=True)
    return Pipeline([("clean", NumericCleaner()), ("impute", impute), _scale(params)])


def _dates(params: PrepareParams, regression: bool) -> Pipeline:
    impute = SimpleImputer(strategy="median", keep_empty_features=True)
    return Pipeline([("parts", DateParts()), ("impute", impute), _scale(params)])


def _words(params: PrepareParams, regression: bool) -> Pipeline:
    return Pipeline([("weights", TfidfColumns())])


def _categories(params: PrepareParams, regression: bool) -> Pipeline:
    levels = LevelGrouper(params.rare, MOST_LEVELS, params.categories)
    steps = [("levels", levels), ("encode", ENCODERS[params.encoding](regression))]
    # one-hot features are 0 or 1 already, and stay readable when left alone
    return Pipeline(steps if params.encoding == "onehot" else [*steps, _scale(params)])


ENCODERS: dict[str, Callable[[bool], Any]] = {
    "onehot": lambda regression: OneHotEncoder(
        sparse_output=False, handle_unknown="ignore", feature_name_combiner=level_name
    ),
    "ordinal": lambda regression: OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=-1
    ),
    "target": lambda regression: TargetEncoder(
        # told, because numbers without decimals would be taken for classes
        target_type="continuous" if regression else "auto",
        cv=KFold(5, shuffle=True, random_state=0),  # its default shuffles without a seed
    ),
}


def _made_of_category(fitted: Pipeline, i: int) -> int:
    encode = fitted.named_steps["encode"]
    if isinstance(encode, OneHotEncoder):
        return len(encode.categories_[i])
    multiclass = getattr(encode, "target_type_", "") == "multiclass"
    return len(encode.classes_) if multiclass else 1


BRANCHES: tuple[Branch, ...] = (
    Branch(
        "numbers",
        frozenset({"number"}),
        _numbers,
        lambda p: f"gaps become the {NUMBER_GAPS[p.numbers]}{SCALERS[p.scaling][1]}",
        lambda fitted, i: 1,
    ),
    Branch(
        "categories",
        frozenset({"category", "boolean"}),
        _categories,
        lambda p: f"{ENCODED[p.encoding]}, {LEVEL_GAPS[p.categories]}",
        _made_of_category,
    ),
    Branch(
        "dates",
        frozenset({"date"}),
        _dates,
        lambda p: f"year, month, day, weekday, hour and trend{SCALERS[p.scaling][1]}",
        lambda fitted, i: len(fitted.named_steps["parts"].parts_[i]),
    ),
    Branch(
        "words",
        frozenset({"text"}),
        _words,
        lambda p: "weights of the commonest words",
        lambda fitted, i: fitted.named_steps["weights"].made(i),
    ),
)
