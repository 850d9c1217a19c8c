"""Lines of text on a serial line: cut at their end, noise before a line skipped; whether a line holds is its protocol's matter."""

from __future__ import annotations

from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.taped_stream import TapedStream

LONGEST = 200
_TEXT = frozenset(range(0x20, 0x7F)) | frozenset(b"\t\r\n")


def line_stream(ends: bytes = b"\n") -> TapedStream[bytes]:
    """Lines with their ends. ends: every byte that ends a line; with CR and LF both, a line may be a bare LF."""

    def cut(buffer: bytes) -> tuple[bytes, int] | None:
        for at, byte in enumerate(buffer):
            if byte not in _TEXT:
                raise Refused("unknown")
            if byte in ends:
                return buffer[: at + 1], at + 1
        return None

    return TapedStream(ByteStream(cut, LONGEST), len)


def ascii_of(data: bytes) -> str:
    """The text of a line without its end. Refused where it is not ASCII."""
    try:
        return data.rstrip(b"\r\n").decode("ascii")
    except UnicodeDecodeError:
        raise Refused("unknown") from None
