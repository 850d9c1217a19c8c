"""Stored Lepu/Viatom recordings: one lead as DPCM (ER1, ER2, DuoEK, VBeat), interleaved rows of 4 or 8 channels (ER3, M12).

A file is a head of 10 bytes, the wave, and a tail of 20 bytes. It is decoded while it is being downloaded: the decoder
keeps the start of one row and what may be the tail, never the wave.
"""

from __future__ import annotations

from array import array
from binascii import crc_hqx
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

HEAD_SIZE, TAIL_SIZE = 10, 20
NO_SIGNAL = 0x7FFF
_MAGIC = 0xA55A0438
_CRC_START = 0xFFFF  # CRC-16/CCITT-FALSE over head and wave
_ABSOLUTE, _FURTHER_UP, _FURTHER_DOWN = 0x80, 0x7F, 0x81
_SIGNED = tuple(byte - 256 if byte >= 128 else byte for byte in range(256))
_CHANNELS = 4
_MULTI_CHANNEL = 0x04  # type byte of a head whose third byte is the cable

# what the channels of a row are; "" where the cable has no electrode for it (Lepu's own table of cables)
_TEN_ELECTRODES = ("V6", "I", "II", "V1", "V2", "V3", "V4", "V5")
_CABLES: dict[int, tuple[str, ...]] = {
    0: _TEN_ELECTRODES,
    1: ("V5", "I", "II", "V1"),
    2: ("", "I", "II", "V1"),
    3: ("", "", "II", ""),
    4: ("", "I", "", ""),
    5: ("", "I", "II", ""),
    6: ("V5", "I", "II", ""),
    7: ("V5", "I", "II", "V1"),
}


def cable_channels(cable: int) -> tuple[str, ...]:
    """The lead of each channel of a row, "" for a channel without electrode. Refused('reserved') for an unknown cable."""
    if cable not in _CABLES:
        raise Refused("reserved")
    return _CABLES[cable]


