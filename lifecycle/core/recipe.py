"""Params, Step, Recipe: the three ideas the house stands on.

A *recipe* is a step, its params and the recipes of what it needs. Its hash names the artifact,
so status, undo, sharing and replay follow from comparing recipes; nothing is ever flagged dirty.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict

from .errors import ChoiceError
from .wording import listing

P = TypeVar("P", bound="Params")
A = TypeVar("A")
V = TypeVar("V")
KEY = re.compile(r"[0-9a-f]{64}")
P_co = TypeVar("P_co", bound="Params", covariant=True)
A_co = TypeVar("A_co", covariant=True)


def is_key(text: object) -> bool:
    """Whether this is a SHA-256 in hexadecimal digits, as artifacts and uploads are named.

    A key names a file, so whatever came from elsewhere is asked for this before it does.

    >>> is_key("0" * 64), is_key("/etc/passwd"), is_key(7)
    (True, False, False)
    """
    return isinstance(text, str) and KEY.fullmatch(text) is not None


class Params(BaseModel):
    """What the user chose for one step: default, bounds, help and JSON from one declaration.

    A frozen pydantic model; each step has a subclass with a field for each choice.

    Examples
    --------
    >>> from lifecycle.steps import SPLIT
    >>> chosen = SPLIT.params(holdout=0.25)
    >>> chosen.holdout, chosen.missing()
    (0.25, '')
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def missing(self) -> str:
        """Return the sentence that says what must still be chosen; empty when nothing."""
        return ""

    def anytime(self) -> bool:
        """Whether a run with these may be told to end early and keep what it has so far.

        Only where the result depends on the clock anyway, as under a time budget.
        """
        return False

    def only(self, fields: frozenset[str]) -> Params:
        """Return these params with every field outside ``fields`` at its default."""
        return type(self)(**{name: getattr(self, name) for name in fields})


@dataclass(frozen=True)
class Need:
    """One upstream step; with ``only``, just those of its params matter (the rest are default)."""

    step: str
    only: frozenset[str] | None = None

    @classmethod
    def of(cls, step: AnyStep | str, *fields: str) -> Need:
        """Return the need of a step; raises ValueError for a field that its params lack."""
        if isinstance(step, Step) and (unknown := set(fields) - set(step.params.model_fields)):
            raise ValueError(f"{step.name} has no {', '.join(sorted(unknown))}")
        return cls(name_of(step), frozenset(fields) or None)


@dataclass(frozen=True)
class Step(Generic[P_co, A_co]):
    """A pure function of params and upstream artifacts, with its place in the lifecycle.

    ``Step[P, A]`` takes params ``P`` and makes an artifact ``A``, so that whoever holds the step
    knows the types of both.

    Attributes
    ----------
    name : str
        What recipes, the log and addresses of pages call it.
    title, why : str
        How it is called on the screen, and two sentences on what it is for.
    params : type of Params
        The class of what is chosen for it.
    artifact : type
        The frozen dataclass that it makes.
    run : callable
        ``run(params, *, <artifact of each need>, report[, work])``; returns an ``artifact``.
    needs : tuple of Need
        The steps before it whose artifacts it takes.
    version : int
        Raised when results change, so that results of an earlier version do not pass for new ones.
    page : str or None
        The page that shows it; None for work without a page of its own.
    looks : bool
        Whether it reads the holdout; such a step never runs unasked.
    formerly : tuple of str
        Which of its params were, in earlier versions, params of the steps that need it now.

    Examples
    --------
    >>> from lifecycle.steps import SPLIT
    >>> SPLIT.title, [need.step for need in SPLIT.needs], SPLIT.fans_out
    ('Split', ['data'], False)
    """

    name: str
    title: str
    why: str
    params: type[P_co]
    artifact: type[A_co]
    run: Callable[..., A_co]
    needs: tuple[Need, ...] = ()
    version: int = 1
    page: str | None = None
    looks: bool = False
    formerly: tuple[str, ...] = ()

    @cached_property
    def fans_out(self) -> bool:
        """Whether ``run`` takes ``work`` to start keyed tasks of its own."""
        return "work" in inspect.signature(self.run).parameters


AnyStep: TypeAlias = Step[Params, Any]


def name_of(step: AnyStep | str) -> str:
    """Return the name of a step, which may be given for the step itself."""
    return step if isinstance(step, str) else step.name


class ByStep(Mapping[str, V]):
    """What there is of each step, by the step itself or by its name."""

    def __init__(self, named: Mapping[str, V]) -> None:
        self._named = named

    def __getitem__(self, step: AnyStep | str) -> V:
        return self._named[name_of(step)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)


