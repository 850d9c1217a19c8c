"""2A5E and 2A5F: optional parts in their order, specials, status names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from device_drivers.protocols import pulse_oximeter
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.pulse_oximeter import Oximetry
from device_drivers.protocols.refusal import Refused


def test_spot_check_with_every_part() -> None:
    wire = bytes.fromhex("1f 6100 4800 ea070817080f00 2080 010203 0ef0".replace(" ", ""))
    measured = pulse_oximeter.decode_spot_check(wire)
    assert (measured.spo2, measured.pulse_rate, measured.pulse_amplitude_index) == (Decimal(97), Decimal(72), Decimal("1.4"))
    assert measured.measurement_status_names == ("invalid_measurement", "measurement_ongoing")
    assert (measured.sensor_status, measured.device_clock_not_set) == (0x030201, True)


def test_continuous_with_every_part() -> None:
    """H2: the fast and slow averages are not taken for the value."""
    wire = bytes.fromhex("1f 6200 ff07 5f004600 60004700 0180 000000 0ef0".replace(" ", ""))
    measured = pulse_oximeter.decode_continuous(wire)
    assert (measured.spo2, measured.pulse_rate) == (Decimal(98), Special.NAN)
    assert measured.measurement_status_names == ("bit_0", "invalid_measurement")


@pytest.mark.parametrize(
    ("wire", "reason"),
    [("", "short"), ("00610048", "short"), ("016100480000", "short"), ("006100480000", "length"), ("2061004800", "reserved")],
)
def test_refused(wire: str, reason: str) -> None:
    for decode in (pulse_oximeter.decode_spot_check, pulse_oximeter.decode_continuous):
        with pytest.raises(Refused) as refused:
            decode(bytes.fromhex(wire))
        assert refused.value.reason == reason


def test_what_a_virtual_oximeter_sends_is_what_is_read() -> None:
    time = DeviceTime(2026, 3, 5, 8, 41, 20)
    for measured in (Oximetry(Decimal(97), Special.NAN), Oximetry(Decimal(97), Decimal(71), time, 0x0200, device_clock_not_set=True)):
        assert pulse_oximeter.decode_spot_check(pulse_oximeter.encode_spot_check(measured)) == measured
    streamed = Oximetry(Decimal(97), Decimal(71), measurement_status=0x0020)
    assert pulse_oximeter.decode_continuous(pulse_oximeter.encode_continuous(streamed)) == streamed
