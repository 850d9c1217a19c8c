"""Every byte string a driver can send, written out: nothing that deletes, resets, re-calibrates or inflates unasked.

Each machine is driven through thousands of event sequences, sensible and absurd; whatever it writes must be on its list.
A new command of a driver has to be added here by hand, which is the point.
"""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device_drivers import registry
from device_drivers.manifest import Opening
from device_drivers.protocols import and_tm, glucose, lepu_er, racp, suntech
from device_drivers.protocols.blood_pressure import BloodPressureMeasurement, Extras, PressureUnit, encode_measurement
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH
from device_drivers.protocols.machine import (
    SERIAL,
    BytesIn,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Event,
    Notified,
    OperationFailed,
    ReadDone,
    Start,
    Subscribed,
    Write,
    WriteDone,
)
from device_drivers.readings import KnownDevice, Patient

WALL = datetime(2026, 3, 5, 8, 41, 20)

# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "ble-blood-pressure": {"2A08": ("ea07[0-9a-f]{10}",), "2A2B": ("ea07[0-9a-f]{12}0001",)},
    "ble-blood-pressure-beurer": {"2A08": ("ea07[0-9a-f]{10}",), "2A2B": ("ea07[0-9a-f]{12}0001",)},
    "ble-glucose": {
        "2A52": (
            "0401",  # count all
            "040301[0-9a-f]{4}",  # count since
            "0101",  # report all
            "010301[0-9a-f]{4}",  # report since
            "0106",  # report the last
            "0300",  # abort
        )
    },
    "lepu-er1": {TO_PATCH: ("a503fc00[0-9a-f]{2}01007d[0-9a-f]{2}",)},  # live data
    "and-tm": {
        SERIAL: (
            "161601303002" + b"RB".hex() + "0310",  # last result
            "161601303002" + b"ST".hex() + "0307",  # start, on demand
            "161601303002" + b"SP".hex() + "0303",  # stop
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

SINCE_BOOT = st.floats(min_value=0.01, max_value=200.0)


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


def _lepu_replies() -> list[bytes]:
    live = [lepu_er.LiveData(72, 0, 80, 5, status, (1, 2, None)) for status in (2, 7)]
    return [*map(lepu_er.encode_live, live), lepu_er.encode_battery(lepu_er.Battery(0, 80, 3900)), b"\xa5\x0a"]


CHANNELS = {
    "ble": [frozenset({"2A35", "2A36", "2A08", "2A19", "2A24"}), frozenset({"2A35", "2A2B"}), frozenset({"2A35", "2A19"})],
    "gls": [frozenset({"2A18", "2A34", "2A52", "2A2B", "2A19"}), frozenset({"2A18", "2A52"})],
    "ecg": [frozenset({TO_PATCH, FROM_PATCH})],
    "serial": [frozenset({SERIAL})],
}
EVERYWHERE: list[Event] = [Cancel(), Closing(), Disconnected(), *(Start(patient) for patient in Patient)]


def _around(channels: list[frozenset[str]], notified: dict[str, list[bytes]]) -> list[Event]:
    events: list[Event] = [*EVERYWHERE, *(Connected(offered, WALL) for offered in channels)]
    for channel in sorted(frozenset().union(*channels)):
        events += [Subscribed(channel), WriteDone(channel), *(OperationFailed(channel, code) for code in (0, 0x05, 0x80, 0xFE))]
        events += [ReadDone(channel, data) for data in (b"", b"\x5a", b"BM85", bytes.fromhex("ea0703050829140000"[:14]))]
    return events + [Notified(channel, data) for channel, frames in notified.items() for data in frames]


EVENTS: dict[str, list[Event]] = {
    "ble-blood-pressure": _around(CHANNELS["ble"], {"2A35": _bps_frames(), "2A36": _bps_frames()}),
    "ble-blood-pressure-beurer": _around(CHANNELS["ble"], {"2A35": _bps_frames(), "2A36": _bps_frames()}),
    "ble-glucose": _around(CHANNELS["gls"], {"2A18": _glucose_frames(), "2A34": [b"", bytes(3)], "2A52": _racp_answers()}),
    "lepu-er1": _around(CHANNELS["ecg"], {FROM_PATCH: _lepu_replies()}),
    "and-tm": [*EVERYWHERE, Connected(CHANNELS["serial"][0], WALL), *map(BytesIn, _tm_replies())],
    "suntech": [*EVERYWHERE, Connected(CHANNELS["serial"][0], WALL), *map(BytesIn, _suntech_replies())],
}


def test_every_driver_has_its_list() -> None:
    assert set(WHITELIST) == set(EVENTS) == {manifest.id for manifest in registry.manifests()}


@pytest.mark.parametrize("driver_id", sorted(EVENTS))
@pytest.mark.parametrize("last_sequence", [None, 3, 65534, 65535])
@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_nothing_else_is_ever_written(driver_id: str, last_sequence: int | None, data: st.DataObject) -> None:
    """Danger commands (delete, set initial inflation, factory reset) are not on any list and cannot be built."""
    known = KnownDevice("ble:X", driver_id, "x", "X", last_sequence)
    machine = registry.driver(driver_id).machine(known, Opening(token=1_700_000_000_000))
    offered = next(event for event in EVENTS[driver_id] if isinstance(event, Connected))
    now = 0.0
    written: list[Write] = [action for action in machine.receive(offered) if isinstance(action, Write)]
    for event in data.draw(st.lists(st.sampled_from(EVENTS[driver_id]), max_size=15)):
        now += data.draw(SINCE_BOOT)
        for actions in (machine.tick(now), machine.receive(event)):
            written += [action for action in actions if isinstance(action, Write)]
    for write in written:
        patterns = WHITELIST[driver_id].get(write.channel, ())
        assert any(re.fullmatch(pattern, write.data.hex()) for pattern in patterns), (
            f"{driver_id} wrote {write.data.hex()} to {write.channel}"
        )


def test_what_the_codecs_offer_a_host_is_on_the_lists() -> None:
    """The commands the codecs can build for a host, all of them: nothing stands by to be sent by mistake."""
    assert {command.name for command in suntech.Command} == {
        "START_ADULT",
        "START_PEDIATRIC",
        "START_NEONATE",
        "ABORT",
        "GET_BP_DATA",
        "GET_CUFF_PRESSURE",
        "GET_STATUS",
        "GET_INFO",
    }
    assert {command.value for command in and_tm.Command} == {"ST", "SP", "RB"}
    assert {command.value for command in lepu_er.Command} == {0x03, 0xE1, 0xE4, 0xF1, 0xF4}
    assert not hasattr(racp, "delete_all") and not hasattr(racp, "delete")
