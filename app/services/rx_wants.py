"""What one list needs to be asked that others do not, so that the page shows a question only where the law puts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.encounter import Encounter
from app.domain.prescription import SheetKind
from app.rules.formulary import Product
from app.services.rx_draft import RxDraft
from app.services.rx_splitting import PartKind, parts_of, with_herbs

_ADHD = "N06BA"
"""ATC: centrally acting sympathomimetics, the drugs of ADHD among the controlled ones."""


@dataclass(frozen=True, slots=True)
class Wants:
    """``agent``: whoever fetches the drugs is written down; ``agent_needed``: without it nothing is signed. ``pain``, ``adhd``: purposes
    that change how many days a controlled drug may be given. ``one_day``: an antibiotic above the usual tier. ``rescue``: an emergency."""

    agent: bool = False
    agent_needed: bool = False
    pain: bool = False
    adhd: bool = False
    one_day: bool = False
    rescue: bool = False


def wants_of(draft: RxDraft, products: Mapping[str, Product], visit: Encounter | None) -> Wants:
    """By the products of the list and the kind of visit."""
    whole, known = draft.in_lines(), with_herbs(products, draft)
    mine = [known[line.drug] for line in whole.lines if line.drug in known]
    narcotic = any(part.kind is PartKind.NARCOTIC for part in parts_of(whole, known))
    away = visit is not None and visit.proxy
    return Wants(
        agent=narcotic or away or bool(draft.agent),
        agent_needed=narcotic and away,
        pain=narcotic,
        adhd=any(product.control_class and product.atc.startswith(_ADHD) for product in mine),
        one_day=draft.one_day or any(product.antibiotic_tier not in {"", "非限制"} for product in mine),
        rescue=draft.kind is SheetKind.EMERGENCY,
    )
