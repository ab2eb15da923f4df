"""Every public function of `lifecycle.stats` with bad input: an error of ours, or a marked result.

Each row of `EXAMPLES` is spoilt argument by argument; a public function without a row fails.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle import stats
from lifecycle.core.errors import LifecycleError
from lifecycle.stats import weighted_metrics

from .examples import AMOUNTS, EXAMPLES, NAMES, RNG, SAID, N, P, Y

RESULTS = {"Comparison", "Distances", "Interval"}  # what functions return; nobody makes them
MAY_BE_MISSING = {
    "adjust_pvalues": "*",  # of tests that have no p-value
    "classwise_calibration": (
        "large",
        "large_low",
        "large_high",
        "slope",
        "slope_low",
        "slope_high",
    ),
    "drift_table": ("psi",),  # of a column without a value in one of the tables
    "fairness_differences": ("p_value", "p_adjusted"),  # of groups too small to be judged
    "mean_calibration": ("low", "high"),  # of a part of one row
}
"""Columns that may be missing by what their function's docstring says."""

CRASHES = (
    ArithmeticError, AssertionError, AttributeError, BufferError, LookupError, MemoryError,
    RuntimeError, TypeError, ValueError, Warning,
)  # fmt: skip
Given = dict[str, Any]
each_example = pytest.mark.parametrize("name", EXAMPLES)


# -- how examples are spoilt --------------------------------------------------------------------


def columns(given: Given) -> list[str]:
    """Return the arguments that hold something for each row."""
    return [name for name, value in given.items() if isinstance(value, np.ndarray | pd.DataFrame)]


def cut(given: Given, rows: int) -> Given:
    cut = {name: given[name][:rows] for name in columns(given)}
    if "n" in given and "successes" not in given:
        cut["n"] = rows
    if "statistics" in given:
        cut["statistics"] = {"mean": weighted_metrics.mean(AMOUNTS[:rows])}
    if "called" in given and isinstance(given["called"], dict):
        cut["called"] = {rule: said[:rows] for rule, said in given["called"].items()}
    if "of" in given:
        cut["of"] = stats.Curves(Y[:rows] > 0, P[:rows], resamples=25)
    if "a" in given:
        cut["a"] = weighted_metrics.mean(AMOUNTS[:rows])
        cut["b"] = weighted_metrics.mean(SAID[:rows])
    return given | cut


def few_rows(given: Given) -> Iterator[Given]:
    for rows in (0, 1, 2, 3):
        yield cut(given, rows)


def without(given: Given, name: str) -> Given:
    return {key: value for key, value in given.items() if key != name}


def left_out(given: Given) -> Iterator[Given]:
    for rows in (0, 1, N):
        yield from (without(cut(given, rows), name) for name in given)


def alike(given: Given) -> Iterator[Given]:
    """One class, ties, one group: each column constant, and all of them."""
    for at in (0, 1):
        constant = {
            name: given[name].iloc[np.full(len(given[name]), at)]
            if isinstance(given[name], pd.DataFrame)
            else np.repeat(given[name][at : at + 1], len(given[name]), axis=0)
            for name in columns(given)
        }
        yield given | constant
        yield from (given | {name: value} for name, value in constant.items())
        yield without(given | constant, "groups")
    for name in columns(given):
        if given[name].dtype.kind == "f" if isinstance(given[name], np.ndarray) else False:
            for value in (0.0, 1.0):
                yield given | {name: np.full(given[name].shape, value)}
            yield given | {name: given[name].round(1)}


def one(value: Any, row: int, other: Any) -> Any:
    """Return a column with another value in one row."""
    found = np.array(value, dtype=object if isinstance(other, str | None) else float)
    found[row] = other
    return found


def odd_values(given: Given) -> Iterator[Given]:
    for name in columns(given):
        value = given[name]
        if isinstance(value, pd.DataFrame):
            for other in (np.nan, np.inf, -np.inf, 1e308):
                frame = value.copy()
                for column in frame.select_dtypes("number"):
                    frame[column] = frame[column].astype(float)
                    frame.iloc[3, frame.columns.get_loc(column)] = other
                yield given | {name: frame}
                yield given | {name: pd.DataFrame({c: [other] * len(frame) for c in frame})}
            continue
        for other in (None, "word"):
            yield given | {name: one(value, 3, other)}
            yield given | {name: np.full(value.shape, other, dtype=object)}
        if value.dtype.kind in "biuf":
            for other in (np.nan, np.inf, -np.inf, -1.0, 2.0, 0.5, 1e308, 1e-320):
                yield given | {name: one(value, 3, other)}
            for other in (np.nan, np.inf, 1e308):
                yield given | {name: np.full(value.shape, other)}
            if value.dtype.kind == "f":
                yield given | {name: np.sign(value - np.median(value)) * 1.5e308}


