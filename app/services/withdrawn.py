"""Products that a catalogue took from its list: which lines of signed sheets still wait to be given of them, and what is said of that.

A sheet may be signed without a network while its product is withdrawn elsewhere: it comes back to its prescriber as soon as that is known
here, no pharmacist lets it through and no counter gives it. Nothing is written for that; a product that is back on the list is no obstacle.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from app.clock import instant, iso, local_day
from app.domain.dispensing import DispenseStatus
from app.domain.formulary import FormularyEntry
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState
from app.errors import KnownError
from app.rules.reviewing import institution_of
from app.store import dispensing, formulary, reviews
from app.store.database import Reading

STANDS = (PrescriptionState.SIGNED, PrescriptionState.RELEASED, PrescriptionState.APPROVED)
_LONGEST = timedelta(days=4)
"""A sheet is good for its day and three more at most (处方管理办法第十八条)."""

Gone = Mapping[str, FormularyEntry]


def day_of(entry: FormularyEntry) -> str:
    """Since when, in the clinic's zone; '' = it is on the list."""
    return local_day(instant(entry.withdrawn_at)).isoformat() if entry.withdrawn_at else ""


def refuse_withdrawn(conn: Reading, lines: Collection[PrescriptionLine]) -> None:
    """Raises KnownError ``rx_withdrawn`` (facts drug, day) for the first line whose product is given no more."""
    gone = formulary.withdrawn(conn, {line.drug for line in lines})
    for line in lines:
        if line.drug in gone:
            raise KnownError("rx_withdrawn", drug=line.name, day=day_of(gone[line.drug]))


def bounced(conn: Reading, now: datetime, organization: str) -> list[tuple[Prescription, tuple[int, ...], FormularyEntry]]:
    """Sheets of an institution that still count, the lines (from 0) that cannot be given any more, and the first of their products."""
    gone = formulary.withdrawn(conn)
    if not gone:
        return []
    sheets = [
        one
        for one in reviews.sheets_in(conn, STANDS, iso(now - _LONGEST))
        if not one.is_over(local_day(now)) and institution_of(one.document) == organization and any(line.drug in gone for line in one.lines)
    ]
    given = _given(conn, sheets)
    found = ((sheet, lines_gone(sheet, gone, given)) for sheet in sheets)
    return [(sheet, lines, gone[sheet.lines[lines[0]].drug]) for sheet, lines in found if lines]


def lines_gone(sheet: Prescription, gone: Gone, given: Collection[str] = ()) -> tuple[int, ...]:
    """Numbers, from 0, of lines whose product is given no more; ``given``: ids of those that the patient has already."""
    return tuple(n for n, line in enumerate(sheet.lines) if line.drug in gone and line.id not in given)


def is_bounced(conn: Reading, sheet: Prescription) -> bool:
    """Whether a sheet that counts waits for something that is given no more."""
    gone = formulary.withdrawn(conn, {line.drug for line in sheet.lines})
    return sheet.state in STANDS and bool(gone) and bool(lines_gone(sheet, gone, _given(conn, [sheet])))


def _given(conn: Reading, sheets: Sequence[Prescription]) -> set[str]:
    parts = dispensing.of_sheets(conn, [one.id for one in sheets])
    return {part.line for several in parts.values() for part in several if part.status is DispenseStatus.HANDED_OVER}
