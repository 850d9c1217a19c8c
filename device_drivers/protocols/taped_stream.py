"""A byte stream that gives every frame together with the exact bytes it came in, for the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from device_drivers.protocols.byte_stream import ByteStream, Refusal
from device_drivers.protocols.machine import Actions, Keep, Refuse, Result

FrameT = TypeVar("FrameT")


def only_kept(actions: Actions) -> Actions:
    """What belongs into the journal of a session that is over: nothing can be asked any more."""
    return [action for action in actions if isinstance(action, Keep | Result | Refuse)]


class TapedStream(Generic[FrameT]):
    """A ByteStream and its tape. size_of(frame): how many bytes a frame took in the stream.

    Works because a ByteStream lets every byte out exactly once and in order.
    """

    def __init__(self, stream: ByteStream[FrameT], size_of: Callable[[FrameT], int]) -> None:
        self._stream = stream
        self._size_of = size_of
        self._tape = b""

    def feed(self, data: bytes) -> list[tuple[FrameT | Refusal, bytes]]:
        """What `data` completes, each with its bytes."""
        self._tape += data
        return [(found, self._cut(found)) for found in self._stream.feed(data)]

    def reset(self) -> list[tuple[FrameT | Refusal, bytes]]:
        """See ByteStream.reset; the tape is empty afterwards."""
        return [(found, self._cut(found)) for found in self._stream.reset()]

    def _cut(self, found: FrameT | Refusal) -> bytes:
        size = len(found.raw) if isinstance(found, Refusal) else self._size_of(found)
        raw, self._tape = self._tape[:size], self._tape[size:]
        return raw
