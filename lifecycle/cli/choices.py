"""The options of ``run`` as the params of the steps, checked before anything long begins."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from ..core.errors import ChoiceError
from ..core.recipe import Params
from ..core.wording import listing
from ..data.step import DataParams
from ..evaluate.judged import JudgedParams
from ..evaluate.step import EvaluateParams
from ..export.write import digest
from ..models import MODELS
from ..train.params import DEFAULT_MODELS, MOST_TRIALS, PORTFOLIO, TrainParams
from . import column_options, read_options, split_options

TASKS = ("auto", "binary", "multiclass", "regression")


def choices(args: argparse.Namespace, data: Path) -> dict[str, Params]:
    """Return the params of every step that an option concerns; raises ChoiceError."""
    if args.task not in TASKS:
        raise ChoiceError(f"There is no task {args.task}.", f"Choose one of {listing(TASKS)}.")
    try:
        return {
            "read": read_options.chosen(args, digest(data)),
            "data": DataParams.model_validate(
                {
                    "target": args.target,
                    "task": args.task,
                    "positive": args.positive,
                    "columns": column_options.chosen(args),
                }
            ),
            "split": split_options.chosen(args),
            "train": training(args),
            "judged": JudgedParams.model_validate({"calibration": args.calibration}),
            "evaluate": EvaluateParams.model_validate({"seed": args.seed}),
        }
    except ValidationError as error:
        first = error.errors()[0]
        name = first["loc"][0] if first["loc"] else "option"
        raise ChoiceError(f"--{name}: {first['msg']}.", "Give another value.") from error


def training(args: argparse.Namespace) -> TrainParams:
    """Return what is trained: what was named, or with a budget alone the best found in it."""
    automatic = args.budget is not None and args.models is None
    chosen = {
        "models": models(args.models, PORTFOLIO if automatic else DEFAULT_MODELS),
        "tuning": args.tune is not None or automatic,
        "trials": args.tune or (MOST_TRIALS if automatic else 30),
        "ensemble": args.ensemble or automatic,
        "balance": args.balance,
        "raises": tuple(dict.fromkeys(args.raises)),
        "lowers": tuple(dict.fromkeys(args.lowers)),
        "budget": args.budget,
        "seed": args.seed,
    }
    return TrainParams.model_validate(chosen)


def models(text: str | None, usual: tuple[str, ...]) -> tuple[str, ...]:
    """Return the candidates of a list with commas; raises ChoiceError for one unknown."""
    if text is None:
        return usual
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    choices = [model.name for model in MODELS.values() if not model.rule_setting]
    for name in names:
        if name not in choices:
            close = get_close_matches(name, choices, n=2)
            known = listing(choices, most=20)
            hint = f"Did you mean {listing(close)}?" if close else f"Choose from {known}."
            raise ChoiceError(f"There is no model {name}.", hint)
    if not names:
        raise ChoiceError("No model was named.", f"Choose from {listing(choices, most=20)}.")
    return names
