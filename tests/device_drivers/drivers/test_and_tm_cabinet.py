"""The cabinet cuff over a socket:// serial line: results it sends by itself, and those asked for after a start."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import and_tm, and_tm_session
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import SERIAL, Actions, BytesIn, Closing, Connected, Machine, Refuse, Result, Start, Write
from device_drivers.readings import DeviceState, KnownDevice, Patient, Quantity
from device_drivers.registry import driver
from device_drivers.virtual.serial_peers import TmPeer
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

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


@covers("and-tm", "corrupt_frame")
def test_garbage_in_the_line_is_quarantined(room: Room) -> None:
    peer = room.cabinet()
    ready(room, peer)
    room.run(peer.send(b"\xff\x00noise"))
    room.run(peer.press(131, 99, 82, 70))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("systolic") == Quantity(Decimal(131), "mmHg")
    assert [frame.data for frame in room.desk.frames if frame.refused] == [b"\xff\x00noise"]


@covers("and-tm", "replay")
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


# --- every model, without a line --------------------------------------------------------------------------------------
def machine(model: Model) -> Machine:
    made = driver(TM).machine(KnownDevice("serial:x", TM, "cabinet", "x", model=model.name), Opening(1))
    made.receive(Connected(frozenset({SERIAL}), datetime(2026, 3, 5, 8, 41, 20)))  # noqa: DTZ001 - no zone
    return made


def result(model: Model, minute: int, systolic: int = 128) -> bytes:
    said = model.name.split()[-1].replace("-", "")
    return and_tm.encode_result(and_tm.TmResult(said, DeviceTime(2026, 3, 5, 8, minute, None), systolic, 97, 82, 71))


def written(actions: Actions) -> list[bytes]:
    return [action.data for action in actions if isinstance(action, Write)]


@models_of("and-tm")
@covers("and-tm", "fragments")
def test_every_cabinet_by_itself_and_on_demand(model: Model) -> None:
    cuff = machine(model)
    cuff.tick(60.0)
    unasked = [action for byte in result(model, 40) for action in cuff.receive(BytesIn(bytes((byte,))))]
    [kept] = [action for action in unasked if isinstance(action, Result)]
    assert kept.readings[0].seen_taken and kept.readings[0].device_time == "2026-03-05T08:40:??"
    address = model.profile or "00"
    assert written(cuff.receive(Start())) == [and_tm.encode_command(and_tm.Command.READ_LAST)]
    started = written(cuff.receive(BytesIn(result(model, 40))))
    assert started == [and_tm.encode_command(and_tm.Command.START, address)]
    assert cuff.receive(BytesIn(and_tm.encode_acknowledge(True, address))) == []
    done = [action for action in cuff.receive(BytesIn(result(model, 43, 139))) if isinstance(action, Result)]
    assert done[0].readings[0].quantity("systolic") == Quantity(Decimal(139), "mmHg")
    assert written(cuff.receive(Closing())) == []


@models_of("and-tm")
def test_every_cabinets_last_word_is_its_stop(model: Model) -> None:
    cuff = machine(model)
    cuff.receive(Start())
    cuff.tick(5.0)
    assert written(cuff.receive(Closing()))[-1] == and_tm.encode_command(and_tm.Command.STOP, model.profile or "00")


def test_the_line_speed_is_the_models() -> None:
    manifest = driver(TM).manifest
    speeds = {model.name: manifest.baud_of(model.name) for model in manifest.models}
    assert speeds["A&D TM-2657P"] == 2400 and speeds["A&D TM-2655"] == speeds["InBody BPBIO320"] == 9600
    assert manifest.baud_of("") == 2400


@pytest.mark.parametrize("year", [2000, 2037, 2026])
@covers("and-tm", "wrong_clock")
def test_a_wrong_clock_is_told_as_it_is(year: int) -> None:
    """H9."""
    cuff = machine(driver(TM).manifest.models[0])
    frame = and_tm.encode_result(and_tm.TmResult("TM2655", DeviceTime(year, 1, 1, 0, 3, None), 128, 97, 82, 71))
    [kept] = [action for action in cuff.receive(BytesIn(frame)) if isinstance(action, Result)]
    assert kept.readings[0].device_time == f"{year}-01-01T00:03:??" and kept.readings[0].clock_offset_s is None


@pytest.mark.parametrize("flip", [0x01, 0x10])
@covers("and-tm", "corrupt_frame")
def test_one_wrong_byte_is_no_result(flip: int) -> None:
    """H2: the XOR over the text tells; the address and the head carry no value."""
    whole = result(driver(TM).manifest.models[0], 41)
    for at in range(6, len(whole)):
        cuff = machine(driver(TM).manifest.models[0])
        actions = cuff.receive(BytesIn(whole[:at] + bytes((whole[at] ^ flip,)) + whole[at + 1 :]))
        assert not [action for action in actions if isinstance(action, Result)], at


def test_errors_and_health_are_no_result() -> None:
    """RE answers with the cuff's state: whatever numbers it carries are none of a person."""
    cuff = machine(driver(TM).manifest.models[0])
    text = "\x1e".join(("00", "TM2655", "2603050841", "RE", "E00"))
    actions = cuff.receive(BytesIn(and_tm.encode_frame(and_tm.TmFrame("00", text))))
    assert [type(action) for action in actions] == [Refuse]


@covers("and-tm", "power_off")
def test_the_cable_is_pulled_in_the_middle_of_a_result(room: Room) -> None:
    peer = room.cabinet()
    ready(room, peer)
    seen = len(room.desk.news)
    frame = result(driver(TM).manifest.models[0], 41)
    room.run(peer.send(frame[:30]))
    room.run(peer.unplug())
    room.desk.wait_state(DeviceState.FAILED, after=seen)
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    room.run(peer.host_here())
    room.run(peer.press(131, 99, 82, 70))
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("systolic") == Quantity(Decimal(131), "mmHg")
