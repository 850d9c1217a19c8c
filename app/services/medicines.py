"""What a resident is taking, as far as the sheets of this database tell: lines whose days are not over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clock import instant, local_day
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState

IN_FORCE = frozenset({PrescriptionState.SIGNED, PrescriptionState.RELEASED, PrescriptionState.APPROVED})
STANDING = IN_FORCE | {PrescriptionState.RETURNED}
"""A sheet that a pharmacist returned may be voided still, and its drugs may be being taken."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A line still running on a day. ``days_left`` counts that day; ``issued`` is the sheet's day."""

    line: PrescriptionLine
    prescription: str
    number: str
    issued: date
    days_left: int


def issued_on(sheet: Prescription) -> date | None:
    """The clinic day a sheet was signed; None for one that never was."""
    return None if sheet.signed_at is None else local_day(instant(sheet.signed_at))


def taken_on(sheets: Iterable[Prescription], day: date, gone: int = 0) -> list[Taken]:
    """Running lines, the newest sheet first; the same product counts once, by its newest sheet.

    ``gone``: also lines that ran out up to so many days ago (``days_left`` 0 or below).
    """
    running: dict[str, Taken] = {}
    for sheet in sorted(sheets, key=lambda one: one.signed_at or "", reverse=True):
        issued = issued_on(sheet)
        if issued is None or sheet.state not in STANDING or issued > day:
            continue
        for line in sheet.lines:
            left = line.days - (day - issued).days
            if left > -gone:
                running.setdefault(line.drug, Taken(line, sheet.id, sheet.number or "", issued, left))
    return list(running.values())
