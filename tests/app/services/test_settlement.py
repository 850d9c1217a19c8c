"""Settling at the counter: what it comes to, what must be told, once only, taken back by a record of its own, and what a day adds up to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.clock import SetClock
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.errors import KnownError
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing, Supplied
from app.services.formulary import Formulary
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraftLine
from app.services.settlement import Payment, Settlements, check_payment, totals
from app.services.stock import Stock
from app.store.tables.log import audit, change
from tests.app.services.counter import FIRST, shelve
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet
from tests.app.services.rx_clinic import unreviewed as unreviewed

TODAY = date(2026, 3, 5)
DAY = 86_400
OWN = Payment("自费", 1_290)
INSURED = Payment("城乡居民医保", 1_290, 900, "410102-0305-0017")


@pytest.fixture
def till(desk: Desk, rx: Prescribing, pack: Pack) -> Settlements:
    Formulary(desk, pack, rx.shelves).set_price("amlodipine-tab", 1_290)
    return Settlements(desk, rx.shelves)


Giver = Callable[..., Prescription]


@pytest.fixture
def give(rx: Prescribing, till: Settlements, counter: Dispensing, stock: Stock, resident: Person, visit: Encounter) -> Giver:
    """A sheet for four weeks whose first line is given out, by its code where there is one."""
    shelve(stock)

    def given(*lines: RxDraftLine, code: str = FIRST) -> Prescription:
        long = tuple(replace(line, days=28) for line in lines or (AMLODIPINE,))
        one = rx.sign(sheet(resident.id, visit.id, *long, long_term=True, extend_reason="慢性病"))
        line = one.lines[0].id
        if code:
            counter.scan(one.id, code, line)
        else:
            counter.prepare(one.id, line, 28)
        counter.hand_over(one.id)
        return one

    return given


def refused(till: Settlements, key: str, payment: Payment) -> str:
    with pytest.raises(KnownError) as caught:
        till.settle(key, payment)
    return caught.value.code


def test_what_was_given_out_waits_until_it_is_paid(till: Settlements, counter: Dispensing, give: Giver, desk: Desk) -> None:
    one = give()
    (bill,) = till.waiting()
    assert (bill.sheet, bill.way, bill.reckoned_fen, bill.is_whole, bill.uncoded) == (one.id, "城乡居民医保", 1_290, True, False)
    made = till.settle(one.id, INSURED)
    assert (made.own_fen, made.reckoned_fen, made.at, made.by) == (390, 1_290, "2026-03-05T00:40:00.000Z", desk.who.practitioner)
    assert till.waiting() == [] and counter.supplied(one) is Supplied.SETTLED
    rows = desk.store.read(lambda conn: conn.execute(select(audit.c.action, audit.c.ref).where(audit.c.type == "settlement")).all())
    sent = desk.store.read(lambda conn: conn.execute(select(change.c.id).where(change.c.type == "settlement")).scalars().all())
    assert [tuple(row) for row in rows] == [("paid", made.id)] and sent == [made.id]


def test_a_sheet_is_settled_once_and_gives_nothing_more(till: Settlements, counter: Dispensing, give: Giver) -> None:
    one = give(AMLODIPINE, METFORMIN)
    assert refused(till, one.id, replace(OWN, reason="")) == "settle_why_missing", "metformin was not given out"
    till.settle(one.id, replace(OWN, reason="家里还有二甲双胍"))
    assert refused(till, one.id, OWN) == "settle_done"
    with pytest.raises(KnownError) as caught:
        counter.prepare(one.id, one.lines[1].id, 1)
    assert caught.value.code == "dispense_settled" and counter.queue() == []


def test_taken_back_it_waits_again_and_both_records_stay(till: Settlements, counter: Dispensing, give: Giver) -> None:
    one = give(AMLODIPINE, METFORMIN)
    made = till.settle(one.id, replace(OWN, reason="家里还有"))
    for reason, key, code in (("", made.id, "reason_needed"), ("写错了", "nothing", "settle_unknown")):
        with pytest.raises(KnownError) as caught:
            till.take_back(key, reason)
        assert caught.value.code == code
    till.take_back(made.id, "医保补结")
    with pytest.raises(KnownError) as caught:
        till.take_back(made.id, "再来一次")
    assert caught.value.code == "settle_unknown"
    assert [bill.sheet for bill in till.waiting()] == [row.sheet for row in counter.queue()] == [one.id]
    assert counter.prepare(one.id, one.lines[1].id, 1)
    assert refused(till, one.id, OWN) == "settle_prepared"
    back, first = till.of_day(TODAY)
    assert (back.record.takes_back, back.record.reason, back.stands, first.stands) == (made.id, "医保补结", False, False)
    (total,) = totals(till.of_day(TODAY))
    assert (total.count, total.amount_fen) == (0, 0)


@pytest.mark.parametrize(
    ("payment", "code"),
    [
        (replace(OWN, way="新农合"), "settle_way"),
        (replace(OWN, amount_fen=-1), "settle_amount"),
        (replace(OWN, amount_fen=10_000_001), "settle_amount"),
        (replace(OWN, insured_fen=1), "settle_insured"),
        (replace(INSURED, insured_fen=1_291), "settle_insured"),
        (replace(INSURED, insured_fen=-1), "settle_insured"),
        (replace(INSURED, number="  "), "settle_number"),
        (replace(OWN, amount_fen=1_200), "settle_why_amount"),
    ],
)
def test_what_does_not_hold_is_refused(till: Settlements, give: Giver, payment: Payment, code: str) -> None:
    one = give()
    assert refused(till, one.id, payment) == code and len(till.waiting()) == 1


def test_another_amount_stands_with_its_reason_and_nothing_may_be_charged(till: Settlements, give: Giver) -> None:
    one = give()
    made = till.settle(one.id, replace(OWN, amount_fen=0, reason=" 五保户，免收 "))
    assert (made.amount_fen, made.reckoned_fen, made.reason) == (0, 1_290, "五保户，免收")


def test_the_insurance_asks_for_trace_codes_and_the_patient_who_pays_is_not_asked(till: Settlements, give: Giver) -> None:
    one = give(code="")
    assert till.bill(one.id).uncoded and refused(till, one.id, INSURED) == "settle_why_codes"
    check_payment(till.bill(one.id), replace(INSURED, reason="无码库药品"))
    assert till.settle(one.id, OWN).insured_fen == 0


def test_without_a_price_the_amount_is_what_was_typed(desk: Desk, pack: Pack, till: Settlements, give: Giver, rx: Prescribing) -> None:
    Formulary(desk, pack, rx.shelves).set_price("amlodipine-tab", None)
    one = give()
    assert till.bill(one.id).reckoned_fen is None
    assert till.settle(one.id, replace(OWN, amount_fen=1_250)).reckoned_fen is None


def test_a_part_of_a_line_is_paid_by_the_piece(till: Settlements, counter: Dispensing, stock: Stock, rx: Prescribing, give: Giver) -> None:
    one = give()
    wanted = till.bill(one.id).lines[0]
    assert (wanted.pieces, wanted.missing, wanted.price_fen) == (28, 0, 1_290)
    other = rx.sign(sheet(one.person, one.encounter, replace(AMLODIPINE, days=28), long_term=True, extend_reason="慢性病"))
    counter.prepare(other.id, other.lines[0].id, 9)
    counter.hand_over(other.id)
    line = till.bill(other.id).lines[0]
    assert (line.pieces, line.missing, line.price_fen) == (9, 19, 415), "1290 × 9 / 28 = 414.6"


def test_nothing_given_out_is_nothing_to_settle(till: Settlements, rx: Prescribing, resident: Person, visit: Encounter) -> None:
    one = rx.sign(sheet(resident.id, visit.id, AMLODIPINE))
    assert refused(till, one.id, OWN) == "settle_nothing" and refused(till, "nothing", OWN) == "rx_unknown"


def test_a_day_that_is_over_never_changes(till: Settlements, give: Giver, clock: SetClock) -> None:
    first = till.settle(give().id, INSURED)
    clock.forward(DAY)
    till.take_back(first.id, "医保退回")
    assert [(one.way, one.count, one.amount_fen, one.own_fen) for one in totals(till.of_day(TODAY))] == [("城乡居民医保", 1, 1_290, 390)]
    (total,) = totals(till.of_day(date(2026, 3, 6)))
    assert (total.count, total.amount_fen, total.insured_fen) == (-1, -1_290, -900)
    assert totals(till.of_day(date(2026, 3, 7))) == ()
