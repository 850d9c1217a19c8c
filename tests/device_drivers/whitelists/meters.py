"""Glucose meters on a cable: serial lines, HID reports and USB transfers."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from device_drivers.hub import CHINA
from device_drivers.protocols import accu_chek_serial, contour_usb, freestyle_hid, phd_apdu, sd_codefree
from device_drivers.protocols import caresens_cable as caresens
from device_drivers.protocols.lifescan_binary import LifeScanFrame, UltraEasy, VerioIQ, encode_frame, seconds_since
from device_drivers.protocols.machine import BULK, HID, HID_FEATURE, SERIAL, BytesIn, Connected, Event, Notified
from device_drivers.virtual.accu_chek_usb import AccuChekCore
from device_drivers.virtual.cable_meter import MeterCore
from device_drivers.virtual.caresens_cable import CareSensCore
from device_drivers.virtual.codefree import CodeFreeCore
from device_drivers.virtual.contour import ContourCore
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.freestyle_hid import NeoCore
from device_drivers.virtual.text_meters import AreoCore, BgStarCore, OptiumCore, Ultra2Core
from tests.device_drivers.whitelists.events import EVERYWHERE, PORT, WALL

CRC = "[0-9a-f]{4}"


def _hex(said: bytes) -> str:
    return said.hex()


def _report(said: str) -> str:
    """A report of 64 bytes that carries what fits the pattern."""
    return f"414243[0-9a-f]{{2}}{said}(00)*"


LINK = "0[0-7]"  # sequence bits and acknowledgement, no payload bit set

_CARESENS = tuple(
    b"\x02iSPc".hex() + size + command.hex() + data + "[0-9a-f]{4}03"
    for size, command, data in (
        ("07", b"RTIM", ""),  # read the clock
        ("0d", b"WTIM", "[0-9a-f]{12}"),  # set the clock
        ("07", b"NCOT", ""),  # number of results
        ("0a", b"GLUE", "[0-9a-f]{6}"),  # results
    )
)

# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "lifescan-ultraeasy": {
        SERIAL: (
            f"02060[89ab]03{CRC}",  # disconnect
            f"02060[4-7]03{CRC}",  # acknowledge
            f"020d{LINK}0520020000000003{CRC}",  # read the clock
            f"020d{LINK}052001[0-9a-f]{{8}}03{CRC}",  # set the clock
            f"020a{LINK}051f[0-9a-f]{{4}}03{CRC}",  # a record, or their number
        )
    },
    "lifescan-verio-iq": {
        SERIAL: (
            f"02090003200203{CRC}",  # read the clock
            f"020d00032001[0-9a-f]{{8}}03{CRC}",  # set the clock
            f"02090003270003{CRC}",  # number of records
            f"020a000321[0-9a-f]{{4}}03{CRC}",  # a record
        )
    },
    "onetouch-ultra2": {
        SERIAL: (
            _hex(b"\x11\rDMF\r"),  # read the clock
            _hex(b"\x11\rDMP\r"),  # read the memory
            _hex(b"\x11\rDMT") + "(3[0-9]){2}2f(3[0-9]){2}2f(3[0-9]){2}20(3[0-9]){2}3a(3[0-9]){2}3a(3[0-9]){2}0d",  # set the clock
        )
    },
    "freestyle-optium": {
        SERIAL: (
            _hex(b"$colq\r\n"),  # clock and version
            _hex(b"$xmem\r\n"),  # read the memory
            _hex(b"$tim") + "(2c(3[0-9]){2}){5}0d0a",  # set the clock
        )
    },
    "bgstar": {
        SERIAL: (
            *(_hex(said) for said in (b"hello\r", b"get datetime\r", b"get gluunit\r", b"get glucount\r")),
            _hex(b"get glurec ") + "(3[0-9]){1,4}0d",  # a record
        )
    },
    "glucomen-areo": {SERIAL: ("a2", "80")},  # who it is, read the memory
    "sd-codefree": {
        SERIAL: (
            "531004104050aa",  # here is a host
            "531004106070aa",  # the next record
        )
    },
    "accu-chek-usb": {
        BULK: (
            "e300002c0003507900268000000280008000000000000000800000000008" + b"XIANGYI1".hex() + "00" * 10,  # associated
            "e40000020000",  # release
            "e70000160014[0-9a-f]{4}0201000e0000000000000d1c0004[0-9a-f]{4}0000",  # configuration accepted
            "e700000e000c[0-9a-f]{4}01030006000000000000",  # attributes of the device
            "e70000140012[0-9a-f]{4}0107000c[0-9a-f]{4}0c0d0006000100020000",  # its segments
            "e7000010000e[0-9a-f]{4}01070008[0-9a-f]{4}0c1c0002[0-9a-f]{4}",  # a segment, please
            "e700001a0018[0-9a-f]{4}0107001200000c17000c[0-9]{14}0000000000",  # set the clock
            "e700001e001c[0-9a-f]{4}02010016[0-9a-f]{4}ffffffff0d21000c[0-9a-f]{20}0080",  # these entries are durable here
        )
    },
    "accu-chek-serial": {
        SERIAL: (
            "0b|53|0c|60|61",  # status, setting, set a setting, number, results: one byte at a time; 52 (clear) is not here
            "09|0d|06|3[0-9]|1d",  # TAB, CR, ACK, digits, off
            "02303809(3[0-9]){6}09[0-9a-f]{4}04",  # date or time
        )
    },
    "caresens-serial": {SERIAL: _CARESENS},
    "caresens-hid": {
        HID_FEATURE: ("500000258000000300", "4101"),  # 9600 8N1, on
        HID: tuple(f"[0-3][0-9a-f]{pattern}(00)*" for pattern in _CARESENS),
    },
    "freestyle-hid": {
        HID: (
            "(04|05|15|01)(00){63}",  # the maker's hello
            *(f"60{len(said):02x}{_hex(said)}(00)*" for said in (b"$date?", b"$time?", b"$result?")),
            f"60[0-9a-f]{{2}}({_hex(b'$date')}|{_hex(b'$time')})(2c(3[0-9]){{1,2}}){{2,3}}(00)*",  # set the clock
        )
    },
    "contour-usb": {
        HID: (
            _report("0[456]") + "|" + _report("15"),  # EOT, ENQ, ACK, NAK
            _report("577c") + "|" + _report("447c") + "|" + _report("547c"),  # write, date, time
            _report("(3[0-9]){6}7c0d") + "|" + _report("(3[0-9]){4}7c0d"),  # the date, the time
        )
    },
}


def _lifescan_frames(prefix: bytes, count: bytes, dialect: type[UltraEasy] | type[VerioIQ], links: range) -> list[bytes]:
    late, early = (seconds_since(dialect.EPOCH, moment) for moment in (WALL, WALL - timedelta(days=9000)))
    record = early + b"\x65\0\0\0" + (b"" if dialect is UltraEasy else b"\0\0")
    payloads = [b"", prefix + late, prefix + early, count, prefix + record, prefix, prefix[:1] + b"\x09"]
    return [encode_frame(LifeScanFrame(link, payload)) for link in links for payload in payloads]


def _core_answers(make: Callable[[DeviceClock, str], MeterCore], said: bytes) -> list[bytes]:
    """What a meter with a wrong clock and one with a right one answers to these commands."""
    answers: list[bytes] = []
    for wrong in (timedelta(0), timedelta(days=400)):
        clock = DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA)
        clock.set(clock.now() - wrong)
        core = make(clock, "x")
        core.fill(3, WALL - wrong)
        answers += core.hear(said)
    return answers


def _codefree_frames() -> list[bytes]:
    core = CodeFreeCore(DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA))
    core.fill(2, WALL)
    said = (sd_codefree.RESPONSE, *[sd_codefree.FETCH] * 3)
    asked = [sd_codefree.encode_frame(sd_codefree.CodeFreeFrame(message, from_meter=False)) for message in said]
    return [*core.plugged(), *(answer for question in asked for answer in core.hear(question))]


def _contour_reports() -> list[bytes]:
    clock = DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA)
    clock.set(datetime(2000, 1, 1))
    core = ContourCore(clock)
    core.fill(2, WALL)
    controls = [report for code in (4, 5, 6, 0x15) for report in contour_usb.pack_reports(bytes((code,)))]
    return [*controls, *(answer for _ in range(6) for answer in core.hear(contour_usb.pack_reports(b"\x06")[0]))]


def _accu_chek_transfers() -> list[bytes]:
    clock = DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA)
    clock.set(datetime(2000, 1, 1))
    core = AccuChekCore(clock)
    core.fill(25, WALL)
    asked = [phd_apdu.association_response(), phd_apdu.get_attributes(2), phd_apdu.segment_info(3, 2)]
    asked += [phd_apdu.trigger(number, 2, number % 3) for number in range(2, 8)]
    asked += [phd_apdu.set_time(5, WALL), phd_apdu.release_request()]
    return [*core.plugged(), *(answer for question in asked for answer in core.hear(question))]


def _accu_chek_bytes() -> list[bytes]:
    packets = [b"\t000101\t", b"\t084120\t", b"\t003\t", b"\t101\t0841\t260304\t00\t", b"\t101\t0841\t260304\t01\t"]
    sent = [accu_chek_serial.encode_packet(data, last=last) for data in packets for last in (True, False)]
    echoes = [bytes((byte,)) for byte in (0x06, 0x15, 0x0D, 0x0B, 0x53, 0x09, 0x31, 0x32, 0x60, 0x61, 0x0C)]
    return [*sent, *echoes, *echoes, b"\x02ff"]


def _caresens_frames() -> list[bytes]:
    clock = DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA)
    clock.set(datetime(2001, 1, 1))
    core = CareSensCore(clock)
    core.fill(2, WALL)
    empty = [caresens.encode_frame(caresens.CareSensFrame(name)) for name in (caresens.READ_CLOCK, caresens.COUNT, b"ERAS")]
    return [answer for asked in (*empty, caresens.request(1, 2), caresens.write_clock(WALL)) for answer in core.hear(asked)]


def _neo_reports() -> list[bytes]:
    clock = DeviceClock(lambda: datetime(2026, 3, 5, 0, 41, 20, tzinfo=UTC), CHINA)
    clock.set(datetime(2001, 1, 1))
    core = NeoCore(clock)
    core.fill(1, WALL)
    texts = (freestyle_hid.READ_DATE, freestyle_hid.READ_TIME, freestyle_hid.READ_RESULTS)
    asked = [(code, b"") for code in freestyle_hid.HELLO] + [(freestyle_hid.TEXT, text.encode("ascii")) for text in texts]
    return [answer for kind, data in asked for answer in core.hear(freestyle_hid.pack_reports(kind, data)[0])]


_BGSTAR = b"hello\rget datetime\rget gluunit\rget glucount\rget glurec 0\rget glurec 1\r"

EVENTS: dict[str, list[Event]] = {
    "lifescan-ultraeasy": [
        *EVERYWHERE,
        PORT,
        *map(BytesIn, _lifescan_frames(b"\x05\x06", b"\x05\x0f\x03\0", UltraEasy, range(16))),
        BytesIn(b"\x02\xff\x02"),
    ],
    "lifescan-verio-iq": [
        *EVERYWHERE,
        PORT,
        *map(BytesIn, _lifescan_frames(b"\x03\x06", b"\x03\x06\x03\0", VerioIQ, range(1))),
        BytesIn(b"\x02\xff\x02"),
    ],
    "onetouch-ultra2": [*EVERYWHERE, PORT, *map(BytesIn, _core_answers(Ultra2Core, b"\x11\rDMF\r\x11\rDMP\r")), BytesIn(b"P 1 0\r\n")],
    "freestyle-optium": [*EVERYWHERE, PORT, *map(BytesIn, _core_answers(OptiumCore, b"$colq\r\n$xmem\r\n")), BytesIn(b"CMD OK\r\n")],
    "bgstar": [*EVERYWHERE, PORT, *map(BytesIn, _core_answers(BgStarCore, _BGSTAR)), BytesIn(b"200 glucount 9999\r\n")],
    "glucomen-areo": [*EVERYWHERE, PORT, *map(BytesIn, _core_answers(AreoCore, b"\xa2\x80"))],
    "sd-codefree": [*EVERYWHERE, PORT, *map(BytesIn, _codefree_frames()), BytesIn(b"\0")],
    "contour-usb": [
        *EVERYWHERE,
        Connected(frozenset({HID}), WALL),
        *(Notified(HID, report) for report in _contour_reports()),
        Notified(HID, b""),
        Notified(HID, bytes(64)),
    ],
    "accu-chek-usb": [
        *EVERYWHERE,
        Connected(frozenset({BULK}), WALL),
        *(Notified(BULK, transfer) for transfer in _accu_chek_transfers()),
        Notified(BULK, b"\xe7\0\0\0"),
    ],
    "accu-chek-serial": [*EVERYWHERE, PORT, *map(BytesIn, _accu_chek_bytes())],
    "caresens-serial": [*EVERYWHERE, PORT, *map(BytesIn, _caresens_frames())],
    "caresens-hid": [
        *EVERYWHERE,
        Connected(frozenset({HID, HID_FEATURE}), WALL),
        *(Notified(HID, (bytes((len(frame),)) + frame).ljust(64, b"\0")) for frame in _caresens_frames() if len(frame) < 64),
        Notified(HID, b""),
    ],
    "freestyle-hid": [
        *EVERYWHERE,
        Connected(frozenset({HID}), WALL),
        *(Notified(HID, report) for report in _neo_reports()),
        Notified(HID, b""),
    ],
}
