"""The newest of each drug, and who was here in person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from app.clock import SetClock, iso
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.domain.prescription import PrescriptionState as State
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.store import encounters, prescriptions, supplies
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.shipped_pack import shipped_pack


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({}, True),
        ({"kind": VisitKind.HOME}, True),
        ({"kind": VisitKind.REMOTE}, False),
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


def test_what_is_kept_of_each_drug_is_what_the_sheets_say(desk: Desk, make_person: Callable[..., Person], clock: SetClock) -> None:
    """Two residents, sheets in any order of signing, some sent back, some put back: the triggers agree with a count by hand."""
    chance, rx = Random(20261128), Prescribing(desk, shipped_pack())
    people = [make_person().id, make_person().id]
    example = rx.sign(sheet(people[0], visit_of(desk, people[0]).id, AMLODIPINE, METFORMIN))
    move(desk, example.id, State.CANCELLED)
    given: list[Prescription] = []
    for n in range(20):
        drugs = chance.sample(example.lines, k=chance.choice((1, 2)))
        lines = [
            replace(one, id=new_id(), days=chance.choice((7, 14, 28)), as_needed=chance.choice(("", "", "", "疼痛时"))) for one in drugs
        ]
        at = iso(clock.now() + timedelta(days=chance.randrange(-90, 90), minutes=n))
        one = replace(example, id=new_id(), number=f"n{n}", signed_at=at, lines=tuple(lines), document=None, hash=None, prev_hash=None)
        one = replace(one, person=chance.choice(people), long_term=chance.random() < 0.3, state=State.SIGNED)
        desk.store.write(partial(prescriptions.add, one=one)).result()
        state = chance.choice([State.SIGNED, State.APPROVED, State.RETURNED, State.REFUSED])
        for step in (State.RETURNED, State.APPROVED, state) if n % 2 else (state,):
            move(desk, one.id, step)
        given.append(replace(one, state=state))
    found = desk.store.read(lambda conn: supplies.last_supplies(conn, people, ""))
    assert {(one.person, one.drug): one for one in found} == by_hand(given)
    assert len(found) == 4


def move(desk: Desk, key: str, state: State) -> None:
    desk.store.write(partial(prescriptions.set_state, key=key, state=state, action="test")).result()


def by_hand(given: Iterable[Prescription]) -> dict[tuple[str, str], supplies.LastSupply]:
    made: dict[tuple[str, str], supplies.LastSupply] = {}
    for one in sorted((one for one in given if one.state in (State.SIGNED, State.APPROVED)), key=lambda one: one.signed_at or ""):
        at = one.signed_at or ""
        for line in one.lines:
            key = one.person, line.drug
            if not line.as_needed:
                before = made.get(key)
                long_at = at if one.long_term else before.long_at if before else ""
                earlier = before.signed_at if before else ""
                made[key] = supplies.LastSupply(*key, line.name, line.days, one.id, one.number, at, earlier, long_at)
    return made


def test_who_runs_out_between_two_instants(desk: Desk, make_person: Callable[..., Person], clock: SetClock) -> None:
    rx, person = Prescribing(desk, shipped_pack()), make_person().id
    rx.sign(sheet(person, visit_of(desk, person).id, replace(AMLODIPINE, days=7)))
    end = clock.now() + timedelta(days=7)

    def between(first: float, last: float) -> set[str]:
        begin, until = iso(end + timedelta(hours=first)), iso(end + timedelta(hours=last))
        return desk.store.read(lambda conn: supplies.running_out(conn, begin, until))

    assert (between(-1, 1), between(-2, -1), between(1, 2)) == ({person}, set(), set())
