"""What waits for a person: shown to whoever may settle it, with a number to call, and gone once it is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clock import SetClock, iso
from app.domain.dispensing import MoveKind, StockMove
from app.domain.ids import new_id
from app.domain.person import Address, Phone
from app.domain.supplying import SupplyStatus, SupplyWay
from app.services.charting import Charting
from app.services.contracts import Contracts, SigningForm
from app.services.corrections import Corrections
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.late_facts import LateFacts
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.stock import Stock
from app.services.supply_step import Happened
from app.services.supplying import Supplying
from app.services.worklist import WorkItem, WorkKind, Worklist
from app.store import people
from app.store import stock as ledger
from tests.app.conftest import person
from tests.app.services.counter import NEW
from tests.app.services.rx_clinic import AMLODIPINE, sheet, visit_of
from tests.app.services.rx_clinic import unreviewed as unreviewed
from tests.app.services.rx_reviewers import hire, seated

DRUG = "amlodipine-tab"


@pytest.fixture
def worklist(desk: Desk, rx: Prescribing, cloud: Supplying) -> Worklist:
    return Worklist(desk, cloud, Returned(desk), Stock(desk, rx.shelves), (Corrections(desk), LateFacts(desk, None)))


def failed(desk: Desk, rx: Prescribing, cloud: Supplying, clock: SetClock) -> str:
    one = replace(person(), phones=(Phone("13800000001"),), address=Address(text="柳树村3组12号"))
    desk.store.write(lambda uow: people.add(uow, one), desk.actor).result()
    signed = rx.sign(sheet(one.id, visit_of(desk, one.id).id, AMLODIPINE))
    key = cloud.request(cloud.form(signed.id, signed.lines[0].id), SupplyWay.DELIVERY, True).id
    for status in (SupplyStatus.ACCEPTED, SupplyStatus.PICKED, SupplyStatus.SHIPPED, SupplyStatus.FAILED):
        clock.forward(60)
        cloud.step(key, status, Happened(carrier="县邮政", reason="nobody"))
    return key


def test_a_failed_delivery_waits_with_its_number_until_it_goes_out_again(
    desk: Desk, rx: Prescribing, cloud: Supplying, worklist: Worklist, clock: SetClock
) -> None:
    assert worklist.waiting() == []
    key = failed(desk, rx, cloud, clock)
    (one,) = worklist.waiting()
    assert one == WorkItem(WorkKind.FAILED, key, "王秀英", "13800000001", "家中无人", one.at)
    clock.forward(60)
    cloud.step(key, SupplyStatus.SHIPPED, Happened(carrier="村医捎带"))
    assert worklist.waiting() == [] and worklist.asked() == 0, "it is nobody's order here"


def test_a_shortfall_waits_for_whoever_keeps_the_shelf_until_it_is_counted(desk: Desk, rx: Prescribing, worklist: Worklist) -> None:
    stock = Stock(desk, rx.shelves)
    stock.receive(DRUG, "N1", NEW, 10)
    elsewhere = StockMove(new_id(), DRUG, "N1", NEW, MoveKind.DISPENSED, -12, "2026-03-05T01:00:00.000Z", "")
    desk.store.write(lambda uow: ledger.add(uow, elsewhere), desk.actor).result()
    assert [(one.kind, one.ref) for one in worklist.waiting()] == [(WorkKind.SHELF, DRUG)]
    with seated(desk, hire(desk, "陈护士", "301", "nurse")):
        assert worklist.waiting() == [], "she only gives out"
    stock.count(DRUG, "N1", 0, "盘点")
    assert worklist.waiting() == [] and stock.view(DRUG).batches[0].expiry == date(2027, 1, 31)


def test_a_dispatcher_sees_only_what_his_pharmacy_is_asked(desk: Desk, rx: Prescribing, clock: SetClock) -> None:
    cloud = Supplying(desk, rx.shelves, desk.who.organization.code)
    worklist = Worklist(desk, cloud, Returned(desk), Stock(desk, rx.shelves), (Corrections(desk), LateFacts(desk, None)))
    key = failed(desk, rx, cloud, clock)
    with seated(desk, hire(desk, "陈配送", "201", "dispatcher")):
        assert worklist.waiting() == [] and worklist.asked() == 1, "the house is its own pharmacy"
        clock.forward(60)
        cloud.step(key, SupplyStatus.SHIPPED, Happened(carrier="县邮政"))
        assert worklist.asked() == 0


def test_a_notifiable_disease_and_agreements_that_run_out_wait_with_their_number(desk: Desk, worklist: Worklist, clock: SetClock) -> None:
    who = person()
    desk.store.write(lambda uow: people.add(uow, who), desk.actor).result()
    visit = visit_of(desk, who.id)
    Charting(desk).add_condition(who.id, visit.id, DiagnosisRow("A00.9", "霍乱"))
    (report,) = worklist.waiting()
    assert (report.kind, report.name, report.why) == (WorkKind.REPORT, who.name, "霍乱")
    assert report.at == iso(clock.now() + timedelta(hours=2))
    Contracts(desk).sign(SigningForm(who.id, "王建国团队", ("basic",), date(2026, 3, 5)))
    clock.forward(310 * 86_400)
    assert [(one.kind, one.count) for one in worklist.waiting()] == [(WorkKind.REPORT, 1), (WorkKind.CONTRACT, 1)]
