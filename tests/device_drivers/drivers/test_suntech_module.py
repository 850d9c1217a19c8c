"""The pressure module over a socket:// serial line: every reply fragmented, the abort always the last word."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from decimal import Decimal

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols.machine import SERIAL, Actions, BytesIn, Closing, Connected, Result, Start, Write
from device_drivers.protocols.suntech import Acknowledge, BpData, Command, decode_command, encode_command, encode_reply
from device_drivers.readings import DeviceState, KnownDevice, Patient, Quantity
from device_drivers.registry import driver
from device_drivers.virtual.serial_peers import SunTechPeer
from tests.device_drivers.conftest import PATIENCE, Elsewhere, Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

SUNTECH = "suntech"


def ready(room: Room, peer: SunTechPeer, url: str | None = None) -> str:
    device = f"serial:{url or peer.url}"
    room.know(device, SUNTECH)
    room.desk.wait_state(DeviceState.DRAINED)
    return device


def test_a_measurement_on_demand_with_live_pressure(room: Room) -> None:
    """H20: started by us, so seen being taken."""
    peer = room.suntech()
    device = ready(room, peer)
    peer.arm(142, 91, 108, 77)
    room.hub.measure(device).result(PATIENCE)
    [reading] = room.desk.wait_readings(1)
    assert reading.values == (
        ("systolic", Quantity(Decimal(142), "mmHg")),
        ("diastolic", Quantity(Decimal(91), "mmHg")),
        ("mean", Quantity(Decimal(108), "mmHg")),
        ("pulse", Quantity(Decimal(77), "/min")),
    )
    assert reading.seen_taken and reading.device_time is None and reading.clock_offset_s is None
    assert reading.raw == room.desk.frames[0].data and len(reading.raw) == 24
    live = [news.live_pressure for news in room.desk.news if news.live_pressure is not None]
    assert len(live) >= 2 and all(0 <= pressure <= 180 for pressure in live)
    assert peer.commands[0].known is Command.ABORT and peer.commands[1].known is Command.START_ADULT


@covers("suntech", "replay")
def test_two_equal_measurements_are_two_readings(room: Room) -> None:
    """The module has neither clock nor record numbers: equal values must not pass for a replay."""
    peer = room.suntech()
    peer.seconds = 0.3
    device = ready(room, peer)
    for count in (1, 2):
        seen = len(room.desk.news)
        room.hub.measure(device).result(PATIENCE)
        room.desk.wait_readings(count)
        room.desk.wait_state(DeviceState.DRAINED, after=seen)
    first, second = room.desk.readings
    assert first.values == second.values and first.key() != second.key()


@pytest.mark.skipif(sys.platform == "win32", reason="no pty on Windows")
def test_the_same_over_a_terminal_device(room: Room) -> None:
    peer = room.suntech()

    async def terminal() -> str:
        return peer.open_pty()

    url = room.run(terminal())
    assert os.path.exists(url)  # noqa: PTH110
    device = ready(room, peer, url)
    room.hub.measure(device).result(PATIENCE)
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("systolic") == Quantity(Decimal(118), "mmHg")
    room.hub.forget(device).result(PATIENCE)


def test_stop_while_inflated_sends_the_abort_last_and_in_time(room: Room, elsewhere: Elsewhere) -> None:
    """A cuff must not stay inflated because the program ends."""
    peer = SunTechPeer(room.clock())
    peer.seconds = 60
    elsewhere(peer.listen())
    device = ready(room, peer)
    room.hub.measure(device).result(PATIENCE)
    room.desk.wait(lambda: any(news.live_pressure for news in room.desk.news))
    began = time.monotonic()
    room.hub.stop()
    assert time.monotonic() - began < 5
    elsewhere(peer.host_gone())
    assert peer.commands[-1].known is Command.ABORT and not peer.inflated
    assert peer.received.endswith(encode_command(Command.ABORT))
    elsewhere(peer.close())


def test_cancel_aborts_and_the_module_is_ready_again(room: Room) -> None:
    peer = room.suntech()
    peer.seconds = 60
    device = ready(room, peer)
    room.hub.measure(device).result(PATIENCE)
    room.desk.wait(lambda: any(news.live_pressure for news in room.desk.news))
    seen = len(room.desk.news)
    room.hub.cancel(device).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.DRAINED, after=seen).reason is Reason.CANCELLED
    assert not peer.inflated and room.desk.readings == []


def test_an_abort_that_is_not_heard_is_said_again(room: Room) -> None:
    peer = room.suntech()
    peer.seconds = 60
    device = ready(room, peer)
    room.hub.measure(device).result(PATIENCE)
    room.desk.wait(lambda: any(news.live_pressure for news in room.desk.news))
    peer.silent_aborts = 1
    seen = len(room.desk.news)
    room.hub.cancel(device).result(PATIENCE)
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert not peer.inflated


def test_too_much_pressure_is_aborted(room: Room) -> None:
    peer = room.suntech()
    peer.seconds, peer.peak = 60, 400
    device = ready(room, peer)
    seen = len(room.desk.news)
    room.hub.measure(device).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.DRAINED, after=seen).reason is Reason.OVERPRESSURE
    assert not peer.inflated


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1, Reason.WEAK_SIGNAL),
        (2, Reason.ERRATIC_SIGNAL),
        (4, Reason.MEASUREMENT_TIMEOUT),
        (87, Reason.PNEUMATIC),
        (99, Reason.DEVICE_ERROR),
    ],
)
def test_the_modules_own_error_is_no_value(room: Room, code: int, reason: Reason) -> None:
    peer = room.suntech()
    peer.seconds, peer.error_code = 0.2, code
    device = ready(room, peer)
    seen = len(room.desk.news)
    room.hub.measure(device).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.DRAINED, after=seen).reason is reason
    assert room.desk.readings == [] and room.desk.refusals == [reason]


@covers("suntech", "corrupt_frame")
def test_a_result_with_a_wrong_checksum_is_asked_for_again(room: Room) -> None:
    peer = room.suntech()
    peer.seconds, peer.spoil_result = 0.2, 1
    device = ready(room, peer)
    room.hub.measure(device).result(PATIENCE)
    [reading] = room.desk.wait_readings(1)
    assert reading.quantity("systolic") == Quantity(Decimal(118), "mmHg")
    assert "checksum" in room.desk.refusals


@covers("suntech", "power_off")
def test_a_pulled_cable_is_told_and_the_line_comes_back_with_an_abort_first(room: Room) -> None:
    peer = room.suntech()
    peer.seconds = 60
    device = ready(room, peer)
    room.hub.measure(device).result(PATIENCE)
    room.desk.wait(lambda: any(news.live_pressure for news in room.desk.news))
    said = len(peer.commands)
    seen = len(room.desk.news)
    room.run(peer.unplug())
    assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.LOST
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert peer.commands[said].known is Command.ABORT and not peer.inflated


def test_a_child_is_measured_as_a_child(room: Room) -> None:
    """H18: adult pressure on a child's arm is not for the program to choose."""
    peer = room.suntech()
    peer.seconds = 0.2
    device = ready(room, peer)
    room.hub.measure(device, Patient.PAEDIATRIC).result(PATIENCE)
    [reading] = room.desk.wait_readings(1)
    assert peer.commands[1].known is Command.START_PEDIATRIC
    assert reading.context == (("patient", "paediatric"),)


