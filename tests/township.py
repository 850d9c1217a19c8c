"""A township made up for benchmarks: 40,000 residents, 15,500 cases, 250,000 visits with what was measured and the forms of each.

Written straight into the tables, without trail and change log, as no list reads them; the same chance makes the same township.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.clock import CLINIC_ZONE, SetClock, iso
from app.domain.ids import check_character
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.store import people
from app.store.database import Store
from app.store.tables.people import person

RESIDENTS, CASES, VISITS, DOCTORS, VILLAGES = 40_000, 15_500, 250_000, 12, 24
TODAY = date(2026, 3, 5)
SHARES = (("hypertension", 0.68), ("diabetes", 0.27), ("copd", 0.05))
FORMS = {"hypertension": "htn_followup", "diabetes": "dm_followup", "copd": "copd_followup"}
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡", "秀英桂兰玉珍凤霞建国明华丽军伟芳敏静强磊洋勇艳杰娟涛"
_PLACE = "INSERT INTO organization (id, code, name, type_code, row_hash) VALUES ('o', 'PDY00000141010211A1001', '卫生院', 'D600', '')"
_DOCTOR = "INSERT INTO practitioner (id, organization, staff_no, name, antibiotic_tier, row_hash) VALUES (?, 'o', ?, ?, '', '')"
_ENROLMENT = """INSERT INTO enrolment (id, person, programme, opened_on, basis, opened_by, opened_at, row_hash)
VALUES (?, ?, ?, ?, 'diagnosed', ?, ?, '')"""
_VISIT = """INSERT INTO encounter (id, person, status, kind, opened_at, triaged_at, started_at, finished_at, practitioner, seat, row_hash)
VALUES (?, ?, 'finished', 'AMB', ?, ?, ?, ?, ?, 'A1', '')"""
_MEASURED = """INSERT INTO measurement
(id, person, encounter, kind, "values", measured_at, time_basis, source, status, context, taken_by, recorded_at, row_hash)
VALUES (?, ?, ?, ?, ?, ?, 'arrival', ?, 'final', ?, ?, ?, '')"""
_FORM = """INSERT INTO filled_form
(id, person, encounter, form, version, day, "values", "by", at, status, way, control, next_on, systolic, diastolic, fasting, row_hash)
VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, 'completed', ?, ?, ?, ?, ?, ?, '')"""
_PADDING = {f"field_{n:02d}": ["choice", "typed", "1"] for n in range(22)}
"""As many answers as a follow-up has besides those that are columns."""


@dataclass(frozen=True)
class _One:
    """A visit to be written. ``programmes``: diseases that are followed up in it."""

    person: str
    at: datetime
    programmes: tuple[str, ...]


class Township:
    """What is written. Everything is drawn from one chance."""

    def __init__(self, seed: int, residents: int, cases: int, visits: int) -> None:
        self._chance = Random(seed)
        self.people = [self._resident(number) for number in range(residents)]
        grown = [one for one in self.people if one.birth is not None and one.birth.year <= 1976]
        self.cases = self._cases(grown, cases)
        self.visits = visits

    def fill(self, conn: Any) -> None:
        """Write all of it in one transaction; indexes are made once the rows stand."""
        later = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
        for name, _ in later:
            conn.execute(f"DROP INDEX {name}")
        conn.execute("BEGIN")
        self._residents(conn)
        conn.executemany(_ENROLMENT, list(self._enrolments()))
        self._write(conn)
        for _, sql in later:
            conn.execute(sql)
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # residents and cases

    def _id(self) -> str:
        told = f"{self._chance.getrandbits(128):032x}"
        return f"{told[:8]}-{told[8:12]}-4{told[13:16]}-8{told[17:20]}-{told[20:]}"

    def _resident(self, number: int) -> Person:
        chance = self._chance
        birth = date(1932, 1, 1) + timedelta(days=int(33_000 * chance.random() ** 1.3))
        first17 = f"410102{birth:%Y%m%d}{number % 1000:03d}"
        known = Identifier(IdKind.RESIDENT, first17 + check_character(first17))
        name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2))
        address = Address("410102001200", f"{chance.randrange(VILLAGES) + 1}号村", f"{chance.randrange(1, 12)}组")
        sex = chance.choice((Sex.MALE, Sex.FEMALE))
        return Person(self._id(), name, sex, birth, (known,), (Phone(f"139{number:08d}"),), address, "王大山")

    def _cases(self, grown: list[Person], wanted: int) -> list[tuple[str, str]]:
        """(resident, programme): most hypertensive, some with two diseases."""
        found: dict[tuple[str, str], None] = {}
        for programme, share in SHARES:
            chosen = self._chance.sample(grown, min(len(grown), round(wanted * share)))
            found |= dict.fromkeys((one.id, programme) for one in chosen)
        return list(found)

    def _residents(self, conn: Any) -> None:
        conn.execute(_PLACE)
        conn.executemany(_DOCTOR, [(f"d{n}", f"{n:03d}", f"医生{n}") for n in range(DOCTORS)])
        rows = [people._row(one) | {"created_at": "2026", "updated_at": "2026", "row_hash": ""} for one in self.people]
        named = ", ".join(f":{name}" for name in tuple(person.c.keys()))
        conn.executemany(f"INSERT INTO person VALUES ({named})", rows)
        keys = sorted((kind, key, one.id) for one in self.people for kind, key in people.keys_of(one))
        conn.executemany("INSERT INTO person_key VALUES (?, ?, ?)", keys)

    def _enrolments(self) -> Iterator[tuple[str, ...]]:
        for resident, programme in self.cases:
            opened = date(2022, 1, 1) + timedelta(days=self._chance.randrange(900))
            yield self._id(), resident, programme, opened.isoformat(), self._doctor(), f"{opened}T02:00:00.000Z"

    # visits

    def _doctor(self) -> str:
        return f"d{self._chance.randrange(DOCTORS)}"

    def _drawn(self) -> Iterator[_One]:
        """Each case comes four times a year, each in a rhythm of its own; the rest are visits of whoever falls ill."""
        chance, by_person = self._chance, dict[str, list[str]]()
        for resident, programme in self.cases:
            by_person.setdefault(resident, []).append(programme)
        begin = datetime(2022, 3, 6, 8, tzinfo=CLINIC_ZONE)
        made = 0
        for resident, programmes in by_person.items():
            day = chance.randrange(80)
            while day < 1_460 and made < self.visits:
                yield _One(resident, begin + timedelta(days=day, minutes=chance.randrange(540)), tuple(programmes))
                made += 1
                day += chance.choice((84, 88, 90, 91, 95, 100, 120))
        for _ in range(self.visits - made):
            at = begin + timedelta(days=chance.randrange(1_460), minutes=chance.randrange(540))
            yield _One(chance.choice(self.people).id, at, ())

    def _write(self, conn: Any) -> None:
        visits: list[Any] = []
        measured: list[Any] = []
        forms: list[Any] = []
        for one in sorted(self._drawn(), key=lambda each: (each.at, each.person)):
            self._visit(one, visits, measured, forms)
            if len(visits) == 5_000:
                self._flush(conn, visits, measured, forms)
        self._flush(conn, visits, measured, forms)
        day = TODAY - timedelta(days=900)
        opened = ((self._id(), one.id, None, "personal", day.isoformat()) for one in self.people if self._chance.random() < 0.92)
        conn.executemany(_FORM, [(*row, "{}", "d0", f"{day}T03:00:00.000Z", *[""] * 6) for row in opened])

    def _flush(self, conn: Any, visits: list[Any], measured: list[Any], forms: list[Any]) -> None:
        for sql, rows in ((_VISIT, visits), (_MEASURED, measured), (_FORM, forms)):
            conn.executemany(sql, rows)
            rows.clear()

    def _visit(self, one: _One, visits: list[Any], measured: list[Any], forms: list[Any]) -> None:
        chance, key, doctor = self._chance, self._id(), self._doctor()
        moments = [
            iso(one.at + timedelta(minutes=n)) for n in (0, chance.randrange(2, 9), chance.randrange(9, 30), chance.randrange(30, 50))
        ]
        visits.append((key, one.person, *moments, doctor))
        source = "device" if chance.random() < 0.8 else "manual"
        systolic, diastolic = int(chance.gauss(138, 15)), int(chance.gauss(83, 9))
        if source == "manual":  # whoever types rounds
            systolic, diastolic = round(systolic, -1), round(diastolic, -1)
        fasting = f"{max(3.0, chance.gauss(7.1, 1.6)):.1f}"
        pair = json.dumps([["systolic", str(systolic), "mmHg"], ["diastolic", str(diastolic), "mmHg"]])
        measured.append((self._id(), one.person, key, "blood_pressure", pair, moments[1], source, "", doctor, moments[1]))
        if "diabetes" in one.programmes:
            told = json.dumps([["glucose", fasting, "mmol/L"]])
            measured.append((self._id(), one.person, key, "glucose", told, moments[1], source, "fasting", doctor, moments[1]))
        for programme in one.programmes:
            self._form(one, key, doctor, FORMS[programme], moments[3], (str(systolic), str(diastolic), fasting), forms)
        if one.programmes and one.at.month in (4, 5, 6) and chance.random() < 0.8:
            self._form(one, key, doctor, "exam", moments[3], (str(systolic), str(diastolic), fasting), forms)

    def _form(self, one: _One, visit: str, doctor: str, form: str, at: str, told: tuple[str, str, str], forms: list[Any]) -> None:
        chance, day = self._chance, one.at.date()
        control, way = chance.choice("1112"), chance.choice("1111111123")
        next_on = (day + timedelta(days=90)).isoformat()
        values = json.dumps(_PADDING | {"systolic": ["number", "", told[0]], "diastolic": ["number", "", told[1]]})
        follows = (way, control, next_on) if form != "exam" else ("", "", "")
        fasting = told[2] if form == "dm_followup" else ""
        forms.append((self._id(), one.person, visit, form, day.isoformat(), values, doctor, at, *follows, *told[:2], fasting))


def township(path: Path, key: bytes, clock: SetClock, seed: int = 20261127, share: float = 1) -> Store:
    """An open store with the township in it; ``share`` of it where somebody wants a hamlet."""
    made = Township(seed, round(RESIDENTS * share), round(CASES * share), round(VISITS * share))
    store = Store.open(path, key, clock)
    store.raw(made.fill).result()
    return store
