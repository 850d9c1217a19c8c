"""The sheet on show: a practice clinic's patients with hypertension and diabetes, measured this morning, some of it asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from PySide6.QtWidgets import QWidget

from app.clock import iso
from app.domain.encounter import Encounter, VisitKind
from app.domain.filled_form import FilledForm, FormValue
from app.domain.ids import derived_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.domain.programme import Basis, Enrolment, Programme
from app.rules.forms.reading import library
from app.services.form_filling import FormFilling
from app.services.form_gaps import FormGaps
from app.services.form_papers import FormPapers
from app.services.printers import Printers
from app.store import enrolments, filled_forms, measurements, people
from app.store.unit_of_work import UnitOfWork
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.follow_up.model import FollowUpModel, Services
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk, open_practice

HTN, DM = "htn_followup", "dm_followup"
KIND = MeasurementKind
LAST_TIME = {
    "day": "2025-12-04",
    "way": "1",
    "htn_symptoms": "1",
    "danger_signs": "1",
    "systolic": "152",
    "diastolic": "90",
    "weight": "62.3",
    "weight_target": "60",
    "smoke_per_day": "0",
    "drink_liang": "0",
    "exercise_per_week": "3",
    "exercise_minutes": "30",
    "exercise_week_target": "5",
    "exercise_minutes_target": "30",
    "salt": "2",
    "salt_target": "1",
    "psych": "1",
    "compliance": "1",
    "adherence": "1",
    "adr": "1",
    "complication": "1",
    "control": "2",
    "next_on": "2025-12-18",
    "drug_1_name": "苯磺酸氨氯地平片",
    "drug_1_per_day": "1",
    "drug_1_dose": "5mg",
    "doctor": "刘明远",
}
_SUGAR = {"staple_grams": "300", "staple_target": "250", "hypoglycemia": "1", "dorsalis_pedis": "1", "fasting": "7.6", "dm_symptoms": "1"}
ASKED = {"symptoms": ("1",), "danger_signs": ("1",), f"{HTN}.complication": ("1",), f"{DM}.complication": ("1",), "dorsalis_pedis": ("1",)}
REACTIONS = {f"{HTN}.adr": ("1",), f"{DM}.adr": ("1",), "adherence": ("1",)}


def resident(number: int, name: str = "王秀英") -> Person:
    """A woman of 66."""
    return Person(
        derived_id("follow-up-on-show", str(number)),
        name,
        Sex.FEMALE,
        date(1959, 3, 12),
        (Identifier(IdKind.RESIDENT, "410205195903121226"), Identifier(IdKind.HEALTH_RECORD, "41020510320300017")),
        (Phone("14000000001"),),
        Address("410205103203", "第三村", "2组"),
        "李建国",
    )


def settled(practice: PracticeDesk, person: Person, pressure: tuple[str, str] = ("146", "86"), last: bool = True) -> Encounter:
    """In both registers, here today, measured; a visit of last quarter behind her where ``last``."""
    desk = practice.desk
    by, now = desk.who.practitioner, iso(practice.clock.now())

    def work(uow: UnitOfWork) -> None:
        people.add(uow, person)
        for programme in (Programme.HYPERTENSION, Programme.DIABETES):
            key = derived_id("enrolled", person.id, programme.value)
            enrolments.add(uow, Enrolment(key, person.id, programme, "2024-03-01", Basis.DIAGNOSED, by, "2024-03-01T01:00:00.000Z"))
        for form, told in ((HTN, LAST_TIME), (DM, LAST_TIME | _SUGAR)) if last else ():
            filled_forms.add(uow, before(person.id, form, told, by))

    desk.store.write(work, desk.actor).result()
    visit = practice.intake.open_visit(person.id, "slip", evidence=person.id)
    measured(
        practice, person.id, KIND.BLOOD_PRESSURE_SUMMARY, now, ("systolic", pressure[0], "mm[Hg]"), ("diastolic", pressure[1], "mm[Hg]")
    )
    measured(practice, person.id, KIND.GLUCOSE, now, ("glucose", "6.4", "mmol/L"), context="fasting")
    measured(practice, person.id, KIND.WEIGHT, now, ("weight", "61.5", "kg"))
    measured(practice, person.id, KIND.HEIGHT, now, ("height", "156", "cm"))
    return visit


def before(person: str, form: str, told: Mapping[str, str], by: str, day: str = "2025-12-04") -> FilledForm:
    """A form of an earlier day."""
    known = library()
    codes = known.form(form).fields
    values = {code: FormValue(known.fields[code].kind, (word,)) for code, word in (*told.items(), ("day", day)) if code in codes}
    return FilledForm(derived_id("filled", person, form, day), person, None, form, 1, day, values, by, f"{day}T01:30:00.000Z")


def measured(
    practice: PracticeDesk,
    person: str,
    kind: MeasurementKind,
    at: str,
    *values: tuple[str, str, str],
    context: str = "",
    arm: str = "",
) -> None:
    """One measurement by a device."""
    numbers = tuple(MeasuredValue(name, Decimal(text), unit) for name, text, unit in values)
    key = derived_id("measured", person, kind.value)
    made = Measurement(key, person, None, kind, numbers, at, TimeBasis.ARRIVAL, Source.DEVICE, context=context, arm=arm)
    practice.desk.store.write(lambda uow: measurements.add(uow, made), practice.desk.actor).result()


def page_over(practice: PracticeDesk, bridge: Bridge) -> FollowUpPage:
    """The page over a practice clinic's services."""
    desk = practice.desk
    filling = FormFilling(desk)
    services = Services(filling, practice.residents, FormGaps(desk, filling), FormPapers(desk), practice.clock)
    return FollowUpPage(FollowUpModel(services), bridge, Printers(desk))


@cache
def _practice() -> PracticeDesk:
    return open_practice(2)


@cache
def _visit(number: int, high: bool = False) -> Encounter:
    practice, who = _practice(), resident(number)
    visit = settled(practice, who, ("184", "112") if high else ("146", "86"))
    if number == 3:  # a visit of this quarter that nobody wrote a follow-up for
        now = practice.clock.now()
        practice.clock.set(now - timedelta(days=21))
        earlier = practice.intake.open_visit(who.id, "slip", evidence=who.id)
        practice.clock.set(now)
        assert earlier.kind is VisitKind.CLINIC
    return visit


def _page(number: int, high: bool = False, told: Mapping[str, tuple[str, ...]] | None = None) -> FollowUpPage:
    visit = _visit(number, high)
    bridge = Bridge()
    made = page_over(_practice(), bridge)
    bridge.setParent(made)
    made.model.attach(made.refresh, at_once)
    made.model.open(visit.person, visit.id, [HTN, DM])
    for key, words in (told or {}).items():
        made.model.put(key, *words)
    return made


def half_asked() -> QWidget:
    """Measured and asked; the class stands, habits of last time wait to be confirmed."""
    made = _page(1, told=ASKED | REACTIONS)
    made.look("systolic")
    return made


def urgent() -> QWidget:
    """184/112 with a severe headache: no class, a referral with its reason and place."""
    signs = {"symptoms": ("2",), "danger_signs": ("3",)}
    return _page(2, high=True, told=ASKED | REACTIONS | signs | {f"{HTN}.refer_reason": ("血压 184/112，剧烈头痛",)})


def filed() -> QWidget:
    """The forms that stand."""
    made = _page(3)
    made.model.show_list(True)
    made.filed.list.table.select(made.model.filled[0].id)
    return made


ENTRIES = [Entry("follow-up", half_asked), Entry("follow-up-urgent", urgent), Entry("follow-up-filed", filed)]
