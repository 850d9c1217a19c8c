"""Who wrote a form: told in a resident's meta on the way out, read from whatever a stranger's resource names on the way in."""

from __future__ import annotations

import json
from typing import Any

from app.domain.ids import new_id
from app.domain.staff import Account
from app.store import accounts, people, settings
from app.store.audit import Actor
from app.store.conflicts import Author
from app.store.unit_of_work import UnitOfWork
from sync import authors, jsontext
from sync.canonical import content_hash
from sync.link import Link
from sync.replica import Ref, Remote
from tests.sync.fhir import samples
from tests.sync.seats import Seat, resident, settled

AT = "2026-03-05T08:00:00.000Z"
HERE = Author("周医生", AT, "柳河村卫生室 A1")


def staffed(uow: UnitOfWork) -> None:
    accounts.ship_roles(uow)
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    accounts.add_account(uow, Account("acc", "zhou", samples.doctor.id, "doctor", uow.at), "00")
    settings.put(uow, settings.ORGANIZATION, samples.clinic.id)
    settings.put(uow, settings.SEAT, "A1")


def read(seat: Seat, body: dict[str, Any]) -> Author:
    ref = Ref(body["resourceType"], "x")
    remote = Remote(ref, None, "2026-03-06T00:00:00Z", json.dumps(body).encode())
    return seat.store.read(lambda conn: authors.there(conn, remote, body))


def test_a_resident_travels_with_who_changed_it(seat: Seat, other: Seat, link: Link) -> None:
    one = resident()
    seat.write(staffed)
    seat.store.write(lambda uow: people.add(uow, one), Actor("acc")).result()
    ref = Ref("Patient", one.id)
    assert seat.store.read(lambda conn: authors.here(conn, ref)) == HERE
    body = jsontext.loads((seat.replica.body(ref) or b"").decode())
    assert read(other, body) == HERE
    assert content_hash({name: value for name, value in body.items() if name != "meta"}) == seat.replica.digest(ref)
    settled(seat.sync(link), other.sync(link))
    assert read(other, json.loads(link.get(f"Patient/{one.id}").body)) == HERE, "the server keeps it"
    assert other.read("person", one.id) == one


def test_whoever_only_pulled_a_resident_is_not_its_author(seat: Seat, other: Seat, link: Link) -> None:
    one = resident()
    seat.write(lambda uow: people.add(uow, one))
    settled(seat.sync(link), other.sync(link))
    assert other.store.read(lambda conn: authors.here(conn, Ref("Patient", one.id))) == Author()


def test_a_stranger_names_the_recorder_or_nobody(seat: Seat) -> None:
    seat.write(staffed)
    known = {"resourceType": "Condition", "recorder": {"reference": f"Practitioner/{samples.doctor.id}", "display": "Dr. Zhou"}}
    assert read(seat, known) == Author("周医生", "2026-03-06T00:00:00Z")
    part = {"resourceType": "Encounter", "participant": [{"individual": {"reference": f"Practitioner/{new_id()}", "display": "李护士"}}]}
    assert read(seat, part).who == "李护士"
    odd = {
        "resourceType": "Patient",
        "meta": {"extension": [7, {"url": authors.EDITED, "extension": "?"}]},
        "performer": ["x", {"reference": 3}],
    }
    assert read(seat, odd) == Author("", "2026-03-06T00:00:00Z")
