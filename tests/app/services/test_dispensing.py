"""The counter: what may be given out and what not, the right batch, every pack once, and nothing lost between shelf and patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.clock import SetClock
from app.domain.dispensing import Dispense, DispenseStatus
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing, Supplied
from app.services.pharmacy_names import pharmacy_of
from app.services.prescribing import Prescribing
from app.services.reviewing import Reviewing
from app.services.rx_draft import RxDraftLine
from app.services.session import SignedIn
from app.services.sheet_at_counter import running_out
from app.services.stock import Stock
from app.store import prescriptions
from app.store.tables.log import audit, change
from tests.app.printing.pages import plain
from tests.app.services.counter import FIRST, NEW, SECOND, THIRD, left, shelve
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.rx_clinic import unreviewed as unreviewed
from tests.app.services.rx_reviewers import seat, seated

FOUR_WEEKS = replace(AMLODIPINE, days=28)
DAY = 86_400
DRUG, OTHER = "amlodipine-tab", "metformin-tab"


Signer = Callable[..., Prescription]


@pytest.fixture
def sign(rx: Prescribing, resident: Person, visit: Encounter) -> Signer:
    def signed(*lines: RxDraftLine) -> Prescription:
        return rx.sign(sheet(resident.id, visit.id, *lines, long_term=True, extend_reason="慢性病"))

    return signed


def code_of(error: pytest.ExceptionInfo[KnownError]) -> str:
    return error.value.code


def test_a_signed_sheet_waits_at_the_counter_until_the_patient_has_everything(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    (row,) = counter.queue()
    assert (row.sheet, row.may_be_given, row.lines, row.missing, row.prepared) == (one.id, True, 1, 1, 0)
    (line,) = counter.case(one.id).lines
    counter.prepare(one.id, line.line.id, line.wanted)
    (row,) = counter.queue()
    assert (row.missing, row.prepared) == (0, 1), "prepared, and still in the pharmacy"
    (part,) = counter.hand_over(one.id)
    assert part.status is DispenseStatus.HANDED_OVER and counter.queue() == []


def test_the_batch_that_expires_first_goes_first_and_an_order_may_need_two(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock, old=5)
    one = sign(FOUR_WEEKS)
    line = counter.case(one.id).lines[0]
    parts = counter.prepare(one.id, line.line.id, line.wanted)
    assert [(part.batch, part.pieces) for part in parts] == [("O1", 5), ("N1", line.wanted - 5)]
    assert left(stock) == {"O1": 0, "N1": 56 - line.wanted + 5}


def test_an_expired_batch_is_neither_proposed_nor_given(counter: Dispensing, stock: Stock, sign: Signer, clock: SetClock) -> None:
    shelve(stock, old=28, new=0)
    clock.forward(57 * DAY)
    one = sign(AMLODIPINE)
    line = counter.case(one.id).lines[0]
    assert (line.batches, line.expired, line.stock) == ((), 28, 0)
    with pytest.raises(KnownError) as caught:
        counter.prepare(one.id, line.line.id, 7)
    assert code_of(caught) == "stock_short"
    with pytest.raises(KnownError) as caught:
        counter.prepare(one.id, line.line.id, 7, "O1")
    assert code_of(caught) == "dispense_expired" and left(stock) == {"O1": 28}


def test_on_its_last_day_of_use_a_batch_is_still_given(counter: Dispensing, stock: Stock, sign: Signer, clock: SetClock) -> None:
    shelve(stock, old=28, new=0)
    clock.forward(56 * DAY)
    one = sign(AMLODIPINE)
    counter.prepare(one.id, one.lines[0].id, 7)
    assert left(stock) == {"O1": 21}


def test_a_sheet_that_waits_for_the_pharmacist_is_shown_and_not_given(
    desk: Desk, pack: Pack, stock: Stock, resident: Person, visit: Encounter, li: SignedIn
) -> None:
    rx = Prescribing(desk, pack, ReviewMode.BEFORE)
    counter = Dispensing(desk, rx.shelves)
    shelve(stock)
    one = rx.sign(sheet(resident.id, visit.id, AMLODIPINE))
    assert [(row.sheet, row.may_be_given) for row in counter.queue()] == [(one.id, False)]
    with pytest.raises(KnownError) as caught:
        counter.prepare(one.id, one.lines[0].id, 7)
    assert code_of(caught) == "dispense_not_released"
    with seated(desk, li):
        Reviewing(desk).approve(one.id, one.hash or "")
    assert counter.prepare(one.id, one.lines[0].id, 7)[0].pieces == 7


def test_what_the_county_lets_be_given_before_review_is_given(
    desk: Desk, pack: Pack, stock: Stock, resident: Person, visit: Encounter
) -> None:
    rx = Prescribing(desk, pack, ReviewMode.AFTER)
    shelve(stock)
    one = rx.sign(sheet(resident.id, visit.id, AMLODIPINE))
    assert one.state is PrescriptionState.RELEASED
    counter = Dispensing(desk, rx.shelves)
    counter.prepare(one.id, one.lines[0].id, 7)
    counter.hand_over(one.id)
    assert desk.store.read(lambda conn: prescriptions.get(conn, one.id)).state is PrescriptionState.RELEASED, "the pharmacist still looks"  # type: ignore[union-attr]


def test_a_void_or_expired_sheet_gives_nothing(counter: Dispensing, stock: Stock, rx: Prescribing, sign: Signer, clock: SetClock) -> None:
    shelve(stock)
    void, old = sign(AMLODIPINE), sign(METFORMIN)
    rx.cancel(void.id, "重复")
    with pytest.raises(KnownError) as caught:
        counter.prepare(void.id, void.lines[0].id, 7)
    assert code_of(caught) == "dispense_not_released"
    clock.forward(1 * DAY)
    with pytest.raises(KnownError) as caught:
        counter.scan(old.id, FIRST)
    assert code_of(caught) == "dispense_over" and counter.queue() == []


def test_a_sheet_that_nobody_fetched_is_told_on_its_last_evening_and_the_next_mornings(
    counter: Dispensing, stock: Stock, rx: Prescribing, sign: Signer, clock: SetClock
) -> None:
    """H51: it would leave the counter's queue at midnight without a word."""
    shelve(stock)
    fetched, left_here, void = sign(AMLODIPINE), sign(METFORMIN), sign(METFORMIN)
    rx.cancel(void.id, "重复")
    counter.prepare(fetched.id, fetched.lines[0].id, 28)
    counter.hand_over(fetched.id)
    assert counter.unfetched() == (1, 0)
    assert running_out(left_here.valid_until or "", clock.now()) == "", "the patient may still come by himself"
    clock.forward(10 * 3600)
    assert running_out(left_here.valid_until or "", clock.now()) == "tonight"
    clock.forward(DAY)
    assert counter.queue() == [] and counter.unfetched() == (0, 1)
    assert running_out(left_here.valid_until or "", clock.now()) == "over" and running_out("", clock.now()) == ""
    clock.forward(3 * DAY)
    assert counter.unfetched() == (0, 0)


