"""The earlier face-to-face diagnosis that a prescription of internet care stands on (互联网诊疗管理办法 2018, art. 16; 监管细则 2022)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_CATEGORY = 3  # characters of an ICD-10 category: I10, E11


@dataclass(frozen=True, slots=True)
class EarlierDiagnosis:
    """Who found a disease in person before, and on which day (ISO date).

    ``told``: on a paper that the patient showed and the doctor judged; else it stands in the records here.
    """

    icd10: str
    display: str
    source: str
    on: str
    told: bool = False

    def complete(self, today: date) -> bool:
        """Whether it says where and when, and not in the future."""
        day = read_day(self.on)
        return bool(self.source.strip()) and day is not None and day <= today

    def is_of(self, icd10: str, display: str) -> bool:
        """Whether it is the same disease: one ICD-10 category, or where a code is missing the same name."""
        if self.icd10 and icd10:
            return self.icd10[:_CATEGORY].upper() == icd10[:_CATEGORY].upper()
        return bool(display) and self.display.strip() == display.strip()


def read_day(text: str) -> date | None:
    """``2026-1-5``, ``2026-01-05``, ``20260105`` or ``2026/1/5``; None for anything else."""
    parts = text.strip().replace("/", "-").replace(".", "-").split("-")
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    try:
        return date(*(int(part) for part in parts)) if len(parts) == 3 and len(parts[0]) == 4 else None
    except ValueError:
        return None


def proof_of(diagnosis: tuple[str, str], known: Iterable[EarlierDiagnosis]) -> EarlierDiagnosis | None:
    """The first that is of this disease."""
    return next((one for one in known if one.is_of(*diagnosis)), None)
