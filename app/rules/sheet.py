"""The sheet under review with its products, tokens and partners looked up once for all checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.clinical import Answer
from app.rules.facts import AllergyFact, DatedAnswer, DatedNumber, LineFacts, MedicineFact, PatientFacts, RxContext
from app.rules.formulary import Product
from app.rules.interactions import meets_any
from app.rules.kidney import egfr_of
from app.rules.pack import Pack
from app.rules.spoken import allergy_targets, product_called
from app.rules.words import AllergyTargets, split_words


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its product; None = the formulary does not know it."""

    index: int
    facts: LineFacts
    product: Product | None

    @property
    def decoction_piece(self) -> bool:
        """Whether the line is 饮片."""
        return self.facts.decoction_piece or (self.product is not None and self.product.decoction_piece)

    @property
    def daily(self) -> Decimal | None:
        """Amount a day in the dose unit; on the day of a weekly drug its single dose."""
        if self.facts.single is None or self.facts.per_day is None:
            return None
        return self.facts.single * max(self.facts.per_day, Decimal(1))

    def ordered(self, days: int) -> Decimal | None:
        """Amount of the whole course in the dose unit; 0 days are one dose."""
        if self.facts.single is None or self.facts.per_day is None:
            return None
        return self.facts.single * (self.facts.per_day * days if days else 1)


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine the resident takes, found in the formulary or not."""

    facts: MedicineFact
    product: Product | None


@dataclass(frozen=True, slots=True)
class KnownAllergy:
    """One word of an allergy and what it is compared with."""

    words: str
    targets: AllergyTargets
    immediate: bool


@dataclass(frozen=True, slots=True)
class Partner:
    """A product beside which a line is given: another line, or a current medicine (``line`` None), perhaps from ``elsewhere``."""

    product: Product
    line: Line | None
    daily: Decimal | None
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a check reads."""

    context: RxContext
    pack: Pack
    lines: tuple[Line, ...]
    medicines: tuple[Medicine, ...]
    allergies: tuple[KnownAllergy, ...]
    conditions: frozenset[str]
    unmapped_conditions: tuple[str, ...]

    @property
    def patient(self) -> PatientFacts:
        """The resident."""
        return self.context.patient

    @property
    def products(self) -> tuple[tuple[Line, Product], ...]:
        """Lines whose product is known."""
        return tuple((line, line.product) for line in self.lines if line.product is not None)

    @property
    def has_unknown_product(self) -> bool:
        """A line the formulary does not know: whether a check applies to it cannot be told."""
        return any(line.product is None for line in self.lines)

    def under(self, years: Decimal | int) -> bool:
        """Whether the resident is known to be younger."""
        age = self.patient.age_years
        return age is not None and age < years

    def age_days(self, on: date | None) -> int | None:
        """How many days ago a fact was established; None when it cannot be told."""
        today = self.context.sheet.today
        return None if on is None or today is None else (today - on).days

    def is_fresh(self, fact: DatedNumber, within_days: int) -> bool:
        """Whether a number is there and young enough; without dates it is not."""
        days = self.age_days(fact.on)
        return fact.value is not None and days is not None and 0 <= days <= within_days

    def pregnancy(self) -> Answer:
        """The answer as far as it still holds; an old "no" counts as not asked."""
        limits = self.pack.policy["pregnancy"]
        return _still_valid(self.patient.pregnant, self.context.sheet.today, limits["yes_valid_days"], limits["no_valid_days"])

    def could_be_pregnant(self) -> bool:
        """Not male and of child-bearing age, or the age unknown."""
        limits, age = self.pack.policy["pregnancy"], self.patient.age_years
        in_age = age is None or limits["ask_from_years"] <= age < limits["ask_to_years"] + 1
        return self.patient.sex != "1" and in_age

    def recent_egfr(self) -> Decimal | None:
        """The last eGFR in mL/min/1.73 m² while it is valid."""
        return self.kidney.value

    @property
    def kidney(self) -> DatedNumber:
        """The newest eGFR that is still valid, as reported or reckoned from a creatinine; empty where there is none."""
        creatinine = self.patient.creatinine
        reckoned = None if creatinine.value is None else egfr_of(creatinine.value, self.patient.age_years, self.patient.sex)
        limit = self.pack.policy["contraindication"]["egfr_valid_days"]
        known = [one for one in (self.patient.egfr, replace(creatinine, value=reckoned)) if self.is_fresh(one, limit)]
        return max(known, key=lambda one: one.on or date.min, default=DatedNumber())

    @property
    def diseases(self) -> frozenset[str]:
        """ICD-10 codes of the conditions and of this sheet's diagnoses, as far as they are codes or common names."""
        words = (*self.patient.conditions, *self.patient.diagnoses)
        return frozenset(code for code in map(self.pack.vocabulary.icd10, words) if code is not None)

    def named(self, product: Product) -> str:
        """Its name, and where from if no sheet of ours ordered it: the doctor looks for it among our own in vain."""
        ordered = any(one.id == product.id for _, one in self.products)
        ways = [one.facts.elsewhere for one in self.medicines if one.product is not None and one.product.id == product.id]
        return called(product, ways[0] if ways and all(ways) and not ordered else "")

    def pairs(self) -> Iterator[tuple[Line, Partner]]:
        """Every line with every later line and every current medicine."""
        for line, _ in self.products:
            for other, product in self.products:
                if other.index > line.index:
                    yield line, Partner(product, other, other.daily)
            for medicine in self.medicines:
                if medicine.product is not None:
                    yield line, Partner(medicine.product, None, _daily(medicine.facts), medicine.facts.elsewhere)


