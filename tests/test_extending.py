"""docs/extending.md at its word: its files are written, its code runs, and its tests pass.

Each recipe is followed in a copy of the tree and in a process of its own.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
RECIPES = {
    text.partition("\n")[0]: text for text in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
}
BLOCK = re.compile(r"^```(python|diff|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# (\w+(?:/\w+)+\.py)\n")
COPIED = ("lifecycle", "pages", "tests", "scripts", "docs")
RUN = """
import shlex, sys, pytest
for number, code in enumerate(sys.argv[2:]):
    exec(compile(code, f"docs/extending.md, code {number + 1}", "exec"), {"__name__": "recipe"})
quiet = ["-q", "-p", "no:cacheprovider", "-W", "ignore:Module already imported"]
sys.exit(pytest.main([*quiet, *shlex.split(sys.argv[1])]))
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree, with what Python compiled of it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    shutil.copy(ROOT / "app.py", tmp_path)
    return tmp_path


def change(tree: Path, diff: str) -> None:
    """Make the change of a diff whose hunks name a place by their lines alone."""
    head, _, body = diff.partition("\n")
    path = tree / head.removeprefix("--- ")
    text = path.read_text(encoding="utf-8")
    for hunk in body.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, f"{head} has the place {text.count(before)} times: {before}"
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def test_there_is_a_recipe_for_each_thing_the_house_grows_by() -> None:
    assert [name.split()[-1] for name in RECIPES] == [
        "model",
        "estimator",
        "metric",
        "check",
        "option",
        "step",
        "view",
        "sample",
    ]


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_works(name: str, tree: Path) -> None:
    codes, tests = [], ""
    for kind, text in BLOCK.findall(RECIPES[name]):
        new = FILE.match(text)
        if kind == "diff":
            change(tree, text)
        elif kind == "sh":
            tests = text.strip()
        elif new is not None:
            assert not (tree / new[1]).exists()
            (tree / new[1]).write_text(text[new.end() :], encoding="utf-8")
        else:
            codes.append(text)
    program, *arguments = shlex.split(tests)
    assert program == "pytest"
    done = subprocess.run(
        [sys.executable, "-c", RUN, shlex.join(arguments), *codes],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert codes
