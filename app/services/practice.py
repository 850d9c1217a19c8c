"""The practice clinic: made-up residents with a year behind them, for the demo, for training and for the gallery.

The same seed gives the same people. Rows are written through the repositories, each resident in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from app.clock import iso, local_day
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.ids import check_character, new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.rules.shipped import shipped_toml
from app.services.desk import Desk
from app.store import clinical, measurements, people
from app.store.unit_of_work import UnitOfWork

RESIDENTS = 200
SEED = 20260305
ADULT = 18
OLD = 65
CHECKS_A_YEAR = 6


@cache
def practice_data() -> Mapping[str, Any]:
    """Names, places and shares of the made-up township."""
    return shipped_toml("practice.toml")


@dataclass(frozen=True, slots=True)
class Made:
    """One resident with everything that is on record."""

    person: Person
    conditions: tuple[Condition, ...]
    allergies: tuple[Allergy, ...]
    facts: tuple[Fact, ...]
    measurements: tuple[Measurement, ...]


def seed(desk: Desk, count: int = RESIDENTS, number: int = SEED) -> list[str]:
    """Fill an empty clinic; gives the residents' ids in the order they were made."""
    made = list(make_residents(count, number, desk.clock.now()))
    doctor = desk.actor.practitioner or None
    for one in made:
        desk.store.write(lambda uow, one=one: _write(uow, one, doctor), desk.actor).result()  # type: ignore[misc]
    return [one.person.id for one in made]


def make_residents(count: int, number: int, now: datetime) -> Iterator[Made]:
    """Residents as pure data. ``now`` is the end of the year that lies behind them."""
    chance = Random(number)
    for serial in range(1, count + 1):
        yield _resident(chance, serial, now)


def made_up_id(birth: date, serial: int, male: bool) -> str:
    """A valid ID number of a county that was never given out. ``serial`` 0–499."""
    first17 = f"{practice_data()['clinic']['county']}{birth:%Y%m%d}{serial % 500 * 2 + male:03d}"
    return first17 + check_character(first17)


def _resident(chance: Random, serial: int, now: datetime) -> Made:
    male = chance.random() < 0.48
    birth = local_day(now) - timedelta(days=round(_age(chance) * 365.25) + chance.randrange(365))
    age = (local_day(now) - birth).days // 365
    person = _person(chance, serial, birth, age, male)
    conditions = tuple(_conditions(chance, person.id, age, now))
    allergies, allergy_fact = _allergies(chance, person.id, now)
    history = tuple(_history(chance, person, age, {one.icd10 for one in conditions}, now))
    return Made(person, conditions, allergies, (allergy_fact,) if allergy_fact else (), history)


def _age(chance: Random) -> float:
    """A village of the old: three in five are past 55, the young work elsewhere."""
    return chance.choices((chance.uniform(0, 12), chance.uniform(18, 54), chance.uniform(55, 74), chance.uniform(75, 91)), (8, 30, 45, 17))[
        0
    ]


def _person(chance: Random, serial: int, birth: date, age: int, male: bool) -> Person:
    names, places = practice_data()["names"], practice_data()["places"]["villages"]
    surname = chance.choice(names["surnames"])
    given = chance.choice(names["child"] if age < ADULT else names["male"] if male else names["female"])
    village = chance.choice(places)
    householder = surname + chance.choice(names["male"]) if age < ADULT or chance.random() < 0.5 else surname + given
    division = practice_data()["clinic"]["division"] + f"{places.index(village) + 201:03d}"
    return Person(
        id=new_id(),
        name=surname + given,
        sex=Sex.MALE if male else Sex.FEMALE,
        birth=birth,
        identifiers=(Identifier(IdKind.RESIDENT, made_up_id(birth, serial, male)),),
        phones=(Phone(f"1400000{serial:04d}", "本人" if ADULT <= age < OLD else "子女"),),
        address=Address(division, village, f"{chance.randint(1, 6)}组"),
        householder=householder,
    )


def _conditions(chance: Random, person: str, age: int, now: datetime) -> Iterator[Condition]:
    for row in practice_data()["conditions"]:
        if age < row["from_age"] or chance.random() > float(row["share"]) * (1.3 if age >= OLD else 1):
            continue
        onset = local_day(now) - timedelta(days=chance.randint(200, row["years"] * 365))
        at = iso(now - timedelta(days=chance.randint(100, 199)))
        yield Condition(new_id(), person, None, row["icd10"], row["display"], row["cn_code"], onset=onset.isoformat(), recorded_at=at)