@dataclass(frozen=True)
class Recipe:
    """How one artifact is made; ``key`` is its name in the store.

    Attributes
    ----------
    step : str
        The name of the step that makes it.
    version : int
        The version of that step.
    params : Params
        What was chosen for it.
    needs : mapping of str to Recipe
        The recipes of what it needs, by step.

    Examples
    --------
    >>> from lifecycle import GRAPH, plan
    >>> recipe = plan(GRAPH, {})["split"]
    >>> recipe.step, sorted(recipe.needs), len(recipe.key)
    ('split', ['data'], 64)
    """

    step: str
    version: int
    params: Params
    needs: Mapping[str, Recipe] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The hash that names the artifact: of step, version, params and the keys of its needs."""
        named = {name: need.key for name, need in self.needs.items()}
        chosen = self.params.model_dump(mode="json")
        chosen = {n: v for n, v in chosen.items() if (n, v) not in before(type(self.params))}
        text = json.dumps([self.step, self.version, chosen, named], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def only(self, fields: frozenset[str]) -> Recipe:
        """Return this recipe with every param outside ``fields`` at its default."""
        return Recipe(self.step, self.version, self.params.only(fields), self.needs)

    def walk(self) -> Iterator[Recipe]:
        """Yield every recipe this one rests on, upstream first, itself last, each once."""
        seen: dict[str, Recipe] = {}

        def visit(recipe: Recipe) -> None:
            if recipe.key not in seen:
                for need in recipe.needs.values():
                    visit(need)
                seen.setdefault(recipe.key, recipe)

        visit(self)
        yield from seen.values()

    def to_json(self) -> dict[str, Any]:
        """Return nodes by key, each naming its needs by key, and the key of the root."""
        nodes = {
            r.key: {
                "step": r.step,
                "version": r.version,
                "params": r.params.model_dump(mode="json"),
                "needs": {name: need.key for name, need in r.needs.items()},
            }
            for r in self.walk()
        }
        return {"root": self.key, "nodes": nodes}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], steps: Mapping[str, AnyStep]) -> Recipe:
        """Rebuild a recipe; raises ChoiceError when it names what this version does not know.

        Each node may need what stands before it in ``steps``, under its own name, so that no
        recipe from elsewhere runs in a circle or is deeper than the lifecycle.
        """
        built: dict[str, Recipe] = {}
        order = list(steps)
        try:
            for key, node in data["nodes"].items():
                step = steps[node["step"]]
                own, moved = apart(step, node["params"], steps)
                needs = {name: built[k] for name, k in node["needs"].items()} | moved
                upstream = order[: order.index(step.name)]
                named = all(name == r.step and name in upstream for name, r in needs.items())
                if not named or not is_key(key) or type(node["version"]) is not int:
                    raise ValueError(f"{str(key)[:80]} is no node of the lifecycle")
                params = step.params.model_validate(dict(before(step.params)) | own)
                built[key] = cls(step.name, node["version"], params, needs)
            return built[data["root"]]
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise ChoiceError(
                "This recipe cannot be read by this version of Lifecycle Lab.",
                "Use the version that wrote it, or make the result again.",
            ) from error


def before(params: type[Params]) -> list[tuple[str, Any]]:
    """Return the fields that came later, each with what a recipe means that does not name it.

    That is their hint ``before``. Such a value is no part of a key, so that what an earlier version
    wrote is still found, and makes what it made.
    """
    hints = {name: info.json_schema_extra for name, info in params.model_fields.items()}
    return [(n, h["before"]) for n, h in hints.items() if isinstance(h, dict) and "before" in h]


def apart(
    step: AnyStep, params: Mapping[str, Any], steps: Mapping[str, AnyStep]
) -> tuple[dict[str, Any], dict[str, Recipe]]:
    """Return a step's own params, and recipes of the steps that took others of them over.

    A recipe that an earlier version wrote has a step's params where a step of their own holds
    them today.
    """
    own, moved = dict(params), dict[str, Recipe]()
    for need in step.needs:
        other = steps[need.step]
        taken = [f for f in other.formerly if f in own and f not in step.params.model_fields]
        if taken:
            chosen = other.params.model_validate({field: own.pop(field) for field in taken})
            recipe = Recipe(other.name, other.version, chosen)
            moved[other.name] = recipe if need.only is None else recipe.only(need.only)
    return own, moved


def recipe_for(step: AnyStep, params: Params, known: Mapping[str, Recipe]) -> Recipe:
    """Return the recipe of ``step`` with ``params`` on top of the recipes in ``known``."""
    needs = {
        need.step: known[need.step] if need.only is None else known[need.step].only(need.only)
        for need in step.needs
    }
    return Recipe(step.name, step.version, params, needs)


def plan(steps: Mapping[str, AnyStep], choices: Mapping[str, Params]) -> ByStep[Recipe]:
    """Return the recipe each step would have under these choices.

    Parameters
    ----------
    steps : mapping of str to Step
        The table of steps by name, upstream first, such as `lifecycle.GRAPH`.
    choices : mapping of str to Params
        What was chosen, by step; a step that is absent has its defaults.

    Returns
    -------
    ByStep of Recipe
        One recipe a step, in the order of ``steps``.

    Examples
    --------
    >>> from lifecycle import GRAPH, plan
    >>> halves = GRAPH["split"].params(holdout=0.5)
    >>> usual, other = plan(GRAPH, {}), plan(GRAPH, {"split": halves})
    >>> usual["data"].key == other["data"].key, usual["train"].key == other["train"].key
    (True, False)
    """
    recipes: dict[str, Recipe] = {}
    for step in steps.values():
        recipes[step.name] = recipe_for(step, choices.get(step.name, step.params()), recipes)
    return ByStep(recipes)


@dataclass(frozen=True)
class Change:
    """One param that differs between two recipes; no ``field`` when the step itself changed."""

    step: AnyStep
    field: str
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        if not self.field:
            return f"{self.step.title} was made by an earlier version of Lifecycle Lab"
        info = self.step.params.model_fields[self.field]
        title = (info.title or self.field.replace("_", " ")).lower()
        hints = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        if hints.get("opaque"):
            return f"{self.step.title}: {title} changed"
        labels = hints.get("labels", {})
        if isinstance(self.before, tuple) and isinstance(self.after, tuple):
            different = _differing(self.before, self.after, labels)
            if different:
                return f"{self.step.title}: {title}: {different}"
        before, after = _shown(self.before, labels), _shown(self.after, labels)
        return f"{self.step.title}: {title} changed from {before} to {after}"


def _differing(before: tuple[Any, ...], after: tuple[Any, ...], labels: Any) -> str:
    """Say what came to a list and what went; nothing where its order alone changed."""
    came = [_worded(each, labels) for each in after if each not in before]
    went = [_worded(each, labels) for each in before if each not in after]
    parts = ((came, "added"), (went, "left out"))
    return "; ".join(f"{listing(names)} {word}" for names, word in parts if names)


def _shown(value: Any, labels: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        text = ", ".join(_worded(each, labels) for each in value)
    else:
        text = "" if value is None else _worded(value, labels)
    return (text if len(text) <= 60 else text[:57] + "...") or "nothing"


def _worded(value: Any, labels: Any) -> str:
    """Return a value's label as within a sentence; what has none, and ROC AUC, as it is."""
    text = labels.get(value) if isinstance(value, str) else None
    if text is None:
        return str(value)
    return text[:1].lower() + text[1:] if text[1:2].islower() else str(text)


