"""What the form needs and a list does not have yet (处方管理办法 art. 5, 6, 附件1), as keys of the table ``field``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from app.domain.encounter import Encounter
from app.domain.ids import check_resident_id, parse_phone
from app.domain.person import IdKind, Person
from app.rules.checks.form import valid_until
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_splitting import has_narcotic

LEAST, MOST = Decimal("0.0001"), Decimal(100_000_000)
"""Of any dose or quantity in a product's unit: a vitamin's microgram in mg, a bottle's units of penicillin."""
_CARD_LENGTHS = (15, 18)


def missing_fields(
    person: Person, today: date, draft: RxDraft, products: Mapping[str, Product], visit: Encounter | None = None
) -> tuple[str, ...]:
    """Each lacking field once. ``visit`` None: neither who fetches the drugs nor the papers that a narcotic asks for are looked at."""
    found = [name for name, there in (("name", person.name), ("age", person.birth), ("diagnosis", draft.diagnoses)) if not there]
    if not draft.lines:
        found.append("lines")
    if any(line.drug not in products for line in draft.lines):
        found.append("product")
    if valid_until(today, draft.extend_days) is None:
        found.append("validity")
    found += [name for line in draft.lines for name in _missing_in(line)]
    if visit is not None and visit.proxy:
        found += [name for name in ("agent", "agent_relation") if not getattr(draft, name).strip()]
    if visit is not None and has_narcotic(draft, products):
        found += _missing_papers(person, draft, visit)
    if draft.agent_id.strip() and not is_paper_number(draft.agent_id, today):
        found.append("agent_id_wrong")
    if draft.agent_phone.strip() and parse_phone(draft.agent_phone) is None:
        found.append("agent_phone_wrong")
    return tuple(dict.fromkeys(found))


def positive(number: Decimal | None) -> bool:
    """A number that somebody can count or measure out."""
    return number is not None and number.is_finite() and LEAST <= number <= MOST


def is_paper_number(text: str, today: date) -> bool:
    """Whether it may be the number of an identity paper: a resident's card with its check character, else a passport or the like."""
    number = text.strip()
    if len(number) in _CARD_LENGTHS and number[:-1].isdigit():
        return check_resident_id(number, today).valid
    return number.isalnum() and number.isascii() and 6 <= len(number) <= 20


def _missing_papers(person: Person, draft: RxDraft, visit: Encounter) -> Iterator[str]:
    """Of a narcotic: whose it is, and who fetches it in their place (safety.md §1, 08:40: unverified, narcotics refuse)."""
    if not visit.identified_by:
        yield "identity"
    if not person.number(IdKind.RESIDENT):
        yield "patient_id"
    if (visit.proxy or draft.agent.strip()) and not draft.agent_id.strip():
        yield "agent_id"


def _missing_in(line: RxDraftLine) -> Iterator[str]:
    known = frequencies().get(line.frequency)
    if not positive(line.single):
        yield "single"
    if known is None:
        yield "frequency"
    elif known.as_needed and not line.as_needed.strip():
        yield "as_needed"
    elif known.as_needed and not positive(line.per_day):
        yield "most_a_day"
    if not line.route:
        yield "route"
    if line.days is None or line.days < (0 if known is not None and known.once else 1):
        yield "days"
    if line.quantity is not None and not positive(line.quantity):
        yield "quantity"
