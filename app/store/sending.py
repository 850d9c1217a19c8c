"""Records read to be sent: by type and id, many at a time, in as few statements as there are kinds of rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.clinical import Fact, FactKind
from app.store import (
    accounts,
    care,
    clinical,
    contacts,
    county_files,
    device_checks,
    devices,
    dispensing,
    ecg,
    encounters,
    enrolments,
    filled_forms,
    formulary,
    indicators,
    measurements,
    outside_medicines,
    people,
    prescriptions,
    reviews,
    rx_comments,
    rx_templates,
    settlements,
    skin_tests,
    stock,
    supplying,
    trips,
)
from app.store.rows import rows_where
from app.store.tables import access, metadata
from app.store.tables.prescriptions import prescription_line

Many = Callable[[Connection, Collection[str]], Mapping[str, Any]]

_RECORDED_BY = {"condition": "recorded_by", "allergy": "recorded_by", "fact": "recorded_by", "ecg_recording": "taken_by"}
_HELD_ROLE = tuple(accounts.HeldRole.__dataclass_fields__)
_fact = metadata.tables["fact"]
_SAID_NO = select(_fact.c.person).where(
    _fact.c.person.in_(bindparam("keys", expanding=True)), _fact.c.kind == FactKind.ALLERGY.value, _fact.c.answer == "no"
)


def records(conn: Connection, record_type: str, keys: Collection[str]) -> Mapping[str, Any]:
    """Those of some records of one type that are here, by id."""
    return _MANY[record_type](conn, keys)


def ids_after(conn: Connection, record_type: str, after: str, limit: int) -> list[str]:
    """Ids of records of one type in their order, from behind ``after``."""
    key = metadata.tables[record_type].c.id
    query = select(key).where(key > bindparam("after")).order_by(key).limit(bindparam("most"))
    return list(conn.execute(query, {"after": after, "most": limit}).scalars())


def here(conn: Connection, record_type: str, keys: Collection[str]) -> set[str]:
    """Which ids are those of records of this type."""
    return {row["id"] for row in rows_where(conn, metadata.tables[record_type], "id", keys, ("id",))}


def recorders(conn: Connection, record_type: str, keys: Collection[str]) -> dict[str, str]:
    """Record id → the practitioner who wrote a condition, an allergy or an answer down, or took a recording; who is known here only."""
    column = _RECORDED_BY[record_type]
    told = {row["id"]: row[column] for row in rows_where(conn, metadata.tables[record_type], "id", keys, ("id", column)) if row[column]}
    known = here(conn, "practitioner", set(told.values()))
    return {key: by for key, by in told.items() if by in known}


def said_no_allergy(conn: Connection, persons: Collection[str]) -> set[str]:
    """Of which residents anybody ever answered that no allergy is known."""
    return set(conn.execute(_SAID_NO, {"keys": list(persons)}).scalars())


def last_answers(conn: Connection, persons: Collection[str]) -> dict[str, Fact]:
    """The newest answer about allergies, by resident."""
    found = clinical.answers(conn, persons, FactKind.ALLERGY)
    return {one.person: one for one in reversed(found)}


def sheets_of_lines(conn: Connection, lines: Collection[str]) -> dict[str, tuple[str, int]]:
    """Line id → its prescription and its number, from 1."""
    rows = rows_where(conn, prescription_line, "id", lines, ("id", "prescription", "n"))
    return {row["id"]: (row["prescription"], row["n"]) for row in rows}


def held_roles(conn: Connection, keys: Collection[str]) -> dict[str, accounts.HeldRole]:
    """Roles that somebody holds, by their own id."""
    rows = rows_where(conn, access.practitioner_role, "id", keys, _HELD_ROLE)
    return {row["id"]: accounts.HeldRole(**row) for row in rows}


def _each(read: Callable[[Connection, str], Any]) -> Many:
    """Of what there is little: one at a time."""

    def found(conn: Connection, keys: Collection[str]) -> Mapping[str, Any]:
        return {key: one for key in keys if (one := read(conn, key)) is not None}

    return found


_MANY: Mapping[str, Many] = {
    "organization": _each(accounts.organization),
    "practitioner": _each(accounts.practitioner),
    "practitioner_role": held_roles,
    "device": _each(devices.get),
    "person": people.by_ids,
    "encounter": encounters.by_ids,
    "condition": clinical.conditions_by_ids,
    "allergy": clinical.allergies_by_ids,
    "fact": clinical.facts_by_ids,
    "measurement": measurements.by_ids,
    "ecg_recording": _each(ecg.get),
    "prescription": prescriptions.by_ids,
    "review_step": reviews.by_ids,
    "rx_sample": rx_comments.samples_by_ids,
    "rx_comment": rx_comments.by_ids,
    "rx_comment_answer": rx_comments.answers_by_ids,
    "dispense": dispensing.by_ids,
    "settlement": settlements.SETTLEMENTS.by_ids,
    "supply_request": supplying.by_ids,
    "supply_step": supplying.steps_by_ids,
    "enrolment": enrolments.by_ids,
    "filled_form": filled_forms.by_ids,
    "contact": contacts.CONTACTS.by_ids,
    "plan_text": care.PLAN_TEXTS.by_ids,
    "critical_step": care.CRITICAL_STEPS.by_ids,
    "contract": care.CONTRACTS.by_ids,
    "contract_step": care.CONTRACT_STEPS.by_ids,
    "measure_report": indicators.MEASURE_REPORTS.by_ids,
    "health_education": care.EDUCATION.by_ids,
    "skin_test": skin_tests.SKIN_TESTS.by_ids,
    "skin_reading": skin_tests.READINGS.by_ids,
    "skin_step": skin_tests.STEPS.by_ids,
    "outside_medicine": outside_medicines.STATEMENTS.by_ids,
    "rx_template": rx_templates.TEMPLATES.by_ids,
    "trip": trips.TRIPS.by_ids,
    "trip_return": trips.RETURNS.by_ids,
    "device_check": device_checks.CHECKS.by_ids,
    "formulary": formulary.houses,
    "stock_move": stock.by_ids,
    "county_file": county_files.COUNTY_FILES.by_ids,
}
