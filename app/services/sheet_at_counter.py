"""A sheet as the counter takes it: what was signed and nothing else, still valid, and one of its lines."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.clock import local, local_day
from app.domain.prescription import Prescription, PrescriptionLine
from app.errors import KnownError
from app.services.signature import flaws_of
from app.store import prescriptions
from app.store.database import Reading

LAST_HOURS = timedelta(hours=6)
"""So long before its last midnight a sheet says that it runs out: by then whoever is to come for it can still be called."""


def running_out(valid_until: str, now: datetime) -> str:
    """``over`` after the last day of a sheet, ``tonight`` in its last hours, '' before that; words under ``rx_validity`` (H51)."""
    if not valid_until:
        return ""
    last, today = date.fromisoformat(valid_until[:10]), local_day(now)
    if last != today:
        return "over" if last < today else ""
    return "tonight" if local(now).hour >= 24 - LAST_HOURS // timedelta(hours=1) else ""


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
