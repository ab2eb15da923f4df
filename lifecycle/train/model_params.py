"""What names one candidate: a model with settings, or an ensemble of such members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ..core.recipe import Params
from ..models import Setting

if TYPE_CHECKING:
    pass


class Settings(dict[str, Setting]):
    """What is set about a model; never changed, so that it can be hashed."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


Set = Annotated[dict[str, Setting], AfterValidator(Settings)]


class Custom(BaseModel):
    """A candidate with settings of one's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    title: str = Field(min_length=1, max_length=60)
    model: str
    settings: Set = Field(default_factory=Settings)


class Member(BaseModel):
    """One model of an ensemble, and how much its answer counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    settings: Set = Field(default_factory=Settings)
    weight: float = 1.0


class GivenUp(BaseModel):
    """What was tried on a fold and has no predictions left: the best score, and of how many."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fold: int
    best: float
    tried: int


class ModelParams(Params):
    """One candidate: a row of the model catalog with settings, or an ensemble of such members.

    ``balance``: whether the classes count alike, however many rows each has. ``raises`` and
    ``lowers``: number columns that may only do that to the answer.
    """

    model: str = "dummy"
    settings: Set = Field(default_factory=Settings)
    members: tuple[Member, ...] = ()
    balance: bool = False
    raises: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()
    seed: int = 0

    @property
    def all_members(self) -> tuple[Member, ...]:
        """The models it is made of: itself alone, or the members of the ensemble."""
        return self.members or (Member(model=self.model, settings=self.settings),)


class FoldParams(ModelParams):
    """One candidate and one fold; ``share`` of the fold's rows is learned from.

    ``cut``: 0 for the split's own folds, else the number of a further random cut of the same rows.
    ``within``: a fold of the split; only rows that are learned from for it take part.
    """

    fold: int = Field(0, ge=0)
    share: float = Field(1.0, gt=0.0, le=1.0)
    cut: int = Field(0, ge=0)
    within: int | None = Field(None, ge=0)


class FitParams(ModelParams):
    """One candidate, fitted on all training rows."""
