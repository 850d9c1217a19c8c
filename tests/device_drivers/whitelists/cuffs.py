"""Omron, Microlife and Yonker on the air."""

from __future__ import annotations

from device_drivers.protocols import microlife, omron, yonker
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import Event, ReadDone
from device_drivers.protocols.microlife_session import TO as MICROLIFE
from device_drivers.protocols.omron import OmronFrame, Op
from device_drivers.protocols.omron_channels import FROM, TO, UNLOCK
from tests.device_drivers.whitelists.events import WALL, around

_READ_OR_FRAME = (
    "0800000000100018",  # open the memory
    "080f000000000007",  # close it
    "080100[0-9a-f]{6}00[0-9a-f]{2}",  # read
)
# length, 01c0, address, size: the clock's or the counters' block of a map, and no other
_WRITES = (
    "1801c002d010[0-9a-f]{20}",
    "1801c0008010[0-9a-f]{20}",
    "1801c0017010[0-9a-f]{20}",
    "1801c0018010[0-9a-f]{20}",
    "1201c0029a0a[0-9a-f]{20}",
    "1201c00fae0a[0-9a-f]{20}",
    "1201c004080a[0-9a-f]{20}",
    "1801c0005410[0-9a-f]{20}",
    "1c01c003b814[0-9a-f]{20}",
    "1001c0028608[0-9a-f]{20}",
    "1001c00f9a08[0-9a-f]{20}",
    "1001c002a408[0-9a-f]{20}",
)
_KEYS = (
    "02(00){16}",  # may I set a key
    "00[0-9a-f]{32}",  # the key, while -P- blinks
    "01[0-9a-f]{32}",  # the key
    "11[0-9a-f]{8}(00){15}",  # a token
)
# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "omron-ble": {
        TO[0]: (*_READ_OR_FRAME, *_WRITES),
        TO[1]: ("[0-9a-f]{4,24}",),  # the rest of one of those writes
        UNLOCK: _KEYS,
        "2A08": ("ea07[0-9a-f]{10}",),
        "2A2B": ("ea07[0-9a-f]{12}0001",),
    },
    "omron-scale": {TO[0]: _READ_OR_FRAME, UNLOCK: _KEYS},
    "microlife-ble": {
        MICROLIFE: (
            "4dff000900000000000000fd52",  # the whole memory
            "4dff00080d1a0305[0-9a-f]{8}",  # set the clock
            "4dff00020452",  # hang up
        )
    },
    "yonker-ble": {},
}


def _omron_answers() -> list[bytes]:
    block = bytes((100, 80, 70, 26, 0xEA, 0x0C)).ljust(44, b"\x00")
    frames = [
        OmronFrame(Op.START_REPLY, 0, 0x10),
        OmronFrame(Op.END_REPLY, 0, 0),
        OmronFrame(Op.END_REPLY, 0, 0, result=0x0F),
        *(OmronFrame(Op.READ_REPLY, address, size, block[:size]) for address, size in ((0x0260, 8), (0x0274, 10), (0x02AC, 42))),
        *(OmronFrame(Op.READ_REPLY, address, size, block[:size]) for address, size in ((0x0260, 16), (0x028C, 16), (0x02E8, 42))),
        OmronFrame(Op.WRITE_REPLY, 0x02D0, 16),
        OmronFrame(Op.WRITE_REPLY, 0x029A, 10),
    ]
    return [omron.encode_frame(frame) for frame in frames]


def _microlife_answers() -> list[bytes]:
    record = microlife.MicrolifeRecord(128, 82, 71, DeviceTime.of(WALL))
    acknowledge = microlife.encode_frame(microlife.MicrolifeFrame(False, b"\x81"))
    return [microlife.encode_records([record]), acknowledge, acknowledge[:3], b"\xff"]


_YONKER = [bytes.fromhex(text) for text in ("818367510000190b18131200000000", "8062616000", "")]
_ONE, _FOUR = frozenset({TO[0], FROM[0], UNLOCK, "2A24", "2A19"}), frozenset({*TO, *FROM, UNLOCK, "2A24"})
_ANSWERS = {
    FROM[0]: [part for frame in _omron_answers() for part in (frame, frame[:16])],
    FROM[1]: [frame[16:] for frame in _omron_answers()],
}
_WORDS = [bytes.fromhex(word) for word in ("8200", "8000", "8100", "8201", "9100")]
_MODELS: list[Event] = [ReadDone("2A24", number) for number in (b"HEM-7322T-D", b"HEM-7142T2-Z", b"HEM-7146T2", b"HBF-702T")]
EVENTS: dict[str, list[Event]] = {
    "omron-ble": [*_MODELS, *around([_ONE, _FOUR, frozenset({"2A35", "2A08"})], {**_ANSWERS, UNLOCK: _WORDS})],
    "omron-scale": [*_MODELS, *around([_FOUR], {**_ANSWERS, UNLOCK: _WORDS})],
    "microlife-ble": around([frozenset({"FFF1", MICROLIFE, "2A19"})], {"FFF1": _microlife_answers()}),
    "yonker-ble": around([frozenset({yonker.MEASUREMENT, "2A19"})], {yonker.MEASUREMENT: _YONKER}),
}
