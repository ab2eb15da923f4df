"""The bundles of projects, written once per export and what the log adds to it.

An Export artifact is pure; what the log knows (looks at the holdout, findings accepted) joins it
here, when the bundle is written.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path

from ..checks.step import Checked
from ..core.errors import MissingChoice
from ..export.model_card import Accepted
from ..export.step import Export
from ..export.write import write_bundle, zip_bytes
from ..steps import CHECK, EXPORT, READ, SPLIT
from .project import Project
from .status import State


def bundle_folder(project: Project) -> Path:
    """Return the folder of the project's current bundle, writing it where it is not there yet."""
    status = project.statuses[EXPORT]
    if status.state is not State.CURRENT:
        raise MissingChoice("There is no up-to-date bundle.", "Open Export and run it.")
    accepted = findings_accepted(project)
    named = f"{status.recipe.key[:32]}-{project.looks}-{project.id}{_mark(accepted)}"
    home = project.store.folder / "bundles" / named
    if not home.exists():
        export = project.store.load(status.recipe.key, Export)
        source = status.recipe.needs[READ.name].params.model_dump()["source"]
        aside = project.store.folder / "tmp" / uuid.uuid4().hex
        source_name = project.file_name(source)
        write_bundle(aside, export, status.recipe, project.looks, accepted, source_name=source_name)
        home.parent.mkdir(exist_ok=True)
        try:
            aside.rename(home)
        except OSError:  # another page was first; both wrote the same
            shutil.rmtree(aside)
    return home


def findings_accepted(project: Project) -> tuple[Accepted, ...]:
    """Return the findings of the present checks that somebody accepted, the gravest first."""
    accepted = project.accepted
    checked = _checked(project) if accepted else None
    if checked is None:
        return ()
    found = []
    for row in checked.findings.to_dict("records"):
        kept = accepted.get((row["code"], row["column"]))
        if kept is not None:
            on = datetime.fromtimestamp(kept.at, UTC).strftime("%Y-%m-%d")
            found.append(Accepted(row["title"], row["column"], kept.reason, kept.who, on))
    return tuple(found)


def _checked(project: Project) -> Checked | None:
    """Return the checks of the table that the export rests on, where they were made."""
    exported = project.statuses[EXPORT].recipe
    made = project.statuses[CHECK]
    same = exported.needs[SPLIT.name].key == made.recipe.needs[SPLIT.name].key
    current = same and project.store.has(made.recipe.key)
    return project.store.load(made.recipe.key, Checked) if current else None


def _mark(accepted: tuple[Accepted, ...]) -> str:
    """Tell bundles apart by what was accepted; nothing where nothing was."""
    text = json.dumps([vars(each) for each in accepted])
    return f"-{hashlib.sha256(text.encode()).hexdigest()[:12]}" if accepted else ""


def bundle_zip(project: Project) -> bytes:
    """Return the project's current bundle as a zip."""
    return zip_bytes(bundle_folder(project))
