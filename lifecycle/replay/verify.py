"""Check a bundle: its files, its model, its numbers, and with the data at hand its whole making."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..core.errors import LifecycleError, ReadingError
from ..core.wording import count, listing
from ..export.bundle import Bundle, changes, load, open_bundle
from ..export.schema import reference_inputs, stored_target
from ..export.scorer import Scorer
from ..export.training_script import computes_scores
from ..export.write import read_json
from ..metrics.catalog import METRICS
from ..metrics.undefined import UNDEFINED
from ..steps import GRAPH
from .compare import recipe_of
from .replay import check_source, earlier_steps, looks_in, read_recipe, recipe_of_today, replay
from .restated import outcome_of, restated

DATA_FILE = "data file"
"""The check that says of the data file, not of the bundle, that it is another."""
TOLERANCE = 1e-9
IN_WORDS = {"verdict"}  # a later version may say it better; its state and numbers stay
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it passed, and what was seen.

    ``checked``: whether it could be made; where it could not, ``ok`` says nothing and ``detail``
    why.
    """

    name: str
    ok: bool
    detail: str
    checked: bool = True


def verify(source: Path, data: Path | None = None, report: Report | None = None) -> list[Check]:
    """Return the checks of a bundle: its files, its model, its numbers, its verdict.

    Parameters
    ----------
    source : Path
        The folder or zip that Export wrote.
    data : Path, optional
        The file it was made from: then it is made again from its recipe and compared bit by bit.
    report : callable, optional
        Called as ``report(fraction, message)`` with a fraction from 0 to 1.

    Returns
    -------
    list of Check
        Each with ``name``, ``ok``, ``detail`` and ``checked``. A bundle that fails is an answer;
        so is what the bundle alone cannot show, which is named and not ``checked``.

    Raises
    ------
    ReadingError
        When ``source`` is no bundle at all.
    """
    source = Path(source)
    bundle = open_bundle(source) if source.is_file() else None
    folder = bundle.folder if bundle else source
    checks = list(_files(folder))
    if not all(check.ok for check in checks):
        return checks
    bundle = bundle or load(folder)
    checks += _model(bundle)
    checks += _metrics(bundle)
    if all(check.ok for check in checks):  # else what rests on them is off as well
        checks += _restated(bundle)
    if data is not None:
        checks += _replay(bundle, Path(data), report or (lambda fraction, message: None))
    return checks


def _files(folder: Path) -> Iterator[Check]:
    if not folder.exists():
        raise ReadingError(
            f"There is no bundle at {folder}.", "Choose the folder or zip that Export wrote."
        )
    found = changes(folder)
    bad = [f"{name} {problem}" for name, problem in found if problem]
    yield Check("checksums", not bad, ", ".join(bad) or f"{len(found)} files are as written")


def _model(bundle: Bundle) -> Iterator[Check]:
    try:
        scorer = Scorer.of(bundle)
        kind = type(bundle.model).__name__
    except LifecycleError as error:
        yield Check("model loads", False, str(error))
        return
    yield Check("model loads", True, f"{kind} with trusted types only")
    got = scorer.predict(reference_inputs(bundle.schema, bundle.reference))
    off = [str(name) for name in got if not _same(got[name], bundle.reference[name])]
    detail = f"{len(got)} rows predicted again"
    yield Check("predictions", not off, f"differs: {', '.join(off)}" if off else detail)


