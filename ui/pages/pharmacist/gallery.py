"""The pharmacist's desk on show: three sheets wait, one of a woman with a reduced kidney function is in front."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.measurement import MeasurementKind
from app.domain.prescription import Prescription, PrescriptionState, SheetKind
from app.domain.review import FORMAT, Objection, ProposedChange, ReviewAct, ReviewStep, Stage
from app.domain.rx_document import canonical
from app.rules.facts import DatedNumber
from app.rules.findings import Finding, Severity
from app.services.medicines import Taken
from app.services.review_context import SignedFinding
from app.services.reviewing import Case, Waiting
from app.services.rx_facts import PersonFacts
from ui.gallery import Entry
from ui.pages.encounter.gallery import NOW, TODAY, WANG, ago, line, measured, pressure
from ui.pages.on_show import on_show
from ui.pages.pharmacist.model import ReviewModel
from ui.pages.pharmacist.page import ReviewPage

KIND = MeasurementKind
LINES = (
    line("metformin-tab", "盐酸二甲双胍片", "0.5 g × 20片/盒", "1000", "tid", 3, 28),
    line("simvastatin-tab", "辛伐他汀片", "20 mg × 7片/盒", "40", "qn", 1, 28),
)
SHEET = Prescription(
    "rx1",
    WANG.id,
    "e1",
    SheetKind.ORDINARY,
    PrescriptionState.SIGNED,
    LINES,
    (("I10", "原发性高血压"), ("E11.9", "2型糖尿病")),
    "PDY0-A1-20260305-0007",
    "城乡居民医保",
    long_term=True,
    extend_reason="慢性病，病情稳定",
    prescriber="d1",
    signed_at=ago(0, 22),
    hash="9f2c4d7e1a3b5c6d8e0f",
)


def told(number: int, usage: str, quantity: str) -> dict[str, str]:
    """A line as the signed document has it."""
    one = LINES[number]
    return {
        "name": one.name,
        "strength": one.strength,
        "quantity": quantity,
        "quantity_unit": "盒",
        "usage": usage,
        "skin_test": "",
        "note": "",
    }


DOCUMENT: dict[str, Any] = {
    "department": "全科",
    "lines": [told(0, "每次1000mg（2片），每日3次（tid），口服，28天", "9"), told(1, "每次40mg（2片），睡前（qn），口服，28天", "8")],
}
FINDINGS = (
    SignedFinding(
        Finding(
            "RX-QTY-08",
            Severity.OVERRIDE,
            "max_daily",
            "",
            (0,),
            (),
            {"drug": "盐酸二甲双胍片", "dose": "3000", "limit": "2000", "unit": "mg"},
        ),
        "病情需要",
        True,
    ),
)
WAITING = Waiting(
    "rx1", SHEET.number or "", "王秀英", "女", "66岁", "柳树村卫生室", "王建国", ago(0, 22), timedelta(minutes=22), True,
    Stage.FIRST, PrescriptionState.SIGNED, False, "", 2, 1, "",
)  # fmt: skip
ROWS = (
    replace(WAITING, sheet="rx3", name="张大山", sex="男", age="58岁", institution="河湾村卫生室", waited=timedelta(minutes=4), late=False, urgent=True),
    WAITING,
    replace(WAITING, sheet="rx2", name="李小宝", sex="男", age="2岁3月", waited=timedelta(minutes=9), late=False),
    replace(WAITING, sheet="rx4", name="赵桂兰", age="71岁", waited=timedelta(hours=2, minutes=5), stage=Stage.SECOND_OPINION, barred="same_person"),
)  # fmt: skip


def verdict() -> ReviewStep:
    """What another pharmacist said an hour ago."""
    document = canonical({"format": FORMAT, "by": {"name": "李芳"}, "institution": {"name": "县人民医院"}})
    said = Objection("2-5", (0,)), ProposedChange(0, "single", "500")
    return ReviewStep(
        "s1", WANG.id, "rx1", SHEET.hash or "", ReviewAct.PROPOSED, "ph1", ago(0, 61), document, "", "", "",
        objections=said[:1], proposals=said[1:], note="肾功能轻度下降，建议每日不超过2000 mg",
    )  # fmt: skip


def facts() -> PersonFacts:
    """Hers: an allergy, two diseases, one running drug."""
    allergy = Allergy("al1", WANG.id, "青霉素", "penicillin", "皮疹", "moderate", "本人", recorded_at=ago(400))
    conditions = tuple(Condition(code, WANG.id, None, code, name) for code, name in SHEET.diagnoses)
    running = Taken(line("amlodipine-tab", "苯磺酸氨氯地平片", "5 mg × 28片/盒", "5", "qd", 1, 28), "rx0", "0003", TODAY, 3)
    answers = {FactKind.ALLERGY: Fact("f1", WANG.id, FactKind.ALLERGY, Answer.YES, ago(400), "本人")}
    return PersonFacts(WANG, TODAY, (allergy,), conditions, answers, weight=None, egfr=None, creatinine=DatedNumber(), taken=(running,))


def case(row: Waiting = WAITING, steps: tuple[ReviewStep, ...] = ()) -> Case:
    """Her sheet with its context."""
    values = (
        pressure(ago(0, 40), 142, 86),
        measured(KIND.GLUCOSE, ago(0, 38), ("glucose", "9.8", "mmol/L"), context="fasting"),
        measured(KIND.EGFR, ago(21), ("egfr", "52", "mL/min/{1.73_m2}")),
        measured(KIND.WEIGHT, ago(30), ("weight", "61.5", "kg")),
    )
    gaps = (("pregnancy", ("pregnant",)),)
    return Case(row, SHEET, DOCUMENT, facts(), values, FINDINGS, gaps, steps, 1)


class Desk:
    """Answers from made-up sheets; nothing is decided."""

    bulk = False

    def __init__(self, rows: Sequence[Waiting] = ROWS, shown: Case | None = None) -> None:
        self._rows, self._case = rows, shown or case()

    def queue(self) -> Sequence[Waiting]:
        """Those on show."""
        return self._rows

    def case(self, sheet: str) -> Case:
        """Hers."""
        return self._case

    def approve_clean(self, seen: Iterable[tuple[str, str]]) -> int:
        """As if all were written."""
        return len(list(seen))

    def approve(self, sheet: str, seen_hash: str) -> PrescriptionState:
        """As if it were written."""
        return PrescriptionState.APPROVED

    def send_back(
        self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str = "", proposals: Iterable[ProposedChange] = ()
    ) -> PrescriptionState:
        """As if it were written."""
        return PrescriptionState.RETURNED

    def refuse(self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str) -> PrescriptionState:
        """As if it were written."""
        return PrescriptionState.REFUSED


def page(desk: Desk) -> ReviewPage:
    """The page over made-up sheets."""
    model = ReviewModel(desk, SetClock(NOW), lambda: "赵药师")
    return on_show(lambda bridge: ReviewPage(model, bridge))


def reviewing() -> QWidget:
    """A dose over the limit, with the doctor's reason."""
    made = page(Desk())
    made.model.open("rx1")
    return made


