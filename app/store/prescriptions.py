"""Prescriptions: written once when signed, afterwards only their state changes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select
from sqlalchemy.engine import RowMapping

from app.domain.ids import new_id
from app.domain.prescription import Override, Prescription, PrescriptionLine, PrescriptionState, PrintedCopy, SheetKind
from app.store.rows import among, listed
from app.store.tables.prescriptions import prescription, prescription_line, printed_copy
from app.store.unit_of_work import UnitOfWork

_END = "\U0010ffff"
_BY_ID = select(prescription).where(prescription.c.id == bindparam("id"))
_BY_IDS = select(prescription).where(among(prescription.c.id, "ids"))
_BY_NUMBER = select(prescription).where(prescription.c.number == bindparam("number"))
_OF_ENCOUNTER = select(prescription).where(prescription.c.encounter == bindparam("encounter")).order_by(prescription.c.signed_at)
_OF_PERSON = select(prescription).where(among(prescription.c.person, "persons")).order_by(prescription.c.signed_at.desc())
_LINES = select(prescription_line).where(among(prescription_line.c.prescription, "prescriptions")).order_by(prescription_line.c.n)
_BETWEEN = prescription.c.number.between(bindparam("low"), bindparam("high"))
_LAST_NUMBER = select(func.max(prescription.c.number)).where(_BETWEEN)
_next = prescription.alias()
# not the latest by time: a clock put right by a minute would let two sheets follow the same one
_CHAIN_END = (
    select(prescription.c.hash)
    .where(_BETWEEN, ~exists().where(_next.c.prev_hash == prescription.c.hash))
    .order_by(prescription.c.number.desc())
    .limit(1)
)
_SIGNED = select(prescription).where(prescription.c.document.is_not(None)).order_by(prescription.c.number)
_COPIES = select(printed_copy).where(printed_copy.c.prescription == bindparam("id")).order_by(printed_copy.c.copy_no)
_NUMBERS = ("single", "per_day", "quantity")
_WITHOUT_LINES = tuple(name for name in Prescription.__dataclass_fields__ if name != "lines")
_LINE_FIELDS = tuple(PrescriptionLine.__dataclass_fields__)


def get(conn: Connection, key: str) -> Prescription | None:
    """One sheet."""
    return next(iter(_with_lines(conn, conn.execute(_BY_ID, {"id": key}).mappings())), None)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, Prescription]:
    """Those of some sheets that are here, by id."""
    return {one.id: one for one in _with_lines(conn, conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings())}


def by_number(conn: Connection, number: str) -> Prescription | None:
    """The sheet of a printed number."""
    return next(iter(_with_lines(conn, conn.execute(_BY_NUMBER, {"number": number}).mappings())), None)


def of_person(conn: Connection, persons: Collection[str]) -> list[Prescription]:
    """All sheets of one human, newest first."""
    return _with_lines(conn, conn.execute(_OF_PERSON, {"persons": listed(persons)}).mappings())


def of_encounter(conn: Connection, encounter: str) -> list[Prescription]:
    """The sheets of a visit, oldest first."""
    return _with_lines(conn, conn.execute(_OF_ENCOUNTER, {"encounter": encounter}).mappings())


def last_number(conn: Connection, prefix: str) -> str | None:
    """The greatest number that begins so."""
    return conn.execute(_LAST_NUMBER, _range(prefix)).scalar()


def last_hash(conn: Connection, prefix: str) -> str | None:
    """Hash of the sheet whose number begins so and that none follows: the end of one seat's chain."""
    return conn.execute(_CHAIN_END, _range(prefix)).scalar()


def signed(conn: Connection) -> list[Prescription]:
    """Every sheet that was ever signed, in the order of their numbers."""
    return _with_lines(conn, conn.execute(_SIGNED).mappings())


def add(uow: UnitOfWork, one: Prescription, action: str = "sign") -> None:
    """Write a sheet and its lines."""
    row = {name: getattr(one, name) for name in _WITHOUT_LINES}
    row |= {"kind": one.kind.value, "state": one.state.value, "diagnoses": _json(one.diagnoses)}
    row |= {"overrides": _json([asdict(override) for override in one.overrides])}
    uow.insert(prescription, row, action=action)
    for n, line in enumerate(one.lines, start=1):
        numbers = {name: f"{getattr(line, name):f}" for name in _NUMBERS}
        uow.insert(prescription_line, asdict(line) | numbers | {"prescription": one.id, "person": one.person, "n": n}, action=action)


def set_state(uow: UnitOfWork, key: str, state: PrescriptionState, action: str, reason: str = "", at: str | None = None) -> None:
    """Move a sheet on; its content never changes. The lines are sent again, their status follows the sheet's.

    ``at``: when it happened, where that was not now.
    """
    values: dict[str, Any] = {"state": state.value}
    if state is PrescriptionState.CANCELLED:
        values |= {"cancelled_at": at or uow.at, "cancel_reason": reason}
    uow.update(prescription, key, values, action=action, reason=reason)
    for row in uow.conn.execute(_LINES, {"prescriptions": listed([key])}).mappings().all():
        uow.changed(prescription_line, row["id"])


def follow(uow: UnitOfWork, sheet: Prescription, state: PrescriptionState, send: bool, action: str) -> None:
    """Move a sheet to where its review led, back too. ``send``: its lines and its request for review are told to the peers from here."""
    uow.update(prescription, sheet.id, {"state": state.value}, action=action)
    if send:
        uow.send_back(prescription, sheet.id)
        for line in sheet.lines:
            uow.send_back(prescription_line, line.id)


def copies(conn: Connection, key: str) -> list[PrintedCopy]:
    """Every print of a sheet, in order."""
    fields = PrintedCopy.__dataclass_fields__
    return [PrintedCopy(**{name: row[name] for name in fields}) for row in conn.execute(_COPIES, {"id": key}).mappings()]


def add_copy(uow: UnitOfWork, one: Prescription, sha256: str) -> PrintedCopy:
    """Note a print; copies are counted."""
    made = PrintedCopy(new_id(), one.id, len(copies(uow.conn, one.id)) + 1, uow.at, uow.actor.account, sha256)
    uow.insert(printed_copy, asdict(made) | {"person": one.person}, action="print")
    return made


def _range(prefix: str) -> dict[str, str]:
    return {"low": prefix, "high": prefix + _END}


def _with_lines(conn: Connection, found: Iterable[RowMapping]) -> list[Prescription]:
    rows = list(found)
    lines: dict[str, list[PrescriptionLine]] = {row["id"]: [] for row in rows}
    if rows:
        for row in conn.execute(_LINES, {"prescriptions": listed(lines)}).mappings():
            lines[row["prescription"]].append(_line(row))
    return [_prescription(row, tuple(lines[row["id"]])) for row in rows]


def _prescription(row: RowMapping, lines: tuple[PrescriptionLine, ...]) -> Prescription:
    values: dict[str, Any] = {name: row[name] for name in _WITHOUT_LINES}
    values |= {
        "kind": SheetKind(row["kind"]),
        "state": PrescriptionState(row["state"]),
        "diagnoses": tuple((icd10, display) for icd10, display in json.loads(row["diagnoses"])),
        "overrides": tuple(Override(**given | {"lines": tuple(given["lines"])}) for given in json.loads(row["overrides"])),
        "lines": lines,
    }
    return Prescription(**values)


def _line(row: RowMapping) -> PrescriptionLine:
    values = {name: row[name] for name in _LINE_FIELDS}
    return PrescriptionLine(**values | {name: Decimal(row[name]) for name in _NUMBERS})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
