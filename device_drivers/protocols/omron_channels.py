"""How Omron's frames travel over GATT: 16-byte slices over four characteristics, or whole on one."""

from __future__ import annotations

from device_drivers.protocols.machine import Actions, Write

SERVICE = "ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b"
NEW_SERVICE = "FE4A"  # one characteristic each way; the first of those below
UNLOCK = "b305b680-aee7-11e1-a730-0002a5d5c51b"
TO = (
    "db5b55e0-aee7-11e1-965e-0002a5d5c51b",
    "e0b8a060-aee7-11e1-92f4-0002a5d5c51b",
    "0ae12b00-aee8-11e1-a192-0002a5d5c51b",
    "10e1ba60-aee8-11e1-89e5-0002a5d5c51b",
)
FROM = (
    "49123040-aee8-11e1-a74d-0002a5d5c51b",
    "4d0bf320-aee8-11e1-a0d9-0002a5d5c51b",
    "5128ce60-aee8-11e1-b84b-0002a5d5c51b",
    "560f1420-aee8-11e1-8184-0002a5d5c51b",
)
SLICE = 16


def sliced(frame: bytes, *, four: bool) -> list[tuple[int, bytes]]:
    """The parts of a frame, each with the number of its channel. ValueError where four slices do not hold it."""
    if not four:
        return [(0, frame)]
    if len(frame) > SLICE * len(TO):
        raise ValueError("longer than four slices")
    return [(at // SLICE, frame[at : at + SLICE]) for at in range(0, len(frame), SLICE)]


def writes(frame: bytes, *, four: bool) -> Actions:
    """What to write to send a frame."""
    return [Write(TO[channel], part, response=four) for channel, part in sliced(frame, four=four)]


class Assembly:
    """Puts what is notified together again. The first channel begins a frame; a frame that was begun before is dropped.

    On one channel a notification may also be the next piece of a frame that did not fit into one.
    """

    def __init__(self, *, four: bool = True) -> None:
        self.four = four
        self._parts: dict[int, bytes] = {}
        self._whole = b""

    def take(self, channel: int, data: bytes) -> bytes | None:
        """The bytes of a frame when they are all there; they are not judged here."""
        return self._slice(channel, data) if self.four else self._piece(data)

    def reset(self) -> None:
        """Drops what was begun."""
        self._parts, self._whole = {}, b""

    def _slice(self, channel: int, data: bytes) -> bytes | None:
        if channel == 0:
            self._parts = {}
        self._parts[channel] = data
        size = self._parts.get(0, b"")[:1]
        needed = range((size[0] + SLICE - 1) // SLICE) if size else range(0)
        if not size or any(number not in self._parts for number in needed):
            return None
        frame = b"".join(self._parts[number] for number in needed) or data
        self.reset()
        return frame[: size[0]] if size[0] else frame

    def _piece(self, data: bytes) -> bytes | None:
        self._whole += data
        if not self._whole or len(self._whole) < self._whole[0]:
            return None
        frame, self._whole = self._whole, b""
        return frame
