"""Devices: stickers, seats, what the hub tells and what is remembered of it."""

from __future__ import annotations

import pytest

from app.clock import SetClock, iso
from app.errors import KnownError
from app.services.desk import Desk
from app.services.devices import DeviceCard, Devices
from device_drivers.manifest import Manifest, Transport
from device_drivers.readings import Bonded, DeviceState, Found, Kind
from tests.app.services.measuring_table import MakePerson, Table, glucose, news


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


def test_a_device_is_taken_on_under_its_sticker(table: Table) -> None:
    cuff = table.cuff(1, "红1")
    assert (cuff.sticker, cuff.seat, cuff.state, cuff.virtual) == ("红1", "A1", DeviceState.IDLE, True)
    (known,) = table.devices.known_for_hub()
    assert (known.device, known.driver, known.address) == ("ble:C1:00:00:00:00:01", "ble-blood-pressure", "C1:00:00:00:00:01")
    assert [card.id for card in Devices(table.desk).known()] == [cuff.id]


def test_two_devices_of_one_sticker_could_not_be_told_apart(table: Table) -> None:
    table.cuff(1, "红1")
    with pytest.raises(KnownError, match="sticker_taken"):
        table.cuff(2, "红1")
    with pytest.raises(KnownError, match="sticker_missing"):
        table.devices.take_on(Found("ble:X1", "cuff", -40, "ble-blood-pressure"), "", "  ")
    with pytest.raises(KnownError, match="device_unsupported"):
        table.devices.take_on(Found("ble:X1", "lamp", -40, None), "", "红2")


def test_renamed_forgotten_and_taken_on_again(table: Table) -> None:
    cuff = table.cuff()
    assert table.devices.rename(cuff.id, "新血压计", "黄3").sticker == "黄3"
    table.devices.forget(cuff.id)
    assert table.devices.known() == [] and table.devices.known_for_hub() == []
    with pytest.raises(KnownError, match="device_unknown"):
        table.devices.card(cuff.id)
    assert table.cuff().id == cuff.id


def test_kinds_are_what_the_driver_says(table: Table) -> None:
    table.cuff()
    table.devices.use_manifests([Manifest("ble-blood-pressure", (Kind.BLOOD_PRESSURE,), Transport.BLE, ())])
    assert table.devices.known()[0].kinds == ("blood_pressure",) and table.devices.known()[0].measures


def test_a_card_reader_measures_nobody(table: Table) -> None:
    table.cuff()
    assert table.devices.known()[0].measures  # no driver here says anything of it
    table.devices.use_manifests([Manifest("ble-blood-pressure", (), Transport.SERIAL, ())])
    assert not table.devices.known()[0].measures


def test_what_the_hub_tells_is_shown_at_once_and_remembered(table: Table) -> None:
    cuff = table.cuff()
    told: list[DeviceCard] = []
    table.devices.news.subscribe(told.append)
    now = table.clock.now()
    table.devices.heard(news(cuff, DeviceState.CONNECTED, now, battery=66, clock_offset_s=3600.0))
    table.devices.heard(news(cuff, DeviceState.MEASURING, now, live_pressure=152))
    assert [(card.state, card.battery, card.live_pressure) for card in told] == [
        (DeviceState.CONNECTED, 66, None),
        (DeviceState.MEASURING, 66, 152),
    ]
    table.desk.store.settle()
    again = Devices(table.desk).card(cuff.id)
    assert (again.battery, again.clock_offset_s, again.last_seen_at) == (66, 3600.0, iso(now))
    assert again.state is DeviceState.IDLE and again.live_pressure is None


def test_drained_is_true_today_only(table: Table) -> None:
    cuff = table.cuff()
    table.devices.heard(news(cuff, DeviceState.DRAINED, table.clock.now()))
    assert table.devices.card(cuff.id).drained
    table.devices.heard(news(cuff, DeviceState.IDLE, table.clock.now()))
    assert table.devices.card(cuff.id).drained
    table.clock.forward(86400)
    assert not table.devices.card(cuff.id).drained
    table.devices.heard(news(cuff, DeviceState.CONNECTING, table.clock.now()))
    assert not table.devices.card(cuff.id).drained


def test_measuring_since_the_first_pressure_until_something_else(table: Table) -> None:
    cuff = table.cuff()
    began = table.clock.now()
    table.measures(cuff)
    table.clock.forward(20)
    table.measures(cuff)
    assert table.devices.measuring_since(cuff.hub_id) == began
    table.devices.heard(news(cuff, DeviceState.TRANSFERRING, table.clock.now()))
    assert table.devices.measuring_since(cuff.hub_id) is None


def test_the_next_transfer_goes_on_behind_the_last_number(table: Table) -> None:
    meter = table.meter()
    now = table.clock.now()
    table.send(glucose(meter, "6.1", now, 7), glucose(meter, "6.2", now, 8))
    assert table.devices.known_for_hub()[0].last_sequence == 8
    assert Devices(table.desk).known_for_hub()[0].last_sequence == 8
    assert table.devices.card(meter.id).last_reading_at == iso(now)


def test_news_of_a_stranger_are_nobodys(table: Table) -> None:
    cuff = table.cuff()
    table.devices.forget(cuff.id)
    told: list[DeviceCard] = []
    table.devices.news.subscribe(told.append)
    table.devices.heard(news(cuff, DeviceState.CONNECTED, table.clock.now()))
    assert told == [] and table.devices.measuring_since(cuff.hub_id) is None


def test_a_dropped_link_leaves_the_device_not_drained(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.devices.heard(news(cuff, DeviceState.DRAINED, table.clock.now()))
    table.desk.store.settle()
    assert table.arm(cuff, person).drained
    table.devices.heard(news(cuff, DeviceState.FAILED, table.clock.now(), reason="lost"))
    table.desk.store.settle()
    assert not table.arming.armed()[0].drained


def test_a_bond_and_a_model_are_kept_for_the_next_session(desk: Desk) -> None:
    """An Omron cuff knows the host it was paired with by a secret; without it every session would have to pair anew."""
    devices = Devices(desk)
    found = Found("ble:C1:00:00:00:00:07", "BLEsmart_00000407", -50, "omron-ble", "HEM-7322T")
    card = devices.take_on(found, "血压计", "绿7")
    devices.bonded(Bonded(found.device, b"\x07" * 16))
    devices.bonded(Bonded("ble:nobody", b"\x08" * 16))
    for again in (devices, Devices(desk)):
        (known,) = again.known_for_hub()
        assert (known.model, known.key) == ("HEM-7322T", b"\x07" * 16)
    devices.heard(news(card, DeviceState.CONNECTED, desk.clock.now()))
    assert Devices(desk).known_for_hub()[0].key == b"\x07" * 16 and "07070707" not in repr(card)
