"""Spans of arming: one open span a device, kept for ever."""

from __future__ import annotations

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from app.domain.device import ArmedSpan, Device, DeviceStatus
from app.domain.ids import new_id
from app.store import arming, devices, people
from app.store.database import Store
from app.store.unit_of_work import UnitOfWork
from tests.app.conftest import person


@pytest.fixture
def span(store: Store) -> ArmedSpan:
    one, cuff = person(), Device(new_id(), "ble:X", "cuff", "cuff", "X", sticker="红1", added_at="2026")
    made = ArmedSpan(new_id(), cuff.id, one.id, None, "A1", "a", "slip", at("00"), at("05"))

    def write(uow: UnitOfWork) -> None:
        people.add(uow, one)
        devices.save(uow, cuff)
        arming.add(uow, made)

    store.write(write).result()
    return made


def at(minute: str) -> str:
    return f"2026-03-05T00:{minute}:00.000Z"


def test_a_device_has_one_open_span(store: Store, span: ArmedSpan) -> None:
    second = ArmedSpan(new_id(), span.device, span.person, None, "B2", "a", "slip", at("01"), at("06"))
    with pytest.raises(IntegrityError):
        store.write(lambda uow: arming.add(uow, second)).result()
    store.write(lambda uow: arming.end(uow, span.id, at("01"), "other_person")).result()
    store.write(lambda uow: arming.add(uow, second)).result()
    assert store.read(lambda conn: arming.open_on(conn, span.device)) == second
    assert store.read(arming.open_all) == [second]


def test_the_end_is_the_earlier_of_disarming_and_time_out(store: Store, span: ArmedSpan) -> None:
    assert span.ends_at == at("05")
    store.write(lambda uow: arming.end(uow, span.id, at("03"), "saved")).result()
    kept = store.read(lambda conn: arming.get(conn, span.id))
    assert kept is not None and (kept.ends_at, kept.disarmed_why) == (at("03"), "saved")
    store.write(lambda uow: arming.prolong(uow, span.id, at("02"))).result()
    kept = store.read(lambda conn: arming.get(conn, span.id))
    assert kept is not None and kept.ends_at == at("02")


@pytest.mark.parametrize(("since", "until", "found"), [("00", "00", True), ("05", "09", True), ("06", "09", False)])
def test_spans_of_a_time(store: Store, span: ArmedSpan, since: str, until: str, found: bool) -> None:
    rows = store.read(lambda conn: arming.of_device(conn, span.device, at(since), at(until)))
    assert bool(rows) is found
    assert store.read(lambda conn: arming.of_device(conn, span.device, "2025", "2025-12")) == []


def test_a_device_and_its_last_contact(store: Store, span: ArmedSpan) -> None:
    known = store.read(lambda conn: devices.by_hub_id(conn, "ble:X"))
    assert known == store.read(lambda conn: devices.get(conn, span.device))
    assert store.read(lambda conn: devices.status(conn, span.device)) == DeviceStatus()
    store.write(lambda uow: devices.keep_status(uow, span.device, battery=66, drained=True)).result()
    store.write(lambda uow: devices.keep_status(uow, span.device, last_sequence=7)).result()
    assert store.read(devices.statuses) == {span.device: DeviceStatus(battery=66, last_sequence=7, drained=True)}
