"""TaiDoc, Sinocare, oximeters, scales, thermometers, OneTouch over Bluetooth."""

from __future__ import annotations

from decimal import Decimal

from device_drivers.protocols import onetouch_ble, sinocare, taidoc
from device_drivers.protocols.contec_oximeter import OximeterValues, OximeterWave, encode_packet
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import SERIAL, BytesIn, Event, Heard
from device_drivers.protocols.mi_scale_session import HISTORY
from device_drivers.protocols.onetouch_ble import Answer
from device_drivers.protocols.onetouch_ble_session import FROM_METER, TO_METER
from device_drivers.protocols.sinocare import GlucoseResult, SinocareFrame
from device_drivers.protocols.taidoc import TaiDocFrame
from device_drivers.protocols.taidoc_session import CHANNEL as TAIDOC
from tests.device_drivers.whitelists.events import EVERYWHERE, PORT, WALL, around

# driver id -> channel -> patterns of the whole value in hex
_TAIDOC = (
    "512200000000a316",  # connect
    "512400000000a318",  # model
    "512300000000a317",  # clock
    "512b0[0-4]000000a3[0-9a-f]{2}",  # count
    "5125[0-9a-f]{4}000[0-4]a3[0-9a-f]{2}",  # time of a record
    "5126[0-9a-f]{4}000[0-4]a3[0-9a-f]{2}",  # value of a record
    "514900000000a33d",  # saturation now
    "5171020000a367",  # the last weighing
    "5133[0-9a-f]{8}a3[0-9a-f]{2}",  # set the clock
    "515000000000a344",  # power off
)
# driver id -> what it listens to
_SIG = {
    "ble-thermometer": ("2A1C", "2A1E"),
    "ble-oximeter": ("2A5E", "2A5F"),
    "ble-scale": ("2A9D", "2A9C"),
    "ble-heart-rate": ("2A37",),
}
_SINOCARE = (
    "534e06[0-9a-f]{4}070000[0-9a-f]{2}",  # number and clock
    "534e06[0-9a-f]{4}050000[0-9a-f]{2}",  # stored results
    "534e0a[0-9a-f]{4}06[0-9a-f]{12}[0-9a-f]{2}",  # set the clock
    "534e09[0-9a-f]{4}06[0-9a-f]{10}[0-9a-f]{2}",  # set the clock, no seconds
)
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "taidoc": {TAIDOC: _TAIDOC},
    "taidoc-cable": {SERIAL: _TAIDOC},
    **{driver: {"2A08": ("ea07[0-9a-f]{10}",), "2A2B": ("ea07[0-9a-f]{12}0001",), "2A9F": ("020[1-8]0e02",)} for driver in _SIG},
    "contec-cms50": {"FF01": ("9b011c",)},  # start the stream
    "mi-scale": {HISTORY: ("01ffffffff", "02"), "2A2B": ("ea07[0-9a-f]{12}0001",)},  # count, send
    "onetouch-ble": {
        TO_METER: (
            "81",  # acknowledge
            "0102090003200203[0-9a-f]{4}",  # clock
            "01020a00030a020603[0-9a-f]{4}",  # counter
            "0102090003270003[0-9a-f]{4}",  # count
            "01020a0003b3[0-9a-f]{4}03[0-9a-f]{4}",  # a record
            "01020d00032001[0-9a-f]{8}03[0-9a-f]{4}",  # set the clock
        )
    },
    "sinocare-sn": {"FFB1": _SINOCARE, "FFB2": _SINOCARE},
    "sinocare-sn-port": {SERIAL: _SINOCARE},
}


