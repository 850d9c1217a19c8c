"""A BP2's session without any link: stored results, a result seen being taken, wrong clocks, ECG."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime

import pytest

from device_drivers.drivers.lepu_bp2 import BY_REGISTERS, cuff
from device_drivers.errors import Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lepu_bp import State
from device_drivers.protocols.lepu_er import Command, stream
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH
from device_drivers.readings import DeviceState, KnownDevice, Reading
from device_drivers.virtual.bp2 import LONGEST_LIST, Bp2Inside
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.patch import CHINA
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers
from tests.device_drivers.wired import Wired, joined

DANGEROUS = {0x04, 0x09, 0x0A, 0x24, 0x25, 0x39, 0xE2, 0xE3, 0xF8}


class Arm:
    """A cuff and a session with it."""

    def __init__(self, name: str = "BP2W 0001", model: str = "", *, listed: bool = True, known_up_to: int | None = None) -> None:
        known = KnownDevice("ble:X", "lepu-bp2", name, "X", known_up_to, model=model)
        machine = cuff(known, Opening(1))
        frames = stream()

        def answer(_: str, data: bytes) -> list[tuple[str, bytes]]:
            replies = [self.cuff.answer(frame) for frame in frames.feed(data) if not isinstance(frame, Refusal)]
            return [(FROM_PATCH, reply) for reply in replies if reply is not None]

        self.wire = Wired(machine, (TO_PATCH, FROM_PATCH), answer, mtu=20)
        self.cuff = Bp2Inside("ble:X", DeviceClock(self.wire.world, CHINA), self.wire.seconds, listed=listed)

    def measure(self, systolic: int, diastolic: int, pulse: int, seconds: float = 30) -> Taken:
        self.cuff.begin()
        self.wire.run(seconds)
        return self.cuff.finish(systolic, diastolic, pulse)


def spoken(reading: Reading) -> tuple[object, ...]:
    return (reading.device_time, *(quantity.value for _, quantity in reading.values))


def told(taken: Taken) -> tuple[object, ...]:
    return (taken.device_time.isoformat(), *(number for _, number, _ in taken.values))


@covers("lepu-bp2", "wrong_user")
@models_of("lepu-bp2")
def test_every_model_gives_what_it_stored(model: Model) -> None:
    listed = "BP2W" in model.name
    arm = Arm(f"{model.adverts[0]} 0001", model.name, listed=listed)
    arm.cuff.registers = model.profile == BY_REGISTERS
    arm.cuff.user = 218071
    arm.cuff.finish(118, 76, 64, irregular=True)
    arm.wire.now += 90
    arm.cuff.finish(146, 92, 71)
    arm.cuff.state = State.IDLE
    arm.wire.connect().run(3)
    assert [spoken(reading) for reading in arm.wire.readings] == [told(taken) for taken in arm.cuff.taken]
    first, second = arm.wire.readings
    assert (first.flags, second.flags) == (("irregular_pulse",), ())
    assert not first.seen_taken and not second.seen_taken
    assert first.user_slot == (218071 if listed else None)
    assert [reading.sequence for reading in arm.wire.readings] == [taken.sequence for taken in arm.cuff.taken]
    assert not DANGEROUS & set(arm.cuff.requests)


def test_a_result_seen_being_taken() -> None:
    """H21: only the newest one, and only because the cuff was seen measuring."""
    arm = Arm()
    arm.cuff.finish(118, 76, 64)
    arm.cuff.state = State.IDLE
    arm.wire.connect().run(10)
    taken = arm.measure(151, 95, 80)
    arm.wire.run(5)
    assert any(state.state is DeviceState.MEASURING for state in arm.wire.states)
    seen = [reading for reading in arm.wire.readings if reading.seen_taken]
    assert [spoken(reading) for reading in seen] == [told(taken)]


def test_three_measurements_in_a_row_are_one_result() -> None:
    arm = Arm()
    arm.wire.connect().run(4)
    arm.cuff.begin(State.TRIPLE_MEASURING)
    arm.wire.run(30)
    arm.cuff.state = State.TRIPLE_PAUSE
    arm.wire.run(30)
    arm.cuff.state = State.TRIPLE_MEASURING
    arm.wire.run(30)
    arm.cuff.finish(131, 84, 70)
    arm.wire.run(5)
    assert [reading.seen_taken for reading in arm.wire.readings] == [True]


def test_a_firmware_that_opens_a_file_once_per_connection() -> None:
    arm = Arm()
    arm.cuff.opens_once = True
    arm.cuff.finish(118, 76, 64)
    arm.cuff.state = State.IDLE
    arm.wire.connect().run(5)
    arm.measure(151, 95, 80)
    arm.wire.run(5)
    assert arm.wire.ended is True  # the next session reads the new result
    assert len(arm.wire.readings) == 1


@covers("lepu-bp2", "wrong_clock")
@pytest.mark.parametrize("year", [1970, 2037])
def test_a_wrong_clock_is_measured_first_and_set_last(year: int) -> None:
    """H4."""
    arm = Arm()
    arm.cuff.clock.set(datetime(year, 1, 2, 3, 4, 5))
    arm.cuff.finish(118, 76, 64)
    arm.cuff.state = State.IDLE
    arm.wire.connect().run(6)
    [reading] = arm.wire.readings
    assert reading.device_time == f"{year}-01-02T03:04:05"
    assert reading.clock_offset_s == pytest.approx((datetime(2026, 3, 5, 8, 41, 20) - datetime(year, 1, 2, 3, 4, 5)).total_seconds())
    assert abs(arm.cuff.clock.error_s()) < 2
    assert arm.cuff.requests.index(Command.SET_TIME) > arm.cuff.requests.index(Command.END_READ)


def test_a_clock_that_was_never_set_gives_no_time() -> None:
    arm = Arm()
    arm.cuff.clock.set(datetime(1970, 1, 1))
    arm.cuff.finish(118, 76, 64)
    arm.cuff.state = State.IDLE
    assert arm.wire.connect().run(4).readings[0].device_time is None


def test_only_new_files_and_the_stored_ecg() -> None:
    arm = Arm("BP2 0001", listed=False)
    old = arm.cuff.finish(118, 76, 64)
    arm.wire.now += 100
    arm.cuff.finish(120, 77, 65)
    arm.wire.now += 100
    name = arm.cuff.store_ecg(30)
    arm.cuff.state = State.IDLE
    again = Arm("BP2 0001", listed=False, known_up_to=old.sequence)
    again.cuff.files = dict(arm.cuff.files)
    again.wire.connect().run(4)
    assert [reading.quantity("systolic").value for reading in again.wire.readings if reading.quantity("systolic")] == [120]  # type: ignore[union-attr]
    [recording] = again.wire.recordings
    assert (recording.name, recording.hz, recording.nv_per_lsb, len(recording.leads[0].samples)) == (name, 125, 3098, 30 * 125)


@covers("lepu-bp2", "corrupt_frame")
def test_a_failed_measurement_and_a_damaged_file_give_no_reading() -> None:
    """H2: an error is kept, never a result."""
    arm = Arm("BP2A 1", listed=False)
    arm.cuff.finish(0, 0, 0)
    arm.cuff.files["20260305084200"] = b"\x01\x07" + bytes(30)
    arm.cuff.state = State.IDLE
    arm.wire.connect().run(4)
    assert arm.wire.readings == [] and arm.wire.refusals == ["device_error", "unknown"]


def test_an_ecg_being_measured_streams() -> None:
    arm = Arm("BP2 0001", listed=False)
    arm.wire.connect().run(3)
    arm.cuff.begin(State.ECG)
    arm.wire.run(10)
    samples = joined(arm.wire.blocks, "ECG")
    assert list(samples.values()) == arm.cuff.ecg_log and len(samples) > 7 * 250
    assert {(block.hz, block.nv_per_lsb, block.heart_rate) for block in arm.wire.blocks} == {(250, 3098, 74)}
    arm.cuff.lead_off = True
    arm.wire.run(1)
    assert set(arm.wire.blocks[-1].samples) == {None} and arm.wire.states[-1].reason is Reason.LEAD_OFF


def test_the_end_of_a_session() -> None:
    idle = Arm()
    assert idle.wire.connect().run(130, step=1).ended is True
    gone = Arm()
    gone.wire.connect().run(4)
    gone.wire.lose()
    assert gone.wire.ended is True  # everything was fetched: no loss
    cut = Arm()
    cut.wire.connect().run(4)
    cut.cuff.begin()
    cut.wire.run(6)
    cut.wire.lose()
    assert cut.wire.ended is Reason.LOST


@covers("lepu-bp2", "full_memory", "replay")
def test_a_full_list_wraps_and_what_is_left_keeps_its_keys() -> None:
    """H3: the list is sent as a whole each time; a record is known by its key."""
    arm = Arm()
    for pulse in range(LONGEST_LIST):
        arm.wire.now += 61
        arm.cuff.finish(120, 80, 50 + pulse % 60)
    arm.cuff.state = State.IDLE
    before = {reading.key() for reading in arm.wire.connect().run(8).readings}
    again = Arm()
    again.wire.now = arm.wire.now
    again.cuff = arm.cuff
    arm.cuff.finish(133, 88, 71)
    arm.cuff.state = State.IDLE
    after = {reading.key() for reading in again.wire.connect().run(8).readings}
    assert len(before) == len(after) == LONGEST_LIST and len(before & after) == LONGEST_LIST - 1
