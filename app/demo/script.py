"""The scripted day as data: who comes, what is measured, what is typed. The same seed gives the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from app.services.practice import made_up_id, practice_data

FIRST_SERIAL = 300
"""Behind the serial numbers of the practice residents: nobody in the script is there already."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """One press of the cuff's button, mmHg and 1/min."""

    systolic: int
    diastolic: int
    pulse: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One resident's visit. ``glucose`` mmol/L with its context; typed values as the nurse types them."""

    name: str
    id_number: str
    birth: date
    male: bool
    phone: str
    village: str
    pressures: tuple[Pressure, ...]
    glucose: Decimal | None = None
    context: str = ""
    weight: str = ""
    height: str = ""
    waist: str = ""
    temperature: str = ""
    diagnosis: str = "I10"
    drug: str = ""
    ecg_seconds: int = 0


def opening_visit(seed: int) -> Visit:
    """The visit with everything: three readings' worth of pressure, glucose, ECG, a blocked and an overridden finding."""
    chance = Random(seed)
    birth = date(1959, 3, 12)
    return Visit(
        name="王秀英",
        id_number=made_up_id(birth, FIRST_SERIAL, male=False),
        birth=birth,
        male=False,
        phone="14000009300",
        village="第三村",
        pressures=(Pressure(168, 96, 78), Pressure(164, 94, 76)),
        glucose=Decimal("7.8"),
        context="postprandial",
        weight="123斤",
        height="一米五六",
        waist="2尺6",
        temperature="36.5",
        diagnosis="I10",
        drug="amlodipine",
        ecg_seconds=30 + chance.randint(1, 3),
    )


def further_visits(seed: int, count: int) -> list[Visit]:
    """The visits while the network is off."""
    chance = Random(seed + 1)
    return [_visit(chance, FIRST_SERIAL + 1 + n) for n in range(count)]


def _visit(chance: Random, serial: int) -> Visit:
    names, places = practice_data()["names"], practice_data()["places"]["villages"]
    male = chance.random() < 0.5
    birth = date(chance.randint(1938, 1985), chance.randint(1, 12), chance.randint(1, 28))
    first = Pressure(chance.randint(104, 176), chance.randint(58, 98), chance.randint(56, 96))
    second = Pressure(first.systolic + chance.randint(-4, 4), first.diastolic + chance.randint(-3, 3), first.pulse + chance.randint(-4, 4))
    glucose = Decimal(chance.randint(45, 140)) / 10 if chance.random() < 0.5 else None
    return Visit(
        name=chance.choice(names["surnames"]) + chance.choice(names["male" if male else "female"]),
        id_number=made_up_id(birth, serial, male),
        birth=birth,
        male=male,
        phone=f"1400000{9000 + serial}",
        village=chance.choice(places),
        pressures=(first, second),
        glucose=glucose,
        context=chance.choice(("fasting", "postprandial", "random")) if glucose is not None else "",
        weight=f"{chance.randint(45, 85)}.{chance.randint(0, 9)}" if chance.random() < 0.6 else f"{chance.randint(95, 160)}斤",
        temperature=f"36.{chance.randint(1, 9)}" if chance.random() < 0.4 else "",
        diagnosis=chance.choice(("I10", "E11.9", "J06.9")),
        drug=chance.choice(("", "amlodipine", "metformin")),
    )