def objecting() -> QWidget:
    """A lower dose is proposed."""
    made = page(Desk())
    made.model.open("rx1")
    made.model.write(True)
    made.objection.reasons["2-5"].setChecked(True)
    made.objection.doses[0].setText("500")
    made.objection.note.setText("肾功能轻度下降，建议每日不超过2000 mg")
    made._write()
    return made


def second() -> QWidget:
    """The doctor disagreed with the first pharmacist; whoever returned it may not decide again."""
    row = replace(WAITING, stage=Stage.SECOND_OPINION, state=PrescriptionState.RETURNED, barred="same_person")
    made = page(Desk(shown=case(row, (verdict(),))))
    made.model.open("rx1")
    return made


def confirming() -> QWidget:
    """The last question."""
    made = page(Desk())
    made.model.open("rx1")
    made._ask_approve()
    made.strip.listen()
    return made


def together() -> QWidget:
    """Two sheets without findings, about to be approved at once where the site allows it."""
    desk = Desk(rows=(ROWS[0], replace(ROWS[2], clean=True, findings=0), replace(ROWS[3], clean=True, findings=0, barred=""), WAITING))
    desk.bulk = True
    made = page(desk)
    made._ask_together()
    made.strip.listen()
    return made


def nothing() -> QWidget:
    """Nobody waits."""
    return page(Desk(rows=()))


ENTRIES = [
    Entry("review", reviewing),
    Entry("review-objecting", objecting),
    Entry("review-second", second),
    Entry("review-confirming", confirming),
    Entry("review-together", together),
    Entry("review-nothing", nothing),
]
