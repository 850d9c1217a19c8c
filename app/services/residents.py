"""Residents: found, registered, changed; who is in front of us, and what the banner says of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.clock import instant, local_day
from app.domain.age import known_age_text
from app.domain.clinical import Allergy, Answer, Fact, FactKind
from app.domain.fields import EGFR_UNIT
from app.domain.identification import recognised
from app.domain.ids import check_resident_id, mask_id, tidy
from app.domain.measurement import MeasurementKind
from app.domain.person import IdKind, Person, ResidentRow
from app.domain.programme import Programme
from app.errors import KnownError
from app.logs import hide_names
from app.rules.values import in_unit
from app.services.contracts import Held, in_force
from app.services.desk import Desk
from app.services.linking import Linking
from app.services.resident_form import FieldProblem, ResidentForm, birth_of, form_of, number_of, person_of, problems
from app.store import clinical, enrolments, measurements, people, search
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

__all__ = ["Banner", "FieldProblem", "ResidentForm", "Residents", "form_of"]


@dataclass(frozen=True, slots=True)
class Banner:
    """Who it is and what must not be overlooked; on top of every page about a resident.

    ``allergy_known`` NOT_ASKED is shown as such, never as none. ``weight`` in kg and ``egfr`` in mL/min/1.73 m², each with its day.
    ``programmes``: what they are managed for at present, told to whoever may read charts.
    ``agreement``: with the family doctor, told to the same. ``died``: as any record of the human says.
    """

    person: Person
    age_text: str
    village: str
    id_masked: str
    allergy_known: Answer
    allergy_asked_on: date | None
    allergies: tuple[Allergy, ...]
    pregnant: Fact | None
    weight: tuple[Decimal, date] | None
    egfr: tuple[Decimal, date] | None
    programmes: tuple[Programme, ...] = ()
    agreement: Held | None = None
    died: date | None = None


class Residents:
    """Use cases about residents. ``links``: two records of one human."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.links = Linking(desk)

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]:
        """Residents a text may mean; short enough for the GUI thread."""
        return self._aged(self._desk.read("residents.read", lambda conn: search.find(conn, text, limit)))

    def get(self, person: str) -> Person:
        """One resident. KnownError ``person_unknown``."""
        return self._desk.read("residents.read", lambda conn: _known(conn, person))

    def whole_number(self, person: str) -> str:
        """The ID number unmasked; that somebody looked is in the audit trail. KnownError ``person_unknown``."""
        one = self.get(person)
        self._desk.looked(person, "id_number")
        return one.number(IdKind.RESIDENT) or one.number(IdKind.TEMPORARY) or ""

    def by_number(self, text: str) -> Person | None:
        """The resident a card, slip or QR names by its whole number. KnownError ``number_ambiguous`` when it is two humans'."""
        number = tidy(text)
        found = check_resident_id(number, self._today())
        return self._desk.read("residents.read", lambda conn: _holder(conn, found.id18 or number))

    def second_identifier(self, person: str, kind: str, text: str) -> bool:
        """Whether what was said besides the name fits: ``birth``, ``phone``, ``householder`` or ``id_tail``."""
        one = self.get(person)
        fits = recognised(one, f"name+{kind}", text)
        if not fits:
            act = Act("identify", "person", person, person, outcome="refused", reason=kind)
            self._desk.store.write(lambda uow: uow.note(act), self._desk.actor).result()
        return fits

    def check_form(self, form: ResidentForm) -> list[FieldProblem]:
        """What must be mended before the form can be saved; empty = nothing."""
        return problems(form, self._today())

    def duplicates(self, form: ResidentForm, but: str = "") -> list[ResidentRow]:
        """Residents who may be the same human: same number, same name and birth, or same name, village and phone."""
        return self._aged(self._desk.read("residents.read", lambda conn: self._duplicates(conn, form, but)))

    def register(self, form: ResidentForm, despite_duplicates: bool = False) -> Person:
        """Write a new resident.

        KnownError ``resident_form`` while the form has problems, ``duplicate_resident`` (person: the id on record) for a number
        that is taken, ``duplicate_suspected`` (count) unless ``despite_duplicates``.
        """
        self._check(form)

        def work(uow: UnitOfWork) -> Person:
            self._refuse_taken(uow.conn, form, "")
            alike = self._duplicates(uow.conn, form, "")
            if alike and not despite_duplicates:
                raise KnownError("duplicate_suspected", count=len(alike))
            number = "" if number_of(form, self._today()) else self.temporary_number(uow)
            return people.add(uow, person_of(form, self._today(), temporary=number))

        return self._desk.write("residents.write", work)

    def change(self, person: str, form: ResidentForm) -> Person:
        """Write over what is on record. KnownError ``resident_form``, ``duplicate_resident``, ``person_unknown``."""
        before = self.get(person)
        if before.number(IdKind.TEMPORARY) and not form.temporary_reason:
            form = replace(form, temporary_reason=before.temporary_reason)
        self._check(form)

        def work(uow: UnitOfWork) -> Person:
            self._refuse_taken(uow.conn, form, person)
            return people.change(uow, person_of(form, self._today(), _known(uow.conn, person)))

        return self._desk.write("residents.write", work)

    def take_back_death(self, person: str) -> Person:
        """The death on record was a slip, or a namesake's: out of every record of the human. Cases it ended are enrolled anew.

        KnownError ``person_unknown``.
        """

        def work(uow: UnitOfWork) -> Person:
            for record in sorted(people.linked(uow.conn, person)):
                one = _known(uow.conn, record)
                if one.deceased is not None:
                    people.change(uow, replace(one, deceased=None), "death_taken_back")
            return _known(uow.conn, person)

        return self._desk.write("residents.write", work)

    def banner(self, person: str) -> Banner:
        """What is shown on top of a resident's pages; the look is in the audit trail. KnownError ``person_unknown``."""
        made = self._desk.read("residents.read", lambda conn: self._banner(conn, person))
        hide_names([made.person.name, made.person.householder])
        self._desk.looked(person, "person")
        return made

    def temporary_number(self, uow: UnitOfWork) -> str:
        """The next number for somebody without papers."""
        prefix = f"T{self._desk.who.organization.code}-{self._desk.seat}-{self._today():%Y%m%d}-"
        last = people.last_number(uow.conn, prefix)
        return f"{prefix}{int(last[-3:]) + 1 if last else 1:03d}"

    def _banner(self, conn: Reading, person: str) -> Banner:
        one = _known(conn, person)
        human = people.linked(conn, person)
        allergies = tuple(each for each in clinical.allergies(conn, human) if each.stands)
        asked = clinical.fact(conn, human, FactKind.ALLERGY)
        newest = max([each.recorded_at for each in allergies] + ([asked.at] if asked else []), default="")
        return Banner(
            person=one,
            age_text=self._age(one.birth),
            village=" ".join(part for part in (one.address.village, one.address.group) if part),
            id_masked=mask_id(one.number(IdKind.RESIDENT) or "") or one.number(IdKind.TEMPORARY) or "",
            allergy_known=Answer.YES if allergies else asked.answer if asked else Answer.NOT_ASKED,
            allergy_asked_on=local_day(instant(newest)) if newest else None,
            allergies=allergies,
            pregnant=clinical.fact(conn, human, FactKind.PREGNANT),
            weight=_newest(conn, human, MeasurementKind.WEIGHT, "kg"),
            egfr=_newest(conn, human, MeasurementKind.EGFR, EGFR_UNIT),
            programmes=_managed(conn, human) if self._desk.who.may("chart.read") else (),
            agreement=in_force(conn, human, self._today()) if self._desk.who.may("chart.read") else None,
            died=people.died(conn, human),
        )

    def _check(self, form: ResidentForm) -> None:
        found = self.check_form(form)
        if found:
            raise KnownError("resident_form", count=len({problem.field for problem in found}))

    def _refuse_taken(self, conn: Reading, form: ResidentForm, but: str) -> None:
        number = number_of(form, self._today())
        taken = set(people.holders(conn, number.value)) - people.linked(conn, but) if number else set()
        if taken:
            raise KnownError("duplicate_resident", person=min(taken))

    def _duplicates(self, conn: Reading, form: ResidentForm, but: str) -> list[ResidentRow]:
        number, birth, today = number_of(form, self._today()), birth_of(form, self._today()), self._today()
        mine = person_of(form, today)
        same = list(people.holders(conn, number.value)) if number else []
        same += [one.id for one in people.named(conn, form.name) if _alike(one, mine, birth)]
        known = people.linked(conn, but) if but else frozenset()
        return search.rows(conn, [key for key in dict.fromkeys(same) if key not in known])

    def _aged(self, rows: Iterable[ResidentRow]) -> list[ResidentRow]:
        found = [replace(row, age_text=self._age(row.birth)) for row in rows]
        hide_names(name for row in found for name in (row.name, row.householder))
        return found

    def _age(self, birth: date | None) -> str:
        # a birth after today comes from a clock that is wrong, and must not keep a chart from opening
        return known_age_text(birth, self._today())

    def _today(self) -> date:
        return local_day(self._desk.clock.now())


