"""Text lines of kiosks and printers' ports, read by a column map that is data: start, end, separator, columns, regular expressions.

A format names what a line looks like and which part of it is which value; a part that does not look as it should makes the
whole line no result. Most of these lines carry no checksum, so the expressions are the only watch: they are kept tight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from device_drivers.protocols import date_time
from device_drivers.protocols.byte_stream import ByteStream
from device_drivers.protocols.checksums import sum8
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import Quantity

LONGEST = 256  # bytes of a line, unless its format says otherwise
_TIME_PARTS = ("year", "month", "day", "hour", "minute", "second")
_CENTURY = 2000  # of two-digit years
_CONTROLS = frozenset("\r\n\t")  # inside a block of several lines


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it must look like; named groups year, month, day, hour, minute, second are the time.

    name: of the value or text it carries, "" = nothing. unit: of the value, "" = a text.
    """

    pattern: re.Pattern[str]
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LineFormat:
    """How one kiosk writes a result.

    start, end: bytes around a line; sum8: one byte behind `end`, the sum of all before it. columns parted by separator, `more`
    behind them allowed; or, without columns, `pattern` over the whole text with named groups, and `units` of those that are
    values. void: a text that says the kiosk measured nothing. longest: bytes of the longest line.
    """

    end: bytes
    start: bytes = b""
    sum8: bool = False
    separator: str = ","
    columns: tuple[Column, ...] = ()
    more: bool = False
    pattern: re.Pattern[str] | None = None
    units: tuple[tuple[str, str], ...] = ()
    void: re.Pattern[str] | None = None
    longest: int = LONGEST


@dataclass(frozen=True, slots=True)
class KioskLine:
    """One result line. values in the kiosk's order and unit; time with the parts it writes; texts such as patient_id as sent."""

    text: str
    values: tuple[tuple[str, Quantity], ...]
    time: DeviceTime | None
    texts: tuple[tuple[str, str], ...] = ()

    def number(self, name: str) -> Decimal | None:
        """The value of that name, None where the line has none."""
        return next((quantity.value for known, quantity in self.values if known == name), None)


class Void(Exception):
    """A line that says the kiosk itself has no result."""


def cut_text(shape: LineFormat, data: bytes) -> str:
    """The text of exactly one framed line, without start, end and checksum.

    Refused: 'short', 'length' (bytes behind it), 'checksum', 'unknown' (another start, or bytes that are no text).
    """
    if not data.startswith(shape.start):
        raise Refused("short" if shape.start.startswith(data) else "unknown")
    found = data.find(shape.end, len(shape.start))
    size = found + len(shape.end) + shape.sum8
    if found < 0 or len(data) < size:
        raise Refused("short")
    if len(data) > size:
        raise Refused("length")
    if shape.sum8 and sum8(data[:-1]) != data[-1]:
        raise Refused("checksum")
    return _text(data[len(shape.start) : found])


def decode(shape: LineFormat, data: bytes) -> KioskLine:
    """One framed line and nothing behind it. Refused also for columns that are missing, too many or not as they must be.

    Quarantine: a date no calendar has. Void: the kiosk says that it has no result.
    """
    return read(shape, cut_text(shape, data))


def read(shape: LineFormat, text: str) -> KioskLine:
    """`decode` for the text alone."""
    if shape.void is not None and shape.void.fullmatch(text):
        raise Void(text)
    if shape.pattern is not None:
        return _by_pattern(shape, shape.pattern, text)
    parts = text.split(shape.separator)
    if len(parts) < len(shape.columns):
        raise Refused("short")
    if len(parts) > len(shape.columns) and not shape.more:
        raise Refused("length")
    return _by_columns(shape, text, parts)


def stream(shape: LineFormat) -> ByteStream[bytes]:
    """An incremental decoder: gives framed lines, whatever stands in them; a broken-off line does not swallow the next one."""
    return ByteStream(lambda buffer: _cut(shape, buffer), shape.longest)


def _by_columns(shape: LineFormat, text: str, parts: list[str]) -> KioskLine:
    values: list[tuple[str, Quantity]] = []
    texts: list[tuple[str, str]] = []
    moment: dict[str, str] = {}
    for column, part in zip(shape.columns, parts, strict=False):
        found = column.pattern.fullmatch(part)
        if found is None:
            raise Refused("unknown")
        moment |= {name: digits for name, digits in found.groupdict().items() if digits is not None}
        if column.unit:
            values.append((column.name, _quantity(part, column.unit)))
        elif column.name:
            texts.append((column.name, part))
    return KioskLine(text, tuple(values), _time(moment), tuple(texts))


def _by_pattern(shape: LineFormat, pattern: re.Pattern[str], text: str) -> KioskLine:
    found = pattern.fullmatch(text)
    if found is None:
        raise Refused("unknown")
    groups = {name: part for name, part in found.groupdict().items() if part is not None}
    values = tuple((name, _quantity(groups[name], unit)) for name, unit in shape.units if name in groups)
    return KioskLine(text, values, _time(groups))


def _quantity(part: str, unit: str) -> Quantity:
    try:
        return Quantity(Decimal(part.strip()), unit)
    except ArithmeticError as error:
        raise Refused("unknown") from error


def _time(groups: dict[str, str]) -> DeviceTime | None:
    """None where the line has no hour. A date part of zeros is unknown, as kiosks write it before their clock is set."""
    try:
        numbers = {name: int(groups[name]) for name in _TIME_PARTS if name in groups}
    except ValueError as error:
        raise Refused("unknown") from error
    if "hour" not in numbers or "minute" not in numbers:
        return None
    year = numbers.get("year")
    if year is not None and len(groups["year"]) == 2:
        year += _CENTURY
    month, day = numbers.get("month") or None, numbers.get("day") or None
    return date_time.checked(year or None, month, day, numbers["hour"], numbers["minute"], numbers.get("second"))


def _text(data: bytes) -> str:
    text = data.decode("latin-1")
    if any(not (" " <= character <= "~" or character in _CONTROLS) for character in text):
        raise Refused("unknown")
    return text


def _begun(end: bytes, buffer: bytes) -> int:
    """How many of the last bytes may be the beginning of `end`."""
    return next((size for size in range(len(end) - 1, 0, -1) if buffer.endswith(end[:size])), 0)


def _cut(shape: LineFormat, buffer: bytes) -> tuple[bytes, int] | None:
    head = buffer[: len(shape.start)]
    if not shape.start.startswith(head):
        raise Refused("unknown")
    if len(head) < len(shape.start):
        return None
    found = buffer.find(shape.end, len(shape.start))
    inside = buffer[len(shape.start) : found if found >= 0 else len(buffer) - _begun(shape.end, buffer)]
    _text(inside)  # what a line cannot hold is noise, and the line begins behind it
    if shape.start and shape.start in inside:
        raise Refused("unknown")  # broken off by the start of the next one
    size = found + len(shape.end) + shape.sum8
    if found < 0 or len(buffer) < size:
        return None
    if shape.sum8 and sum8(buffer[: size - 1]) != buffer[size - 1]:
        raise Refused("checksum")
    return buffer[:size], size
