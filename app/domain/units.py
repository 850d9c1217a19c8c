"""Unit conversions as shown to the user (rounded half up) and what a glucose meter prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MG_DL_PER_MMOL_L = Decimal("18.0")
"""Glucose; the factor meters use (molar mass 180.16 g/mol)."""
MMHG_PER_KPA = Decimal("7.50062")
KG_PER_POUND = Decimal("0.45359237")
CM_PER_INCH = Decimal("2.54")
KG_PER_JIN = Decimal("0.5")
G_PER_LIANG = Decimal(50)  # the market 两, ten to a 斤
CM_PER_CHI = Decimal(100) / 3
CM_PER_CUN = Decimal(10) / 3

METER_HIGH = Decimal("33.3")
METER_LOW = Decimal("1.1")


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up, the way a person rounds; Python's own rounding would take 142.5 to 142."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def mmol_l_to_mg_dl(value: Decimal) -> Decimal:
    """Glucose in whole mg/dL."""
    return rounded(value * MG_DL_PER_MMOL_L, 0)


def mg_dl_to_mmol_l(value: Decimal) -> Decimal:
    """Glucose in mmol/L to 0.1, as shown and as compared with limits."""
    return rounded(value / MG_DL_PER_MMOL_L, 1)


def kpa_to_mmhg(value: Decimal) -> Decimal:
    """Pressure in whole mmHg."""
    return rounded(value * MMHG_PER_KPA, 0)


def celsius_to_fahrenheit(value: Decimal) -> Decimal:
    """Temperature to 0.1 °F."""
    return rounded(value * 9 / 5 + 32, 1)


def fahrenheit_to_celsius(value: Decimal) -> Decimal:
    """Temperature to 0.1 °C."""
    return rounded((value - 32) * 5 / 9, 1)


def gram_to_kg(value: Decimal) -> Decimal:
    """Grams, as newborns are weighed, to kg."""
    return value / 1000


def pound_to_kg(value: Decimal) -> Decimal:
    """Avoirdupois pounds of a scale set to them to kg, to 0.01 kg."""
    return rounded(value * KG_PER_POUND, 2)


def metre_to_cm(value: Decimal) -> Decimal:
    """Metres to cm."""
    return value * 100


def inch_to_cm(value: Decimal) -> Decimal:
    """Inches to cm, to 0.1 cm."""
    return rounded(value * CM_PER_INCH, 1)


@dataclass(frozen=True, slots=True)
class MeterResult:
    """What a meter showed, mmol/L.

    HI and LO are results with a comparator, never numbers, and always on the critical path; for a
    number ``critical`` stays None, because that depends on context and person (app.rules.critical).
    """

    value: Decimal | None
    comparator: str = ""
    limit: Decimal | None = None
    critical: bool | None = None


METER_WORDS = {"HI": ">", "LO": "<"}
"""What a meter shows in place of a number beyond its range, and what that means."""
METER_SHOWS = {means: word for word, means in METER_WORDS.items()}
"""The comparator of a value beyond its range → what the meter shows."""


def meter_word(text: str) -> str:
    """``HI`` or ``LO``, however it was typed; '' for anything else."""
    try:
        comparator = meter_result(text).comparator
    except ValueError:
        return ""
    return METER_SHOWS.get(comparator, "")


def meter_result(text: str, high: Decimal = METER_HIGH, low: Decimal = METER_LOW) -> MeterResult:
    """Read ``HI``, ``LO`` or a number in mmol/L.

    ``high`` and ``low`` are the measuring range of the meter at hand (27.8 or 33.3; 0.6 or 1.1).
    Raises ValueError for anything else.
    """
    word = text.strip().upper()
    if word in {"HI", "HIGH", "高"}:
        return MeterResult(None, ">", high, True)
    if word in {"LO", "LOW", "低"}:
        return MeterResult(None, "<", low, True)
    if not word.replace(".", "", 1).isdecimal():
        raise ValueError("no meter result")
    return MeterResult(Decimal(word))
