"""The house rules that a machine can keep: who imports whom, how large things are, what is banned.

Each test returns the places that break its rule, so that a failure reads as a list of what to mend.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from lifecycle.core.recipe import AnyStep
from lifecycle.steps import GRAPH, LIFECYCLE
from pages.ui.hints import LESSONS

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES, MOST_FUNCTION_LINES = 300, 60
# Lines of docstrings do not count: the public names say shapes, units, sources and an example, and
# a limit that counted them would ask for less to be said, where it is meant to keep work small.
NOT_FOR_PAGES = {"sklearn", "numpy", "scipy", "statsmodels", "skops"}
ROOMS_FOR_PAGES = {  # what a page rests on
    f"lifecycle.{name}"
    for name in ("core", "project", "steps", "figures", "models", "samples", "metrics.catalog")
} | {  # how it asks for work, looks at parts of large frames and hands files out
    f"lifecycle.{name}"
    for name in ("engine.start", "engine.endpoints", "storage.lazy_frames", "export.safe_csv")
}
CALLS_FOR_PAGES = {  # one public call each, for what no artifact holds
    "data": {"databases"},
    "data.column_table": {"reason", "roles_in_words", "use_in"},
    "data.readers.column_rules": {"name_of"},
    "data.readers.kinds": {"shorten"},
    "data.readers.options": {"applying"},
    "data.target_summary": {"target_summary"},
    "split.advice": {"holdout_precision", "holdout_values", "recommend", "split_columns"},
    "split.refold": {"one_way_only"},
    "train.fit_errors": {"may_pass"},
    "train.label_decisions": {"holding", "new_label"},
    "train.loss_curve": {"networks"},
    "train.monotone": {"numbers"},
    "train.nested_cost": {"cost"},
    "train.repeated_cv": {"leaders"},
    "train.side_by_side": {"compare_table", "filter_by"},
    "train.stages": {"searched", "stages"},
    "evaluate.compare_step": {"titles"},
    "evaluate.findings": {"calibration_sentence"},
    "evaluate.whatif": {"what_if"},
    "export.model_card": {"log_section"},
    "export.schema": {"reference_rows"},
    "deploy": {"client"},
}
PICKLES = {"pickle", "cPickle", "joblib", "cloudpickle", "dill", "shelve", "marshal"}
SLOW = {"ydata_profiling", "statsmodels", "numba", "fastapi", "matplotlib", "streamlit"}
LAYERS = (  # from the ground up: a package imports only from packages before it
    "core",
    "storage",
    "engine",
    "estimators",
    "models",
    "stats",
    "samples",
    "metrics",
    "figures",
    "define",
    "data",
    "split",
    "checks",
    "explore",
    "prepare",
    "train",
    "evaluate",
    "export",
    "deploy",
    "monitor",
    "steps",
    "replay",
    "preload",
    "project",
    "cli",
    "__main__",
)
TAKES_A_STEP = {"params", "choose", "ask", "shown", "show"}
KEPT_BY_STEP = {"statuses", "recipes"}
BANNED_NAMES = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def files(*rooms: str) -> list[Path]:
    found = []
    for room in rooms:
        place = ROOT / room
        found += [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert found
    return found


def place(path: Path, node: ast.AST | None = None) -> str:
    return str(path.relative_to(ROOT)) + (f":{getattr(node, 'lineno', '?')}" if node else "")


def imports(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield every module that a file imports by absolute name, lazily or not."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{resolved(path, node)}.{alias.name}", node) for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, node


def resolved(path: Path, node: ast.ImportFrom) -> str:
    """Return the absolute name of the module in ``from x import y``."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    home = package[: len(package) - node.level + 1]
    return ".".join((*home, node.module) if node.module else home)


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def importing(rooms: tuple[str, ...], banned: set[str]) -> list[str]:
    return [
        f"{place(path, node)} imports {name}"
        for path in files(*rooms)
        for name, node in imports(path)
        if any(name == each or name.startswith(f"{each}.") for each in banned)
    ]


def test_the_engine_knows_no_streamlit_and_no_pages() -> None:
    assert importing(("lifecycle",), {"streamlit", "pages"}) == []


def test_pages_compute_nothing() -> None:
    assert importing(("pages", "app.py"), NOT_FOR_PAGES) == []


def test_pages_read_projects_catalogs_and_artifacts_and_call_few_functions() -> None:
    loose = [
        f"{place(path, node)} imports {name}"
        for path in files("pages", "app.py")
        for name, node in imports(path)
        if name.startswith("lifecycle.") and not for_pages(name)
    ]
    assert loose == []


def for_pages(name: str) -> bool:
    """Whether a page may import it: of the rooms, a type or a table of words, or a call listed."""
    module, _, leaf = name.rpartition(".")
    if any(name == room or name.startswith(f"{room}.") for room in ROOMS_FOR_PAGES):
        return True
    return leaf[:1].isupper() or leaf in CALLS_FOR_PAGES.get(module.removeprefix("lifecycle."), ())


def test_nothing_is_pickled() -> None:
    assert importing(("lifecycle", "pages", "app.py"), PICKLES) == []


def floor(name: str) -> str:
    """Return the package, or the module beside the packages, that holds ``lifecycle.<...>``."""
    return name.split(".")[1] if "." in name else ""


def edges() -> Iterator[tuple[str, str, str]]:
    """Yield each import within the engine, lazy ones and those for type checkers too."""
    modules = {module_of(path) for path in files("lifecycle")}
    for path in files("lifecycle"):
        for name, node in imports(path):
            target = name if name in modules else name.rpartition(".")[0]
            if target in modules and target != module_of(path):
                yield module_of(path), target, place(path, node)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_floor_is_in_the_list() -> None:
    floors = {floor(module_of(path)) for path in files("lifecycle")} - {""}
    assert floors <= set(LAYERS)


