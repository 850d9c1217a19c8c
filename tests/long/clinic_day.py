"""What a clinic writes, drawn by dice: the acts of the sync harnesses, on a real store, and what must hold of them for ever."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, Table, select

from app.clock import SetClock
from app.domain.clinical import Allergy, Condition
from app.domain.encounter import Encounter, EncounterStatus, VisitKind, may_become
from app.domain.ids import derived_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.domain.person import Address, Person, Phone, Sex
from app.domain.prescription import Prescription, PrescriptionLine, PrescriptionState, SheetKind
from app.store import accounts, clinical, encounters, measurements, people, prescriptions
from app.store.database import Store
from app.store.tables.people import allergy, condition, person
from app.store.tables.prescriptions import prescription
from app.store.tables.visits import encounter, measurement
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import key_of
from tests.long import care_acts
from tests.sync.fhir import samples
from tests.sync.seats import NOW

SURNAMES, GIVEN = "王李张刘陈杨赵黄", "秀英建国桂兰玉珍德福"
STATES = tuple(PrescriptionState)
BY_VERDICT = {PrescriptionState.RELEASED, PrescriptionState.RETURNED, PrescriptionState.REFUSED}
VISIT = ("arrived", "triaged", "in-progress", "cancelled", "finished", "entered-in-error")
"""A visit called off at one seat and finished at another took place."""


def staff(uow: UnitOfWork) -> None:
    """The institution and its doctor, which every seat writes for itself under the same ids."""
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)


@dataclass
class Day:
    """One seat's acts. ``name`` (two characters) and a counter make every id, so that a seed gives the same day again."""

    name: str
    dice: random.Random
    clock: SetClock = field(default_factory=lambda: SetClock(NOW))
    number: int = 0
    hot: str = ""
    """Whose record is changed again and again."""

    def act(self, store: Store) -> str:
        """One transaction, or none where nothing is there to act on; the act's name."""
        self.clock.set(self.clock.now() + timedelta(seconds=self.dice.randint(1, 90)))
        chosen = self.dice.choices(list(ACTS), list(ACTS.values()))[0]
        store.write(lambda uow: chosen(self, uow)).result()
        return chosen.__name__

    def hesitate(self, store: Store) -> None:
        """The record that was changed last is changed once more."""
        if self.hot:
            store.write(self.rename).result()

    def made_id(self, kind: str) -> str:
        self.number += 1
        return derived_id("clinic-day", kind, self.name, str(self.number))

    def any_of(self, conn: Connection, table: Table, **told: str) -> str | None:
        query = select(table.c.id).order_by(table.c.id)
        for column, value in told.items():
            query = query.where(table.c[column] == value)
        found = list(conn.execute(query).scalars())
        return self.dice.choice(found) if found else None

    def register(self, uow: UnitOfWork) -> None:
        """A resident comes: record, visit, first reading, sometimes an allergy; one transaction."""
        dice = self.dice
        name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2))
        one = Person(
            self.made_id("person"),
            name,
            dice.choice((Sex.MALE, Sex.FEMALE)),
            date(1930 + dice.randrange(80), 1 + dice.randrange(12), 1 + dice.randrange(28)),
            phones=(Phone(f"138{dice.randrange(10**8):08}"),),
            address=Address("510181001203", "柳河村", f"{dice.randint(1, 9)}组"),
        )
        people.add(uow, one)
        visit = Encounter(self.made_id("visit"), one.id, EncounterStatus.ARRIVED, VisitKind.CLINIC, uow.at, seat=self.name)
        encounters.add(uow, visit)
        measurements.add(uow, self._pressure(uow, visit))
        if dice.random() < 0.3:
            self._allergic(uow, one.id)

    def measure(self, uow: UnitOfWork) -> None:
        """A reading in some visit."""
        visit = self._visit(uow)
        if visit is not None:
            measurements.add(uow, self._pressure(uow, visit))

    def _pressure(self, uow: UnitOfWork, visit: Encounter) -> Measurement:
        top, key = self.dice.randint(95, 200), self.made_id("reading")
        values = (("systolic", top), ("diastolic", top - 40), ("pulse", self.dice.randint(50, 110)))
        return Measurement(
            key,
            visit.person,
            visit.id,
            MeasurementKind.BLOOD_PRESSURE,
            tuple(MeasuredValue(name, Decimal(number), "/min" if name == "pulse" else "mmHg") for name, number in values),
            uow.at,
            TimeBasis.DEVICE,
            Source.DEVICE,
            reading_key=key_of(key),
            critical=top >= 180,
            taken_by=samples.doctor.id,
        )

    def take_back(self, uow: UnitOfWork) -> None:
        """A reading was somebody else's."""
        key = self.any_of(uow.conn, measurement, status=MeasurementStatus.FINAL.value)
        if key is not None:
            measurements.mark_error(uow, key, "量错了人")

    def move_on(self, uow: UnitOfWork) -> None:
        """A visit goes on, sometimes ends, sometimes was none."""
        visit = self._visit(uow)
        later = [one for one in EncounterStatus if visit is not None and one is not visit.status and may_become(visit.status, one)]
        if visit is None or not later:
            return
        step = self.dice.choices(later, [8 >> number or 1 for number in range(len(later))])[0]
        stamps = {"triaged": "triaged_at", "in-progress": "started_at", "finished": "finished_at"}
        stamp = {stamps[step.value]: uow.at} if step.value in stamps else {}
        encounters.change(uow, replace(visit, status=step, **stamp))  # type: ignore[arg-type]
        if step is EncounterStatus.IN_PROGRESS:
            encounters.add_participant(uow, visit.id, samples.doctor.id)

    def _visit(self, uow: UnitOfWork) -> Encounter | None:
        key = self.any_of(uow.conn, encounter)
        return None if key is None else encounters.get(uow.conn, key)

    def diagnose(self, uow: UnitOfWork) -> None:
        """A diagnosis in a visit."""
        visit = self._visit(uow)
        if visit is not None:
            code, words = self.dice.choice((("I10", "高血压"), ("J00", "感冒"), ("E11", "2型糖尿病")))
            found = Condition(self.made_id("condition"), visit.person, visit.id, code, words, recorded_at=uow.at)
            clinical.add_condition(uow, found, samples.doctor.id)
            encounters.add_diagnosis(uow, visit.id, found.id)

    def resolve(self, uow: UnitOfWork) -> None:
        """A problem is over."""
        key = self.any_of(uow.conn, condition, clinical_status="active")
        found = clinical.condition(uow.conn, key) if key else None
        if found is not None:
            clinical.change_condition(uow, replace(found, clinical_status="resolved"))

    def allergic(self, uow: UnitOfWork) -> None:
        """A resident tells of an allergy."""
        key = self.any_of(uow.conn, person)
        if key is not None:
            self._allergic(uow, key)

    def _allergic(self, uow: UnitOfWork, who: str) -> None:
        text = self.dice.choice(("青霉素", "头孢", "海鲜", "花粉"))
        clinical.add_allergy(uow, Allergy(self.made_id("allergy"), who, text, source="本人", recorded_at=uow.at), samples.doctor.id)

    def graver(self, uow: UnitOfWork) -> None:
        """More is told of an allergy."""
        key = self.any_of(uow.conn, allergy)
        found = clinical.allergy(uow.conn, key) if key else None
        if found is not None:
            clinical.change_allergy(uow, replace(found, severity=self.dice.choice(("mild", "moderate", "severe"))))

    def prescribe(self, uow: UnitOfWork) -> None:
        """A sheet is signed."""
        visit = self._visit(uow)
        if visit is not None:
            prescriptions.add(uow, self._sheet(uow, visit))

    def _sheet(self, uow: UnitOfWork, visit: Encounter) -> Prescription:
        key = self.made_id("sheet")
        document = f'{{"form":"xiangyi/prescription/1","id":"{key}"}}'.encode()
        lines = (self._line(key, 1, "阿莫西林胶囊"), self._line(key, 2, "氨氯地平片"))[: self.dice.randint(1, 2)]
        return Prescription(
            key,
            visit.person,
            visit.id,
            SheetKind.ORDINARY,
            PrescriptionState.SIGNED,
            lines,
            (("I10", "高血压"),),
            number=f"510181001-{self.name}-20260305-{self.number:04}",
            prescriber=samples.doctor.id,
            signed_at=uow.at,
            document=document,
            hash=hashlib.sha256(document).hexdigest(),
            signature="ef" * 64,
            public_key="ab" * 32,
        )

    def _line(self, sheet: str, n: int, name: str) -> PrescriptionLine:
        single, quantity = Decimal(self.dice.randint(1, 3)), Decimal(self.dice.randint(6, 30))
        key = derived_id("clinic-day", "line", sheet, str(n))
        return PrescriptionLine(key, f"drug-{n}", name, "片剂", "5mg", single, "片", "tid", Decimal(3), "oral", 7, quantity, "片")

    def cancel(self, uow: UnitOfWork) -> None:
        """A sheet moves on: approved, or cancelled."""
        key = self.any_of(uow.conn, prescription)
        found = prescriptions.get(uow.conn, key) if key else None
        if found is not None and found.state is not PrescriptionState.CANCELLED:
            later = [one for one in STATES[STATES.index(found.state) + 1 :] if one not in BY_VERDICT]
            prescriptions.set_state(uow, found.id, self.dice.choice(later), "review", "病人要求")

    def phone(self, uow: UnitOfWork) -> None:
        """A resident has another number."""
        key = self.any_of(uow.conn, person)
        found = people.get(uow.conn, key) if key else None
        if found is not None:
            people.change(uow, replace(found, phones=(Phone(f"139{self.dice.randrange(10**8):08}"),)))

    def rename(self, uow: UnitOfWork) -> None:
        """A name is written right: often the same one again, as when somebody hesitates."""
        key = self.hot if self.hot and self.dice.random() < 0.7 else self.any_of(uow.conn, person)
        found = people.get(uow.conn, key) if key else None
        if found is not None:
            self.hot = found.id
            people.change(uow, replace(found, name=self.dice.choice(SURNAMES) + "".join(self.dice.choices(GIVEN, k=2))))


