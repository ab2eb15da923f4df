"""What a person says of candidates: a pin, a name, a note. Rows of the log, never part of a key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..metrics.catalog import METRICS
from ..steps import TRAIN
from ..train.leader_sentence import sentence
from ..train.recommend import near, recommended

if TYPE_CHECKING:
    from ..train.step import Leaderboard
    from .event import Event
    from .project import Project

LONGEST_TITLE, LONGEST_NOTE = 60, 500


@dataclass(frozen=True)
class Mark:
    """What somebody said of a candidate; empty where nothing was."""

    pinned: bool = False
    title: str = ""
    note: str = ""


def marks(history: Sequence[Event]) -> dict[str, Mark]:
    """Return the latest mark of each candidate, from a history that is newest first."""
    last: dict[str, Mark] = {}
    for event in history:
        if event.event == "mark":
            kept = json.loads(event.detail)
            last.setdefault(kept["model"], Mark(kept["pinned"], kept["title"], kept["note"]))
    return {model: mark for model, mark in last.items() if mark != Mark()}


def mark(project: Project, model: str, pinned: bool, title: str, note: str) -> None:
    """Keep what is said of a candidate, in place of what was; nothing at all takes it away."""
    kept = {"model": model, "pinned": pinned, "title": _short(title, LONGEST_TITLE)}
    kept["note"] = _short(note, LONGEST_NOTE)
    project.note("mark", TRAIN.name, project.recipes[TRAIN].key, json.dumps(kept))


def _short(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


def renamed(board: Leaderboard, found: Mapping[str, Mark]) -> Leaderboard:
    """Return the leaderboard with every candidate called as a person called it."""
    own = {model: each.title for model, each in found.items() if each.title}
    table = board.table
    if not own or not set(own) & set(table["model"]):
        return board
    titles = [own.get(model, title) for model, title in board.titles.items()]
    table = table.assign(title=titles)
    metric = METRICS[board.metric]
    said = sentence(table, metric.title, near(table, metric, board.agreed))
    _, why = recommended(table, metric, board.again.recommended, board.agreed)
    return replace(board, table=table, sentence=said, advice=why)


def board_with_names(project: Project) -> Leaderboard | None:
    """Return the leaderboard that is shown, with candidates called as a person called them."""
    board = project.shown(TRAIN)
    return None if board is None else renamed(board, marks(project.history()))


def candidate_title(project: Project, model: str, title: str) -> str:
    """Return the title of something made of a candidate, with the name a person gave that."""
    board = project.shown(TRAIN)
    own = marks(project.history()).get(model, Mark()).title
    usual = "" if board is None else board.titles.get(model, "")
    return own + title.removeprefix(usual) if own and usual and title.startswith(usual) else title
