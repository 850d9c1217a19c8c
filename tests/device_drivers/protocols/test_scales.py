"""2A9D and 2A9C: resolutions of both systems of units, failed weighings, field order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from device_drivers.protocols import body_composition, weight
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.weight import WeightMeasurement


@pytest.mark.parametrize(
    ("wire", "kilograms_or_pounds"), [("009038", Decimal("72.4")), ("019038", Decimal("144.8")), ("00ffff", None), ("01ffff", None)]
)
def test_weight(wire: str, kilograms_or_pounds: Decimal | None) -> None:
    """H2: the same raw number is 72.4 kg or 144.8 lb; FFFF is a failed weighing, not 327.675 kg."""
    assert weight.decode_measurement(bytes.fromhex(wire)).weight == kilograms_or_pounds


def test_imperial_height() -> None:
    measured = weight.decode_measurement(bytes.fromhex("09593ef500b602"))
    assert (measured.bmi, measured.height) == (Decimal("24.5"), Decimal("69.4"))


@pytest.mark.parametrize(("wire", "reason"), [("00ff", "short"), ("0290380000", "short"), ("00903800", "length"), ("109038", "reserved")])
def test_refused_weight(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        weight.decode_measurement(bytes.fromhex(wire))
    assert refused.value.reason == reason


EVERYTHING = "ff1f eb00 ea070817080f00 03 d818 9c01 7017 e02e 5c2b 8813 8d13 9038 b402".replace(" ", "")


def test_every_field_has_its_place() -> None:
    body = body_composition.decode_measurement(bytes.fromhex(EVERYTHING))
    assert body.time is not None
    assert body.time.text() == "2026-08-23T08:15:00"
    assert (body.imperial, body.user_id, body.multi_packet) == (True, 3, True)
    assert (body.body_fat_percent, body.basal_metabolism_kj, body.muscle_percent) == (Decimal("23.5"), 6360, Decimal("41.2"))
    assert (body.muscle_mass, body.fat_free_mass) == (Decimal(60), Decimal(120))
    assert (body.soft_lean_mass, body.body_water_mass) == (Decimal("111"), Decimal(50))
    assert (body.impedance_ohm, body.weight, body.height) == (Decimal("500.5"), Decimal("144.8"), Decimal("69.2"))


def test_failed_body_composition() -> None:
    assert body_composition.decode_measurement(bytes.fromhex("0000ffff")).body_fat_percent is None


@pytest.mark.parametrize(
    ("wire", "reason"), [("0000eb", "short"), (EVERYTHING[:-2], "short"), ("0000eb0000", "length"), ("0020eb00", "reserved")]
)
def test_refused_body_composition(wire: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        body_composition.decode_measurement(bytes.fromhex(wire))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "measured",
    [
        WeightMeasurement(False, Decimal("63.45")),
        WeightMeasurement(True, Decimal("140.2"), DeviceTime(2026, 3, 5, 8, 41, 20), 2),
        WeightMeasurement(False, None, None, 255),
        WeightMeasurement(False, Decimal("63.45"), None, 1, Decimal("23.1"), Decimal("1.655")),
    ],
)
def test_what_a_virtual_scale_sends_is_what_is_read(measured: WeightMeasurement) -> None:
    assert weight.decode_measurement(weight.encode_measurement(measured)) == measured


def test_what_a_virtual_scale_sends_of_the_body_is_what_is_read() -> None:
    body = body_composition.decode_measurement(body_composition.encode_measurement(Decimal("21.5"), None, 2, Decimal("63.45")))
    assert (body.body_fat_percent, body.user_id, body.weight) == (Decimal("21.5"), 2, Decimal("63.45"))
