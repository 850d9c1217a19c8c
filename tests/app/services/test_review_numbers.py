"""A month in numbers: sheets by doctor with what became of them, overrides by rule and reason, and where a month begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from app.clock import SetClock, instant
from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import Objection
from app.domain.review_report import Indicator, Overridden, Tally, fraction
from app.errors import KnownError, NotAllowed
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.review_numbers import ReviewNumbers, bounds, following, is_antibiotic, is_injection
from app.services.reviewing import Reviewing
from app.services.rx_comment import RxComments
from app.services.session import SignedIn
from app.services.table_file import rows
from app.store import prescriptions
from tests.app.services.rx_clinic import AMLODIPINE, reasoned, sheet, visit_of
from tests.app.services.rx_reviewers import hire, seat, seated

DOSE = Objection("2-5", (0,))
MARCH = date(2026, 3, 1), date(2026, 3, 31)


def numbers_of(desk: Desk, rx: Prescribing) -> ReviewNumbers:
    return ReviewNumbers(desk, lambda: rx.products)


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
    numbers = numbers_of(desk, rx)
    told = numbers.of_period(*MARCH)
    # verdicts came 4, 10, 20 and 40 minutes after signing; the sheet signed anew is the sixth, the one it replaces is void
    whole, mine = told.doctors
    assert mine.minutes == whole.minutes == pytest.approx(15.0, abs=0.01)
    counted = Tally(doctor.practitioner, doctor.name, 6, 5, 4, 2, 1, 1, 0, 5, minutes=mine.minutes)
    assert (mine, whole) == (counted, replace(counted, practitioner="", name=""))
    assert told.overrides == ()
    expected = {
        Indicator.REVIEWED: {0, 1, 2, 3}, Indicator.DOUBTED: {1, 2}, Indicator.CORRECTED: {1}, Indicator.REFUSED: {3},
        Indicator.MINUTES: {0, 1, 2, 3}, Indicator.OVERRIDDEN: set(), Indicator.ANTIBIOTICS: set(), Indicator.REASONABLE: set(),
    }  # fmt: skip
    for asked, which in expected.items():
        for prescriber in ("", doctor.practitioner):
            behind = numbers.sheets(*MARCH, asked, prescriber)
            assert {one.id for one in behind.rows} == {sheets[number].id for number in which}, asked
            assert behind.total == fraction(mine, asked)[0] == len(which)
        assert numbers.sheets(*MARCH, asked, "another").total == 0
    slowest = numbers.sheets(*MARCH, Indicator.MINUTES).rows[0]
    assert slowest.id == sheets[3].id and slowest.resident == "某3" and slowest.minutes == pytest.approx(40, abs=0.01)


def test_a_manager_sees_sheets_and_no_names(desk: Desk, rx: Prescribing, sign: Callable[[], Prescription]) -> None:
    one, numbers = sign(), numbers_of(desk, rx)
    with seated(desk, hire(desk, "周院长", "300", "manager")):
        (row,) = numbers.sheets(*MARCH, Indicator.ITEMS).rows
        assert (row.number, row.day, row.drugs, row.resident) == (one.number, MARCH[0].replace(day=5), "苯磺酸氨氯地平片", "")
        with pytest.raises(NotAllowed):
            desk.read("chart.read", lambda conn: None)


def test_antibiotics_injections_and_what_nobody_knows_any_more(
    desk: Desk, rx: Prescribing, make_person: Callable[..., Person], li: SignedIn
) -> None:
    """Shares of the sheets that are not void (处方点评工作表: D = C/处方总数, F = E/处方总数)."""
    person = make_person()
    example = rx.sign(sheet(person.id, visit_of(desk, person.id).id, AMLODIPINE))
    pills = next(key for key, one in rx.products.items() if is_antibiotic(one) and not is_injection(one))
    drops = next(key for key, one in rx.products.items() if is_antibiotic(one) and is_injection(one))
    for n, drugs in enumerate([(pills,), (pills, pills), (drops, "amlodipine-tab"), ("long-gone",), (drops,)]):
        lines = tuple(replace(example.lines[0], id=new_id(), drug=drug) for drug in drugs)
        one = replace(example, id=new_id(), number=f"n{n}", prev_hash=None, lines=lines)
        desk.store.write(partial(prescriptions.add, one=one)).result()
    void = partial(prescriptions.set_state, key=one.id, state=PrescriptionState.CANCELLED, action="cancel")
    desk.store.write(void).result()
    seat(desk, li)
    numbers = numbers_of(desk, rx)
    whole = numbers.of_period(*MARCH).doctors[0]
    assert (whole.signed, whole.valid, whole.lines, whole.antibiotics, whole.injections, whole.unknown) == (6, 5, 7, 3, 1, 1)
    assert fraction(whole, Indicator.ANTIBIOTICS) == (3, 5) and fraction(whole, Indicator.ITEMS) == (7, 5)
    assert [numbers.sheets(*MARCH, asked).total for asked in (Indicator.ANTIBIOTICS, Indicator.INJECTIONS)] == [3, 1]


def test_what_the_monthly_review_found_reasonable(
    desk: Desk, rx: Prescribing, sign: Callable[[], Prescription], li: SignedIn, clock: SetClock
) -> None:
    sheets = [sign() for _ in range(3)]
    clock.set(instant("2026-04-02T01:00:00.000Z"))
    seat(desk, li)
    comments, numbers = RxComments(desk, dict), numbers_of(desk, rx)
    comments.draw(MARCH[0])
    for one, codes in zip(sheets, (["2-5"], [], ["3-1"]), strict=True):
        comments.comment(MARCH[0], one.id, codes)
    clock.forward(60)
    comments.comment(MARCH[0], sheets[2].id, [])
    whole = numbers.of_period(*MARCH).doctors[0]
    assert fraction(whole, Indicator.REASONABLE) == (2, 3)
    assert {one.id for one in numbers.sheets(*MARCH, Indicator.REASONABLE).rows} == {sheets[1].id, sheets[2].id}


def test_overrides_by_rule_and_reason(desk: Desk, rx: Prescribing, make_person: Callable[..., Person], li: SignedIn) -> None:
    doctor = desk.who
    for number, reason in enumerate(("benefit", "severe", "severe")):
        person = make_person(name=f"某{number}", serial=60 + number)
        draft = sheet(person.id, visit_of(desk, person.id).id, replace(AMLODIPINE, single=Decimal(20)))
        rx.sign(reasoned(rx, draft, reason))
    seat(desk, li)
    numbers = numbers_of(desk, rx)
    told = numbers.of_period(*MARCH)
    found = [one for one in told.overrides if one.code == "RX-QTY-07"]
    assert found == [
        Overridden(doctor.practitioner, doctor.name, "RX-QTY-07", "severe", 2),
        Overridden(doctor.practitioner, doctor.name, "RX-QTY-07", "benefit", 1),
    ]
    assert fraction(told.doctors[0], Indicator.OVERRIDDEN) == (3, 3)
    assert [numbers.in_spite_of(*MARCH, one).total for one in found] == [2, 1]


def test_a_month_begins_at_the_clinic_s_midnight(
    desk: Desk, rx: Prescribing, sign: Callable[[], Prescription], li: SignedIn, clock: SetClock
) -> None:
    assert bounds(date(2026, 12, 31)) == ("2026-11-30T16:00:00.000Z", "2026-12-31T16:00:00.000Z")
    assert (following(date(2026, 12, 9)), following(date(2026, 1, 31), -1)) == (date(2027, 1, 1), date(2025, 12, 1))
    clock.set(instant("2026-03-31T15:59:00.000Z"))
    sign()
    clock.set(instant("2026-03-31T16:01:00.000Z"))
    sign()
    sign()
    seat(desk, li)
    numbers, april = numbers_of(desk, rx), date(2026, 4, 1)
    assert numbers.today() == april
    assert [numbers.of_period(*days).doctors[0].signed for days in (MARCH, (april, april), (MARCH[0], april))] == [1, 2, 3]
    assert numbers.of_period(date(2026, 5, 1), date(2026, 5, 2)).doctors == ()
    with pytest.raises(KnownError, match="period_backwards"):
        numbers.of_period(april, MARCH[1])


def test_only_who_may_reads_them_and_a_table_is_saved_as_it_was_shown(desk: Desk, rx: Prescribing, li: SignedIn, tmp_path: Path) -> None:
    numbers = numbers_of(desk, rx)
    with pytest.raises(NotAllowed):
        numbers.of_period(*MARCH)
    seat(desk, li)
    numbers.save(tmp_path / "m.xlsx", [["医师", "处方"], ["王建国", "5"]])
    assert [one.texts for one in rows(tmp_path / "m.xlsx")] == [["医师", "处方"], ["王建国", "5"]]
