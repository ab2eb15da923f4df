"""Where does a model err? A shallow tree of conditions, grown on one half and read off the other.

A split stays only when the half that took no part in growing confirms it, or one below it, so that
a tree of noise is a root alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from .arguments import Columns, Level, Number, checked
from .multiple_testing import adjust_pvalues
from .proportions import proportion_interval
from .rounding import OF_SUMS
from .sample_splitting import Bools, Codes, Floats, first_half, gap_of
from .slices import cut_text
from .validation import finite, group_numbers, same_rows

LEAST = 25  # rows of a leaf in each half
MOST_ROWS = 40_000  # more make it slower and hardly surer
LEVELS = 12
CUTS = 8
COLUMNS = [
    "node", "parent", "depth", "text", "path", "n", "loss", "low", "high", "share_rows",
    "share_loss", "p_adjusted", "leaf",
]  # fmt: skip


@dataclass
class Node:
    """A group of rows: what was asked last, and what its rows are split by."""

    rows: Bools
    text: str
    depth: int
    p_value: float = 1.0
    confirmed: bool = False
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """A yes-or-no question about one column, with both answers in words."""

    yes: str
    no: str
    rows: Bools


@checked
def error_tree(
    features: Columns,
    loss: ArrayLike,
    *,
    depth: Number = 3,
    level: Level = 0.95,
    seed: Number = 0,
    groups: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return the nodes of a tree of where the loss is high, the root first, in reading order.

    It is grown on one half of the rows and read off the other; a split stays only when that half
    confirms it, or one below it.

    Parameters
    ----------
    features : pandas.DataFrame, n rows
        The columns that conditions may speak of.
    loss : array-like, shape (n,)
        One number a row, such as 1 for a wrong label or a squared error.
    depth : int
        How many conditions may follow one another.
    level : float
        Confidence level of the limits, between 0 and 1; a split is confirmed when its adjusted
        p-value is below ``1 - level``.
    seed : int
        Seed of the halves.
    groups : array-like, shape (n,), optional
        The group of each row; groups fall into one half whole.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``parent`` (-1 for the root), ``depth``, ``text`` (the last condition), ``path``
        (all of them), ``n`` and ``loss`` (rows and their mean loss in the half that is read),
        ``low`` and ``high``, ``share_rows`` and ``share_loss`` (0 to 1), ``p_adjusted`` (of its
        split), and ``leaf``.

    Raises
    ------
    ChoiceError
        When a loss is missing or infinite, when lengths differ, or when ``level`` is not between 0
        and 1.

    References
    ----------
    Breiman, Friedman, Olshen, Stone (1984), Classification and Regression Trees; growing and
    reading on different rows: Athey, Imbens (2016), PNAS 113:7353-7360; adjustment: Benjamini,
    Hochberg (1995), Journal of the Royal Statistical Society B 57:289-300.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from lifecycle.stats import error_tree
    >>> age = np.arange(400)
    >>> wrong = (age > 300) & (age % 2 == 0)
    >>> tree = error_tree(pd.DataFrame({"age": age}), wrong, depth=1)
    >>> tree[["text", "loss"]].round(2).to_dict("list")
    {'text': ['all rows', 'age above 303', 'age up to 303'], 'loss': [0.12, 0.48, 0.01]}
    """
    losses = finite(loss, "losses")
    group = None if groups is None else group_numbers(groups, len(losses))
    same_rows(features=features, losses=losses, groups=group)
    if len(losses) > MOST_ROWS:
        some = np.random.default_rng(seed).choice(len(losses), MOST_ROWS, replace=False)
        features, losses = features.iloc[some], losses[some]
        group = None if group is None else group[some]
    if not len(losses):
        return pd.DataFrame(columns=COLUMNS)
    first = first_half(len(losses), seed, group)
    questions = _questions(features, first)
    asked = np.array([q.rows for q in questions], dtype=np.float32)
    root = Node(np.ones(len(losses), dtype=bool), "all rows", 0)
    splits: list[Node] = []

    def grow(node: Node) -> None:
        if node.depth < depth:
            _split(node, questions, asked, losses, first, level, group)
        if node.children:
            splits.append(node)
            for child in node.children:
                grow(child)

    if questions:
        grow(root)
    adjusted = adjust_pvalues(np.array([node.p_value for node in splits]))
    for node, p_value in zip(splits, adjusted, strict=True):
        node.p_value, node.confirmed = float(p_value), p_value < 1 - level
    _prune(root)
    return _table(root, losses, ~first, level, group)


