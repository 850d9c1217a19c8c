"""三师共管: a resident's care plan by specialist, doctor and health manager, each writing own parts, and the sheet that the resident takes home."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clock import instant, local_day
from app.domain.age import age_text
from app.domain.care_plan import CareRole, PlanPart, PlanText, standing
from app.domain.filled_form import FilledForm
from app.domain.ids import as_written, new_id
from app.domain.measurement import MeasurementKind
from app.domain.person import Person
from app.domain.programme import FOLLOW_UP_FORMS
from app.errors import KnownError
from app.printing.plan import GuidancePart, GuidanceSheet, guidance_pdf
from app.rules.plan_templates import Filled, PlanFacts, fill, fitting, owners, plan_policy
from app.rules.values import in_unit
from app.rules.vitals import Population
from app.services.desk import Desk
from app.services.judgement import age_years, subject_of
from app.services.measuring import person_of
from app.services.medicines import taken_on
from app.store import accounts, clinical, enrolments, filled_forms, measurements, people, prescriptions
from app.store.audit import Act
from app.store.care import PLAN_TEXTS
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail

READ, WRITE = "plan.read", "plan.write"
KIND = "guidance"
"""As printers and audit trail call the sheet."""
_VISITS = frozenset(FOLLOW_UP_FORMS.values()) - {"exam"}


@dataclass(frozen=True, slots=True)
class Written:
    """A form of a part with the name of who wrote it."""

    text: PlanText
    by_name: str


@dataclass(frozen=True, slots=True)
class PartView:
    """``standing``: what nothing replaced, the newest first; two or more were written before they met and wait for one who settles it.

    ``history``: all forms of the part, the newest first. ``mine``: whoever is signed in may write it; ``leads``: whose part it is.
    """

    part: PlanPart
    standing: tuple[Written, ...]
    history: tuple[Written, ...]
    mine: bool
    leads: CareRole

    @property
    def lines(self) -> tuple[str, ...]:
        """What the resident is told: the newest form."""
        return self.standing[0].text.lines if self.standing else ()

    @property
    def disputed(self) -> bool:
        """Whether two forms stand side by side."""
        return len(self.standing) > 1


@dataclass(frozen=True, slots=True)
class PlanView:
    """``template``: what enrolments, diagnoses and age call for, '' = nothing. ``role`` None: whoever looks writes nothing."""

    person: Person
    age_text: str
    parts: tuple[PartView, ...]
    template: str
    role: CareRole | None

    def part(self, wanted: PlanPart) -> PartView:
        """One part."""
        return next(one for one in self.parts if one.part is wanted)


class CarePlans:
    """For whoever sees charts; writing needs ``plan.write`` and a role that the part belongs to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def plan(self, person: str) -> PlanView:
        """The plan as it stands. KnownError ``person_unknown``."""
        now, role = self._desk.clock.now(), self.role
        return self._desk.read(READ, lambda conn: _view(conn, person, now, role))

    @property
    def role(self) -> CareRole | None:
        """As which of the three somebody is signed in."""
        who = self._desk.who
        return CareRole(who.role) if who.may(WRITE) and who.role in frozenset(CareRole) else None

    def propose(self, person: str, template: str) -> Filled:
        """A template in words for this person, nothing kept. KnownError ``plan_template``, ``plan_child``, ``person_unknown``."""
        now = self._desk.clock.now()
        facts = self._desk.read(READ, lambda conn: _facts(conn, person, now))
        if facts.subject.population is Population.CHILD:
            raise KnownError("plan_child")
        try:
            return fill(template, facts)
        except KeyError as bad:
            raise KnownError("plan_template") from bad

    def write(self, person: str, part: PlanPart, lines: Sequence[str], seen: Collection[str], template: str = "") -> PlanText:
        """Write a part; it replaces all that stands of it. ``seen``: ids of the forms the writer had in sight.

        KnownError ``plan_not_yours``, ``plan_lines``, ``plan_changed`` where something else stands by now, ``person_unknown``.
        """
        role, told = self._writer(part), _checked(lines)
        return self._desk.write(WRITE, lambda uow: _write(uow, person, part, role, told, template, seen))

    def adopt(self, person: str, template: str) -> tuple[PlanText, ...]:
        """Write every part of a template that is the writer's and of which nothing stands yet. KnownError as :meth:`write`."""
        filled, role = self.propose(person, template), self.role

        def work(uow: UnitOfWork) -> tuple[PlanText, ...]:
            there = standing(PLAN_TEXTS.of_people(uow.conn, people.linked(uow.conn, person)))
            mine = [part for part in filled.lines if role in owners(part) and part not in there]
            return tuple(_write(uow, person, part, role, filled.lines[part], template, ()) for part in mine if role is not None)

        return self._desk.write(WRITE, work)

    def pdf(self, person: str) -> bytes:
        """健康指导单 in big type. KnownError ``plan_empty``, ``person_unknown``."""
        found = self.plan(person)
        told = [one for one in found.parts if one.lines]
        if not told:
            raise KnownError("plan_empty")
        who, today = self._desk.who, local_day(self._desk.clock.now())
        parts = tuple(GuidancePart(one.part.value, one.lines, _writers(one)) for one in told)
        day = max(local_day(instant(one.standing[0].text.at)) for one in told)
        return guidance_pdf(
            GuidanceSheet(
                who.organization.name, who.organization.phone, found.person.name, found.age_text, day.isoformat(), today.isoformat(), parts
            )
        )

    def printed(self, person: str, pdf: bytes, kind: str = KIND) -> None:
        """It left the printer."""
        digest = hashlib.sha256(pdf).hexdigest()
        act = Act("print", kind, person, person, detail=detail(sha256=digest))
        self._desk.write(READ, lambda uow: uow.note(act))

    def _writer(self, part: PlanPart) -> CareRole:
        self._desk.allow(WRITE)
        role = self.role
        if role is None or role not in owners(part):
            raise KnownError("plan_not_yours", who=owners(part)[0].value)
        return role


