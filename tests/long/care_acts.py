"""What public health writes, drawn by dice: cases, forms and their corrections, calls, plans, critical values, agreements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from app.domain.care_plan import CareRole, PlanPart, PlanText, standing
from app.domain.contract import Contract, ContractEnd, ContractStep
from app.domain.critical_value import CriticalAct, CriticalStep
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.programme import Basis, Closing, Contact, ContactOutcome, ContactWay, Enrolment, Programme
from app.domain.rx_template import RxTemplate, TemplateLine, TemplateScope
from app.store import care, contacts, enrolments, filled_forms, rx_templates
from app.store.tables.people import person
from app.store.tables.public_health import contract, enrolment, filled_form
from app.store.tables.visits import measurement
from app.store.unit_of_work import UnitOfWork
from tests.sync.fhir import samples

if TYPE_CHECKING:
    from tests.long.clinic_day import Day

KINDS = ("enrolment", "filled_form", "contact", "plan_text", "critical_step", "contract", "contract_step", "rx_template")
BY, HERE = samples.doctor.id, samples.clinic.id


def enrol(day: Day, uow: UnitOfWork) -> None:
    """A case is opened, which another seat may open, too."""
    who = day.any_of(uow.conn, person)
    programme = day.dice.choice((Programme.HYPERTENSION, Programme.DIABETES))
    if who is None or any(one.programme is programme and not one.closed_on for one in enrolments.of_people(uow.conn, [who])):
        return
    enrolments.add(uow, Enrolment(day.made_id("case"), who, programme, uow.at[:10], day.dice.choice(list(Basis)), BY, uow.at))


def leave(day: Day, uow: UnitOfWork) -> None:
    """A case ends."""
    key = day.any_of(uow.conn, enrolment, closed_on="")
    one = enrolments.get(uow.conn, key) if key else None
    if one is not None:
        on = max(one.opened_on, uow.at[:10])
        enrolments.close(uow, replace(one, closed_on=on, closing=day.dice.choice((Closing.MOVED, Closing.LOST)), closed_by=BY))


def fill(day: Day, uow: UnitOfWork) -> None:
    """A form is filled."""
    who = day.any_of(uow.conn, person)
    if who is not None:
        filled_forms.add(uow, _form(day, uow, who))


def correct(day: Day, uow: UnitOfWork) -> None:
    """A form is filled again in the place of another."""
    key = day.any_of(uow.conn, filled_form, status="completed")
    one = filled_forms.get(uow.conn, key) if key else None
    if one is not None:
        filled_forms.add(uow, replace(_form(day, uow, one.person), replaces=one.id, day=one.day))


def _form(day: Day, uow: UnitOfWork, who: str) -> FilledForm:
    values = {
        "systolic": FormValue(ValueKind.NUMBER, (str(day.dice.randint(100, 190)),)),
        "htn_symptoms": FormValue(ValueKind.CHOICES, tuple(sorted(day.dice.sample("2345", 2)))),
    }
    return FilledForm(day.made_id("form"), who, None, "htn_followup", 1, uow.at[:10], values, BY, uow.at)


def call(day: Day, uow: UnitOfWork) -> None:
    """Somebody is called."""
    who = day.any_of(uow.conn, person)
    if who is not None:
        outcome = day.dice.choice(list(ContactOutcome))
        contacts.CONTACTS.add(uow, Contact(day.made_id("call"), who, "follow_up", ContactWay.PHONE, outcome, BY, uow.at))


def plan(day: Day, uow: UnitOfWork) -> None:
    """A part of a plan is written, from what stands of it here."""
    who = day.any_of(uow.conn, person)
    if who is not None:
        part = day.dice.choice((PlanPart.DIET, PlanPart.EXERCISE))
        here = standing(care.PLAN_TEXTS.of_people(uow.conn, [who])).get(part, ())
        lines = (f"每天走{day.dice.randint(10, 60)}分钟",)
        care.PLAN_TEXTS.add(
            uow, PlanText(day.made_id("plan"), who, part, CareRole.DOCTOR, lines, BY, uow.at, replaces=tuple(one.id for one in here))
        )


def tell(day: Day, uow: UnitOfWork) -> None:
    """Somebody is told of a value."""
    key = day.any_of(uow.conn, measurement)
    if key is not None:
        who = uow.conn.execute(measurement.select().where(measurement.c.id == key)).mappings().one()["person"]
        act = day.dice.choice(list(CriticalAct))
        care.CRITICAL_STEPS.add(uow, CriticalStep(day.made_id("told"), who, key, act, BY, uow.at, "女儿"))


def agree(day: Day, uow: UnitOfWork) -> None:
    """An agreement of a year."""
    who = day.any_of(uow.conn, person)
    if who is not None:
        first = date.fromisoformat(uow.at[:10])
        last = first + timedelta(days=364)
        made = Contract(
            day.made_id("contract"), who, "王建国团队", ("basic",), first.isoformat(), last.isoformat(), "本人", "1", ("data",), BY, uow.at
        )
        care.CONTRACTS.add(uow, made)


def part(day: Day, uow: UnitOfWork) -> None:
    """An agreement ends before its time."""
    key = day.any_of(uow.conn, contract)
    one = care.CONTRACTS.get(uow.conn, key) if key else None
    if one is not None:
        step = ContractStep(day.made_id("parted"), one.person, one.id, ContractEnd.MOVED, uow.at[:10], BY, uow.at)
        care.CONTRACT_STEPS.add(uow, step)


def template(day: Day, uow: UnitOfWork) -> None:
    """A template of prescriptions is written, changed from what stands of it here, or taken back."""
    here = rx_templates.offered(uow.conn, HERE, BY)
    before = day.dice.choice(here) if here and day.dice.random() < 0.7 else None
    line = TemplateLine("amlodipine-tab", "苯磺酸氨氯地平片", "5 mg", Decimal(day.dice.randint(1, 10)), "mg", "qd", "oral", 28)
    name = before.name if before is not None else day.made_id("template")[:8]
    replaces = () if before is None else (before.id,)
    gone = before is not None and day.dice.random() < 0.3
    scope = day.dice.choice(list(TemplateScope))
    made = RxTemplate(day.made_id("version"), HERE, scope, name, "I10", "高血压", (line,), (), None, BY, uow.at, replaces, gone)
    rx_templates.TEMPLATES.add(uow, made)


ACTS: Mapping[Callable[[Day, UnitOfWork], None], int] = {
    enrol: 3,
    leave: 1,
    fill: 3,
    correct: 1,
    call: 1,
    plan: 2,
    tell: 1,
    agree: 1,
    part: 1,
    template: 1,
}
