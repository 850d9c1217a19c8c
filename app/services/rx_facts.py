"""The facts a prescription is reviewed against, read from the store in one snapshot; not asked stays not asked (H17)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from app.clock import instant, iso, local_day
from app.domain.age import age_at, age_text
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.encounter import Encounter, VisitKind
from app.domain.fields import EGFR_UNIT
from app.domain.formulary import FormularyEntry
from app.domain.herbs import PREFIX
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.outside_medicine import OutsideMedicine
from app.domain.person import IdKind, Person
from app.domain.prescription import EXEMPT, NEGATIVE, Prescription, SheetKind
from app.domain.revisit import EarlierDiagnosis
from app.domain.staff import Practitioner
from app.errors import KnownError
from app.rules.checks.form import kind_for_age, valid_until
from app.rules.facts import (
    AllergyFact,
    DatedAnswer,
    DatedNumber,
    LineFacts,
    MedicineFact,
    OnRecord,
    Own,
    PatientFacts,
    PrescriberFacts,
    RxContext,
    SheetFacts,
)
from app.rules.forms.reading import library
from app.rules.formulary import Product
from app.rules.laboratory import found_in
from app.rules.shipped import shipped_toml
from app.rules.values import in_unit
from app.services.insurance_list import NO_LIST, KeptList, kept_list
from app.services.medicines import STANDING, Taken, issued_on, taken_on
from app.services.outside_facts import outside_fact
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_insurance import insurance_facts
from app.services.rx_internet import earlier_diagnoses, is_remote, is_revisit
from app.services.rx_lines import days_for_rules
from app.services.rx_missing import missing_fields, positive
from app.services.rx_splitting import PartKind, places
from app.services.session import SignedIn
from app.services.skin_results import SkinSaid, said_of
from app.services.withdrawn import day_of
from app.store import accounts, clinical, measurements, outside_medicines, people, prescriptions, supplies
from app.store.database import Reading

NO_ENTRIES: Mapping[str, FormularyEntry] = MappingProxyType({})
_LABORATORY_SINCE = timedelta(days=366)
"""Older results are no kidney function of today (rx_policy.toml, egfr_valid_days)."""
PAIN = "pain"
"""Purpose of a controlled drug: cancer pain, or moderate to severe chronic pain."""


@dataclass(frozen=True, slots=True)
class Here:
    """The institution where a sheet is signed ('' = not asked), and the roles that the signer was given there."""

    organization: str
    roles: tuple[accounts.HeldRole, ...] = ()

    def lets(self, one: Practitioner, day: date) -> bool:
        """Whether somebody practises here: registered here, or with a role here on that day."""
        return self.organization in {"", one.organization} or any(held.valid_on(day) for held in self.roles)


NOWHERE = Here("")


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
    unseen: tuple[frozenset[str], ...] = ()
    """The drugs of each day with sheets since the resident was last seen in person."""
    earlier: tuple[EarlierDiagnosis, ...] = ()
    """Of internet care alone: what was diagnosed in person before."""
    tested: frozenset[str] | None = None
    """Products with a negative skin test that still stands; None = nobody looked."""
    skin: Mapping[str, SkinSaid] | None = None
    """What the records of skin tests say of the products on the sheet; None = nobody looked."""
    county: KeptList = NO_LIST
    """What the insurance pays for by the county's own list."""
    outside: tuple[OutsideMedicine, ...] = ()
    """What is taken that no sheet of ours says."""

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
        _unseen(sheets, max(supplies.last_seen(conn, linked).values(), default=None)),
        outside=tuple(one for one in outside_medicines.of_people(conn, linked) if one.is_taken),
    )


def measured_on(conn: Reading, person: str, day: date) -> frozenset[MeasurementKind]:
    """What of one human was measured last on that day, by kind."""
    linked = people.linked(conn, person)
    newest = (measurements.latest(conn, linked, kind) for kind in MeasurementKind)
    return frozenset(one.kind for one in newest if one is not None and local_day(instant(one.measured_at)) == day)