def test_a_package_imports_only_from_packages_before_it() -> None:
    upward = [
        f"{where}: {target}"
        for source, target, where in edges()
        if floor(source) and LAYERS.index(floor(target)) > LAYERS.index(floor(source))
    ]
    assert upward == []


def test_no_files_import_each_other_in_a_circle() -> None:
    wants: dict[str, set[str]] = {}
    for source, target, _ in edges():
        wants.setdefault(source, set()).add(target)
    with_cycle: list[tuple[str, ...]] = []
    try:
        TopologicalSorter(wants).prepare()
    except CycleError as error:
        with_cycle.append(tuple(error.args[1]))
    assert with_cycle == []


def test_the_columns_of_predictions_are_spelled_in_one_file() -> None:
    home = ROOT / "lifecycle" / "metrics" / "predictions.py"
    spelled = [
        f"{place(path, node)} spells {node.value!r}"
        for path in files("lifecycle", "pages", "app.py")
        if path != home
        for node in strings(path)
        if node.value == "prediction" or str(node.value).startswith("p:")
    ]
    assert spelled == []


def strings(path: Path) -> Iterator[ast.Constant]:
    """Yield every text of a file but for nouns that are counted, as in ``count("row", n)``."""
    nodes = [*ast.walk(tree(path))]
    nouns = {
        id(each)
        for node in nodes
        if isinstance(node, ast.Call) and called(node) == "count"
        for each in node.args
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in nouns:
            yield node


def steps_as_strings(path: Path) -> Iterator[str]:
    """Yield where a step is named by a literal although the step itself is at hand."""
    for node in ast.walk(tree(path)):
        named: ast.AST | None = None
        if isinstance(node, ast.Call) and called(node) in TAKES_A_STEP and node.args:
            named = node.args[0]
        elif isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") in KEPT_BY_STEP:
            named = node.slice
        if isinstance(named, ast.Constant) and named.value in GRAPH:
            yield place(path, named)


def test_code_holds_steps_and_not_their_names() -> None:
    named = [where for path in files("lifecycle", "pages") for where in steps_as_strings(path)]
    assert named == []


def test_session_state_has_one_user() -> None:
    users = {
        place(path)
        for path in files("pages", "app.py", "lifecycle")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "session_state"
    }
    assert users <= {"pages/ui/session.py"}


def test_no_page_writes_html() -> None:
    loose = [
        place(path, node)
        for path in files("pages", "app.py", "lifecycle")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (called(node) == "html" or any(k.arg == "unsafe_allow_html" for k in node.keywords))
    ]
    assert loose == []


def test_no_error_is_caught_blindly() -> None:
    blind = [
        place(path, node)
        for path in files("lifecycle", "pages", "app.py", "tests", "benchmarks")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and "Exception" in caught(node)
    ]
    assert blind == []


def caught(handler: ast.ExceptHandler) -> set[str]:
    """Return the names a handler catches; a bare one catches every exception."""
    if handler.type is None:
        return {"Exception"}
    each = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {getattr(kind, "attr", getattr(kind, "id", "")) for kind in each}


def test_every_module_says_what_it_is_for() -> None:
    dumb = [
        place(path)
        for path in files("lifecycle", "pages", "app.py", "tests", "benchmarks")
        if not ast.get_docstring(tree(path))
        and not (path.name == "__init__.py" and path.parts[len(ROOT.parts)] == "tests")
    ]
    assert dumb == []


def lines_of_docstring(node: ast.AST) -> int:
    body = getattr(node, "body", None)
    if not isinstance(body, list) or not body or not isinstance(body[0], ast.Expr):
        return 0
    text = body[0].value
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
        return 0
    return 1 + (text.end_lineno or text.lineno) - text.lineno


def lines(path: Path) -> int:
    """Return how many lines a file has without its docstrings."""
    documented = sum(lines_of_docstring(node) for node in ast.walk(tree(path)))
    return len(path.read_text(encoding="utf-8").splitlines()) - documented


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return 1 + (node.end_lineno or 0) - node.lineno - lines_of_docstring(node)


def test_files_are_small() -> None:
    long = {place(path): lines(path) for path in files("lifecycle", "pages")}
    assert {name: count for name, count in long.items() if count > MOST_LINES} == {}


def test_functions_are_small() -> None:
    long = [
        f"{place(path, node)} {node.name} has {function_lines(node)} lines"
        for path in files("lifecycle", "pages", "app.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and function_lines(node) > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    everything = files("lifecycle", "pages", "tests", "benchmarks")
    assert [place(path) for path in everything if path.name in BANNED_NAMES] == []


@pytest.mark.parametrize("step", LIFECYCLE, ids=lambda step: step.name)
def test_a_step_has_page_title_why_help_lesson_and_test(step: AnyStep) -> None:
    assert (ROOT / "pages" / f"{step.page}.py").is_file()
    stage = step.run.__module__.split(".")[1]
    assert (ROOT / "tests" / stage / "test_step.py").is_file()
    assert step.title
    assert step.why
    assert LESSONS.get(step.name)
    for name, info in step.params.model_fields.items():
        assert info.title, name
        assert info.description, name


def test_the_first_page_does_not_pay_for_what_it_does_not_use() -> None:
    ask = "import sys, lifecycle.project.project; print(*{n.split('.')[0] for n in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(done.stdout.split()) & SLOW == set()
