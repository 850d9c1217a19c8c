"""A sheet without a screen: what may be typed, what the rules say of it, what keeps it from being signed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.clinical import Answer, FactKind
from app.domain.measurement import MeasurementKind
from app.domain.prescription import PrescriptionState
from app.rules.findings import Severity
from app.services.prescribing import Prescribing
from app.services.queue import QueueRow
from app.services.signature import flaws_of
from ui.pages.prescription.desks import Services
from ui.pages.prescription.model import PrescriptionModel
from ui.practice_desk import PracticeDesk

WEIGHT = MeasurementKind.WEIGHT

AMLODIPINE, AMOXICILLIN, PENICILLIN = "amlodipine-tab", "amoxicillin-cap", "benzylpenicillin-inj"


def write(model: PrescriptionModel, drug: str = AMLODIPINE, dose: str = "1片", days: str = "7") -> int:
    number = model.add(drug)
    model.type_dose(number, dose)
    model.choose(number, frequency="qd")
    model.choose(number, route="oral")
    model.type_days(number, days)
    return number


def ask(model: PrescriptionModel) -> None:
    """Whatever can be asked is asked: no."""
    for kind in (FactKind.ALLERGY, FactKind.PREGNANT, FactKind.LACTATING):
        model.answer(kind, Answer.NO)


def why(model: PrescriptionModel) -> str:
    """The code of what keeps it from being signed."""
    error = model.why_not()
    return error.code if error else ""


def test_a_sheet_begins_with_the_diagnoses_of_the_visit(model: PrescriptionModel) -> None:
    assert model.draft is not None and model.draft.diagnoses == (("I10", "原发性高血压"),)


@pytest.mark.parametrize(
    ("drug", "typed", "single"),
    [(AMLODIPINE, "1片", "5"), (AMLODIPINE, "半片", "2.5"), (AMOXICILLIN, "0.5g", "500"), (PENICILLIN, "80万U", "800000")],
)
def test_doses_are_typed_in_the_units_of_the_countryside(model: PrescriptionModel, drug: str, typed: str, single: str) -> None:
    """H19."""
    number = model.add(drug)
    model.type_dose(number, typed)
    assert model.lines()[number].line.single == Decimal(single) and model.problems == {}


def test_what_cannot_be_read_keeps_the_dose_and_stops_signing(model: PrescriptionModel) -> None:
    number = write(model)
    model.type_dose(number, "5毫升")
    state = model.lines()[number]
    assert state.problem is not None and state.line.single == Decimal(5)
    error = model.why_not()
    assert error is not None and error.code == state.problem.code
    model.type_dose(number, "5")
    assert model.problems == {}


def test_quantity_computes_itself_until_it_is_typed(model: PrescriptionModel) -> None:
    number = write(model, days="30")
    order = model.lines()[number].order
    assert order is not None and (order.quantity, order.unit, order.typed) == (Decimal(2), "盒", False)
    model.type_quantity(number, "3")
    order = model.lines()[number].order
    assert order is not None and (order.quantity, order.typed) == (Decimal(3), True)
    model.type_quantity(number, "")
    order = model.lines()[number].order
    assert order is not None and order.quantity == Decimal(2)


def test_the_same_drug_is_not_written_twice(model: PrescriptionModel) -> None:
    assert (model.add(AMLODIPINE), model.add(AMOXICILLIN), model.add(AMLODIPINE)) == (0, 1, 0)
    assert len(model.lines()) == 2


def test_what_was_not_asked_is_asked_here_and_then_no_longer(model: PrescriptionModel) -> None:
    """H17: a check that lacks an answer asks for it beside the line."""
    write(model, AMOXICILLIN, "2粒")
    assert model.review is not None
    asked = model.questions()
    ask(model)
    assert set(model.questions()) < set(asked) | {"weight"} or asked == ()
    assert "allergies" not in model.questions()


def test_an_allergy_told_here_blocks_at_once(model: PrescriptionModel) -> None:
    write(model, AMOXICILLIN, "2粒")
    model.add_allergy("青霉素", "休克")
    blocking = [found.code for found in model.findings() if found.severity is Severity.BLOCK]
    assert "RX-APP-03" in blocking or "RX-SAF-06" in blocking
    error = model.why_not()
    assert error is not None and error.code == "rx_blocked" and model.blocking_lines()[0] is Severity.BLOCK


def test_a_weight_in_jin_is_taken_and_a_strange_one_asks_first(model: PrescriptionModel, practice: PracticeDesk) -> None:
    model.measure(WEIGHT, "6斤")
    assert model.doubts[WEIGHT] and model.error is None
    model.measure(WEIGHT, "123斤")
    assert model.doubts[WEIGHT] == () or model.banner is not None
    model.measure(WEIGHT, "123斤", confirmed=True)
    assert model.banner is not None and model.banner.weight is not None and model.banner.weight[0] == Decimal("61.5")


def test_the_kidneys_are_asked_about_until_a_report_is_typed_in(model: PrescriptionModel) -> None:
    """H17: without a number the check could not run, and says so; with one it runs."""
    write(model, "metformin-tab", "500mg")
    assert "egfr" in model.questions()
    model.measure(MeasurementKind.EGFR, "25")
    assert "egfr" not in model.questions() and model.banner is not None and model.banner.egfr is not None
    assert any(found.code == "RX-APP-02" for found in model.findings())


def test_an_over_dose_needs_a_reason_and_the_same_doctors_second_signature(model: PrescriptionModel) -> None:
    write(model, dose="4片")
    ask(model)
    over = [one for one in model.findings() if one.severity is Severity.OVERRIDE]
    assert {one.code for one in over} <= {"RX-QTY-07", "RX-QTY-08"} and over
    codes = [why(model)]
    for reason in ("", "已用多年"):
        for found in over:
            model.override(found, "other", reason)
        codes.append(why(model))
    assert codes == ["rx_override_needed", "rx_reason_needed", "rx_sign_again"]
    for found in over:
        model.sign_again(found)
    assert model.why_not() is None


def test_signing_gives_an_immutable_sheet_and_a_fresh_one_to_write(model: PrescriptionModel, rx: Prescribing, visit: QueueRow) -> None:
    write(model)
    ask(model)
    model.sign()
    assert model.error is None and model.shown is not None and model.draft is not None
    assert (model.shown.state, len(model.shown.lines), model.draft.lines) == (PrescriptionState.SIGNED, 1, ())
    assert model.shown.number and flaws_of(model.shown) == () and rx.draft_of(visit.encounter) is None
    papers: list[bytes] = []
    model.pdf(papers.append, model.papers())
    model.printed(model.papers(), papers[0])
    assert papers[0].startswith(b"%PDF") and len(rx.copies(model.shown.id)) == 1
    model.cancel("药开错了")
    assert model.shown.state is PrescriptionState.CANCELLED and model.signed[0].state is PrescriptionState.CANCELLED


def test_an_unread_correction_stops_the_signature(model: PrescriptionModel, unread: set[str], visit: QueueRow) -> None:
    """safety.md §3: the dose may rest on another woman's pressure."""
    write(model)
    ask(model)
    unread.add(visit.person)
    model.sign()
    assert model.error is not None and model.error.code == "correction_unread" and model.signed == ()


