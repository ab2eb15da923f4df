"""What a fit cannot do, said in words, whichever library says it."""

from __future__ import annotations

import pandas as pd
import pytest

from lifecycle.errors import TaskError
from lifecycle.training.plainly import plainly


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
    with pytest.raises(TaskError, match="it needs more memory") as caught, plainly("Model", y):
        raise out_of_memory(library)
    assert "LIFECYCLE_TASK_MEMORY_MB" in caught.value.remedy


def test_a_mistake_of_ours_is_not_said_in_words() -> None:
    with pytest.raises(TypeError), plainly("Model", pd.Series(["a", "b"])):
        raise TypeError("of ours")
