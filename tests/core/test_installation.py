"""Where things are in a checkout; tests/test_install.py looks at an installed program."""

from __future__ import annotations

import sys
from pathlib import Path

from lifecycle.core import installation
from lifecycle.data.databases import connections

CHECKOUT = Path(__file__).resolve().parents[2]


def test_a_checkout_runs_its_own_app_with_its_own_configuration() -> None:
    assert installation.APP == CHECKOUT / "app.py"
    assert (installation.APP.parent / ".streamlit" / "config.toml").is_file()
    assert installation.PROGRAM == "python -m lifecycle"


def test_secrets_lie_beside_the_app() -> None:
    assert connections.places()[-1] == CHECKOUT / ".streamlit" / "secrets.toml"


def test_another_process_runs_this_package_from_the_root() -> None:
    assert installation.ROOT == CHECKOUT
    assert installation.command("engine") == [sys.executable, "-m", "lifecycle", "engine"]
