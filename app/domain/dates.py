"""Dates as people type them at a counter."""

from __future__ import annotations

import re
from datetime import date

from app.domain.ids import tidy

_PARTED = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?")
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
