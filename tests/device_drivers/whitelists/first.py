"""Standard cuffs and meters, A&D cabinets, SunTech modules."""

from __future__ import annotations

from decimal import Decimal

from device_drivers.protocols import and_custom, and_tm, glucose, racp, suntech
from device_drivers.protocols.blood_pressure import BloodPressureMeasurement, Extras, PressureUnit, encode_measurement
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.isens_clock import TIME_CHANNELS
from device_drivers.protocols.machine import SERIAL, BytesIn, Event
from tests.device_drivers.whitelists.events import EVERYWHERE, PORT, WALL, around

_CUFF = {
    "2A08": ("ea07[0-9a-f]{10}",),
    "2A2B": ("ea07[0-9a-f]{12}0001",),
    and_custom.CHANNEL: ("0200e1", "020103"),  # A&D: all that is stored, hang up
    "2A9F": ("02[0-9a-f]{6}",),  # open a user
    "2A52": ("0101", "010301[0-9a-f]{4}", "0300"),  # report all, report since, abort
}
# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "ble-blood-pressure": _CUFF,
    "ble-blood-pressure-beurer": _CUFF,
    "ble-glucose": {
        "2A52": (
            "0401",  # count all
            "040301[0-9a-f]{4}",  # count since
            "0101",  # report all
            "010301[0-9a-f]{4}",  # report since
            "0106",  # report the last
            "0300",  # abort
        ),
        **dict.fromkeys(TIME_CHANNELS, ("c0030100[0-9a-f]{14}",)),  # i-SENS: ask for the clock, set it
    },
    "and-tm": {
        SERIAL: (
            "161601303002" + b"RB".hex() + "0310",  # last result
            "161601(?:3030|3020)02" + b"ST".hex() + "0307",  # start, on demand
            "161601(?:3030|3020)02" + b"SP".hex() + "0303",  # stop
        )
    },
    "suntech": {
        SERIAL: (
            "3a20a6",  # start adult, on demand
            "3a873f",  # start child, on demand
            "3a289e",  # start newborn, on demand
            "3a7901004c",  # abort
            "3a7903004a",  # result
            "3a79050048",  # cuff pressure
        )
    },
}


def _bps_frames() -> list[bytes]:
    timed = Extras(DeviceTime.of(WALL), Decimal(71), 1, 0)
    full = BloodPressureMeasurement(PressureUnit.MMHG, Decimal(128), Decimal(82), Decimal(97), timed)
    bare = BloodPressureMeasurement(PressureUnit.KPA, Decimal(16), Decimal(11), Decimal(13))
    return [encode_measurement(full), encode_measurement(bare), b"", bytes(40)]


def _glucose_frames() -> list[bytes]:
    value = glucose.Concentration(Decimal("0.0078"), glucose.ConcentrationUnit.MOL_PER_L, 1, 1)
    records = [glucose.GlucoseMeasurement(number, DeviceTime.of(WALL), 0, value) for number in (1, 40, 65535)]
    return [*map(glucose.encode_measurement, records), b"", bytes(40)]


def _racp_answers() -> list[bytes]:
    counts = [racp.encode_record_count(count) for count in (0, 3)]
    responses = [racp.encode_response(op, result) for op in (1, 3, 4) for result in racp.Result]
    return [*counts, *responses, b"", b"\x06\x00"]


def _suntech_replies() -> list[bytes]:
    words: list[suntech.Reply] = [suntech.Acknowledge(ord(letter)) for letter in "OKBA?"]
    cuffs: list[suntech.Reply] = [suntech.CuffReply(pressure) for pressure in (0, 160, 400)]
    results: list[suntech.Reply] = [suntech.BpData(118, 76, 90, 68), suntech.BpData(0, 0, 0, 0, error_code=2)]
    return [*map(suntech.encode_reply, [*words, *cuffs, *results]), b"\xff\xff"]


def _tm_replies() -> list[bytes]:
    time = DeviceTime(2026, 3, 5, 8, 41, None)
    results: list[and_tm.TmResult | and_tm.TmError] = [
        and_tm.TmResult("TM2655", time, 121, 93, 79, 66),
        and_tm.TmError("TM2655", time, "E08"),
    ]
    return [*map(and_tm.encode_result, results), and_tm.encode_acknowledge(True), and_tm.encode_acknowledge(False), b"\xff"]


CHANNELS = {
    "ble": [
        frozenset({"2A35", "2A36", "2A08", "2A19", "2A24"}),
        frozenset({"2B34", "2B35", "2B36", "2A52", "2A08", "2A49"}),
        frozenset({"2A35", "2A9F", and_custom.CHANNEL}),
        frozenset({"2A35", "2A2B"}),
        frozenset({"2A35", "2A19"}),
    ],
    "gls": [frozenset({"2A18", "2A34", "2A52", "2A2B", "2A19"}), frozenset({"2A18", "2A52"})],
}
EVENTS: dict[str, list[Event]] = {
    "ble-blood-pressure": around(CHANNELS["ble"], {"2A35": _bps_frames(), "2A36": _bps_frames()}),
    "ble-blood-pressure-beurer": around(CHANNELS["ble"], {"2A35": _bps_frames(), "2A36": _bps_frames()}),
    "ble-glucose": around(CHANNELS["gls"], {"2A18": _glucose_frames(), "2A34": [b"", bytes(3)], "2A52": _racp_answers()}),
    "and-tm": [*EVERYWHERE, PORT, *map(BytesIn, _tm_replies())],
    "suntech": [*EVERYWHERE, PORT, *map(BytesIn, _suntech_replies())],
}
