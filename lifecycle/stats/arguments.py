"""What a function takes, said once in its signature and held to at each call.

An annotation is the rule of its argument: `Level` lies between 0 and 1, ``Literal["a", "b"]`` is
one of two words, ``pd.DataFrame`` is a table. Columns of values (``ArrayLike``) have no rule
here: `validation` reads them, as what they must be depends on their length and on one another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, wraps
from inspect import signature
from numbers import Real
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError
from ..core.wording import listing, short

P = ParamSpec("P")
R = TypeVar("R")
ROUNDING = 1e-6  # shares held in few digits may pass 0 or 1 by so much


@dataclass(frozen=True)
class Rule:
    """Whether an argument is what was asked for, and what that is in words."""

    asked: str
    holds: Callable[[Any], bool]

    def check(self, name: str, given: Any) -> None:
        """Raise an error of ours when the argument called ``name`` is something else."""
        if not self.holds(given):
            problem = f"The argument {name} is {_shown(given)}."
            raise ChoiceError(problem, f"Give {self.asked}.")


def between(least: float, most: float, *, ends: bool = True, whole: bool = False) -> Any:
    """Return whether something is a finite number in a range; true and false are no numbers."""

    def holds(given: Any) -> bool:
        if isinstance(given, bool | np.bool_) or not isinstance(given, Real):
            return False
        value: Any = given
        inside = least <= value <= most if ends else least < value < most
        return bool(inside) and math.isfinite(value) and (not whole or value == int(value))

    return holds


LEVEL = Rule("a confidence level between 0 and 1, such as 0.95", between(0, 1, ends=False))
Level = Annotated[float, LEVEL]
Within = Annotated[float, Rule("a number above 0 and below 1", between(0, 1, ends=False))]
Share = Annotated[float, Rule("a share from 0 to 1", between(0, 1))]
Finite = Annotated[float, Rule("a finite number", between(-math.inf, math.inf))]
Tally = Annotated[float, Rule("a number of rows from 0 up", between(-1e-9, math.inf))]
Amount = Annotated[float, Rule("a finite number from 0 up", between(0, math.inf))]
Number = Annotated[int, Rule("a whole number from 0 up", between(0, 2**53, whole=True))]
Several = Annotated[
    int, Rule("a whole number from 1 to 1,000,000", between(1, 1_000_000, whole=True))
]
Columns = Annotated[
    pd.DataFrame,
    Rule(
        "a pandas.DataFrame whose columns are each named once",
        lambda given: isinstance(given, pd.DataFrame) and given.columns.is_unique,
    ),
]


def one_of(*words: str) -> Rule:
    """Ask for one of a few words."""
    told = listing(words, most=len(words)).replace(" and ", " or ")
    return Rule(told, lambda given: isinstance(given, str) and given in words)


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Hold a function to its signature: other arguments, and overflow, are errors of ours.

    Numbers too large to reckon with would else come out as NaN with a warning.
    """
    names = list(signature(function).parameters)

    @cache
    def rules() -> list[tuple[int, str, Rule]]:
        # At the first call and not before, as names in annotations may be defined further down.
        hints = get_type_hints(function, include_extras=True)
        each = ((at, name, rule_of(hints[name])) for at, name in enumerate(names) if name in hints)
        return [(at, name, rule) for at, name, rule in each if rule is not None]

    @wraps(function)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        given = len(args)
        for at, name, rule in rules():
            if at < given:
                rule.check(name, args[at])
            elif name in kwargs:
                rule.check(name, kwargs[name])
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                return function(*args, **kwargs)
        except (FloatingPointError, OverflowError) as error:
            raise ChoiceError(
                "Some numbers are too large or too small to reckon with.",
                "Give them in another unit, or leave out those rows.",
            ) from error

    return held


def rule_of(hint: Any) -> Rule | None:
    """Return what an annotation asks for; None when it leaves everything open."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind is Annotated:
        return next((part for part in parts if isinstance(part, Rule)), None)
    if kind is Literal:
        return one_of(*parts)
    if kind in (Union, UnionType):
        rules = [rule_of(part) for part in parts if part is not NoneType]
        if NoneType not in parts or len(rules) != 1 or rules[0] is None:
            return None
        rule = rules[0]
        return replace(rule, holds=lambda given: given is None or rule.holds(given))
    if kind is Sequence:
        return _each(rule_of(parts[0]))
    if (kind or hint) in KINDS:
        return KINDS[kind or hint]
    return _a(hint, f"a {hint.__name__}") if kind is None and _is_class(hint) else None


def _each(rule: Rule | None) -> Rule:
    """Ask for a sequence, and something of each of its entries."""

    def holds(given: Any) -> bool:
        if isinstance(given, bytes | Mapping) or not np.iterable(given):
            return False
        return rule is None or all(rule.holds(each) for each in given)

    return Rule("a sequence" if rule is None else f"a sequence, each entry {rule.asked}", holds)


def _a(kind: type, words: str) -> Rule:
    return Rule(words, lambda given: isinstance(given, kind))


def _is_class(hint: Any) -> bool:
    return isinstance(hint, type) and hint is not Any


KINDS: dict[Any, Rule] = {
    pd.DataFrame: _a(pd.DataFrame, "a pandas.DataFrame"),
    Mapping: _a(Mapping, "a mapping, such as a dict"),
    str: _a(str, "a text"),
    bool: Rule("true or false", lambda given: isinstance(given, bool | np.bool_)),
    Callable: Rule("a function", callable),
}
"""Rules of annotations that are neither marked nor a class of ours."""


def _shown(given: Any) -> str:
    return short(repr(given))
