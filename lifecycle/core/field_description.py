"""What can be chosen for one field of Params, read off its JSON schema.

One source for the forms of the pages, the command line and the docs: a title, help, type, bounds
and the values on offer, each with its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .recipe import Params


@dataclass(frozen=True)
class FieldDescription:
    """One field of Params.

    ``type``: its type in JSON; ``nullable``: whether null is one of its values. ``item``: the JSON
    schema of an entry, where it is an array. ``exclusive_bounds``: those that are no values
    themselves. ``values``: what is on offer, with its words; ``helps``: help of some of them;
    ``closed``: whether there is nothing else; ``open``: whether words of one's own may be added.
    ``candidate``: whether it names candidates of the leaderboard, which are known once they are
    trained. ``longest``: the most characters of a text, 0 without a limit.
    """

    name: str
    title: str
    help: str
    type: str
    default: Any = None
    nullable: bool = False
    item: Mapping[str, Any] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    exclusive_bounds: tuple[float, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False
    candidate: bool = False
    open: bool = False
    longest: int = 0

    @property
    def list_of_texts(self) -> bool:
        """Whether its value is any number of texts."""
        return self.type == "array" and self.item.get("type") == "string"


@cache
def describe(params: type[Params]) -> Mapping[str, FieldDescription]:
    """Return the description of every field of ``params``, in their order."""
    schema = params.model_json_schema()
    definitions = schema.get("$defs", {})
    return {
        name: _described(name, _resolved(each, definitions), _hints(params, name))
        for name, each in schema.get("properties", {}).items()
    }


def _hints(params: type[Params], name: str) -> Mapping[str, Any]:
    """Return what a field says beyond JSON's own words; in a schema, labels lose their order."""
    extra = params.model_fields[name].json_schema_extra
    return extra if isinstance(extra, dict) else {}


def _described(name: str, schema: Mapping[str, Any], hints: Mapping[str, Any]) -> FieldDescription:
    types = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    rule = types[0]
    labels: Mapping[str, str] = hints.get("labels", {})
    options = rule.get("enum", list(labels))
    edges = [rule[edge] for edge in ("exclusiveMinimum", "exclusiveMaximum") if edge in rule]
    return FieldDescription(
        name=name,
        title=schema.get("title", name),
        help=schema.get("description", ""),
        type=rule.get("type", "object"),
        default=schema.get("default"),
        nullable="anyOf" in schema and len(types) < len(schema["anyOf"]),
        item=rule.get("items", {}),
        minimum=rule.get("minimum", rule.get("exclusiveMinimum")),
        maximum=rule.get("maximum", rule.get("exclusiveMaximum")),
        exclusive_bounds=tuple(edges),
        values={each: labels.get(each, each) for each in options},
        helps=hints.get("helps", {}),
        closed="enum" in rule or bool(hints.get("catalog")),
        candidate=bool(hints.get("candidate")),
        open=bool(hints.get("open")),
        longest=rule.get("maxLength", 0),
    )


def _resolved(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a schema with what it refers to put in its place."""
    if isinstance(schema, list):
        return [_resolved(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _resolved(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {name: _resolved(each, definitions) for name, each in schema.items()}
