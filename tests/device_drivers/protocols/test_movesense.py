"""GSP messages, and a session with a sensor without any link."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.drivers.movesense_sensor import sensor
from device_drivers.errors import Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import movesense
from device_drivers.protocols.machine import Cancel, Closing, Keep
from device_drivers.protocols.movesense import Command, EcgData, HeartRate, Kind, Message
from device_drivers.protocols.movesense_session import FROM_SENSOR, TO_SENSOR
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import KnownDevice
from device_drivers.virtual.movesense_sensor import MovesenseInside
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.protocols.strategies import relaxed, u8
from tests.device_drivers.scenarios import covers
from tests.device_drivers.wired import Wired, joined

s32 = st.integers(-(2**31), 2**31 - 1)
KNOWN = KnownDevice("ble:X", "movesense", "Movesense 204730000081", "X")


@relaxed
@given(st.integers(0, 2**32 - 1), st.lists(s32, max_size=20).map(tuple))
def test_ecg_round_trip(milliseconds: int, samples: tuple[int, ...]) -> None:
    data = EcgData(milliseconds, samples)
    assert movesense.decode_ecg(movesense.encode_ecg(data)) == data


@relaxed
@given(st.sampled_from(Kind), u8, st.binary(max_size=20))
def test_message_round_trip(kind: Kind, reference: int, payload: bytes) -> None:
    message = Message(kind, reference, payload)
    assert movesense.decode_message(movesense.encode_message(message)) == message


def test_heart_rate() -> None:
    beat = HeartRate(71.5, (839, 841))
    assert movesense.decode_heart_rate(movesense.encode_heart_rate(beat)) == beat
    for broken in (b"", movesense.encode_heart_rate(beat)[:-1], movesense.encode_heart_rate(HeartRate(math.nan, ()))):
        with pytest.raises(Refused):
            movesense.decode_heart_rate(broken)


@relaxed
@given(st.binary(max_size=40))
def test_any_bytes(data: bytes) -> None:
    for decode in (movesense.decode_message, movesense.decode_ecg, movesense.decode_heart_rate, movesense.decode_command):
        try:
            assert decode(data) is not None
        except Refused as refused:
            assert refused.reason in {"short", "length", "unknown", "reserved"}


class Strap:
    """A sensor and a session with it."""

    def __init__(self, known: KnownDevice = KNOWN) -> None:
        self.sensor = MovesenseInside()

        def answer(_: str, data: bytes) -> list[tuple[str, bytes]]:
            said = self.sensor.answer(data)
            return [] if said is None else [(FROM_SENSOR, said)]

        self.wire = Wired(sensor(known, Opening(1)), (TO_SENSOR, FROM_SENSOR, "2A19"), answer, read=lambda _: b"\x4d")
        self.wire.connect()

    def stream(self, count: int, lost: int = 0) -> None:
        for _ in range(count):
            self.wire.run(16 / 250, step=16 / 250)
            for message in self.sensor.ecg(lost):
                self.wire.notify(FROM_SENSOR, message)
            lost = 0


@models_of("movesense")
def test_a_sensor_is_greeted_subscribed_and_heard(model: Model) -> None:
    strap = Strap(KnownDevice("ble:X", "movesense", f"{model.adverts[0]} 2047", "X", model=model.name))
    assert strap.wire.written == [b"\x00\x01", b"\x01\x02/Meas/ECG/250", b"\x01\x03/Meas/HR"]
    beat = strap.sensor.beat()
    assert beat is not None
    strap.wire.notify(FROM_SENSOR, beat)
    strap.stream(30)
    assert list(joined(strap.wire.blocks, "ECG").values()) == strap.sensor.log
    first = strap.wire.blocks[0]
    assert (first.hz, first.nv_per_lsb, first.heart_rate, first.rr_1024) == (250, 381, 70, (878,))
    assert [action.raw for action in strap.wire.actions if isinstance(action, Keep)] == [beat]
    assert next(state.battery for state in strap.wire.states if state.battery) == 77


@covers("movesense", "fragments")
def test_a_message_in_two_parts() -> None:
    strap = Strap()
    strap.sensor.parts = True
    strap.stream(4)
    assert list(joined(strap.wire.blocks, "ECG").values()) == strap.sensor.log


@covers("movesense", "corrupt_frame")
def test_a_lost_message_and_a_lost_second_part_are_gaps() -> None:
    """H15."""
    strap = Strap()
    strap.stream(2)
    strap.wire.run(5 * 16 / 250, step=16 / 250)
    strap.stream(1, lost=80)
    assert [block.first for block in strap.wire.blocks] == [0, 16, 112]
    strap.sensor.parts = True
    strap.wire.run(16 / 250, step=16 / 250)
    strap.wire.notify(FROM_SENSOR, strap.sensor.ecg()[0])
    strap.stream(1)
    assert strap.wire.refusals == ["short"] and strap.wire.blocks[-1].first == 144


@pytest.mark.parametrize("last", [Cancel(), Closing()])
def test_subscriptions_are_given_up(last: Cancel | Closing) -> None:
    strap = Strap()
    strap.stream(1)
    strap.wire.give(last)
    assert strap.sensor.subscribed == {}
    assert strap.wire.written[-2:] == [bytes((Command.UNSUBSCRIBE, 2)), bytes((Command.UNSUBSCRIBE, 3))]


@covers("movesense", "power_off")
def test_no_ecg_silence_and_a_lost_link() -> None:
    strap = Strap()
    strap.sensor.has_ecg = False
    again = Wired(strap.wire.machine, (TO_SENSOR,), lambda *_: [])
    assert again.connect().ended is Reason.NOT_SUPPORTED
    silent = Strap()
    silent.stream(1)
    assert silent.wire.run(6).ended is Reason.TIMEOUT
    gone = Strap()
    gone.wire.lose()
    assert gone.wire.ended is Reason.LOST