def odd_shapes(given: Given) -> Iterator[Given]:
    for name in columns(given):
        value = given[name]
        yield given | {name: value[:-1]}
        yield given | {name: value[:1]}
        yield given | {name: value[:0]}
        if isinstance(value, np.ndarray):
            yield given | {name: np.append(value, value[:1], axis=0)}
            yield given | {name: np.stack([value, value], axis=-1)}
            yield given | {name: value[:, None]}
            yield given | {name: value.tolist()}
            yield given | {name: [[1, 2], [3]]}
        for other in (None, 0.5, "word", {}, {"a": 1}, object(), [], [None], 1j, np.array([1j])):
            yield given | {name: other}
        yield given | {name: np.arange(len(value)).astype("datetime64[D]")}


def words(given: Given) -> Iterator[Given]:
    for name in columns(given):
        if isinstance(given[name], np.ndarray):
            yes = np.where(np.arange(len(given[name])) % 2, "yes", "no")
            yield given | {name: yes}
            yield given | {name: yes.astype(object)}
            yield given | {name: pd.Series(yes, dtype="string")}
            yield given | {name: np.arange(len(yes)).astype(str)}


def classes(given: Given) -> Iterator[Given]:
    """Fifty classes, classes without a column, and chances that do not sum to one."""
    for name in set(given) & {"y", "codes", "called", "sets"} & set(columns(given)):
        for off in (-1, 1, 50, 0.5):
            yield given | {name: given[name] + off}
    if "proba" not in given:
        return
    for factor in (0.0, 0.5, 0.99, 1.2, 2.0, -1.0, np.nan):
        yield given | {"proba": given["proba"] * factor}
    fifty = np.arange(N) % 50
    several = {"proba": RNG.dirichlet(np.ones(50), N)}
    several |= {name: fifty for name in ("y", "codes", "called") if name in given}
    yield given | several
    names = {"classes": [f"c{k}" for k in range(50)]} if "classes" in given else {}
    yield given | several | names
    yield given | {"proba": np.ones((N, 1))}
    yield given | {"proba": given["proba"][:, 0]}
    yield given | {"proba": np.ones((N, 0))}
    for wrong in ([], NAMES[:2], [*NAMES, "x"], "cat", 3, None, [1, 2, 3], ["a", "a", "a"]):
        yield given | ({"classes": wrong} if "classes" in given else {})


ODD_NUMBERS = (
    -1, -0.5, 0, 1, 0.999999, 1e-9, 1.5, 2, 95, 1e300, 10**30, math.nan, math.inf, -math.inf,
    "0.9", "word", None, True, [0.5], np.float32(0.5), np.int64(1), np.array(0.5), pd.NA, 1j,
)  # fmt: skip


def odd_numbers(given: Given) -> Iterator[Given]:
    for name, value in given.items():
        if isinstance(value, int | float | np.number):
            yield from (given | {name: other} for other in ODD_NUMBERS)
        if isinstance(value, list) and name != "kinds":
            yield from (given | {name: [other]} for other in ODD_NUMBERS)
            yield from (given | {name: other} for other in (None, 0.5, "word", [], [0.0, 1.0]))


def odd_words(given: Given) -> Iterator[Given]:
    for name, value in given.items():
        if isinstance(value, str):
            wrong = (value.upper(), f"{value}x", "", " ", None, 3, 0.5, ["a"], math.nan, object())
            yield from (given | {name: other} for other in wrong)


def odd_tables(given: Given) -> Iterator[Given]:
    for name, value in given.items():
        if not isinstance(value, pd.DataFrame):
            continue
        yield given | {name: value.iloc[::-1]}
        for column in value:
            yield given | {name: value.drop(columns=column)}
            yield given | {name: value[[column, column]]}
            for other in (np.nan, "word", -1, None):
                yield given | {name: value.assign(**{column: other})}


def odd_things(given: Given) -> Iterator[Given]:
    """What is neither a column nor a number: statistics, curves, mappings, and how many rows."""
    for name, value in given.items():
        if isinstance(value, np.ndarray | str | int | float | list):
            continue
        for other in (None, 0.5, "word", [], {}, {"one": None}, {"one": 3}, pd.DataFrame()):
            yield given | {name: other}
        for key, each in value.items() if isinstance(value, dict) else ():
            odd = (None, 3, "word", lambda w: w, lambda w: "word", lambda w: w[:, 0] / 0)
            yield from (given | {name: value | {key: other}} for other in odd)
            yield given | {name: value | {"misspelt": each}}
    if "n" in given:
        yield from (given | {"n": rows} for rows in (N - 1, N + 1, 2))


