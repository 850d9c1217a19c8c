"""Rows of the resident search, and when a name alone is not enough to know whom it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One resident found. ``sex`` and ``age`` as shown; ``exact`` = found by a whole ID number, card or QR."""

    key: str
    name: str
    sex: str = ""
    age: str = ""
    birth: date | None = None
    village: str = ""
    householder: str = ""
    phone_tail: str = ""
    last_visit: str = ""
    exact: bool = False


def ambiguous(row: ResultRow, rows: Sequence[ResultRow]) -> bool:
    """Whether another resident found has the same name and village (H1): the row must not be opened by a first Enter."""
    return not row.exact and any(other.key != row.key and other.name == row.name and village_of(other) == village_of(row) for other in rows)


def village_of(row: ResultRow) -> str:
    """The village without its group, which few people know of themselves."""
    return row.village.split(" ")[0]


def confirms(row: ResultRow, said: str) -> bool:
    """Whether what the person said is a second identifier of this row.

    Birth date (eight, six or four digits, with or without separators), last four of the phone, or the head of household.
    """
    plain = "".join(each for each in said if each.isdigit())
    if row.birth is not None and plain and plain in {row.birth.strftime(form) for form in ("%Y%m%d", "%y%m%d", "%m%d")}:
        return True
    if len(plain) >= 4 and row.phone_tail and plain[-4:] == row.phone_tail[-4:]:
        return True
    return bool(row.householder) and said.strip() == row.householder
