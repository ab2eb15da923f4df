"""The delimiter: what stands in the cells and above them speaks, not only how many there are."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from lifecycle.data.readers import Options, Reading, Written, delimiter, read_table

N = 30
ONE, TWO = [f"{i},{i % 7}5" for i in range(N)], [f"{N - i},{i % 9}1" for i in range(N)]
BIG = [f"{1 + i % 8}.{100 + i},{i % 10}5" for i in range(N)]
NAMES = [f"{('Ott', 'Ude', 'Abt')[i % 3]}, {('Eva', 'Jan')[i % 2]}" for i in range(N)]
TAGS = [f"{'abc'[i % 3]};{'xyz'[i % 3]}" for i in range(N)]


def read(path: Path, text: str, **options: object) -> Reading:
    path.write_text(text)
    return read_table(path, Options(**options))  # type: ignore[arg-type]


def fact(reading: Reading, item: str = "delimiter") -> str:
    return str(dict(zip(reading.report["item"], reading.report["value"], strict=True))[item])


def table(sign: str, names: str, *columns: list[str]) -> str:
    rows = [names.replace(" ", sign)] if names else []
    return "".join(f"{row}\n" for row in [*rows, *map(sign.join, zip(*columns, strict=True))])


def test_the_examples_in_the_docs_hold() -> None:
    assert doctest.testmod(delimiter).failed == 0


@pytest.mark.parametrize(
    ("sign", "title"), [(";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]
)
@pytest.mark.parametrize("columns", [(ONE, TWO), (ONE, BIG, TWO), (BIG, BIG), (NAMES, ONE)])
@pytest.mark.parametrize("above", ["", "Report, by store\n\n"])
def test_decimal_commas_do_not_part_cells(
    sign: str, title: str, columns: tuple[list[str], ...], above: str, tmp_path: Path
) -> None:
    names = "preis menge summe"[: 6 * len(columns) - 1]
    reading = read(tmp_path / "x", above + table(sign, names, *columns))
    assert fact(reading) == title
    assert list(reading.frame.columns) == names.split()
    assert len(reading.frame) == N
    assert reading.frame[names.split()[-1]].iloc[0] == float(
        columns[-1][0].replace(".", "").replace(",", ".")
    )


@pytest.mark.parametrize("columns", [(ONE, TWO), (BIG, ONE), (BIG, BIG, BIG)])
def test_so_it_is_without_names(columns: tuple[list[str], ...], tmp_path: Path) -> None:
    reading = read(tmp_path / "x", table(";", "", *columns))
    assert fact(reading) == "semicolon"
    assert fact(reading, "column names") == "none"
    assert reading.frame.shape == (N, len(columns))


def test_lists_inside_of_cells_do_not_part_them(tmp_path: Path) -> None:
    whole = [str(i) for i in range(N)]
    for columns in ((whole, TAGS, whole), (TAGS, TAGS), (TAGS, whole)):
        reading = read(
            tmp_path / "x", table(",", "id tags x"[: 5 + 2 * (len(columns) > 2)], *columns)
        )
        assert fact(reading) == "comma"


def test_a_single_column_of_decimal_commas_is_one(tmp_path: Path) -> None:
    cells = [f"{i % 12},{i % 7}5" for i in range(N)]
    reading = read(tmp_path / "x", table(",", "preis", cells))
    assert reading.frame["preis"].iloc[1] == 1.15
    assert fact(reading) == "none"


def test_the_names_a_model_knows_decide(tmp_path: Path) -> None:
    text = "a;b,c\n1;2,3\n2;3,4\n"
    for names, title in ((("a", "b,c"), "semicolon"), (("a;b", "c"), "comma")):
        like = {name: Written() for name in names}
        assert fact(read(tmp_path / "x", text, like=like)) == title
