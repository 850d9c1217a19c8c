"""gzip for bodies in both directions, with limits: a small body must not become a large one in memory."""

from __future__ import annotations

import zlib

from sync.jsontext import MAX_BYTES

# Clinical JSON packs 10 to 40 times; what packs tighter and is large was made to fill memory.
MAX_RATIO = 100
_RATIO_FROM = 1024 * 1024
_GZIP = 31


class NotPacked(ValueError):
    """A body that is not what its encoding says; ``too_large`` where it would be, but beyond the limits."""

    def __init__(self, reason: str, too_large: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.too_large = too_large


def pack(body: bytes, level: int = 6) -> bytes:
    """gzip without a time stamp: the same body always gives the same bytes."""
    machine = zlib.compressobj(level, wbits=_GZIP)
    return machine.compress(body) + machine.flush()


def unpack(wire: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """The body behind gzip. Raises :class:`NotPacked` where it is cut, malformed, has a tail or is too large."""
    machine = zlib.decompressobj(wbits=_GZIP)
    try:
        body = machine.decompress(wire, max_bytes + 1)
    except zlib.error:
        raise NotPacked("not gzip") from None
    if len(body) > max_bytes or (len(body) > _RATIO_FROM and len(body) > MAX_RATIO * len(wire)):
        raise NotPacked("too large", too_large=True)
    if not machine.eof or machine.unused_data:
        raise NotPacked("cut or with a tail")
    return body
