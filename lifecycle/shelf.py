"""The bundles of projects, written once per export and number of looks.

An Export artifact is pure; what the log knows (looks at the holdout, findings accepted) joins it
here, when the bundle is written.
"""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from . import bundle
from .errors import MissingChoice
from .project import Project
from .status import State
from .steps.export import Export


def bundle_folder(project: Project) -> Path:
    """Return the folder of the project's current bundle, writing it where it is not there yet."""
    status = project.statuses["export"]
    if status.state is not State.CURRENT:
        raise MissingChoice("There is no up-to-date bundle.", "Open Export and run it.")
    home = (
        project.store.folder / "bundles" / f"{status.recipe.key[:32]}-{project.looks}-{project.id}"
    )
    if not home.exists():
        export = project.store.load(status.recipe.key, Export)
        source = status.recipe.needs["read"].params.model_dump()["source"]
        aside = project.store.folder / "tmp" / uuid.uuid4().hex
        source_name = project.file_name(source)
        bundle.write(aside, export, status.recipe, project.looks, source_name=source_name)
        home.parent.mkdir(exist_ok=True)
        try:
            aside.rename(home)
        except OSError:  # another page was first; both wrote the same
            shutil.rmtree(aside)
    return home


def bundle_zip(project: Project) -> bytes:
    """Return the project's current bundle as a zip."""
    return bundle.zip_bytes(bundle_folder(project))
