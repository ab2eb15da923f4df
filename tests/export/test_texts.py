"""Text that came with the data never takes effect: not in CSV, Markdown, HTML or a script."""

from __future__ import annotations

import ast
import io
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.export.expressions import Writer
from lifecycle.export.markdown import escape, html_table
from lifecycle.export.safe_csv import plain, to_csv
from lifecycle.export.schema import reference_inputs, stored_names
from tests.exported import made


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\r=1", "-1+cmd|' /C'!A0", "\n=1", "\uff1d1+1"],
)
def test_cells_that_would_run_become_text(cell: str) -> None:
    assert plain(cell) == "'" + cell.replace("\r", "\n")
    read = pd.read_csv(io.StringIO(to_csv(pd.DataFrame({cell: [cell]}))))
    assert not str(read.columns[0]).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not str(read.iloc[0, 0]).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("cell", ["-5", "+3.2e4", "-1,234.5", "plain", "", None, -2.0, "a=b"])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert plain(cell) is cell


@pytest.mark.parametrize("kind", ["object", "category", "string", "string[pyarrow]"])
def test_texts_of_any_type_are_made_plain(kind: str) -> None:
    frame = pd.DataFrame({"a": pd.Series(["=1", "b", None], dtype=kind)})
    assert to_csv(frame).splitlines()[1] == "'=1"


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"),
        ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
        ("x\n-1+cmd", "x\n'-1+cmd"),
        ('x; "+cmd"', 'x; "\'+cmd"'),
        ("x,=cmd", "x,'=cmd"),
        ("=a;=b", "'=a;'=b"),
        ("x;-5;=y", "x;-5;'=y"),
        ("1;-5;+6,5", "1;-5;+6,5"),
        ("a, -b; c", "a, -b; c"),
        ("x;'=cmd", "x;'=cmd"),
    ],
)
def test_what_another_sign_would_make_a_cell_becomes_text_too(cell: str, safe: str) -> None:
    assert plain(cell) == safe
    assert plain(safe) == safe


def test_csv_does_not_change_the_frame() -> None:
    frame = pd.DataFrame({"a": ["=1"]})
    to_csv(frame)
    assert frame["a"][0] == "=1"


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_html_and_markdown_cells_hold_no_tags(text: str) -> None:
    cell = html_table(("h",), [(text,)]).split("<td>")[1].split("</td>")[0]
    assert "<" not in cell
    assert ">" not in cell
    line = escape(text)
    assert "\n" not in line
    assert not re.search(r"(?<!\\)(\\\\)*[<>|\[\]`]", line)


def test_the_report_is_static_and_states_contract_and_baseline() -> None:
    page = made("binary").export.texts["report.html"]
    assert "<script" not in page.lower()
    assert "default-src &#x27;none&#x27;" in page
    assert "http" not in page.replace("http-equiv", "")
    for heading in ("Contract", "Metrics", "Leaderboard", "Baseline"):
        assert heading in page


def test_the_card_tells_of_looks_and_findings() -> None:
    card = (made("binary").folder / "model_card.md").read_text()
    assert "The holdout was read once." in card
    from lifecycle.export.model_card import log_section

    text = log_section(3, ("Leak in <b>x</b>",))
    assert "3 times" in text
    assert r"\<b\>" in text


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(), inner, max_size=3)
            | st.lists(inner, max_size=3).map(tuple)
        ),
        max_leaves=12,
    )
)
def test_values_become_source_that_means_the_same(value: object) -> None:
    text = Writer().text(value)
    assert eval(text, {"float": float}) == value
    ast.parse(text)


def test_a_column_named_like_an_output_keeps_its_values() -> None:
    schema = {
        "properties": {"prediction": {}, "p:a": {}, "x": {}},
        "target": {"name": "y", "classes": ["a", "b"]},
    }
    names = stored_names(schema)
    assert names == {"prediction": "prediction (input)", "p:a": "p:a (input)", "x": "x"}
    frame = pd.DataFrame([[1, 2, 3, "a"]], columns=[*names.values(), "prediction"])
    assert reference_inputs(schema, frame).to_dict("records") == [
        {"prediction": 1, "p:a": 2, "x": 3}
    ]
