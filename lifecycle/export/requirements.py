"""The exact versions a bundle was made with, for its requirements.txt and recipe.json."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, version

NEEDED = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy", "skops")


def versions() -> dict[str, str]:
    """Return the versions of what the model rests on, and of this project when installed."""
    found = {name: version(name) for name in NEEDED}
    with suppress(PackageNotFoundError):  # a checkout: the step versions say what computed it
        found["lifecycle-lab"] = version("lifecycle-lab")
    return found


def requirements(excel: bool = False, libraries: Iterable[str] = ()) -> str:
    """Return requirements.txt: what train.py and the model need, pinned."""
    needed = (*NEEDED, *libraries, *(("python-calamine",) if excel else ()))
    lines = [f"# Made with Python {platform.python_version()}."]
    return "\n".join(lines + [_pinned(name) for name in needed]) + "\n"


def _pinned(name: str) -> str:
    """Return a line of requirements; XGBoost and others are also packaged under other names."""
    try:
        return f"{name}=={version(name)}"
    except PackageNotFoundError:
        package = packages_distributions()[name][0]
        return f"{package}=={version(package)}"
