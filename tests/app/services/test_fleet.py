"""The hub's keeper: who may look, who may let in, shut out and settle, and that each of it stands in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.errors import KnownError, NotAllowed
from app.services.desk import Desk
from app.services.fleet import AboveHub, Fleet, FleetSeat, House, HubChoice, HubClash, HubSelf, JoinCode
from app.store.tables.log import audit

CLASH = HubClash("Patient", "p1", "p1", (), "2026-03-05T00:41:00.000Z")
CHOICE = HubChoice("Patient", "p1", "p1", False, "2026-03-05T00:42:00.000Z")


class Hub:
    """Remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def seats(self) -> Sequence[FleetSeat]:
        return ()

    def above(self) -> AboveHub:
        return AboveHub()

    def houses(self) -> Sequence[House]:
        return (House("510181001", "x"),)

    def invite(self, seat: str, by: str, house: House | None) -> JoinCode:
        self.house = house
        return JoinCode("7KQ2", ("https://192.168.1.5:8090",), "2026-03-05T00:56:00.000Z")

    def revoke(self, device: str, by: str) -> None:
        self.asked.append((device, by))

    def itself(self) -> HubSelf:
        return HubSelf((), "", None)

    def clashes(self) -> Sequence[HubClash]:
        return (CLASH,)

    def settle(self, fhir_type: str, fhir_id: str, ours: bool, by: str) -> None:
        self.asked.append((fhir_type, fhir_id, ours, by))

    def last_choice(self) -> HubChoice | None:
        return CHOICE

    def take_back(self, fhir_type: str, fhir_id: str, by: str) -> None:
        self.asked.append((fhir_type, fhir_id, by))


@pytest.fixture
def fleet(desk: Desk) -> Fleet:
    made = Fleet(desk)
    made.hub = Hub()
    return made


def allow(desk: Desk, *permissions: str) -> None:
    desk.session.set(replace(desk.who, permissions=frozenset(permissions)))


def test_what_the_keeper_does_stands_in_the_trail(fleet: Fleet, desk: Desk) -> None:
    allow(desk, "settings.manage", "sync.settle", "sync.read")
    assert fleet.invite("B2").code == "7KQ2" and len(fleet.houses()) == 1
    other = House("510181009", "y", False)
    fleet.invite("D1", other)
    assert isinstance(fleet.hub, Hub) and fleet.hub.house == other
    fleet.revoke("d1")
    fleet.settle(CLASH, ours=False)
    fleet.take_back(CHOICE)
    account = desk.actor.account
    assert isinstance(fleet.hub, Hub)
    assert fleet.hub.asked == [("d1", account), ("Patient", "p1", False, account), ("Patient", "p1", account)]
    rows = desk.store.read(lambda conn: conn.execute(select(audit).where(audit.c.type == "hub").order_by(audit.c.seq)).mappings().all())
    told = [(row["action"], row["ref"], row["person"], row["reason"]) for row in rows]
    settled = [("settle", "Patient/p1", "p1", reason) for reason in ("there", "undo")]
    assert told == [("invite", "", "", ""), ("invite", "", "", ""), ("revoke", "d1", "", ""), *settled]
    assert not any("7KQ2" in str(dict(row)) for row in rows), "the code is a secret"


def test_who_only_looks(fleet: Fleet, desk: Desk) -> None:
    allow(desk, "sync.read")
    assert fleet.seats() == () and fleet.clashes() == (CLASH,) and fleet.itself() == HubSelf((), "", None)
    assert fleet.last_choice() == CHOICE
    settling = (lambda: fleet.settle(CLASH, ours=True), lambda: fleet.take_back(CHOICE))
    for verb in (lambda: fleet.invite("B2"), lambda: fleet.revoke("d1"), *settling):
        with pytest.raises(NotAllowed):
            verb()
    allow(desk)
    with pytest.raises(NotAllowed):
        fleet.seats()


def test_where_there_is_no_hub_there_are_no_clashes_and_the_trouble_is_told(desk: Desk) -> None:
    allow(desk, "sync.read")
    fleet = Fleet(desk)
    assert fleet.clashes() == () and fleet.seat == desk.seat
    with pytest.raises(KnownError, match="hub_not_here"):
        fleet.seats()
    fleet.trouble = KnownError("hub_port", port=8090)
    with pytest.raises(KnownError, match="hub_port"):
        fleet.seats()
