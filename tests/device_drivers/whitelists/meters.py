"""Glucose meters on a cable: serial lines, HID reports and USB transfers."""

from __future__ import annotations

from datetime import timedelta

from device_drivers.protocols.lifescan_binary import LifeScanFrame, UltraEasy, VerioIQ, encode_frame, seconds_since
from device_drivers.protocols.machine import SERIAL, BytesIn, Event
from tests.device_drivers.whitelists.events import EVERYWHERE, PORT, WALL

CRC = "[0-9a-f]{4}"
LINK = "0[0-7]"  # sequence bits and acknowledgement, no payload bit set

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
}


def _lifescan_frames(prefix: bytes, count: bytes, dialect: type[UltraEasy] | type[VerioIQ], links: range) -> list[bytes]:
    late, early = (seconds_since(dialect.EPOCH, moment) for moment in (WALL, WALL - timedelta(days=9000)))
    record = early + b"\x65\0\0\0" + (b"" if dialect is UltraEasy else b"\0\0")
    payloads = [b"", prefix + late, prefix + early, count, prefix + record, prefix, prefix[:1] + b"\x09"]
    return [encode_frame(LifeScanFrame(link, payload)) for link in links for payload in payloads]


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
}
