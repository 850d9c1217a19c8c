"""What is not on the shelf: asked for with consent, followed to the receipt, never given twice, and a failed delivery asks for a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.clock import SetClock
from app.domain.encounter import Encounter
from app.domain.ids import organization_id
from app.domain.person import Address, Person, Phone
from app.domain.prescription import Prescription
from app.domain.supplying import SupplyStatus, SupplyStep, SupplyWay, status_of
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.stock import Stock
from app.services.supply_step import Happened
from app.services.supplying import Supplying
from app.store import people, supplying, trail
from app.store.trail import Wanted
from tests.app.services.counter import FIRST, shelve
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.rx_clinic import unreviewed as unreviewed


@pytest.fixture
def resident(desk: Desk, make_person: Callable[..., Person]) -> Person:
    one = make_person()
    lives = replace(one, address=Address(text="柳树村3组12号"), phones=(Phone("13800000001"),))
    desk.store.write(lambda uow: people.change(uow, lives)).result()
    return lives


@pytest.fixture
def signed(desk: Desk, rx: Prescribing, resident: Person) -> Prescription:
    visit: Encounter = visit_of(desk, resident.id)
    return rx.sign(sheet(resident.id, visit.id, AMLODIPINE))


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        act()
    return caught.value.code


def test_a_line_is_asked_for_with_what_the_record_knows_and_leaves_the_counter(
    cloud: Supplying, counter: Dispensing, signed: Prescription, resident: Person
) -> None:
    form = cloud.form(signed.id, signed.lines[0].id)
    assert (form.contact, form.phone, form.address, form.pieces) == (resident.name, "13800000001", "柳树村3组12号", 28)
    assert [row.missing for row in counter.queue()] == [1]
    cloud.request(form, SupplyWay.DELIVERY, consent=True)
    assert counter.queue() == [], "nobody waits at the counter for it"
    assert code_of(lambda: counter.scan(signed.id, FIRST)) == "dispense_complete"
    (one,) = cloud.listed()
    assert (one.patient, one.status, one.request.pieces) == (resident.name, SupplyStatus.REQUESTED, 28)


def test_part_from_the_shelf_and_the_rest_from_elsewhere_never_both(
    stock: Stock, cloud: Supplying, counter: Dispensing, signed: Prescription
) -> None:
    shelve(stock, old=10, new=0)
    line = signed.lines[0].id
    counter.prepare(signed.id, line, 10)
    form = cloud.form(signed.id, line)
    assert form.pieces == 18
    assert code_of(lambda: cloud.request(replace(form, pieces=19), SupplyWay.PICKUP, True)) == "dispense_too_much"
    cloud.request(form, SupplyWay.PICKUP, True)
    assert counter.case(signed.id).lines[0].missing == 0
    assert code_of(lambda: cloud.request(form, SupplyWay.PICKUP, True)) == "dispense_complete"


@pytest.mark.parametrize(
    ("changes", "consent", "code"),
    [
        ({}, False, "supply_consent"),
        ({"contact": " "}, True, "supply_consent"),
        ({"phone": "1380000"}, True, "supply_phone"),
        ({"address": ""}, True, "supply_address"),
        ({"pieces": 0}, True, "dispense_pieces"),
    ],
)
def test_nothing_is_asked_for_without_consent_phone_and_address(
    cloud: Supplying, signed: Prescription, changes: dict[str, object], consent: bool, code: str
) -> None:
    form = replace(cloud.form(signed.id, signed.lines[0].id), **changes)  # type: ignore[arg-type]
    assert code_of(lambda: cloud.request(form, SupplyWay.DELIVERY, consent)) == code and cloud.listed() == []


def test_who_fetches_it_needs_no_address(cloud: Supplying, signed: Prescription) -> None:
    form = replace(cloud.form(signed.id, signed.lines[0].id), address="")
    assert cloud.request(form, SupplyWay.PICKUP, True).address == ""


def test_only_an_approved_sheet_is_asked_for(desk: Desk, pack: Pack, resident: Person) -> None:
    rx = Prescribing(desk, pack, ReviewMode.AFTER)
    one = rx.sign(sheet(resident.id, visit_of(desk, resident.id).id, AMLODIPINE))
    assert code_of(lambda: Supplying(desk, rx.shelves).form(one.id, one.lines[0].id)) == "supply_not_approved"


def test_from_request_to_receipt_step_by_step_and_a_failed_delivery_stands_on_top(
    cloud: Supplying, signed: Prescription, clock: SetClock
) -> None:
    key = cloud.request(cloud.form(signed.id, signed.lines[0].id), SupplyWay.DELIVERY, True).id
    assert code_of(lambda: cloud.step(key, SupplyStatus.DELIVERED, Happened(receiver="本人"))) == "supply_order"
    for status in (SupplyStatus.ACCEPTED, SupplyStatus.PICKED):
        cloud.step(key, status)
        clock.forward(60)
    assert code_of(lambda: cloud.step(key, SupplyStatus.READY)) == "supply_order", "it is not fetched"
    assert code_of(lambda: cloud.step(key, SupplyStatus.SHIPPED, Happened(waybill="SF1234"))) == "supply_carrier"
    cloud.step(key, SupplyStatus.SHIPPED, Happened(carrier="顺丰", waybill=" SF1234 "))
    assert code_of(lambda: cloud.step(key, SupplyStatus.FAILED, Happened("家中无人"))) == "reason_needed", "the reason is coded"
    clock.forward(60)
    assert cloud.step(key, SupplyStatus.FAILED, Happened("电话也没接", reason="nobody", receiver="谁")) is SupplyStatus.FAILED
    assert cloud.listed()[0].failed
    clock.forward(60)
    cloud.step(key, SupplyStatus.SHIPPED, Happened("第二次", carrier="村医捎带"))
    assert code_of(lambda: cloud.step(key, SupplyStatus.DELIVERED)) == "supply_receiver"
    clock.forward(60)
    assert cloud.step(key, SupplyStatus.DELIVERED, Happened(receiver="儿子")) is SupplyStatus.DELIVERED
    (one,) = cloud.listed()
    told = [step.status.value for step in one.steps]
    assert told == ["accepted", "picked", "shipped", "failed", "shipped", "delivered"] and one.steps[-1].receiver == "儿子"
    sent, failed = one.steps[2], one.steps[3]
    assert (sent.carrier, sent.waybill, failed.reason, failed.receiver) == ("顺丰", "SF1234", "nobody", "")
    assert code_of(lambda: cloud.step(key, SupplyStatus.CANCELLED, Happened("x"))) == "supply_order"


def test_a_look_at_phone_and_address_is_in_the_trail(cloud: Supplying, signed: Prescription, desk: Desk) -> None:
    asked = cloud.request(cloud.form(signed.id, signed.lines[0].id), SupplyWay.DELIVERY, True)
    cloud.looked(asked)
    desk.store.write(lambda uow: None, desk.actor).result()  # a look does not wait for the writer; its turn was before this one
    rows = desk.store.read(lambda conn: trail.rows(conn, Wanted(type="supply_request"), None, 5))
    assert [(one.action, one.ref) for one in rows][:1] == [("read", asked.id)]


def test_what_is_fetched_lies_ready_first(cloud: Supplying, signed: Prescription) -> None:
    key = cloud.request(cloud.form(signed.id, signed.lines[0].id), SupplyWay.PICKUP, True).id
    for status in (SupplyStatus.ACCEPTED, SupplyStatus.PICKED, SupplyStatus.READY):
        cloud.step(key, status)
    assert SupplyStatus.DELIVERED in cloud.listed()[0].following


def test_what_waits_longest_is_on_top(cloud: Supplying, rx: Prescribing, signed: Prescription, clock: SetClock) -> None:
    first = cloud.request(cloud.form(signed.id, signed.lines[0].id), SupplyWay.DELIVERY, True).id
    clock.forward(600)
    other = rx.sign(sheet(signed.person, signed.encounter, METFORMIN))
    second = cloud.request(cloud.form(other.id, other.lines[0].id), SupplyWay.DELIVERY, True).id
    assert [one.request.id for one in cloud.listed()] == [first, second]
    clock.forward(60)
    cloud.step(first, SupplyStatus.ACCEPTED)
    assert [one.request.id for one in cloud.listed()] == [second, first], "by how long nothing happened"


def test_a_request_of_other_institutions_is_neither_shown_nor_moved(cloud: Supplying, signed: Prescription, desk: Desk) -> None:
    mine = cloud.request(cloud.form(signed.id, signed.lines[0].id), SupplyWay.DELIVERY, True)
    theirs = replace(mine, id="a0e1c3c2-9a87-4d62-8f6e-1d4d52a7f001", clinic=organization_id("PDY0000000000000A9999"))
    desk.store.write(lambda uow: supplying.add(uow, theirs)).result()
    assert [one.request for one in cloud.listed()] == [mine]
    assert code_of(lambda: cloud.step(theirs.id, SupplyStatus.ACCEPTED)) == "supply_unknown"


def test_what_is_called_off_can_be_given_out_here(cloud: Supplying, counter: Dispensing, signed: Prescription) -> None:
    key = cloud.request(cloud.form(signed.id, signed.lines[0].id), SupplyWay.DELIVERY, True).id
    cloud.step(key, SupplyStatus.CANCELLED, Happened("患者改为自购"))
    assert counter.scan(signed.id, FIRST).pieces == 28


def test_the_steps_lead_to_the_same_end_in_whatever_order_they_arrive() -> None:
    steps = [
        SupplyStep(str(n), "p", "r", status, "w", f"2026-03-05T0{n}:00:00.000Z")
        for n, status in enumerate((SupplyStatus.ACCEPTED, SupplyStatus.SHIPPED, SupplyStatus.DELIVERED, SupplyStatus.FAILED))
    ]
    assert status_of(steps) is status_of(steps[::-1]) is SupplyStatus.DELIVERED, "what was signed for is there, whatever is told late"
    assert status_of(steps[:2]) is SupplyStatus.SHIPPED and status_of([]) is SupplyStatus.REQUESTED