def test_an_empty_sheet_is_not_signed(model: PrescriptionModel) -> None:
    model.sign()
    assert model.error is not None and model.error.code == "rx_empty"


def test_a_draft_is_found_again_after_a_crash(model: PrescriptionModel, services: Services, visit: QueueRow) -> None:
    write(model)
    model.keep()
    assert model.kept_at
    again = PrescriptionModel(services)
    again.open(visit.person, visit.encounter)
    assert again.restored and again.draft is not None and again.draft.lines == (model.draft.lines if model.draft else ())


def test_a_found_draft_that_was_signed_is_no_longer_told_of(model: PrescriptionModel, services: Services, visit: QueueRow) -> None:
    write(model)
    model.keep()
    again = PrescriptionModel(services)
    again.open(visit.person, visit.encounter)
    ask(again)
    again.restored = True  # answering wrote nothing into the sheet
    again.sign()
    assert again.error is None and again.shown is not None and not again.restored


def test_a_sheet_in_front_follows_what_happened_to_it_elsewhere(model: PrescriptionModel, rx: Prescribing, visit: QueueRow) -> None:
    """A verdict comes by sync while the doctor looks at the sheet: it must not go on saying that it waits."""
    model.sheets_changed()
    write(model)
    ask(model)
    model.sign()
    assert model.shown is not None and model.shown.state is PrescriptionState.SIGNED
    rx.cancel(model.shown.id, "开错药")
    assert model.shown.state is PrescriptionState.SIGNED
    model.sheets_changed()
    assert {model.shown.state, model.signed[0].state} == {PrescriptionState.CANCELLED}


