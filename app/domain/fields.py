"""What people type into a measurement field, in the units of the countryside, turned into the stored unit (H19).

Every reader gives the value and an echo to show beside the field, or raises ``FieldError`` with a code;
whether the value is plausible is decided in app.rules.vitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.domain import units
from app.domain.ids import tidy
from app.domain.numerals import plain_digits
from app.errors import KnownError

_NUMBER = r"(\d+(?:\.\d+)?)"
_LINKS = re.compile(r"[,，。、]")
_MASS = {"mg": Decimal(1), "毫克": Decimal(1), "g": Decimal(1000), "克": Decimal(1000), "ug": Decimal("0.001"), "微克": Decimal("0.001")}
_VOLUME = {"ml": Decimal(1), "毫升": Decimal(1), "l": Decimal(1000)}
_ACTIVITY = {
    "u": Decimal(1),
    "iu": Decimal(1),
    "单位": Decimal(1),
    "[iu]": Decimal(1),
    "万u": Decimal(10000),
    "万iu": Decimal(10000),
    "万单位": Decimal(10000),
    "万": Decimal(10000),
}
_PIECES = frozenset({"片", "粒", "丸", "袋", "支", "瓶", "枚", "包", "揿", "喷", "贴", "滴"})
_PRODUCT_PIECES = frozenset({"{tbl}", "{cap}", "{pill}", "{patch}", "{spray}", "[drp]"})
EGFR_UNIT = "mL/min/{1.73_m2}"
_LONGEST = 24
"""Characters; no measurement needs more, and arithmetic on a thousand digits fails."""


class FieldError(KnownError):
    """The text cannot be read as this field; codes: field_number, field_unit, field_unit_unclear."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value in the stored unit (UCUM), and how to show it back. ``converted`` = another unit was typed."""

    value: Decimal
    unit: str
    echo: str
    converted: bool = False


@dataclass(frozen=True, slots=True)
class PressureEntry:
    """Systolic and diastolic in whole mmHg."""

    systolic: Decimal
    diastolic: Decimal
    echo: str
    converted: bool = False


def read_height(text: str) -> Entry:
    """Height in cm: ``156``, ``1.56``, ``一米五六``, ``1米56``, ``4尺7``."""
    return _first(
        text,
        (rf"{_NUMBER}(?:cm|厘米|公分)", lambda a: _length(Decimal(a), False)),
        (r"(\d)(?:m|米)(\d{0,2})", lambda a, b: _length(Decimal(f"{a}.{b or 0}") * 100, True)),
        (rf"{_NUMBER}(?:m|米)", lambda a: _length(Decimal(a) * 100, True)),
        *_CHI_FORMS,
        (_NUMBER, _bare_height),
    )


def read_waist(text: str) -> Entry:
    """Waist in cm: ``85``, ``2.6尺``, ``2尺6``, ``二尺六寸``."""
    return _first(
        text,
        (rf"{_NUMBER}(?:cm|厘米|公分)", lambda a: _length(Decimal(a), False)),
        (rf"{_NUMBER}(?:m|米)", lambda a: _length(Decimal(a) * 100, True)),
        *_CHI_FORMS,
        (_NUMBER, _bare_waist),
    )


def read_weight(text: str) -> Entry:
    """Weight in kg: ``61.5``, ``123斤``, ``二十四斤半``, ``6斤4两``, ``3200g``."""
    return _first(
        text,
        (rf"{_NUMBER}(?:kg|公斤|千克)?", lambda a: _weight(Decimal(a), False)),
        (rf"{_NUMBER}(?:g|克)", lambda a: _weight(Decimal(a) / 1000, True)),
        (rf"{_NUMBER}斤半", lambda a: _weight((Decimal(a) + Decimal("0.5")) * units.KG_PER_JIN, True)),
        (rf"{_NUMBER}斤", lambda a: _weight(Decimal(a) * units.KG_PER_JIN, True)),
        (rf"(\d+)斤{_NUMBER}两?", lambda a, b: _weight(Decimal(a) * units.KG_PER_JIN + Decimal(b) * units.G_PER_LIANG / 1000, True)),
    )


def read_temperature(text: str) -> Entry:
    """Temperature in °C: ``37.5``, ``37度5``, ``三十七度五``, ``99.5F``."""
    return _first(
        text,
        (rf"{_NUMBER}(?:°?c|度|摄氏度)?", lambda a: _temperature(Decimal(a), False)),
        (r"(\d+)度(\d)", lambda a, b: _temperature(Decimal(f"{a}.{b}"), False)),
        (rf"{_NUMBER}°?(?:f|华氏度)", lambda a: _temperature(units.fahrenheit_to_celsius(Decimal(a)), True)),
    )


def read_pressure(text: str) -> PressureEntry:
    """Blood pressure: ``142/90``, ``142 90``, ``18.9/12.0kPa``. Values below 40 are taken as kPa only when it says so."""
    plain = _plain(text)
    found = re.fullmatch(rf"{_NUMBER}(?:/|-|\s+|比){_NUMBER}\s*(mmhg|毫米汞柱|kpa|千帕)?", plain)
    if found is None:
        raise FieldError("field_number", field="blood_pressure", given=text[:20])
    high, low = Decimal(found[1]), Decimal(found[2])
    kpa = found[3] in {"kpa", "千帕"}
    if kpa:
        high, low = units.kpa_to_mmhg(high), units.kpa_to_mmhg(low)
    elif high != high.to_integral_value() or low != low.to_integral_value():
        raise FieldError("field_unit_unclear", field="blood_pressure", given=text[:20])
    return PressureEntry(high, low, f"{high:f}/{low:f} mmHg", kpa)


