"""What stands below a table: sums of its rows, notes and empty rows, which are none of its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..limits import plural
from .header import NUMBER
from .reading import Cells

TOTALS = frozenset(
    {"total", "totals", "grand total", "sum", "summe", "gesamt", "subtotal", "gesamtsumme"}
    | {"insgesamt", "zwischensumme", "total général", "total general", "somme", "sous-total"}
    | {"suma", "suma total", "total geral", "soma", "totale", "somma", "totaal", "totalt", "summa"}
    | {"i alt", "yhteensä", "razem", "celkem", "spolu", "összesen", "итого", "всего", "toplam"}
    | {"合計", "合计", "总计", "총계"}
)
LOOKED_AT = 30  # rows at the end
WORDS = 3  # a note has at least as many, where it is not a line without a delimiter
Row = Sequence[str | None]
"""The cells of a row, None for one that was not in the file at all."""


@dataclass(frozen=True)
class Footer:
    """How many rows at the end are none of the table's: sums, notes, empty rows."""

    rows: int = 0
    short: int = 0  # of them, with too few cells
    empty: int = 0
    total: str = ""  # how a sum starts
    note: str = ""  # the first of the notes

    @property
    def notes(self) -> int:
        return self.rows - self.empty - bool(self.total)


NONE = Footer()


def look_below(last: Callable[[int], Sequence[Row]], here: int, rows: int) -> Footer:
    """Return what stands below a table of so many rows, of which ``here`` can be looked at.

    ``last`` gives the last n of them; more are asked for while all are none of the table's.
    """
    looked = min(LOOKED_AT, here)
    found = find_footer(last(looked), rows)
    while found.rows == looked < here:
        looked = min(8 * looked, here)
        found = find_footer(last(looked), rows)
    return found


def find_footer(last: Sequence[Row], rows: int) -> Footer:
    """Return what the last rows of a table with so many say that it is none of it.

    >>> found = find_footer([["a", "1", "2"], ["b", "3", "4"], ["Total", "4", "6"]], 9)
    >>> found.rows, found.total
    (1, 'Total')
    """
    footer = NONE
    for row in reversed(last):
        if rows - footer.rows <= 2 or len(row) < 2:
            break
        filled = [cell for cell in row if cell and cell.strip()]
        short = footer.short + (row[-1] is None)
        taken = {"rows": footer.rows + 1, "short": short}
        if not filled:
            footer = Footer(**(vars(footer) | taken | {"empty": footer.empty + 1}))
        elif not footer.total and sums(row, last[: -taken["rows"]]):
            footer = Footer(**(vars(footer) | taken | {"total": str(row[0])}))
        elif is_note(row, len(filled)):
            footer = Footer(**(vars(footer) | taken | {"note": str(filled[0]).strip()}))
        else:
            break
    return footer


def is_total(row: Row) -> bool:
    """Tell whether a row sums others: it starts with such a word, then come numbers or gaps.

    >>> is_total(["Total:", "3", ""]), is_total(["Total", "due"]), is_total(["a", ""])
    (True, False, False)
    """
    first, *others = row
    if first is None or first.strip().rstrip(":").casefold() not in TOTALS:
        return False
    present = [cell for cell in others if cell and cell.strip()]
    gaps = len(present) < len(others)
    return gaps or all(NUMBER.fullmatch(cell.replace(",", "")) for cell in present)


def sums(row: Row, above: Sequence[Row]) -> bool:
    """Tell whether a row is the sum at the end; one without gaps is so where it is the only one."""
    return is_total(row) and (any(not cell for cell in row) or not any(map(is_total, above)))


def is_note(row: Row, filled: int) -> bool:
    """Tell whether a row is a line of text: alone on it, and of several words or cut off."""
    if filled > 1 or not row[0] or NUMBER.fullmatch(row[0]):
        return False
    alone = row[1] is None and len(row) > 2
    return alone or (len(row) > 2 and len(row[0].split()) >= WORDS)


def say_footer(cells: Cells, footer: Footer, keep: bool) -> None:
    """Say what was left out, or that it was kept."""
    if keep:
        cells.facts += [("row of totals", "kept")] * bool(footer.total)
        return
    if footer.rows:
        cells.facts.append(("rows below the table", f"{footer.rows:,}"))
    if footer.total:
        cells.warnings.append(
            f"The last row starts with {footer.total!r} and was left out as a sum."
        )
    if footer.notes:
        were = "was" if footer.notes == 1 else "were"
        cells.warnings.append(
            f"{plural(footer.notes, 'line')} below the table {were} left out: {footer.note[:60]!r}."
        )
    if footer.empty:
        were = "was" if footer.empty == 1 else "were"
        cells.warnings.append(f"{plural(footer.empty, 'empty row')} at the end {were} left out.")


def cut_footer(cells: Cells, keep: bool = False) -> Footer:
    """Find the rows at the end that are none of the table's, and leave them out."""

    def last(n: int) -> Sequence[Row]:
        tail = cells.frame.iloc[len(cells.frame) - n :].astype(object)
        rows: list[list[str | None]] = tail.where(tail.notna(), None).to_numpy().tolist()
        return rows

    footer = look_below(last, len(cells.frame), len(cells.frame))
    if footer.rows and not keep:
        cells.frame = cells.frame.iloc[: -footer.rows]
    return footer
