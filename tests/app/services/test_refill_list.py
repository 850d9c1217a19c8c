"""续方名单: who runs out on which day, by sheets that stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.clock import SetClock, local_day
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.errors import KnownError
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.refill_list import DueList, RefillList
from app.services.rx_draft import RxDraftLine
from app.store import people, prescriptions
from tests.app.printing.pages import plain
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of

DAY = 86_400
AMOXICILLIN = RxDraftLine("amoxicillin-cap", Decimal(500), "tid", "oral", 5, skin_test="阴性")


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    return Prescribing(desk, pack)


@pytest.fixture
def refills(desk: Desk, rx: Prescribing) -> RefillList:
    return RefillList(desk, lambda: rx.products)


@pytest.fixture
def resident(make_person: Callable[..., Person]) -> Person:
    return make_person(phone="13800001111")


def give(rx: Prescribing, desk: Desk, person: Person, *lines: RxDraftLine, visit: Encounter | None = None, **more: object) -> Prescription:
    visit = visit or visit_of(desk, person.id)
    given = {"extend_reason": "慢性病", "long_term": True} | more
    return rx.sign(sheet(person.id, visit.id, *lines, **given))


def look(refills: RefillList, clock: SetClock, first: int = -60, last: int = 60, village: str = "") -> DueList:
    today = local_day(clock.now())
    return refills.due(today + timedelta(first), today + timedelta(last), village)


def test_last_day_sheet_phone_and_last_visit_stand_in_the_row(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock
) -> None:
    signed = give(rx, desk, resident, replace(AMLODIPINE, days=28), replace(METFORMIN, days=14))
    clock.forward(10 * DAY)
    row = look(refills, clock).rows[0]
    assert (row.name, row.village, row.phone, row.last_seen) == (resident.name, "柳树村", "13800001111", date(2026, 3, 5))
    assert [(one.drug, one.last_day, one.days_left, one.number) for one in row.supplies] == [
        ("metformin-tab", date(2026, 3, 18), 4, signed.number),
        ("amlodipine-tab", date(2026, 4, 1), 18, signed.number),
    ]


def test_days_left_agree_with_what_the_doctors_page_says(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock
) -> None:
    give(rx, desk, resident, replace(AMLODIPINE, days=28))
    clock.forward(20 * DAY)
    assert look(refills, clock).rows[0].first.days_left == rx.taken(resident.id)[0].days_left == 8


def test_who_ran_out_is_negative_and_leaves_the_list_in_the_end(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock
) -> None:
    give(rx, desk, resident, replace(AMLODIPINE, days=14))
    clock.forward(20 * DAY)
    assert look(refills, clock).rows[0].first.days_left == -6 and look(refills, clock, first=0).rows == ()
    clock.forward(53 * DAY)
    assert look(refills, clock).rows[0].first.days_left == -59
    clock.forward(2 * DAY)
    assert look(refills, clock, first=-400).rows == ()


@pytest.mark.parametrize("state", [PrescriptionState.CANCELLED, PrescriptionState.RETURNED, PrescriptionState.REFUSED])
def test_a_sheet_that_does_not_stand_gives_nothing_even_after_it_was_listed(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock, state: PrescriptionState
) -> None:
    signed = give(rx, desk, resident, replace(AMLODIPINE, days=28))
    assert len(look(refills, clock).rows) == 1
    desk.store.write(lambda uow: prescriptions.set_state(uow, signed.id, state, "test")).result()
    assert look(refills, clock).rows == ()


def test_a_single_ordinary_sheet_is_no_treatment_and_a_repeated_one_is(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock
) -> None:
    give(rx, desk, resident, AMLODIPINE, AMOXICILLIN, long_term=False)
    assert look(refills, clock).rows == ()
    clock.forward(7 * DAY)
    give(rx, desk, resident, AMLODIPINE, AMOXICILLIN, long_term=False)
    (row,) = look(refills, clock).rows
    assert [one.drug for one in row.supplies] == ["amlodipine-tab"], "a course of an antibiotic is not renewed"


def test_the_newest_sheet_of_a_substance_counts_whatever_its_strength(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock
) -> None:
    code = rx.products["metformin-tab"].atc
    other = next(one for one in rx.products.values() if one.atc == code and one.id != "metformin-tab")
    give(rx, desk, resident, replace(METFORMIN, days=28))
    clock.forward(30 * DAY)
    assert look(refills, clock).rows[0].first.days_left == -2
    give(rx, desk, resident, RxDraftLine(other.id, Decimal(500), "bid", "oral", 28))
    (row,) = look(refills, clock).rows
    assert [(one.drug, one.days_left) for one in row.supplies] == [(other.id, 28)]


def test_one_village_and_days_of_the_list(
    rx: Prescribing, desk: Desk, refills: RefillList, make_person: Callable[..., Person], clock: SetClock
) -> None:
    for village, days in (("柳树村", 28), ("石桥村", 14), ("柳树村", 7)):
        give(rx, desk, make_person(village=village), replace(AMLODIPINE, days=days))
    whole = look(refills, clock)
    assert [one.first.days_left for one in whole.rows] == [7, 14, 28] and whole.villages == ("柳树村", "石桥村")
    assert [one.first.days_left for one in look(refills, clock, village="柳树村").rows] == [7, 28]
    assert [one.first.days_left for one in look(refills, clock, 7, 20).rows] == [14]


def test_two_records_of_one_human_are_one_row(
    rx: Prescribing, desk: Desk, refills: RefillList, make_person: Callable[..., Person], clock: SetClock
) -> None:
    a, b = make_person(), make_person()
    give(rx, desk, a, replace(AMLODIPINE, days=14))
    desk.store.write(lambda uow: people.link(uow, a.id, b.id, "same")).result()
    clock.forward(10 * DAY)
    give(rx, desk, b, replace(AMLODIPINE, days=28))
    (row,) = look(refills, clock).rows
    assert row.person == min(a.id, b.id) and row.first.days_left == 28


def test_a_visit_of_somebody_sent_is_not_one_of_the_resident(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock
) -> None:
    give(
        rx,
        desk,
        resident,
        replace(AMLODIPINE, days=28),
        visit=visit_of(desk, resident.id, proxy=True),
        agent="王强",
        agent_relation="儿子",
    )
    assert look(refills, clock).rows[0].last_seen is None


def test_paper_says_whom_to_call_and_that_it_was_printed_is_kept(
    rx: Prescribing, desk: Desk, refills: RefillList, resident: Person, clock: SetClock
) -> None:
    give(rx, desk, resident, replace(AMLODIPINE, days=14))
    clock.forward(20 * DAY)
    pdf = refills.pdf(look(refills, clock, -60, -1))
    page = plain(pdf)
    for words in ("续方名单", resident.name, "柳树村", "13800001111", "苯磺酸氨氯地平片", "2026-03-18", "已断药7天", "2026-03-05"):
        assert words.replace(" ", "") in page, words
    refills.printed(pdf)


def test_intake_reads_no_medicines(desk: Desk, refills: RefillList, clock: SetClock) -> None:
    who = desk.who
    desk.session.set(replace(who, permissions=frozenset({"residents.read"})))
    with pytest.raises(KnownError):
        look(refills, clock)
