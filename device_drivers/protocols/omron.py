"""Omron's own Bluetooth protocol: the frames of its memory commands, the unlock words, the counters in its adverts.

Sources: omblepy and hass-omron (frames, unlock words), ble_monitor issue 1003 (advert). All bytes re-reckoned.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

COMPANY = 0x020E
_OVERHEAD = 8  # length, type, address, size, result, XOR
_COUNTED_ADVERTS = (0x01, 0x02, 0x06)  # packet types with a number and a count per user
KEY_SIZE, NONCE_SIZE = 16, 4


class Op(IntEnum):
    """What a frame asks or answers; an answer is its question with the top bit set."""

    START = 0x0000
    READ = 0x0100
    WRITE = 0x01C0
    END = 0x0F00
    START_REPLY = 0x8000
    READ_REPLY = 0x8100
    WRITE_REPLY = 0x81C0
    END_REPLY = 0x8F00  # also the answer to a command the cuff rejects


_OPS = {int(op): op for op in Op}


@dataclass(frozen=True, slots=True)
class OmronFrame:
    """One command or answer. size: bytes asked for or carried. result: 0 where all is well."""

    type: int
    address: int
    size: int
    payload: bytes = b""
    result: int = 0

    @property
    def op(self) -> Op | None:
        """None for a type without a name."""
        return _OPS.get(self.type)

    @property
    def answer_to(self) -> int:
        """The type an answer to this frame has."""
        return self.type | 0x8000


def decode_frame(data: bytes) -> OmronFrame:
    """One whole frame: length, type u16 BE, address u16 BE, size, payload, result, XOR making all bytes 0."""
    if not data or len(data) < max(data[0], _OVERHEAD):
        raise Refused("short")
    if len(data) != data[0]:
        raise Refused("length")
    if reduce(xor, data):
        raise Refused("checksum")
    kind, address = (int.from_bytes(data[at : at + 2], "big") for at in (1, 3))
    return OmronFrame(kind, address, data[5], bytes(data[6:-2]), data[-2])


def encode_frame(frame: OmronFrame) -> bytes:
    """The bytes of a frame. ValueError where a part does not fit."""
    head = bytes((_OVERHEAD + len(frame.payload),)) + frame.type.to_bytes(2, "big") + frame.address.to_bytes(2, "big")
    body = head + bytes((frame.size,)) + frame.payload + bytes((frame.result,))
    return body + bytes((reduce(xor, body),))


def start() -> bytes:
    """Opens the memory."""
    return encode_frame(OmronFrame(Op.START, 0, 0x10))


def end() -> bytes:
    """Closes the memory; the cuff takes over what was written."""
    return encode_frame(OmronFrame(Op.END, 0, 0))


def read(address: int, size: int) -> bytes:
    """Asks for so many bytes of the memory."""
    return encode_frame(OmronFrame(Op.READ, address, size))


def write(address: int, payload: bytes) -> bytes:
    """Writes bytes into the memory. Only `omron_memory.Memory` knows where that may be done."""
    return encode_frame(OmronFrame(Op.WRITE, address, len(payload), payload))


# --- unlocking --------------------------------------------------------------------------------------------------------
class Unlock(IntEnum):
    """First byte of what is written to the unlock characteristic; the answer has the top bit set, then 00 for yes."""

    NEW_KEY = 0x00
    KEY = 0x01
    MAY_I_SET_A_KEY = 0x02  # yes only while the cuff blinks -P-
    TOKEN = 0x11


def unlock_word(unlock: Unlock, secret: bytes = b"") -> bytes:
    """17 bytes with a key, 20 bytes with a token, padded with zeros."""
    return bytes((unlock,)) + secret.ljust(19 if unlock is Unlock.TOKEN else KEY_SIZE, b"\x00")


def unlocked(unlock: Unlock, answer: bytes, secret: bytes = b"") -> bool | None:
    """Whether the cuff said yes to that word; None = this answers another word. A token must come back."""
    if len(answer) < 2 or answer[0] != unlock | 0x80:
        return None
    return answer[1] == 0 and (unlock is not Unlock.TOKEN or answer[2 : 2 + NONCE_SIZE] == secret)


# --- adverts ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class UserCount:
    """last_sequence: number of the user's newest record since the cuff was made. record_count: records in its memory."""

    last_sequence: int
    record_count: int


@dataclass(frozen=True, slots=True)
class OmronAdvert:
    """Manufacturer data of company 020E: whether there is anything new, without connecting."""

    packet_type: int
    clock_not_set: bool
    pairing_mode: bool
    users: tuple[UserCount, ...]


def decode_advert(data: bytes) -> OmronAdvert:
    """What follows the company number. Packet types that carry no counters per user are refused as unknown."""
    octets = Octets(data)
    packet_type, flags = octets.take(2)
    if packet_type not in _COUNTED_ADVERTS:
        raise Refused("unknown")
    users = tuple(UserCount(octets.uint(2), octets.uint(1)) for _ in range((flags & 3) + 1))
    if packet_type == _COUNTED_ADVERTS[0]:
        octets.finish()
    return OmronAdvert(packet_type, bool(flags & 4), bool(flags & 8), users)


def encode_advert(advert: OmronAdvert) -> bytes:
    """The manufacturer data of a virtual cuff."""
    flags = len(advert.users) - 1 | advert.clock_not_set << 2 | advert.pairing_mode << 3
    counts = b"".join(user.last_sequence.to_bytes(2, "little") + bytes((user.record_count,)) for user in advert.users)
    return bytes((advert.packet_type, flags)) + counts