def test_what_was_prepared_on_a_sheet_that_became_void_stays_in_the_queue_until_it_is_back(
    counter: Dispensing, stock: Stock, rx: Prescribing, sign: Signer
) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    (part,) = counter.prepare(one.id, one.lines[0].id, 7)
    rx.cancel(one.id, "对氨氯地平过敏")
    (row,) = counter.queue()
    assert (row.may_be_given, row.prepared) == (False, 1)
    with pytest.raises(KnownError) as caught:
        counter.hand_over(one.id)
    assert code_of(caught) == "dispense_not_released"
    counter.take_back(part.id, "处方作废")
    assert counter.queue() == [] and left(stock) == {"O1": 28, "N1": 56}


def test_more_than_the_sheet_says_is_never_given(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    line = counter.case(one.id).lines[0]
    for number, code in ((line.wanted + 1, "dispense_too_much"), (0, "dispense_pieces"), (-7, "dispense_pieces")):
        with pytest.raises(KnownError) as caught:
            counter.prepare(one.id, line.line.id, number)
        assert code_of(caught) == code
    counter.prepare(one.id, line.line.id, line.wanted)
    with pytest.raises(KnownError) as caught:
        counter.prepare(one.id, line.line.id, 1)
    assert code_of(caught) == "dispense_too_much"


def test_part_now_and_the_rest_another_time(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock, old=10, new=0)
    one = sign(FOUR_WEEKS)
    line = counter.case(one.id).lines[0]
    counter.prepare(one.id, line.line.id, 10)
    counter.hand_over(one.id)
    (row,) = counter.queue()
    assert (row.missing, row.prepared) == (1, 0)
    assert counter.case(one.id).lines[0].missing == line.wanted - 10
    shelve(stock, old=0, new=56)
    counter.prepare(one.id, line.line.id, line.wanted - 10)
    counter.hand_over(one.id)
    assert counter.queue() == []


def test_put_back_before_it_is_handed_over_and_never_after(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    part = counter.scan(one.id, FIRST)
    counter.take_back(part.id, "拿错盒")
    assert left(stock) == {"O1": 28, "N1": 56}
    again = counter.scan(one.id, FIRST)
    assert again.codes[0].key == FIRST, "a code that was put back may go out"
    counter.hand_over(one.id)
    for late in (part.id, again.id):
        with pytest.raises(KnownError) as caught:
            counter.take_back(late)
        assert code_of(caught) == "dispense_gone"


def test_a_pack_is_given_out_once_and_whoever_scans_it_again_is_told_to_whom(
    counter: Dispensing, stock: Stock, sign: Signer, rx: Prescribing, desk: Desk, make_person: Callable[..., Person], resident: Person
) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    counter.scan(one.id, FIRST)
    counter.hand_over(one.id)
    other = make_person(name="李桂芳", serial=22)
    second = rx.sign(sheet(other.id, visit_of(desk, other.id).id, AMLODIPINE))
    with pytest.raises(KnownError) as caught:
        counter.scan(second.id, FIRST)
    assert code_of(caught) == "trace_sold"
    told = counter.sold_to(str(caught.value.facts["dispense"]))
    assert told is not None and (told.name, told.number) == (resident.name, one.number)
    assert resident.name not in str(caught.value), "what is logged names nobody"
    assert counter.scan(second.id, SECOND).codes[0].key == SECOND


def test_an_opened_pack_goes_to_several_residents_and_what_is_left_of_it_is_counted(
    counter: Dispensing, stock: Stock, rx: Prescribing, desk: Desk, make_person: Callable[..., Person]
) -> None:
    shelve(stock)

    def scanned(name: str, serial: int, tablets: int) -> Dispense:
        who = make_person(name=name, serial=serial)
        line = replace(AMLODIPINE, days=min(tablets, 28), quantity=Decimal(tablets), quantity_unit="片")
        one = rx.sign(sheet(who.id, visit_of(desk, who.id).id, line, long_term=True, extend_reason="慢性病"))
        return counter.scan(one.id, FIRST)

    given = [scanned("甲", 31, 7), scanned("乙", 33, 14), scanned("丙", 35, 14)]
    assert [(part.pieces, part.codes[0].split) for part in given] == [(7, True), (14, True), (7, True)], "of a pack of 28"
    with pytest.raises(KnownError) as caught:
        scanned("丁", 37, 7)
    assert code_of(caught) == "trace_sold"
    assert counter.sold_to(str(caught.value.facts["dispense"])).name == "丙"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6901234567892", "trace_commodity"),
        ("8414450000000000000", "trace_length"),
        ("", "trace_empty"),
        ("XY-Q", "trace_letters"),
        ("(01)06901234567892(17)270131", "trace_no_serial"),
        ("(01)06901234567892(17)260131(21)A7", "dispense_expired"),
    ],
)
def test_what_is_no_trace_code_or_says_that_it_expired_gives_nothing(
    counter: Dispensing, stock: Stock, sign: Signer, text: str, code: str
) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    with pytest.raises(KnownError) as caught:
        counter.scan(one.id, text)
    assert code_of(caught) == code and left(stock) == {"O1": 28, "N1": 56}


