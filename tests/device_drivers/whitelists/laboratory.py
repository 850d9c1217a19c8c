"""Identity card readers, barcode scanners and laboratory analysers."""

from __future__ import annotations

from datetime import datetime

from device_drivers.protocols import hl7, idcard_sam, minividas, poct1a
from device_drivers.protocols.astm import AstmFrame, encode_frame, encode_message
from device_drivers.protocols.idcard_sam import ResultCode
from device_drivers.protocols.machine import BULK, HID, SERIAL, BytesIn, Connected, Event, Notified
from device_drivers.virtual.front_desk import SAMPLE
from tests.device_drivers.whitelists.events import EVERYWHERE, PORT, WALL

_CARD_COMMANDS = (
    "aaaaaa9669000311ffed",  # status
    "aaaaaa96690003200122",  # find
    "aaaaaa96690003200221",  # select
    "aaaaaa96690003300132",  # read text and photo
    "aaaaaa96690003300330",  # read the additional address
)


def _text(*words: str) -> str:
    return "(?:" + "|".join(word.encode().hex() for word in words) + ")"


ANY = "(?:[0-9a-f]{2})*"
_ASTM = (
    "0[456]",  # EOT, ENQ, ACK
    "15",  # NAK
    f"0231{_text('H|')}{ANY}{_text('|P|1|')}(?:3[0-9]){{14}}0d03(?:[0-9a-f]{{4}})0d0a",  # header of an answer
    f"0232{_text('L|1|I')}0d03(?:[0-9a-f]{{4}})0d0a",  # nothing known
)
_ASK = '<REQ><REQ.request_cd V="ROBS"/></REQ></REQ.R01>'
_GO_ON = '<DTV><DTV.command_cd V="START_CONTINUOUS"/></DTV></DTV.R01>'
# driver id -> channel -> patterns of the whole value in hex
WHITELIST: dict[str, dict[str, tuple[str, ...]]] = {
    "idcard-sam": {SERIAL: _CARD_COMMANDS},
    "idcard-sam-usb": {BULK: _CARD_COMMANDS},
    "idcard-sam-hid": {HID: tuple(command.ljust(128, "0") for command in _CARD_COMMANDS)},
    "barcode-serial": {},
    "astm": {SERIAL: _ASTM},
    "astm-tcp": {SERIAL: _ASTM},
    "minividas": {SERIAL: ("06", "15")},
    "hl7-mindray": {SERIAL: (f"0b{_text('MSH|')}{ANY}{_text('||ACK', '||QCK^Q02', '||ORR^O02')}{ANY}1c0d",)},
    "poct1a": {
        SERIAL: (
            f"{_text('<ACK.R01>')}{ANY}{_text('</ACK.R01>')}",
            f"{_text('<REQ.R01>')}{ANY}{_text(_ASK)}",
            f"{_text('<DTV.R01>')}{ANY}{_text(_GO_ON)}",
        )
    },
}


def _card_replies() -> list[bytes]:
    whole = idcard_sam.encode_read_data(idcard_sam.encode_text(SAMPLE))
    permit = idcard_sam.encode_read_data(b"J\0" * 128)
    codes = [idcard_sam.encode_reply(code) for code in ResultCode if code is not ResultCode.OTHER]
    contents = [whole, permit, idcard_sam.encode_address("新地址"), bytes(4), bytes(8)]
    return [*codes, *(idcard_sam.encode_reply(ResultCode.OK, data) for data in contents), codes[0][:-1] + b"\0", b"\xaa\xaa", b""]


def _astm_words() -> list[bytes]:
    records = [b"H|\\^&|||A^1|||||||P|1|20260305084120", b"P|1", b"O|1|LAB-1", b"R|1|^^^X|1|g/L||N||F", b"L|1|N"]
    query = [records[0], b"Q|1|^LAB-1||ALL", b"L|1|N"]
    frames = [*encode_message(records), *encode_message(records, one_frame=True), *encode_message(query, one_frame=True)]
    damaged = encode_frame(AstmFrame(1, b"H|\\^&|||\r", True))[:-3] + b"0\r\n"
    return [*frames, damaged, *(bytes((word,)) for word in (4, 5, 6, 10, 13, 21)), b"\xff", b"\x021H", b""]


def _hl7_frames() -> list[bytes]:
    def message(kind: str, control_id: str, result_kind: str, *segments: str) -> bytes:
        return hl7.encode_frame([f"MSH|^~\\&|M|BS|||20260305084120||{kind}|{control_id}|P|2.3.1||||{result_kind}||ASCII|||", *segments])

    result = ("OBR|1|LAB-1|2|M|Y", "OBX|1|NM|2|GLU|5.3|mmol/L|-||||F")
    kinds = ("0", "2", "9", "")
    others = [message(kind, "7", "", "QRD|1|R|D|1|||RD|LAB-1|OTH|||T|") for kind in ("QRY^Q02", "ORM^O01", "ACK^Q03", "ADT^A01")]
    return [*(message("ORU^R01", kind, kind, *result) for kind in kinds), *others, b"\x0bMSH", b"\x1c\x0d", b"noise", b""]


def _poct_messages() -> list[bytes]:
    wall = datetime(WALL.year, WALL.month, WALL.day)  # noqa: DTZ001 - a device's clock has no zone
    kinds = ("HEL.R01", "DST.R01", "OBS.R01", "OBS.R02", "EOT.R01", "END.R01", "EVS.R01", "KPA.R01", "ACK.R01", "DTV.R02")
    messages = [poct1a.encode(poct1a.message(kind, str(at), wall)) for at, kind in enumerate(kinds)]
    return [*messages, b"<!DOCTYPE a>", b"<OBS.R01><x></OBS.R01>", b"<OBS.R01>", b"x", b""]


def _card_events(channel: str) -> list[Event]:
    told: list[Event] = [BytesIn(data) if channel == SERIAL else Notified(channel, data) for data in _card_replies()]
    return [Connected(frozenset({channel}), WALL), *EVERYWHERE, *told]


_VIDAS = minividas.encode_record((("mt", "rsl"), ("rt", "HBCT"), ("qn", "0.05")))
EVENTS: dict[str, list[Event]] = {
    "idcard-sam": _card_events(SERIAL),
    "idcard-sam-usb": _card_events(BULK),
    "idcard-sam-hid": _card_events(HID),
    "barcode-serial": [*EVERYWHERE, PORT, *map(BytesIn, (b"]C1LAB-1\r", b"6901234", b"\r\n", b"\xff\xfe", b""))],
    "astm": [*EVERYWHERE, PORT, *map(BytesIn, _astm_words())],
    "astm-tcp": [*EVERYWHERE, PORT, *map(BytesIn, _astm_words())],
    "minividas": [*EVERYWHERE, PORT, *map(BytesIn, (b"\x05", _VIDAS, _VIDAS[:-3] + b"0\r\n", b"\x04", b"\xff", b"\x02\x1e"))],
    "hl7-mindray": [*EVERYWHERE, PORT, *map(BytesIn, _hl7_frames())],
    "poct1a": [*EVERYWHERE, PORT, *map(BytesIn, _poct_messages())],
}
