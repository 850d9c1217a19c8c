"""Cuts a byte stream into frames: half frames wait, merged frames part, garbage is reported once and skipped.

Every byte fed comes out exactly once, in a frame or in a `Refusal`, or is still pending; how the stream was chopped up on
its way makes no difference to what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from device_drivers.protocols.refusal import Reason, Refused

GARBAGE_LIMIT = 256  # a run of garbage is reported in pieces of at most this many bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Bytes of a stream that belong to no valid frame; reason: why the first of them starts none."""

    reason: Reason
    raw: bytes


FrameT = TypeVar("FrameT")

Cutter = Callable[[bytes], tuple[FrameT, int] | None]
"""Looks at the start of the buffer: a frame with its size, None where bytes are missing, or raises Refused.

It must decide by the bytes it needs and no others: more bytes behind them must not change its mind.
"""


class ByteStream(Generic[FrameT]):
    """Incremental decoder over a `Cutter`; holds at most `longest` bytes of a frame and one run of garbage.

    longest: size of the longest valid frame; a start that asks for more is garbage. starts: the bytes a frame can begin
    with, where they are few; behind a bad start the next of them is looked at, so that long garbage costs no time.
    """

    def __init__(self, cut: Cutter[FrameT], longest: int, starts: bytes = b"") -> None:
        self._cut = cut
        self._longest = longest
        self._start = re.compile(b"[" + re.escape(starts) + b"]") if starts else re.compile(b"", re.DOTALL)
        self._buffer = b""
        self._garbage = b""
        self._reason: Reason = "unknown"

    @property
    def pending(self) -> int:
        """Bytes held back: a half frame, or garbage whose end was not seen."""
        return len(self._garbage) + len(self._buffer)

    def feed(self, data: bytes) -> list[FrameT | Refusal]:
        """The frames and refusals that `data` completes, in stream order."""
        self._buffer += data
        return self._drain(at_end=False)

    def reset(self) -> list[FrameT | Refusal]:
        """Gives up waiting (the device fell silent) and starts afresh.

        What looked like the start of a frame was none, so whole frames behind it are found now.
        """
        return [*self._drain(at_end=True), *self._flush_garbage()]

    def _drain(self, at_end: bool) -> list[FrameT | Refusal]:
        found: list[FrameT | Refusal] = []
        at = 0
        while at < len(self._buffer):
            try:
                cut = self._try(self._buffer[at : at + self._longest], at_end)
            except Refused as refused:
                following = self._start.search(self._buffer, at + 1)
                end = following.start() if following else len(self._buffer)
                found += self._skip(self._buffer[at:end], refused.reason)
                at = end
                continue
            if cut is None:
                break
            found += [*self._flush_garbage(), cut[0]]
            at += cut[1]
        self._buffer = self._buffer[at:]
        return found

    def _try(self, window: bytes, at_end: bool) -> tuple[FrameT, int] | None:
        cut = self._cut(window)
        if cut is None and len(window) == self._longest:
            raise Refused("length")
        if cut is None and at_end:
            raise Refused("short")
        return cut

    def _skip(self, skipped: bytes, reason: Reason) -> list[Refusal]:
        if not self._garbage:
            self._reason = reason
        garbage = self._garbage + skipped
        whole = len(garbage) - len(garbage) % GARBAGE_LIMIT
        self._garbage = garbage[whole:]
        pieces = [garbage[at : at + GARBAGE_LIMIT] for at in range(0, whole, GARBAGE_LIMIT)]
        found = [Refusal(self._reason, piece) for piece in pieces]
        self._reason = reason if found else self._reason
        return found

    def _flush_garbage(self) -> list[Refusal]:
        found = [Refusal(self._reason, self._garbage)] if self._garbage else []
        self._garbage = b""
        return found
