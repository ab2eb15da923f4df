"""McNemar's test: do two classifiers, judged on the same rows, err equally often?"""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import binom, chi2

from .arguments import Number, checked


@dataclass(frozen=True)
class McNemar:
    """``p_value`` is the mid-p value, ``exact_p_value`` the conservative exact one.

    ``only_a`` and ``only_b``: rows that just the one or just the other classified rightly.
    ``asymptotic_p_value``: of the chi-square statistic; ``corrected_p_value``: likewise with
    Edwards' correction for continuity, as R's ``mcnemar.test`` gives it.
    """

    only_a: int
    only_b: int
    p_value: float
    exact_p_value: float
    asymptotic_p_value: float = 1.0
    corrected_p_value: float = 1.0


@checked
def mcnemar_test(only_a: Number, only_b: Number) -> McNemar:
    """Test whether two classifiers, judged on the same rows, err equally often.

    Parameters
    ----------
    only_a, only_b : int
        Rows that just the one, or just the other, classified rightly.

    Returns
    -------
    McNemar
        ``p_value`` is the mid-p value, which keeps the level better than the exact test and, unlike
        the asymptotic ones, for few rows as well; the other three stand beside it. Without such
        rows each is 1.

    Raises
    ------
    ChoiceError
        When a count is negative or not whole.

    References
    ----------
    McNemar (1947), Psychometrika 12:153-157; mid-p: Fagerland, Lydersen, Laake (2013), BMC Medical
    Research Methodology 13:91; correction for continuity: Edwards (1948), Psychometrika 13:185-187.

    Examples
    --------
    >>> from lifecycle.stats import mcnemar_test
    >>> found = mcnemar_test(12, 4)
    >>> round(found.p_value, 3), round(found.exact_p_value, 3), round(found.asymptotic_p_value, 3)
    (0.049, 0.077, 0.046)
    """
    only_a, only_b = int(only_a), int(only_b)
    fewer, n = min(only_a, only_b), only_a + only_b
    if n == 0:
        return McNemar(only_a, only_b, 1.0, 1.0)
    tail, point = float(binom.cdf(fewer, n, 0.5)), float(binom.pmf(fewer, n, 0.5))
    exact = min(1.0, 2 * tail)
    mid = 1.0 if only_a == only_b else min(1.0, 2 * tail - point)
    apart = abs(only_a - only_b)
    plain, corrected = (float(chi2.sf(gap**2 / n, 1)) for gap in (apart, max(0, apart - 1)))
    return McNemar(only_a, only_b, mid, exact, plain, corrected)
