"""Two rows of names at the head of a sheet: the upper one names groups of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .header import NUMBER

Span = tuple[tuple[int, int], tuple[int, int]]
LOOKED_AT = 20  # rows below the names


@dataclass(frozen=True)
class Merged:
    """Cells that are merged, counted from the first cell of the sheet's rectangle."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, spans: Sequence[Span], top: int, left: int) -> Merged:
        """Return the spans where the first cell of the rectangle is not that of the sheet."""
        return cls(
            tuple(
                ((first - top, begin - left), (last - top, end - left))
                for (first, begin), (last, end) in spans
            )
        )

    def across(self, row: int) -> dict[int, int]:
        """Return for each column of a row the first of those it is merged with."""
        return {
            column: begin
            for (first, begin), (last, end) in self.spans
            if first <= row <= last and end > begin
            for column in range(begin, end + 1)
        }


def joined_names(
    upper: Sequence[str],
    lower: Sequence[str],
    below: Sequence[Sequence[str]],
    across: dict[int, int],
) -> list[str]:
    """Return one name a column where two rows hold names, [] where the lower one holds values.

    The upper row names two groups or more, by merged cells or by gaps to the right of a name; the
    lower one holds words alone, at least one of them above numbers.

    >>> joined_names(["2022", "", "y"], ["sales", "cost", ""], [["81", "67", "1"]], {})
    ['2022 sales', '2022 cost', 'y']
    >>> joined_names(["name", "", "age"], ["Ann", "x", "7"], [["Bob", "y", "8"]], {})
    []
    """
    upper, lower = [cell.strip() for cell in upper], [cell.strip() for cell in lower]
    words = [i for i, cell in enumerate(lower) if cell]
    if sum(map(bool, upper)) < 2 or len(words) < 2 or any(map(NUMBER.fullmatch, lower)):
        return []
    numbers = [i for i in words if is_numeric([row[i] for row in below[:LOOKED_AT]])]
    groups = group_names(upper, lower, across)
    grouped = [i for i in words if groups[i] and not upper[i]]
    if not grouped or 2 * len(numbers) < len(words):
        return []
    return [" ".join(filter(None, pair)) for pair in zip(groups, lower, strict=True)]


def group_names(upper: Sequence[str], lower: Sequence[str], across: dict[int, int]) -> list[str]:
    """Return the upper name of each column, that of its group where it has none of its own."""
    names, last = list[str](), ""
    for i, cell in enumerate(upper):
        last = cell or last
        if cell or not across:
            names.append(cell or (last if lower[i] else ""))
        else:
            names.append(upper[across[i]] if i in across else "")
    return names


def is_numeric(cells: Sequence[str]) -> bool:
    """Tell whether most cells that hold something hold a number."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(map(bool, map(NUMBER.fullmatch, filled))) > len(filled)
