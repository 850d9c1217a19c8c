"""The facts a prescription is reviewed against, read from the store in one snapshot; not asked stays not asked (H17)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from app.clock import instant, iso, local_day
from app.domain.age import age_at, age_text
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.fields import EGFR_UNIT
from app.domain.formulary import FormularyEntry
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.person import Person
from app.domain.prescription import SheetKind
from app.domain.staff import Practitioner
from app.errors import KnownError
from app.rules.checks.form import kind_for_age, valid_until
from app.rules.facts import (
    AllergyFact,
    DatedAnswer,
    DatedNumber,
    LineFacts,
    MedicineFact,
    PatientFacts,
    PrescriberFacts,
    RxContext,
    SheetFacts,
)
from app.rules.formulary import Product
from app.rules.frequencies import frequencies
from app.rules.laboratory import creatinine_of
from app.rules.shipped import shipped_toml
from app.rules.values import in_unit
from app.services.medicines import STANDING, Taken, issued_on, taken_on
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_insurance import insurance_facts
from app.services.rx_lines import days_for_rules
from app.store import accounts, clinical, measurements, people, prescriptions
from app.store.database import Reading

NO_ENTRIES: Mapping[str, FormularyEntry] = MappingProxyType({})
_LABORATORY_SINCE = timedelta(days=366)
"""Older results are no kidney function of today (rx_policy.toml, egfr_valid_days)."""
LEAST, MOST = Decimal("0.0001"), Decimal(100_000_000)
"""Of any dose or quantity in a product's unit: a vitamin's microgram in mg, a bottle's units of penicillin."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Everything stored about one human that a sheet is checked against or prints."""

    person: Person
    today: date
    allergies: tuple[Allergy, ...]
    conditions: tuple[Condition, ...]
    answers: dict[FactKind, Fact]
    weight: Measurement | None
    egfr: Measurement | None
    creatinine: DatedNumber
    taken: tuple[Taken, ...]
    lately: frozenset[str] = frozenset()
    """Products that run, or ran out so recently that more of them is the same treatment."""
    written_today: tuple[frozenset[str], ...] = ()
    """The drugs of each sheet of today that stands."""

    @property
    def age_text(self) -> str:
        """Full years, or months and days; '' where the birth date is not known."""
        return "" if self.person.birth is None else age_text(self.person.birth, self.today)

    def sheet_kind(self, asked: SheetKind) -> SheetKind:
        """Children under 14 get the paediatric sheet."""
        birth = self.person.birth
        return asked if birth is None else kind_for_age(age_at(birth, self.today).decimal_years, asked=asked)


def read_facts(conn: Reading, person: str, now: datetime, without: str | None = None) -> PersonFacts:
    """One human's facts, linked records included; ``without``: a sheet that is being replaced counts no more.

    Raises KnownError ``person_unknown``.
    """
    found = people.get(conn, person)
    if found is None:
        raise KnownError("person_unknown")
    linked, today = people.linked(conn, person), local_day(now)
    answers = {kind: clinical.fact(conn, linked, kind) for kind in FactKind}
    sheets = [one for one in prescriptions.of_person(conn, linked) if one.id != without]
    return PersonFacts(
        found,
        today,
        tuple(one for one in clinical.allergies(conn, linked) if _stands(one)),
        tuple(one for one in clinical.conditions(conn, linked) if _stands(one)),
        {kind: fact for kind, fact in answers.items() if fact is not None},
        measurements.latest(conn, linked, MeasurementKind.WEIGHT),
        measurements.latest(conn, linked, MeasurementKind.EGFR),
        _creatinine(conn, linked, now),
        tuple(taken_on(sheets, today)),
        frozenset(one.line.drug for one in taken_on(sheets, today, gone=_policy()["gap"]["joins_days"])),
        tuple(frozenset(line.drug for line in one.lines) for one in sheets if one.state in STANDING and issued_on(one) == today),
    )


def context_of(
    facts: PersonFacts,
    draft: RxDraft,
    prescriber: Practitioner | None,
    products: Mapping[str, Product],
    entries: Mapping[str, FormularyEntry] = NO_ENTRIES,
) -> RxContext:
    """What the rules are told about a draft. ``entries``: what the institution says of its products, for packs."""
    ordered = {line.drug for line in draft.lines}
    return RxContext(
        patient=_patient(facts, draft),
        prescriber=_rights(prescriber, facts.today),
        sheet=_sheet(facts, draft, products),
        lines=tuple(_line(line, facts, products.get(line.drug), entries.get(line.drug)) for line in draft.lines),
        medicines_known=_recent_no(facts, FactKind.MEDICINES, "medicines_days"),
        medicines=tuple(
            MedicineFact(one.line.drug, one.line.single, one.line.per_day) for one in facts.taken if one.line.drug not in ordered
        ),
        insurance=insurance_facts(draft.payment, ordered, products, entries, facts.written_today),
    )


def prescriber_of(conn: Reading, practitioner: str) -> Practitioner | None:
    """Who would sign; None where nobody is known by that id."""
    return accounts.practitioner(conn, practitioner) if practitioner else None


