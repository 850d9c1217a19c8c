"""A sheet as the counter takes it: what was signed and nothing else, still valid, and one of its lines."""

from __future__ import annotations

from datetime import date

from app.domain.prescription import Prescription, PrescriptionLine
from app.errors import KnownError
from app.services.signature import flaws_of
from app.store import prescriptions
from app.store.database import Reading


def genuine_sheet(conn: Reading, key: str) -> Prescription:
    """A signed sheet. Raises KnownError ``rx_unknown``, ``rx_damaged``."""
    found = prescriptions.get(conn, key)
    if found is None or found.document is None:
        raise KnownError("rx_unknown")
    if flaws_of(found):
        raise KnownError("rx_damaged")
    return found


def check_valid(sheet: Prescription, today: date) -> None:
    """Raises KnownError ``dispense_over`` after the last day of a sheet."""
    if sheet.is_over(today):
        raise KnownError("dispense_over", day=(sheet.valid_until or "")[:10])


def line_of(sheet: Prescription, key: str) -> PrescriptionLine:
    """One of its lines. Raises KnownError ``dispense_unknown``."""
    found = next((line for line in sheet.lines if line.id == key), None)
    if found is None:
        raise KnownError("dispense_unknown")
    return found
