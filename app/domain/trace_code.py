"""Drug trace codes as scanned: 20 digits, or GS1 with a serial number; a commodity bar code (69…) is none.

Source: answers of the national insurance office on trace codes (国家医保局, 2024-12): three kinds are in use, the platform's 20 digits
(码上放心), a maker's own digits, and GS1 two-dimensional codes; the 13 digits on the box name the product, not the pack.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.ids import tidy

PLATFORM_DIGITS = 20
_COMMODITY_DIGITS = frozenset({8, 12, 13, 14})  # EAN-8, UPC-A, EAN-13, GTIN-14
_GROUP_END = "\x1d"  # FNC1 as scanners send it
_BLANKS = re.compile(rf"[^\S{_GROUP_END}]|[\u200b\ufeff]")
_SYMBOLOGY = re.compile(r"\][A-Za-z]\d")  # ISO/IEC 15424: ]d2, ]C1, ]Q3 …
_ELEMENT = re.compile(r"\((\d{2,4})\)([^()]+)")
_GTIN, _SERIAL, _BATCH, _EXPIRY = "01", "21", "10", "17"
_FIXED = {"01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "16": 6, "17": 6}  # GS1 General Specifications, figure 7.8.5-2
_SERIAL_FORM = re.compile(r"[!-~]{1,20}")


class TraceKind(StrEnum):
    """How a pack was numbered."""

    PLATFORM = "platform"  # 码上放心
    MAKER = "maker"  # a maker's own digits
    GS1 = "gs1"


@dataclass(frozen=True, slots=True)
class TraceCode:
    """One pack. ``key`` is the same however the code was written: what "sold once" compares.

    ``gtin``, ``batch`` and ``expiry`` (YYMMDD) only where the code says them.
    """

    kind: TraceKind
    key: str
    gtin: str = ""
    batch: str = ""
    expiry: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan is. ``error``: '' or empty, commodity, no_serial, letters, length."""

    code: TraceCode | None = None
    error: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it names one pack."""
        return self.code is not None


def read_trace_code(scan: str, maker_lengths: frozenset[int] = frozenset()) -> Scan:
    """Read a scan. ``maker_lengths``: digits of makers' own codes that the institution has met; others are taken for a torn scan.

    The check digit of a GTIN is not demanded: the serial number is what is registered, and a refusal would stop a sale.
    """
    text = bare_scan(scan)
    if not text:
        return Scan(error="empty")
    if text.isascii() and text.isdigit():
        return _digits(text, maker_lengths)
    elements = _elements(text)
    if elements is not None:
        return _gs1(elements)
    return Scan(error="letters")


def bare_scan(scan: str) -> str:
    """Without blanks, and without what a scanner says of the kind of code."""
    return _BLANKS.sub("", _SYMBOLOGY.sub("", tidy(scan), count=1))


def trace_key(scan: str) -> str:
    """What "sold once" compares: the pack of a readable scan, else the scan as it is."""
    code = read_trace_code(scan).code
    return tidy(scan) if code is None else code.key


@dataclass(frozen=True, slots=True)
class BoxCode:
    """What the code on a box of strips or reagent says: GS1, a serial number or not."""

    gtin: str
    batch: str
    until: date | None


def read_box(scan: str) -> BoxCode | None:
    """A scanned box; None for what is no GS1 with a GTIN (a commodity bar code names neither batch nor day)."""
    elements = _elements(_BLANKS.sub("", _SYMBOLOGY.sub("", tidy(scan), count=1)))
    return None if elements is None else BoxCode(elements[_GTIN], elements.get(_BATCH, ""), expiry_day(elements.get(_EXPIRY, "")))


def expiry_day(told: str) -> date | None:
    """The last day of use that a GS1 code tells (YYMMDD; day 00 = the month's last one, GS1 General Specifications 3.4.7)."""
    if len(told) != 6 or not told.isdigit():
        return None
    year, month, day = 2000 + int(told[:2]), int(told[2:4]), int(told[4:])
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None


def _digits(text: str, maker_lengths: frozenset[int]) -> Scan:
    if len(text) == PLATFORM_DIGITS:
        return Scan(TraceCode(TraceKind.PLATFORM, text))
    if len(text) in _COMMODITY_DIGITS:
        return Scan(error="commodity")
    if len(text) in maker_lengths:
        return Scan(TraceCode(TraceKind.MAKER, text))
    elements = _elements(text)
    return Scan(error="length") if elements is None else _gs1(elements)


def _gs1(elements: dict[str, str]) -> Scan:
    gtin, serial = elements[_GTIN], elements.get(_SERIAL, "")
    if not _SERIAL_FORM.fullmatch(serial):
        return Scan(error="no_serial")
    code = TraceCode(TraceKind.GS1, f"({_GTIN}){gtin}({_SERIAL}){serial}", gtin, elements.get(_BATCH, ""), elements.get(_EXPIRY, ""))
    return Scan(code)


def _elements(text: str) -> dict[str, str] | None:
    """Application identifiers and their values, written with brackets or as the scanner sends them; None = no GS1 with a GTIN."""
    found = dict(_ELEMENT.findall(text) if text.startswith("(") else _raw(text))
    whole = not text.startswith("(") or "".join(f"({name}){value}" for name, value in _ELEMENT.findall(text)) == text
    gtin = found.get(_GTIN, "")
    return found if whole and len(gtin) == _FIXED[_GTIN] and gtin.isascii() and gtin.isdigit() else None


def _raw(text: str) -> Iterator[tuple[str, str]]:
    """Elements of a string without brackets: fixed lengths by table, the others end at FNC1 or with the string."""
    rest = text.lstrip(_GROUP_END)
    while len(rest) > 2:
        name, rest = rest[:2], rest[2:]
        if name in _FIXED:
            value, rest = rest[: _FIXED[name]], rest[_FIXED[name] :]
        else:
            value, _, rest = rest.partition(_GROUP_END)
        yield name, value
        rest = rest.lstrip(_GROUP_END)
