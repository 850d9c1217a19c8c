"""The doctor's prescriptions of the scripted day; what they must come to is written here by hand, not computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from app.demo.script import Visit
from app.demo.truth import Fact
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.errors import KnownError
from app.rules.findings import Severity
from app.services.overrides import override_of
from app.services.rx_draft import RxDraft, RxDraftLine

if TYPE_CHECKING:
    from app.demo.day import Day

CHRONIC = "慢性病,病情稳定"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drug as typed and as it must come out: its name, and the packs that ``days`` of it fill."""

    typed: RxDraftLine
    name: str
    unit: str
    per_day: str
    packs: str

    def fact(self, visit: Visit) -> Fact:
        """What both sides must say."""
        line = self.typed
        return Fact(
            visit.id_number, "prescribed", (self.name, f"{line.single} {self.unit}", f"{self.per_day}/d", f"{line.days} d", self.packs)
        )


AMLODIPINE = Sheet(RxDraftLine("amlodipine-tab", Decimal(5), "qd", "oral", 28), "苯磺酸氨氯地平片", "mg", "1", "1 盒")
METFORMIN = Sheet(RxDraftLine("metformin-tab", Decimal(500), "bid", "oral", 20), "盐酸二甲双胍片", "mg", "2", "2 盒")
NIFEDIPINE = Sheet(RxDraftLine("nifedipine-cr-tab", Decimal(30), "qd", "oral", 28), "硝苯地平控释片", "mg", "1", "4 盒")
AMOXICILLIN = RxDraftLine("amoxicillin-cap", Decimal(500), "tid", "oral", 5, skin_test="阴性")
SHEETS = {"amlodipine": AMLODIPINE, "metformin": METFORMIN}


def prescribe(day: Day, visit: Visit, person: Person, encounter: Encounter) -> None:
    """One drug, nothing in its way."""
    sheet = SHEETS[visit.drug]
    draft = _draft(day, visit, person, encounter, (sheet.typed,))
    day.place.truth.put(sheet.fact(visit))
    _print(day, day.clinic.prescribing.sign(draft))


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
