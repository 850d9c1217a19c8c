"""The newest of each drug, and who was here in person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.clock import SetClock, iso
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.person import Person
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.store import encounters, supplies
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.shipped_pack import shipped_pack


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({}, True),
        ({"kind": VisitKind.HOME}, True),
        ({"kind": VisitKind.PHONE}, False),
        ({"proxy": True}, False),
        ({"identified_by": ""}, False),
        ({"status": EncounterStatus.CANCELLED}, False),
        ({"status": EncounterStatus.ENTERED_IN_ERROR}, False),
    ],
)
def test_seen_is_who_was_there(desk: Desk, make_person: Callable[..., Person], clock: SetClock, given: dict[str, Any], seen: bool) -> None:
    person, at = make_person().id, iso(clock.now())
    told = {"status": EncounterStatus.FINISHED, "kind": VisitKind.CLINIC, "identified_by": "card"} | given
    desk.store.write(lambda uow: encounters.add(uow, Encounter(new_id(), person, opened_at=at, **told))).result()
    assert desk.store.read(lambda conn: supplies.last_seen(conn, [person])) == ({person: at} if seen else {})


def test_newest_of_each_drug_and_whose_sheets_changed(desk: Desk, make_person: Callable[..., Person], clock: SetClock) -> None:
    rx, person, other = Prescribing(desk, shipped_pack()), make_person().id, make_person().id
    rx.sign(sheet(person, visit_of(desk, person).id, AMLODIPINE, METFORMIN))
    before = desk.store.read(supplies.last_change)
    clock.forward(8 * 86_400)
    last = rx.sign(sheet(person, visit_of(desk, person).id, AMLODIPINE))
    rows = desk.store.read(lambda conn: supplies.newest(conn, ""))
    assert {(one.drug, one.sheets, one.prescription == last.id) for one in rows} == {
        ("amlodipine-tab", 2, True),
        ("metformin-tab", 1, False),
    }
    assert desk.store.read(lambda conn: supplies.newest(conn, "", [other])) == []
    assert desk.store.read(lambda conn: supplies.newest(conn, "", [person])) == rows
    assert desk.store.read(lambda conn: supplies.prescribed_since(conn, before)) == {person}
    assert desk.store.read(lambda conn: supplies.prescribed_since(conn, supplies.last_change(conn))) == set()
