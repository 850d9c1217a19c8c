"""院外用药: what a resident takes that no sheet of this clinic says: from the chemist's, a hospital, the family (safety.md H52)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.trace_code import bare_scan, read_trace_code

_COMMODITY = {8: 8, 12: 13, 13: 13, 14: 14}
"""How many digits a commodity code has → how many it is kept with: UPC-A is an EAN-13 that begins with 0."""


class BagSource(StrEnum):
    """Where it comes from."""

    CHEMIST = "chemist"
    HOSPITAL = "hospital"
    FAMILY = "family"
    OTHER = "other"


class Taking(StrEnum):
    """What was answered when it was asked about."""

    YES = "yes"
    UNSURE = "unsure"  # counts as taken, the side that warns
    NO = "no"
    MISTAKE = "mistake"  # it never was this resident's


TAKEN = frozenset({Taking.YES, Taking.UNSURE})


@dataclass(frozen=True, slots=True)
class OutsideMedicine:
    """One answer about one medicine; the newest of them counts, none is ever changed. ``medicine``: id of the first of them.

    ``drug``: a formulary id, '' = known by ``name`` alone, as said or as the box has it. ``code``: digits under the bar code of the box.
    ``place``: who gave it, in words. ``single`` is a number in ``unit``, ``frequency`` a code of ours, ``use`` what was said in words,
    each '' where it is not known. ``since``: a year, a month or a day. ``stopped``: ISO day; ``reason``: why it was stopped or wrong.
    ``by``: who asked here; None = told by another institution.
    """

    id: str
    person: str
    medicine: str
    drug: str
    name: str
    source: BagSource
    taking: Taking
    by: str | None
    at: str
    code: str = ""
    place: str = ""
    single: str = ""
    unit: str = ""
    frequency: str = ""
    use: str = ""
    since: str = ""
    stopped: str = ""
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the rules look at it."""
        return self.taking in TAKEN


def newest(told: Iterable[OutsideMedicine]) -> tuple[OutsideMedicine, ...]:
    """What is known of each medicine now, in the order in which they were first told of; without those told by mistake."""
    last: dict[str, OutsideMedicine] = {}
    for one in sorted(told, key=lambda one: (one.at, one.id)):
        last[one.medicine] = one
    return tuple(one for one in last.values() if one.taking is not Taking.MISTAKE)


def commodity_code(scan: str) -> str:
    """The digits that name the product, of a bar code on a box or of a GS1 code that holds them; '' = it is none, or it was misread.

    The check digit is demanded (GS1 General Specifications, 7.9): another product's name would be worse than none.
    """
    code = read_trace_code(scan).code
    text = code.gtin if code is not None and code.gtin else bare_scan(scan)
    if len(text) not in _COMMODITY or not (text.isascii() and text.isdigit()) or not _checked(text):
        return ""
    kept = text.zfill(_COMMODITY[len(text)])
    return kept[1:] if len(kept) == max(_COMMODITY) and kept.startswith("0") else kept


def _checked(digits: str) -> bool:
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0
