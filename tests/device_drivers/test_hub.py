"""The hub from outside: scanning, wishes it cannot fulfil, an absent adapter, a quick and complete end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from device_drivers import air, connections
from device_drivers.errors import DeviceError, Reason
from device_drivers.hub import DeviceHub
from device_drivers.protocols.blood_pressure_session import BloodPressureSession
from device_drivers.protocols.suntech import Command
from device_drivers.readings import DeviceState, Found, KnownDevice, Recording
from device_drivers.virtual.clinic import VirtualClinic
from device_drivers.virtual.serial_peers import SunTechPeer
from tests.device_drivers.conftest import PATIENCE, Desk, Elsewhere, Room


def reason_of(work: object) -> Reason:
    with pytest.raises(DeviceError) as caught:
        work.result(PATIENCE)  # type: ignore[attr-defined]
    return caught.value.reason


def test_a_scan_names_each_device_and_its_driver(room: Room) -> None:
    cuff, meter, patch = room.cuff(), room.meter(), room.patch()
    stranger = room.cuff(9, name="BM59 beurer")
    for device in (cuff, meter, stranger):
        room.run(device.wake())
    found = [one for one in room.hub.scan(0.5).result(PATIENCE) if one.device.startswith("ble:")]
    assert {one.device: one.driver for one in found} == {
        cuff.id: "ble-blood-pressure",
        meter.id: "ble-glucose",
        patch.id: "lepu-er1",
        stranger.id: "ble-blood-pressure-beurer",
    }
    assert {one.name for one in found} >= {"A&D_UA-651BLE_V", "meter+00000001"}
    assert set(room.desk.found) >= set(found)
    assert all(isinstance(one, Found) and one.rssi is not None for one in found)


def test_four_cuffs_of_one_name_are_told_apart(room: Room) -> None:
    """H21: a reading belongs to the cuff it was taken with, whatever the cuffs call themselves."""
    cuffs = [room.cuff(number, bonded=False) for number in range(2, 6)]
    for cuff in cuffs:
        room.know(cuff.id, "ble-blood-pressure")
    for systolic, cuff in zip((121, 122, 123, 124), cuffs, strict=True):
        room.run(cuff.press(Decimal(systolic), Decimal(80), Decimal(70)))
    readings = room.desk.wait_readings(4)
    got = {reading.device: int(reading.values[0][1].value or 0) for reading in readings}
    assert got == {cuff.id: systolic for systolic, cuff in zip((121, 122, 123, 124), cuffs, strict=True)}


@pytest.mark.parametrize(
    ("adapter", "reason"), [("missing", Reason.NO_ADAPTER), ("off", Reason.ADAPTER_OFF), ("denied", Reason.ADAPTER_DENIED)]
)
def test_an_absent_adapter_is_told_by_scan_and_by_every_device(room: Room, adapter: str, reason: Reason) -> None:
    room.radio.adapter = adapter
    assert reason_of(room.hub.scan(0.2)) is reason
    room.know("ble:C1:00:00:00:00:02", "ble-blood-pressure")
    assert room.desk.wait_state(DeviceState.FAILED).reason is reason


def test_this_machine_without_bluetooth_says_so() -> None:
    """The real backend, no radio: one of the known reasons, never a raw exception."""
    desk = Desk()
    hub = DeviceHub(desk.journal, desk.tell, clock=lambda: datetime.now(UTC))
    hub.start()
    try:
        hub.scan(0.1).result(PATIENCE)
    except DeviceError as error:
        assert error.reason in (Reason.NO_ADAPTER, Reason.ADAPTER_OFF, Reason.ADAPTER_DENIED)
    finally:
        hub.stop()


def test_wishes_that_cannot_be_fulfilled(room: Room) -> None:
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    assert reason_of(room.hub.measure("ble:nobody")) is Reason.UNKNOWN_DEVICE
    assert reason_of(room.hub.measure(cuff.id)) is Reason.NOT_SUPPORTED
    assert reason_of(room.hub.start_ecg(cuff.id)) is Reason.NOT_SUPPORTED
    assert reason_of(room.hub.add(KnownDevice("ble:x", "no-such-driver", "x", "x"))) is Reason.UNKNOWN_DRIVER


def test_no_more_serial_ports_than_there_are_threads_for(room: Room) -> None:
    for number in range(4):
        room.know(f"serial:socket://127.0.0.1:{number + 1}", "suntech")
    assert reason_of(room.hub.add(KnownDevice("serial:x", "suntech", "x", "socket://127.0.0.1:9"))) is Reason.TOO_MANY


def test_a_forgotten_device_is_let_alone(room: Room) -> None:
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    room.hub.forget(cuff.id).result(PATIENCE)
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    assert any(one.device == cuff.id for one in room.hub.scan(0.3).result(PATIENCE))
    assert cuff.sessions == 0 and len(cuff.records) == 1


def test_stop_ends_a_running_stream_in_time_and_twice_is_once(room: Room) -> None:
    patch = room.patch()
    room.know(patch.id, "lepu-er1")
    room.hub.start_ecg(patch.id).result(PATIENCE)
    room.desk.wait(lambda: room.desk.blocks)
    began = time.monotonic()
    room.hub.stop()
    room.hub.stop()
    assert time.monotonic() - began < 5
    assert not any(thread.name == "device-hub" for thread in threading.enumerate())


def test_stop_in_the_middle_of_a_transfer_is_quick(room: Room) -> None:
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    room.desk.wait_state(DeviceState.CONNECTING)
    began = time.monotonic()
    room.hub.stop()
    assert time.monotonic() - began < 5


def test_before_start_and_after_stop_nothing_can_be_asked() -> None:
    desk = Desk()
    hub = DeviceHub(desk.journal, desk.tell, clock=lambda: datetime.now(UTC))
    with pytest.raises(RuntimeError):
        hub.scan(1)
    hub.start()
    hub.start()
    hub.stop()
    with pytest.raises(RuntimeError):
        hub.scan(1)


def test_the_journal_is_called_in_the_hubs_thread(room: Room) -> None:
    """Only a plain call inside the notification holds the confirmation back."""
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    room.desk.wait_readings(1)
    assert room.desk.threads == {"device-hub"}


def test_the_practice_clinic_has_three_devices_with_buttons() -> None:
    """The demo's chain: button, radio, bleak, journal; and the devices' own logs to compare with."""
    desk = Desk()
    hub = DeviceHub(desk.journal, desk.tell, clock=lambda: datetime.now(UTC))
    hub.start()
    try:
        clinic = VirtualClinic(hub)
        for known in clinic.devices():
            hub.add(known).result(PATIENCE)
        clinic.press_cuff(128, 82, 71).result(PATIENCE)
        clinic.prick(Decimal("7.8"), meal=3).result(PATIENCE)
        clinic.start_patch().result(PATIENCE)
        hub.start_ecg(clinic.devices()[2].device).result(PATIENCE)
        readings = desk.wait_readings(2)
        desk.wait(lambda: sum(len(block.samples) for block in desk.blocks) > 100)
        clinic.stop_patch().result(PATIENCE)
        logged = {(taken.device, taken.values[0][1]) for taken in clinic.logs()}
        assert logged == {(reading.device, reading.values[0][1].value) for reading in readings}
        samples = [sample for block in desk.blocks for sample in block.samples]
        assert tuple(samples) == clinic.samples()[: len(samples)]
    finally:
        hub.stop()


def test_the_hub_costs_no_radio_before_it_is_used() -> None:
    """Start-up time and memory: bleak, bumble and pyserial are imported when a device needs them."""
    code = "import sys, device_drivers.hub, device_drivers.virtual.clinic; print([m for m in ('bleak', 'bumble', 'serial') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert done.stdout.strip() == "[]"


def test_an_adapter_that_comes_back_is_used_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(air, "RETRY_SECONDS", (0.05,))
    room.radio.adapter = "off"
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    room.desk.wait_state(DeviceState.FAILED)
    seen = len(room.desk.news)
    room.radio.adapter = "on"
    room.desk.wait_state(DeviceState.IDLE, after=seen)
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    assert len(room.desk.wait_readings(1)) == 1


def test_a_wanted_stream_that_is_not_found_is_told(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "FIND_SECONDS", 0.1)
    room.know("ble:C1:00:00:00:00:77", "lepu-er1")
    room.hub.start_ecg("ble:C1:00:00:00:00:77").result(PATIENCE)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.NOT_FOUND
    seen = len(room.desk.news)
    room.hub.stop_ecg("ble:C1:00:00:00:00:77").result(PATIENCE)
    assert room.desk.wait_state(DeviceState.IDLE, after=seen).reason is None


@pytest.mark.expect_log("a driver failed: ble-blood-pressure")
def test_a_bug_in_a_driver_ends_its_session_not_the_hub(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    with monkeypatch.context() as broken:
        broken.setattr(BloodPressureSession, "_open", lambda *_: 1 // 0)
        room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
        assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.BUG
    assert len(room.desk.wait_readings(1)) == 1


def test_where_the_disk_is_full_no_device_is_asked_for_what_it_would_forget(room: Room) -> None:
    """H11: the operating system confirms by itself, so the only safe record is one that stays in the cuff."""
    cuff = room.cuff()
    room.free = False
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.JOURNAL
    assert cuff.sessions == 0 and len(cuff.records) == 1
    room.free = True
    assert len(room.desk.wait_readings(1)) == 1


@pytest.mark.expect_log("no connection for handle")  # of the virtual air, where a device still sends as the link goes
def test_eight_devices_at_once_and_the_ninth_in_its_turn(room: Room) -> None:
    """A common adapter holds eight links: the ninth is served when one of them is done."""
    patches = [room.patch(0x30 + number, name=f"ER1 {number:04}") for number in range(9)]
    for patch in patches:
        room.know(patch.id, "lepu-er1")
        room.hub.start_ecg(patch.id).result(PATIENCE)
    room.desk.wait(lambda: len({block.device for block in room.desk.blocks}) == connections.MOST_BLE)
    streaming = {block.device for block in room.desk.blocks}
    assert sum(patch.connection is not None for patch in patches) == connections.MOST_BLE
    room.hub.stop_ecg(streaming.pop()).result(PATIENCE)
    room.desk.wait(lambda: len({block.device for block in room.desk.blocks}) == len(patches))


@pytest.mark.expect_log("no connection for handle")
def test_the_hub_ends_in_time_whatever_is_under_way(room: Room, tmp_path: Path, elsewhere: Elsewhere) -> None:
    """Quit within 5 s, the pump's abort first: a stream, a pairing that waits for digits, a pump, a door, a recording."""
    patch, cuff, module = room.patch(), room.cuff(), SunTechPeer(room.clock())
    module.seconds = 60
    elsewhere(module.listen())
    cuff.label(123456)
    for device, driver in ((patch.id, "lepu-er1"), (cuff.id, "ble-blood-pressure"), (f"serial:{module.url}", "suntech")):
        room.know(device, driver)
    room.hub.add(KnownDevice("tcp:x", "suntech", "x", "tcp://127.0.0.1:0?from=127.0.0.1")).result(PATIENCE)
    room.hub.start_ecg(patch.id).result(PATIENCE)
    room.desk.wait(lambda: room.desk.blocks)
    room.hub.record(patch.id, tmp_path / "patch.jsonl", "1").result(PATIENCE)
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    room.desk.wait(lambda: room.desk.others)
    room.desk.wait(lambda: any(news.state is DeviceState.DRAINED for news in room.desk.news))
    room.hub.measure(f"serial:{module.url}").result(PATIENCE)
    room.desk.wait(lambda: any(news.live_pressure for news in room.desk.news))
    began = time.monotonic()
    room.hub.stop()
    assert time.monotonic() - began < 5
    assert not any(thread.name.startswith(("device-hub", "port")) for thread in threading.enumerate())
    elsewhere(module.host_gone())
    assert module.commands[-1].known is Command.ABORT and not module.inflated
    elsewhere(module.close())


