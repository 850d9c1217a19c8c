"""The cabinet cuff over a socket:// serial line: results it sends by itself, and those asked for after a start."""

from __future__ import annotations

from decimal import Decimal

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols import and_tm_session
from device_drivers.readings import DeviceState, Patient, Quantity
from device_drivers.virtual.serial_peers import TmPeer
from tests.device_drivers.conftest import PATIENCE, Room

TM = "and-tm"


def ready(room: Room, peer: TmPeer) -> str:
    device = f"serial:{peer.url}"
    room.know(device, TM)
    room.desk.wait_state(DeviceState.DRAINED)
    room.run(peer.host_here())
    return device


def test_a_start_from_here_gives_a_seen_result(room: Room) -> None:
    peer = room.cabinet()
    device = ready(room, peer)
    peer.arm(139, 105, 86, 74)
    room.hub.measure(device).result(PATIENCE)
    [reading] = room.desk.wait_readings(1)
    assert reading.values == (
        ("systolic", Quantity(Decimal(139), "mmHg")),
        ("diastolic", Quantity(Decimal(86), "mmHg")),
        ("mean", Quantity(Decimal(105), "mmHg")),
        ("pulse", Quantity(Decimal(74), "/min")),
    )
    assert reading.seen_taken
    assert reading.device_time is not None and reading.device_time.endswith(":??")
    assert peer.commands[:2] == ["RB", "ST"]


def test_a_press_in_the_cabinet_is_seen_once_the_line_was_idle(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """H22: what comes right after opening may have waited in the line."""
    monkeypatch.setattr(and_tm_session, "IDLE_SECONDS", 0.0)
    peer = room.cabinet()
    ready(room, peer)
    room.run(peer.press(131, 99, 82, 70))
    [reading] = room.desk.wait_readings(1)
    assert reading.seen_taken


def test_a_result_waiting_in_the_line_was_not_seen(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """H22."""
    monkeypatch.setattr(and_tm_session, "IDLE_SECONDS", 3600.0)
    peer = room.cabinet()
    ready(room, peer)
    room.run(peer.press(131, 99, 82, 70))
    [reading] = room.desk.wait_readings(1)
    assert not reading.seen_taken


def test_without_auto_send_the_old_result_is_not_taken_for_the_new(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """H22: the result the cuff held before the start is stored, the other one is seen."""
    monkeypatch.setattr(and_tm_session, "FIRST_ASK_SECONDS", 0.1)
    monkeypatch.setattr(and_tm_session, "ASK_AGAIN_SECONDS", 0.2)
    peer = room.cabinet(auto_send=False)
    room.run(peer.press(160, 120, 99, 90))
    device = ready(room, peer)
    peer.arm(121, 92, 78, 66)
    room.hub.measure(device).result(PATIENCE)
    old, new = room.desk.wait_readings(2)
    assert (old.quantity("systolic"), old.seen_taken) == (Quantity(Decimal(160), "mmHg"), False)
    assert (new.quantity("systolic"), new.seen_taken) == (Quantity(Decimal(121), "mmHg"), True)


def test_an_error_of_the_cuff_is_no_value(room: Room) -> None:
    peer = room.cabinet()
    ready(room, peer)
    seen = len(room.desk.news)
    room.run(peer.fail("E08"))
    assert room.desk.wait_state(DeviceState.DRAINED, after=seen).reason is Reason.DEVICE_ERROR
    assert room.desk.readings == [] and room.desk.refusals == [Reason.DEVICE_ERROR]


def test_garbage_in_the_line_is_quarantined(room: Room) -> None:
    peer = room.cabinet()
    ready(room, peer)
    room.run(peer.send(b"\xff\x00noise"))
    room.run(peer.press(131, 99, 82, 70))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("systolic") == Quantity(Decimal(131), "mmHg")
    assert [frame.data for frame in room.desk.frames if frame.refused] == [b"\xff\x00noise"]


def test_the_same_result_sent_twice_has_the_same_key(room: Room) -> None:
    peer = room.cabinet()
    ready(room, peer)
    room.run(peer.press(131, 99, 82, 70))
    room.run(peer.repeat())
    first, second = room.desk.wait_readings(2)
    assert first.key() == second.key()


def test_cancel_and_close_stop_a_measurement_started_from_here(room: Room) -> None:
    peer = room.cabinet()
    peer.seconds = 60
    device = ready(room, peer)
    room.hub.measure(device).result(PATIENCE)
    room.desk.wait_state(DeviceState.MEASURING)
    seen = len(room.desk.news)
    room.hub.cancel(device).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.DRAINED, after=seen).reason is Reason.CANCELLED
    room.hub.measure(device).result(PATIENCE)
    seen = len(room.desk.news)
    room.desk.wait_state(DeviceState.MEASURING, after=seen)
    room.hub.forget(device).result(PATIENCE)
    room.run(peer.host_gone())
    assert peer.commands[-1] == "SP"


def test_nobody_but_an_adult_is_put_into_a_cabinet(room: Room) -> None:
    """H18."""
    device = ready(room, room.cabinet())
    with pytest.raises(DeviceError) as caught:
        room.hub.measure(device, Patient.NEONATE).result(PATIENCE)
    assert caught.value.reason is Reason.NOT_SUPPORTED
