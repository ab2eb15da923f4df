"""What a fit cannot do, said in words, whichever library says it."""

from __future__ import annotations

import pandas as pd
import pytest

from lifecycle.core.errors import ProcessDied, TaskError
from lifecycle.train.fit_errors import explained_errors, lacking, may_pass


def out_of_memory(library: str) -> Exception:
    if library == "lightgbm":
        from lightgbm.basic import LightGBMError

        return LightGBMError("std::bad_alloc")
    if library == "xgboost":
        from xgboost.core import XGBoostError

        return XGBoostError("std::bad_alloc")
    return MemoryError("Unable to allocate 300. KiB")


@pytest.mark.parametrize("library", ["lightgbm", "xgboost", "numpy"])
def test_too_little_memory_is_said_alike(library: str) -> None:
    y = pd.Series(["a", "b"])
    with (
        pytest.raises(TaskError, match="it needs more memory") as caught,
        explained_errors("Model", y),
    ):
        raise out_of_memory(library)
    assert "LIFECYCLE_TASK_MEMORY_MB" in caught.value.remedy


def test_a_mistake_of_ours_is_not_said_in_words() -> None:
    with pytest.raises(TypeError), explained_errors("Model", pd.Series(["a", "b"])):
        raise TypeError("of ours")


def test_what_may_go_well_later_is_told_before_what_cannot() -> None:
    assert lacking([], 10) == ""
    never = TaskError(
        "Linear could not be fitted: its rarest class has too few rows.", "Bring more."
    )
    died = ProcessDied("The process of this task ended.", "Run it again.")
    said = lacking([never, died, never], 1200)
    assert said == "3 of 1,200 fits failed. The process of this task ended. Run it again."
    assert may_pass(said)
    assert not may_pass(lacking([never], 1200))