def missing_fields(facts: PersonFacts, draft: RxDraft, products: Mapping[str, Product]) -> tuple[str, ...]:
    """What the form needs and does not have (处方管理办法 art. 5, 6), as keys of the table ``field``."""
    person = facts.person
    found = [name for name, there in (("name", person.name), ("age", person.birth), ("diagnosis", draft.diagnoses)) if not there]
    if not draft.lines:
        found.append("lines")
    if any(line.drug not in products for line in draft.lines):
        found.append("product")
    if valid_until(facts.today, draft.extend_days) is None:
        found.append("validity")
    found += [name for line in draft.lines for name in _missing_in(line)]
    return tuple(dict.fromkeys(found))


def _missing_in(line: RxDraftLine) -> Iterator[str]:
    known = frequencies().get(line.frequency)
    if not _positive(line.single):
        yield "single"
    if known is None:
        yield "frequency"
    elif known.as_needed and not line.as_needed.strip():
        yield "as_needed"
    elif known.as_needed and not _positive(line.per_day):
        yield "most_a_day"
    if not line.route:
        yield "route"
    if line.days is None or line.days < (0 if known is not None and known.once else 1):
        yield "days"
    if line.quantity is not None and not _positive(line.quantity):
        yield "quantity"


def _positive(number: Decimal | None) -> bool:
    """A number that somebody can count or measure out."""
    return number is not None and number.is_finite() and LEAST <= number <= MOST


def _stands(one: Allergy | Condition) -> bool:
    return one.clinical_status == "active" and one.verification != "entered-in-error"


def _patient(facts: PersonFacts, draft: RxDraft) -> PatientFacts:
    birth = facts.person.birth
    return PatientFacts(
        age_years=None if birth is None else age_at(birth, facts.today).decimal_years,
        sex=facts.person.sex.value,
        allergies_known=_answer(facts, FactKind.ALLERGY),
        allergies=tuple(AllergyFact(one.text, one.token, one.reaction, one.severity) for one in facts.allergies),
        conditions_known=_recent_no(facts, FactKind.CONDITIONS, "conditions_days"),
        conditions=tuple(one.icd10 or one.display for one in facts.conditions),
        diagnoses=tuple(icd10 or display for icd10, display in draft.diagnoses),
        pregnant=_answer(facts, FactKind.PREGNANT),
        lactating=_answer(facts, FactKind.LACTATING),
        weight_kg=_number(facts.weight, "weight"),
        egfr=_number(facts.egfr, "egfr"),
        creatinine=facts.creatinine,
    )


def _answer(facts: PersonFacts, kind: FactKind) -> DatedAnswer:
    fact = facts.answers.get(kind)
    if fact is None or fact.answer is Answer.NOT_ASKED:
        return DatedAnswer()
    return DatedAnswer(fact.answer, local_day(instant(fact.at)), fact.source)


def _recent_no(facts: PersonFacts, kind: FactKind, limit: str) -> DatedAnswer:
    """A "no" grows old: a year ago somebody took nothing."""
    answer = _answer(facts, kind)
    days = _policy()["asked"][limit]
    return answer if answer.on is not None and (facts.today - answer.on).days <= days else DatedAnswer()


_UNITS = {"weight": "kg", "egfr": EGFR_UNIT}


def _number(found: Measurement | None, name: str) -> DatedNumber:
    value = None if found is None else found.value(name)
    number = None if value is None or value.comparator else in_unit(value, _UNITS[name])
    if found is None or number is None:
        return DatedNumber()
    return DatedNumber(number, local_day(instant(found.measured_at)), found.source.value)


def _creatinine(conn: Reading, linked: Collection[str], now: datetime) -> DatedNumber:
    """The newest serum creatinine of an analyser in µmol/L, with its day."""
    specimens = measurements.series(conn, linked, MeasurementKind.LABORATORY, iso(now - _LABORATORY_SINCE))
    for one in reversed(specimens):
        number = creatinine_of(one.values)
        if number is not None:
            return DatedNumber(number, local_day(instant(one.measured_at)), one.source.value)
    return DatedNumber()


def _rights(one: Practitioner | None, today: date) -> PrescriberFacts | None:
    if one is None:
        return None
    day = today.isoformat()
    in_period = (one.rights_from or "")[:10] <= day and (one.rights_to is None or day <= one.rights_to)
    return PrescriberFacts(one.may_prescribe and in_period, one.narcotic_right and in_period, one.antibiotic_tier)


def _sheet(facts: PersonFacts, draft: RxDraft, products: Mapping[str, Product]) -> SheetFacts:
    return SheetFacts(
        kind=facts.sheet_kind(draft.kind),
        long_term=draft.long_term,
        evaluated=draft.evaluated,
        patient_signed=draft.patient_signed,
        extend_reason=draft.extend_reason,
        missing=missing_fields(facts, draft, products),
        age_text=facts.age_text,
        today=facts.today,
        valid_until=valid_until(facts.today, draft.extend_days),
    )


def _line(line: RxDraftLine, facts: PersonFacts, product: Product | None, entry: FormularyEntry | None) -> LineFacts:
    running = next((one for one in facts.taken if one.line.drug == line.drug), None)
    return LineFacts(
        drug=line.drug,
        single=line.single if _positive(line.single) else None,
        per_day=line.times_a_day if _positive(line.times_a_day) else None,
        days=days_for_rules(line, product, entry),
        route=line.route,
        bag=line.bag,
        skin_test=line.skin_test,
        days_left=None if running is None else Decimal(running.days_left),
        usage=f"{line.as_needed} {line.note}".strip(),
        continuing=line.drug in facts.lately,
    )


@cache
def _policy() -> Mapping[str, Mapping[str, int]]:
    return shipped_toml("refill_policy.toml")
