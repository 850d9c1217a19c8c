"""2A35, 2A36 and the Beurer layout: optional parts, what is refused and what goes to quarantine."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import blood_pressure as bp
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.refusal import Quarantine, Refused
from tests.device_drivers.protocols.strategies import device_times, relaxed, sfloats, u8, u16

MAYBE_EXTRAS = st.builds(bp.Extras, st.none() | device_times, st.none() | sfloats, st.none() | u8, st.none() | u16)
MEASUREMENTS = st.builds(bp.BloodPressureMeasurement, st.sampled_from(bp.PressureUnit), sfloats, sfloats, sfloats, MAYBE_EXTRAS)
FULL = bp.BloodPressureMeasurement(
    bp.PressureUnit.MMHG,
    Decimal(138),
    Decimal(88),
    Decimal(105),
    bp.Extras(DeviceTime(2026, 3, 9, 8, 30, 0), Decimal(72), 1, 0),
)


@relaxed
@given(MEASUREMENTS)
def test_measurement_round_trip(measurement: bp.BloodPressureMeasurement) -> None:
    assert bp.decode_measurement(bp.encode_measurement(measurement)) == measurement


@relaxed
@given(st.builds(bp.CuffPressure, st.sampled_from(bp.PressureUnit), sfloats, MAYBE_EXTRAS))
def test_cuff_pressure_round_trip(cuff: bp.CuffPressure) -> None:
    assert bp.decode_cuff_pressure(bp.encode_cuff_pressure(cuff)) == cuff


def test_every_cut_is_short() -> None:
    """H2: no prefix of a measurement is a measurement."""
    wire = bp.encode_measurement(FULL)
    for size in range(len(wire)):
        with pytest.raises(Refused) as refused:
            bp.decode_measurement(wire[:size])
        assert refused.value.reason == "short"


@pytest.mark.parametrize("bit", [5, 6, 7])
def test_a_reserved_flag_goes_to_quarantine_once_all_bytes_are_there(bit: int) -> None:
    wire = bytearray(bp.encode_measurement(FULL))
    wire[0] |= 1 << bit
    with pytest.raises(Quarantine) as kept:
        bp.decode_measurement(bytes(wire))
    assert kept.value.reason == "reserved"
    with pytest.raises(Refused):
        bp.decode_measurement(bytes(wire[:-1]))


def test_left_over_bytes_go_to_quarantine() -> None:
    with pytest.raises(Quarantine) as kept:
        bp.decode_measurement(bp.encode_measurement(FULL) + b"\0")
    assert kept.value.reason == "length"


def test_special_numbers_stay_special() -> None:
    """H2: a failed measurement (all NaN) is no pressure of 2047."""
    decoded = bp.decode_measurement(bytes.fromhex("00ff07ff07ff07"))
    assert (decoded.systolic, decoded.diastolic, decoded.mean_arterial_pressure) == (Special.NAN,) * 3


def test_kilopascals_are_not_converted() -> None:
    decoded = bp.decode_measurement(bytes.fromhex("01a0f06ff08af0"))
    assert decoded.unit is bp.PressureUnit.KPA
    assert (decoded.systolic, decoded.diastolic) == (Decimal("16.0"), Decimal("11.1"))


@pytest.mark.parametrize(
    ("word", "names"),
    [
        (0, ()),
        (0x08, ("pulse_rate_above_range",)),
        (0x10, ("pulse_rate_below_range",)),
        (0x18, ("pulse_rate_range_reserved",)),
        (0x27, ("body_movement", "cuff_too_loose", "improper_position", "irregular_pulse")),
        (0x8459, ("bit_10", "bit_15", "bit_6", "body_movement", "pulse_rate_range_reserved")),
    ],
)
def test_status_names(word: int, names: tuple[str, ...]) -> None:
    assert bp.status_names(word) == names


@pytest.mark.parametrize(("user_id", "slot"), [(None, None), (0, 0), (2, 2), (255, None)])
def test_unknown_user_is_no_slot(user_id: int | None, slot: int | None) -> None:
    assert bp.Extras(user_id=user_id).user_slot == slot


BEURER = bytes.fromhex("56710049000000ea07080b1438000041010000")


def test_beurer_pulse_is_big_endian_and_its_user_byte_unannounced() -> None:
    """H2: read as the plain profile the pulse 65 would be 16640."""
    decoded = bp.decode_beurer_measurement(BEURER)
    assert (decoded.extras.pulse_rate, decoded.extras.user_id, decoded.extras.status) == (Decimal(65), 1, 0)


def test_beurer_flag_for_the_user_changes_nothing() -> None:
    with_flag = bytes((BEURER[0] | 0x08,)) + BEURER[1:]
    assert bp.decode_beurer_measurement(with_flag) == bp.decode_beurer_measurement(BEURER)


@pytest.mark.parametrize(("wire", "reason"), [(BEURER[:-1], "short"), (BEURER + b"\0", "length"), (b"", "short")])
def test_beurer_sizes(wire: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        bp.decode_beurer_measurement(wire)
    assert refused.value.reason == reason
