"""A cursor over one frame: little-endian fields that refuse with 'short' instead of raising IndexError."""

from __future__ import annotations

from device_drivers.protocols.refusal import Quarantine, Refused


class Octets:
    """Reads a frame from its first byte to its last; every read past the end is `Refused('short')`."""

    def __init__(self, data: bytes) -> None:
        self._data = bytes(data)
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes are still unread."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        start = self._at
        end = start + count
        if end > len(self._data):
            raise Refused("short")
        self._at = end
        return self._data[start:end]

    def rest(self) -> bytes:
        """All unread bytes."""
        return self.take(self.left)

    def uint(self, size: int) -> int:
        """Unsigned little-endian integer of `size` bytes."""
        return int.from_bytes(self.take(size), "little")

    def sint(self, size: int) -> int:
        """Two's complement little-endian integer of `size` bytes."""
        return int.from_bytes(self.take(size), "little", signed=True)

    def finish(self) -> None:
        """Refuses bytes nobody asked for: a fixed layout has none."""
        if self.left:
            raise Refused("length")

    def finish_flagged(self, reserved_bits: int) -> None:
        """The rule for Bluetooth measurements whose flags say what follows, checked after every flagged field was read.

        A reserved flag may announce a field we do not know, and left-over bytes may be such a field: the values read so
        far may be true or shifted, so the frame goes to quarantine.
        """
        if reserved_bits:
            raise Quarantine("reserved")
        if self.left:
            raise Quarantine("length")


def bit_names(word: int, names: dict[int, str], width: int = 16) -> tuple[str, ...]:
    """Names of the set bits, sorted; a set bit without a name is `bit_N`."""
    if not word:
        return ()
    return tuple(sorted(names.get(bit, f"bit_{bit}") for bit in range(width) if word >> bit & 1))
