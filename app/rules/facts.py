"""What the prescription checks are told: facts of one moment, three-valued where a question may not have been asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.clinical import Answer
from app.domain.prescription import SheetKind


@dataclass(frozen=True, slots=True)
class DatedAnswer:
    """Yes, no or not asked; when and by whom it was answered."""

    value: Answer = Answer.NOT_ASKED
    on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DatedNumber:
    """A measured number; None = never measured."""

    value: Decimal | None = None
    on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class AllergyFact:
    """One allergy: the rules' token where it is known, else the words as told; reaction and severity as told."""

    words: str
    token: str = ""
    reaction: str = ""
    severity: str = ""  # mild, moderate, severe


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """The resident. ``conditions`` and ``diagnoses`` hold rule tokens, ICD-10 codes or names."""

    age_years: Decimal | None = None
    sex: str = "0"  # GB/T 2261.1
    allergies_known: DatedAnswer = DatedAnswer()  # "no" = asked, none
    allergies: tuple[AllergyFact, ...] = ()
    conditions_known: DatedAnswer = DatedAnswer()
    conditions: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    test_results: tuple[str, ...] = ()  # condition tokens that a laboratory's answer gives; they say nothing of other diseases
    pregnant: DatedAnswer = DatedAnswer()
    lactating: DatedAnswer = DatedAnswer()
    weight_kg: DatedNumber = DatedNumber()
    egfr: DatedNumber = DatedNumber()  # mL/min/1.73 m²
    creatinine: DatedNumber = DatedNumber()  # of serum, µmol/L
    pain_patient: bool = False  # cancer pain or moderate to severe chronic pain


class Own(StrEnum):
    """Whether whoever prescribes would prescribe for themselves."""

    NO = "no"
    SAME = "same"
    NAMESAKE = "namesake"  # the same name; nothing tells the two apart


@dataclass(frozen=True, slots=True)
class PrescriberFacts:
    """Rights at the place and moment of signing. ``antibiotic_tier``: 非限制, 限制 or 特殊."""

    may_prescribe: bool = True
    narcotic_right: bool = False
    antibiotic_tier: str = "非限制"
    own: Own = Own.NO


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The sheet as a whole."""

    kind: SheetKind = SheetKind.ORDINARY
    long_term: bool = False
    internet: bool = False
    revisit: bool = True
    signed: bool = True
    ai_generated: bool = False
    guardian_and_specialist: bool = False
    evaluated: bool = False
    patient_signed: bool = False
    extend_reason: str = ""
    purpose: str = ""  # adhd
    emergency_one_day: bool = False  # antibiotic step-up in an emergency
    rescue: bool = False  # resuscitation: rules advise, nothing blocks (H27)
    missing: tuple[str, ...] = ()
    age_text: str = ""
    today: date | None = None
    valid_until: date | None = None


class OnRecord(StrEnum):
    """What the records of skin tests say of a drug (H50)."""

    NONE = "none"  # somebody looked, and no test stands
    OTHER_BATCH = "other_batch"  # one stands, of a batch that is not the one to be given
    NEGATIVE = "negative"
    POSITIVE = "positive"  # or there was a reaction to the dose


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line. ``single`` in the product's dose unit; ``days`` 0 = one dose; None = not entered."""

    drug: str
    single: Decimal | None = None
    per_day: Decimal | None = Decimal(1)
    days: int | None = None
    route: str = ""
    form: str = ""  # inj, er, other; '' = from the product
    decoction_piece: bool = False
    bag: str = ""  # lines of one infusion share it
    skin_test: str = ""
    tested: bool | None = None  # whether a negative test of it that still stands is on record; None = nobody looked
    on_record: OnRecord | None = None  # of a skin test; None = nobody looked
    second_signature: bool = False
    days_left: Decimal | None = None  # stock from the previous sheet
    unseen: int = 0  # sheets with this substance since the resident was last seen in person
    usage: str = ""
    way: str | None = None  # of a herb that is decocted, how it is treated apart; '' = with the others, None = nothing is decocted
    continuing: bool = False  # running therapy renewed
    trace_codes: tuple[str, ...] = ()  # as scanned when the packs are handed out
    no_code_list: bool = False  # 无码库: old stock that the insurance settles without a code
    sheet: int = 0  # which of the sheets that one list is divided into it will stand on
    withdrawn: str = ""  # since which day a catalogue has it no more
    short: bool = False  # on a controlled drugs' sheet, which is no long-term one whatever the others are


@dataclass(frozen=True, slots=True)
class MedicineFact:
    """A medicine the resident takes: a formulary id, or the words on the box. ``elsewhere``: where from in words, '' = of our own sheets."""

    drug: str
    single: Decimal | None = None
    per_day: Decimal | None = None
    days_left: Decimal | None = None  # stock from the sheet that had it
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class InsuranceFacts:
    """What the insurance would ask. ``settle``: the sheet is being charged now, not only written.

    ``restricted``: formulary id → ICD-10 prefixes it is paid for. ``same_day_sheets``: others of today with one of these drugs.
    """

    settle: bool = False
    sold_codes: frozenset[str] = frozenset()
    restricted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same_day_sheets: int = 0


@dataclass(frozen=True, slots=True)
class RxContext:
    """Everything a review looks at."""

    patient: PatientFacts = field(default_factory=PatientFacts)
    prescriber: PrescriberFacts | None = field(default_factory=PrescriberFacts)
    sheet: SheetFacts = field(default_factory=SheetFacts)
    lines: tuple[LineFacts, ...] = ()
    medicines_known: DatedAnswer = DatedAnswer()
    medicines: tuple[MedicineFact, ...] = ()
    herbs: tuple[str, ...] = ()
    insurance: InsuranceFacts | None = None  # None: the patient pays
