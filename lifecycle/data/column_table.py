"""What each column is: its kind as guessed or chosen, its role, and a table that tells of both."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..core.wording import listing
from .readers import Kind, Reading
from .readers.kinds import Guess, shorten
from .readers.natures import nature
from .roles import ColumnChoice, Use, use_of
from .target import unknown_column

CHOSEN = "chosen by you"


def with_choices(read: Reading, choices: Iterable[ColumnChoice]) -> dict[str, Guess]:
    """Return the kind of every column, as guessed or as chosen."""
    facts = (read.columns[column].tolist() for column in ("name", "kind", "note"))
    guesses = {name: Guess(kind, note) for name, kind, note in zip(*facts, strict=True)}
    for choice in choices:
        if choice.name not in guesses:
            raise unknown_column(choice.name, list(guesses))
        if choice.kind:
            guesses[choice.name] = Guess(choice.kind, CHOSEN)
    return guesses


def settle(
    kept: pd.DataFrame, guesses: dict[str, Guess], choices: Iterable[ColumnChoice], target: str
) -> dict[str, Guess]:
    """Return the guesses after rows went: a column may hold one value in those that stay."""
    chosen = {choice.name for choice in choices if choice.kind}
    found: dict[str, Guess] = {}
    for name in set(guesses) - chosen - {target}:
        if guesses[name].kind != "constant" and kept[name].nunique(dropna=False) == 1:
            why = f"every row with a known {shorten(target)} holds the same"
            found[name] = Guess("constant", why)
    return guesses | found


def describe(
    frame: pd.DataFrame,
    guesses: dict[str, Guess],
    choices: Iterable[ColumnChoice],
    target: str,
) -> pd.DataFrame:
    """Return one row a column: what it is, whether a model may use it, and why."""
    chosen = {choice.name: choice for choice in choices}
    rows = []
    for name, guess in guesses.items():
        present = frame[name].dropna()
        choice = chosen.get(name, ColumnChoice(name=name))
        use = use_in(choice, guess.kind, target)
        rows.append(
            {
                "name": name,
                "kind": guess.kind,
                "nature": nature_of(present) if guess.kind == "number" else "",
                "role": use.role,
                "known": use.known,
                "missing": len(frame) - len(present),
                "distinct": int(present.nunique()),
                "example": "" if present.empty else str(present.iloc[0])[:80],
                "reason": reason(guess.reason, use),
                "note": choice.note,
            }
        )
    return pd.DataFrame(rows)


def nature_of(present: pd.Series) -> str:
    """Return what sort of numbers a column holds, "" where it holds texts."""
    numeric = pd.api.types.is_numeric_dtype(present)
    return nature(present, int(present.nunique()), str(present.name))[1] if numeric else ""


def use_in(choice: ColumnChoice, kind: Kind, target: str) -> Use:
    """Return what becomes of a column, be it the target or another."""
    return Use("target", "", "") if choice.name == target else use_of(choice, kind, target)


def reason(of_kind: str, use: Use) -> str:
    """Return why a column is what it is, in one line."""
    return "; ".join(why for why in (of_kind, use.why) if why)


def roles_in_words(columns: pd.DataFrame, unweighted: Iterable[str] = ()) -> list[str]:
    """Return what keeps columns out of the model, and what the weight does, in sentences.

    ``unweighted``: the candidates that take no weights.
    """
    if "known" not in columns:  # made by an earlier version
        return []
    by_role = {role: group["name"].tolist() for role, group in columns.groupby("role")}
    sentences = []
    out = (columns["known"] == "no") & (columns["role"] == "ignore")
    late = columns.loc[out, "name"].tolist()
    if late:
        sentences.append(f"Left out, as not known at the moment of prediction: {listing(late)}.")
    kept = [
        f"{name} ({role})"
        for role in ("group", "time", "protected")
        for name in by_role.get(role, ())
    ]
    if kept:
        sentences.append(f"Kept, but out of the model: {listing(kept)}.")
    for name in by_role.get("weight", ()):
        sentences.append(
            f"Rows are weighted by {name} when a model is fitted; scores count every row alike."
        )
        others = list(unweighted)
        if others:
            verb = "takes" if len(others) == 1 else "take"
            sentences.append(f"{listing(others)} {verb} no weights.")
    return sentences