def _questions(features: pd.DataFrame, first: Bools) -> list[Question]:
    """Return the questions on each column; cuts and levels are those of the first half."""
    questions: list[Question] = []
    for name in features:
        column = features[name]
        missing = column.isna().to_numpy()
        gone = " or missing" if missing.any() else ""
        if missing.any():
            questions.append(Question(f"{name} is missing", f"{name} is known", missing))
        dates = pd.api.types.is_datetime64_any_dtype(column)
        numbers = pd.api.types.is_numeric_dtype(column) and column.dtype != bool
        if dates or (numbers and column.nunique() > 2):
            values = _as_numbers(column)
            cuts = _cuts(values[first])
            for cut in cuts:
                said = str(np.datetime64(int(cut), "us"))[:10] if dates else cut_text(cut)
                questions.append(
                    Question(f"{name} up to {said}", f"{name} above {said}{gone}", values <= cut)
                )
        else:
            texts = column.astype(str).where(~column.isna())
            for value in texts[first].value_counts().index[:LEVELS]:
                rows = (texts == value).to_numpy()
                questions.append(Question(f"{name} is {value}", f"{name} is not {value}", rows))
    return questions


def _as_numbers(column: pd.Series) -> Floats:
    """Return numbers or moments as floats, NaN where missing."""
    if not pd.api.types.is_datetime64_any_dtype(column):
        return column.to_numpy(dtype=float)
    moments = column.to_numpy(dtype="datetime64[us]").astype(np.int64).astype(float)
    return np.where(column.isna().to_numpy(), np.nan, moments)


def _cuts(values: Floats) -> Floats:
    known = values[np.isfinite(values)]
    if not len(known):
        return np.array([])
    cuts = np.quantile(known, np.linspace(0, 1, CUTS + 1)[1:-1], method="nearest")
    return np.unique(cuts[cuts < known.max()])


def _split(
    node: Node,
    questions: list[Question],
    asked: NDArray[np.float32],
    losses: Floats,
    first: Bools,
    level: float,
    group: Codes | None,
) -> None:
    """Give a node the two children whose mean losses differ most, if both have enough rows."""
    here = node.rows & first
    n, total = float(here.sum()), float(losses[here].sum())
    if n < 2 * LEAST:
        return
    inside = asked @ here
    summed = asked @ np.where(here, losses, 0.0)
    outside = n - inside
    judged = asked @ (node.rows & ~first)
    enough = (inside >= LEAST) & (outside >= LEAST) & (judged >= LEAST)
    enough &= (node.rows & ~first).sum() - judged >= LEAST
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = summed / inside - (total - summed) / outside
        won = np.where(enough, inside * outside / n * gap**2, -1.0)
    best = int(np.argmax(won))
    if won[best] <= OF_SUMS * float((losses[here] ** 2).mean()):
        return
    question = questions[best]
    yes, no = node.rows & question.rows, node.rows & ~question.rows
    node.children = [
        Node(yes, question.yes, node.depth + 1),
        Node(no, question.no, node.depth + 1),
    ]
    if gap[best] < 0:  # the worse side is read first
        node.children.reverse()
    half = node.rows & ~first
    worse = node.children[0].rows[half]
    node.p_value = gap_of(
        losses[half], worse, level, None if group is None else group[half]
    ).p_value


def _prune(node: Node) -> bool:
    """Take away what nothing confirms; return whether the node keeps its children."""
    below = [_prune(child) for child in node.children]
    if not (node.confirmed or any(below)):
        node.children = []
    return bool(node.children)


def _table(
    root: Node, losses: Floats, half: Bools, level: float, group: Codes | None
) -> pd.DataFrame:
    total, n = float(losses[half].sum()), int(half.sum())
    rows: list[tuple[object, ...]] = []

    def write(node: Node, parent: int, path: list[str]) -> None:
        mine = node.rows & half
        own, place = losses[mine], len(rows)
        low, high = _limits(own, level, None if group is None else group[mine])
        mean = float(own.mean()) if len(own) else 0.0
        share = float(own.sum()) / total if total else 0.0
        named = (place, parent, node.depth, node.text, " and ".join(path) or node.text)
        shares = (len(own) / max(n, 1), share)
        rows.append((*named, len(own), mean, low, high, *shares, node.p_value, not node.children))
        for child in node.children:
            write(child, place, [*path, child.text])

    write(root, -1, [])
    return pd.DataFrame(rows, columns=COLUMNS)


def _limits(own: Floats, level: float, group: Codes | None) -> tuple[float, float]:
    """Return Wilson's interval of a share, and Student's of a mean loss."""
    n = len(own)
    if n < 2:
        value = float(own[0]) if n else 0.0
        return value, value
    if group is None and np.isin(own, (0.0, 1.0)).all():
        share = proportion_interval(float(own.sum()), n, level)
        return share.low, share.high
    sums = own - own.mean()
    if group is not None:
        sums = np.bincount(np.unique(group, return_inverse=True)[1], weights=sums)
    k = len(sums)
    if k < 2:
        return float(own.min()), float(own.max())
    se = float(np.sqrt(k / (k - 1) * (sums**2).sum())) / n
    half = float(stats.t.ppf(0.5 + level / 2, k - 1)) * se
    return max(float(own.min()), float(own.mean()) - half), float(own.mean()) + half
