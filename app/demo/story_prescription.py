"""The prescription's way, chapter by chapter: what each person does at their own window, and what both places must hold afterwards."""

from __future__ import annotations

from app.demo.script import opening_visit
from app.demo.story_ends import all_genuine, arrived, held_by_the_hub
from app.demo.story_record import Record
from app.demo.two_seats import Seat, TwoSeats
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.domain.prescription import PrescriptionState as State
from app.services.practice_clinic import AUDITOR, PASSWORD
from app.services.resident_form import ResidentForm
from app.services.rx_slips import Paper
from app.store import dispensing, prescriptions
from app.texts import text
from sync.fhir.task import request_id
from ui.pages.audit.page import AuditPage
from ui.pages.encounter.page import EncounterPage
from ui.pages.pharmacist.page import ReviewPage
from ui.pages.prescription.page import PrescriptionPage
from ui.review_pages import ReviewPages

STATES = ("处方状态(村卫生室)", "处方状态(县医院)")
SEED = 20260305
AMLODIPINE, METFORMIN, DAPAGLIFLOZIN = "amlodipine-tab", "metformin-tab", "dapagliflozin-tab"
TOO_MUCH, RIGHT = "10", "5"  # mg of amlodipine a day
WHY_SO_LONG = "慢性病，病情稳定"
UNNOTICED_S = 20 * 60
"""So long the sheet waits before the network is back."""
MEASURED = (
    ("blood_pressure", "168/96"),
    ("blood_pressure", "164/94"),
    ("weight", "123斤"),
    ("height", "一米五六"),
    ("temperature", "36.5"),
)
BETWEEN_READINGS_S = 75


