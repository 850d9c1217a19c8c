"""A month in numbers: sheets by doctor with what became of them, overrides by rule and reason, and where a month begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.clock import SetClock, instant
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.domain.review import Objection
from app.domain.review_report import Overridden, RoundTrip
from app.errors import NotAllowed
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.review_numbers import ReviewNumbers, bounds, following
from app.services.reviewing import Reviewing
from app.services.session import SignedIn
from app.services.table_file import rows
from tests.app.services.rx_clinic import AMLODIPINE, reasoned, sheet, visit_of
from tests.app.services.rx_reviewers import seat

DOSE = Objection("2-5", (0,))
MARCH = date(2026, 3, 1)


@pytest.fixture
def sign(desk: Desk, rx: Prescribing, make_person: Callable[..., Person]) -> Callable[[], Prescription]:
    """Signs a sheet for somebody new."""
    made: list[str] = []

    def one() -> Prescription:
        person = make_person(name=f"某{len(made)}", serial=40 + len(made))
        made.append(person.id)
        return rx.sign(sheet(person.id, visit_of(desk, person.id).id))

    return one


def test_what_became_of_a_month_s_sheets(
    desk: Desk, rx: Prescribing, sign: Callable[[], Prescription], li: SignedIn, clock: SetClock
) -> None:
    doctor, sheets = desk.who, [sign() for _ in range(5)]
    seat(desk, li)
    pharmacist = Reviewing(desk)
    clock.forward(4 * 60)
    pharmacist.approve(sheets[0].id, sheets[0].hash or "")
    for minutes, one in ((6, sheets[1]), (10, sheets[2])):
        clock.forward(minutes * 60)
        pharmacist.send_back(one.id, one.hash or "", [DOSE])
    clock.forward(20 * 60)
    pharmacist.refuse(sheets[3].id, sheets[3].hash or "", [DOSE], "不宜")
    desk.session.set(doctor)
    rx.sign(Returned(desk).adopt(sheets[1].id))
    seat(desk, li)
    told = ReviewNumbers(desk).of_month(MARCH)
    # verdicts came 4, 10, 20 and 40 minutes after signing; the sheet signed anew is the sixth
    whole, mine = told.doctors
    assert mine.minutes == whole.minutes == pytest.approx(15.0, abs=0.01)
    counted = RoundTrip(doctor.practitioner, doctor.name, 6, 4, 2, 1, 1, mine.minutes)
    assert (mine, whole) == (counted, replace(counted, practitioner="", name=""))
    assert told.overrides == ()


def test_overrides_by_rule_and_reason(desk: Desk, rx: Prescribing, make_person: Callable[..., Person], li: SignedIn) -> None:
    doctor = desk.who
    for number, reason in enumerate(("benefit", "severe", "severe")):
        person = make_person(name=f"某{number}", serial=60 + number)
        draft = sheet(person.id, visit_of(desk, person.id).id, replace(AMLODIPINE, single=Decimal(20)))
        rx.sign(reasoned(rx, draft, reason))
    seat(desk, li)
    found = [one for one in ReviewNumbers(desk).of_month(MARCH).overrides if one.code == "RX-QTY-07"]
    assert found == [
        Overridden(doctor.practitioner, doctor.name, "RX-QTY-07", "severe", 2),
        Overridden(doctor.practitioner, doctor.name, "RX-QTY-07", "benefit", 1),
    ]


def test_a_month_begins_at_the_clinic_s_midnight(desk: Desk, sign: Callable[[], Prescription], li: SignedIn, clock: SetClock) -> None:
    assert bounds(date(2026, 12, 31)) == ("2026-11-30T16:00:00.000Z", "2026-12-31T16:00:00.000Z")
    assert (following(date(2026, 12, 9)), following(date(2026, 1, 31), -1)) == (date(2027, 1, 1), date(2025, 12, 1))
    clock.set(instant("2026-03-31T15:59:00.000Z"))
    sign()
    clock.set(instant("2026-03-31T16:01:00.000Z"))
    sign()
    sign()
    seat(desk, li)
    numbers = ReviewNumbers(desk)
    assert numbers.this_month() == date(2026, 4, 1)
    assert [numbers.of_month(month).doctors[0].signed for month in (MARCH, date(2026, 4, 1))] == [1, 2]
    assert numbers.of_month(date(2026, 5, 1)).doctors == ()


def test_only_who_reviews_reads_them_and_a_table_is_saved_as_it_was_shown(desk: Desk, li: SignedIn, tmp_path: Path) -> None:
    numbers = ReviewNumbers(desk)
    with pytest.raises(NotAllowed):
        numbers.of_month(MARCH)
    seat(desk, li)
    numbers.save(tmp_path / "m.xlsx", [["医师", "处方"], ["王建国", "5"]])
    assert [one.texts for one in rows(tmp_path / "m.xlsx")] == [["医师", "处方"], ["王建国", "5"]]
