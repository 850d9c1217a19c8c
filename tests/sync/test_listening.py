"""Seats of one LAN: what one saves the other sees at once; a hub that is lost and comes back, or is another computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.domain.ids import organization_id
from sync.enrolling import enrol
from sync.hub import institutions
from sync.hub.enrolment import invite
from sync.hub.fleet import states
from sync.hub.server import HubServer
from tests.sync.conftest import KEY
from tests.sync.lan import LanSeat, until
from tests.sync.seats import add_person, record_visit, resident

ORG = organization_id("V1")


def joined(hub: HubServer, folder: Path, name: str) -> LanSeat:
    code = invite(hub.store, SystemClock(), ORG, name, "wang").code
    one = enrol(hub.base_url, code, name, name)
    return LanSeat(folder, name, one.base_url, one.secret())


def opened(folder: Path, name: str) -> HubServer:
    hub = HubServer(folder / f"{name}.db", KEY, tls=True)
    hub.start()
    with hub.store.write() as db:
        institutions.save(db, "V1", "村卫生室")
    return hub


@pytest.fixture
def lan(tmp_path: Path) -> Iterator[tuple[HubServer, LanSeat, LanSeat]]:
    hub = opened(tmp_path, "lan")
    seats = [joined(hub, tmp_path, name) for name in ("A1", "B2")]
    for one in seats:
        one.start()
    yield hub, seats[0], seats[1]
    for one in seats:
        one.close()
    hub.stop()


def test_a_save_is_on_the_other_seat_without_waiting_for_an_interval(lan: tuple[HubServer, LanSeat, LanSeat]) -> None:
    """The workers' own interval is five minutes here."""
    _, nurse, doctor = lan
    one = add_person(nurse, resident())
    doctor.wait_for(one.id)
    other = add_person(doctor, resident("王五"))
    nurse.wait_for(other.id)
    assert doctor.read("person", one.id).name == "李四" and nurse.read("person", other.id).name == "王五"


def test_a_hub_lost_at_noon(lan: tuple[HubServer, LanSeat, LanSeat]) -> None:
    """Seats go on, say that it is away, and hold the same once it is back: nothing lost, nothing twice."""
    hub, nurse, doctor = lan
    doctor.wait_for(add_person(nurse, resident()).id)
    hub.refuse(True)
    nurse.write(record_visit)
    written = [add_person(doctor, resident(f"下午{number}")) for number in range(3)]
    until(lambda: bool(nurse.reports[-1].error) and nurse.reports[-1].still_pending > 10 and bool(doctor.reports[-1].error))
    assert not nurse.reports[-1].delivered and not doctor.reports[-1].delivered
    hub.refuse(False)
    for seat in (nurse, doctor):
        seat.worker.resume()
    for one in written:
        nurse.wait_for(one.id)
    until(lambda: doctor.whole() == nurse.whole())
    until(lambda: nurse.reports[-1].delivered and doctor.reports[-1].delivered)
    with hub.store.read() as db:
        twice = db.execute("SELECT count(*) FROM version WHERE version > 1 AND type <> 'Encounter'").fetchone()[0]
    assert twice == 0


def test_any_workstation_takes_over(lan: tuple[HubServer, LanSeat, LanSeat], tmp_path: Path) -> None:
    """The hub's computer is broken: another one begins with an empty database and gets everything again."""
    hub, nurse, doctor = lan
    nurse.write(record_visit)
    until(lambda: bool(doctor.reports) and doctor.whole() == nurse.whole())
    theirs = add_person(doctor, resident("医生登记"))
    nurse.wait_for(theirs.id)
    hub.stop()
    for seat in (nurse, doctor):
        seat.close()
    heir = opened(tmp_path, "heir")
    seats = []
    for name in ("A1", "B2"):
        seats.append(joined(heir, tmp_path, name))
        seats[-1].start()
    until(lambda: all(seat.reports and seat.reports[-1].delivered for seat in seats))
    with heir.store.read() as db:
        rows = db.execute("SELECT max(version), count(*) FROM version WHERE type='Patient'").fetchone()
    assert rows == (1, 3), "both residents of the visit and the doctor's, each once"
    for seat in seats:
        seat.close()
    heir.stop()


def test_the_hub_knows_who_is_behind_and_since_when(lan: tuple[HubServer, LanSeat, LanSeat]) -> None:
    hub, nurse, doctor = lan
    doctor.wait_for(add_person(nurse, resident()).id)
    until(lambda: all(one.unread == 0 and one.in_touch for one in states(hub.store, SystemClock())))
    found = states(hub.store, SystemClock())
    assert [(one.seat, one.pending, one.behind_since) for one in found] == [("A1", 0, None), ("B2", 0, None)]
    doctor.worker.pause()
    doctor.listener.stop()
    until(lambda: doctor.worker.wait_idle(1))
    late = add_person(nurse, resident("钱七"))
    until(lambda: nurse.reports[-1].delivered and nurse.replica.backlog("up").pending == 0)
    behind = next(one for one in states(hub.store, SystemClock()) if one.seat == "B2")
    assert behind.unread >= 1 and behind.behind_since is not None and late.id


def test_a_vans_laptop_keeps_three_seats_in_step(lan: tuple[HubServer, LanSeat, LanSeat], tmp_path: Path) -> None:
    """What each saves at the same time the two others see, from whom it came included."""
    hub, *two = lan
    third = joined(hub, tmp_path, "C3")
    third.start()
    seats = [*two, third]
    saved = {seat: add_person(seat, resident(f"居民{number}")) for number, seat in enumerate(seats)}
    for writer, one in saved.items():
        for reader in seats:
            if reader is not writer:
                reader.wait_for(one.id)
    with hub.store.read() as db:
        clients = dict(db.execute("SELECT id, client FROM version WHERE type='Patient'").fetchall())
    assert len({clients[one.id] for one in saved.values()}) == 3, "each under its own credential"
    third.close()