def test_renewing_compares_and_takes_only_what_is_ticked(
    model: PrescriptionModel, services: Services, practice: PracticeDesk, visit: QueueRow
) -> None:
    write(model)
    write(model, AMOXICILLIN, "2粒", "3")
    model.choose(1, skin_test="阴性")
    ask(model)
    model.sign()
    assert model.error is None
    practice.queue.finish(visit.encounter)
    practice.clock.forward(5 * 86_400)
    practice.intake.open_visit(visit.person)
    later = practice.queue.today()[0]
    practice.queue.call(later.encounter)
    again = PrescriptionModel(services)
    again.open(visit.person, later.encounter)
    again.compare(again.earlier[0].id)
    assert again.refill is not None
    ticked = [one.ticked for one in again.refill.lines]
    assert ticked == [True, False]
    again.take_refill(tuple(n for n, on in enumerate(ticked) if on))
    assert [state.line.drug for state in again.lines()] == [AMLODIPINE] and again.refill is None
    assert again.draft is not None and again.draft.based_on == again.earlier[0].id
    again.open(visit.person, later.encounter, renewing=again.earlier[0].id)
    assert again.refill is not None and again.lines(), "from the refill list, with the sheet half written"


def test_taking_a_line_out_takes_its_overrides_along(model: PrescriptionModel) -> None:
    """H53: a reason never stays for another drug."""
    write(model, dose="4片")
    found = next(one for one in model.findings() if one.severity is Severity.OVERRIDE)
    model.override(found, "severe", "")
    assert model.override_of(found) is not None
    model.remove(0)
    assert model.draft is not None and model.draft.overrides == () and model.lines() == ()


def test_a_long_list_is_one_act_and_every_sheet_is_printed(model: PrescriptionModel, rx: Prescribing, visit: QueueRow) -> None:
    """safety.md §5.4, RX-FRM-04: the product splits and does not stop."""
    for drug in ("loratadine-tab", "vitamin-c-tab", "folic-acid-tab", "omeprazole-cap", AMLODIPINE, "estazolam-tab"):
        number = model.add(drug)
        model.type_dose(number, "1片" if drug != "omeprazole-cap" else "1粒")
        model.choose(number, frequency="qd", route="oral")
        model.type_days(number, "7")
    model.type_herbs("黄芪30 当归10")
    ask(model)
    for found in model.findings():
        if found.severity is Severity.OVERRIDE:
            model.override(found, "benefit", "")
    assert [part.kind.value for part in model.parts] == ["ordinary", "second", "herbal"]
    model.sign()
    assert model.error is None and len(model.signed) == 3
    assert model.shown == model.signed[0] and model.papers() == model.signed
    pdfs: list[bytes] = []
    model.pdf(pdfs.append, model.papers())
    model.printed(model.papers(), pdfs[0])
    assert [len(rx.copies(one.id)) for one in model.signed] == [1, 1, 1]
    model.cancel("药开错了")
    assert model.papers() == (model.shown,)
    model.show_sheet(model.signed[1])
    assert len(model.papers()) == 2


def test_herbs_that_cannot_be_read_leave_the_list_and_stop_the_signature(model: PrescriptionModel) -> None:
    model.type_herbs("黄芪30")
    model.type_herbs("黄芪30 abc")
    assert model.draft is not None and [herb.name for herb in model.draft.herbs] == ["黄芪"]
    assert why(model) == "herb_unread"
    model.type_herbs("黄芪30 甘草6")
    assert model.herb_problem is None and len(model.draft.herbs) == 2
    model.type_herbs("")
    assert why(model) == "rx_empty"


def test_a_decoction_is_renewed_as_a_decoction(model: PrescriptionModel, services: Services, visit: QueueRow) -> None:
    model.type_herbs("黄芪30 附子9先煎")
    model.set_decoction(doses=5, use="每日1剂，分3次温服")
    ask(model)
    model.sign()
    assert model.error is None and model.shown is not None
    model.compare(model.shown.id)
    assert model.refill is not None
    model.take_refill((0, 1))
    assert model.draft is not None and model.draft.lines == () and model.draft.decoction is not None
    assert [(one.name, one.way) for one in model.draft.herbs] == [("黄芪", ""), ("附子", "先煎")]
    assert (model.draft.decoction.doses, model.draft.decoction.use) == (5, "每日1剂，分3次温服")
