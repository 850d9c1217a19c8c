"""Seats and a hub that see each other only through a stick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.store import accounts, settings, sync_state
from app.store.unit_of_work import UnitOfWork
from sync.courier.desk import Courier, Taken, peer_id
from sync.courier.seat import SeatLedger
from sync.hub.courier import HubCarrier, HubLedger, answering
from sync.hub.store import HubStore
from sync.replica import Backlog
from tests.sync.fhir import samples
from tests.sync.seats import KEY, NOW, Seat


class SeatByHand(Seat):
    """A workstation without a network."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)

        def set_up(uow: UnitOfWork) -> None:
            accounts.save_organization(uow, samples.clinic)
            for key, value in ((settings.ORGANIZATION, samples.clinic.id), (settings.SEAT, name), (settings.INSTANCE, f"instance-{name}")):
                settings.put(uow, key, value)

        self.write(set_up)
        self.courier = self._courier()

    def _courier(self) -> Courier:
        return Courier(SeatLedger(self.store), self.clock, replica=self.replica)

    def restart(self) -> None:
        super().restart()
        self.courier = self._courier()

    @property
    def site(self) -> str:
        return SeatLedger(self.store).identity().card.site

    def waiting(self, hub: HubByHand) -> Backlog:
        return self.replica.backlog(peer_id(hub.site))

    def state(self, hub: HubByHand) -> Any:
        return self.store.read(lambda conn: sync_state.state(conn, peer_id(hub.site)))


class HubByHand:
    """A hub that nobody reaches but by stick."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, SetClock(NOW)
        self._open()

    def _open(self) -> None:
        self.store = HubStore(self.path, KEY, self.clock)
        self.ledger = HubLedger(self.store, "镇卫生院", samples.clinic.id)
        self.courier = Courier(self.ledger, self.clock, HubCarrier(self.store, samples.clinic.id), answering(self.store))

    def restart(self) -> None:
        self.store.close()
        self._open()

    @property
    def site(self) -> str:
        return self.ledger.identity().card.site

    def versions(self) -> dict[str, int]:
        with self.store.read() as db:
            return {f"{row[0]}/{row[1]}": row[2] for row in db.execute("SELECT type, id, version FROM latest").fetchall()}


def introduce(seat: SeatByHand, hub: HubByHand, stick: Path) -> None:
    """Both read the other's card."""
    seat.courier.meet(hub.courier.write_card(stick)[0])
    hub.courier.meet(seat.courier.write_card(stick)[0])


def carry_up(seat: SeatByHand, hub: HubByHand, stick: Path) -> Taken:
    """The seat's rows to the hub."""
    return hub.courier.take(seat.courier.export(stick, seat.courier.correspondent()).path)


def carry_down(hub: HubByHand, seat: SeatByHand, stick: Path) -> Taken:
    """The hub's answer and news to the seat."""
    return seat.courier.take(hub.courier.export(stick, hub.ledger.cards()[seat.site]).path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubByHand]:
    made = HubByHand(tmp_path / "hub.db")
    yield made
    made.store.close()


@pytest.fixture
def seat(tmp_path: Path, hub: HubByHand, stick: Path) -> Iterator[SeatByHand]:
    made = SeatByHand(tmp_path, "A1")
    introduce(made, hub, stick)
    yield made
    made.store.close()


@pytest.fixture
def other(tmp_path: Path, hub: HubByHand, stick: Path) -> Iterator[SeatByHand]:
    made = SeatByHand(tmp_path, "B2")
    introduce(made, hub, stick)
    yield made
    made.store.close()
