"""续方: yesterday's sheet beside today's proposal; lines that have an end, or whose drug is gone or changed, are not ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.clock import instant, local_day
from app.domain.clinical import Answer, Fact, FactKind
from app.domain.formulary import FormularyEntry
from app.domain.measurement import MeasurementKind
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.rules.pack import Pack
from app.rules.shipped import shipped_toml
from app.services.medicines import IN_FORCE, issued_on
from app.services.rx_draft import RxDraftLine
from app.services.rx_facts import PersonFacts
from app.services.shelf import product_of

_STATES = (FactKind.PREGNANT, FactKind.LACTATING)


@dataclass(frozen=True, slots=True)
class RefillLine:
    """A line of the earlier sheet as proposed for today.

    ``why``: codes why it is not ticked: not_in_formulary, withdrawn, hidden, changed_since, or an end named in the policy
    (course, steroid …). ``since``: first day of the unbroken treatment; ``days_left``: stock that should be there.
    """

    line: RxDraftLine
    before: PrescriptionLine
    ticked: bool
    why: tuple[str, ...]
    since: date | None
    days_left: int


@dataclass(frozen=True, slots=True)
class RefillProposal:
    """``news``: what has become known since that sheet, or is not known of today, as (kind, words); words under ``refill_news``."""

    source: Prescription
    issued: date | None
    lines: tuple[RefillLine, ...]
    diagnoses: tuple[tuple[str, str], ...]
    news: tuple[tuple[str, str], ...]
    as_of: date


def propose(
    source: Prescription,
    sheets: Sequence[Prescription],
    facts: PersonFacts,
    pack: Pack,
    entries: Mapping[str, FormularyEntry],
    measured_today: Collection[MeasurementKind] = (),
) -> RefillProposal:
    """Compare the earlier sheet with what is known today. ``sheets``: all of the resident."""
    later = [one for one in sheets if one.state in IN_FORCE and (one.signed_at or "") > (source.signed_at or "")]
    lines = tuple(_proposed(line, source, later, sheets, facts, pack, entries.get(line.drug)) for line in source.lines)
    news = (*_news(source, later, facts), *_unmeasured(source, pack, measured_today))
    return RefillProposal(source, issued_on(source), lines, source.diagnoses, news, facts.today)


def _proposed(
    line: PrescriptionLine,
    source: Prescription,
    later: Sequence[Prescription],
    sheets: Sequence[Prescription],
    facts: PersonFacts,
    pack: Pack,
    entry: FormularyEntry | None,
) -> RefillLine:
    product = product_of(line.drug, pack.products, entry)
    since = _since(line.drug, sheets)
    why = tuple(_reasons(line, product, source, later, since, facts.today, pack, entry))
    left = next((one.days_left for one in facts.taken if one.line.drug == line.drug), 0)
    return RefillLine(renewed(line), line, not why, why, since, left)


def _reasons(
    line: PrescriptionLine,
    product: Product | None,
    source: Prescription,
    later: Sequence[Prescription],
    since: date | None,
    today: date,
    pack: Pack,
    entry: FormularyEntry | None,
) -> Iterable[str]:
    if source.state is PrescriptionState.CANCELLED:
        yield "cancelled"
    if product is None:
        yield "not_in_formulary"
        return
    if entry is not None and entry.is_withdrawn:
        yield "withdrawn"
    elif entry is not None and entry.hidden:
        yield "hidden"
    if _changed(line, product, later, pack):
        yield "changed_since"
    treated = (today - since).days if since is not None else 0
    yield from (end["why"] for end in _policy()["ends"] if _ends(end, product, treated))
    if product.max_days is not None and treated >= product.max_days:
        yield "longest_course"


def _changed(line: PrescriptionLine, product: Product, later: Sequence[Prescription], pack: Pack) -> bool:
    """A later sheet has the same substance in another strength, form or dose."""
    return any(_same_substance(product, pack.products.get(one.drug)) and not _alike(line, one) for sheet in later for one in sheet.lines)


def _same_substance(product: Product, other: Product | None) -> bool:
    return other is not None and bool(product.atc) and product.atc == other.atc


def _alike(line: PrescriptionLine, other: PrescriptionLine) -> bool:
    return (line.drug, line.single, line.frequency) == (other.drug, other.single, other.frequency)


def _ends(end: Mapping[str, Any], product: Product, treated: int) -> bool:
    return any(code.startswith(tuple(end["atc"])) for code in product.atc_codes) and treated >= end.get("after_days", 0)


def _since(drug: str, sheets: Iterable[Prescription]) -> date | None:
    """First day of the treatment that reaches the newest supply without a longer gap."""
    joins = _policy()["gap"]["joins_days"]
    found = [(issued_on(sheet), line.days) for sheet in sheets if sheet.state in IN_FORCE for line in sheet.lines if line.drug == drug]
    supplies = sorted(((day, days) for day, days in found if day is not None), reverse=True)
    start: date | None = None
    for day, days in supplies:
        if start is not None and (start - day).days - days > joins:
            break
        start = day
    return start


def _news(source: Prescription, later: Sequence[Prescription], facts: PersonFacts) -> Iterable[tuple[str, str]]:
    at = source.signed_at or ""
    yield from (("allergy", one.text) for one in facts.allergies if one.recorded_at > at)
    yield from (("condition", one.display) for one in facts.conditions if one.recorded_at > at)
    yield from (("prescription", one.number or "") for one in later)
    yield from _results(at, facts)
    yield from ((kind.value, "") for kind in _STATES if _became(facts.answers.get(kind), at))


def _results(at: str, facts: PersonFacts) -> Iterable[tuple[str, str]]:
    """Kidney function is what the doses of most renewed drugs hang on."""
    issued = local_day(instant(at)) if at else date.min
    egfr, creatinine = facts.egfr, facts.creatinine
    value = None if egfr is None else egfr.value("egfr")
    if egfr is not None and value is not None and value.value is not None and egfr.measured_at > at:
        yield "laboratory", f"eGFR {value.value:f}（{local_day(instant(egfr.measured_at))}）"
    if creatinine.value is not None and creatinine.on is not None and creatinine.on > issued:
        yield "laboratory", f"肌酐 {creatinine.value:f} μmol/L（{creatinine.on}）"


def _became(fact: Fact | None, at: str) -> bool:
    return fact is not None and fact.answer is Answer.YES and fact.at > at


def _unmeasured(source: Prescription, pack: Pack, measured: Collection[MeasurementKind]) -> Iterable[tuple[str, str]]:
    """What these drugs are steered by and nobody measured today."""
    codes = [code for line in source.lines if line.drug in pack.products for code in pack.products[line.drug].atc_codes]
    for need in _policy()["measured"]:
        if MeasurementKind(need["kind"]) not in measured and any(code.startswith(tuple(need["atc"])) for code in codes):
            yield f"unmeasured_{need['kind']}", ""


def renewed(line: PrescriptionLine) -> RxDraftLine:
    """A signed line as a draft: same dose and use, the quantity computed again, no skin test of another day."""
    known = frequencies().get(line.frequency)
    most = line.per_day if known is not None and known.as_needed else None
    return RxDraftLine(
        line.drug,
        line.single,
        line.frequency,
        line.route,
        line.days,
        most,
        as_needed=line.as_needed,
        note=line.note,
    )


def course_ends(product: Product) -> bool:
    """Whether the product is given for a course that ends by itself, from its first day (antibiotic, steroid …)."""
    return any(_ends(end, product, 0) for end in _policy()["ends"])


def list_policy() -> Mapping[str, int]:
    """What the list of those who run out looks at, in days."""
    found: Mapping[str, int] = _policy()["list"]
    return found


@cache
def _policy() -> Mapping[str, Any]:
    return shipped_toml("refill_policy.toml")
