"""Writing on the hub: one turn of the one writer, each resource stored with owner, resident, search terms and addressees."""

from __future__ import annotations

from dataclasses import dataclass

from sync.hub import audit
from sync.hub.access import Reach
from sync.hub.addressed import TYPES, addresses, opens_nothing
from sync.hub.audit import DONE, Noted
from sync.hub.outcome import Refused
from sync.hub.resources import Incoming, stamped
from sync.hub.rows import Connection, Stored
from sync.hub.store import HubStore
from sync.replica import Ref


@dataclass(frozen=True, slots=True)
class Turn:
    """One writing transaction: its stamp, the number its versions share, on whose behalf."""

    at: str
    tx: int
    reach: Reach


def turn(store: HubStore, db: Connection, reach: Reach) -> Turn:
    """The turn of a transaction that has just begun."""
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name='version'").fetchone()
    return Turn(store.now(db), (last[0] if last else 0) + 1, reach)


def current(db: Connection, ref: Ref) -> tuple[int, str, str]:
    """Version, stamp and text of a resource. Raises :class:`Refused` 404."""
    row = db.execute("SELECT l.version, l.at, v.json FROM latest l JOIN version v USING (seq) WHERE l.type=? AND l.id=?", ref).fetchone()
    if row is None:
        raise Refused(404, f"{ref} is not here")
    return row[0], row[1], row[2]


def put(db: Connection, item: Incoming, turn: Turn, if_match: str | None = None) -> Stored:
    """Create or update one resource; the same content again keeps its version.

    Raises :class:`Refused` 403 where it belongs to an institution out of reach, 412 where ``if_match`` (a version id) is not the current one.
    """
    ref, reach = item.ref, turn.reach
    row = db.execute("SELECT version, hash, at, owner_org FROM latest WHERE type=? AND id=?", (ref.fhir_type, ref.fhir_id)).fetchone()
    if row is not None and not reach.owns(row[3]):
        raise Refused(403, f"{ref} belongs to another institution", target=str(ref))
    if if_match is not None and (row is None or str(row[0]) != if_match):
        raise Refused(412, f"{ref} is at another version than the one named")
    if row is not None and row[1] == item.hash:
        return Stored(ref, row[0], row[2], created=False, changed=False)
    version = row[0] + 1 if row else 1
    owner = row[3] if row else reach.client.owner_org
    seq = db.execute(
        "INSERT INTO version (type, id, version, owner_org, client, at, json, tx, lane) VALUES (?,?,?,?,?,?,?,?,?)",
        (*ref, version, owner, reach.client.name, turn.at, stamped(item, version, turn.at), turn.tx, item.lane),
    ).lastrowid
    person = item.person or _person_of_target(db, item)
    db.execute("INSERT OR REPLACE INTO latest VALUES (?,?,?,?,?,?,?,?)", (*ref, seq, version, turn.at, item.hash, owner, person))
    if row:
        db.execute("DELETE FROM term WHERE type=? AND id=?", (ref.fhir_type, ref.fhir_id))
    rows = [(ref.fhir_type, param, value, ref.fhir_id) for param, value in item.terms]
    if item.targets and person:
        rows.append((ref.fhir_type, "subject", f"Patient/{person}", ref.fhir_id))
    db.executemany("INSERT INTO term VALUES (?,?,?,?)", rows)
    if ref.fhir_type in TYPES:
        _address(db, item, turn, person)
    return Stored(ref, version, turn.at, created=row is None, changed=True)


def _person_of_target(db: Connection, item: Incoming) -> str:
    """A signature is about the resident whose record it signs."""
    for ref in item.targets:
        row = db.execute("SELECT person FROM latest WHERE type=? AND id=? AND person<>''", ref).fetchone()
        if row:
            return str(row[0])
    return ""


def _address(db: Connection, item: Incoming, turn: Turn, person: str) -> None:
    """Note whom a request opens its resident to.

    What a clinic asks of itself opens nothing to it: a request counts where its writer may read the resident. A Consent
    counts whoever wrote it down, and stands in the trail: the visitor from another township stands before that clinic's doctor.
    """
    ref, reach = item.ref, turn.reach
    db.execute("DELETE FROM addressed WHERE type=? AND id=?", ref)
    alone = opens_nothing(item.value)
    if not person and not alone:
        return
    if not alone and not reach.may_read(db, Ref("Patient", person)):
        if ref.fhir_type != "Consent":
            return
        row = Noted(turn.at, reach.client.name, reach.client.owner_org, "consent", f"Patient/{person}", DONE, "written-by-reader")
        audit.note(db, row)
    for one in addresses(item.value):
        org = _organisation_of(db, one.to)
        if org:
            db.execute("INSERT OR REPLACE INTO addressed VALUES (?,?,?,?,?,?)", (*ref, org, person, one.starts, one.ends))


def _organisation_of(db: Connection, reference: str) -> str:
    kind, _, key = reference.partition("/")
    if kind == "Organization":
        return key
    if kind not in ("Practitioner", "PractitionerRole"):
        return ""
    row = db.execute("SELECT owner_org FROM latest WHERE type=? AND id=?", (kind, key)).fetchone()
    return str(row[0]) if row else ""
