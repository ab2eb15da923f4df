"""The command that opens the app; tests/test_install.py starts it."""

from __future__ import annotations

import pytest

from lifecycle.cli import app
from lifecycle.cli.main import parser
from lifecycle.core.installation import APP


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("app", []),
        ("app --port 8600", ["--server.port=8600"]),
        ("app -- --server.address 0.0.0.0", ["--server.address", "0.0.0.0"]),
        ("app --port 8600 -- --theme.base dark", ["--server.port=8600", "--theme.base", "dark"]),
    ],
)
def test_options_reach_streamlit(line: str, options: list[str]) -> None:
    args = parser().parse_args(line.split())
    words = app.server(args.port, args.options)
    assert words[words.index("run") + 1 :] == [str(APP), *options]
