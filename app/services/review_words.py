"""Whether a pharmacist's objections and proposed changes say something that can be counted and carried out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from app.domain.prescription import Prescription, PrescriptionLine
from app.domain.review import Objection, ProposedChange
from app.errors import KnownError
from app.rules.frequencies import frequencies
from app.rules.reviewing import review_policy
from app.services.rx_missing import LEAST, MOST

_LONGEST_DAYS = 84
STOP = "stop"


def check_objections(objections: Iterable[Objection], note: str, lines: int) -> None:
    """Raises KnownError ``review_reason_needed`` without a code of the list, or without words where the code wants them."""
    policy, given = review_policy(), list(objections)
    known = all(one.code in policy.reasons and all(0 <= line < lines for line in one.lines) for one in given)
    if not given or not known or (not note and any(one.code in policy.write_out for one in given)):
        raise KnownError("review_reason_needed")


def check_proposals(proposals: Iterable[ProposedChange], sheet: Prescription) -> None:
    """Raises KnownError ``review_proposal`` naming the line of a change that cannot be carried out or changes nothing."""
    for one in proposals:
        if not 0 <= one.line < len(sheet.lines) or not _changes(one, sheet.lines[one.line]):
            raise KnownError("review_proposal", line=one.line + 1)


def _changes(one: ProposedChange, line: PrescriptionLine) -> bool:
    match one.what:
        case "stop":
            return True
        case "single":
            number = amount_of(one.value)
            return number is not None and number != line.single
        case "frequency":
            return one.value in frequencies() and one.value != line.frequency
        case "days":
            return one.value.isdecimal() and 1 <= int(one.value) <= _LONGEST_DAYS and int(one.value) != line.days
        case "route":
            return bool(one.value) and one.value != line.route
    return False


def amount_of(text: str) -> Decimal | None:
    """A dose that can be counted out, None for anything else."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and LEAST <= number <= MOST else None
