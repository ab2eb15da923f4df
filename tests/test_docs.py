"""The documents are true: the layout is that of the tree, and what they point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .test_architecture import LAYERS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOTS = ("lifecycle", "pages", "tests", "docs", "scripts", "benchmarks", ".streamlit", ".ci")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
IN_THE_TREE = rf"(?:{'|'.join(map(re.escape, ROOTS))})/[\w./-]*"
AT_THE_ROOT = r"[\w-]+\.(?:py|toml|md|txt|in)"
PATH = re.compile(f"`({IN_THE_TREE}|{AT_THE_ROOT})`")
# named in prose, and not kept: files of a bundle, those that each stage has or that none may have
NOT_KEPT = {
    *("train.py", "requirements.txt", "model_card.md"),
    *("params.py", "step.py", "utils.py", "helpers.py", ".streamlit/secrets.toml"),
}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def layout() -> dict[str, tuple[str, list[str]]]:
    """Return each floor's path and the modules and folders that its line names.

    A word that stands alone between commas is one; what is in brackets is said about it.
    """
    block = next(each for each in FENCE.findall(ARCHITECTURE) if "lifecycle/\n" in each)
    found: dict[str, tuple[str, str]] = {}
    name = ""
    for line in block.splitlines()[2:-1]:
        if not line.startswith("   "):
            path, line = line.split(maxsplit=1)
            name = path.removesuffix("/").removesuffix(".py")
            found[name] = (path, "")
        found[name] = (found[name][0], f"{found[name][1]} {line.strip()}")
    return {
        name: (path, [each for each in pieces(told) if re.fullmatch(r"[a-z_]+(?:/[a-z]*)*", each)])
        for name, (path, told) in found.items()
    }


def pieces(told: str) -> list[str]:
    without_brackets = re.sub(r"\([^)]*\)", "", told)
    return [each.strip() for each in re.split("[,;:]", without_brackets)]


def test_the_layout_names_the_floors_in_their_order() -> None:
    assert tuple(layout()) == LAYERS


@pytest.mark.parametrize("name", LAYERS)
def test_what_the_layout_names_is_there(name: str) -> None:
    path, modules = layout()[name]
    home = ROOT / "lifecycle" / path
    assert home.exists()
    missing = [
        each for each in modules if not ((home / each).is_dir() or (home / f"{each}.py").is_file())
    ]
    assert missing == []


@each_page
def test_each_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(page))
    inside = [target for target in targets if "://" not in target]
    assert [target for target in inside if not (page.parent / target).exists()] == []


@each_page
def test_each_path_that_is_named_is_there(page: Path) -> None:
    named = set(PATH.findall(prose(page))) - NOT_KEPT
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_what_a_bundle_holds_is_said_in_full() -> None:
    from lifecycle.export.write import FILES, SUMS

    told = re.search(r"\*\*Bundle\*\*:(.*?)\n\n", ARCHITECTURE, re.DOTALL)
    assert told is not None
    assert {*FILES, SUMS} <= set(re.findall(r"`([^`]+)`", told[1]))


def test_the_commands_that_are_shown_exist() -> None:
    from lifecycle.cli.main import parser

    commands = re.findall(r"^python -m lifecycle ([a-z]+)", ARCHITECTURE, re.MULTILINE)
    listed = parser().format_help()
    assert commands
    assert [name for name in commands if not re.search(rf"\b{name}\b", listed)] == []
