"""Diagnoses by code, name or pinyin initials, from the list that ships with the product."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache

from app.domain.ids import tidy
from app.rules.shipped import shipped_bytes
from app.store.pinyin import initials_of


@dataclass(frozen=True, slots=True)
class DiagnosisRow:
    """One diagnosis: WHO code, the insurance's own code, and the name shown. ``kind``: chronic, acute …"""

    icd10: str
    display: str
    cn_code: str = ""
    kind: str = ""


def find_diagnoses(text: str, limit: int = 12) -> list[DiagnosisRow]:
    """Those whose code, initials or name begin with the text come first, then those that hold it."""
    word = tidy(text).upper()
    if not word:
        return []
    ranked = [(_rank(keys, word), row) for keys, row in _listed()]
    hits = sorted((hit for hit in ranked if hit[0] < _NONE), key=lambda hit: hit[0])
    return [row for _, row in hits[:limit]]


_NONE = (9, 0)


def _rank(keys: tuple[str, ...], word: str) -> tuple[int, int]:
    """How well a row fits, best of its keys: 2型糖尿病 ends with what is typed, so it stands beside what begins with it."""
    return min((_fit(key, word) for key in keys if word in key), default=_NONE)


def _fit(key: str, word: str) -> tuple[int, int]:
    if key == word:
        return (0, 0)
    if key.startswith(word) or (len(word) > 1 and key.endswith(word)):
        return (1, len(key))
    return (2, len(key)) if len(word) > 1 else _NONE


@cache
def _listed() -> tuple[tuple[tuple[str, ...], DiagnosisRow], ...]:
    rows = csv.DictReader(io.StringIO(shipped_bytes("diagnoses_common.csv").decode("utf-8-sig")))
    return tuple((_keys(row), DiagnosisRow(row["icd10"], row["display_zh"], row["cn_code"], row["kind"])) for row in rows)


def _keys(row: dict[str, str]) -> tuple[str, ...]:
    names = (row["display_zh"], row["who_name_zh"])
    short = {initials.upper() for name in names for initials in initials_of(name)}
    return (row["icd10"].upper(), row["cn_code"].upper(), *(name.upper() for name in names), *sorted(short))