def test_no_port_says_so(room: Room) -> None:
    room.know("serial:socket://127.0.0.1:1", SUNTECH)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.PORT_MISSING
    with pytest.raises(DeviceError) as caught:
        room.hub.measure("serial:socket://127.0.0.1:1").result(PATIENCE)
    assert caught.value.reason is Reason.NOT_FOUND


# --- every model, without a line --------------------------------------------------------------------------------------
def said(actions: Actions) -> list[Command | None]:
    return [decode_command(action.data).known for action in actions if isinstance(action, Write)]


@models_of("suntech")
@pytest.mark.parametrize("patient", Patient)
@covers("suntech", "fragments")
def test_every_module_from_hello_to_result(model: Model, patient: Patient) -> None:
    module = driver(SUNTECH).machine(KnownDevice("serial:x", SUNTECH, "module", "x", model=model.name), Opening(1000))
    assert said(module.receive(Connected(frozenset({SERIAL}), datetime(2026, 3, 5, 8, 41, 20)))) == [Command.ABORT]  # noqa: DTZ001
    module.receive(BytesIn(encode_reply(Acknowledge(ord("A")))))
    started = said(module.receive(Start(patient)))
    assert [command and command.name.startswith("START") for command in started] == [True]
    module.receive(BytesIn(encode_reply(Acknowledge(ord("O")))))
    assert said(module.tick(0.4)) == [Command.GET_CUFF_PRESSURE]
    assert said(module.receive(BytesIn(encode_reply(Acknowledge(ord("K")))))) == [Command.GET_BP_DATA]
    frame = encode_reply(BpData(118, 76, 90, 68, 20))
    actions = [action for byte in frame for action in module.receive(BytesIn(bytes((byte,))))]
    [result] = [action for action in actions if isinstance(action, Result)]
    assert result.readings[0].seen_taken and result.raw == frame
    assert result.readings[0].context == (("patient", patient.value),)
    assert said(module.receive(Closing())) == [Command.ABORT]


@pytest.mark.parametrize("at", range(24))
def test_one_wrong_byte_is_no_result(at: int) -> None:
    """H2: the whole frame sums to zero."""
    module = driver(SUNTECH).machine(KnownDevice("serial:x", SUNTECH, "module", "x"), Opening(1000))
    module.receive(Connected(frozenset({SERIAL}), datetime(2026, 3, 5, 8, 41, 20)))  # noqa: DTZ001 - no zone
    for step in (Acknowledge(ord("A")), None, Acknowledge(ord("O")), Acknowledge(ord("K"))):
        module.receive(Start() if step is None else BytesIn(encode_reply(step)))
    frame = encode_reply(BpData(118, 76, 90, 68, 20))
    actions = module.receive(BytesIn(frame[:at] + bytes((frame[at] ^ 0x10,)) + frame[at + 1 :]))
    assert not [action for action in actions if isinstance(action, Result)]


def test_a_port_another_program_holds_says_so(room: Room) -> None:
    if sys.platform == "win32":
        pytest.skip("no pty on Windows")
    peer = room.suntech()

    async def terminal() -> str:
        return peer.open_pty()

    url = room.run(terminal())
    ready(room, peer, url)
    seen = len(room.desk.news)
    room.hub.add(KnownDevice("serial:second", SUNTECH, "second", url)).result(PATIENCE)
    assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.PORT_BUSY
    room.hub.forget("serial:second").result(PATIENCE)
    room.hub.forget(f"serial:{url}").result(PATIENCE)
