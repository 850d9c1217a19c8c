"""Carrying by hand as the page sees it: permissions, the audit trail, and that nothing is green before a receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import ANY

import pytest
from sqlalchemy import select

from app.clock import iso
from app.errors import KnownError
from app.services.couriers import Carried, Couriers
from app.services.desk import Desk
from app.services.sync_status import SyncStatus
from app.store.tables.log import audit
from sync.courier.desk import Courier
from sync.courier.hand import CourierHand, seat_hand
from sync.hub.courier import HubLedger, answering
from sync.hub.store import HubStore
from tests.app.conftest import KEY


@pytest.fixture
def hub(desk: Desk, tmp_path: Path) -> Iterator[CourierHand]:
    store = HubStore(tmp_path / "hub.db", KEY, desk.clock)
    ledger = HubLedger(store, "镇卫生院", "")
    yield CourierHand(Courier(ledger, desk.clock, server=answering(store)), ledger)
    store.close()


@pytest.fixture
def couriers(desk: Desk) -> Couriers:
    made = Couriers(desk)
    made.hand = seat_hand(desk.store, desk.clock)
    return made


def test_there_and_back(couriers: Couriers, hub: CourierHand, desk: Desk, tmp_path: Path) -> None:
    told: list[str] = []
    couriers.news.subscribe(told.append)
    card = hub.write_card(tmp_path)
    assert couriers.look(card) == hub.own() and couriers.known() == [], "read, and trusted by nobody yet"
    met = couriers.meet(card)
    assert met.is_hub and met.number == hub.own().number and couriers.known() == [met]
    hub.meet(couriers.write_card(tmp_path))
    status = SyncStatus(desk)
    assert status.summary().pending > 0
    written = couriers.export(tmp_path, met.site)
    assert written.records and status.summary().pending > 0
    assert couriers.state(met.site) == Carried(ANY, ANY, written.seq, written.records, iso(desk.clock.now()))
    taken = hub.take(hub.files(tmp_path)[0])
    assert (taken.arrived, taken.refused, taken.waiting, taken.repeated) == (written.records, 0, 0, False)
    hub.receipt(tmp_path, couriers.own().site)
    assert hub.state(couriers.own().site) == Carried()
    assert couriers.take(couriers.files(tmp_path)[0]).arrived == written.records
    assert couriers.state(met.site) == Carried(0)
    assert status.summary().pending == 0 and not status.summary().delivered, "a stick is no network: the light stays as it was"
    assert couriers.take(couriers.files(tmp_path)[0]).repeated
    couriers.part(met.site)
    assert couriers.known() == []
    assert told == ["meet", "", "export", "import", "import", "part"]
    status.close()


def test_what_a_hub_wrote_is_confirmed_by_the_seats_next_file(couriers: Couriers, hub: CourierHand, tmp_path: Path) -> None:
    met = couriers.meet(hub.write_card(tmp_path))
    hub.meet(couriers.write_card(tmp_path))
    site = couriers.own().site
    couriers.export(tmp_path, met.site)
    hub.take(hub.files(tmp_path)[0])
    answer = hub.export(tmp_path, site)
    assert (hub.state(site).seq, hub.state(site).records) == (answer.seq, answer.records)
    couriers.take(couriers.files(tmp_path)[0])
    couriers.export(tmp_path, met.site)
    hub.take(hub.files(tmp_path)[-1])
    assert hub.state(site) == Carried()


def test_a_stick_that_cannot_be_written_leaves_nothing_unconfirmed(couriers: Couriers, hub: CourierHand, tmp_path: Path) -> None:
    """T: pulled out before the file lay whole; the rows wait as before."""
    met = couriers.meet(hub.write_card(tmp_path))
    (tmp_path / "stick").write_text("no folder")
    with pytest.raises(KnownError, match="courier_unwritable"):
        couriers.export(tmp_path / "stick", met.site)
    now = couriers.state(met.site)
    assert now.pending and now.seq == 0


def test_what_was_refused_stands_in_the_trail(couriers: Couriers, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "x.age").write_bytes(b"junk")
    with pytest.raises(KnownError, match="courier_unreadable"):
        couriers.take(tmp_path / "x.age")
    rows = desk.store.read(lambda conn: conn.execute(select(audit).where(audit.c.type == "courier")).mappings().all())
    assert [(row["action"], row["outcome"], row["reason"]) for row in rows] == [("import", "refused", "courier_unreadable")]


def test_nothing_to_carry_with(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="courier_nobody"):
        Couriers(desk).export(tmp_path, "")
