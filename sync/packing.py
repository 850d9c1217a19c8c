"""gzip for bodies in both directions, and between our own a shorter coding, with limits: a small body must not become a large one in memory."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

from sync.hub.names import TERSE
from sync.jsontext import MAX_BYTES
from sync.terse import BadTerse, shortened, spoken

# Clinical JSON packs 10 to 40 times; what packs tighter and is large was made to fill memory.
MAX_RATIO = 100
_RATIO_FROM = 1024 * 1024
_GZIP, _WINDOW = 16, 15
_SMALL, _SMALL_WINDOW = 8 * 1024, 13
"""A resource needs no window of 32 kB: to lay one out and wipe it takes as long as to pack what it holds."""

_TIGHT = 1024 * 1024
"""More than any bundle of records (:data:`sync.dialect.MOST_BYTES`): what is longer is a signal or a document, and would only take longer."""


class NotPacked(ValueError):
    """A body that is not what its encoding says; ``too_large`` where it would be, but beyond the limits."""

    def __init__(self, reason: str, too_large: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.too_large = too_large


def pack(body: bytes, level: int = 6) -> bytes:
    """gzip without a time stamp: the same body always gives the same bytes."""
    window = _SMALL_WINDOW if len(body) <= _SMALL else _WINDOW
    machine = zlib.compressobj(level, wbits=_GZIP + window)
    return machine.compress(body) + machine.flush()


def unpack(wire: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """The body behind gzip. Raises :class:`NotPacked` where it is cut, malformed, has a tail or is too large."""
    return _within(_inflated(zlib.decompressobj(wbits=_GZIP + _WINDOW), wire, max_bytes), wire, max_bytes)


def coded(body: bytes, wished: str) -> tuple[bytes, str]:
    """A body packed for the wire, and the name of its coding: the one that is wished for where it is ours and fits, else gzip.

    As tight as gzip goes, which takes a quarter longer than usual, unless the body is larger than records are.
    """
    short = pack_terse(body) if wished == TERSE else None
    return (pack(body, 9 if len(body) <= _TIGHT else 6), "gzip") if short is None else (short, TERSE)


def pack_terse(body: bytes) -> bytes | None:
    """For a hub of ours: shortened, then packed with the phrases both sides begin from. None for a body that does not come back as it was."""
    short = shortened(body)
    if short is None or spoken(short, len(body)) != body:
        return None
    machine = zlib.compressobj(9, wbits=_WINDOW, zdict=_phrases())
    return machine.compress(short) + machine.flush()


def unpack_terse(wire: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """The body behind :func:`pack_terse`. Raises :class:`NotPacked` as :func:`unpack` does."""
    short = _inflated(zlib.decompressobj(wbits=_WINDOW, zdict=_phrases()), wire, max_bytes)
    try:
        return _within(spoken(short, max_bytes), wire, max_bytes)
    except BadTerse as bad:
        raise NotPacked("too large" if bad.too_large else "not ours", too_large=bad.too_large) from None


@cache
def _phrases() -> bytes:
    """Made by packaging/make_phrases.py, and shortened as what is packed with it."""
    return shortened(Path(__file__).with_name("phrases.txt").read_bytes()) or b""


def _inflated(machine: zlib._Decompress, wire: bytes, max_bytes: int) -> bytes:
    try:
        found = machine.decompress(wire, max_bytes + 1)
    except zlib.error:
        raise NotPacked("not what it says") from None
    if len(found) <= max_bytes and (not machine.eof or machine.unused_data):
        raise NotPacked("cut or with a tail")
    return found


def _within(body: bytes, wire: bytes, max_bytes: int) -> bytes:
    if len(body) > max_bytes or (len(body) > _RATIO_FROM and len(body) > MAX_RATIO * len(wire)):
        raise NotPacked("too large", too_large=True)
    return body