def facts_for(conn: Reading, draft: RxDraft, visit: Encounter | None, now: datetime) -> PersonFacts:
    """As :func:`read_facts` for a sheet being written, with the county's list; for internet care with what was diagnosed in person before."""
    facts = replace(read_facts(conn, draft.person, now, without=draft.replaces), county=kept_list(conn))
    said = said_of(conn, draft.person, {line.drug for line in draft.lines}, now)
    facts = replace(facts, skin=said)
    if any(line.skin_test == EXEMPT for line in draft.lines):
        facts = replace(facts, tested=_exempt(_tested(conn, draft.person, now), said))
    return replace(facts, earlier=earlier_diagnoses(conn, draft.person)) if is_remote(visit) else facts


def context_of(
    facts: PersonFacts,
    draft: RxDraft,
    prescriber: Practitioner | None,
    products: Mapping[str, Product],
    entries: Mapping[str, FormularyEntry] = NO_ENTRIES,
    visit: Encounter | None = None,
    here: Here = NOWHERE,
) -> RxContext:
    """What the rules are told about a draft, its herbs being lines. ``entries``: what the institution says of its products, for packs.

    ``visit``: where it is known, the papers of a narcotic are asked for, and internet care is one. ``here``: where it would be signed.
    """
    ordered, papers = {line.drug for line in draft.lines}, places(draft, products)
    return RxContext(
        patient=_patient(facts, draft),
        prescriber=_rights(prescriber, facts, here),
        sheet=_sheet(facts, draft, products, visit),
        lines=tuple(
            replace(
                _line(line, facts, products.get(line.drug), entries.get(line.drug), papers[number], _decocted(draft)),
                unseen=0 if visit is None or is_seen(visit) else _renewals(line.drug, facts, products),
            )
            for number, line in enumerate(draft.lines)
        ),
        medicines_known=_recent_no(facts, FactKind.MEDICINES, "medicines_days"),
        medicines=tuple(
            MedicineFact(one.line.drug, one.line.single, one.line.per_day, Decimal(one.days_left))
            for one in facts.taken
            if one.line.drug not in ordered
        )
        + tuple(outside_fact(one, products) for one in facts.outside),
        insurance=insurance_facts(draft.payment, ordered, products, entries, facts.written_today, facts.county),
    )


def _tested(conn: Reading, person: str, now: datetime) -> frozenset[str]:
    """What was prescribed on a negative test, or without a new one, so lately that the test still stands (H50)."""
    since = iso(now - timedelta(hours=_policy()["skin_test"]["stands_hours"]))
    sheets = prescriptions.of_person(conn, people.linked(conn, person))
    lately = [one for one in sheets if one.state in STANDING and since <= (one.signed_at or "")]
    return frozenset(line.drug for one in lately for line in one.lines if line.skin_test in (NEGATIVE, EXEMPT))


def _exempt(flagged: frozenset[str], said: Mapping[str, SkinSaid]) -> frozenset[str]:
    """A record of a test goes before what an earlier sheet said: 72 h, of the same batch."""
    by = {record: {drug for drug, one in said.items() if one.record is record} for record in OnRecord}
    return (flagged - by[OnRecord.OTHER_BATCH]) | by[OnRecord.NEGATIVE]


def is_seen(visit: Encounter) -> bool:
    """Whether a visit is one of the resident in person, recognised: nobody was sent, nobody was far away (as `store.supplies.last_seen`)."""
    return bool(visit.identified_by) and not visit.proxy and visit.kind is not VisitKind.REMOTE


def _unseen(sheets: Collection[Prescription], seen: str | None) -> tuple[frozenset[str], ...]:
    """Sheets of the day itself were written with the resident there."""
    since = date.min if seen is None else local_day(instant(seen))
    by_day: dict[date, set[str]] = {}
    for sheet in sheets:
        issued = issued_on(sheet)
        if issued is not None and issued > since and sheet.state in STANDING:
            by_day.setdefault(issued, set()).update(line.drug for line in sheet.lines)
    return tuple(frozenset(drugs) for drugs in by_day.values())


def _renewals(drug: str, facts: PersonFacts, products: Mapping[str, Product]) -> int:
    """On how many days without the resident this substance was prescribed."""
    code = products[drug].atc if drug in products else ""
    return sum(drug in day or any(code and one in products and products[one].atc == code for one in day) for day in facts.unseen)


def prescriber_of(conn: Reading, practitioner: str) -> Practitioner | None:
    """Who would sign; None where nobody is known by that id."""
    return accounts.practitioner(conn, practitioner) if practitioner else None


