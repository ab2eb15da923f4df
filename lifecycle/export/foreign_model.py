"""A fitted model from elsewhere: read within limits, its trees walked, a few rows predicted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble._hist_gradient_boosting.predictor import TreePredictor
from sklearn.tree._tree import Tree
from skops.io.exceptions import UntrustedTypesFoundException

from ..core.errors import ReadingError
from ..storage.model_file import load_model, untrusted_types
from .foreign_contents import REMEDY, Unfit
from .schema import outputs_of, reference_inputs
from .scorer import Scorer

MODEL = "model.skops"
SUSPECT, RATIO = 50 << 20, 200  # a model packs to a hundredth at best
TOKENS = r"(?u)\b\w\w+\b"  # how scikit-learn, and so we, cut a text into words
ROWS = 1000  # of the reference that a trial predicts
UNUSABLE = "The bundle's model cannot be used with the libraries installed here"
INSTALL = "Install the versions in its requirements.txt, or run its train.py."


def unpacked_size(path: Path) -> int:
    """Return how many bytes a model's file unpacks to; raises ReadingError beyond belief."""
    damaged = Unfit("The bundle's model.skops is damaged: it is no zip.")
    with damaged, zipfile.ZipFile(path) as packed:
        size = sum(info.file_size for info in packed.infolist())
    if size > SUSPECT and size > RATIO * path.stat().st_size:
        raise ReadingError(
            f"The bundle's model of {path.stat().st_size / 1e6:.1f} MB unpacks to "
            f"{size / 1e6:,.0f} MB.",
            REMEDY,
        )
    return size


def read_model(folder: Path) -> Any:
    """Return the model of a bundle; raises ReadingError for one that is not sound."""
    path = folder / MODEL
    with Unfit("The bundle's model cannot be loaded with the libraries installed here.", INSTALL):
        try:
            model = load_model(path)
        except UntrustedTypesFoundException as error:
            raise ReadingError(
                f"The bundle's model holds types that are not trusted "
                f"({', '.join(untrusted_types(path))[:300]}), so it was not loaded.",
                "Use only bundles that Lifecycle Lab wrote, with the versions in requirements.txt.",
            ) from error
    with Unfit("The bundle's model is not sound: its parts do not fit together."):
        for part in parts(model):
            check_part(part)
    return model


def try_rows(
    model: Any, schema: dict[str, Any], metrics: dict[str, Any], rows: pd.DataFrame
) -> None:
    """Raise ReadingError when the model does not answer for rows of its reference."""
    with Unfit(f"{UNUSABLE}: it does not answer for its own reference rows.", INSTALL):
        scorer = Scorer(str(metrics["model"]), model, schema, metrics.get("threshold") or 0.5)
        got = scorer.predict(reference_inputs(schema, rows.head(ROWS)))
        numbers = got.select_dtypes("number")
        known = [str(name) for name in got] == outputs_of(schema)
        if not known or len(got) != len(rows.head(ROWS)) or not np.isfinite(numbers).all(axis=None):
            raise ReadingError(f"{UNUSABLE}: it answers something else.", REMEDY)


def parts(model: Any) -> Iterator[Any]:
    """Yield the model and every object in it, each once."""
    seen, waiting = set(), [model]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, str | bytes | int | float | type(None) | type):
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list | tuple | set):
            waiting += each
        elif isinstance(each, np.ndarray):
            waiting += each.ravel().tolist() if each.dtype == object else []
        else:
            waiting += vars(each).values() if hasattr(each, "__dict__") else []


def check_part(part: Any) -> None:
    """Raise ValueError for a part that would never end, or read beyond its own memory."""
    tree = getattr(part, "tree_", None)
    if isinstance(tree, Tree) and tree.n_features != part.n_features_in_:
        raise ValueError("a tree asks for columns that the model does not have")
    if isinstance(part, Tree):
        inner = part.children_left != -1
        inner |= part.children_right != -1
        _check_nodes(inner, part.children_left, part.children_right)
        if ((part.feature < 0) | (part.feature >= part.n_features))[inner].any():
            raise ValueError("a tree asks for a column that there is not")
    elif isinstance(part, TreePredictor):
        nodes = part.nodes
        _check_nodes(nodes["is_leaf"] == 0, nodes["left"], nodes["right"])
    if getattr(part, "token_pattern", TOKENS) not in (TOKENS, None):
        raise ValueError("a regular expression of its own cuts the texts")


def _check_nodes(inner: np.ndarray, left: np.ndarray, right: np.ndarray) -> None:
    """Raise ValueError unless every inner node leads to later ones: scikit-learn's always do."""
    own = np.flatnonzero(inner)
    for child in (left[inner].astype(np.int64), right[inner].astype(np.int64)):
        if ((child <= own) | (child >= len(inner))).any():
            raise ValueError("a tree leads back to itself, or out of itself")
    if len(inner) == 0:
        raise ValueError("a tree has no node")
