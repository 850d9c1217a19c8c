"""Programmes of basic public health services: who is enrolled, and who was asked to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Programme(StrEnum):
    """What a resident can be enrolled in; somebody with two diseases is one person and two cases."""

    HYPERTENSION = "hypertension"
    DIABETES = "diabetes"
    COPD = "copd"
    ELDERLY = "elderly"


FOLLOW_UP_FORMS: Mapping[Programme, str] = MappingProxyType(
    {
        Programme.HYPERTENSION: "htn_followup",
        Programme.DIABETES: "dm_followup",
        Programme.COPD: "copd_followup",
        Programme.ELDERLY: "exam",
    }
)
"""The form whose last one says when somebody is due again."""


class Basis(StrEnum):
    """Why somebody was enrolled."""

    THREE_DAYS = "three_days"  # elevated on three different days
    DIAGNOSED = "diagnosed"  # by a hospital or a doctor before
    TESTED = "tested"  # glucose or another test reached the cut-off and was confirmed
    AGE = "age"
    TRANSFERRED = "transferred"  # moved here, enrolled elsewhere before


class Closing(StrEnum):
    """Why an enrolment ended."""

    DIED = "died"
    MOVED = "moved"
    REFUSED = "refused"
    LOST = "lost"  # 失访
    NOT_THE_DISEASE = "not_the_disease"
    TWICE = "twice"  # enrolled at two seats before they met: the earlier one goes on
    OTHER = "other"


WHOLE = frozenset({Closing.DIED, Closing.MOVED, Closing.LOST})
"""Reasons that end every programme of a human: nobody is dead, gone or out of reach for one disease alone."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A case. Days are ISO text, instants store text. Closed once and never opened again: coming back is an enrolment of its own."""

    id: str
    person: str
    programme: Programme
    opened_on: str
    basis: Basis
    opened_by: str
    opened_at: str
    closed_on: str = ""
    closing: Closing | None = None
    closed_by: str = ""
    note: str = ""


class ContactWay(StrEnum):
    """How somebody was sought."""

    PHONE = "phone"
    HOME = "home"
    VILLAGE = "village"  # through the village's own people
    MESSAGE = "message"
    HALL = "hall"  # 叫号: the name was called where people wait


SOUGHT = tuple(one for one in ContactWay if one is not ContactWay.HALL)
"""How somebody is sought who is not here."""


class ContactOutcome(StrEnum):
    """What came of it."""

    WILL_COME = "will_come"
    DONE = "done"  # told everything at once
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    REFUSES = "refuses"
    AWAY = "away"  # 外出
    MOVED = "moved"
    DIED = "died"
    LOST = "lost"  # 失访: every way was tried


UNREACHED = frozenset({ContactOutcome.NO_ANSWER, ContactOutcome.WRONG_NUMBER, ContactOutcome.AWAY})
"""After these somebody tries again: what was agreed on before still holds."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One try to reach a resident, written once. ``about``: what for (due, overdue, refill, referral, critical, contract, name_call); ``next_on``: when again, '' = not said."""

    id: str
    person: str
    about: str
    way: ContactWay
    outcome: ContactOutcome
    by: str
    at: str
    next_on: str = ""
    note: str = ""
