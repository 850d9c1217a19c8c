"""The plan on show: written by doctor and health manager, two forms side by side, a part being written, home readings, and risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from PySide6.QtWidgets import QWidget

from app.clock import instant, iso
from app.domain.care_plan import CareRole, PlanPart, PlanText
from app.domain.clinical import Condition
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import derived_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.services.care_plans import CarePlans
from app.services.home_import import HomeImport
from app.services.home_readings import HomeReadings
from app.services.printers import Printers
from app.services.risk import Risk
from app.services.year_sheets import YearSheets
from app.store import clinical, filled_forms, measurements, people
from app.store.care import PLAN_TEXTS
from app.store.unit_of_work import UnitOfWork
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.page_model import at_once
from ui.pages.plan.model import PlanModel, Services, View
from ui.pages.plan.page import PlanPage
from ui.practice_desk import PracticeDesk, open_practice

KIND = MeasurementKind
HIGH = "2026-03-01 07:30 148/92 72\n2026-03-02 07:20 146/90 70\n2026-03-03 07:35 150/94 75\n2026-03-03 空腹 7.4"
SLIP = "2026-03-04 07:30 144/88 70\n3月4日 餐后 9.6\n3月5日 2026 头晕\n2026-03-09 07:30 140/86"
NONE = ("1",)


@cache
def _practice() -> tuple[PracticeDesk, str, str]:
    """One clinic for all pictures: somebody of whom much is known, and somebody of whom nothing is."""
    practice = open_practice(4)
    wang = Person(
        derived_id("plan-shown", "wang"),
        "王秀英",
        Sex.FEMALE,
        date(1959, 3, 12),
        (Identifier(IdKind.RESIDENT, "410205195903121226"),),
        (Phone("14000000001"),),
        Address("410205103203", "第三村", "2组"),
    )
    practice.desk.store.write(lambda uow: people.add(uow, wang), practice.desk.actor).result()
    known, bare = wang.id, practice.people[0]
    practice.desk.store.write(lambda uow: _record(uow, practice, known), practice.desk.actor).result()
    plans = CarePlans(practice.desk)
    plans.adopt(known, "hypertension+diabetes")
    HomeReadings(practice.desk).take(known, HIGH)
    practice.desk.store.write(lambda uow: _managers(uow, practice, known), practice.desk.actor).result()
    return practice, known, bare


def _record(uow: UnitOfWork, practice: PracticeDesk, who: str) -> None:
    for icd10, name in (("I10", "高血压"), ("E11.9", "2型糖尿病")):
        clinical.add_condition(uow, Condition(derived_id("plan-shown", icd10), who, None, icd10, name), None)
    now = practice.clock.now()

    def measured(kind: KIND, days: int, unit: str, context: str = "", **values: str) -> None:
        told = tuple(MeasuredValue(name, Decimal(number), unit) for name, number in values.items())
        key = derived_id("plan-shown", kind.value, str(days))
        at = iso(now - timedelta(days=days))
        measurements.add(uow, Measurement(key, who, None, kind, told, at, TimeBasis.DEVICE, Source.DEVICE, context=context))

    for number in range(10):
        high, low = 138 + number * 11 % 30, 80 + number * 5 % 16
        measured(KIND.BLOOD_PRESSURE_SUMMARY, 8 + number * 34, "mmHg", systolic=str(high), diastolic=str(low))
    for number in range(6):
        measured(KIND.GLUCOSE, 9 + number * 55, "mmol/L", "fasting", glucose=f"{Decimal('6.4') + number * 3 % 5 * Decimal('0.4')}")
    for kind, name, value, unit in (
        (KIND.WEIGHT, "weight", "66.5", "kg"),
        (KIND.HEIGHT, "height", "158", "cm"),
        (KIND.WAIST, "waist", "91", "cm"),
    ):
        measured(kind, 8, unit, **{name: value})
    told: dict[str, tuple[str, ...]] = {"smoking": ("1",), "tc": ("5.6",), "ldl": ("3.1",), "hdl": ("1.2",)}
    told |= {"cerebro": NONE, "kidney": NONE, "heart": NONE, "vascular": NONE, "eye": NONE}
    values = {
        key: FormValue(ValueKind.CHOICES if key in ("cerebro", "kidney", "heart", "vascular", "eye") else ValueKind.TEXT, one)
        for key, one in told.items()
    }
    by = practice.desk.who.practitioner
    filled_forms.add(
        uow, FilledForm(derived_id("plan-shown", "exam"), who, None, "exam", 1, "2025-11-02", values, by, "2025-11-02T01:00:00.000Z")
    )


def _managers(uow: UnitOfWork, practice: PracticeDesk, who: str) -> None:
    """What the health manager wrote elsewhere, before she saw the doctor's."""
    plan = CarePlans(practice.desk).plan(who)
    diet = plan.part(PlanPart.DIET).standing[0].text
    lines = ("每天盐不超过4克，用限盐勺", "三餐定时，主食一半换成粗粮", "不喝甜饮料")
    later = iso(instant(diet.at) + timedelta(minutes=1))
    PLAN_TEXTS.add(uow, PlanText(derived_id("plan-shown", "diet"), who, PlanPart.DIET, CareRole.HEALTH_MANAGER, lines, diet.by, later))


def page(who: str) -> PlanPage:
    """The page of a resident over the real services."""
    practice = _practice()[0]
    desk = practice.desk
    readings = HomeReadings(desk)
    services = Services(
        CarePlans(desk), readings, HomeImport(desk, readings), Risk(desk), YearSheets(desk), practice.residents, practice.clock
    )
    bridge = Bridge()
    made = PlanPage(PlanModel(services), bridge, Printers(desk))
    bridge.setParent(made)
    made.model.attach(made.refresh, at_once)
    if who:
        made.model.open(who)
    return made


def plan() -> QWidget:
    """Two forms of one part side by side."""
    return page(_practice()[1])


def writing() -> QWidget:
    """A part being written; somebody else changed it meanwhile."""
    made = page(_practice()[1])
    made.model.edit(PlanPart.TARGETS)
    assert made.model.editing is not None
    made.model.editing = replace(made.model.editing, seen=())
    card = made.cards[PlanPart.TARGETS]
    card.field.setPlainText("血压：在卫生室量，上压低于130，下压低于80。")
    card.save.click()
    return made


def fresh() -> QWidget:
    """Somebody without a plan; templates are offered."""
    return page(_practice()[2])


def home() -> QWidget:
    """A slip being read, above the readings whose mean asks for the doctor."""
    made = page(_practice()[1])
    made.model.look(View.HOME)
    made.home.field.setPlainText(SLIP)
    return made


def risk() -> QWidget:
    """Grade, level, factors, and the year."""
    made = page(_practice()[1])
    made.model.look(View.RISK)
    return made


def nobody() -> QWidget:
    """Nobody chosen."""
    return page("")


ENTRIES = [
    Entry("plan", plan),
    Entry("plan-writing", writing),
    Entry("plan-fresh", fresh),
    Entry("plan-home", home),
    Entry("plan-risk", risk),
    Entry("plan-nobody", nobody),
]
