"""The judgement on new rows: what was found, worst cause first, and what to do about it.

A source that broke is mended before anything is trained on what it sends, so its remedy silences
those below.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from ..core.wording import count, inside, interval, listing, number, percent
from ..export.input_problems import ABSENT, EMPTY
from ..metrics.catalog import METRICS
from ..metrics.intervals import interval_of
from ..metrics.undefined import reason
from .column_rules import IN_WORDS, UNSEEN
from .score_tests import BIAS, CALIBRATION, LARGE, RANKING, TARGET

State = Literal["stable", "watch", "act"]
DRIFT_OF_PREDICTION = "(prediction)"
FEWEST = 10  # labelled rows; fewer say nothing
FEWEST_ROWS = 20  # rows; with fewer even a large difference is within chance
ORDER: tuple[State, ...] = ("act", "watch", "stable")
MEND = "Mend where the data come from before you trust the predictions."
AGAIN = "Train again with the new rows."
MOST = 3  # findings told in one judgement


@dataclass(frozen=True)
class Finding:
    """What was found and what to do; ``final``: nothing below it is worth a remedy."""

    state: State
    said: str
    remedy: str = ""
    final: bool = False


@dataclass(frozen=True)
class Seen:
    """All that a judgement rests on.

    ``lost``: columns with cells that could not be read; ``unread``: answers that could not.
    ``strange``: what is said of classes the model does not know; ``all_strange`` and
    ``many_strange``: whether it knows none, or fewer than it should. ``again``: rows that it was
    judged on.
    """

    target: str
    metric: str
    drift: pd.DataFrame
    rules: pd.DataFrame
    tests: pd.DataFrame
    problems: pd.DataFrame
    was: pd.DataFrame
    now: pd.DataFrame
    rows: int
    labelled: int
    lost: Sequence[str] = ()
    strange: str = ""
    all_strange: bool = False
    many_strange: bool = False
    again: int = 0
    unread: int = 0


def judge(seen: Seen) -> tuple[State, str]:
    """Return the state and the sentences that say why and what to do."""
    found = [*_findings(seen)]
    if not found:
        return "stable", _nothing_found(seen)
    said, remedies, final = [], [], False
    for each in found[:MOST]:
        said.append(each.said)
        if not final and each.remedy and each.remedy not in remedies:
            remedies.append(each.remedy)
        final = final or each.final
    state = next(state for state in ORDER if state in {each.state for each in found})
    return state, " ".join([*said, *remedies])


def _nothing_found(seen: Seen) -> str:
    quiet = "No column differs from the reference by more than chance and by enough to matter."
    if seen.labelled >= FEWEST:
        news = _news_as_before(seen)
        return f"{quiet} {news or 'The scores held. Nothing to do.'}"
    return (
        f"{quiet} {outcomes_known(seen.labelled, seen.target)}: whether the model still scores as "
        f"it did cannot be seen. Compare again when {FEWEST} outcomes or more are known."
    )


def _news_as_before(seen: Seen) -> str:
    """Return which columns hold mostly levels that are new, as they were in the holdout."""
    mostly = seen.rules["rows"] > seen.rules["of"] / 2
    found = seen.rules[mostly & (seen.rules["rule"] == UNSEEN)].to_dict("records")
    return " ".join(
        f"{row['column']} {IN_WORDS[UNSEEN]} in {percent(row['rows'] / row['of'])} of the new rows "
        f"and in {percent(row['share_reference'])} of the holdout, and the scores held."
        for row in found
    )


def outcomes_known(number: int, target: str) -> str:
    """Return how many outcomes are known.

    >>> outcomes_known(0, "y"), outcomes_known(1, "y"), outcomes_known(3, "y")
    ('No outcome of y is known', '1 outcome of y is known', '3 outcomes of y are known')
    """
    if not number:
        return f"No outcome of {target} is known"
    return f"{count('outcome', number)} of {target} {'is' if number == 1 else 'are'} known"


def _findings(seen: Seen) -> Iterator[Finding]:
    yield from _of_source(seen)
    fell = [*_of_scores(seen)]
    yield from fell
    if seen.rows < FEWEST_ROWS:
        yield Finding(
            "watch",
            f"{count('row', seen.rows)} cannot show whether anything drifted.",
            f"Collect at least {FEWEST_ROWS} and compare again.",
            final=True,
        )
        return
    yield from _of_rules(seen)
    if not fell:
        yield from _of_drift(seen)


def _of_source(seen: Seen) -> Iterator[Finding]:
    """Yield what is wrong with the file itself."""
    gone = seen.problems["problem"].isin([ABSENT, EMPTY])
    absent = list(dict.fromkeys(seen.problems.loc[gone, "column"]))
    if absent:
        said = f"The new file has no values of {listing(absent)}, which the model uses."
        yield Finding("act", said, MEND, final=True)
    if seen.all_strange:
        remedy = f"Write {seen.target} as the training data had it, then compare again."
        yield Finding("act", seen.strange, remedy, final=True)
    if seen.unread:
        said = f"{count('answer', seen.unread)} in {seen.target} could not be read as a number."
        state: State = "watch" if seen.labelled >= FEWEST else "act"
        yield Finding(state, said, "Mend the answers, then compare again.", final=True)
    if seen.again:
        said = (
            f"{count('row', seen.again)} of {seen.rows:,} are among those that the model was "
            "judged on, and others may be among those it learned from, which a bundle does not "
            "keep: their scores say nothing new."
        )
        yield Finding("watch", said, "Give rows that came later.", final=True)


def _of_scores(seen: Seen) -> Iterator[Finding]:
    """Yield what the answers say."""
    if seen.strange and not seen.all_strange:
        remedy = "Train again with these classes, or mend the answers where they are slips."
        state: State = "act" if seen.many_strange else "watch"
        yield Finding(state, seen.strange, remedy, final=True)
    if why := _not_compared(seen):
        yield Finding("watch", why, "Compare again when more outcomes are known.")
    changed = _by_name(seen.tests[seen.tests["changed"]])
    worse = [name for name in dict.fromkeys((seen.metric, *METRICS)) if name in changed]
    told = " ".join(_fell(name, seen) for name in worse[:2])
    broken = ""
    if seen.lost:
        broken = (
            "Some cells could not be read as before, so mend the file first and compare again; "
            "only then train again."
        )
    off = CALIBRATION & set(changed)
    if off and RANKING not in changed:
        moved = _calibration(seen, LARGE in off)
        kept = "; the ranking held" if RANKING in {*seen.tests["name"]} else ""
        said = f"The probabilities no longer fit what happens: {moved}{kept}. {told}".strip()
        yield Finding("act", said, broken or "Recalibrate the model on the new rows.")
    elif worse:
        yield Finding(
            "act", f"The model got worse. {told}", broken or "Train again with the new rows."
        )
    if BIAS in changed:
        row = changed[BIAS]
        off_by, was = number(row["new"]), number(row["reference"])
        said = f"On average outcomes lie {off_by} above what it says; on the holdout {was}."
        yield Finding("act", said, broken or AGAIN)
    if TARGET in changed and not (off or worse or BIAS in changed):
        row = changed[TARGET]
        show = percent if RANKING in seen.now["name"].tolist() else number
        said = (
            f"{row['title']} was {show(row['reference'])} on the holdout and is {show(row['new'])} "
            "on the new rows."
        )
        yield Finding("watch", said, "Find out why before you rely on the predictions.")


def _not_compared(seen: Seen) -> str:
    """Return why the success measure cannot be compared; empty when it can, or is not looked at."""
    title = METRICS[seen.metric].title
    for frame, where in ((seen.now, "the new rows"), (seen.was, "the holdout")):
        if seen.now.empty or seen.metric not in set(frame["name"]):
            continue
        found = interval_of(frame, seen.metric)
        if why := reason(str(found.method)):
            lacks = "is undefined" if math.isnan(found.value) else "has no interval"
            return f"{title} {lacks} on {where}: {why}."
    return ""


def _fell(name: str, seen: Seen) -> str:
    was, now = interval_of(seen.was, name), interval_of(seen.now, name)
    return (
        f"{METRICS[name].title} was {interval(was.value, was.low, was.high)} on the holdout and "
        f"is {interval(now.value, now.low, now.high)} on the new rows."
    )


def _by_name(tests: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    return {str(row["name"]): row for row in tests.to_dict("records")}


def _calibration(seen: Seen, large: bool) -> str:
    row = _by_name(seen.tests).get(TARGET)
    if large and row is not None and row["changed"]:
        return (
            f"the {inside(row['title'])} was {percent(row['reference'])} and is "
            f"{percent(row['new'])}, which they do not follow"
        )
    return "they are too high or too low" if large else "they are too extreme or too tame"


def _of_rules(seen: Seen) -> Iterator[Finding]:
    """Yield the rules that columns broke."""
    broken = seen.rules[seen.rules["broken"]]
    for row in broken.to_dict("records"):
        share = percent(row["rows"] / row["of"])
        said = f"{row['column']} {IN_WORDS[row['rule']]} in {share} of the new rows"
        was = percent(row["share_reference"])
        remedy = "Find out whether the source changed before you train again."
        yield Finding("watch", f"{said}, in {was} of the holdout.", remedy)


def _of_drift(seen: Seen) -> Iterator[Finding]:
    """Yield the columns that drifted, where the scores do not say that it matters."""
    moved = seen.drift.loc[seen.drift["drifted"], "column"].tolist()
    if not moved:
        return
    known = "the scores held" if seen.labelled >= FEWEST else "the outcomes are not known yet"
    columns = [name for name in moved if name != DRIFT_OF_PREDICTION]
    also = " and the predictions" if DRIFT_OF_PREDICTION in moved else ""
    what = listing(columns) + also if columns else "The predictions"
    verb = "differs" if len(columns) == 1 and not also else "differ"
    yield Finding(
        "watch",
        f"{what} {verb} from the reference by more than chance and by enough to matter; {known}.",
        "Find out why, and score the model again when more outcomes are known.",
    )