def here_of(conn: Reading, who: SignedIn) -> Here:
    """Where somebody signs, and whether a role there was given to them for today's date."""
    roles = tuple(one for one in accounts.held_roles(conn, who.practitioner) if one.organization == who.organization.id)
    return Here(who.organization.id, roles)


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
        test_results=tuple(token for kind, tokens in _TESTS.items() if (token := tokens.get(_answer(facts, kind).value))),
        pregnant=_answer(facts, FactKind.PREGNANT),
        lactating=_answer(facts, FactKind.LACTATING),
        weight_kg=_number(facts.weight, "weight"),
        egfr=_number(facts.egfr, "egfr"),
        creatinine=facts.creatinine,
        pain_patient=draft.purpose == PAIN,
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


_TESTS = {
    FactKind.HLA_B1502: {Answer.YES: "hlab1502", Answer.NO: "hlab1502_negative"},
    FactKind.HLA_B5801: {Answer.YES: "hlab5801", Answer.NO: "hlab5801_negative"},
}
"""A gene's answer holds for life; the condition tokens of the rules (rx_ask_first.toml)."""
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
        found = found_in(one.values, library().laboratory["creatinine"])
        if found is not None:
            return DatedNumber(found[0], local_day(instant(one.measured_at)), one.source.value)
    return DatedNumber()


def _rights(one: Practitioner | None, facts: PersonFacts, here: Here) -> PrescriberFacts | None:
    """Rights hold in their period and at the registered place, or where a role was given besides (处方管理办法 art. 8)."""
    if one is None:
        return None
    day = facts.today.isoformat()
    holds = (one.rights_from or "")[:10] <= day and (one.rights_to is None or day <= one.rights_to) and here.lets(one, facts.today)
    return PrescriberFacts(one.may_prescribe and holds, one.narcotic_right and holds, one.antibiotic_tier, _own(one, facts.person))


def _own(one: Practitioner, person: Person) -> Own:
    """Whether doctor and patient are the same human. The number of a doctor's qualification holds the holder's ID number."""
    number = person.number(IdKind.RESIDENT) or ""
    if number and number.upper() in one.licence_no.upper():
        return Own.SAME
    return Own.NAMESAKE if one.name and one.name == person.name else Own.NO


def _sheet(facts: PersonFacts, draft: RxDraft, products: Mapping[str, Product], visit: Encounter | None) -> SheetFacts:
    return SheetFacts(
        kind=facts.sheet_kind(draft.kind),
        long_term=draft.long_term,
        internet=is_remote(visit),
        revisit=is_revisit(draft, facts.earlier, facts.today),
        guardian_and_specialist=draft.guardian,
        evaluated=draft.evaluated,
        patient_signed=draft.patient_signed,
        extend_reason=draft.extend_reason,
        purpose=draft.purpose,
        emergency_one_day=draft.one_day,
        rescue=draft.in_rescue,
        missing=missing_fields(facts.person, facts.today, draft, products, visit),
        age_text=facts.age_text,
        today=facts.today,
        valid_until=valid_until(facts.today, draft.extend_days),
    )


def _line(
    line: RxDraftLine,
    facts: PersonFacts,
    product: Product | None,
    entry: FormularyEntry | None,
    place: tuple[int, PartKind],
    decocted: bool = False,
) -> LineFacts:
    running = next((one for one in facts.taken if one.line.drug == line.drug), None)
    return LineFacts(
        drug=line.drug,
        single=line.single if positive(line.single) else None,
        per_day=line.times_a_day if positive(line.times_a_day) else None,
        days=days_for_rules(line, product, entry),
        route=line.route,
        bag=line.bag,
        skin_test=line.skin_test,
        tested=None if facts.tested is None else line.drug in facts.tested,
        on_record=None if facts.skin is None or line.drug not in facts.skin else facts.skin[line.drug].record,
        days_left=None if running is None else Decimal(running.days_left),
        usage=f"{line.as_needed} {line.note}".strip(),
        way=line.note if decocted and line.drug.startswith(PREFIX) else None,
        continuing=line.drug in facts.lately,
        sheet=place[0],
        withdrawn=day_of(entry) if entry is not None else "",
        short=place[1].controlled,
    )


def _decocted(draft: RxDraft) -> bool:
    """Granules are dissolved: nothing is decocted apart."""
    return draft.decoction is not None and "煎" in draft.decoction.method


@cache
def _policy() -> Mapping[str, Mapping[str, int]]:
    return shipped_toml("refill_policy.toml")
