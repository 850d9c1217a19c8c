"""Prescribing in numbers among 50,000 sheets of a year: twelve doctors, every sheet reviewed, one in twenty signed in spite of a rule."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.clock import SetClock, iso, local_day
from app.domain.ids import new_id
from app.domain.review_report import Indicator
from app.domain.staff import Organization
from app.rules.pack import load_pack
from app.services.desk import Desk
from app.services.review_numbers import Numbers, ReviewNumbers
from app.services.session import Session, SignedIn
from app.store.database import Store
from tests.app.conftest import KEY, MORNING
from tests.benchmarks.conftest import Report
from tests.benchmarks.residents import fill, made_up

SHEETS, DOCTORS, RESIDENTS = 50_000, 12, 2_000
DOCUMENT, REVIEW = bytes(3_000), '{"findings": []}' + " " * 1_500
"""As long as they are in a clinic."""
SPITE = '[{"code": "RX-APP-08", "lines": [0], "reason_code": "monitored", "reason": "", "second_signature": false, "about": ""}]'
_PLACE = "INSERT INTO organization (id, code, name, type_code, row_hash) VALUES ('o', 'PDY0', '卫生院', 'D600', '')"
_DOCTOR = "INSERT INTO practitioner (id, organization, staff_no, name, antibiotic_tier, row_hash) VALUES (?, 'o', ?, ?, '', '')"
_VISIT = "INSERT INTO encounter (id, person, status, kind, opened_at, row_hash) VALUES (?, ?, 'finished', 'AMB', ?, '')"
_SHEET = """INSERT INTO prescription (id, person, encounter, kind, state, number, payment, diagnoses, overrides, review, prescriber, signed_at,
document, hash, row_hash) VALUES (?, ?, ?, '普通', ?, ?, '自费', '[["I10", "高血压"]]', ?, ?, ?, ?, ?, ?, '')"""
_LINE = """INSERT INTO prescription_line (id, prescription, person, n, drug, name, form, strength, single, dose_unit, frequency, per_day, route, days,
quantity, quantity_unit, row_hash) VALUES (?, ?, ?, ?, ?, ?, '片剂', '5mg', '5', 'mg', 'qd', '1', 'oral', 7, '1', '盒', '')"""
_STEP = """INSERT INTO review_step (id, person, prescription, sheet_hash, act, practitioner, at, document, hash, signature, public_key, row_hash)
VALUES (?, ?, ?, ?, ?, 'pharmacist', ?, ?, '', '', '', '')"""


def prescribe(conn: Any, residents: list[str], drugs: list[str], chance: Random) -> None:
    """Each doctor has forty favourite combinations; one sheet in thirty comes back."""
    conn.execute("BEGIN")
    conn.execute(_PLACE)
    conn.executemany(_DOCTOR, [(f"d{n}", str(n), f"医生{n}") for n in range(DOCTORS)] + [("pharmacist", "p", "李药师")])
    favourites = [[chance.sample(drugs, chance.choice((1, 2, 3, 4))) for _ in range(40)] for _ in range(DOCTORS)]
    signed = sorted(MORNING - timedelta(minutes=chance.randrange(365 * 1440)) for _ in range(SHEETS))
    for number, at in enumerate(signed):
        doctor, person, visit, sheet = chance.randrange(DOCTORS), chance.choice(residents), new_id(), new_id()
        state, act = ("returned", "returned") if number % 30 == 0 else ("approved", "approved")
        conn.execute(_VISIT, (visit, person, iso(at)))
        spite = SPITE if number % 20 == 0 else "[]"
        told = (sheet, person, visit, state, f"{number:08d}", spite, REVIEW, f"d{doctor}", iso(at), DOCUMENT, f"h{number}")
        conn.execute(_SHEET, told)
        taken = chance.choice(favourites[doctor])
        conn.executemany(_LINE, [(new_id(), sheet, person, n, drug, drug) for n, drug in enumerate(taken)])
        judged = iso(at + timedelta(minutes=chance.randrange(1, 60)))
        conn.execute(_STEP, (new_id(), person, sheet, f"h{number}", act, judged, DOCUMENT))
    conn.execute("COMMIT")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    chance = Random(20261127)
    store = Store.open(tmp_path_factory.mktemp("numbers") / "clinic.db", KEY)
    residents = [made_up(chance, serial) for serial in range(RESIDENTS)]
    store.raw(lambda conn: fill(conn, residents)).result()
    store.raw(lambda conn: prescribe(conn, [one.id for one in residents], sorted(load_pack().products), chance)).result()
    yield store
    store.close()


def test_a_year_in_numbers(benchmark: BenchmarkFixture, report: Report, county: Store) -> None:
    session, products = Session(), load_pack().products
    place = Organization("o", "PDY0", "卫生院")
    session.set(SignedIn("a", "zhou", "周院长", "", "300", "manager", frozenset({"numbers.read"}), "numbers", "A1", place, None))
    numbers, last = ReviewNumbers(Desk(county, session, SetClock(MORNING), "A1"), lambda: products), local_day(MORNING)
    year, month = last - timedelta(days=365), last - timedelta(days=30)
    took: list[float] = []

    def timed(first: object) -> Numbers:
        start = time.thread_time()
        found = numbers.of_period(first, last)  # type: ignore[arg-type]
        took.append((time.thread_time() - start) * 1_000)
        return found

    told = timed(year)
    report("a year's 50,000 sheets in numbers, first time, CPU", took[0], "ms", "≤ 500")
    benchmark.pedantic(lambda: timed(year), rounds=5)
    report("a year's 50,000 sheets in numbers, again, median CPU", sorted(took[1:])[2], "ms", "≤ 500")
    timed(month)
    report("a month's sheets in numbers, CPU", took[-1], "ms", "≤ 100")
    start = time.thread_time()
    behind = numbers.sheets(year, last, Indicator.ANTIBIOTICS)
    report("the sheets behind a number of a year, CPU", (time.thread_time() - start) * 1_000, "ms", "≤ 500")
    whole = told.doctors[0]
    assert (whole.signed, whole.reviewed, whole.doubted, len(told.doctors)) == (SHEETS, SHEETS, SHEETS // 30 + 1, DOCTORS + 1)
    assert whole.overridden == SHEETS // 20 == sum(one.count for one in told.overrides) and behind.total == whole.antibiotics > 0
