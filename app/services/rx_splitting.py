"""One list, several sheets: controlled and toxic drugs and decoction pieces stand alone, and no sheet holds more than five drugs (处方管理办法 art. 6, 附件1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.ids import derived_id
from app.domain.prescription import Override
from app.rules.findings import CheckRun, Finding, Review
from app.rules.formulary import Product
from app.rules.herbs import herb_product
from app.services.overrides import mark_of
from app.services.rx_draft import RxDraft

MOST_DRUGS = 5
NARCOTIC = frozenset({"麻", "精一"})
TOXIC = "毒"


class PartKind(StrEnum):
    """Why lines stand together on a sheet; in the order in which the sheets are numbered."""

    ORDINARY = "ordinary"
    SECOND = "second"  # 精二
    NARCOTIC = "narcotic"  # 麻、精一
    TOXIC = "toxic"  # 医疗用毒性药品
    HERBAL = "herbal"  # 饮片
    TOXIC_HERBAL = "toxic_herbal"  # 饮片 among the 医疗用毒性药品

    @property
    def controlled(self) -> bool:
        """A sheet of controlled drugs is no long-term one (长期处方管理规范 art. 9)."""
        return self in {PartKind.SECOND, PartKind.NARCOTIC, PartKind.TOXIC, PartKind.TOXIC_HERBAL}

    @property
    def decocted(self) -> bool:
        """A sheet of herbs, as many as there are."""
        return self in {PartKind.HERBAL, PartKind.TOXIC_HERBAL}


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet to be: the lines of the list that go on it."""

    kind: PartKind
    lines: tuple[int, ...]


def parts_of(draft: RxDraft, products: Mapping[str, Product]) -> tuple[Part, ...]:
    """The sheets a list is divided into, in their order; one empty sheet for an empty list.

    Lines of one infusion stay together, so a bag of more than five drugs makes a sheet that the rules refuse.
    """
    parts = [
        part for kind in PartKind for part in _parts(kind, [n for n in range(len(draft.lines)) if _kind(draft, n, products) is kind], draft)
    ]
    return tuple(parts) or (Part(PartKind.ORDINARY, ()),)


def with_herbs(products: Mapping[str, Product], draft: RxDraft, known: Mapping[str, Product]) -> Mapping[str, Product]:
    """The products and the herbs that a list names. ``known``: those that the rules say something of."""
    named = {
        drug: known.get(drug) or herb_product(drug) for drug in (*(one.drug for one in draft.lines), *(one.drug for one in draft.herbs))
    }
    herbs = {drug: herb for drug, herb in named.items() if herb is not None}
    return {**products, **herbs} if herbs else products


def places(draft: RxDraft, products: Mapping[str, Product]) -> dict[int, tuple[int, PartKind]]:
    """For every line the number of the sheet it will stand on, counted from 0, and that sheet's kind."""
    return {line: (number, part.kind) for number, part in enumerate(parts_of(draft, products)) for line in part.lines}


def has_narcotic(draft: RxDraft, products: Mapping[str, Product]) -> bool:
    """Whether the list holds a narcotic or a psychotropic of the first class."""
    return any(part.kind is PartKind.NARCOTIC for part in parts_of(draft, products))


def sheet_id(draft: str, number: int) -> str:
    """Id of a list's sheet, counted from 0; the first has the list's own, so that a second key press finds what was signed."""
    return draft if number == 0 else derived_id("prescription-sheet", draft, str(number))


def draft_of_part(draft: RxDraft, part: Part, number: int) -> RxDraft:
    """The list as far as it stands on one of its sheets. Reasons speak of the lines as they are counted there."""
    return replace(
        draft,
        id=sheet_id(draft.id, number),
        lines=tuple(draft.lines[line] for line in part.lines),
        long_term=draft.long_term and not part.kind.controlled,
        purpose=draft.purpose if part.kind is PartKind.NARCOTIC else "",
        one_day=draft.one_day and part.kind is PartKind.ORDINARY,
        decoction=draft.decoction if part.kind.decocted else None,
    )


def review_of_part(review: Review, part: Part) -> Review:
    """What the rules said of a sheet's lines and of the list as a whole; what was checked is told on every sheet."""
    found = tuple(one for one in (on_part(finding, part) for finding in review.findings) if one is not None)
    return replace(review, findings=found, checks=tuple(_run_on(run, part) for run in review.checks))


def overrides_of_part(review: Review, given: Iterable[Override], part: Part) -> tuple[Override, ...]:
    """The reasons that belong to a sheet; one for drugs on two sheets stands on both."""
    marks = {mark_of(finding): on_part(finding, part) for finding in review.findings}
    pairs = [(one, marks.get(one.about)) for one in given]
    return tuple(replace(one, lines=found.lines, about=mark_of(found)) for one, found in pairs if found is not None)


def on_part(finding: Finding, part: Part) -> Finding | None:
    """A finding as it reads on a sheet, None where it speaks of other lines only."""
    lines = _lines_on(finding.lines, part)
    return None if finding.lines and not lines else replace(finding, lines=lines)


def _run_on(run: CheckRun, part: Part) -> CheckRun:
    gaps = tuple(replace(gap, lines=_lines_on(gap.lines, part)) for gap in run.gaps)
    return replace(run, gaps=gaps)


def _lines_on(lines: Collection[int], part: Part) -> tuple[int, ...]:
    return tuple(n for n, line in enumerate(part.lines) if line in lines)


def _kind(draft: RxDraft, line: int, products: Mapping[str, Product]) -> PartKind:
    product = products.get(draft.lines[line].drug)
    if product is None:
        return PartKind.ORDINARY
    if product.decoction_piece:
        return PartKind.TOXIC_HERBAL if product.control_class == TOXIC else PartKind.HERBAL
    if product.control_class in NARCOTIC:
        return PartKind.NARCOTIC
    return {"精二": PartKind.SECOND, TOXIC: PartKind.TOXIC}.get(product.control_class, PartKind.ORDINARY)


def _parts(kind: PartKind, lines: list[int], draft: RxDraft) -> list[Part]:
    if kind.decocted:
        return [Part(kind, tuple(lines))] if lines else []
    parts: list[list[int]] = []
    for group in _kept_together(lines, draft):
        if parts and len(parts[-1]) + len(group) <= MOST_DRUGS:
            parts[-1] += group
        else:
            parts.append(list(group))
    return [Part(kind, tuple(sorted(part))) for part in parts]


def _kept_together(lines: list[int], draft: RxDraft) -> list[list[int]]:
    """Lines of one bag as one group, where its first line stands."""
    groups: dict[str, list[int]] = {}
    for line in lines:
        groups.setdefault(draft.lines[line].bag or f"line {line}", []).append(line)
    return list(groups.values())
