"""A township made up for benchmarks: 40,000 residents, 15,500 cases, 250,000 visits with what was measured and the forms of each.

Written straight into the tables, without trail and change log, as no list reads them; the same chance makes the same township.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.clock import CLINIC_ZONE, SetClock, iso, local_day
from app.domain.programme import FOLLOW_UP_FORMS, Programme
from app.domain.staff import Organization
from app.services.desk import Desk
from app.services.session import Session, SignedIn
from app.store.database import Store
from tests.app.conftest import KEY, MORNING
from tests.benchmarks.residents import fill, made_up

RESIDENTS, VISITS, DOCTORS, SEED = 40_000, 250_000, 12, 20261127
OF = {"hypertension": 10_900, "diabetes": 4_300, "copd": 300}
CASES = sum(OF.values())
DAYS = 1_460
"""Four years, over which the visits lie."""
PLACE = Organization("o", "PDY00000141010211A1001", "卫生院")
TODAY = local_day(MORNING)
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
_FILLED = "('enrolment', 'encounter', 'measurement', 'filled_form')"


@dataclass(frozen=True)
class _One:
    """A visit to be written. ``programmes``: diseases that are followed up in it."""

    person: str
    at: datetime
    programmes: tuple[str, ...]


class Township:
    """What is written. Everything is drawn from one chance."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance = Random(seed)
        self.people = [replace(made_up(self._chance, serial), id=self._id()) for serial in range(RESIDENTS)]
        self.cases = list(self._cases())

    def fill(self, conn: Any) -> None:
        """Residents, then all the rest in one transaction; the indexes of these are made once the rows stand."""
        fill(conn, self.people)
        later = conn.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {_FILLED}")
        indexes = later.fetchall()
        for name, _ in indexes:
            conn.execute(f"DROP INDEX {name}")
        conn.execute("BEGIN")
        conn.execute(_PLACE)
        conn.executemany(_DOCTOR, [(f"d{n}", f"{n:03d}", f"医生{n}") for n in range(DOCTORS)])
        conn.executemany(_ENROLMENT, list(self._enrolments()))
        self._write(conn)
        for _, sql in indexes:
            conn.execute(sql)
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # residents and cases

    def _id(self) -> str:
        told = f"{self._chance.getrandbits(128):032x}"
        return f"{told[:8]}-{told[8:12]}-4{told[13:16]}-8{told[17:20]}-{told[20:]}"

    def _cases(self) -> Iterator[tuple[str, str]]:
        """(resident, programme), of those past forty; some have two diseases, as it comes."""
        grown = [one.id for one in self.people if one.birth is not None and one.birth.year <= TODAY.year - 40]
        for programme, wanted in OF.items():
            yield from ((person, programme) for person in self._chance.sample(grown, wanted))

    def _enrolments(self) -> Iterator[tuple[str, ...]]:
        for resident, programme in self.cases:
            opened = date(2022, 1, 1) + timedelta(days=self._chance.randrange(900))
            yield self._id(), resident, programme, opened.isoformat(), self._doctor(), f"{opened}T02:00:00.000Z"

    # visits

    def _doctor(self) -> str:
        return f"d{self._chance.randrange(DOCTORS)}"

    def _drawn(self) -> Iterator[_One]:
        """Each case comes four times a year, each in a rhythm of its own; the rest are of whoever falls ill, and comes again for it."""
        chance, by_person = self._chance, dict[str, list[str]]()
        for resident, programme in self.cases:
            by_person.setdefault(resident, []).append(programme)
        made = 0
        for resident, programmes in by_person.items():
            day = chance.randrange(80)
            while day < DAYS:
                yield _One(resident, self._at(day), tuple(programmes))
                made += 1
                day += chance.choice((84, 88, 90, 91, 95, 100, 120))
        while made < VISITS:
            resident, day = chance.choice(self.people).id, chance.randrange(DAYS)
            for again in range(min(chance.choice((1, 2, 3)), VISITS - made)):
                yield _One(resident, self._at(min(day + 7 * again, DAYS - 1)), ())
                made += 1

    def _at(self, day: int) -> datetime:
        """In the hours of a day, counted from the first of the four years; the last is yesterday."""
        first = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=CLINIC_ZONE) - timedelta(days=DAYS)
        return first + timedelta(days=day, minutes=self._chance.randrange(540))

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
            self._form(one, key, doctor, FOLLOW_UP_FORMS[Programme(programme)], moments[3], (str(systolic), str(diastolic), fasting), forms)
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


@pytest.fixture(scope="session")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Made once for the whole session, to be read only: writing it takes a minute.

    Opened again before it is read: four years were not written this morning, and do not lie in the log of the last transaction.
    """
    path: Path = tmp_path_factory.mktemp("township") / "clinic.db"
    written = Store.open(path, KEY, SetClock(MORNING))
    written.raw(Township().fill).result()
    written.close()
    store = Store.open(path, KEY, SetClock(MORNING))
    yield store
    store.close()


def seated(store: Store, role: str, *permissions: str) -> Desk:
    """The desk of somebody there."""
    session = Session()
    session.set(SignedIn("a", "wang", "王建国", "d0", "000", role, frozenset(permissions), "today", "A1", PLACE, None))
    return Desk(store, session, SetClock(MORNING), "A1")
