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
from ..core.errors import LifecycleError, MissingChoice
from ..export.bundle import changes
from ..export.model_card import Accepted
from ..export.step import Export
from ..export.write import write_bundle, zip_bytes
from ..steps import CHECK, EXPORT, READ, SPLIT
from ..storage.writing import writing
from .project import Project
from .status import State


def bundle_folder(project: Project) -> Path:
    """Return the folder of the project's current bundle, as its checksums say.

    It is written where it is not there yet, or is damaged.
    """
    status = project.statuses[EXPORT]
    if status.state is not State.CURRENT:
        raise MissingChoice("There is no up-to-date bundle.", "Open Export and run it.")
    accepted = findings_accepted(project)
    named = f"{status.recipe.key[:32]}-{project.looks}-{project.id}{_mark(accepted)}"
    home = project.store.folder / "bundles" / named
    if home.exists() and is_whole(home):
        return home
    export = project.store.load(status.recipe.key, Export)
    source = status.recipe.needs[READ.name].params.model_dump()["source"]
    aside = project.store.folder / "tmp" / uuid.uuid4().hex
    source_name = project.file_name(source)
    try:
        with writing():
            write_bundle(
                aside, export, status.recipe, project.looks, accepted, source_name=source_name
            )
            shutil.rmtree(home, ignore_errors=True)  # a damaged one
            home.parent.mkdir(exist_ok=True)
            try:
                aside.rename(home)
            except OSError:  # another page was first; both wrote the same
                if not is_whole(home):
                    raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return home


def is_whole(bundle: Path) -> bool:
    """Whether every file of a bundle is there as its checksums say."""
    try:
        return not any(problem for _, problem in changes(bundle))
    except (OSError, LifecycleError):
        return False


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
