"""Templates as a doctor chooses among them: each with its lines as the shelf has them today, those of today's diagnoses first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.rx_template import RxTemplate, TemplateLine, TemplateScope
from app.rules.findings import Finding
from app.rules.formulary import Product
from app.services.drug_search import ProductRow, product_row, strength_text
from app.services.shelf import Shelf
from app.store.pinyin import initials_of

_CATEGORY = 3
"""Characters of an ICD-10 code that name the disease: E11 of E11.9."""
_OTHER = 2
"""For another disease, or for none in particular."""


class Obstacle(StrEnum):
    """What became of a line's product since the template was kept; the first two are not put on a sheet."""

    UNKNOWN = "unknown"  # neither the pack nor the institution has it
    HIDDEN = "hidden"  # the institution offers it no more
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"  # another strength or dose unit

    @property
    def keeps_out(self) -> bool:
        """Whether the line cannot be typed either."""
        return self in {Obstacle.UNKNOWN, Obstacle.HIDDEN}


@dataclass(frozen=True, slots=True)
class ViewedLine:
    """A line with its product and how much of it there is; ``obstacle`` None = as it was kept."""

    line: TemplateLine
    product: Product | None
    shelved: ProductRow | None
    obstacle: Obstacle | None


@dataclass(frozen=True, slots=True)
class TemplateView:
    """``mine``: whoever is signed in may change it. ``disputed``: changed at two seats before they met. ``findings``: what the rules of
    today forbid, or let be given only with a reason, whoever gets it; lines are counted with the herbs behind the others."""

    template: RxTemplate
    lines: tuple[ViewedLine, ...]
    mine: bool
    disputed: bool
    findings: tuple[Finding, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether every line can still be given as it was kept."""
        return not self.findings and all(one.obstacle is None for one in self.lines)


def viewed(line: TemplateLine, shelf: Shelf, today: date) -> ViewedLine:
    """One line as it stands today."""
    product = shelf.products.get(line.drug)
    if product is None:
        return ViewedLine(line, None, None, Obstacle.UNKNOWN)
    row = product_row(shelf, line.drug, today)
    return ViewedLine(line, product, row, _obstacle(line, product, row))


def _obstacle(line: TemplateLine, product: Product, row: ProductRow) -> Obstacle | None:
    if row.hidden:
        return Obstacle.HIDDEN
    if row.withdrawn:
        return Obstacle.WITHDRAWN
    changed = (line.strength, line.dose_unit) != (strength_text(product), product.dose_unit)
    return Obstacle.CHANGED if changed else None


def ranked(views: Sequence[TemplateView], text: str, diagnoses: Collection[tuple[str, str]]) -> tuple[TemplateView, ...]:
    """Those that a text may mean (name, initials, diagnosis or its code), those of the diagnoses first, own ones before the site's."""
    words = text.strip().casefold()
    found = [one for one in views if not words or _means(one.template, words)]
    return tuple(sorted(found, key=lambda one: _order(one.template, diagnoses)))


def is_for(one: RxTemplate, diagnoses: Collection[tuple[str, str]]) -> bool:
    """Whether it was kept for one of the diagnoses, or for the same disease."""
    return _nearness(one, diagnoses) < _OTHER


def _means(one: RxTemplate, words: str) -> bool:
    names = one.name, one.diagnosis
    if any(words in name.casefold() for name in names) or one.icd10.casefold().startswith(words):
        return True
    return any(initials.startswith(words) or words in initials for name in names for initials in initials_of(name))


def _order(one: RxTemplate, diagnoses: Collection[tuple[str, str]]) -> tuple[int, bool, str, str]:
    return _nearness(one, diagnoses), one.scope is TemplateScope.SITE, one.name, one.id


def _nearness(one: RxTemplate, diagnoses: Collection[tuple[str, str]]) -> int:
    """The very code, the same disease, another."""
    codes = [code for code, _ in diagnoses if code]
    if one.icd10 and one.icd10 in codes:
        return 0
    return 1 if one.icd10 and any(code[:_CATEGORY] == one.icd10[:_CATEGORY] for code in codes) else _OTHER
