"""What the indications of thermometers, oximeters and scales of the Bluetooth SIG say, as findings or as the reason for none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols import body_composition, heart_rate, pulse_oximeter, thermometer, weight
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.pulse_oximeter import Oximetry
from device_drivers.protocols.quantities import quantity, refusal_of
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.thermometer import TemperatureUnit
from device_drivers.readings import Kind, Quantity

Values = tuple[tuple[str, Quantity], ...]
_DEGREES = {TemperatureUnit.CELSIUS: "Cel", TemperatureUnit.FAHRENHEIT: "[degF]"}
_UNUSABLE = ("invalid_measurement", "measurement_unavailable", "calibration_ongoing", "data_for_demonstration", "data_for_testing")
STORED = "data_from_storage"
_USER_UNKNOWN = 255


@dataclass(frozen=True, slots=True)
class Found:
    """One record. user: the device's slot. stored: the device says it is from its memory."""

    kind: Kind
    values: Values
    time: DeviceTime | None = None
    user: int | None = None
    flags: tuple[str, ...] = ()
    context: tuple[tuple[str, str], ...] = ()
    stored: bool = False


class NoValue(Exception):
    """The bytes are whole but say that there is no value, or one that must not be used. reason: as the journal keeps it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(decode: Callable[[bytes], Found], data: bytes) -> Found | str:
    """What a record says, or why it says nothing."""
    try:
        return decode(data)
    except (Refused, Quarantine, NoValue) as error:
        return error.reason


def temperature(data: bytes) -> Found:
    """2A1C."""
    measured = thermometer.decode_measurement(data)
    value = quantity(measured.value, _DEGREES[measured.unit])
    if value is None:
        raise NoValue(refusal_of(measured.value))
    site = () if measured.site is None or measured.site_name == "reserved" else (("site", measured.site_name),)
    return Found(Kind.TEMPERATURE, (("temperature", value),), measured.time, context=site)


def spot_check(data: bytes) -> Found:
    """2A5E."""
    measured = pulse_oximeter.decode_spot_check(data)
    flags = measured.measurement_status_names
    unusable = next((name for name in _UNUSABLE if name in flags), None)
    if unusable:
        raise NoValue(unusable)
    time = None if measured.device_clock_not_set else measured.time
    return Found(Kind.SPO2, _saturation(measured), time, flags=flags, stored=STORED in flags)


def _saturation(measured: Oximetry) -> Values:
    saturation, pulse = quantity(measured.spo2, "%"), quantity(measured.pulse_rate, "/min")
    if saturation is None:
        raise NoValue(refusal_of(measured.spo2))
    return (("spo2", saturation), *((("pulse", pulse),) if pulse is not None else ()))


def weighing(data: bytes) -> Found:
    """2A9D."""
    measured = weight.decode_measurement(data)
    if measured.weight is None:
        raise NoValue("unsuccessful")
    length = "[in_i]" if measured.imperial else "m"
    named = (("weight", measured.weight, _mass(measured.imperial)), ("bmi", measured.bmi, "kg/m2"), ("height", measured.height, length))
    return Found(Kind.WEIGHT, _present(named), measured.time, _slot(measured.user_id))


def composition(data: bytes) -> Found:
    """2A9C that carries the weight too; one without is the second half of a weighing and no result of its own."""
    body = body_composition.decode_measurement(data)
    if body.body_fat_percent is None:
        raise NoValue("unsuccessful")
    if body.weight is None:
        raise NoValue("half")
    mass = _mass(body.imperial)
    named = (
        ("weight", body.weight, mass),
        ("body_fat", body.body_fat_percent, "%"),
        ("muscle", body.muscle_percent, "%"),
        ("body_water", body.body_water_mass, mass),
        ("impedance", body.impedance_ohm, "Ohm"),
        ("height", body.height, "[in_i]" if body.imperial else "m"),
    )
    return Found(Kind.WEIGHT, _present(named), body.time, _slot(body.user_id))


def _mass(imperial: bool) -> str:
    return "[lb_av]" if imperial else "kg"


def _slot(user: int | None) -> int | None:
    return None if user == _USER_UNKNOWN else user


def _present(named: tuple[tuple[str, Decimal | None, str], ...]) -> Values:
    return tuple((name, Quantity(number, unit)) for name, number, unit in named if number is not None)


# --- streams: a pair to be held still, None while there is no signal --------------------------------------------------
Pair = tuple[int, int]


def live_saturation(data: bytes) -> Pair | None:
    """2A5F: saturation and pulse. Refused where the bytes are none."""
    measured = pulse_oximeter.decode_continuous(data)
    if isinstance(measured.spo2, Special) or isinstance(measured.pulse_rate, Special):
        return None
    if any(name in measured.measurement_status_names for name in _UNUSABLE):
        return None
    pair = round(measured.spo2), round(measured.pulse_rate)
    return pair if 0 < pair[0] <= 100 and pair[1] > 0 else None


def live_heart_rate(data: bytes) -> Pair | None:
    """2A37: a constant and the rate."""
    beat = heart_rate.decode_measurement(data)
    return None if beat.sensor_contact is False or not beat.heart_rate else (0, beat.heart_rate)


def settled_saturation(pair: Pair) -> Found:
    """The value of a finger."""
    saturation, pulse = (Decimal(number) for number in pair)
    return Found(Kind.SPO2, (("spo2", Quantity(saturation, "%")), ("pulse", Quantity(pulse, "/min"))))


def settled_heart_rate(pair: Pair) -> Found:
    """The rate of a strap."""
    return Found(Kind.HEART_RATE, (("heart_rate", Quantity(Decimal(pair[1]), "/min")),))
