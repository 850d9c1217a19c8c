"""Lines of a slip or QR code on which a resident wrote readings: ``2026-03-01 07:30 138/86 72``, ``3月1日 空腹 6.8``, ``体重 61.5``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from app.domain import fields
from app.domain.ids import tidy
from app.domain.measurement import MeasuredValue, MeasurementKind
from app.domain.numerals import plain_digits
from app.errors import KnownError

NOON = time(12)
"""A reading without a time is put at noon: the day is what counts."""

_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?=\s|T|$|\D)")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?=\s|T|$)")
_TIME = re.compile(r"[\sT]*(\d{1,2})[:：点时](\d{1,2})?分?(?::\d{2})?(?=\s|$|\D)")
_PRESSURE = re.compile(r"(?:血压)?\s*(\d{2,3})\s*[/／]\s*(\d{2,3})(?:\s*mmhg)?", re.IGNORECASE)
_PULSE = re.compile(r"(?:脉搏|心率|p|hr)?\s*[:：]?\s*(\d{2,3})\s*(?:次/?分?|bpm)?", re.IGNORECASE)
_WEIGHT = re.compile(r"体重\s*[:：]?\s*(\S+)")


@dataclass(frozen=True, slots=True)
class SlipReading:
    """One number told. ``clock``: local time, noon where none stood there (``timed`` False). ``context``: of glucose."""

    day: date
    clock: time
    kind: MeasurementKind
    values: tuple[MeasuredValue, ...]
    context: str = ""
    timed: bool = True


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line that is not empty, with its number from 1: a reading, or ``problem``, a key under ``home_line``."""

    number: int
    text: str
    reading: SlipReading | None = None
    problem: str = ""


def read_slip(text: str, today: date, words: Mapping[str, str]) -> list[SlipLine]:
    """Every line; ``words``: what is said of a meal → fasting, postprandial, random. A day without a year is the last one there was.

    Several readings may stand behind one another, parted by ``;``, as short codes for QR do.
    """
    return list(_lines(text, today, words))


def _lines(text: str, today: date, words: Mapping[str, str]) -> Iterator[SlipLine]:
    parts = [part for line in text.splitlines() for part in re.split("[;；]", line)]
    for number, given in enumerate((part for part in parts if part.strip()), 1):
        plain = tidy(plain_digits(given))
        found = _read(plain, today, words)
        yield SlipLine(number, given.strip(), None, found) if isinstance(found, str) else SlipLine(number, given.strip(), found)


def _read(plain: str, today: date, words: Mapping[str, str]) -> SlipReading | str:
    day, rest = _day(plain, today)
    if day is None:
        return "no_day"
    found = _TIME.match(rest)
    clock = NOON
    if found is not None:
        if int(found[1]) > 23 or int(found[2] or 0) > 59:
            return "no_time"
        clock, rest = time(int(found[1]), int(found[2] or 0)), rest[found.end() :]
    what = _value(rest.strip(" ,，、:："), words)
    if isinstance(what, str):
        return what
    kind, values, context = what
    return SlipReading(day, clock, kind, values, context, found is not None)


def _day(plain: str, today: date) -> tuple[date | None, str]:
    found = _TOGETHER.match(plain) or _DATE.match(plain)
    if found is None:
        return None, plain
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        made = date(year or today.year, month, day)
        if not year and made > today:
            made = date(today.year - 1, month, day)
    except ValueError:
        return None, plain
    return made, plain[found.end() :]


Told = tuple[MeasurementKind, tuple[MeasuredValue, ...], str]


def _value(rest: str, words: Mapping[str, str]) -> Told | str:
    pressure = _PRESSURE.match(rest)
    if pressure is not None:
        return _pressure(pressure, rest[pressure.end() :].strip(" ,，、"))
    weight = _WEIGHT.fullmatch(rest)
    try:
        if weight is not None:
            entry = fields.read_weight(weight[1])
            return MeasurementKind.WEIGHT, (MeasuredValue("weight", entry.value, entry.unit),), ""
        return _glucose(rest, words)
    except KnownError:
        return "no_value"


def _pressure(found: re.Match[str], behind: str) -> Told | str:
    values = (MeasuredValue("systolic", Decimal(found[1]), "mmHg"), MeasuredValue("diastolic", Decimal(found[2]), "mmHg"))
    if not behind:
        return MeasurementKind.BLOOD_PRESSURE, values, ""
    pulse = _PULSE.fullmatch(behind)
    if pulse is None:
        return "left_over"
    return MeasurementKind.BLOOD_PRESSURE, (*values, MeasuredValue("pulse", Decimal(pulse[1]), "/min")), ""


def _glucose(rest: str, words: Mapping[str, str]) -> Told | str:
    """A bare number is glucose only where its meal or the word 血糖 stands beside it."""
    said = rest.removeprefix("血糖").strip(" :：")
    word = next((word for word in sorted(words, key=len, reverse=True) if said.startswith(word)), "")
    number = said.removeprefix(word).removeprefix("血糖").strip(" :：")
    if not number or (not word and not rest.startswith("血糖")):
        return "no_value"
    entry = fields.read_glucose(number)
    return MeasurementKind.GLUCOSE, (MeasuredValue("glucose", entry.value, entry.unit),), words.get(word, "")
