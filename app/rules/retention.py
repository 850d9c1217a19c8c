"""How long prescriptions and records are kept at least: policy as data, the last day computed."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.rules.shipped import shipped_toml

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Retention:
    """A least period. ``since``: issue, last_visit, record, or expiry of the last entry."""

    months: int
    since: str
    source: str

    @property
    def years(self) -> int | None:
        """Whole years; None for a period told in months."""
        return None if self.months % _MONTHS_A_YEAR else self.months // _MONTHS_A_YEAR

    def keep_until(self, day: date) -> date:
        """The last day of the period; a day that the month lacks is its last one (民法典 第二百零二条)."""
        month = day.month - 1 + self.months
        year, number = day.year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1
        return date(year, number, min(day.day, calendar.monthrange(year, number)[1]))


def prescription_retention(kind: str, control_class: str = "") -> Retention:
    """Of a sheet of a kind (普通, 急诊, 儿科) with a drug of a class ('' = none). Raises KeyError for another kind or class."""
    policy = _policy()["prescription"]
    years = max(policy["years"][name] for name in (kind, control_class) if name)
    return Retention(years * _MONTHS_A_YEAR, "issue", policy["source"])


def record_retention(name: str) -> Retention:
    """Of a record by what it is called, ``门急诊电子病历``. Raises KeyError for a name that no rule knows: then keep it."""
    for rule in _policy()["record"]:
        if all(any(word in name for word in words.split("|")) for words in rule["words"]):
            return Retention(rule.get("months", rule.get("years", 0) * _MONTHS_A_YEAR), rule["from"], rule["source"])
    raise KeyError(name)


@cache
def _policy() -> Mapping[str, Any]:
    return shipped_toml("retention.toml")