class PrescriptionStory:
    """``seats``: village and county; ``record``: what is left of it."""

    def __init__(self, seats: TwoSeats, record: Record) -> None:
        self.seats, self.record = seats, record
        self.doctor, self.pharmacist = seats.village, seats.county
        self.person, self.visit = self._arrives()
        self.first = self.second = ""

    def tell(self) -> None:
        """From the signature without a network to the patient's own."""
        self.signs_offline()
        self.is_returned()
        self.amends()
        self.is_approved()
        self.is_given_out()
        self.is_delivered()
        self.prints_every_form()
        self.ends()

    # the doctor writes and signs, the line is cut

    def signs_offline(self) -> None:
        """Three drugs, one of which the shelf does not have; the amlodipine is twice what an old woman should begin with."""
        self.seats.network(False)
        self._open_visit()
        self.step(self.doctor, "接诊：测量值、诊断", "visit")
        page = self._sheet_page()
        for drug, dose in ((AMLODIPINE, TOO_MUCH), (METFORMIN, "500"), (DAPAGLIFLOZIN, "10")):
            self._write(page, drug, dose)
        page.model.set_sheet(long_term=True, evaluated=True, patient_signed=True, extend_reason=WHY_SO_LONG)
        self.seats.until(lambda: page.model.reviewed == page.model.draft, "review")
        self.step(self.doctor, "没有网络，开处方，看用药提示", "writing-offline")
        self.first = self._sign(page, "签名前再看一遍").id
        self._holds(State.SIGNED, None)
        self.step(self.doctor, "已签名，等药师审核；数据待上传", "signed-offline")
        self._paper(self.first, "处方-已签名待审核")

    def _open_visit(self) -> None:
        pages = self.doctor.sitting.desktop.pages
        assert pages is not None
        pages.open_chart(self.person.id)
        page = self.doctor.sitting.page(EncounterPage, "encounter")
        self.seats.until(lambda: page.model.current is not None and not page.model.busy, "visit")

    def _sheet_page(self) -> PrescriptionPage:
        pages = self.doctor.sitting.desktop.pages
        assert pages is not None
        pages.prescribe(self.person.id, self.visit.id)
        page = self.doctor.sitting.page(PrescriptionPage, "prescription")
        self.seats.until(lambda: page.model.draft is not None and not page.model.busy, "sheet")
        return page

    def _write(self, page: PrescriptionPage, drug: str, dose: str) -> None:
        model = page.model
        number = model.add(drug)
        model.type_dose(number, dose)
        model.choose(number, frequency="bid" if drug == METFORMIN else "qd", route="oral")
        model.type_days(number, "28")

    def _sign(self, page: PrescriptionPage, words: str) -> Prescription:
        """The key asks, and is pressed once more."""
        before = {one.id for one in page.model.signed}
        self.doctor.sitting.press("签名")
        self.step(self.doctor, words, "asked-before-signing")
        self.doctor.sitting.press("签名")
        self.seats.until(lambda: page.model.error is not None or any(one.id not in before for one in page.model.signed), "signed")
        self.record.agree("signing", None, page.model.error)
        return next(one for one in page.model.signed if one.id not in before)

    # the county's pharmacist sends it back

    def is_returned(self) -> None:
        """The line is back twenty minutes later."""
        self.doctor.clinic.prescribing.printed(self.first, self.doctor.clinic.prescribing.pdf(self.first))
        self.seats.clock.forward(UNNOTICED_S)
        self.seats.network(True)
        self._reaches(self.first, self.pharmacist, State.SIGNED)
        page = self._review_page(self.first)
        self.step(self.pharmacist, "收到处方，逐项审核", "case")
        self.pharmacist.sitting.press("退回修改…")
        self.seats.until(lambda: "2-5" in page.objection.reasons and page.objection.reasons["2-5"].isVisible(), "reasons")
        page.objection.reasons["2-5"].click()
        page.objection.doses[0].setText(RIGHT)
        page.objection.note.setText("67岁，首次用氨氯地平，请从5 mg开始")
        self.step(self.pharmacist, "写退回理由和建议", "objecting")
        self.pharmacist.sitting.press("退回修改")
        self.step(self.pharmacist, "退回前再看一遍", "asked-before-return")
        self.pharmacist.sitting.press("退回修改")
        self.seats.until(lambda: self._state(self.pharmacist, self.first) is State.RETURNED, "returned")
        self.step(self.pharmacist, "已退回修改", "returned")

    def _review_page(self, sheet: str) -> ReviewPage:
        page = self.pharmacist.open(ReviewPages, "review").waiting
        self.seats.until(lambda: any(row.sheet == sheet for row in page.model.rows), "queue")
        page.model.open(sheet)
        self.seats.until(lambda: page.model.case is not None and page.model.case.sheet.id == sheet and not page.model.busy, "case")
        return page

    # the doctor adopts and signs again

    def amends(self) -> None:
        """The patient has the paper already: she is called first."""
        self._reaches(self.first, self.doctor, State.RETURNED)
        page = self.doctor.open(PrescriptionPage, "prescription")
        self.seats.until(lambda: page.returned is not None and bool(page.returned.rows), "list of returns")
        self._paper(self.first, "处方-已退回")
        self.step(self.doctor, "看到药师退回", "sent-back")
        page.show_returned()
        self.doctor.sitting.press("已告知，无需停用")
        self.seats.until(lambda: page.returned is not None and not page.returned.busy and bool(page.returned.rows[0].calls), "call")
        self.step(self.doctor, "先给患者打电话，记下结果", "called")
        self.doctor.sitting.press("采纳并修改")
        self.seats.until(lambda: page.model.draft is not None and page.model.draft.replaces == self.first and not page.model.busy, "draft")
        self.seats.until(lambda: page.model.reviewed == page.model.draft, "review")
        self.step(self.doctor, "按建议改好的新处方", "amended")
        self.second = self._sign(page, "重新签名前再看一遍").id
        self._reaches(self.first, self.pharmacist, State.CANCELLED)
        self.step(self.doctor, "已重新签名，原处方作废", "signed-again")
        for sheet, name in ((self.first, "处方-已作废"), (self.second, "处方-新版待审核")):
            self._paper(sheet, name)

    # approved

    def is_approved(self) -> None:
        """What replaces what stands on the pharmacist's page."""
        self._reaches(self.second, self.pharmacist, State.SIGNED)
        self._review_page(self.second)
        self.step(self.pharmacist, "收到改好的处方", "second-case")
        self.pharmacist.sitting.press("通过")
        self.pharmacist.sitting.press("通过")
        self._reaches(self.second, self.doctor, State.APPROVED)
        self._holds(State.APPROVED, State.APPROVED)
        self.step(self.pharmacist, "审核通过", "approved")
        page = self.doctor.open(PrescriptionPage, "prescription")
        page.model.show_sheet(self.doctor.clinic.prescribing.get(self.second))
        self.step(self.doctor, "看到审核通过", "doctor-sees-approval")
        self._paper(self.second, "处方-审核通过")
        for paper, name in ((Paper.SLIP, "用药说明"), (Paper.LABELS, "药品标签")):
            self.record.paper(name, self.doctor.clinic.prescribing.paper_pdf(paper, self.second))

    # at the counter, and from the pharmacy elsewhere

    def is_given_out(self) -> None:
        """See :mod:`app.demo.story_counter`."""
        from app.demo.story_counter import give_out

        give_out(self)

    def is_delivered(self) -> None:
        """See :mod:`app.demo.story_counter`."""
        from app.demo.story_counter import deliver

        deliver(self)

    def prints_every_form(self) -> None:
        """See :mod:`app.demo.story_forms`."""
        from app.demo.story_forms import print_forms

        print_forms(self)

    # the end

    def ends(self) -> None:
        """Everything is uploaded, everybody holds the same, and the trail tells it."""
        self.seats.level()
        sheets = (self.first, self.second)
        all_genuine(self.record, (self.doctor, self.pharmacist), sheets)
        arrived(self.record, self.doctor, sheets)
        held_by_the_hub(self.record, self.doctor, self._at_the_hub())
        self.doctor.sitting.take_over(AUDITOR, PASSWORD)
        page = self.doctor.open(AuditPage, "audit")
        page.model.choose_resident(self.person.id, self.person.name)
        self.seats.until(lambda: bool(page.model.page.entries) and all(row.row.person for row in page.model.page.entries), "trail")
        self.step(self.doctor, "审计员查看这位居民的全部操作", "audit")
        page.model.verify()
        self.seats.until(lambda: page.model.flaws is not None, "check")
        self.record.agree("check by the auditor", (), tuple(page.model.flaws or ()))
        self.step(self.doctor, "审计员核对全部记录：没有改动", "audit-checked")
        self.record.close("一张处方的全程", (self.doctor, self.pharmacist), {self.person.id})

    def _at_the_hub(self) -> dict[str, str]:
        """Reference → status: requests for review, every line of both sheets, what was given out, what was asked for elsewhere."""
        clinic = self.doctor.clinic
        void, good = clinic.prescribing.get(self.first), clinic.prescribing.get(self.second)
        parts = clinic.desk.store.read(lambda conn: dispensing.of_sheets(conn, [self.second])[self.second])
        (supply,) = clinic.supplying.listed()
        return {
            f"Task/{request_id(self.first)}": "cancelled",
            f"Task/{request_id(self.second)}": "completed",
            **{f"MedicationRequest/{line.id}": "cancelled" for line in void.lines},
            **{f"MedicationRequest/{line.id}": "active" for line in good.lines},
            **{f"MedicationDispense/{part.id}": "completed" for part in parts},
            f"SupplyRequest/{supply.request.id}": "active",
        }

    # what the chapters share

    def _arrives(self) -> tuple[Person, Encounter]:
        """A resident of the village who has not been here before, measured by hand, with two diagnoses."""
        clinic, who = self.doctor.clinic, opening_visit(SEED)
        form = ResidentForm(name=who.name, id_number=who.id_number, phone=who.phone, village=who.village, group="3组", address="3组12号")
        person = clinic.residents.register(form, despite_duplicates=True)
        visit = clinic.intake.open_visit(person.id, "card", evidence=who.id_number)
        for kind, typed in MEASURED:
            clinic.intake.enter(visit.id, kind, typed, confirmed=("jump", "unusual"))
            self.seats.clock.forward(BETWEEN_READINGS_S)
        clinic.intake.save(visit.id)
        for code in ("I10", "E11.9"):
            clinic.charting.add_condition(person.id, visit.id, clinic.charting.find_diagnosis(code)[0])
        clinic.charting.answer(person.id, FactKind.ALLERGY, Answer.NO, "本人")
        return person, visit

    def _state(self, seat: Seat, sheet: str) -> State | None:
        found = seat.clinic.desk.store.read(lambda conn: prescriptions.get(conn, sheet))
        return None if found is None else found.state

    def _reaches(self, sheet: str, seat: Seat, state: State) -> None:
        self.seats.until(lambda: self._state(seat, sheet) is state, f"{seat.word}: {state.value}")

    def _holds(self, here: State | None, there: State | None) -> None:
        """The sheet that counts, at both places."""
        sheet = self.second or self.first
        found = tuple(self._state(seat, sheet) for seat in (self.doctor, self.pharmacist))
        self.record.agree("state", (here, there), found)

    def step(self, seat: Seat, words: str, name: str) -> None:
        """One more picture and row, with the state of the sheet that counts at both places."""
        sheet = self.second or self.first
        states = [self._state(one, sheet) if sheet else None for one in (self.doctor, self.pharmacist)]
        self.record.step(seat, words, name, *map(_state_word, states))

    def _paper(self, sheet: str, name: str) -> None:
        self.record.paper(name, self.doctor.clinic.prescribing.pdf(sheet))


def _state_word(state: State | None) -> str:
    """In the words of the doctor's page; in this story every sheet is looked at by a pharmacist."""
    return "" if state is None else text(f"rx_state.{'reviewed' if state is State.APPROVED else state.value}")