def read_glucose(text: str) -> Entry:
    """Glucose in mmol/L: ``7.8``, ``140mg/dl``. HI and LO are no numbers: see ``units.meter_result``."""
    return _first(
        text,
        (rf"{_NUMBER}\s*(?:mmol/l|毫摩尔)?", lambda a: Entry(Decimal(a), "mmol/L", f"{a} mmol/L")),
        (rf"{_NUMBER}\s*mg/dl", lambda a: _glucose(units.mg_dl_to_mmol_l(Decimal(a)))),
    )


def read_egfr(text: str) -> Entry:
    """Kidney function in mL/min/1.73 m² as a laboratory's paper has it: ``58``, ``58.5ml/min``."""
    return _first(text, (rf"{_NUMBER}(?:ml/min(?:/1\.73m2|/1\.73m²)?)?", lambda a: Entry(Decimal(a), EGFR_UNIT, f"{a} mL/min/1.73m²")))


def read_count(text: str, unit: str) -> Entry:
    """A whole number with an optional unit word behind it: pulse ``76次``, saturation ``97%``."""
    return _first(text, (r"(\d+)\s*(?:次/分|次|/min|bpm|%)?", lambda a: Entry(Decimal(a), unit, f"{a} {'%' if unit == '%' else '次/分'}")))


def read_dose(text: str, dose_unit: str, strength: Decimal | None = None, piece: str = "") -> Entry:
    """One dose in the product's own unit: ``0.5g`` → 500 mg, ``80万U`` → 800000 [iU], ``1片`` → strength.

    A bare number is pieces only where the product is counted in pieces, else it is the product's unit.
    ``strength`` = amount of ``dose_unit`` in one ``piece``; where the piece is mL, ``7.5ml`` of a syrup is read too.
    Raises FieldError where unit and product do not fit.
    """
    found = re.fullmatch(rf"(半|{_NUMBER})?\s*([^\d\s]*)", _plain(text))
    if found is None or not (found[1] or found[3]):
        raise FieldError("field_number", field="dose", given=text[:20])
    number = Decimal("0.5") if found[1] == "半" else Decimal(found[2] or 1)
    word = found[3] or dose_unit.lower()
    poured = piece == "mL" and word in _VOLUME and dose_unit.lower() not in _VOLUME and strength is not None
    factor = _VOLUME[word] * strength if poured and strength is not None else _dose_factor(word, dose_unit, strength)
    value = _trim(number * factor)
    return Entry(value, dose_unit, f"{value:f} {dose_unit}", factor != 1)


def _dose_factor(word: str, dose_unit: str, strength: Decimal | None) -> Decimal:
    if word == dose_unit.lower():
        return Decimal(1)
    if word in _PIECES:
        if dose_unit in _PRODUCT_PIECES:
            return Decimal(1)
        if strength is not None:
            return strength
        raise FieldError("field_unit_unclear", field="dose", given=word)
    for scale in (_MASS, _VOLUME, _ACTIVITY):
        if word in scale and dose_unit.lower() in scale:
            return scale[word] / scale[dose_unit.lower()]
    raise FieldError("field_unit", field="dose", given=word, unit=dose_unit)


_Reader = Callable[..., Entry]


def _plain(text: str) -> str:
    if len(text.strip()) > _LONGEST:
        raise FieldError("field_number", given=text[:20])
    return plain_digits(_LINKS.sub(".", tidy(text)).lower().replace("μ", "u").replace("µ", "u").replace("℃", "°c"))


def _first(text: str, *forms: tuple[str, _Reader]) -> Entry:
    plain = re.sub(r"\s+", "", _plain(text))
    for pattern, reader in forms:
        found = re.fullmatch(pattern, plain)
        if found is not None:
            return reader(*found.groups())
    raise FieldError("field_number", given=text[:20])


def _trim(value: Decimal) -> Decimal:
    return value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1))


def _length(value: Decimal, converted: bool) -> Entry:
    cm = _trim(units.rounded(value, 1))
    return Entry(cm, "cm", f"{cm:f} cm", converted)


def _chi(whole: str, cun: str = "0") -> Entry:
    # 2尺6 and 2尺6寸 alike: people read the tape to the 寸, so whole centimetres are honest
    cm = Decimal(whole) * units.CM_PER_CHI + Decimal(cun or 0) * units.CM_PER_CUN
    return _length(units.rounded(cm, 0), True)


_CHI_FORMS: tuple[tuple[str, _Reader], ...] = (
    (rf"{_NUMBER}尺", _chi),
    (r"(\d)尺(\d(?:\.\d)?)寸?", _chi),
    (r"(\d)尺半", lambda a: _chi(a, "5")),
)


def _bare_height(number: str) -> Entry:
    value = Decimal(number)
    if value < 3:
        return _length(value * 100, True)
    if value < 20:  # 5.2 may be 尺 or a slip; nobody is 5.2 cm tall
        raise FieldError("field_unit_unclear", field="height", given=number)
    return _length(value, False)


def _bare_waist(number: str) -> Entry:
    value = Decimal(number)
    if value < 10:  # 2.6 is 尺 for most, 0.86 would be metres: ask
        raise FieldError("field_unit_unclear", field="waist", given=number)
    return _length(value, False)


def _weight(value: Decimal, converted: bool) -> Entry:
    kg = units.rounded(value, 2)
    kg = kg if kg.as_tuple().digits[-1] else kg.quantize(Decimal("0.1"))
    return Entry(kg, "kg", f"{kg:f} kg", converted)


def _temperature(value: Decimal, converted: bool) -> Entry:
    degrees = units.rounded(value, 1)
    return Entry(degrees, "Cel", f"{degrees:f} ℃", converted)


def _glucose(value: Decimal) -> Entry:
    return Entry(value, "mmol/L", f"{value:f} mmol/L", True)
