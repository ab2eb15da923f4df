"""Lifecycle Lab without its pages: projects, steps, recipes and bundles, for scripts and servers.

Names are imported when they are first used, so that a small script does not load scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .estimators import registry
from .storage import model_file

if TYPE_CHECKING:
    from .core.errors import LifecycleError
    from .core.recipe import Params, Recipe, Step, changes, plan
    from .core.settings import Settings
    from .data.readers import read_table
    from .engine.runner import InlineWork, run_recipe
    from .export.bundle import Bundle, open_bundle
    from .project.project import Project
    from .project.status import State, Status
    from .replay.verify import verify
    from .steps import GRAPH, LIFECYCLE
    from .storage.database import Store

__all__ = [
    "GRAPH",
    "LIFECYCLE",
    "Bundle",
    "InlineWork",
    "LifecycleError",
    "Params",
    "Project",
    "Recipe",
    "Settings",
    "State",
    "Status",
    "Step",
    "Store",
    "changes",
    "open_bundle",
    "plan",
    "read_table",
    "run_recipe",
    "verify",
]

HOMES = {
    "core.errors": ("LifecycleError",),
    "core.recipe": ("Params", "Recipe", "Step", "changes", "plan"),
    "core.settings": ("Settings",),
    "data.readers": ("read_table",),
    "engine.runner": ("InlineWork", "run_recipe"),
    "export.bundle": ("Bundle", "open_bundle"),
    "project.project": ("Project",),
    "project.status": ("State", "Status"),
    "steps": ("GRAPH", "LIFECYCLE"),
    "replay.verify": ("verify",),
    "storage.database": ("Store",),
}
"""In which module each public name lives."""


model_file.trust(registry.TRUSTED, registry.EARLIER)


def __getattr__(name: str) -> Any:
    for home, names in HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