def odd_kinds(given: Given) -> Iterator[Given]:
    if "kinds" in given:
        for other in ([("age",)], [("nothing", "number")], ["age"], [3], None, [("sex", "number")],
                      [("age", "text")], [("age", "date")], [], [(None, None)]):  # fmt: skip
            yield given | {"kinds": other}
    if "of" in given:
        for positive in (np.zeros(N, bool), np.ones(N, bool), Y > 0):
            yield given | {"of": stats.Curves(positive, np.zeros(N), resamples=25)}


SPOILT: tuple[Callable[[Given], Iterator[Given]], ...] = (
    few_rows, left_out, alike, odd_values, odd_shapes, words, classes, odd_numbers, odd_words,
    odd_things, odd_tables, odd_kinds,
)  # fmt: skip


# -- what may come of it ------------------------------------------------------------------------


def undefined(found: Any) -> bool:
    """Whether a result or a row of a table says that there is none, and why."""
    method = getattr(found, "method", None) or getattr(found, "measure", None)
    return isinstance(method, str) and method.startswith(("undefined", "not comparable"))


def faults(found: Any, missing: tuple[str, ...] = ()) -> list[str]:
    """Return where a result has NaN that nothing explains, or a value outside its limits."""
    if isinstance(found, stats.Interval):
        # At a level near 0 the limits lie beside the value wherever a method takes out a bias.
        apart = not found.low <= found.value <= found.high and found.level >= 0.5
        wrong = apart or not found.low <= found.high or not math.isfinite(found.value)
        return [f"{found}"] if wrong else []
    if dataclasses.is_dataclass(found):
        if undefined(found):
            return []
        fields = [getattr(found, field.name) for field in dataclasses.fields(found)]
        return [fault for each in fields for fault in faults(each)]
    if isinstance(found, pd.DataFrame):
        known = found.drop(columns=[name for name in missing if name in found])
        rows = known.itertuples()
        return [
            str(row) for row in rows if not undefined(row) and any(each != each for each in row)
        ]
    if isinstance(found, Mapping):
        return [fault for each in found.values() for fault in faults(each)]
    if isinstance(found, tuple | list):
        return [fault for each in found for fault in faults(each)]
    if isinstance(found, np.ndarray):
        return ["NaN in an array"] if found.dtype.kind == "f" and np.isnan(found).any() else []
    return ["NaN"] if isinstance(found, float) and math.isnan(found) else []


def told(given: Given) -> str:
    return ", ".join(f"{name}={value!r:.70}" for name, value in given.items())


def broken(name: str, given: Given) -> list[str]:
    """Return what is wrong with the answer to one call."""
    missing, function = MAY_BE_MISSING.get(name, ()), getattr(stats, name)
    taken = inspect.signature(function).parameters.values()
    if any(each.default is each.empty and each.name not in given for each in taken):
        return []  # no call at all
    try:
        found = function(**given)
    except LifecycleError as error:
        sentences = (error.problem, error.remedy)
        return [] if all(each.endswith(".") for each in sentences) else [str(error)]
    except CRASHES as error:
        return [f"{error!r:.100}"]
    return [] if missing == "*" else faults(found, missing)


def test_every_public_function_has_an_example_of_all_it_takes() -> None:
    assert sorted({*stats.__all__} - RESULTS) == sorted(EXAMPLES)
    for name, given in EXAMPLES.items():
        taken = set(inspect.signature(getattr(stats, name)).parameters)
        assert (name, taken) == (name, set(given))


@each_example
def test_a_public_function_holds_its_arguments_to_its_signature(name: str) -> None:
    found = getattr(stats, name)
    assert hasattr(found.__init__ if inspect.isclass(found) else found, "__wrapped__")


@each_example
def test_an_example_has_an_answer(name: str) -> None:
    found = getattr(stats, name)(**EXAMPLES[name])
    assert faults(found, MAY_BE_MISSING.get(name, ())) == []


@each_example
@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_bad_input_is_an_error_of_ours_or_a_marked_result(
    name: str, spoil: Callable[[Given], Iterator[Given]]
) -> None:
    wrong = []
    for given in spoil(EXAMPLES[name]):
        wrong += [f"{each} for {told(given)}" for each in broken(name, given)]
    assert wrong == []