def test_stored_recordings_are_fetched_when_asked_for_and_the_stream_goes_on_afterwards(room: Room) -> None:
    patch = room.patch()
    room.know(patch.id, "lepu-er1")
    for seconds in (45, 30):
        patch.inside.record(seconds)
    room.hub.start_ecg(patch.id).result(PATIENCE)
    room.desk.wait(lambda: room.desk.blocks)
    assert room.hub.fetch_recordings(patch.id).result(PATIENCE) == 2
    stored = [one for one in room.desk.others if isinstance(one, Recording)]
    assert [one.name for one in stored] == list(patch.inside.files) and all(len(one.leads[0].samples) > 3000 for one in stored)
    seen = len(room.desk.blocks)
    room.desk.wait(lambda: len(room.desk.blocks) > seen)
    assert room.hub.fetch_recordings(patch.id).result(PATIENCE) == 0, "what was fetched is not asked for again"


def test_leaving_the_live_page_does_not_break_a_transfer_off(room: Room) -> None:
    patch = room.patch()
    room.know(patch.id, "lepu-er1")
    room.run(patch.take())
    waiting = room.hub.fetch_recordings(patch.id)
    room.desk.wait_state(DeviceState.TRANSFERRING)
    room.hub.stop_ecg(patch.id).result(PATIENCE)
    assert waiting.result(PATIENCE) == 1 and room.desk.blocks == []


def test_recordings_that_cannot_be_fetched_say_why(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "FIND_SECONDS", 0.2)
    cuff, away = room.cuff(), "ble:C1:00:00:00:00:77"
    room.know(cuff.id, "ble-blood-pressure")
    room.know(away, "lepu-er1")
    assert reason_of(room.hub.fetch_recordings("ble:nobody")) is Reason.UNKNOWN_DEVICE
    assert reason_of(room.hub.fetch_recordings(cuff.id)) is Reason.NOT_SUPPORTED
    first = room.hub.fetch_recordings(away)
    assert reason_of(room.hub.fetch_recordings(away)) is Reason.BUSY
    assert reason_of(first) is Reason.NOT_FOUND
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.NOT_FOUND


def test_a_forgotten_device_owes_nobody_its_recordings(room: Room) -> None:
    room.know("ble:C1:00:00:00:00:77", "lepu-er1")
    waiting = room.hub.fetch_recordings("ble:C1:00:00:00:00:77")
    room.desk.wait_state(DeviceState.SCANNING)
    room.hub.forget("ble:C1:00:00:00:00:77").result(PATIENCE)
    assert reason_of(waiting) is Reason.CANCELLED
