"""Names that speak of what happens after a prediction, or repeat the target: a table of hints.

A hint is no proof: such a column is marked as unsure and pointed out, never left out unasked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """A word of a column's name, what it may mean, and a name that it is meant for."""

    pattern: str
    meaning: str
    example: str


AFTER = "it may be written after the outcome is known"
ENDED = "it may say how or when a case ended"
LASTED = "it may be measured only when the event is over"
PAID = "it may be money that moves only after the outcome"
STATUS = "it may be read off later than the moment of prediction"
MODEL = "it may be a prediction that was made from the outcome"
ANSWER = "it may be the outcome itself"
TARGET = "the target's name is part of its name"

# Words of a name in lower case, joined by underscores; a pattern matches whole words.
HINTS: tuple[Hint, ...] = (
    Hint(r"outcomes?|results?|resolution|resolved|verdict|final|actual", AFTER, "final_grade"),
    Hint(r"closed|closing|clos(ed|ing)_at|ended|end_date|date_end", ENDED, "closed_at"),
    Hint(r"finished|completed|completion|terminated|termination", ENDED, "termination_date"),
    Hint(r"discharged?|died|death|deceased|survival|relapse", ENDED, "discharge_type"),
    Hint(r"cancell?(ed|ation)?|churn(ed)?|exit(ed)?|quit", AFTER, "cancellation_reason"),
    Hint(r"left(?=$)|withdrawn|withdrawal|returned|delivered", AFTER, "date_left"),
    Hint(r"refund(ed)?|chargebacks?|recovered|recovery|recoveries", PAID, "refund"),
    Hint(r"write_?off|settlement|collections?|late_fees?|penalty", PAID, "late_fee"),
    Hint(r"total_(paid|pymnt|payments?|rec)|last_(pymnt|payment)", PAID, "total_pymnt"),
    Hint(r"default(ed)?(?!_(history|rate))|delinquent|charged_off", AFTER, "default"),
    Hint(r"approved|rejected|accepted|declined|awarded|granted|won|lost", AFTER, "approved_amount"),
    Hint(r"duration|length_of_stay|los|time_to_event", LASTED, "call_duration"),
    Hint(r"(order|loan|claim|case|customer|payment)_status", STATUS, "loan_status"),
    Hint(r"updated_at|last_(updated|modified|changed)|modified(_at)?", STATUS, "last_updated"),
    Hint(r"predicted|predictions?|pred|y_hat|propensity|risk_score", MODEL, "y_pred"),
    Hint(r"y_true|ground_truth|target|label|gold", ANSWER, "target_2"),
    Hint(r"(?<!_)post(?=_)(?!_(code|box|town|office|id))|follow_?up", AFTER, "post_test_score"),
    Hint(r"after(?!_(hours|tax|school))|later|next(?!_of)", AFTER, "score_after"),
)

CODE_NAME = re.compile(
    r"(^|_)(codes?|zip|zipcode|postal|postcode|plz|class|type|category|cat|kind|status|segment"
    r"|group|cluster|region|area_code|department|dept|branch|store|shop|channel|sector)$"
)


# Words that name what law or custom protects people by, in languages that tables come in.
PROTECTED = (
    r"age|years_old|birth_?(date|day|year)|date_of_birth|dob|sex|gender|race|ethnic(ity|_group)?"
    r"|national(ity)?|citizenship|religion|disab(led|ility)|marital(_status)?|married|pregnan(t|cy)"
    r"|sexual_orientation|native_language|mother_tongue"
    r"|alter|geschlecht|nationalit(ä|ae?)t|staatsangehörigkeit|religion|behinderung|familienstand"
    r"|âge|sexe|genre|nationalité|ethnie|handicap|edad|sexo|género|nacionalidad|religión|raza"
    r"|età|sesso|nazionalità|leeftijd|geslacht|idade|gênero|nacionalidade"
)


def looks_protected(name: str) -> bool:
    """Tell whether a column is named like something that people are protected by.

    >>> looks_protected("PatientSex"), looks_protected("age_at_visit"), looks_protected("mileage")
    (True, True, False)
    """
    return re.search(rf"(^|_)({PROTECTED})(_|$)", words_of(name)) is not None


def words_of(name: str) -> str:
    """Return a column's name as lower-case words between underscores.

    >>> words_of("DateClosed (UTC)")
    'date_closed_utc'
    >>> words_of("Größe/Ziel")
    'größe_ziel'
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", apart.lower()).strip("_")


def hint_of(name: str, target: str = "") -> str:
    """Return what a column's name may mean, or nothing.

    >>> hint_of("cancellation_reason")
    'it may be written after the outcome is known'
    >>> hint_of("churn_date", "churn")
    "the target's name is part of its name"
    >>> hint_of("age", "churn")
    ''
    """
    own, goal = words_of(name), words_of(target)
    if len(goal) > 2 and own != goal and f"_{goal}_" in f"_{own}_":
        return TARGET
    for hint in HINTS:
        if re.search(rf"(^|_)({hint.pattern})(_|$)", own):
            return hint.meaning
    return ""


def names_code(name: str) -> bool:
    """Tell whether a column's name says that its numbers stand for names.

    >>> names_code("zip_code"), names_code("Pclass"), names_code("age")
    (True, False, False)
    """
    return bool(CODE_NAME.search(words_of(name)))
