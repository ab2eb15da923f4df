"""An estimate with its interval: the form in which every number of the library is handed out."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import norm

from .arguments import LEVEL


@dataclass(frozen=True)
class Interval:
    """A value and where the truth lies with confidence ``level``.

    Attributes
    ----------
    value : float
        The estimate.
    low, high : float
        The limits, in the unit of the value.
    level : float
        The confidence level, between 0 and 1, such as 0.95.
    method : str
        How it was found. When the data could not tell, it says that (for example
        ``undefined-one-class``), and the limits are the bounds of the measure.
    n : int
        Rows it rests on.
    dropped : int
        Resamples in which the value did not exist.

    Raises
    ------
    ChoiceError
        When ``level`` is not between 0 and 1.

    Examples
    --------
    >>> from lifecycle.stats import Interval
    >>> found = Interval(0.8, 0.7, 0.9, 0.95, "wilson", 60)
    >>> 0.75 in found, round(found.width, 2)
    (True, 0.2)
    """

    value: float
    low: float
    high: float
    level: float
    method: str
    n: int
    dropped: int = 0

    def __post_init__(self) -> None:
        LEVEL.check("level", self.level)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __neg__(self) -> Interval:
        """The interval of the value with its sign turned."""
        low, high = -self.high, -self.low
        return Interval(-self.value, low, high, self.level, self.method, self.n, self.dropped)

    @property
    def width(self) -> float:
        """How far apart the limits are, in the unit of the value."""
        return self.high - self.low


@dataclass(frozen=True)
class Comparison:
    """The difference of two values, and the p-value of "there is none".

    Attributes
    ----------
    difference : Interval
        The first less the second, in their unit.
    p_value : float
        Two-sided, 0 to 1.

    Examples
    --------
    >>> from lifecycle.stats import compare_roc_auc
    >>> compare_roc_auc([0, 1, 0, 1], [0.1, 0.4, 0.5, 0.9], [0.1, 0.4, 0.5, 0.9]).p_value
    1.0
    """

    difference: Interval
    p_value: float


def z_of(level: float) -> float:
    """Return the normal quantile of a two-sided interval.

    >>> round(z_of(0.95), 4)
    1.96
    """
    LEVEL.check("level", level)
    return float(norm.ppf(0.5 + level / 2))
