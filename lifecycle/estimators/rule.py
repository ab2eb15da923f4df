"""A rule that somebody wrote down, such as ``if Age < 10 then 1 else 0``, applied to columns.

Its text becomes a syntax tree of which a few kinds of parts are known; nothing of it is ever run.
It needs scikit-learn, numpy and pandas alone, so that a script outside this project can hold it.
"""

from __future__ import annotations

import ast
import operator
import re
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

TOKEN = re.compile(
    r"""\s*(?:(?P<column>`[^`]+`)|(?P<text>'[^']*'|"[^"]*")|(?P<word>[^\W\d][\w.]*)"""
    r"""|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<sign><=|>=|==|!=|<>|[-+*/()<>=,]))"""
)
SIGNS = {"=": "==", "<>": "!="}
KEYWORDS = {"if", "then", "else", "and", "or", "not", "in"}
TRUTHS = {"true": "True", "false": "False"}
DEEPEST = 40  # a rule that people use is read at a glance
LARGEST_NUMBER = 1e15
KNOWN_PARTS = (
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Add),
    *(ast.Sub, ast.Mult, ast.Div, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt),
    *(ast.GtE, ast.In, ast.NotIn, ast.IfExp, ast.Constant, ast.Name, ast.Load, ast.Tuple),
)
SUMS = {ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide}
EQUAL = {ast.Eq: operator.eq, ast.Lt: operator.lt, ast.LtE: operator.le}
ORDERS = EQUAL | {ast.NotEq: operator.ne, ast.Gt: operator.gt, ast.GtE: operator.ge}


class RuleError(ValueError):
    """A rule that cannot be read, or cannot be applied to these columns: one plain sentence."""


