"""Fields that the params of several steps share, so that each asks in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

CHANCE = "Change it to see how much depends on chance."


def candidate_field(
    whose: str = "Whose out-of-fold predictions are used.",
    more: str = "Left empty, it is the leader of Train.",
    labels: Mapping[str, Any] | None = None,
) -> Any:
    """Ask for one candidate of the leaderboard."""
    extra = {"candidate": True, **(labels or {})}
    return Field("", title="Candidate", description=f"{whose} {more}", json_schema_extra=extra)


def threshold_field(title: str = "Decision threshold", more: str = "") -> Any:
    """Ask from which probability on a case is called positive."""
    said = f"With two classes: from this probability on a row is called positive. {more}"
    return Field(0.5, ge=0.0, le=1.0, title=title, description=said.strip())


def level_field(
    description: str = "How often such intervals cover the true value. A higher level makes them "
    "wider.",
) -> Any:
    """Ask for the confidence of intervals and tests."""
    return Field(0.95, ge=0.5, le=0.999, title="Confidence level", description=description)


def attempt_field() -> Any:
    """Ask nothing; a higher number makes the step fit again what failed, and keep the rest."""
    said = "Raised to fit again what failed by accident or at a limit; what is finished is kept."
    return Field(0, ge=0, title="Attempt", description=said)


def seed_field(fixes: str, more: str = CHANCE) -> Any:
    """Ask for a seed; ``fixes`` says what it settles."""
    return Field(0, ge=0, le=2**31 - 1, title="Seed", description=f"{fixes} {more}".strip())
