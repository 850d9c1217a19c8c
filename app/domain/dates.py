"""Dates and times of day as people type them at a counter."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time, timedelta

from app.domain.ids import tidy

_PARTED = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?")
_TIME = re.compile(r"(\d{1,2})\s*[:点时.]\s*(\d{1,2})\s*分?|(\d{2})(\d{2})")
_DAYS_AGO = re.compile(r"(\d{1,3})\s*(?:天前?|days?(?: ago)?)")
_DAY_MONTH = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")
_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "today": 0, "yesterday": 1}
_WRITTEN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_date(text: str) -> date | None:
    """``1958-07-12``, ``1958.7.12``, ``19580712``, ``1958年7月12日``; None for anything else, a 31 June too."""
    plain = tidy(text)
    found = _WRITTEN_TOGETHER.fullmatch(plain) or _PARTED.fullmatch(plain)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def read_past_day(text: str, today: date) -> date | None:
    """As patients say since when they are ill: ``今天``, ``昨天``, ``3天``, ``3天前``, ``3-2``, ``3月2日``, a whole date; None for anything else.

    A day and month without a year is the last such day.
    """
    plain = tidy(text)
    if plain in _AGO:
        return today - timedelta(_AGO[plain])
    days = _DAYS_AGO.fullmatch(plain)
    if days is not None:
        return today - timedelta(int(days[1]))
    parts = _DAY_MONTH.fullmatch(plain)
    if parts is None:
        return read_date(text)
    found = [read_date(f"{year}-{parts[1]}-{parts[2]}") for year in (today.year, today.year - 1)]
    return next((day for day in found if day is not None and day <= today), None)


def span_of(told: str) -> tuple[date, date]:
    """First and last day of ``2019``, ``2019-07`` or ``2019-07-02``. Raises ValueError."""
    year, *rest = (int(part) for part in told.split("-"))
    if len(rest) > 1:
        return date(year, *rest), date(year, *rest)
    first = date(year, rest[0] if rest else 1, 1)
    month = rest[0] if rest else 12
    return first, date(year, month, monthrange(year, month)[1])


def read_time(text: str) -> time | None:
    """``9:05``, ``09：05``, ``9点05``, ``0905``; None for anything else, 24:00 too."""
    found = _TIME.fullmatch(tidy(text))
    if found is None:
        return None
    hour, minute = (int(part) for part in found.groups() if part is not None)
    return time(hour, minute) if hour < 24 and minute < 60 else None