ACTS: Mapping[Callable[[Day, UnitOfWork], None], int] = {
    Day.register: 5,
    Day.measure: 5,
    Day.move_on: 6,
    Day.diagnose: 2,
    Day.resolve: 1,
    Day.allergic: 2,
    Day.graver: 1,
    Day.prescribe: 3,
    Day.cancel: 2,
    Day.take_back: 1,
    Day.phone: 2,
    Day.rename: 5,
    **care_acts.ACTS,
}
"""What is written, and how often against the rest."""


# ---- what never goes back


@dataclass
class Memory:
    """What one seat once showed: a status never goes back, what was signed never changes, an allergy never goes away."""

    visits: dict[str, EncounterStatus] = field(default_factory=dict)
    sheets: dict[str, PrescriptionState] = field(default_factory=dict)
    signed: dict[str, tuple[object, ...]] = field(default_factory=dict)
    readings: dict[str, MeasurementStatus] = field(default_factory=dict)
    allergies: set[str] = field(default_factory=set)

    def look(self, conn: Connection) -> list[str]:
        """The flaws of what is there now against what was there before, which it then replaces."""
        return [*self._visits(conn), *self._sheets(conn), *self._readings(conn), *self._allergies(conn)]

    def _visits(self, conn: Connection) -> Iterator[str]:
        for key, told in conn.execute(select(encounter.c.id, encounter.c.status)):
            status = EncounterStatus(told)
            if VISIT.index(status) < VISIT.index(self.visits.get(key, status)):
                yield f"back: visit {key} from {self.visits[key]} to {status}"
            self.visits[key] = status

    def _sheets(self, conn: Connection) -> Iterator[str]:
        keys = list(conn.execute(select(prescription.c.id)).scalars())
        yield from (f"lost: sheet {key}" for key in self.sheets.keys() - set(keys))
        for key, sheet in prescriptions.by_ids(conn, keys).items():
            if STATES.index(sheet.state) < STATES.index(self.sheets.get(key, sheet.state)):
                yield f"back: sheet {key} from {self.sheets[key]} to {sheet.state}"
            text = (sheet.person, sheet.lines, sheet.number)
            if self.signed.setdefault(key, text) != text:
                yield f"changed: sheet {key}"
            if sheet.document is not None and self.signed.setdefault(f"{key}/bytes", (sheet.document, sheet.hash)) != (
                sheet.document,
                sheet.hash,
            ):
                yield f"changed: signed bytes of {key}"
            self.sheets[key] = sheet.state

    def _readings(self, conn: Connection) -> Iterator[str]:
        for key, told in conn.execute(select(measurement.c.id, measurement.c.status)):
            status = MeasurementStatus(told)
            if self.readings.get(key) is MeasurementStatus.ENTERED_IN_ERROR and status is not MeasurementStatus.ENTERED_IN_ERROR:
                yield f"back: reading {key} stands again"
            self.readings[key] = status

    def _allergies(self, conn: Connection) -> Iterator[str]:
        standing = set(conn.execute(select(allergy.c.id).where(allergy.c.clinical_status == "active")).scalars())
        yield from (f"lost: allergy {key}" for key in self.allergies - standing)
        self.allergies |= standing
