"""Blood pressure cuffs and kiosks on serial lines and USB."""

from __future__ import annotations

from datetime import timedelta

from device_drivers import kiosks
from device_drivers.protocols import contec_08a, contec_abpm, microlife_usb, omron, omron_elite
from device_drivers.protocols.contec_abpm import AMBULATORY, CASUAL
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import HID, HID_FEATURE, SERIAL, BytesIn, Event
from device_drivers.protocols.omron import OmronFrame, Op
from tests.device_drivers.whitelists.events import EVERYWHERE, PORT, WALL, around

SEVEN_BIT = "(?:[89a-f][0-9a-f]){7}"
DIGITS = "(?:3[0-9]|6[1-6])"

# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "omron-hbp": {},
    "terumo": {},
    "gtech-height-weight": {},
    "omron-hbp1300": {},
    "visomat-jpi": {HID: ("0252303003",)},  # what it holds
    "contec-08a-usb": {
        HID: (
            "428ffffefdfc(?:00){58}",  # handshake
            "4341010[456]0200(?:00){58}",  # records of one user
            "4a460100(?:00){60}",  # got them
            "434202ff0400(?:00){58}",  # the time will follow
            f"4c42{SEVEN_BIT}(?:00){{55}}",  # the time
        )
    },
    "contec-08a-spp": {
        SERIAL: (
            "428ffffefdfc",  # handshake
            "434201070500",  # records of all users
            "4a460100",  # got them
            "434202ff0400",  # the time will follow
            f"4c42{SEVEN_BIT}",  # the time
        )
    },
    "contec-abpm50": {SERIAL: ("1783ffff", "1383ffff", "1083ffff")},  # got the count, the mode, a record
    "omron-hhx": {
        HID_FEATURE: ("0000", "74bc"),  # the mode that gives readings
        HID: (
            "07(?:00){7}",  # wake
            "02(?:00){7}",  # end of the clearing block
            f"05{b'GCL00'.hex()}0000",  # its clock
            f"05{b'CNT00'.hex()}0000",  # number of records
            f"07{b'MES'.hex()}0000([0-9a-f]{{2}})\\1",  # a record
            f"05{b'END00'.hex()}0000",  # let go
        ),
    },
    "omron-usb": {
        HID: (
            "02080000000010" + "0018",  # open the memory
            "02080100[0-9a-f]{4}2800[0-9a-f]{2}",  # read a block
            "02080f000000000007",  # close it
        )
    },
    "microlife-usb": {
        HID: (
            "0412161826(?:00){3}",  # its clock
            "0412161822(?:00){3}",  # records
            "0412161827(?:00){3}",  # the time will follow
            f"07{DIGITS}{{7}}",  # the time
            f"05{DIGITS}{{5}}0000",  # the rest of it, with its sum
        )
    },
}

_EARLY = DeviceTime.of(WALL - timedelta(days=9000))


def _kiosk_lines() -> list[Event]:
    examples = [example for table in kiosks.tables([]).values() for example in table.examples.values()]
    return [*EVERYWHERE, PORT, *map(BytesIn, examples), BytesIn(b"bp,1"), BytesIn(b"\xff\r\n")]


def _contec() -> list[bytes]:
    records = [contec_08a.Record(118, 78, 89, 72, time, user) for time, user in ((DeviceTime.of(WALL), 1), (_EARLY, 3))]
    headers = [contec_08a.CountHeader(count, 1) for count in (0, 1, 2)]
    replies = [bytes.fromhex(text) for text in ("484102130102", "4a430100", "4a430000", "4a4c0100", "41", "")]
    return [*map(contec_08a.encode_record, records), *map(contec_08a.encode_count_header, headers), *replies, b"\x80\x00"]


def _abpm() -> list[bytes]:
    packets: list[contec_abpm.Packet] = [
        contec_abpm.Counts(1, 0),
        contec_abpm.Counts(0, 2),
        contec_abpm.Mode(CASUAL),
        contec_abpm.Mode(AMBULATORY),
        _EARLY,
        contec_abpm.Pressures(128, 98, 83),
        contec_abpm.Pulse(71, 0),
        contec_abpm.Pulse(0, 3),
    ]
    return [*map(contec_abpm.encode, packets), b"\xff"]


def _elite() -> list[bytes]:
    record = omron_elite.EliteRecord(112, 75, 71, DeviceTime.of(WALL))
    data = [b"", bytes((0, 0, 3)), bytes((0, 0, 255)), omron_elite.encode_clock(WALL), omron_elite.encode_record(record), bytes(14)]
    answers = [*map(omron_elite.encode_answer, data), omron_elite.encode_answer(None), b"OK\x01\x02", b"OFF\r\n"]
    return [report for answer in answers for report in omron_elite.reports(answer)] + [b"", b"\xff\x00"]


def _memory() -> list[bytes]:
    frames = [
        OmronFrame(Op.START_REPLY, 0, 16, bytes(16)),
        OmronFrame(Op.END_REPLY, 0, 0),
        *(OmronFrame(Op.READ_REPLY, address, 40, fill * 40) for address in (0x02AC, 0x02D4) for fill in (b"\xff", b"\x53", b"\x00")),
    ]
    return [b"\x02" + omron.encode_frame(frame) for frame in frames] + [b"\x02", b"\x02\x08\x01", b"\x01"]


def _microlife() -> list[bytes]:
    record = microlife_usb.MicrolifeRecord(128, 83, 71, DeviceTime(2026, 3, 5, 8, 41, None))
    answers = [
        microlife_usb.encode_answer(microlife_usb.encode_clock(WALL)),
        microlife_usb.encode_answer(microlife_usb.encode_records([record])),
        microlife_usb.encode_answer("1399"),
        b"\x06",
        b"\x15",
    ]
    return [report for answer in answers for report in microlife_usb.reports(answer)] + [b"", b"\x0f"]


def _reports(frames: list[bytes]) -> list[Event]:
    return around([frozenset({HID, HID_FEATURE})], {HID: frames})


EVENTS: dict[str, list[Event]] = {
    "omron-hbp": _kiosk_lines(),
    "terumo": _kiosk_lines(),
    "gtech-height-weight": _kiosk_lines(),
    "omron-hbp1300": [*EVERYWHERE, PORT, BytesIn(bytes.fromhex("010000780050004800"))],
    "visomat-jpi": _reports([b"\x02M1", b"\x03"]),
    "contec-08a-usb": _reports([contec_08a.to_report(frame) for frame in _contec()]),
    "contec-08a-spp": [*EVERYWHERE, PORT, *map(BytesIn, _contec())],
    "contec-abpm50": [*EVERYWHERE, PORT, *map(BytesIn, _abpm())],
    "omron-hhx": _reports(_elite()),
    "omron-usb": _reports(_memory()),
    "microlife-usb": _reports(_microlife()),
}