def _taidoc_answers() -> list[bytes]:
    payloads = ("0000000001", "0100000000", "6500001600", "ffffffffff", "65348e0800")
    frames = [
        TaiDocFrame(command, bytes.fromhex(payload)[:4], from_meter=True)
        for command in (0x22, 0x23, 0x24, 0x25, 0x26, 0x2B, 0x33, 0x49, 0x50, 0x54)
        for payload in payloads
    ]
    weighing = taidoc.ScaleResult(DeviceTime.of(WALL), 2, Decimal(61), 160)
    models = [TaiDocFrame(0x24, bytes.fromhex(number) + bytes(2), from_meter=True) for number in ("5742", "4031", "5525", "5582")]
    return [*map(taidoc.encode_frame, [*frames, *models]), taidoc.encode_scale(weighing), taidoc.encode_scale(None), b"\x51", b"\x00"]


def _mi_answers() -> list[bytes]:
    frames = (
        "0226ea0703050829140000a852",
        "0204ea0703050829140000a852",
        "02a6ea0703050829140000a852",
        "010200ffffffff",
        "010000ffffffff",
        "03",
        "",
    )
    return [bytes.fromhex(frame) for frame in frames]


def _onetouch_answers() -> list[bytes]:
    record = onetouch_ble.encode_record(onetouch_ble.OneTouchRecord(WALL, 117))
    bodies = (b"", bytes(4), b"\x09\x00\x00\x00", b"\x03\x00", b"\xff\xff\xff\xff", record)
    return [*(onetouch_ble.encode_answer(Answer(status, body)) for status in (6, 7, 9) for body in bodies), b"\x81", b"\x01\x02"]


def _sinocare_answers() -> list[bytes]:
    result = GlucoseResult(DeviceTime.of(WALL), Decimal("6.1"))
    frames = [
        SinocareFrame(machine, command, payload)
        for machine in (b"\x00\x12", b"\x00\x0a")
        for command, payload in (
            (0x02, b"\x03\x00"),
            (0x04, sinocare.encode_result(result)),
            (0x05, bytes(2)),
            (0x05, b"\x02\x01\x01" + sinocare.encode_record(result)),
            (0x07, bytes(7) + bytes.fromhex("1a0305082914")),
            (0x07, bytes(7) + bytes.fromhex("0001010029")),
            (0x0E, sinocare.encode_result(result)),
        )
    ]
    return [*map(sinocare.encode_frame, frames), b"SN", b"\x00"]


def _sig_frames() -> list[bytes]:
    return [bytes.fromhex(frame) for frame in ("", "0066010000fe", "0061004800", "0012340000", "0400c8000102", "0648", "ff")]


EVENTS: dict[str, list[Event]] = {
    "taidoc": around([frozenset({TAIDOC, "2A19"})], {TAIDOC: _taidoc_answers()}),
    "taidoc-cable": [*EVERYWHERE, PORT, *map(BytesIn, _taidoc_answers())],
    **{
        driver: around(
            [frozenset({*heard, "2A08", "2A19"}), frozenset({*heard, "2A2B"}), frozenset(heard)], {one: _sig_frames() for one in heard}
        )
        for driver, heard in _SIG.items()
    },
    "contec-cms50": around(
        [frozenset({"FF01", "FF02"})],
        {
            "FF02": [
                encode_packet(OximeterValues(4, 70, 97)),
                encode_packet(OximeterValues(1, 255, 127)),
                encode_packet(OximeterWave(1, 1)),
                b"\x00",
            ]
        },
    ),
    "mi-scale": [
        *around([frozenset({HISTORY, "2A2B"}), frozenset({HISTORY}), frozenset()], {HISTORY: _mi_answers()}),
        *(Heard(data=(("181B", frame), ("181D", frame[:10]))) for frame in _mi_answers()),
    ],
    "onetouch-ble": around([frozenset({TO_METER, FROM_METER})], {FROM_METER: _onetouch_answers()}),
    "sinocare-sn": around([frozenset({"FFB1", "FFB2"}), frozenset({"FFB1"})], {"FFB2": _sinocare_answers()}),
    "sinocare-sn-port": [*EVERYWHERE, PORT, *map(BytesIn, _sinocare_answers())],
}