# ---- read


def _view(conn: Reading, person: str, now: datetime, role: CareRole | None) -> PlanView:
    found = person_of(conn, person)
    linked = people.linked(conn, person)
    texts = PLAN_TEXTS.of_people(conn, linked)
    names = {key: one.name for key in {text.by for text in texts} if (one := accounts.practitioner(conn, key)) is not None}
    open_forms = standing(texts)
    parts = tuple(
        PartView(
            part,
            _with_names(open_forms.get(part, ()), names),
            _with_names([one for one in texts if one.part is part], names),
            role in owners(part),
            owners(part)[0],
        )
        for part in PlanPart
    )
    today = local_day(now)
    age = "" if found.birth is None else age_text(found.birth, max(found.birth, today))
    return PlanView(found, age, parts, _called_for(conn, linked, found, today), role)


def _with_names(texts: Sequence[PlanText], names: Mapping[str, str]) -> tuple[Written, ...]:
    return tuple(Written(one, names.get(one.by, "")) for one in texts)


def _writers(one: PartView) -> str:
    return one.standing[0].by_name


def _called_for(conn: Reading, linked: Collection[str], person: Person, today: date) -> str:
    programmes = [one.programme.value for one in enrolments.of_people(conn, linked) if not one.closed_on]
    codes = [
        one.icd10 for one in clinical.conditions(conn, linked) if one.clinical_status == "active" and one.verification != "entered-in-error"
    ]
    return fitting(programmes, codes, age_years(person, today))


def _facts(conn: Reading, person: str, now: datetime) -> PlanFacts:
    found = person_of(conn, person)
    linked = people.linked(conn, person)
    today = local_day(now)
    newest = measurements.newest(conn, linked, (MeasurementKind.WEIGHT, MeasurementKind.HEIGHT))
    weight, height = (newest.get(kind) for kind in (MeasurementKind.WEIGHT, MeasurementKind.HEIGHT))
    forms = filled_forms.of_people(conn, linked)
    running = taken_on(prescriptions.of_person(conn, linked), today)
    return PlanFacts(
        subject_of(conn, found, linked, now),
        None if weight is None else in_unit(weight.value("weight"), "kg"),
        None if height is None else in_unit(height.value("height"), "cm"),
        tuple(dict.fromkeys(one.line.name for one in running)),
        next_visit(forms, today),
        _next_exam(forms, today),
    )


def next_visit(forms: Sequence[FilledForm], today: date) -> str:
    """The day the last follow-up named, else one by its class; in the resident's words. ``forms``: the newest first."""
    last = next((one for one in forms if one.form in _VISITS), None)
    if last is not None and last.one("next_on") > today.isoformat():
        return _spoken_day(date.fromisoformat(last.one("next_on")))
    days = plan_policy()["next_days"]
    return _spoken_day(today + timedelta(days=int(days.get("" if last is None else last.one("control"), days[""]))))


def _next_exam(forms: Sequence[FilledForm], today: date) -> str:
    last = next((one for one in forms if one.form == "exam"), None)
    day = today if last is None else date.fromisoformat(last.day) + timedelta(days=365)
    return f"{max(day, today):%Y年}{max(day, today).month}月"


def _spoken_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# ---- written


def _checked(lines: Sequence[str]) -> tuple[str, ...]:
    limits = plan_policy()["limits"]
    told = tuple(line for line in (as_written(one) for one in lines) if line)
    if not told or len(told) > limits["lines"] or any(len(line) > limits["characters"] for line in told):
        raise KnownError("plan_lines", lines=limits["lines"], characters=limits["characters"])
    return told


def _write(
    uow: UnitOfWork, person: str, part: PlanPart, role: CareRole, lines: tuple[str, ...], template: str, seen: Collection[str]
) -> PlanText:
    person_of(uow.conn, person)
    there = standing(PLAN_TEXTS.of_people(uow.conn, people.linked(uow.conn, person))).get(part, ())
    if {one.id for one in there} != set(seen):
        raise KnownError("plan_changed")
    replaces = tuple(one.id for one in there)
    made = PlanText(new_id(), person, part, role, lines, uow.actor.practitioner, uow.at, template, replaces)
    PLAN_TEXTS.add(uow, made)
    return made
