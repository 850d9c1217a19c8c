"""Where a value of a form came from: the record its source names, when and by what it was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.measurement import MeasurementStatus, Source
from app.store import accounts, clinical, devices, encounters, filled_forms, measurements, prescriptions
from app.store.database import Reading

HAND, COMPUTED = "hand", "computed"


@dataclass(frozen=True, slots=True)
class Origin:
    """``kind``: hand, computed, or the record's table; words stand under ``form_source.<kind>`` and take ``at``, ``by``, ``about``.

    ``at``: store text of when it was measured, signed, opened or filled, '' = not said. ``by``: device or person. ``about``: what the record
    is (number of a sheet, name of a problem, code of a form). ``by_hand``: a measurement somebody typed (手工). ``stands``: it was not taken
    back since.
    """

    kind: str
    ref: str = ""
    at: str = ""
    by: str = ""
    about: str = ""
    by_hand: bool = False
    stands: bool = True


def origin_of(conn: Reading, source: str) -> Origin:
    """The record behind ``FormValue.source``; one that is not here (another seat's) is named by kind alone."""
    if not source:
        return Origin(HAND, by_hand=True)
    kind, _, ref = source.partition(":")
    read = _READERS.get(kind)
    return (read(conn, ref) if read else None) or Origin(kind, ref)


def _measurement(conn: Reading, ref: str) -> Origin | None:
    found = measurements.get(conn, ref)
    if found is None:
        return None
    device = devices.get(conn, found.device) if found.device else None
    by = " ".join(part for part in (device.name, device.sticker) if part) if device else ""
    typed = found.source is Source.MANUAL
    return Origin("measurement", ref, found.measured_at, by, found.kind.value, typed, found.status is MeasurementStatus.FINAL)


def _form(conn: Reading, ref: str) -> Origin | None:
    found = filled_forms.get(conn, ref)
    return None if found is None else Origin("filled_form", ref, found.at, _name(conn, found.by), found.form)


def _prescription(conn: Reading, ref: str) -> Origin | None:
    found = prescriptions.get(conn, ref)
    return (
        None
        if found is None
        else Origin("prescription", ref, found.signed_at or "", _name(conn, found.prescriber or ""), found.number or "")
    )


def _condition(conn: Reading, ref: str) -> Origin | None:
    found = clinical.condition(conn, ref)
    return (
        None
        if found is None
        else Origin("condition", ref, found.recorded_at, "", found.display, stands=found.verification != "entered-in-error")
    )


def _allergy(conn: Reading, ref: str) -> Origin | None:
    found = clinical.allergy(conn, ref)
    return (
        None
        if found is None
        else Origin("allergy", ref, found.recorded_at, "", found.text, stands=found.verification != "entered-in-error")
    )


def _visit(conn: Reading, ref: str) -> Origin | None:
    found = encounters.get(conn, ref)
    return None if found is None else Origin("encounter", ref, found.opened_at)


def _name(conn: Reading, practitioner: str) -> str:
    found = accounts.practitioner(conn, practitioner) if practitioner else None
    return found.name if found else ""


_READERS: Mapping[str, Callable[[Reading, str], Origin | None]] = {
    "measurement": _measurement,
    "filled_form": _form,
    "prescription": _prescription,
    "condition": _condition,
    "allergy": _allergy,
    "encounter": _visit,
    "practitioner": lambda conn, ref: Origin("practitioner", ref, by=_name(conn, ref)),
}