def test_a_makers_own_code_counts_only_in_a_length_that_the_institution_has_met(
    desk: Desk, rx: Prescribing, stock: Stock, sign: Signer
) -> None:
    shelve(stock)
    one, code, met = sign(), "123456789012345678", frozenset[int]()
    counter = Dispensing(desk, rx.shelves, lambda: met)
    with pytest.raises(KnownError) as caught:
        counter.scan(one.id, code)
    assert caught.value.code == "trace_length"
    met = frozenset({18, 22})
    assert [each.key for each in counter.scan(one.id, code).codes] == [code], "chosen on the settings page, in force at once"


def test_a_square_code_tells_the_batch_itself(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock)
    one = sign(FOUR_WEEKS)
    part = counter.scan(one.id, "(01)06901234567892(17)270131(10)N1(21)A7")
    assert (part.batch, part.expiry, part.codes[0].product) == ("N1", NEW, "06901234567892")
    other = sign(FOUR_WEEKS)
    with pytest.raises(KnownError) as caught:
        counter.scan(other.id, "(01)06901234567892(17)270131(10)Z9(21)A8")
    assert code_of(caught) == "stock_batch_unknown"


def test_the_code_finds_its_line_once_such_a_pack_went_out(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock)
    shelve(stock, OTHER, old=0, new=200)
    two = sign(METFORMIN, AMLODIPINE)
    with pytest.raises(KnownError) as caught:
        counter.scan(two.id, FIRST)
    assert code_of(caught) == "trace_which_line"
    chosen = two.lines[1].id
    assert counter.scan(two.id, FIRST, chosen).drug == DRUG
    third = sign(METFORMIN, FOUR_WEEKS)
    assert counter.scan(third.id, SECOND, third.lines[0].id).drug == DRUG, "the code knows better than the finger"
    only = sign(METFORMIN)
    with pytest.raises(KnownError) as caught:
        counter.scan(only.id, SECOND[:-1] + "9")
    assert code_of(caught) == "trace_other_drug"
    assert counter.scan(only.id, THIRD).drug == OTHER, "an unknown product and one line"


