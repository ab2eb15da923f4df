"""No download holds a cell that a spreadsheet would run."""

from __future__ import annotations

import ast
import io
import tomllib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lifecycle.cli.opened_export import write_frame
from lifecycle.data.readers import read_table
from lifecycle.deploy.step import PredictParams, run_predict
from lifecycle.engine.runner import silent
from lifecycle.export.safe_csv import to_csv
from lifecycle.export.write import write_bundle
from tests.exported import made

ROOT = Path(__file__).parents[2]
RUNS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1")
SAFE = ("to_csv(", "bundle_zip(")  # what makes the bytes of a download


def harmless(content: str) -> bool:
    """Whether a spreadsheet runs no cell of a CSV text; it looks at what a cell starts with."""
    frame = pd.read_csv(io.StringIO(content), dtype=str, keep_default_na=False, header=None)
    cells = frame.to_numpy().ravel().tolist()
    numbers = pd.to_numeric(pd.Series(cells), errors="coerce").notna().tolist()
    return not any(
        cell[:1] in set("=+-@\t\r") and not number
        for cell, number in zip(cells, numbers, strict=True)
        if cell
    )


def test_the_judge_sees_what_runs() -> None:
    assert not harmless("a\n=1+1\n")
    assert harmless("a,b\n'=1+1,-5.2\n")


def buttons() -> list[ast.Call]:
    found = []
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("download_button"):
                found.append(node)
    return found


@pytest.mark.parametrize("button", buttons(), ids=lambda call: ast.unparse(call.args[0])[:40])
def test_each_button_of_the_pages_gives_plain_cells(button: ast.Call) -> None:
    data = next(word.value for word in button.keywords if word.arg == "data")
    assert any(safe in ast.unparse(data) for safe in SAFE)


def test_tables_have_no_download_of_their_own() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["client"]["disableDataExport"] is True


def test_a_scored_file_is_harmless(tmp_path: Path) -> None:
    """The Deploy page and ``predict`` write the same frame."""
    it = made("binary")
    rows = pd.read_csv(it.data).head(len(RUNS)).assign(**{"=note": RUNS})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    batch = read_table(tmp_path / "rows.csv")
    scored = run_predict(PredictParams(), export=it.export, batch=batch, report=silent)
    assert not harmless(scored.frame.to_csv(index=False))
    assert harmless(to_csv(scored.frame))
    assert "=note" in scored.running
    write_frame(scored.frame, tmp_path / "out.csv")
    assert harmless((tmp_path / "out.csv").read_text())


def test_a_bundle_is_harmless(tmp_path: Path) -> None:
    it = made("binary")
    board = it.export.leaderboard.assign(problem="=1+1")
    export = replace(it.export, leaderboard=board)
    write_bundle(tmp_path / "b", export, it.recipe, looks=1, source_name="=1+1.csv")
    tables = list((tmp_path / "b").glob("*.csv"))
    assert tables
    assert all(harmless(path.read_text()) for path in tables)


def test_what_is_behind_a_figure_is_harmless() -> None:
    def page() -> None:
        import pandas as pd

        from pages.ui import display

        display.behind({"levels": pd.DataFrame({"=1+1": ["@SUM(A1)"]})}, "x")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert harmless(app.dataframe[0].value.to_csv(index=False))
