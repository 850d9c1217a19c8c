"""The strap's session without any link: start, stop, the rate, gaps, heart rate beside it."""

from __future__ import annotations

import pytest

from device_drivers.drivers.polar_strap import strap
from device_drivers.errors import Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols import polar_pmd
from device_drivers.protocols.machine import Cancel, Closing, Disconnected, Keep
from device_drivers.protocols.polar_session import CONTROL, DATA, PolarSession
from device_drivers.readings import DeviceState, KnownDevice
from device_drivers.virtual.strap import StrapInside
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers
from tests.device_drivers.wired import Wired, joined

START = polar_pmd.start_ecg()
STOP = polar_pmd.stop_ecg()


class Chest:
    """A strap and a session with it."""

    def __init__(self, first_sample: int = 0, channels: tuple[str, ...] = (CONTROL, DATA, "2A37", "2A19")) -> None:
        self.strap = StrapInside()
        self.mute = False
        session = PolarSession("ble:X", "polar-pmd", first_sample)

        def answer(_: str, data: bytes) -> list[tuple[str, bytes]]:
            said = None if self.mute else self.strap.answer(data)
            return [] if said is None else [(CONTROL, said)]

        def read(channel: str) -> bytes:
            return self.strap.features() if channel == CONTROL else bytes((self.strap.battery,))

        self.wire = Wired(session, channels, answer, read=read)

    def stream(self, frames: int, lost: int = 0) -> None:
        for _ in range(frames):
            self.wire.run(73 / self.strap.true_hz, step=73 / self.strap.true_hz)
            self.wire.notify(DATA, self.strap.frame(lost=lost))
            lost = 0


@models_of("polar-pmd")
def test_a_strap_is_asked_started_and_heard(model: Model) -> None:
    chest = Chest()
    chest.wire.machine = strap(KnownDevice("ble:X", "polar-pmd", f"{model.adverts[0]} 1", "X", model=model.name), Opening(1))
    chest.wire.connect()
    assert chest.wire.written == [b"\x01\x00", START] and chest.strap.streaming
    chest.stream(5)
    assert list(joined(chest.wire.blocks, "ECG").values()) == chest.strap.log
    assert {(block.hz, block.nv_per_lsb) for block in chest.wire.blocks} == {(130, 1000)}
    assert next(state.battery for state in chest.wire.states if state.battery) == 95


def test_heart_rate_and_intervals_go_with_the_samples_and_are_kept() -> None:
    chest = Chest()
    chest.wire.connect()
    beat = chest.strap.beat()
    chest.wire.notify("2A37", beat)
    chest.wire.notify("2A37", beat)
    chest.stream(2)
    first, second = chest.wire.blocks
    assert (first.heart_rate, first.rr_1024) == (68, (904, 904)) and (second.heart_rate, second.rr_1024) == (68, ())
    assert [action for action in chest.wire.actions if isinstance(action, Keep)] == [Keep("2A37", beat)] * 2


@pytest.mark.parametrize("last", [Cancel(), Closing()])
def test_the_strap_is_always_told_to_stop(last: Cancel | Closing) -> None:
    """A stream left running empties the strap's battery."""
    chest = Chest()
    chest.wire.connect()
    chest.stream(1)
    chest.wire.give(last)
    assert chest.wire.written[-1] == STOP and not chest.strap.streaming
    chest.wire.run(5)
    assert chest.wire.written.count(STOP) == 1
    assert chest.wire.ended is True


def test_a_strap_that_does_not_answer_the_stop_is_left_after_two_seconds() -> None:
    chest = Chest()
    chest.wire.connect()
    chest.mute = True
    chest.wire.give(Cancel())
    assert chest.wire.run(1.5).ended is None and chest.wire.run(1).ended is True


def test_a_stream_that_somebody_left_running_is_restarted() -> None:
    chest = Chest()
    chest.strap.streaming = True
    chest.wire.connect()
    assert chest.wire.written == [b"\x01\x00", START, STOP, START]
    assert chest.wire.states[-1].state is DeviceState.MEASURING


def test_a_lost_notification_is_a_gap() -> None:
    """H15: the stamps say how long it was."""
    chest = Chest(first_sample=100)
    chest.wire.connect()
    chest.stream(3)
    chest.wire.run(73 / 130, step=73 / 130)
    chest.stream(1, lost=73)
    assert [block.first for block in chest.wire.blocks] == [100, 173, 246, 392]


def test_the_true_rate_goes_out_with_the_samples() -> None:
    chest = Chest()
    chest.strap.true_hz = 131.6
    chest.wire.connect()
    chest.stream(40)
    assert chest.wire.blocks[-1].hz == pytest.approx(131.6, abs=0.05)
    assert joined(chest.wire.blocks, "ECG").keys() == set(range(40 * 73))


def test_no_skin_no_signal() -> None:
    chest = Chest()
    chest.strap.contact = False
    chest.wire.connect()
    chest.wire.notify("2A37", chest.strap.beat())
    chest.stream(1)
    assert set(chest.wire.blocks[0].samples) == {None}
    assert chest.wire.states[-1].reason is Reason.LEAD_OFF


def test_a_strap_without_ecg_and_one_that_falls_silent() -> None:
    chest = Chest()
    chest.strap.has_ecg = False
    assert chest.wire.connect().ended is Reason.NOT_SUPPORTED
    assert Chest(channels=("2A37",)).wire.connect().ended is Reason.NOT_SUPPORTED
    silent = Chest()
    silent.wire.connect()
    silent.stream(1)
    assert silent.wire.run(6).ended is Reason.TIMEOUT
    silent.wire.give(Closing())
    assert silent.wire.written[-1] == STOP


@covers("polar-pmd", "corrupt_frame")
def test_damaged_frames_are_kept_without_a_value() -> None:
    chest = Chest()
    chest.wire.connect()
    chest.wire.notify(DATA, b"\x00\x01")
    chest.wire.notify(DATA, chest.strap.frame()[:-1])
    chest.wire.notify("2A37", b"\x10")
    assert chest.wire.refusals == ["short", "length", "short"] and chest.wire.blocks == []


def test_a_strap_that_goes_away() -> None:
    chest = Chest()
    chest.wire.connect()
    chest.wire.give(Disconnected())
    assert chest.wire.ended is Reason.LOST