class Rule:
    """A rule that was read: ``answers`` applies it to the columns of a frame."""

    def __init__(self, text: str) -> None:
        tokens, self.names = _tokens(text)
        source = _spoken(tokens, ())
        if tokens:
            raise RuleError(f"There is a {tokens[-1]} too many")
        try:
            self.tree = ast.parse(source.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            example = "if `Age` < 10 then 1 else 0"
            raise RuleError(f"It cannot be read as a rule such as: {example}") from error
        _refuse(self.tree, 0)

    def answers(self, x: pd.DataFrame) -> np.ndarray:
        """Return an answer a row: numbers (NaN where unknown), or words (None where unknown)."""
        for name in self.names:
            if name not in x.columns:
                close = get_close_matches(name, [str(c) for c in x.columns], n=1)
                hint = f"; perhaps {close[0]} is meant" if close else ""
                raise RuleError(f"There is no column {name} that may be used{hint}")
        with np.errstate(all="ignore"):
            found = self._value(self.tree, x)
        if found.dtype == object:
            return found
        found = found.astype(float)
        return np.where(np.isfinite(found), found, np.nan)

    def _value(self, node: ast.expr, x: pd.DataFrame) -> np.ndarray:
        if isinstance(node, ast.Name):
            return _held(x[self.names[int(node.id[1:])]])
        if isinstance(node, ast.Constant):
            kind = object if isinstance(node.value, str) else float
            return np.full(len(x), node.value, dtype=kind)
        if isinstance(node, ast.IfExp):
            yes, no = self._value(node.body, x), self._value(node.orelse, x)
            if object in (yes.dtype, no.dtype):
                yes, no = _words(yes), _words(no)
            return np.where(_true(self._value(node.test, x)), yes, no)
        if isinstance(node, ast.BoolOp):
            each = [_true(self._value(part, x)) for part in node.values]
            of = np.all if isinstance(node.op, ast.And) else np.any
            return np.asarray(of(each, axis=0))
        if isinstance(node, ast.UnaryOp):
            within = self._value(node.operand, x)
            if isinstance(node.op, ast.Not):
                return ~_true(within)
            return -_amounts(within) if isinstance(node.op, ast.USub) else _amounts(within)
        if isinstance(node, ast.BinOp):
            left, right = self._value(node.left, x), self._value(node.right, x)
            return np.asarray(SUMS[type(node.op)](_amounts(left), _amounts(right)))
        if isinstance(node, ast.Compare):
            return self._compared(node, x)
        raise RuleError("A list has its place after the word in")

    def _compared(self, node: ast.Compare, x: pd.DataFrame) -> np.ndarray:
        """Return whether each comparison of a chain holds; with what is missing, none does."""
        holds, left = np.ones(len(x), dtype=bool), node.left
        for sign, right in zip(node.ops, node.comparators, strict=True):
            mine = self._value(left, x)
            if isinstance(sign, ast.In | ast.NotIn):
                among = right.elts if isinstance(right, ast.Tuple) else [right]
                same = [_holds(operator.eq, mine, self._value(each, x)) for each in among]
                found = np.asarray(np.any(same, axis=0))
                holds &= found if isinstance(sign, ast.In) else ~found & ~pd.isna(mine)
            else:
                holds &= _holds(ORDERS[type(sign)], mine, self._value(right, x))
            left = right
        return holds


def _tokens(text: str) -> tuple[list[str], list[str]]:
    """Return the tokens, last first, with columns as c0, c1 and so on, and their names."""
    tokens, names, at = [], [], 0
    text = text.strip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise RuleError(f"The sign {text[at:].strip()[:1]} has no meaning here")
        kind, token, at = str(found.lastgroup), found[0].strip(), found.end()
        word = token.lower()
        if kind == "text":
            token = repr(token[1:-1])
        elif kind == "sign":
            token = SIGNS.get(token, token)
        elif kind == "word" and word in KEYWORDS:
            token = word
        elif kind == "word" and word in TRUTHS:
            token = TRUTHS[word]
        elif kind in ("word", "column"):
            name = token.strip("`")
            if name not in names:
                names.append(name)
            token = f"c{names.index(name)}"
        tokens.append(token)
    return tokens[::-1], names


def _spoken(tokens: list[str], ends: tuple[str, ...]) -> str:
    """Return the tokens up to one of the ends as Python writes them: if-then-else above all."""
    out: list[str] = []
    while tokens and tokens[-1] not in ends:
        token = tokens.pop()
        if token == "if" and not out:
            test = _upto(tokens, "then", "An if needs a then and an else")
            yes = _upto(tokens, "else", "An if needs a then and an else")
            return f"(({yes}) if ({test}) else ({_spoken(tokens, ends)}))"
        out.append(f"({_upto(tokens, ')', 'A bracket is not closed')})" if token == "(" else token)
        if token in (")", "then"):
            other = "A bracket is closed that was not opened"
            raise RuleError("An if needs a then and an else" if token == "then" else other)
    return " ".join(out)


def _upto(tokens: list[str], end: str, otherwise: str) -> str:
    text = _spoken(tokens, (end,))
    if not tokens:
        raise RuleError(otherwise)
    tokens.pop()
    return text


def _refuse(node: ast.AST, depth: int) -> None:
    """Raise RuleError for a part that is not known, or parts within parts beyond reason."""
    if not isinstance(node, KNOWN_PARTS):
        raise RuleError(
            "It may hold columns, amounts, words, + - * /, comparisons and if-then-else"
        )
    if depth > DEEPEST:
        raise RuleError("It is nested too deeply")
    amount = getattr(node, "value", 0)
    if isinstance(amount, int | float) and abs(amount) > LARGEST_NUMBER:
        raise RuleError("It holds a number too large to compute with")
    for each in ast.iter_child_nodes(node):
        _refuse(each, depth + 1)


def _held(column: pd.Series) -> np.ndarray:
    """Return a column as numbers, as moments, or as words with None where missing."""
    if column.dtype.kind == "M":
        return np.asarray(column.dt.tz_localize(None), dtype="datetime64[us]")
    if pd.api.types.is_numeric_dtype(column):
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
    words = column.astype(object).where(column.notna(), None).map(str, na_action="ignore")
    return np.asarray(words, dtype=object)


def _words(values: np.ndarray) -> np.ndarray:
    if values.dtype == object:
        return values
    said = [None if np.isnan(v) else f"{v:g}" for v in _amounts(values)]
    return np.array(said, dtype=object)


def _amounts(values: np.ndarray) -> np.ndarray:
    """Return numbers; words that are none of them raise RuleError."""
    if values.dtype.kind == "M":
        raise RuleError("It reckons with a date; compare dates with a date such as '2020-01-31'")
    if values.dtype != object:
        return values.astype(float)
    found = np.asarray(pd.to_numeric(pd.Series(values, dtype=object), errors="coerce"), dtype=float)
    known = ~pd.isna(values)
    if known.any() and np.isnan(found[known]).all():
        raise RuleError(f"It takes the word {values[known][0]} for a number")
    return found


def _true(values: np.ndarray) -> np.ndarray:
    if values.dtype == bool:
        return values
    found = _amounts(values)
    return np.asarray((found != 0) & ~np.isnan(found))


def _holds(order: Any, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether a comparison holds in each row, both sides brought to one kind."""
    known = ~pd.isna(left) & ~pd.isna(right)
    kinds = {left.dtype.kind, right.dtype.kind}
    if "M" in kinds:
        left, right = _moments(left), _moments(right)
    elif kinds != {"O"}:
        left, right = _amounts(left), _amounts(right)
    held = np.zeros(len(left), dtype=bool)
    held[known] = order(left[known], right[known])
    return held


def _moments(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind == "M":
        return values
    found = pd.to_datetime(pd.Series(values), errors="coerce") if values.dtype == object else None
    if found is None or found.isna().all():
        raise RuleError("It compares a date with what is none; write dates as '2020-01-31'")
    return np.asarray(found, dtype="datetime64[us]")


class RuleClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Answers as a rule says: with a class, or with the chance of the last of two classes.

    Fitting looks only at the shares of the classes, which stand where the rule has no answer.
    """

    def __init__(self, formula: str = "") -> None:
        self.formula = formula

    def fit(self, x: pd.DataFrame, y: Any, sample_weight: Any = None) -> RuleClassifier:
        self.classes_, codes = np.unique(np.asarray(y), return_inverse=True)
        counts = np.bincount(codes, weights=sample_weight)
        self.shares_ = counts / counts.sum()
        if self.formula and len(counts) < 2:
            raise ValueError("These rows are all of one class")
        self.predict_proba(x)
        return self

    def predict_proba(self, x: pd.DataFrame) -> np.ndarray:
        proba = np.tile(self.shares_, (len(x), 1))
        if not self.formula:
            return proba
        answers = Rule(self.formula).answers(x)
        known = ~pd.isna(answers)
        names = [str(each) for each in self.classes_]
        at = pd.Index(names).get_indexer(pd.Index(_words(answers), dtype=object))
        unknown = known & (at < 0)
        if unknown.any() and answers.dtype != object and len(names) == 2:
            chance = answers[known]
            if (chance < 0).any() or (chance > 1).any():
                raise RuleError(f"Its numbers must lie from 0 to 1: the probability of {names[1]}")
            proba[known] = np.column_stack([1 - chance, chance])
            return proba
        if unknown.any() and (len(names) == 2 or not (at >= 0).any()):  # else a rare class
            said = f"It answers {_words(answers)[unknown][0]}, which is none of the classes"
            raise RuleError(f"{said}: {', '.join(names[:5])}")
        proba[at >= 0] = np.eye(len(names))[at[at >= 0]]
        return proba

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.asarray(self.classes_[self.predict_proba(x).argmax(axis=1)])


class RuleRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """Answers with the number a rule gives; the mean stands where it gives none."""

    def __init__(self, formula: str = "") -> None:
        self.formula = formula

    def fit(self, x: pd.DataFrame, y: Any, sample_weight: Any = None) -> RuleRegressor:
        self.mean_ = float(np.average(np.asarray(y, dtype=float), weights=sample_weight))
        self.predict(x)
        return self

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        if not self.formula:
            return np.full(len(x), self.mean_)
        found = _amounts(Rule(self.formula).answers(x))
        return np.where(np.isnan(found), self.mean_, found)
