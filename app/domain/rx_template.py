"""常用方 and 协定处方: what a doctor writes again and again, as far as it belongs to the products and not to one resident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.herbs import Decoction, Herb

MOST_LETTERS = 40
"""Of a name: a line of the list on the smallest screen."""


class TemplateScope(StrEnum):
    """Whose it is."""

    OWN = "own"  # 常用方 of who wrote it
    SITE = "site"  # 本机构协定处方


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One drug. ``name`` and ``strength``: as the product was called when it was kept, so that it can be named where it is gone.

    ``single`` in ``dose_unit``, None = it depends on who gets it; ``per_day`` only as needed (the most a day). No quantity, no result of a
    skin test, no drip rate: those are the resident's. ``bag``: lines of one infusion share it.
    """

    drug: str
    name: str
    strength: str
    single: Decimal | None
    dose_unit: str
    frequency: str = ""
    route: str = ""
    days: int | None = None
    per_day: Decimal | None = None
    as_needed: str = ""
    bag: str = ""


@dataclass(frozen=True, slots=True)
class RxTemplate:
    """One version, written once. ``icd10`` and ``diagnosis``: what it is for, '' = not said. ``replaces``: the versions it was made from.

    ``gone``: the one it replaces is offered no more.
    """

    id: str
    organization: str
    scope: TemplateScope
    name: str
    icd10: str
    diagnosis: str
    lines: tuple[TemplateLine, ...]
    herbs: tuple[Herb, ...]
    decoction: Decoction | None
    by: str
    at: str
    replaces: tuple[str, ...] = ()
    gone: bool = False


def standing(found: Iterable[RxTemplate]) -> tuple[RxTemplate, ...]:
    """Those that nothing replaced and nobody took back, in the order given.

    Two that replace the same one were written at two seats before they met: both stay until somebody settles it.
    """
    told = tuple(found)
    replaced = {gone for one in told for gone in one.replaces}
    return tuple(one for one in told if one.id not in replaced and not one.gone)


def disputed(found: Iterable[RxTemplate]) -> frozenset[str]:
    """Ids of standing ones that were made from the same version as another."""
    told = tuple(found)
    sources = Counter(source for one in told for source in one.replaces)
    return frozenset(one.id for one in told if any(sources[source] > 1 for source in one.replaces))