def _metrics(bundle: Bundle) -> Iterator[Check]:
    outcome = outcome_of(bundle)
    classes = outcome.classes
    size = 1.0 if classes else _size(bundle.reference[stored_target(bundle.schema)])
    off = []
    for row in bundle.metrics["metrics"]:
        if row["name"] in METRICS:
            metric = METRICS[row["name"]]
            value = metric.score(outcome)
            if row["value"] is None and metric.undefined(outcome):
                continue
            if math.isnan(value) and str(row["method"]).startswith(UNDEFINED):
                continue  # such as ROC AUC without any case: what is stated stands for nothing
            stated = math.nan if row["value"] is None else row["value"]
            near = TOLERANCE * (size if metric.low == 0 else 1.0)
            if not np.isclose(value, stated, rtol=TOLERANCE, atol=near, equal_nan=True):
                off.append(f"{row['name']} is {value!r}, not {stated!r}")
    script = (bundle.folder / "train.py").read_text(encoding="utf-8")
    occurs = {*outcome.y, *outcome.prediction} == set(classes)
    if not computes_scores(script, str(bundle.metrics["task"]), occurs):
        off.append("train.py defines them in another way than metrics.json")
    if bundle.metrics["holdout_rows"] != len(outcome):
        off.append(f"holdout_rows is {len(outcome)!r}, not {bundle.metrics['holdout_rows']!r}")
    number = len(bundle.metrics["metrics"])
    yield Check("metrics", not off, "; ".join(off) or f"{number} metrics recomputed")


def _restated(bundle: Bundle) -> Iterator[Check]:
    try:
        recipe = recipe_of(bundle)
        recipe_of_today(recipe, GRAPH)
    except LifecycleError as error:
        yield Check("recipe", False, str(error))
        return
    for found in restated(bundle, recipe):
        if found.unseen:
            yield Check(found.name, True, f"not checked: {found.unseen}", checked=False)
        else:
            yield Check(found.name, not found.off, "; ".join(found.off) or found.seen)
    stated, least = bundle.metrics.get("holdout_looks", 1), len(looks_in(recipe, GRAPH))
    enough = isinstance(stated, int) and stated >= least
    said = f"the recipe alone implies {count('look', least)} at the holdout, {stated} stated"
    yield Check("looks", enough, said)


def _replay(bundle: Bundle, data: Path, report: Report) -> Iterator[Check]:
    recipe = bundle.folder / "recipe.json"
    try:
        check_source(read_recipe(recipe), data)
    except ReadingError as error:
        yield Check(DATA_FILE, False, str(error))
        return
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        again = Path(folder)
        try:
            replay(recipe, data, again, report)
        except LifecycleError as error:
            yield Check("replay", False, str(error))
            return
        fresh = load(again)
        old, new = (read_json(f / "metrics.json") for f in (bundle.folder, again))
        earlier = earlier_steps(recipe_of(bundle), GRAPH)
        off = differing(*map(values_of, (old, new))) if earlier else differing(old, new)
        same_as = (
            f"the same values; intervals and baselines are not compared, as {listing(earlier)} "
            "computed otherwise when this bundle was written"
        )
        detail = same_as if earlier else "bit for bit the same"
        yield Check("replayed metrics", not off, ", ".join(off) or detail)
        same = bundle.reference.equals(fresh.reference)
        detail = "bit for bit the same" if same else "the holdout or its predictions differ"
        yield Check("replayed predictions", same, detail)


def values_of(metrics: dict[str, Any]) -> dict[str, Any]:
    """Return what a metrics.json says of the model alone: each metric's value, and the counts."""
    own = {key: metrics.get(key) for key in ("task", "target", "positive", "model", "holdout_rows")}
    return own | {row["name"]: row["value"] for row in metrics["metrics"]}


def differing(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return which entries of metrics.json differ in any bit; a later version may say more."""
    names = sorted(set(old) - IN_WORDS)
    return [name for name in names if old.get(name) != new.get(name)]


def _size(amounts: pd.Series) -> float:
    """Return how large amounts are, so that what is near does not depend on their unit."""
    known = np.abs(amounts.to_numpy(dtype=float))
    return float(known[np.isfinite(known)].max(initial=0.0))


def _same(got: pd.Series, stored: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(got):
        near = TOLERANCE * _size(stored)
        return bool(np.allclose(got, stored, rtol=TOLERANCE, atol=near, equal_nan=True))
    return bool((got.to_numpy() == stored.to_numpy()).all())
