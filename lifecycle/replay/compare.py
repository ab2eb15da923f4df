"""Two bundles on the holdout rows that both keep, without the project they came from."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from ..core.errors import ChoiceError, ReadingError
from ..core.recipe import Recipe, changes
from ..engine.runner import run_recipe
from ..evaluate.compare_runs import FEWEST, ComparedRuns, compare_pair
from ..export.bundle import Bundle
from ..export.schema import classes_of, outputs_of, stored_target
from ..export.write import digest
from ..metrics.outcome import Outcome
from ..metrics.paired import Pair
from ..split.cluster_ids import cluster_ids, time_order
from ..steps import DATA, DEFINE, GRAPH, READ, SPLIT
from ..storage.database import Store
from .kept_rows import group_column, moments_as_kept, split_of
from .replay import exported, read_recipe

GIVE = "Give the data file that both were made from with --data."


def compare(
    first: Bundle, second: Bundle, data: Path | None = None
) -> tuple[ComparedRuns, tuple[str, ...]]:
    """Compare two bundles on the rows of both holdouts; raises ChoiceError when there are none.

    Returns what was found, and what was chosen differently, from the second to the first.

    A bundle keeps its holdout rows but not their places in the file. Without ``data`` the two must
    come from one file and one split; with it, the rows are found again.
    """
    named = [(b.schema["target"]["name"], classes_of(b.schema)) for b in (first, second)]
    if named[0] != named[1]:
        raise ChoiceError(
            "These two bundles predict different targets.", "Compare bundles of the same target."
        )
    one, two = recipe_of(first), recipe_of(second)
    if one.needs[READ.name].key != two.needs[READ.name].key:
        raise ChoiceError(
            "These two bundles were made from different tables, or from one that was read "
            "differently.",
            "Make one of them again from the file of the other.",
        )
    if data is None:
        places = _as_kept(first, second, one, two)
        groups, order = None, _order_as_kept(first, one)
    else:
        places, groups, order = _found_again(data, one, two)
    if len(places[0]) < FEWEST:
        raise ChoiceError(
            f"The two holdouts share {len(places[0]):,} rows; at least {FEWEST} are needed.",
            "Make one of them again with the split of the other.",
        )
    outcomes = [_outcome(b, at) for b, at in zip((first, second), places, strict=True)]
    metric = str(first.metrics["metric"])
    margin = getattr(one.needs[DEFINE.name].params, "margin", None)
    agreed = margin if second.metrics["metric"] == metric else None
    changed = tuple(str(each) for each in changes(two, one, GRAPH))
    largest = max(len(first.reference), len(second.reference))
    pair = Pair(outcomes[0], outcomes[1], groups, order=order)
    return compare_pair(pair, metric, agreed, largest, "bundle"), changed


def recipe_of(bundle: Bundle) -> Recipe:
    """Return how a bundle was made."""
    return exported(read_recipe(bundle.folder / "recipe.json"), GRAPH)


def _as_kept(
    first: Bundle, second: Bundle, one: Recipe, two: Recipe
) -> tuple[np.ndarray, np.ndarray]:
    """Return the places in both references, where the recipes alone say that they are the same."""
    if one.needs[SPLIT.name].key != two.needs[SPLIT.name].key:
        raise ChoiceError("These two bundles hold out different rows.", GIVE)
    if group_column(first, one):
        raise ChoiceError(
            "Rows of one group belong together, and a bundle does not keep the groups.", GIVE
        )
    every = np.arange(len(first.reference))
    return every, every


def _order_as_kept(bundle: Bundle, one: Recipe) -> np.ndarray | None:
    """Return when each row was, for splits by time or order; the file's order where that is all."""
    if split_of(bundle, one)[0] not in ("time", "order"):
        return None
    times = moments_as_kept(bundle, one)
    return np.arange(len(bundle.reference)) if times is None else times


def _found_again(
    data: Path, one: Recipe, two: Recipe
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray | None, np.ndarray | None]:
    """Return the places in both references of the rows they share, and what ties the rows."""
    if digest(data) != getattr(one.needs[READ.name].params, "source", ""):
        raise ReadingError(f"{data.name} is not the file these bundles were made from.", GIVE)
    with tempfile.TemporaryDirectory(prefix="lifecycle-") as folder:
        store = Store(Path(folder))
        with data.open("rb") as content:
            store.put_blob(content)
        splits = [run_recipe(each.needs[SPLIT.name], store, GRAPH) for each in (one, two)]
        table = run_recipe(one.needs[DATA.name], store, GRAPH)
        store.db.close()
    rows, first, second = np.intersect1d(
        splits[0].holdout, splits[1].holdout, assume_unique=True, return_indices=True
    )
    tied = cluster_ids(table, splits[0], rows), time_order(table, splits[0], rows)
    return (first, second), *tied


def _outcome(bundle: Bundle, at: np.ndarray) -> Outcome:
    rows: pd.DataFrame = bundle.reference.iloc[at].reset_index(drop=True)
    y = rows[stored_target(bundle.schema)]
    return Outcome.of(y, rows[outputs_of(bundle.schema)], classes_of(bundle.schema))