def called(product: Product, elsewhere: str) -> str:
    """A product's name, and where from."""
    return f"{product.name}（{elsewhere}）" if elsewhere else product.name


def read_sheet(context: RxContext, pack: Pack) -> Sheet:
    """Look up products and map words."""
    lines = tuple(Line(i, facts, pack.product(facts.drug)) for i, facts in enumerate(context.lines))
    written = {line.facts.drug for line in lines}
    medicines = tuple(Medicine(facts, _find(facts.drug, pack, written)) for facts in context.medicines)
    mapped = {text: pack.vocabulary.condition(text) for text in (*context.patient.conditions, *context.patient.diagnoses)}
    tokens = frozenset(token for found in mapped.values() if found for token in found) | frozenset(context.patient.test_results)
    allergies = tuple(known for fact in context.patient.allergies for known in _allergies(fact, pack))
    bare = Sheet(context, pack, lines, medicines, allergies, tokens, tuple(text for text, found in mapped.items() if found is None))
    return _with_derived(bare)


def _with_derived(sheet: Sheet) -> Sheet:
    """Tokens that follow from age and kidney function."""
    policy, age, egfr = sheet.pack.policy["contraindication"], sheet.patient.age_years, sheet.recent_egfr()
    derived = set()
    if age is not None and age >= policy["elderly_from_years"]:
        derived.add("elderly_avoid")
    if egfr is not None and egfr < policy["egfr_reduced_below"]:
        derived.add("egfr_lt30" if egfr < policy["egfr_severe_below"] else "renal")
    tokens = sheet.conditions | derived
    return Sheet(sheet.context, sheet.pack, sheet.lines, sheet.medicines, sheet.allergies, tokens, sheet.unmapped_conditions)


def _find(drug: str, pack: Pack, written: Collection[str]) -> Product | None:
    return pack.product(drug) or product_called(drug, pack.products, written)


def _allergies(fact: AllergyFact, pack: Pack) -> Iterator[KnownAllergy]:
    policy = pack.policy["allergy"]
    told = f"{fact.words} {fact.reaction}".lower()
    immediate = fact.severity == "severe" or any(word in told for word in policy["immediate_reaction_words"])
    for word in _words_of(fact, pack):
        yield KnownAllergy(word, allergy_targets(word, fact.token, pack.products, pack.vocabulary), immediate)


def _words_of(fact: AllergyFact, pack: Pack) -> tuple[str, ...]:
    """The single words, but a drug's own name of several words (``folic acid``) as one."""
    if fact.token or pack.vocabulary.allergy(fact.words, "", pack.products.values()).products:
        return (fact.words or fact.token,)
    return split_words(fact.words)


def allergy_meets(known: KnownAllergy, product: Product, pack: Pack) -> bool:
    """Whether the product is, or holds, the very substance of the allergy (ATC level 5, ingredient, or named product)."""
    targets = known.targets
    by_code = any(code in targets.substances for code in product.atc_codes)
    by_token = any(meets_any(product, pack.allergy_substances.get(group, ())) for group in targets.groups)
    return by_code or by_token or product.id in targets.products


def _daily(facts: MedicineFact) -> Decimal | None:
    return None if facts.single is None else facts.single * (facts.per_day or 1)


def _still_valid(answer: DatedAnswer, today: date | None, yes_days: int, no_days: int) -> Answer:
    if answer.value is Answer.YES and (answer.on is None or today is None):
        return Answer.YES  # a pregnancy without a date is still one
    limit = yes_days if answer.value is Answer.YES else no_days
    if answer.on is None or today is None or today - answer.on > timedelta(limit):
        return Answer.NOT_ASKED
    return answer.value
