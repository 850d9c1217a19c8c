"""What barcode scanners send: AIM symbology identifiers (ISO/IEC 15424) and GS1 element strings (GS1 General Specifications 7.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from device_drivers.protocols.charsets import decode_text
from device_drivers.protocols.refusal import Refused

_AIM = re.compile(r"\](?P<code>[A-Za-z])(?P<modifier>[0-9A-Za-z])(?P<text>.*)", re.DOTALL)
_SYMBOLOGIES = {
    "A": "code39",
    "C": "code128",
    "E": "ean",
    "F": "codabar",
    "G": "code93",
    "I": "itf",
    "L": "pdf417",
    "Q": "qr",
    "d": "datamatrix",
    "e": "gs1-databar",
    "z": "aztec",
    "h": "hanxin",
}
_GS1 = frozenset(("C1", "e0", "d2", "Q3"))  # an FNC1 in first place says that the data are GS1's
FNC1 = "\x1d"
# AI → digits of a fixed-length value; what is not here ends with FNC1 or the text
_FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_CHECKED = frozenset(("00", "01", "02"))
_VARIABLE = re.compile(r"(10|21|22|30|37|9\d|2[3-5]\d|4[0-2]\d|7\d{3}|8\d{3}|3[1-6]\d{2}|39\d{2})")
_MEASURES = re.compile(r"3[1-6]\d{2}")


@dataclass(frozen=True, slots=True)
class Code:
    """What was scanned. symbology: '' where the scanner sends no identifier. gs1: the data are GS1 element strings."""

    text: str
    symbology: str = ""
    gs1: bool = False


def decode_line(data: bytes) -> Code:
    """One line without its end. Refused('short') where nothing is left of it."""
    text, _ = decode_text(data)
    return read(text)


def read(text: str) -> Code:
    """Takes an AIM identifier off. Refused('short') where nothing is left."""
    found = _AIM.fullmatch(text)
    code = Code(text)
    if found is not None and found["code"] in _SYMBOLOGIES:
        symbology = _SYMBOLOGIES[found["code"]]
        code = Code(found["text"], symbology, found["code"] + found["modifier"] in _GS1)
    text = code.text.strip("\r\n\0")
    if not text.strip():
        raise Refused("short")
    return Code(text.strip(" ") if not code.gs1 else text, code.symbology, code.gs1)


def gs1_elements(text: str) -> dict[str, str]:
    """Application identifiers and their values ('01' GTIN, '17' expiry, '10' lot, '21' serial number).

    Refused: an identifier that is not known ('unknown'), missing digits ('short'), a wrong check digit ('checksum').
    """
    elements: dict[str, str] = {}
    rest = text.removeprefix(FNC1)
    while rest:
        name, value, rest = _element(rest)
        if name in _CHECKED and not check_digit_holds(value):
            raise Refused("checksum")
        elements[name] = value
    return elements


def check_digit_holds(digits: str) -> bool:
    """GS1 check digit (General Specifications 7.9.1): weights 3 and 1 from the right."""
    if not (digits.isascii() and digits.isdigit() and len(digits) > 1):
        return False
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def _element(text: str) -> tuple[str, str, str]:
    name = text[:2]
    size = _FIXED.get(name)
    if size is None:
        found = _VARIABLE.match(text)
        if found is None:
            raise Refused("unknown")
        name = found[1]
        size = 6 if _MEASURES.fullmatch(name) else None
    behind = text[len(name) :]
    if size is None:
        value, _, rest = behind.partition(FNC1)
    else:
        value, rest = behind[:size], behind[size:].removeprefix(FNC1)
        if len(value) < size or not value.isdigit():
            raise Refused("short")
    if not value:
        raise Refused("short")
    return name, value, rest
