"""Bedside meters: hello, status, observations on request, each kept before it is acknowledged, controls never a resident's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from device_drivers.manifest import Model
from device_drivers.protocols import poct1a
from device_drivers.protocols.machine import BytesIn, Disconnected, Done, Keep, Result, Write
from device_drivers.readings import DeviceState, Quantity
from device_drivers.virtual.bedside import BedsideMeter
from tests.device_drivers.bench_talk import WALL, Bench, clock, context, numbers, only, truth, words
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.protocols.device_vectors import read_vectors
from tests.device_drivers.scenarios import covers

POCT = "poct1a"
TCP = "tcp://127.0.0.1:1?from=127.0.0.1"
CAPTURES = [bytes.fromhex(vector["hex"]) for vector in read_vectors() if vector["protocol"] == POCT]


def meter(bench: Bench) -> BedsideMeter:
    assert isinstance(bench.instrument, BedsideMeter)
    return bench.instrument


def statstrip() -> Bench:
    return Bench(BedsideMeter(clock()), address=TCP).connect()


def said(bench: Bench) -> list[str]:
    """Kind of everything we said, with what it acknowledges or asks."""
    roots = [poct1a.parse(data) for data in bench.written]
    return [f"{root.name} {root.value('REQ.request_cd') or root.value('DTV.command_cd') or root.value('ACK.type_cd')}" for root in roots]


@covers("poct1a", "fragments")
@models_of("poct1a")
def test_every_model_stored_and_new(model: Model) -> None:
    instrument = BedsideMeter(clock(), model.name)
    instrument.take()
    instrument.take()
    bench = Bench(instrument, address=TCP, piece=17).connect()
    assert bench.states[-1] is DeviceState.DRAINED and instrument.continuous
    instrument.take()
    bench.pump()
    assert [numbers(reading) for reading in bench.readings] == [truth(taken) for taken in instrument.taken]
    for reading in bench.readings:
        assert reading.flags == () and reading.device_time == "2026-03-05T08:41:20" and reading.clock_offset_s == 0
        assert context(reading, "patient_id") == "PT222-55-7777" and context(reading, "instrument") == f"{model.name} S1"
    assert said(bench)[:4] == ["ACK.R01 AA", "ACK.R01 AA", "REQ.R01 ROBS", "ACK.R01 AA"]
    assert not instrument.memory and not bench.refusals


@pytest.mark.skipif(not CAPTURES, reason="no shared frames here")
def test_the_makers_own_example() -> None:
    bench = statstrip()
    bench.event(BytesIn(CAPTURES[0]))
    [reading] = bench.readings
    assert only(reading) == Quantity(Decimal(145), "mg/dL", label="Glu", flag="HH", reference="[80;120]")
    assert reading.device_time == "2001-11-01T16:29:54" and context(reading, "patient_id") == "PT222-55-7777"
    assert poct1a.parse(bench.written[-1]).value("ACK.ack_control_id") == "10003"


def test_a_control_is_nobodys() -> None:
    """H22."""
    bench = statstrip()
    meter(bench).control()
    [reading] = bench.pump().readings
    assert reading.flags == ("quality_control",) and context(reading, "result_kind") == "lqc"
    assert context(reading, "patient_id") is None and context(reading, "control_lot") == "C77"


@pytest.mark.parametrize("role", ["LQC", "PRF", "EQC", "CVR", ""])
def test_every_role_but_a_patients_is_nobodys_whatever_message_it_comes_in(role: str) -> None:
    bench = statstrip()
    meter(bench).take()
    bench.event(BytesIn(meter(bench).outbox[0][1].replace(b'role_cd V="OBS"', b'role_cd V="%s"' % role.encode())))
    assert [reading.flags for reading in bench.readings] == [("quality_control",)]


@pytest.mark.parametrize("status", ["D", "R"])
def test_a_value_that_was_not_accepted_is_no_reading(status: str) -> None:
    bench = statstrip()
    meter(bench).say_value("88", status)
    assert bench.pump().readings == [] and not meter(bench).memory


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("> 600", Quantity(Decimal(600), "mg/dL", ">", label="Glu", flag="N")),
        ("<10", Quantity(Decimal(10), "mg/dL", "<", label="Glu", flag="N")),
    ],
)
def test_beyond_the_range(value: str, expected: Quantity) -> None:
    bench = statstrip()
    meter(bench).say_value(value)
    [reading] = bench.pump().readings
    assert only(reading) == expected


def test_words_are_kept_and_no_value_is_none() -> None:
    bench = statstrip()
    meter(bench).say_value("HI")
    meter(bench).say_value("")
    [reading] = bench.pump().readings
    assert words(reading) == {"2341-6": "HI"}


def test_a_value_typed_by_hand_is_named() -> None:
    bench = statstrip()
    meter(bench).take()
    bench.event(BytesIn(meter(bench).outbox[0][1].replace(b'method_cd V="M"', b'method_cd V="I"')))
    [reading] = bench.readings
    assert context(reading, "typed_by_hand") == "2341-6"


def test_nothing_is_acknowledged_before_it_is_kept() -> None:
    """H24: a meter forgets what was acknowledged."""
    instrument = BedsideMeter(clock())
    instrument.take()
    bench = Bench(instrument, address=TCP).connect()
    at = next(number for number, action in enumerate(bench.actions) if isinstance(action, Result))
    later = [action for action in bench.actions[at + 1 :] if isinstance(action, Write)]
    assert poct1a.parse(later[0].data).name == "ACK.R01"
    kept = sum(isinstance(action, Keep | Result) for action in bench.actions)
    assert kept == sum(poct1a.parse(one).name == "ACK.R01" for one in bench.written) + 3  # two acknowledgements and an EOT of the meter


@covers("poct1a", "replay")
def test_a_lost_acknowledgement_brings_an_observation_twice_and_its_value_once() -> None:
    bench = statstrip()
    meter(bench).lost_acks = 2
    meter(bench).take()
    assert len(bench.pump().readings) == 1 and not meter(bench).memory


@covers("poct1a", "power_off")
def test_power_off_mid_transfer_leaves_the_rest_in_the_meter() -> None:
    """H11."""
    instrument = BedsideMeter(clock())
    for _ in range(3):
        instrument.take()
    first = Bench(instrument, address=TCP).connect(WALL)
    assert len(first.readings) == 3
    instrument.take()
    first.cut = True
    first.pump()
    assert first.event(Disconnected()) == [Done()]
    second = Bench(instrument, address=TCP).connect()
    assert [numbers(reading) for reading in second.readings] == [truth(instrument.taken[3])]


@covers("poct1a", "wrong_clock")
def test_a_wrong_clock_is_measured_and_left_alone() -> None:
    """H9: nothing is sent that sets it."""
    instrument = BedsideMeter(clock())
    instrument.clock.set(WALL - timedelta(days=20000))
    instrument.take()
    bench = Bench(instrument, address=TCP).connect()
    [reading] = bench.readings
    assert reading.device_time == "1971-06-02T08:41:20" and reading.clock_offset_s == 20000 * 86400
    assert not any("SET_TIME" in line for line in said(bench))


@covers("poct1a", "corrupt_frame")
def test_damaged_messages_are_kept_aside() -> None:
    bench = statstrip()
    for broken in (b"<OBS.R01><SVC></OBS.R01>", b'<!DOCTYPE x [<!ENTITY a "b">]>', b"<OBS.R01>\xff</OBS.R01>", b"plain words"):
        bench.event(BytesIn(broken))
    bench.instrument.take()
    assert len(bench.pump().readings) == 1 and len(bench.refusals) >= 3


def test_half_a_message_is_given_up_after_a_while() -> None:
    bench = statstrip()
    bench.event(BytesIn(b"<OBS.R01><SVC>"))
    bench.wait(31)
    assert bench.refusals == ["short"] or set(bench.refusals) <= {"short", "unknown"}
    bench.instrument.take()
    assert len(bench.pump().readings) == 1


def test_a_message_too_long_is_refused() -> None:
    """T5: 32,768 bytes are the most."""
    bench = statstrip()
    bench.event(BytesIn(b"<OBS.R01>" + b" " * 40_000))
    assert bench.refusals[0] == "length" and bench.readings == []


def test_keep_alives_and_the_end_are_acknowledged() -> None:
    bench = statstrip()
    meter(bench).keep_alive()
    bench.pump()
    meter(bench).end()
    bench.pump()
    assert said(bench)[-2:] == ["ACK.R01 AA"] * 2 and bench.states[-1] is DeviceState.DRAINED


def test_over_a_serial_server(room: Room) -> None:
    instrument = BedsideMeter(room.clock())
    peer = room.bench(instrument)
    room.do(instrument.take)
    room.know(peer.id, POCT)
    [reading] = room.desk.wait_readings(1)
    assert numbers(reading) == truth(instrument.taken[0])
    room.desk.wait_state(DeviceState.DRAINED)
    room.do(instrument.take)
    assert len(room.desk.wait_readings(2)) == 2
