"""What can be chosen in Prepare: one row an option, one table a kind.

The params take their allowed values and their words from these tables, and the branches build
their pipelines of them, so that a new imputer, encoder or scaler is one row here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold
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

MOST_LEVELS = 50  # one-hot features one column may become, however many levels it has


class Choices(Protocol):
    """What the builders read of `PrepareParams`, which itself is made of these tables."""

    @property
    def rare(self) -> float: ...


def one_feature(fitted: Any, i: int) -> int:
    return 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """One step of the pipeline of a kind of column.

    ``build``: takes the choices and whether the target is a number; returns an unfitted
    transformer, or "passthrough". ``features``: takes the fitted transformer and the position of
    one of its input columns; returns how many features that column became. ``words``: what the
    table of columns says of it, if anything. ``hides_gaps``: after it nothing shows where a value
    was missing, so that an indicator is of use.
    """

    build: Callable[[Choices, bool], Any]
    features: Callable[[Any, int], int] = one_feature
    words: str = ""
    hides_gaps: bool = False


@dataclass(frozen=True, kw_only=True)
class Option(Part):
    """A step that a person chooses.

    ``name`` stands in recipes, so it stays. ``title``: the field's term. ``help``: one plain
    sentence of what it does and when it is of use.
    """

    name: str
    title: str
    help: str


@dataclass(frozen=True, kw_only=True)
class Imputer(Option):
    """What takes the place of a missing value."""

    hides_gaps: bool = True


@dataclass(frozen=True, kw_only=True)
class Encoder(Option):
    """How levels become numbers; ``scaled``: whether these are brought to the others' scale."""

    scaled: bool = True


@dataclass(frozen=True, kw_only=True)
class TextOption(Option):
    """What becomes of free text; ``left_out``: why columns are left out, if they are."""

    left_out: str = ""


Row = TypeVar("Row", bound=Option)


def _simple(strategy: str) -> Callable[[Choices, bool], SimpleImputer]:
    return lambda choices, regression: SimpleImputer(strategy=strategy, keep_empty_features=True)


def _levels(missing: Any) -> Callable[[Choices, bool], LevelGrouper]:
    return lambda choices, regression: LevelGrouper(choices.rare, MOST_LEVELS, missing)


def _one_hot(choices: Choices, regression: bool) -> OneHotEncoder:
    return OneHotEncoder(
        sparse_output=False, handle_unknown="ignore", feature_name_combiner=level_name
    )


def _ordinal(choices: Choices, regression: bool) -> OrdinalEncoder:
    return OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)


def _target_mean(choices: Choices, regression: bool) -> TargetEncoder:
    return TargetEncoder(
        # told, because numbers without decimals would be taken for classes
        target_type="continuous" if regression else "auto",
        cv=KFold(5, shuffle=True, random_state=0),  # its default shuffles without a seed
    )


def _one_a_class(fitted: TargetEncoder, i: int) -> int:
    return len(fitted.classes_) if fitted.target_type_ == "multiclass" else 1


def by_name(*rows: Row) -> dict[str, Row]:
    """Return a table of the rows, in their order; a name stands for one row."""
    table = {row.name: row for row in rows}
    assert len(table) == len(rows)
    return table


NUMBER_IMPUTERS = by_name(
    Imputer(
        name="median",
        title="Median",
        help="The middle value, a safe start: a few huge values do not move it.",
        words="median imputation",
        build=_simple("median"),
    ),
    Imputer(
        name="mean",
        title="Mean",
        help="The average, which a few huge values do move.",
        words="mean imputation",
        build=_simple("mean"),
    ),
    Imputer(
        name="most_frequent",
        title="Most frequent value",
        help="Suits numbers with few different values, such as a small count.",
        words="imputation by the most frequent value",
        build=_simple("most_frequent"),
    ),
)

# what takes the place of a missing category also merges the rare levels
CATEGORY_IMPUTERS = by_name(
    Imputer(
        name="level",
        title="Missing as a level of its own",
        help="A model can learn from the gap.",
        words="missing as a level of its own",
        build=_levels("level"),
        hides_gaps=False,
    ),
    Imputer(
        name="most_frequent",
        title="Most frequent level",
        help="The gap is taken for an ordinary value, which hides it.",
        words="imputation by the most frequent level",
        build=_levels("most_frequent"),
    ),
)

ENCODERS = by_name(
    Encoder(
        name="onehot",
        title="One-hot",
        help="One feature for each level, 1 where a row has it and else 0; it suits most data.",
        words="one-hot encoding",
        build=_one_hot,
        features=lambda fitted, i: len(fitted.categories_[i]),
        scaled=False,  # 0 or 1 already, and readable when left alone
    ),
    Encoder(
        name="ordinal",
        title="Ordinal",
        help="Levels numbered in alphabetical order, for trees.",
        words="ordinal encoding",
        build=_ordinal,
    ),
    Encoder(
        name="target",
        title="Target encoding",
        help="The target's average at each level, learned inside the folds; it keeps columns with "
        "many levels small.",
        words="target encoding",
        build=_target_mean,
        features=_one_a_class,
    ),
)

SCALERS = by_name(
    Option(
        name="standard",
        title="Standard (mean and standard deviation)",
        help="Mean 0 and standard deviation 1, which suits most data.",
        words="standardised",
        build=lambda choices, regression: StandardScaler(),
    ),
    Option(
        name="robust",
        title="Robust (median and quartiles)",
        help="Extreme values do not move it, as they move the mean.",
        words="scaled by median and quartiles",
        build=lambda choices, regression: RobustScaler(),
    ),
    Option(
        name="minmax",
        title="Min-max (0 to 1)",
        help="The smallest training value becomes 0, the largest 1.",
        words="scaled to 0 to 1",
        build=lambda choices, regression: MinMaxScaler(),
    ),
    Option(
        name="none",
        title="No scaling",
        help="Numbers stay as they are.",
        build=lambda choices, regression: "passthrough",
    ),
)

TEXT_OPTIONS = by_name(
    TextOption(
        name="drop",
        title="Drop",
        help="Left out, because free text brings many features.",
        build=lambda choices, regression: "drop",
        features=lambda fitted, i: 0,
        left_out="Free text is dropped; choose TF-IDF to use its words.",
    ),
    TextOption(
        name="words",
        title="TF-IDF of the most frequent words",
        help="One feature a word, for text that says what the other columns do not.",
        words="TF-IDF weights of the most frequent words",
        build=lambda choices, regression: TfidfColumns(),
        features=lambda fitted, i: int(fitted.made(i)),
    ),
)

# parts that nobody chooses
CLEAN_NUMBERS = Part(build=lambda choices, regression: NumericCleaner())
DATE_PARTS = Part(
    build=lambda choices, regression: DateParts(),
    features=lambda fitted, i: len(fitted.parts_[i]),
    words="year, month, day, weekday, hour and trend",
)
DATE_GAPS = NUMBER_IMPUTERS["median"]
