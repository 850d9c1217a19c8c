"""How the person in the chair was recognised: a card, a slip, or the name together with something else only they know (H20)."""

from __future__ import annotations

import re
from enum import StrEnum

from app.domain.ids import tidy
from app.domain.person import IdKind, Person

SHORTEST_TAIL = 4


class IdentifiedBy(StrEnum):
    """What counts as recognised. A place in a list does not."""

    CARD = "card"
    SLIP = "slip"
    NAME_BIRTH = "name+birth"
    NAME_PHONE = "name+phone"
    NAME_HOUSEHOLDER = "name+householder"
    NAME_ID_TAIL = "name+id_tail"


def recognised(person: Person, identified_by: str, evidence: str) -> bool:
    """Whether what was read or said fits the person.

    ``evidence``: the number on card or slip, the birth date (``1959-03-12``, ``19590312``), the last four or more digits
    of a phone or of the ID number, or the householder's name. Nothing said is nothing recognised.
    """
    said = re.sub(r"[\s\-_/.·年月日]", "", tidy(evidence)).upper()
    if not said:
        return False
    match identified_by:
        case IdentifiedBy.CARD | IdentifiedBy.SLIP:
            return said in {re.sub(r"[\s\-]", "", number).upper() for number in _numbers(person)}
        case IdentifiedBy.NAME_BIRTH:
            return (person.birth is not None and said == f"{person.birth:%Y%m%d}") or _same_date(person, evidence)
        case IdentifiedBy.NAME_PHONE:
            return len(said) >= SHORTEST_TAIL and any(phone.number.replace("-", "").endswith(said) for phone in person.phones)
        case IdentifiedBy.NAME_ID_TAIL:
            number = person.number(IdKind.RESIDENT) or ""
            return len(said) >= SHORTEST_TAIL and number.upper().endswith(said)
        case IdentifiedBy.NAME_HOUSEHOLDER:
            # who heads the household says nothing more with it than the name that was said already
            return tidy(evidence) == person.householder != person.name
    return False


def _numbers(person: Person) -> list[str]:
    return [person.id, *(one.value for one in person.identifiers)]


def _same_date(person: Person, said: str) -> bool:
    """1959-3-12 as people type it."""
    parts = [int(part) for part in re.findall(r"\d+", tidy(said))]
    return person.birth is not None and parts == [person.birth.year, person.birth.month, person.birth.day]
