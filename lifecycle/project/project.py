"""One person's project: choices go in, artifacts come out, a log remembers."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any, BinaryIO, overload

from ..core.errors import ChoiceError, MissingChoice, NotFound, QuotaError
from ..core.recipe import A, AnyStep, ByStep, P, Params, Recipe, Step, name_of, plan
from ..core.settings import settings
from ..engine.queue import Job, Jobs, Queue
from ..steps import CHECK, DATA, EVALUATE, GRAPH, MISTAKES
from ..storage.database import Store
from .acceptances import Acceptance, acceptances
from .choices import moved_choices, revive, with_changes
from .event import Event
from .looks import judged_id
from .row_tags import Tag, as_detail, tags
from .status import State, Status, derive, upstream, waiting


class Project:
    """A project in a store: choices go in, results come out, a log remembers.

    Make a fresh object for each look at it, so that it never shows what has passed.

    Wherever a step is asked for, the step itself (``lifecycle.steps.SPLIT``) or its name serves.

    Parameters
    ----------
    store : Store
        The data folder that holds it.
    project : str
        Its id, as `Project.create` gave it.
    who : str
        Who acts, for the log.

    Raises
    ------
    NotFound
        When there is no such project.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from lifecycle import Project, Store
    >>> with TemporaryDirectory() as folder:
    ...     project = Project.create(Store(Path(folder)), "Titanic")
    ...     project.choose("split", holdout=0.5)
    ...     str(project.statuses["data"].state), project.undo()
    ('blocked', ('Split',))
    """

    def __init__(self, store: Store, project: str, who: str = "anonymous") -> None:
        row = store.db.execute("SELECT * FROM projects WHERE id = ?", (project,)).fetchone()
        if row is None:
            raise NotFound(
                "There is no project with this link.", "Check the link, or start a new project."
            )
        self.store, self.who = store, who
        self.id, self.owner, self.title = row["id"], row["owner"], row["title"]
        self.queue = Queue(store)

    @classmethod
    def create(cls, store: Store, title: str, owner: str = "anonymous") -> Project:
        """Return a new project in a store, with an id that cannot be guessed."""
        project = secrets.token_urlsafe(16)
        with store.transaction() as db:
            db.execute(
                "INSERT INTO projects VALUES (?, ?, ?, ?)", (project, owner, title, time.time())
            )
        made = cls(store, project, owner)
        made.note("create", detail=title)
        return made

    def rename(self, title: str) -> None:
        """Give the project another title."""
        self.store.db.execute("UPDATE projects SET title = ? WHERE id = ?", (title, self.id))
        self.title = title

    # -- choices ----------------------------------------------------------------------------

    @cached_property
    def choices(self) -> dict[str, Params]:
        """What was chosen; a step that was never touched is absent."""
        rows = self.store.db.execute(
            "SELECT step, params FROM choices WHERE project = ?", (self.id,)
        ).fetchall()
        stored = {row["step"]: self.store.decoded(row["params"]) for row in rows}
        moved = moved_choices(stored)
        return {
            step: revive(GRAPH[step].params, moved.get(step, {}) | stored.get(step, {}))
            for step in GRAPH
            if step in stored or step in moved
        }

    @overload
    def params(self, step: Step[P, Any]) -> P: ...
    @overload
    def params(self, step: str) -> Params: ...
    def params(self, step: AnyStep | str) -> Params:
        """Return the present choices of a step, which are the defaults where none was made."""
        name = name_of(step)
        return self.choices.get(name) or GRAPH[name].params()

    def choose(self, step: AnyStep | str, **fields: Any) -> None:
        """Change some choices of a step; raises ChoiceError and changes nothing when invalid."""
        self.choose_all({name_of(step): fields})

    def choose_all(
        self, fields: Mapping[AnyStep, Mapping[str, Any]] | Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Change choices of several steps that belong together: all or none, undone together."""
        by_name = {name_of(step): chosen for step, chosen in fields.items()}
        with self.store.transaction():
            at = time.time()
            self._forget()  # another tab may have chosen meanwhile
            for step, chosen in by_name.items():
                before = self.params(step)
                after = with_changes(before, chosen)
                if after != before:
                    self._save(step, after)
                    kept = {"before": before.model_dump(mode="json")}
                    kept["after"] = after.model_dump(mode="json")
                    self.note("choose", step, detail=json.dumps(kept), at=at)
        self._forget()

    def undo(self) -> tuple[str, ...]:
        """Take back the last choices; return the titles of their steps, none when none is left."""
        with self.store.transaction() as db:
            rows = db.execute(
                "SELECT id, step, detail FROM log WHERE project = :project AND event = 'choose'"
                " AND at = (SELECT at FROM log WHERE id ="
                "  (SELECT MAX(id) FROM log WHERE project = :project AND event = 'choose'"
                "   AND id NOT IN (SELECT CAST(detail AS INTEGER) FROM log"
                "                  WHERE project = :project AND event = 'undo')))",
                {"project": self.id},
            ).fetchall()
            for row in rows:
                before = self.store.decoded(row["detail"])["before"]
                self._save(row["step"], revive(GRAPH[row["step"]].params, before))
                self.note("undo", row["step"], detail=str(row["id"]))
        self._forget()
        steps = [GRAPH[row["step"]] for row in rows]  # one with a page says it for those without
        return tuple(step.title for step in [s for s in steps if s.page] or steps)

    def _save(self, step: str, params: Params) -> None:
        self.store.db.execute(
            "INSERT OR REPLACE INTO choices VALUES (?, ?, ?)",
            (self.id, step, params.model_dump_json()),
        )

    def _forget(self) -> None:
        for name in ("choices", "recipes", "statuses", "jobs", "_asked", "_looked"):
            self.__dict__.pop(name, None)

    # -- files ------------------------------------------------------------------------------

    def upload(self, content: BinaryIO, name: str) -> str:
        """Keep a file and return its key; raises QuotaError when it is too much."""
        used = self.store.db.execute(
            "SELECT COALESCE(SUM(bytes), 0) FROM uploads WHERE project = ?", (self.id,)
        ).fetchone()[0]
        most = settings().project_mb << 20
        coming = content.seek(0, os.SEEK_END)
        content.seek(0)
        if used + coming > most:
            raise QuotaError(
                f"This project's files take {used >> 20:,} MB already, and this one "
                f"{coming >> 20:,} MB; together at most {most >> 20:,} MB are kept.",
                "Start a new project, or raise LIFECYCLE_PROJECT_MB.",
            )
        key, size = self.store.put_blob(content)
        with self.store.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO uploads VALUES (?, ?, ?, ?, ?)",
                (self.id, key, name, size, time.time()),
            )
        return key

    def file_name(self, key: str) -> str:
        """Return the name under which this project brought a file."""
        row = self.store.db.execute(
            "SELECT name FROM uploads WHERE project = ? AND key = ?", (self.id, key)
        ).fetchone()
        return row["name"] if row else ""

    def lost_file(self, step: AnyStep | str) -> str:
        """Say that the file which a step is yet to read is gone or damaged; empty when it is not.

        What was read of it before stays as it is.
        """
        if self.statuses[step].state is State.CURRENT:
            return ""
        key = self.params(step).model_dump()["source"]
        try:
            self.store.blob(key)
        except NotFound as error:
            return f"{self.file_name(key)}: {error}"
        return ""

    # -- results ----------------------------------------------------------------------------

    @cached_property
    def recipes(self) -> ByStep[Recipe]:
        """The recipe each step has under the present choices."""
        return plan(GRAPH, self.choices)

    @cached_property
    def _asked(self) -> dict[str, list[str]]:
        rows = self.store.db.execute(
            "SELECT step, key FROM log WHERE project = ? AND event = 'run' ORDER BY id", (self.id,)
        )
        asked: dict[str, list[str]] = {}
        for row in rows:
            asked.setdefault(row["step"], []).append(row["key"])
        return asked

    @cached_property
    def statuses(self) -> ByStep[Status]:
        """Where every step stands, upstream first."""
        _ = self.jobs  # first: a job that ends meanwhile is still watched, and so its end is seen
        return derive(self.recipes, self._asked, self.store)

    @cached_property
    def jobs(self) -> Jobs:
        """Its jobs, as they were just before the statuses were derived."""
        return self.queue.jobs(self.id)

    def ask(self, step: AnyStep | str) -> Job | None:
        """Want a step's result: log it, and queue it unless it is known already.

        Upstream results that are missing are made along the way, except a look at the holdout.
        Raises MissingChoice when something must be chosen or run first.
        """
        asked = GRAPH[name_of(step)]
        recipe = self.recipes[asked]
        waits_for = waiting(recipe, self._asked, self.store)
        if waits_for:
            raise MissingChoice(f"{asked.title} cannot run yet.", waits_for)
        job = None
        if self.store.is_damaged(recipe.key):
            self.store.set_aside(recipe.key)
        if not self.store.has(recipe.key):
            job = self.queue.submit(recipe, project=self.id, asker=self._asker)
        if asked.looks and self.looks_further:
            self.note("look", asked.name, recipe.key)
        for name in (*upstream(asked.name), asked.name):
            if self.recipes[name].key not in self._asked.get(name, ()):
                self.note("run", name, self.recipes[name].key)
        self._forget()
        return job

    @property
    def _asker(self) -> str:
        """Who takes turns in the queue: a person who logged in, or else the project."""
        return self.who if self.who != "anonymous" else self.id

    @overload
    def shown(self, step: Step[Any, A]) -> A | None: ...
    @overload
    def shown(self, step: str) -> Any | None: ...
    def shown(self, step: AnyStep | str) -> Any | None:
        """Return the result to show for a step: the current one, else the latest older one."""
        key = self.statuses[step].shown
        return None if key is None else self.store.load(key, GRAPH[name_of(step)].artifact)

    @cached_property
    def _looked(self) -> set[str]:
        """What this project has judged on a holdout."""
        asked = self._asked.get(EVALUATE.name, ())
        keys = [key for key in asked if self.store.was_made(key)]
        return {self._judged_by(key) for key in dict.fromkeys(keys)}

    def _judged_by(self, key: str) -> str:
        """Name what an evaluation judged; one of a version that cannot be read is its own."""
        try:
            recipe = Recipe.from_json(self.store.recipe_json(key), GRAPH)
        except ChoiceError:
            return key
        return judged_id(recipe, self.store)

    @property
    def looks(self) -> int:
        """How often this project looked at a holdout; the same model on the same rows is once."""
        return len(self._looked)

    @property
    def looks_further(self) -> bool:
        """Whether Evaluate, as chosen now, would judge what was not judged yet."""
        return judged_id(self.recipes[EVALUATE], self.store) not in self._looked

    # -- log --------------------------------------------------------------------------------

    def note(
        self, event: str, step: str = "", key: str = "", detail: str = "", at: float | None = None
    ) -> None:
        """Write a row into the log; ``at`` is its time in seconds since 1970, else now."""
        self.store.db.execute(
            "INSERT INTO log (project, at, who, event, step, key, detail) VALUES (?,?,?,?,?,?,?)",
            (self.id, at or time.time(), self.who, event, step, key, detail),
        )

    def accept(self, code: str, column: str, reason: str = "", *, detail: str = "") -> None:
        """Accept a finding ("I know why"); ``detail`` is what it said at the time."""
        kept = json.dumps({"code": code, "column": column, "reason": reason, "detail": detail})
        self.note("accept", CHECK.name, self.recipes[CHECK].key, kept)

    def retract(self, code: str, column: str) -> None:
        """Take an acceptance back."""
        kept = json.dumps({"code": code, "column": column})
        self.note("retract", CHECK.name, self.recipes[CHECK].key, kept)

    @property
    def accepted(self) -> dict[tuple[str, str], Acceptance]:
        """The findings that are accepted, by code and column."""
        return acceptances(self.history())

    def tag(self, row: int, given: str, tag: str = "", note: str = "") -> None:
        """Put a tag and a note on a row; empty ones take them away."""
        detail = as_detail(row, given, tag, note)
        self.note("tag", MISTAKES.name, self.recipes[DATA].key, detail)

    @property
    def tags(self) -> dict[int, Tag]:
        """The tags and notes that persons put on rows, by the rows' places in the table."""
        return tags(self.history())

    def history(self) -> list[Event]:
        """Return what happened, newest first."""
        rows = self.store.db.execute(
            "SELECT at, who, event, step, key, detail FROM log WHERE project = ? ORDER BY id DESC",
            (self.id,),
        )
        events = [Event(**dict(row)) for row in rows]
        return [event for event in events if event.event == "choose" or event.readable]
