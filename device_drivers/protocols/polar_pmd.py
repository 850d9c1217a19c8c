"""Polar Measurement Data (H10 and family): control point and data characteristic of the PMD service.

Timestamps are nanoseconds since 2000-01-01 on the strap's own clock and belong to the LAST sample of a frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

ECG = 0
ECG_HZ = 130
_RESPONSE = 0xF0
_FEATURES = 0x0F
_SAMPLE_SIZE, _ROW_SIZE = 3, 7
_LONGEST_DELTA_BITS = 32


class Op(IntEnum):
    """What the control point is asked."""

    GET_SETTINGS = 1
    START = 2
    STOP = 3


_OPS = {op.value: op for op in Op}


class Setting(IntEnum):
    """Types of the settings list."""

    SAMPLE_RATE_HZ = 0
    RESOLUTION_BITS = 1
    RANGE = 2
    RANGE_MILLI = 3
    CHANNELS = 4


_SETTINGS = {setting.value: setting for setting in Setting}
_SETTING_SIZES = {Setting.RANGE_MILLI: 4, Setting.CHANNELS: 1}
Settings = dict[Setting, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class EcgRow:
    """One row of frame type 3: two signed 24-bit values and a status byte."""

    first: int
    second: int
    status: int


@dataclass(frozen=True, slots=True)
class EcgFrame:
    """One data notification. samples_uv in microvolts (types 0 to 2), rows for type 3."""

    timestamp_ns: int
    frame_type: int
    samples_uv: tuple[int, ...] = ()
    rows: tuple[EcgRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlResponse:
    """An indication of the control point. status_code 0 is success; params: what follows, undecoded."""

    op: Op
    measurement_type: int
    status_code: int
    more: bool = False
    params: bytes = b""


@dataclass(frozen=True, slots=True)
class ControlWrite:
    """What a host writes; settings only for START."""

    op: Op
    measurement_type: int
    settings: Settings = field(default_factory=dict)


def decode_ecg_frame(data: bytes) -> EcgFrame:
    """Measurement type 0, uncompressed frame types 0 to 3; everything else is another message."""
    octets = Octets(data)
    measurement, timestamp, frame_type = octets.uint(1), octets.uint(8), octets.uint(1)
    size = _ROW_SIZE if frame_type == 3 else _SAMPLE_SIZE
    if octets.left % size:
        raise Refused("length")
    if measurement != ECG or frame_type > 3:  # ECG is never sent compressed (bit 7)
        raise Refused("unknown")
    pieces = [octets.take(size) for _ in range(octets.left // size)]
    if frame_type == 3:
        return EcgFrame(timestamp, frame_type, rows=tuple(map(_row, pieces)))
    return EcgFrame(timestamp, frame_type, tuple(_microvolts(piece, frame_type) for piece in pieces))


def _row(piece: bytes) -> EcgRow:
    octets = Octets(piece)
    return EcgRow(octets.sint(3), octets.sint(3), octets.uint(1))


def _microvolts(piece: bytes, frame_type: int) -> int:
    if frame_type == 0:
        return int.from_bytes(piece, "little", signed=True)
    return int.from_bytes(piece, "little") & (0x3FFF if frame_type == 1 else 0x3FFFF)


def encode_ecg_frame(frame: EcgFrame) -> bytes:
    """Virtual strap: a frame of type 0."""
    head = bytes((ECG,)) + frame.timestamp_ns.to_bytes(8, "little") + bytes((0,))
    return head + b"".join(sample.to_bytes(_SAMPLE_SIZE, "little", signed=True) for sample in frame.samples_uv)


def decode_settings(data: bytes) -> Settings:
    """Type, count, values; again until the end. Refuses a type without known size."""
    octets = Octets(data)
    settings: Settings = {}
    while octets.left:
        setting, count = _SETTINGS.get(octets.uint(1)), octets.uint(1)
        if setting is None:
            raise Refused("unknown")
        settings[setting] = settings.get(setting, ()) + tuple(_value(octets, setting) for _ in range(count))
    return settings


def _value(octets: Octets, setting: Setting) -> int:
    size = _SETTING_SIZES.get(setting, 2)
    return octets.sint(size) if setting is Setting.RANGE_MILLI else octets.uint(size)


def encode_settings(settings: Settings) -> bytes:
    """The list as a host sends it with START, or a virtual strap offers it."""
    return b"".join(bytes((setting, len(values))) + _encoded_values(setting, values) for setting, values in settings.items())


def _encoded_values(setting: Setting, values: tuple[int, ...]) -> bytes:
    size, signed = _SETTING_SIZES.get(setting, 2), setting is Setting.RANGE_MILLI
    return b"".join(value.to_bytes(size, "little", signed=signed) for value in values)


def decode_control_response(data: bytes) -> ControlResponse:
    """F0, op, measurement type, status; then, where sent, the more flag and parameters."""
    octets = Octets(data)
    marker, op, measurement, status = octets.take(4)
    if marker != _RESPONSE or op not in _OPS:
        raise Refused("unknown")
    more = bool(octets.uint(1)) if octets.left else False
    return ControlResponse(_OPS[op], measurement, status, more, octets.rest())


def encode_control_response(response: ControlResponse) -> bytes:
    """Virtual strap: the answer to a write."""
    head = bytes((_RESPONSE, response.op, response.measurement_type, response.status_code, response.more))
    return head + response.params


def decode_control_write(data: bytes) -> ControlWrite:
    """A write to the control point, as the strap reads it."""
    octets = Octets(data)
    op, measurement = octets.take(2)
    if op not in _OPS:
        raise Refused("unknown")
    settings = decode_settings(octets.rest()) if op == Op.START else {}
    octets.finish()
    return ControlWrite(_OPS[op], measurement, settings)


def encode_control_write(write: ControlWrite) -> bytes:
    """Host: one write."""
    return bytes((write.op, write.measurement_type)) + encode_settings(write.settings)


def offers_ecg(features: bytes) -> bool:
    """What the control point says when it is read: 0F, then a bit per measurement type. An empty answer says nothing."""
    return len(features) < 2 or features[0] != _FEATURES or bool(features[1] >> ECG & 1)


def encode_features(*types: int) -> bytes:
    """Virtual strap: the measurement types it has."""
    return bytes((_FEATURES, sum(1 << kind for kind in types), 0))


def start_ecg() -> bytes:
    """Host: start ECG at 130 Hz and 14 bit, the one setting an H10 offers."""
    settings: Settings = {Setting.SAMPLE_RATE_HZ: (ECG_HZ,), Setting.RESOLUTION_BITS: (14,)}
    return encode_control_write(ControlWrite(Op.START, ECG, settings))


def stop_ecg() -> bytes:
    """Host: stop ECG; without it the strap's battery drains."""
    return encode_control_write(ControlWrite(Op.STOP, ECG))


def decode_acc_delta(payload: bytes) -> tuple[tuple[int, int, int], ...]:
    """Rows of x, y, z from the payload of a compressed acceleration frame (behind its ten-byte header).

    One 16-bit reference row, then blocks: bits per delta, number of rows, the deltas packed from the lowest bit on.
    """
    octets = Octets(payload)
    row = (octets.sint(2), octets.sint(2), octets.sint(2))
    rows = [row]
    while octets.left:
        bits, count = octets.uint(1), octets.uint(1)
        packed = octets.uint((bits * count * 3 + 7) // 8)
        if bits > _LONGEST_DELTA_BITS:
            raise Refused("reserved")
        for at in range(count):
            row = _moved(row, packed >> at * bits * 3, bits)
            rows.append(row)
    return tuple(rows)


def _moved(row: tuple[int, int, int], packed: int, bits: int) -> tuple[int, int, int]:
    x, y, z = (before + _signed(packed >> axis * bits & (1 << bits) - 1, bits) for axis, before in enumerate(row))
    return x, y, z


def _signed(raw: int, bits: int) -> int:
    return raw - (1 << bits) if bits and raw >> bits - 1 else raw