def changes(old: Recipe, new: Recipe, steps: Mapping[str, AnyStep]) -> list[Change]:
    """Return why one recipe is not another, upstream first.

    Parameters
    ----------
    old, new : Recipe
        Two recipes of the same step.
    steps : mapping of str to Step
        The table of steps by name, such as `lifecycle.GRAPH`.

    Returns
    -------
    list of Change
        One for each param that differs, in words by ``str``; empty when the recipes are the same.

    Examples
    --------
    >>> from lifecycle import GRAPH, changes, plan
    >>> other = plan(GRAPH, {"split": GRAPH["split"].params(holdout=0.5)})
    >>> [str(each) for each in changes(plan(GRAPH, {})["train"], other["train"], GRAPH)]
    ['Split: holdout share changed from 0.2 to 0.5']
    """
    differing: dict[tuple[str, str], Change] = {}
    compared: set[tuple[str, str]] = set()

    def compare(was: Recipe, now: Recipe) -> None:
        if was.key == now.key or (was.key, now.key) in compared:
            return
        compared.add((was.key, now.key))
        for name, need in now.needs.items():
            if name in was.needs:
                compare(was.needs[name], need)
        step = steps[now.step]
        if was.version != now.version:
            differing[now.step, ""] = Change(step, "")
        for name in type(now.params).model_fields:
            before, after = getattr(was.params, name, None), getattr(now.params, name)
            if before != after:
                differing[now.step, name] = Change(step, name, before, after)

    compare(old, new)
    return list(differing.values())
