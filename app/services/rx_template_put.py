"""A template put on a sheet: its lines as if they had been typed, behind what stands there; what is not put there is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from string import ascii_uppercase

from app.domain.herbs import MOST_HERBS, Decoction, Herb
from app.domain.rx_template import RxTemplate, TemplateLine
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_template_view import Obstacle, TemplateView, ViewedLine


@dataclass(frozen=True, slots=True)
class Put:
    """The sheet, and by name: what came on it, what stood there already, what was left out, and which doses have to be typed."""

    draft: RxDraft
    added: tuple[str, ...]
    there: tuple[str, ...]
    left_out: tuple[tuple[str, Obstacle], ...]
    without_dose: tuple[str, ...]
    drugs: tuple[str, ...]
    """Ids of what came on it."""


def sheet_of(one: RxTemplate) -> RxDraft:
    """The template as a sheet of nobody, as the rules read it."""
    return RxDraft("", "", "", lines=tuple(map(drafted, one.lines)), herbs=one.herbs, decoction=one.decoction)


def drafted(line: TemplateLine) -> RxDraftLine:
    """As if it were typed: the quantity is computed anew, a skin test is still to come."""
    return RxDraftLine(line.drug, line.single, line.frequency, line.route, line.days, line.per_day, as_needed=line.as_needed, bag=line.bag)


def put_on(draft: RxDraft, view: TemplateView) -> Put:
    """Add a template's lines to a sheet; nothing that stands there is changed."""
    has = {line.drug for line in draft.lines}
    fresh = [one for one in view.lines if not _keeps_out(one) and one.line.drug not in has]
    bags = _bags(fresh, {line.bag for line in draft.lines})
    lines = [replace(_today(one), bag=bags.get(one.line.bag, "")) for one in fresh]
    herbs = _new_herbs(draft.herbs, view.template.herbs)
    twice = [herb.name for herb in view.template.herbs if herb not in herbs]
    decoction = draft.decoction or ((view.template.decoction or Decoction()) if herbs else None)
    made = replace(draft, lines=(*draft.lines, *lines), herbs=(*draft.herbs, *herbs), decoction=decoction)
    return Put(
        draft=made,
        added=(*(_name(one) for one in fresh), *(herb.name for herb in herbs)),
        there=(*(_name(one) for one in view.lines if not _keeps_out(one) and one.line.drug in has), *twice),
        left_out=tuple((one.line.name, one.obstacle) for one in view.lines if one.obstacle is not None and one.obstacle.keeps_out),
        without_dose=tuple(_name(one) for one, line in zip(fresh, lines, strict=True) if line.single is None),
        drugs=tuple(line.drug for line in lines),
    )


def _keeps_out(one: ViewedLine) -> bool:
    return one.obstacle is not None and one.obstacle.keeps_out


def _name(one: ViewedLine) -> str:
    return one.product.name if one.product is not None else one.line.name


def _today(one: ViewedLine) -> RxDraftLine:
    """Milligrams hold for another strength of the product (H32); a dose counted in other pieces, or in another unit, is typed anew."""
    line = drafted(one.line)
    if (
        one.obstacle is Obstacle.CHANGED
        and one.product is not None
        and (one.product.dose_unit != one.line.dose_unit or _in_pieces(one.line))
    ):
        return replace(line, single=None)
    return line


def _in_pieces(line: TemplateLine) -> bool:
    return line.dose_unit.startswith("{")


def _bags(fresh: Collection[ViewedLine], taken: Collection[str]) -> dict[str, str]:
    """A letter for each infusion of the template that no infusion of the sheet has: two bottles never become one."""
    used, found = set(taken), dict[str, str]()
    for letter in dict.fromkeys(one.line.bag for one in fresh if one.line.bag):
        free = letter if letter not in used else next((one for one in ascii_uppercase if one not in used), f"{letter}2")
        found[letter] = free
        used.add(free)
    return found


def _new_herbs(has: tuple[Herb, ...], more: tuple[Herb, ...]) -> tuple[Herb, ...]:
    """Herbs that are not on the sheet, as many as a sheet holds."""
    names = {herb.name for herb in has}
    return tuple(herb for herb in more if herb.name not in names)[: MOST_HERBS - len(has)]