def test_a_product_whose_stock_nobody_keeps_is_given_all_the_same(counter: Dispensing, sign: Signer, desk: Desk) -> None:
    one = sign(AMLODIPINE)
    part = counter.scan(one.id, FIRST)
    assert part.batch == "" and part.pieces > 0
    counter.take_back(part.id)
    assert desk.store.read(lambda conn: conn.execute(select(audit).where(audit.c.type == "stock_move")).all()) == []


def test_the_number_and_the_printed_square_of_a_sheet_find_it(counter: Dispensing, sign: Signer) -> None:
    one = sign(AMLODIPINE)
    assert counter.sheet_of(one.number or "") == one.id
    assert counter.sheet_of(f"XY1:{one.number}:{one.hash}".upper()) == one.id
    assert counter.sheet_of(FIRST) is None and counter.sheet_of("") is None


def test_every_part_is_in_the_audit_trail_and_waits_to_be_sent(counter: Dispensing, stock: Stock, sign: Signer, desk: Desk) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    part = counter.scan(one.id, FIRST)
    counter.hand_over(one.id)
    kept = desk.store.read(
        lambda conn: conn.execute(select(audit.c.action).where(audit.c.ref == part.id).order_by(audit.c.seq)).scalars().all()
    )
    assert kept == ["prepare", "handed_over"]
    sent = desk.store.read(lambda conn: conn.execute(select(change.c.op).where(change.c.id == part.id)).scalars().all())
    assert sent == ["insert", "update"]
    assert part.person == one.person


def test_nothing_prepared_is_nothing_to_hand_over(counter: Dispensing, sign: Signer) -> None:
    one = sign(AMLODIPINE)
    with pytest.raises(KnownError) as caught:
        counter.hand_over(one.id)
    assert code_of(caught) == "dispense_nothing"


def test_controlled_drugs_are_handed_over_by_another_person(
    counter: Dispensing, stock: Stock, sign: Signer, desk: Desk, monkeypatch: pytest.MonkeyPatch, li: SignedIn
) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    monkeypatch.setattr("app.services.dispensing.approvals_needed", lambda _: 2)
    counter.scan(one.id, FIRST)
    with pytest.raises(KnownError) as caught:
        counter.hand_over(one.id)
    assert code_of(caught) == "dispense_second_person"
    seat(desk, li)
    (part,) = counter.hand_over(one.id)
    assert (part.handed_by, part.prepared_by != part.handed_by) == (li.practitioner, True)


def test_a_sheet_says_how_much_of_it_the_patient_has(counter: Dispensing, stock: Stock, sign: Signer) -> None:
    shelve(stock)
    shelve(stock, OTHER, old=0, new=200)
    one = sign(AMLODIPINE, METFORMIN)
    assert counter.supplied(one) is Supplied.NOTHING
    first, second = counter.case(one.id).lines
    counter.prepare(one.id, first.line.id, first.wanted)
    assert counter.supplied(one) is Supplied.PREPARED
    counter.hand_over(one.id)
    assert counter.supplied(one) is Supplied.PARTLY
    counter.prepare(one.id, second.line.id, second.wanted)
    counter.hand_over(one.id)
    assert counter.supplied(one) is Supplied.HANDED_OVER


def test_the_printed_sheet_names_who_prepared_and_who_handed_over(
    counter: Dispensing, stock: Stock, sign: Signer, rx: Prescribing, desk: Desk, li: SignedIn
) -> None:
    shelve(stock)
    one = sign(AMLODIPINE)
    assert "李药师" not in plain(rx.pdf(one.id))
    counter.scan(one.id, FIRST)
    seat(desk, li)
    counter.hand_over(one.id)
    names = desk.store.read(lambda conn: pharmacy_of(conn, one.id))
    assert (names.review, names.prepare, names.check, names.issue) == ("", "王建国", "李药师", "李药师")
    assert "李药师" in plain(rx.pdf(one.id))
