"""The change log as one peer still has to hear it: what was written here and has no answer yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, func, or_, select, update

from app.store.driver import all_rows
from app.store.rows import among, listed
from app.store.tables.log import change
from app.store.tables.sync import peer, peer_record
from app.store.tables.visits import measurement
from app.store.unit_of_work import LOCAL, UnitOfWork

FHIR_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "organization": "Organization",
        "practitioner": "Practitioner",
        "practitioner_role": "PractitionerRole",
        "device": "Device",
        "person": "Patient",
        "encounter": "Encounter",
        "condition": "Condition",
        "allergy": "AllergyIntolerance",
        "fact": "Observation",
        "measurement": "Observation",
        "ecg_recording": "Observation",
        "prescription": "Provenance",
        "prescription_line": "MedicationRequest",
        "review_step": "Provenance",
        "rx_sample": "List",
        "rx_comment": "Provenance",
        "rx_comment_answer": "Task",
        "dispense": "MedicationDispense",
        "settlement": "Invoice",
        "supply_request": "SupplyRequest",
        "supply_step": "Task",
        "enrolment": "EpisodeOfCare",
        "filled_form": "QuestionnaireResponse",
        "contact": "Communication",
        "plan_text": "CarePlan",
        "critical_step": "Communication",
        "contract": "Consent",
        "contract_step": "Communication",
        "measure_report": "MeasureReport",
        "health_education": "Communication",
        "skin_test": "Procedure",
        "skin_reading": "Observation",
        "skin_step": "Communication",
        "outside_medicine": "MedicationStatement",
        "rx_template": "PlanDefinition",
        "trip": "List",
        "trip_return": "Communication",
        "device_check": "Communication",
        "formulary": "MedicationKnowledge",
        "stock_move": "SupplyDelivery",
        "county_file": "Library",
    }
)
"""Record type → the resource that carries it, under the record's own id. A type that is not named here has no form of its own."""

RECORD_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {told: tuple(one for one, each in FHIR_TYPES.items() if each == told) for told in dict.fromkeys(FHIR_TYPES.values())}
)
"""Resource → the records it may carry."""

WITH_MORE = ("practitioner", "allergy", "fact", "ecg_recording", "prescription", "review_step", "rx_comment")
"""Records that become further resources beside their own: rights, "no known allergy", segments, a request for review, objections."""

URGENT, VITALS, REST, BULK = range(4)
_LANES = {
    "prescription": URGENT,
    "prescription_line": URGENT,
    "review_step": URGENT,
    "allergy": URGENT,
    "fact": URGENT,
    "person": VITALS,
    "encounter": VITALS,
    "measurement": VITALS,
    "critical_step": URGENT,
    "skin_test": URGENT,
    "skin_reading": URGENT,
    "skin_step": URGENT,
    "outside_medicine": URGENT,
    "ecg_recording": BULK,
}

# what must be known at once: a critical value, and that a value was somebody else's
_pressing = exists().where(measurement.c.id == change.c.id, or_(measurement.c.critical, measurement.c.status == "entered-in-error"))
_lane = case(
    (and_(change.c.type == "measurement", _pressing), URGENT),
    else_=case(_LANES, value=change.c.type, else_=REST),
).label("lane")
# a list taken in is thousands of rows of one transaction, and none of them waits for another
_unit = case((change.c.type.in_(("formulary", "stock_move")), change.c.id), else_=change.c.tx).label("tx")
_joined = change.outerjoin(
    peer_record,
    and_(
        peer_record.c.peer == bindparam("peer"),
        peer_record.c.fhir_type == case(dict(FHIR_TYPES), value=change.c.type),
        peer_record.c.fhir_id == change.c.id,
    ),
)
_unanswered = change.c.seq > func.coalesce(peer_record.c.answered_seq, 0)
_sent_seq = select(func.coalesce(func.max(peer.c.sent_seq), 0)).where(peer.c.id == bindparam("peer")).scalar_subquery()
_ours = and_(change.c.origin == LOCAL, change.c.type.in_(FHIR_TYPES))

_ROWS = (
    select(
        change.c.seq,
        _unit,
        change.c.type,
        change.c.id,
        _lane,
        _unanswered.label("unanswered"),
        peer_record.c.fhir_id.is_(None).label("new"),
    )
    .select_from(_joined)
    # one bound: of two SQLite gives the index the first, and walks over what the other leaves out
    .where(_ours, change.c.seq > func.max(_sent_seq, bindparam("after")), or_(_unanswered, change.c.type.in_(WITH_MORE)))
    .order_by(change.c.seq)
    .limit(bindparam("limit"))
)
_WAITING = (
    select(change.c.type, change.c.id, func.min(change.c.at).label("oldest_at"), func.min(_lane).label("lane"))
    .select_from(_joined)
    .where(_ours, change.c.seq > _sent_seq, _unanswered)
    .group_by(change.c.type, change.c.id)
)
_NEWEST = (
    select(change.c.id, func.max(change.c.seq).label("seq"))
    # the index by record is to serve: not knowing how many ids come, SQLite would walk over everything written here
    .where(func.coalesce(change.c.origin, "") == LOCAL, among(change.c.type, "types"), among(change.c.id, "ids"))
    .group_by(change.c.id)
)
_LAST_LOCAL = (
    # SQLite takes the other columns from the row that has the maximum
    select(change.c.id, change.c.account, change.c.at, func.max(change.c.seq))
    .where(
        change.c.origin == LOCAL,
        change.c.type.in_(bindparam("types", expanding=True)),
        change.c.id.in_(bindparam("ids", expanding=True)),
    )
    .group_by(change.c.id)
)
_LAST = select(func.coalesce(func.max(change.c.seq), 0))


def rows(conn: Connection, peer_id: str, after: int, limit: int) -> list[Any]:
    """Local change rows (seq, tx, type, id, lane, unanswered) of which something may be unanswered, in order.

    ``new``: nothing was ever noted of the peer and the record's own resource.
    """
    return list(conn.execute(_ROWS, {"peer": peer_id, "after": after, "limit": limit}))


def waiting(conn: Connection, peer_id: str) -> list[Any]:
    """Records (type, id, oldest_at, lane) that the peer has not answered for."""
    return list(conn.execute(_WAITING, {"peer": peer_id}))


def newest(conn: Connection, record_types: Collection[str], record_ids: Collection[str]) -> dict[str, int]:
    """Record id → number of the last local change of a record of one of these types; without those that were only pulled."""
    found = all_rows(conn, _NEWEST, types=listed(record_types), ids=listed(record_ids))
    return {row["id"]: row["seq"] for row in found}


def last_local(conn: Connection, record_types: Collection[str], record_ids: Collection[str]) -> dict[str, Any]:
    """Record id → (account, at) of the last change of it on this workstation; without those that were only pulled."""
    found = conn.execute(_LAST_LOCAL, {"types": list(record_types), "ids": list(record_ids)})
    return {row.id: row for row in found.all()}


def last(conn: Connection) -> int:
    """Number of the last change row, 0 where there is none."""
    return int(conn.execute(_LAST).scalar_one())


def advance(uow: UnitOfWork, peer_id: str, first_unanswered: int | None) -> None:
    """Everything before ``first_unanswered`` is answered (None: everything so far), so that it is not looked at again."""
    done = uow.conn.execute(_LAST).scalar_one() if first_unanswered is None else first_unanswered - 1
    uow.conn.execute(update(peer).where(peer.c.id == bindparam("key")).values(sent_seq=done), {"key": peer_id})