def _known(conn: Reading, person: str) -> Person:
    found = people.get(conn, person)
    if found is None:
        raise KnownError("person_unknown")
    return found


def _holder(conn: Reading, number: str) -> Person | None:
    found = people.get(conn, number)  # a slip's QR names the record itself
    if found is not None:
        return found
    holders = people.holders(conn, number)
    if not holders:
        return None
    if not set(holders) <= people.linked(conn, holders[0]):
        raise KnownError("number_ambiguous", count=len(holders))
    return _known(conn, min(holders))


def _alike(one: Person, mine: Person, birth: date | None) -> bool:
    if birth is not None and one.birth == birth:
        return True
    shared = {phone.number for phone in one.phones} & {phone.number for phone in mine.phones}
    return bool(shared) and people.plain(one.address.village) == people.plain(mine.address.village)


def _managed(conn: Reading, human: Collection[str]) -> tuple[Programme, ...]:
    return tuple(sorted({one.programme for one in enrolments.of_people(conn, human) if not one.closed_on}, key=list(Programme).index))


def _newest(conn: Reading, human: Collection[str], kind: MeasurementKind, unit: str) -> tuple[Decimal, date] | None:
    found = measurements.latest(conn, human, kind)
    value = None if found is None else found.value(kind.value)
    number = None if value is None or value.comparator else in_unit(value, unit)
    return None if found is None or number is None else (number, local_day(instant(found.measured_at)))
