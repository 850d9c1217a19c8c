"""A township as large as the one the figures are asked for: residents, cases with their follow-ups, visits with a pressure each.

Rows are written as the repositories write them, without trail and change log: no list reads either. The same seed gives the same township.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Table

from app.clock import iso, local_day
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Person
from app.domain.programme import FOLLOW_UP_FORMS, Basis, Enrolment, Programme
from app.domain.staff import Organization
from app.services.session import SignedIn
from app.store import encounters, filled_forms, measurements
from app.store.database import Store
from app.store.tables.access import organization, practitioner
from app.store.tables.public_health import enrolment, filled_form
from app.store.tables.visits import encounter, measurement
from tests.benchmarks.test_search import VILLAGES, fill, made_up

SEED = 20260305
ORGANIZATION, DOCTOR = "00000000-0000-5000-8000-000000000000", "00000000-0000-5000-8000-000000000001"
HTN, DM, COPD = Programme.HYPERTENSION, Programme.DIABETES, Programme.COPD


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything. ``quarters``: follow-ups each case has behind it; ``days``: over which the visits lie."""

    residents: int = 40_000
    cases: Mapping[Programme, int] = field(default_factory=lambda: {HTN: 10_900, DM: 4_300, COPD: 300})
    quarters: int = 4
    visits: int = 15_000
    days: int = 90


@dataclass(frozen=True, slots=True)
class Township:
    """What was made: residents, and who is enrolled in what."""

    residents: Sequence[Person]
    cases: Mapping[Programme, Sequence[str]]


def build(store: Store, now: datetime, size: Size, seed: int = SEED) -> Township:
    """Fill an empty store. ``now``: the instant that everything lies behind."""
    chance = Random(seed)
    residents = [made_up(chance, serial) for serial in range(size.residents)]
    store.raw(lambda conn: fill(conn, residents)).result()
    store.raw(_staff).result()
    cases = {programme: _ill(chance, residents, count, now) for programme, count in size.cases.items()}
    store.raw(lambda conn: put(conn, enrolment, _enrolments(chance, cases, now))).result()
    store.raw(lambda conn: put(conn, filled_form, _forms(chance, cases, size.quarters, now))).result()
    store.raw(lambda conn: visits(conn, chance, residents, size, now)).result()
    store.raw(lambda conn: conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()).result()
    return Township(residents, cases)


def nurse(*permissions: str) -> SignedIn:
    """Whoever looks at it."""
    given = frozenset(permissions or ("chart.read", "forms.write"))
    return SignedIn("a", "li", "李秀兰", DOCTOR, "001", "nurse", given, "today", "A1", Organization(ORGANIZATION, "X", "卫生院"), None)


def put(conn: Any, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    """Rows into a table; what they leave out is as the table has it by itself."""
    several = list(rows)
    if not several:
        return
    given = [name for name in tuple(table.c.keys()) if name in several[0] or name == "row_hash"]
    columns = ", ".join(f'"{name}"' for name in given)
    conn.execute("BEGIN")
    conn.executemany(
        f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(given))})",
        [tuple(row.get(name, "") for name in given) for row in several],
    )
    conn.execute("COMMIT")


def _staff(conn: Any) -> None:
    """The one who enrolled and saw everybody."""
    put(conn, organization, [{"id": ORGANIZATION, "code": "X", "name": "卫生院", "type_code": "C220"}])
    put(conn, practitioner, [{"id": DOCTOR, "organization": ORGANIZATION, "staff_no": "001", "name": "王建国", "antibiotic_tier": ""}])


def _ill(chance: Random, residents: Sequence[Person], count: int, now: datetime) -> list[str]:
    """So many of those past forty; some have two diseases, as it comes."""
    grown = [one.id for one in residents if one.birth is not None and one.birth.year <= now.year - 40]
    return chance.sample(grown, min(count, len(grown)))


def _enrolments(chance: Random, cases: Mapping[Programme, Sequence[str]], now: datetime) -> Iterator[dict[str, object]]:
    for programme, persons in cases.items():
        for person in persons:
            on = local_day(now) - timedelta(days=chance.randint(380, 1_500))
            made = Enrolment(new_id(), person, programme, on.isoformat(), Basis.DIAGNOSED, DOCTOR, iso(now))
            row = {name: getattr(made, name) for name in Enrolment.__dataclass_fields__}
            yield row | {"programme": programme.value, "basis": made.basis.value, "closing": ""}


