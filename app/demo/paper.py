"""The doctor's prescriptions of the scripted day; what they must come to is written here by hand, not computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from app.demo.script import Visit
from app.demo.truth import Fact
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.errors import KnownError
from app.rules.findings import Severity
from app.services.overrides import override_of
from app.services.practice_clinic import PHARMACIST
from app.services.rx_draft import RxDraft, RxDraftLine

if TYPE_CHECKING:
    from app.demo.day import Day

CHRONIC = "慢性病,病情稳定"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drug as typed and as it must come out: its name, the packs that ``days`` of it fill, and the pieces in them."""

    typed: RxDraftLine
    name: str
    unit: str
    per_day: str
    packs: str
    pieces: int

    def given(self, visit: Visit) -> Fact:
        """What both sides must say once it was handed over."""
        return Fact(visit.id_number, "given", (self.name, f"{self.pieces} 片"))

    def fact(self, visit: Visit) -> Fact:
        """What both sides must say."""
        line = self.typed
        return Fact(
            visit.id_number, "prescribed", (self.name, f"{line.single} {self.unit}", f"{self.per_day}/d", f"{line.days} d", self.packs)
        )


AMLODIPINE = Sheet(RxDraftLine("amlodipine-tab", Decimal(5), "qd", "oral", 28), "苯磺酸氨氯地平片", "mg", "1", "1 盒", 28)
METFORMIN = Sheet(RxDraftLine("metformin-tab", Decimal(500), "bid", "oral", 20), "盐酸二甲双胍片", "mg", "2", "2 盒", 40)
NIFEDIPINE = Sheet(RxDraftLine("nifedipine-cr-tab", Decimal(30), "qd", "oral", 28), "硝苯地平控释片", "mg", "1", "4 盒", 28)
AMOXICILLIN = RxDraftLine("amoxicillin-cap", Decimal(500), "tid", "oral", 5, skin_test="阴性")
SHEETS = {"amlodipine": AMLODIPINE, "metformin": METFORMIN}


def prescribe(day: Day, visit: Visit, person: Person, encounter: Encounter) -> None:
    """One drug, nothing in its way: it is given out at once, a pharmacist looks afterwards (事后审核)."""
    sheet = SHEETS[visit.drug]
    draft = _draft(day, visit, person, encounter, (sheet.typed,))
    day.place.truth.put(sheet.fact(visit))
    signed = day.clinic.prescribing.sign(draft)
    _print(day, signed)
    _give_out(day, visit, signed, (sheet,))


def review_and_give_out(day: Day, opening: Visit) -> None:
    """The pharmacist looks at everything that waits; what an override held back goes out then. Its drugs are the opening visit's."""
    day.hand_over(PHARMACIST)
    reviewing, approved = day.clinic.reviewing, 0
    held = [row.sheet for row in reviewing.queue() if row.state is PrescriptionState.SIGNED]
    for row in reviewing.queue():
        case = reviewing.case(row.sheet)
        reviewing.approve(row.sheet, case.sheet.hash or "")
        approved += 1
    day.place.say(f"药师审方:{approved} 张通过,其中 {len(held)} 张审核后才能发药 · reviewed and approved")
    if len(held) != 1:
        raise KnownError("day_not_refused", rule="review")
    _give_out(day, opening, day.clinic.prescribing.get(held[0]), (AMLODIPINE, NIFEDIPINE))


def _give_out(day: Day, visit: Visit, signed: Prescription, sheets: Sequence[Sheet]) -> None:
    """At the counter: no stock is kept here, so the pieces are counted by hand."""
    counter = day.clinic.dispensing
    for line, sheet in zip(signed.lines, sheets, strict=True):
        day.place.truth.put(sheet.given(visit))
        counter.prepare(signed.id, line.id, sheet.pieces)
    counter.hand_over(signed.id)


def prescribe_with_findings(day: Day, visit: Visit, person: Person, encounter: Encounter) -> None:
    """Penicillin to an allergic patient is refused; two calcium antagonists need a reason; then the sheet is signed."""
    prescribing = day.clinic.prescribing
    day.clinic.charting.add_allergy(person.id, "青霉素", "penicillin", "皮疹", "moderate", "本人")
    draft = _draft(day, visit, person, encounter, (AMLODIPINE.typed, AMOXICILLIN, NIFEDIPINE.typed))
    day.place.say(f"不能开:{_refusal(day, draft, 'rx_blocked')} · a block: penicillin and a penicillin allergy")
    draft = replace(draft, lines=(AMLODIPINE.typed, NIFEDIPINE.typed))
    day.place.say(f"写明理由后可开:{_refusal(day, draft, 'rx_override_needed')} · needs a reason: two of one class")
    (twice,) = (found for found in prescribing.review(draft).findings if found.severity is Severity.OVERRIDE)
    draft = replace(draft, overrides=(override_of(twice, "replaces", "硝苯地平为原药,一周内停用"),))
    prescribing.save_draft(draft)
    for sheet in (AMLODIPINE, NIFEDIPINE):
        day.place.truth.put(sheet.fact(visit))
    signed = prescribing.sign(draft)
    day.place.say(f"已签名:处方 {signed.number},{len(signed.lines)} 种 · signed")
    _print(day, signed)


def _draft(day: Day, visit: Visit, person: Person, encounter: Encounter, lines: tuple[RxDraftLine, ...]) -> RxDraft:
    row = day.clinic.charting.find_diagnosis(visit.diagnosis)[0]
    made = day.clinic.prescribing.new_draft(person.id, encounter.id)
    return replace(made, lines=lines, diagnoses=((row.icd10, row.display),), extend_reason=CHRONIC)


def _refusal(day: Day, draft: RxDraft, code: str) -> str:
    """The rules that keep the sheet from being signed."""
    try:
        day.clinic.prescribing.sign(draft)
    except KnownError as error:
        if error.code == code:
            return str(error.facts["codes"])
        raise
    raise KnownError("day_not_refused", rule=code)


def _print(day: Day, signed: Prescription) -> None:
    pdf = day.clinic.prescribing.pdf(signed.id)
    (day.place.root / f"处方-{signed.number}.pdf").write_bytes(pdf)
    day.clinic.prescribing.printed(signed.id, pdf)
