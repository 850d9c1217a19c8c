"""Lepu patches and the recordings on them, Lepu cuffs, Polar straps, Movesense sensors,
OpenBCI boards."""

from __future__ import annotations

from device_drivers.protocols import lepu_bp, lepu_er, lepu_er_files, polar_pmd
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.lepu_er import Command, LepuFrame
from device_drivers.protocols.lepu_er_session import FROM_PATCH, TO_PATCH
from device_drivers.protocols.machine import SERIAL, BytesIn, Event
from device_drivers.protocols.movesense_session import FROM_SENSOR, PATHS, TO_SENSOR
from device_drivers.protocols.polar_pmd import ControlResponse
from device_drivers.protocols.polar_session import CONTROL, DATA
from device_drivers.virtual.boards import CytonInside
from device_drivers.virtual.movesense_sensor import MovesenseInside
from tests.device_drivers.whitelists.events import EVERYWHERE, PORT, WALL, around

HEX2 = "[0-9a-f]{2}"
LEPU_READS = (
    f"a5e11e00{HEX2}0000{HEX2}",  # information
    f"a5e41b00{HEX2}0000{HEX2}",  # battery
    f"a5ec1300{HEX2}0700ea07[0-9a-f]{{10}}{HEX2}",  # set the clock to the host's time
    f"a5f10e00{HEX2}0000{HEX2}",  # list of files
    f"a5f20d00{HEX2}1400[0-9a-f]{{40}}{HEX2}",  # open a file
    f"a5f30c00{HEX2}0400[0-9a-f]{{8}}{HEX2}",  # read on
    f"a5f40b00{HEX2}0000{HEX2}",  # close it
)
# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "lepu-er1": {
        TO_PATCH: (
            f"a503fc00{HEX2}01007d{HEX2}",  # live data of one lead
            f"a503fc00{HEX2}0400[0-9a-f]{{8}}{HEX2}",  # live data of an ER3 from a sample on
            f"a506f900{HEX2}0400[0-9a-f]{{8}}{HEX2}",  # live data of an M12
            *LEPU_READS,
        )
    },
    "lepu-bp2": {
        TO_PATCH: (
            f"a508f700{HEX2}0000{HEX2}",  # state, pressure or ECG of this moment
            f"a500ff00{HEX2}0000{HEX2}",  # registers
            *LEPU_READS,
        )
    },
    "movesense": {
        TO_SENSOR: (
            "0001",  # hello
            "0102" + b"/Meas/ECG/250".hex(),
            "0103" + b"/Meas/HR".hex(),
            "020[23]",  # give up
        )
    },
    "openbci-cyton": {SERIAL: ("62", "73")},  # b begin, s stop
    "polar-pmd": {CONTROL: ("0100", "02000001820001010e00", "0300")},  # settings, start at 130 Hz and 14 bit, stop
}


def lepu_replies() -> list[bytes]:
    live = [lepu_er.LiveData(72, 0, 80, 5, status, (1, 2, None)) for status in (2, 7)]
    names = lepu_er_files.encode_file_list(("R20260305084120", "W20260304084120", "bp2nibp.list"))
    payloads = {
        Command.SET_TIME: [b""],
        Command.LIST_FILES: [names, b"", b"\xff"],
        Command.START_READ: [(60).to_bytes(4, "little"), b"\xff" * 4, b""],
        Command.READ_FILE: [bytes(30), b"", bytes(60)],
        Command.END_READ: [b""],
    }
    answers = [LepuFrame(command, direction, 1, one) for command, ones in payloads.items() for one in ones for direction in (1, 0xE1, 0xFB)]
    clock = lepu_er.DeviceInfo("A", "1.2.0.0", 1, DeviceTime.of(WALL), "1")
    return [
        *map(lepu_er.encode_live, live),
        lepu_er.encode_battery(lepu_er.Battery(0, 80, 3900)),
        lepu_er.encode_info(clock),
        *map(lepu_er.encode_frame, answers),
        b"\xa5\x0a",
    ]


def bp2_replies() -> list[bytes]:
    states = [LepuFrame(Command.GET_BP_DATA, 1, 1, lepu_bp.encode_now(lepu_bp.Now(state, 50))) for state in lepu_bp.State]
    result = lepu_bp.encode_list([(9, lepu_bp.Result(None, 0, False, 120, 80, 90, 70))])
    read = [LepuFrame(Command.START_READ, 1, 1, len(result).to_bytes(4, "little")), LepuFrame(Command.READ_FILE, 1, 1, result)]
    listed = LepuFrame(Command.LIST_FILES, 1, 1, lepu_er_files.encode_file_list(("20260305084120",)))
    return [*map(lepu_er.encode_frame, [*states, *read, listed])]


def polar_replies() -> list[bytes]:
    responses = [ControlResponse(op, 0, status) for op in polar_pmd.Op for status in (0, 6, 13)]
    return [*map(polar_pmd.encode_control_response, responses), b"", b"\xf0\x09\x00\x00"]


def movesense_replies() -> list[bytes]:
    sensor = MovesenseInside()
    hello = sensor.answer(b"\x00\x01") or b""
    subscribed = [sensor.answer(bytes((1, reference)) + path.encode()) or b"" for reference, path in PATHS.items()]
    return [hello, *subscribed, *sensor.ecg(), sensor.beat() or b"", b"", b"\x01\x02\x94\x01", b"\x02\x02\x00"]


MOVESENSE_CHANNELS = [frozenset({TO_SENSOR, FROM_SENSOR, "2A19"}), frozenset({TO_SENSOR})]
POLAR_CHANNELS = [frozenset({CONTROL, DATA, "2A37", "2A19"}), frozenset({CONTROL, DATA}), frozenset({CONTROL})]
LEPU_CHANNELS = [frozenset({TO_PATCH, FROM_PATCH})]
EVENTS: dict[str, list[Event]] = {
    "lepu-er1": around(LEPU_CHANNELS, {FROM_PATCH: lepu_replies()}),
    "lepu-bp2": around(LEPU_CHANNELS, {FROM_PATCH: [*lepu_replies(), *bp2_replies()]}),
    "movesense": around(MOVESENSE_CHANNELS, {FROM_SENSOR: movesense_replies()}),
    "openbci-cyton": [*EVERYWHERE, PORT, *(BytesIn(CytonInside().packet()[:size]) for size in (33, 20, 1))],
    "polar-pmd": around(POLAR_CHANNELS, {CONTROL: polar_replies(), DATA: [bytes(13), b""], "2A37": [b"\x00\x48", b""]}),
}