@dataclass(frozen=True, slots=True)
class FourChannelPrefix:
    """The start of an ER3 file: header and the complete rows behind it, counts per lead."""

    header: bytes
    lead_v5: tuple[int, ...]
    lead_i: tuple[int, ...]
    lead_ii: tuple[int, ...]
    lead_v1: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a file. seconds: how long was recorded. crc: over head and wave, 0 where the model writes none."""

    seconds: int
    crc: int


class SingleWave:
    """One lead as it comes in: 80 absolute s16 LE; 7F n last+127+n; 81 n last-127-n; else a signed byte delta."""

    channels = 1

    def __init__(self) -> None:
        self._last = 0
        self._left = b""

    @property
    def pending(self) -> int:
        """Bytes of a step that is not complete yet."""
        return len(self._left)

    def feed(self, data: bytes) -> array[int]:
        """The samples these bytes complete."""
        octets, samples = self._left + data, array("i")
        at, end, last = 0, len(octets), self._last
        while at < end:
            step = octets[at]
            size = 3 if step == _ABSOLUTE else 2 if step in {_FURTHER_UP, _FURTHER_DOWN} else 1
            if at + size > end:
                break
            last = self._stepped(last, octets, at)
            samples.append(last)
            at += size
        self._left, self._last = octets[at:], last
        return samples

    @staticmethod
    def _stepped(last: int, octets: bytes, at: int) -> int:
        step = octets[at]
        if step == _ABSOLUTE:
            return octets[at + 1] | _SIGNED[octets[at + 2]] << 8
        if step == _FURTHER_UP:
            return last + 127 + octets[at + 1]
        if step == _FURTHER_DOWN:
            return last - 127 - octets[at + 1]
        return last + _SIGNED[step]


class RowWave:
    """Interleaved channels as they come in.

    A row is 80 and a mask (bit n: channel n is an absolute s16 LE, else a signed byte delta), or one delta per channel.
    """

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self._last = [0] * channels
        self._left = b""

    @property
    def pending(self) -> int:
        """Bytes of a row that is not complete yet."""
        return len(self._left)

    def feed(self, data: bytes) -> array[int]:
        """The samples of the rows these bytes complete, channel by channel within a row."""
        octets, samples, last, channels = self._left + data, array("i"), self._last, self.channels
        at, end = 0, len(octets)
        while at < end:
            if octets[at] != _ABSOLUTE:
                following = at + channels
                if following > end:
                    break
                for channel in range(channels):
                    last[channel] += _SIGNED[octets[at + channel]]
            else:
                following = self._masked_end(octets, at)
                if not following or following > end:
                    break
                self._take_masked(octets, at)
            samples.extend(last)
            at = following
        self._left = octets[at:]
        return samples

    def _masked_end(self, octets: bytes, at: int) -> int:
        """Where the row ends that starts with 80 here; 0 while its mask is not there."""
        if at + 1 >= len(octets):
            return 0
        absolute = (octets[at + 1] & (1 << self.channels) - 1).bit_count()
        return at + 2 + self.channels + absolute

    def _take_masked(self, octets: bytes, at: int) -> None:
        mask = octets[at + 1]
        at += 2
        for channel in range(self.channels):
            if mask >> channel & 1:
                self._last[channel] = octets[at] | _SIGNED[octets[at + 1]] << 8
                at += 2
            else:
                self._last[channel] += _SIGNED[octets[at]]
                at += 1


class StoredFile:
    """Decodes one file while it comes in. channels: what each sample of a row is, known when the head is there."""

    def __init__(self) -> None:
        self.head = b""
        self.channels: tuple[str, ...] = ()
        self._wave: SingleWave | RowWave = SingleWave()
        self._held = b""  # what may be the tail
        self._crc = _CRC_START

    @property
    def pending(self) -> int:
        """Bytes held back: at most a tail and half a row."""
        return len(self._held) + self._wave.pending

    def feed(self, data: bytes) -> array[int]:
        """The samples these bytes complete, channel by channel. Refused('reserved') for a cable nobody knows."""
        self._held += data
        if not self.head and len(self._held) >= HEAD_SIZE:
            self._begin()
        sure = len(self._held) - TAIL_SIZE
        if not self.head or sure <= 0:
            return array("i")
        wave, self._held = self._held[:sure], self._held[sure:]
        self._crc = crc_hqx(wave, self._crc)
        return self._wave.feed(wave)

    def _begin(self) -> None:
        self.head, self._held = self._held[:HEAD_SIZE], self._held[HEAD_SIZE:]
        self._crc = crc_hqx(self.head, self._crc)
        if self.head[1] == _MULTI_CHANNEL:
            self.channels = cable_channels(self.head[2])
            self._wave = RowWave(len(self.channels))
        else:
            self.channels = ("ECG",)  # one channel whose electrodes the patch does not name

    def end(self) -> Tail:
        """The file is whole. Refused: 'short' no room for a tail or half a row, 'unknown' no tail, 'checksum'."""
        if len(self._held) < TAIL_SIZE or self._wave.pending:
            raise Refused("short")
        octets = Octets(self._held)
        tail = Tail(octets.uint(4), octets.uint(2))
        octets.take(10)
        if octets.uint(4) != _MAGIC:
            raise Refused("unknown")
        if tail.crc not in {self._crc, 0}:
            raise Refused("checksum")
        return tail


def decode_dpcm(data: bytes) -> tuple[int, ...]:
    """One lead. Refuses a cut-off step."""
    wave = SingleWave()
    samples = wave.feed(data)
    if wave.pending:
        raise Refused("short")
    return tuple(samples)


def decode_four_channels(data: bytes) -> FourChannelPrefix:
    """Header and rows up to the end of the bytes; an incomplete last row is left out. No tail is expected."""
    octets = Octets(data)
    header = octets.take(HEAD_SIZE)
    samples = RowWave(_CHANNELS).feed(octets.rest())
    return FourChannelPrefix(header, *(tuple(samples[channel::_CHANNELS]) for channel in range(_CHANNELS)))


# --- virtual patches ------------------------------------------------------------------------------------------------
def encode_dpcm(samples: Iterable[int]) -> bytes:
    """One lead in the shortest steps."""
    wire, last = bytearray(), 0
    for sample in samples:
        wire += _step(sample - last, sample)
        last = sample
    return bytes(wire)


def _step(change: int, sample: int) -> bytes:
    if -127 < change < 127:
        return change.to_bytes(1, "little", signed=True)
    if 127 <= change <= 382:
        return bytes((_FURTHER_UP, change - 127))
    if -382 <= change <= -127:
        return bytes((_FURTHER_DOWN, -127 - change))
    return bytes((_ABSOLUTE,)) + sample.to_bytes(2, "little", signed=True)


def encode_rows(rows: Iterable[Sequence[int]]) -> bytes:
    """Interleaved channels; the first row and every step too large for a delta are absolute."""
    wire = bytearray()
    last: Sequence[int] | None = None
    for row in rows:
        changes = [sample - before for sample, before in zip(row, last or row, strict=True)]
        mask = 0xFF if last is None else sum(1 << channel for channel, change in enumerate(changes) if not -127 <= change <= 127)
        if mask:
            wire += bytes((_ABSOLUTE, mask))
        for channel, sample in enumerate(row):
            wide = mask >> channel & 1
            wire += (sample if wide else changes[channel]).to_bytes(2 if wide else 1, "little", signed=True)
        last = row
    return bytes(wire)


def encode_file(wave: bytes, seconds: int, cable: int | None = None) -> bytes:
    """Head, wave and tail; cable None for a model with one lead."""
    head = bytes((1,)) + bytes(9) if cable is None else bytes((2, _MULTI_CHANNEL, cable)) + bytes(7)
    crc = crc_hqx(wave, crc_hqx(head, _CRC_START))
    return head + wave + seconds.to_bytes(4, "little") + crc.to_bytes(2, "little") + bytes(10) + _MAGIC.to_bytes(4, "little")
