"""法定传染病: which diagnosis is to be reported, of which class it is, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from app.rules.forms.reading import library
from app.rules.shipped import shipped_toml

REPORT, SENT = "infectious_report", "infectious_sent"
"""Forms: the card, and what became of it in the national system."""
DISEASE = "infect_disease"


@dataclass(frozen=True, slots=True)
class Notifiable:
    """A disease of the list; ``hours``: how long there is to report it; ``rank``: 甲类, 乙类, 丙类, 其他."""

    code: str
    name: str
    rank: str
    hours: int

    def until(self, since: datetime) -> datetime:
        """The end of the time for the report."""
        return since + timedelta(hours=self.hours)


@cache
def policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("infectious_diseases.toml")


@cache
def diseases() -> Mapping[str, Notifiable]:
    """All of the list by their code on the card."""
    rules = policy()
    urgent = frozenset(rules["urgent"])
    names = library().fields[DISEASE].codes
    return {
        code: Notifiable(code, name, rules["class"][code[0]], rules["urgent_hours" if code in urgent else "hours"])
        for code, name in names.items()
    }


def notifiable(icd10: str) -> Notifiable | None:
    """The disease a diagnosis stands for, None where nothing is to be reported."""
    code = icd10.strip().upper()
    found = next((one for one, spans in library().conditions["infectious"].items() if code and _within(code, spans)), None)
    return None if found is None else diseases()[found]


def answers_days(code: str) -> int:
    """For how many days a card of a disease answers for the same diagnosis written again: for good where it is a chronic one."""
    return int(policy()["chronic_again_days" if code in policy()["chronic"] else "ask_within_days"])


def _within(icd10: str, spans: Iterable[str]) -> bool:
    for span in spans:
        first, _, last = span.partition("-")
        if first[:3] <= icd10[:3] <= last if last else icd10.startswith(first):
            return True
    return False


@cache
def categories() -> frozenset[str]:
    """The three-character ICD-10 categories under which anything of the list stands: what a search may leave out is the rest."""
    found = set()
    for span in (span for spans in library().conditions["infectious"].values() for span in spans):
        first, _, last = span.partition("-")
        numbers = range(int(first[1:3]), int(last[1:3]) + 1) if last else (int(first[1:3]),)
        found |= {f"{first[0]}{number:02d}" for number in numbers}
    return frozenset(found)
