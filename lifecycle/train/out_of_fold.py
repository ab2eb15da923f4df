"""Out-of-fold predictions: every row is predicted by a model that was not fitted on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ..data.step import Table
from ..metrics.predictions import ROW
from ..prepare.step import Preparation
from ..split.split import Split
from .candidate_pipeline import assemble, fit, title_of
from .fit_errors import explained_errors
from .fit_step import predict
from .model_params import ModelParams


def out_of_fold(
    name: str,
    data: Table,
    split: Split,
    prepare: Preparation,
    y: pd.Series,
    report: Callable[[float], None],
    without: Sequence[int] | np.ndarray = (),
    seed: int = 0,
) -> pd.DataFrame:
    """Return the frame of predictions of every validated row, with its fold and row.

    ``y`` is what is learned, one value a table row; rows ``without`` are not fitted on, but
    predicted all the same. Raises TaskError when the candidate cannot be fitted.
    """
    chosen = ModelParams(model=name, seed=seed)
    frames = []
    for fold in split.folds:
        report(split.folds.index(fold) / len(split.folds))
        rows, held = split.fold(fold)
        rows = rows[~np.isin(rows, without)]
        pipeline = assemble(prepare, chosen, data.task)
        with explained_errors(title_of(chosen), y.iloc[rows]):
            fit(pipeline, data, y, rows, chosen)
            found = predict(pipeline, data.x.iloc[held], data.classes)
        found.insert(0, ROW, held)
        found.insert(0, "fold", fold)
        frames.append(found)
    return pd.concat(frames, ignore_index=True)