def _allergies(chance: Random, person: str, now: datetime) -> tuple[tuple[Allergy, ...], Fact | None]:
    """Some have one, most were asked and have none, some were never asked: three different things on the screen."""
    at = iso(now - timedelta(days=chance.randint(20, 300)))
    for row in practice_data()["allergies"]:
        if chance.random() < float(row["share"]):
            told = Allergy(new_id(), person, row["text"], row["token"], row["reaction"], row["severity"], "本人", recorded_at=at)
            return (told,), Fact(new_id(), person, FactKind.ALLERGY, Answer.YES, at, "本人")
    if chance.random() < 0.75:
        return (), Fact(new_id(), person, FactKind.ALLERGY, Answer.NO, at, "本人")
    return (), None


def _history(chance: Random, person: Person, age: int, known: set[str], now: datetime) -> Iterator[Measurement]:
    if age < ADULT:
        yield _measured(person.id, MeasurementKind.WEIGHT, now - timedelta(days=40), ("weight", _child_weight(chance, age), "kg"))
        return
    height = chance.gauss(166 if person.sex is Sex.MALE else 155, 6)
    weight = height * height / 10_000 * chance.uniform(20.5, 28.5)
    yield _measured(person.id, MeasurementKind.HEIGHT, now - timedelta(days=330), ("height", _number(height, 0), "cm"))
    pressure = chance.uniform(138, 162) if "I10" in known else chance.uniform(108, 134)
    glucose = chance.uniform(6.8, 9.5) if "E11.9" in known else chance.uniform(4.6, 5.8)
    for day in _days(chance, 12 if known else CHECKS_A_YEAR if age >= OLD else 2):
        at = now - timedelta(days=day, minutes=chance.randint(0, 240))
        pressure += chance.gauss(-0.6 if "I10" in known else 0, 3)
        yield _pressure(chance, person.id, pressure, at)
        if "E11.9" in known or chance.random() < 0.15:
            value = _number(glucose + chance.gauss(0, 0.5), 1)
            yield _measured(person.id, MeasurementKind.GLUCOSE, at, ("glucose", value, "mmol/L"), context="fasting")
        if day % 3 == 0:
            yield _measured(person.id, MeasurementKind.WEIGHT, at, ("weight", _number(weight + chance.gauss(0, 0.8), 1), "kg"))


def _days(chance: Random, count: int) -> Sequence[int]:
    """Days before now, the oldest first, the last a week ago at the latest."""
    return sorted((chance.randint(7 + n * 340 // count, 7 + (n + 1) * 340 // count) for n in range(count)), reverse=True)


def _pressure(chance: Random, person: str, systolic: float, at: datetime) -> Measurement:
    high = max(92, round(systolic))
    low = max(52, round(high * 0.58 + chance.gauss(0, 4)))
    values = (("systolic", Decimal(high), "mmHg"), ("diastolic", Decimal(low), "mmHg"), ("pulse", Decimal(chance.randint(58, 92)), "/min"))
    return _measured(person, MeasurementKind.BLOOD_PRESSURE, at, *values)


def _measured(person: str, kind: MeasurementKind, at: datetime, *values: tuple[str, Decimal, str], context: str = "") -> Measurement:
    given = tuple(MeasuredValue(name, value, unit) for name, value, unit in values)
    return Measurement(new_id(), person, None, kind, given, iso(at), TimeBasis.ARRIVAL, Source.MANUAL, context=context)


def _child_weight(chance: Random, age: int) -> Decimal:
    return _number((3.5 if age == 0 else 8 + 2 * age) * chance.uniform(0.9, 1.15), 1)


def _number(value: float, places: int) -> Decimal:
    return Decimal(f"{value:.{places}f}")


def _write(uow: UnitOfWork, one: Made, doctor: str | None) -> None:
    people.add(uow, one.person)
    for condition in one.conditions:
        clinical.add_condition(uow, condition, doctor)
    for allergy in one.allergies:
        clinical.add_allergy(uow, allergy, doctor)
    for fact in one.facts:
        clinical.answer(uow, fact, doctor)
    for measurement in one.measurements:
        measurements.add(uow, measurement)
