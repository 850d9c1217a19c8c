"""What one list needs to be asked that others do not, so that the page shows a question only where the law puts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.age import age_at
from app.domain.encounter import Encounter
from app.domain.prescription import SheetKind
from app.rules.formulary import Product
from app.services.rx_draft import RxDraft
from app.services.rx_facts import PersonFacts
from app.services.rx_internet import CHILD_UNDER_YEARS, Proved, is_remote, proofs
from app.services.rx_splitting import PartKind, parts_of

_ADHD = "N06BA"
"""ATC: centrally acting sympathomimetics, the drugs of ADHD among the controlled ones."""


@dataclass(frozen=True, slots=True)
class Wants:
    """``agent``: whoever fetches the drugs is written down; ``agent_needed``: without name and relation nothing is signed, ``agent_paper``:
    nor without the number of an identity paper. ``pain``, ``adhd``: purposes
    that change how many days a controlled drug may be given. ``remote``: internet care, with each diagnosis ``proved`` or not, and for a small
    child its ``guardian``. ``one_day``: an antibiotic above the usual tier. ``rescue``: an emergency."""

    agent: bool = False
    agent_needed: bool = False
    agent_paper: bool = False
    pain: bool = False
    remote: bool = False
    proved: tuple[Proved, ...] = ()
    guardian: bool = False
    adhd: bool = False
    one_day: bool = False
    rescue: bool = False


def wants_of(draft: RxDraft, products: Mapping[str, Product], visit: Encounter | None, facts: PersonFacts | None = None) -> Wants:
    """By the products of the list, its herbs among them, and the kind of visit; ``facts`` of the patient where the visit is internet care."""
    whole, known = draft.in_lines(), products
    mine = [known[line.drug] for line in whole.lines if line.drug in known]
    narcotic = any(part.kind is PartKind.NARCOTIC for part in parts_of(whole, known))
    away = visit is not None and visit.proxy
    return Wants(
        agent=narcotic or away or bool(draft.agent),
        agent_needed=away,
        agent_paper=narcotic and away,
        pain=narcotic,
        adhd=any(product.control_class and product.atc.startswith(_ADHD) for product in mine),
        one_day=draft.one_day or any(product.antibiotic_tier not in {"", "非限制"} for product in mine),
        rescue=draft.kind is SheetKind.EMERGENCY,
        remote=is_remote(visit),
        proved=proofs(draft, facts.earlier, facts.today) if facts is not None and is_remote(visit) else (),
        guardian=facts is not None and is_remote(visit) and _small(facts),
    )


def _small(facts: PersonFacts) -> bool:
    birth = facts.person.birth
    return birth is not None and age_at(birth, facts.today).decimal_years < CHILD_UNDER_YEARS
