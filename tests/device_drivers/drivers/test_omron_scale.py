"""Omron's scales when things go wrong, and how slowly or oddly the slices of Omron's frames may come; no radio."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Opening
from device_drivers.protocols.machine import Done, Failed
from device_drivers.protocols.omron_channels import FROM
from device_drivers.readings import DeviceState, KnownDevice, Quantity
from device_drivers.virtual.omron import OmronBrain
from tests.device_drivers.omron_talk import KEY, LOCAL, TOKEN, TWO_USERS, brain_of, fresh, pump, systolics
from tests.device_drivers.pump import Pump
from tests.device_drivers.scenarios import covers

SCALE, SLOTS = "omron-scale", 30


@pytest.fixture(params=["HBF-702T", "HBF-227T"])
def brain(request: pytest.FixtureRequest) -> OmronBrain:
    return brain_of(request.param)


def weigh(brain: OmronBrain, count: int, user: int = 1) -> list[Quantity]:
    """So many weighings, a minute apart; what the display showed."""
    for number in range(count):
        brain.clock.set(LOCAL - timedelta(minutes=count - number))
        brain.step_on(Decimal(600 + number) / 10, user=user)
    return [Quantity(value, unit) for taken in brain.taken for name, value, unit in taken.values if name == "weight"]


def weights(run: Pump) -> list[Quantity | None]:
    return [reading.quantity("weight") for reading in run.readings]


def read(brain: OmronBrain) -> Pump:
    return pump(brain, SCALE, made=fresh(scales=True))


@covers(SCALE, "full_memory")
def test_a_full_memory_of_one_user_wraps_and_the_others_are_not_touched(brain: OmronBrain) -> None:
    shown = weigh(brain, SLOTS + 7, user=2)
    brain.step_on(Decimal("81.5"), user=4)
    run = read(brain).run()
    ours = [reading.quantity("weight") for reading in run.readings if reading.user_slot == 2]
    assert len(ours) == SLOTS and set(ours) == set(shown[7:]) and run.ending == Done()
    assert [reading.quantity("weight") for reading in run.readings if reading.user_slot == 4] == [Quantity(Decimal("81.5"), "kg")]


@covers(SCALE, "power_off", "replay")
def test_power_off_in_the_middle_loses_nothing_and_brings_nothing_twice(brain: OmronBrain) -> None:
    """H11."""
    weigh(brain, 12)
    made = fresh(scales=True)
    first = pump(brain, SCALE, made=made).run(until=lambda: len(brain.served) == 6)
    first.hang_up()
    assert first.ending == Failed(Reason.LOST) and DeviceState.DRAINED not in first.states and 0 < len(first.readings) < 12
    second = pump(brain, SCALE, made=made).run()
    assert len(second.readings) == 12 == len({reading.key() for reading in (*first.readings, *second.readings)})
    assert pump(brain, SCALE, made=made).run().readings == []


@covers(SCALE, "wrong_clock")
@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5), datetime(2037, 6, 1, 12, 30), LOCAL - timedelta(hours=8)])
def test_a_wrong_clock_is_kept_as_given_and_no_offset_is_made_up(brain: OmronBrain, wrong: datetime) -> None:
    """H22: where a scale keeps its clock is not known, so its error is not either, and nothing is written."""
    brain.clock.set(wrong)
    brain.step_on(Decimal("72.4"))
    [reading] = read(brain).run().readings
    assert reading.device_time == wrong.isoformat() and reading.clock_offset_s is None and brain.written_spans == []


@covers(SCALE, "corrupt_frame")
def test_a_spoilt_answer_is_kept_without_value_and_asked_for_again(brain: OmronBrain) -> None:
    shown = weigh(brain, 3)
    run = read(brain).run(until=lambda: len(brain.served) == 2 and bool(brain.outbox))
    channel, data = brain.outbox.popleft()
    brain.outbox.appendleft((channel, data[:-1] + bytes((data[-1] ^ 1,))))
    run.run()
    assert run.refusals == ["checksum"] and weights(run) == shown and run.ending == Done()


@covers(SCALE, "corrupt_frame")
@pytest.mark.parametrize(("at", "spoilt", "reason"), [(11, b"\x0d", "reserved"), (26, b"\x00\x00", "reserved")])
def test_a_slot_with_a_month_13_or_without_weight_is_kept_without_value(at: int, spoilt: bytes, reason: str) -> None:
    """H2."""
    brain = brain_of("HBF-702T")
    shown = weigh(brain, 2)
    brain._put(brain.memory.users[0].start + at, spoilt)
    run = read(brain).run()
    assert weights(run) == shown[1:] and run.refusals == [reason] and run.ending == Done()


@covers(SCALE, "second_host")
def test_a_scale_another_host_has_set_its_key_on_is_told_aloud(brain: OmronBrain) -> None:
    """H24."""
    weigh(brain, 1)
    brain.key = bytes(reversed(KEY))
    run = read(brain).run()
    assert run.ending == Failed(Reason.BOND_ELSEWHERE) and run.readings == [] and DeviceState.DRAINED not in run.states


@covers(SCALE, "fragments")
@pytest.mark.parametrize("slow", [0.2, 1.2])
def test_slow_slices_over_four_channels_make_a_scales_frames(brain: OmronBrain, slow: float) -> None:
    shown = weigh(brain, 3)
    machine = fresh(scales=True).machine(KnownDevice("ble:X", SCALE, "BLEsmart_0001000C", "X", key=KEY), Opening(1))
    run = Pump(machine, brain, slow=slow).connect().run(seconds=3000)
    assert weights(run) == shown and run.ending == Done() and run.refusals == []


@covers("omron-ble", "fragments")
@pytest.mark.parametrize(("number", "piece"), [(TWO_USERS, None), (TOKEN, None), (TOKEN, 20), (TOKEN, 7)])
def test_slow_slices_and_pieces_make_a_cuffs_frames(number: str, piece: int | None) -> None:
    """Four channels of sixteen bytes, or one whose notifications are shorter than a frame."""
    brain = brain_of(number)
    for more in range(3):
        brain.press(120 + more, 80, 70, at=LOCAL - timedelta(minutes=9 - more))
    machine = fresh().machine(KnownDevice("ble:X", "omron-ble", "BLEsmart_0000", "X", key=KEY), Opening(1))
    run = Pump(machine, brain, piece=None, slow=0.3).connect()
    run.run(until=lambda: bool(brain.served))
    run._piece = piece  # once it is unlocked
    run.run(seconds=3000)
    assert systolics(run) == [Decimal(120), Decimal(121), Decimal(122)] and run.ending == Done()


@covers("omron-ble", "fragments")
def test_the_slices_of_a_frame_may_come_in_any_order_behind_the_first() -> None:
    brain = brain_of(TWO_USERS)
    brain.press(128, 82, 71)
    run = pump(brain, made=fresh())
    for _ in range(200):
        run.run(until=lambda: len(brain.outbox) > 2)
        if run.over:
            break
        first, *others = brain.outbox
        brain.outbox.clear()
        brain.outbox.extend((first, *reversed(others)))
        assert first[0] == FROM[0]
        run.run(until=lambda: not brain.outbox)
    assert systolics(run) == [Decimal(128)] and run.ending == Done()
