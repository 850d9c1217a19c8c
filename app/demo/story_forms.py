"""Every kind of sheet and slip on paper, signed at the village by a visiting doctor who may prescribe what the law keeps back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.demo.script import FIRST_SERIAL
from app.domain.clinical import Answer, FactKind
from app.domain.herbs import Decoction, read_herbs
from app.domain.prescription import SheetKind
from app.rules.findings import Severity
from app.services.clinic import Clinic
from app.services.overrides import override_of
from app.services.practice import made_up_id
from app.services.practice_clinic import PASSWORD, VISITING
from app.services.resident_form import ResidentForm
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_slips import Paper

if TYPE_CHECKING:
    from app.demo.story_prescription import PrescriptionStory

IBUPROFEN = RxDraftLine("ibuprofen-tab", Decimal(200), "tid", "oral", 3)
CHILDS = RxDraftLine("ibuprofen-susp", Decimal(100), "tid", "oral", 3)
ESTAZOLAM = RxDraftLine("estazolam-tab", Decimal(1), "qn", "oral", 7)
MORPHINE = RxDraftLine("morphine-cr-tab", Decimal(30), "bid", "oral", 7)
GLUCOSE_SALINE = RxDraftLine("gns-inj-250", Decimal(250), "qd", "iv", 3, bag="A", note="40滴/分")
VITAMIN_C = RxDraftLine("vitamin-c-inj", Decimal(1000), "qd", "iv", 3, bag="A")
HERBS = "黄芪30 党参15 炒白术12 茯苓15 当归10 附子9先煎 砂仁6后下 炙甘草6"


@dataclass(frozen=True, slots=True)
class Form:
    """One act of signing. ``mark``: at the upper right of the paper."""

    name: str
    diagnosis: str
    lines: tuple[RxDraftLine, ...] = ()
    kind: SheetKind = SheetKind.ORDINARY
    herbs: str = ""
    purpose: str = ""
    child: bool = False
    beside: tuple[tuple[Paper, str], ...] = ()


FORMS = (
    Form("急诊处方", "J06.9", (IBUPROFEN,), SheetKind.EMERGENCY),
    Form("儿科处方", "J06.9", (CHILDS,), SheetKind.PAEDIATRIC, child=True),
    Form("精二处方", "G47.0", (ESTAZOLAM,)),
    Form("麻精一处方", "C34.9", (MORPHINE,), purpose="pain"),
    Form("饮片处方", "K30", herbs=HERBS),
    Form("输液处方", "A09", (GLUCOSE_SALINE, VITAMIN_C), beside=((Paper.INFUSION, "输液单"),)),
)
GROWN_UP, CHILD = date(1966, 4, 2), date(2019, 5, 20)


def print_forms(story: PrescriptionStory) -> None:
    """Sign each and keep its paper; whatever a rule objects to, or a form lacks, ends the story."""
    story.doctor.sitting.take_over(VISITING, PASSWORD)
    clinic = story.doctor.clinic
    people = {False: _arrives(clinic, "赵国强", GROWN_UP, "70"), True: _arrives(clinic, "王小宝", CHILD, "22")}
    for form in FORMS:
        person, visit = people[form.child]
        signed = clinic.prescribing.sign(_reasoned(clinic, form, _draft(clinic, form, person, visit)))
        story.record.paper(form.name, clinic.prescribing.pdf(signed.id))
        for paper, name in form.beside:
            story.record.paper(name, clinic.prescribing.paper_pdf(paper, signed.id))
        story.record.agree(form.name, form.kind, signed.kind)
    story.record.proven(f"另有 {len(FORMS)} 种处方和输液单，都是签名后打印的同一份")


def _arrives(clinic: Clinic, name: str, birth: date, kilograms: str) -> tuple[str, str]:
    """Recognised by card, weighed, asked."""
    number = made_up_id(birth, FIRST_SERIAL + 50, male=True)
    form = ResidentForm(name=name, id_number=number, phone="14000009350", village="第三村", address="1组6号")
    person = clinic.residents.register(form, despite_duplicates=True)
    visit = clinic.intake.open_visit(person.id, "card", evidence=number)
    clinic.intake.enter(visit.id, "weight", kilograms, confirmed=("jump", "unusual"))
    clinic.intake.save(visit.id)
    clinic.queue.call(visit.id)
    for kind in (FactKind.ALLERGY, FactKind.MEDICINES):
        clinic.charting.answer(person.id, kind, Answer.NO, "本人")
    return person.id, visit.id


def _draft(clinic: Clinic, form: Form, person: str, visit: str) -> RxDraft:
    row = clinic.charting.find_diagnosis(form.diagnosis)[0]
    herbs = read_herbs(form.herbs) if form.herbs else ()
    return replace(
        clinic.prescribing.new_draft(person, visit),
        kind=form.kind,
        lines=form.lines,
        diagnoses=((row.icd10, row.display),),
        herbs=herbs,
        decoction=Decoction() if herbs else None,
        purpose=form.purpose,
    )


def _reasoned(clinic: Clinic, form: Form, draft: RxDraft) -> RxDraft:
    """As a doctor answers what may be overridden."""
    found = clinic.prescribing.review(draft).objections
    return replace(draft, overrides=tuple(override_of(one, "benefit", "", True) for one in found if one.severity is Severity.OVERRIDE))