def _forms(chance: Random, cases: Mapping[Programme, Sequence[str]], quarters: int, now: datetime) -> Iterator[dict[str, object]]:
    """Every quarter one; the last says a day between a month ago and two months from now: one case in three is due within a week."""
    for programme, persons in cases.items():
        for person in persons:
            first = chance.randrange(92)
            for quarter in range(quarters, 0, -1):
                day = local_day(now) - timedelta(days=91 * (quarter - 1) + first + 1)
                yield form_row(follow_up(chance, person, programme, day, day + timedelta(days=91)), now)


def follow_up(chance: Random, person: str, programme: Programme, day: date, next_on: date) -> FilledForm:
    """A follow-up with the fields that such a form usually has."""
    systolic = round(chance.gauss(138, 13))
    told = {
        "day": (ValueKind.DAY, day.isoformat()),
        "way": (ValueKind.CHOICE, chance.choice("1112")),
        "control": (ValueKind.CHOICE, "1" if systolic < 140 else "2"),
        "next_on": (ValueKind.DAY, next_on.isoformat()),
        "systolic": (ValueKind.NUMBER, str(systolic)),
        "diastolic": (ValueKind.NUMBER, str(round(systolic * 0.6))),
        "weight": (ValueKind.NUMBER, f"{chance.gauss(65, 9):.1f}"),
        "heart_rate": (ValueKind.NUMBER, str(chance.randint(58, 96))),
        "htn_symptoms": (ValueKind.CHOICES, "1"),
        **{f"drug_{n}_name": (ValueKind.TEXT, name) for n, name in enumerate(("苯磺酸氨氯地平片", "盐酸二甲双胍片", "阿司匹林肠溶片"), 1)},
        **dict.fromkeys(("salt", "psych", "compliance", "adherence", "adr", "complication"), (ValueKind.CHOICE, "1")),
        **dict.fromkeys(("smoke_per_day", "drink_liang", "exercise_per_week", "exercise_minutes"), (ValueKind.NUMBER, "0")),
    }
    if programme is DM:
        told["fasting"] = ValueKind.NUMBER, f"{chance.gauss(7.4, 1.4):.1f}"
    values = {name: FormValue(kind, (text,), f"measurement:{new_id()}") for name, (kind, text) in told.items()}
    return FilledForm(new_id(), person, None, FOLLOW_UP_FORMS[programme], 1, day.isoformat(), values, DOCTOR, f"{day}T02:00:00.000Z")


def form_row(one: FilledForm, now: datetime) -> dict[str, object]:
    """As the repository has it."""
    row = {name: getattr(one, name) for name in filled_forms._FIELDS} | {name: one.one(name) for name in filled_forms.FOUND_BY}
    return row | {"values": filled_forms._json(one.values), "status": one.status.value}


def visits(conn: Any, chance: Random, residents: Sequence[Person], size: Size, now: datetime) -> None:
    """Finished visits with one pressure each, spread over the days; two in five are of the third that comes most often."""
    often = residents[: len(residents) // 3]
    for start in range(0, size.visits, 20_000):
        opened: list[Mapping[str, object]] = []
        measured: list[Mapping[str, object]] = []
        for _ in range(min(20_000, size.visits - start)):
            who = chance.choice(often if chance.random() < 0.4 else residents)
            at = iso(now - timedelta(days=chance.uniform(1, size.days)))
            visit = Encounter(new_id(), who.id, EncounterStatus.FINISHED, VisitKind.CLINIC, at, finished_at=at)
            opened.append(encounters._row(visit))
            measured.append(measurements._row(pressure(chance, who.id, visit.id, at)) | {"recorded_at": at})
        put(conn, encounter, opened)
        put(conn, measurement, measured)


def pressure(chance: Random, person: str, visit: str, at: str) -> Measurement:
    """A reading as a cuff gives it."""
    systolic = round(chance.gauss(132, 15))
    pair = (("systolic", systolic), ("diastolic", round(systolic * 0.6 + chance.gauss(0, 4))))
    values = tuple(MeasuredValue(name, Decimal(number), "mmHg") for name, number in pair)
    return Measurement(new_id(), person, visit, MeasurementKind.BLOOD_PRESSURE, values, at, TimeBasis.ARRIVAL, Source.MANUAL)


__all__ = [
    "COPD",
    "DM",
    "DOCTOR",
    "HTN",
    "VILLAGES",
    "Size",
    "Township",
    "build",
    "follow_up",
    "form_row",
    "nurse",
    "pressure",
    "put",
    "visits",
]
