"""Values that were taken back: read by those who saw them, and the calls that must be made because of them (safety.md §3, H25)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.correction import Correction
from app.domain.filled_form import measured
from app.domain.measurement import Measurement
from app.domain.prescription import Prescription
from app.errors import KnownError
from app.rules.forms.reading import library
from app.services.desk import Desk
from app.store import accounts, corrections, filled_forms, measurements, people, prescriptions
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

OUTCOMES = ("unchanged", "stopped", "replaced", "unreachable")
"""What came of a call; words under ``call_outcome``. After ``unreachable`` the call stays to be made."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that was taken back, for the person who saw it. ``value`` None where it was an ECG. ``by``: who took it back ('' = elsewhere).

    ``forms``: title and day of completed forms that have it and have to be corrected.
    """

    id: str
    person: str
    name: str
    encounter: str | None
    value: Measurement | None
    reason: str
    made_at: str
    by: str = ""
    forms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A patient who must be called: a sheet was signed while the value stood. ``copies``: how many papers are out there.

    ``phones``: (number, whose). ``tried``: what was noted of earlier tries.
    """

    id: str
    person: str
    name: str
    phones: tuple[tuple[str, str], ...]
    prescription: str
    number: str
    copies: int
    value: Measurement | None
    reason: str
    made_at: str
    tried: str = ""


class Corrections:
    """What somebody must hear, and calls to make."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def mine(self) -> list[Taken]:
        """What the person at this keyboard saw and was not told yet, the oldest first."""
        account = self._desk.who.account
        return self._desk.read("queue.read", lambda conn: [_taken(conn, one) for one in corrections.of_account(conn, account)])

    def is_unread(self, person: str) -> bool:
        """Whether a value of this resident was taken back and the person at this keyboard has not read it: signing waits."""
        account = self._desk.who.account

        def query(conn: Reading) -> bool:
            linked = people.linked(conn, person)
            return any(one.person in linked for one in corrections.of_account(conn, account))

        return self._desk.read("queue.read", query)

    def seen(self, key: str) -> None:
        """They have read it; signing goes on. KnownError ``correction_unknown``."""

        def work(uow: UnitOfWork) -> None:
            one = _open(uow.conn, key)
            if one.account != uow.actor.account:
                raise KnownError("correction_unknown")
            corrections.close(uow, key, "seen")

        self._desk.write("queue.read", work)

    def calls(self) -> list[Call]:
        """Patients to call, the oldest first."""
        return self._desk.read("chart.read", lambda conn: [_call(conn, one) for one in corrections.calls(conn)])

    def called(self, key: str, outcome: str, note: str = "") -> None:
        """What came of a call, one of OUTCOMES. KnownError ``correction_unknown``."""
        if outcome not in OUTCOMES:
            raise ValueError(outcome)

        def work(uow: UnitOfWork) -> None:
            one = _open(uow.conn, key)
            if one.account is not None:
                raise KnownError("correction_unknown")
            if outcome == "unreachable":
                corrections.tried(uow, one, note.strip())
            else:
                corrections.close(uow, key, outcome, note.strip())

        self._desk.write("chart.write", work)


def _open(conn: Reading, key: str) -> Correction:
    one = corrections.get(conn, key)
    if one is None or one.closed_at is not None:
        raise KnownError("correction_unknown")
    return one


def _taken(conn: Reading, one: Correction) -> Taken:
    value, author = _value(conn, one), _author(conn, one)
    return Taken(one.id, one.person, _name(conn, one), one.encounter, value, one.reason, one.made_at, author, _forms(conn, one))


def _forms(conn: Reading, one: Correction) -> tuple[tuple[str, str], ...]:
    """A completed form is never changed by itself, and would count for good with a value that is somebody else's."""
    standing = filled_forms.of_people(conn, people.linked(conn, one.person))
    told = {value.measurement for form in standing for value in form.values.values()} - {""}
    gone = {f"{one.type}:{one.ref}"}
    gone |= {measured(key) for key, found in measurements.by_ids(conn, told).items() if one.ref in found.derived_from}
    using = [form for form in standing if any(value.source in gone for value in form.values.values())]
    known = {form.id: library().exactly(form.form, form.version) for form in using}
    return tuple(((found.title if (found := known[form.id]) else form.form), form.day) for form in using)


def _call(conn: Reading, one: Correction) -> Call:
    person = people.get(conn, one.person)
    sheet = _sheet(conn, one)
    return Call(
        id=one.id,
        person=one.person,
        name=_name(conn, one),
        phones=() if person is None else tuple((phone.number, phone.relation) for phone in person.phones),
        prescription=sheet.id,
        number=sheet.number or "",
        copies=len(prescriptions.copies(conn, sheet.id)),
        value=_value(conn, one),
        reason=one.reason,
        made_at=one.made_at,
        tried=one.note,
    )


def _sheet(conn: Reading, one: Correction) -> Prescription:
    found = prescriptions.get(conn, one.prescription or "")
    if found is None:
        raise KnownError("correction_unknown")
    return found


def _name(conn: Reading, one: Correction) -> str:
    person = people.get(conn, one.person)
    return "" if person is None else person.name


def _author(conn: Reading, one: Correction) -> str:
    account = accounts.account(conn, corrections.author(conn, one.id))
    found = None if account is None else accounts.practitioner(conn, account.practitioner)
    return "" if found is None else found.name


def _value(conn: Reading, one: Correction) -> Measurement | None:
    return measurements.get(conn, one.ref) if one.type == "measurement" else None
