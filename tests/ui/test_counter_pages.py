"""The counter in the real program: whoever may dispense finds it, a scanner's code goes to it, and the shelf lies beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QApplication, QPushButton

from app.domain.dispensing import MoveKind, StockMove
from app.domain.ids import new_id
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyStep, SupplyWay
from app.services.dispensing import Supplied
from app.services.supply_step import Happened
from app.store import exchange, supplying
from app.store.accounts import shipped_roles
from device_drivers.readings import Scan
from tests.app.services.counter import FIRST
from tests.sync.fhir import samples
from tests.ui.desktop_run import Run
from ui.bridge import Bridge
from ui.counter_pages import GIVING, SETTLING, SHELF, SUPPLY, CounterPages, supply_page
from ui.pages.encounter.page import EncounterPage
from ui.pages.prescription.words import RxWords
from ui.pages.settlement.page import SettlementPage
from ui.pages.stock.page import StockPage
from ui.pages.supply.page import SupplyPage


def counter(run: Run) -> CounterPages:
    found = run.desktop.window.open("counter")
    assert isinstance(found, CounterPages)
    return found


def test_doctor_nurse_and_pharmacist_find_the_counter() -> None:
    may = {role.name for role in shipped_roles() if "rx.dispense" in role.permissions}
    assert may == {"doctor", "nurse", "pharmacist"}


def failed_delivery(run: Run) -> SupplyRequest:
    """Asked for here, and nobody opened the door."""
    desk, person = run.clinic.desk, run.grown()[0]
    asked = SupplyRequest(
        *(
            new_id(),
            person.id,
            "e",
            "s",
            "l",
            "d",
            "恩格列净片",
            28,
            "片",
            SupplyWay.DELIVERY,
            person.name,
            "13800000001",
            "柳树村",
            person.name,
        ),
        *(desk.who.practitioner, "2026-03-04T02:00:00.000Z", desk.who.organization.id),
    )
    told = SupplyStep(new_id(), person.id, asked.id, SupplyStatus.FAILED, asked.requested_by, "2026-03-05T02:00:00.000Z", reason="nobody")
    desk.store.write(lambda uow: supplying.add(uow, asked), desk.actor).result()
    desk.store.write(lambda uow: supplying.add_step(uow, told), desk.actor).result()
    return asked


def test_a_failed_delivery_is_the_doctors_to_do_until_it_is_settled(signed_in: Run) -> None:
    window = signed_in.desktop.window
    page = window.page("encounter")
    assert isinstance(page, EncounterPage)
    asked = failed_delivery(signed_in)
    signed_in.qtbot.waitUntil(lambda: [one.ref for one in page.model.worklist.rows] == [asked.id] and page.queue.worklist.isVisible())
    signed_in.qtbot.waitUntil(lambda: window._buttons["counter"]._badge == window._buttons["encounter"]._badge == "1")
    (key,) = page.queue.worklist.findChildren(QPushButton)
    assert key.text() == f"未送达：1\n{asked.contact}\n13800000001"
    key.click()
    found = window.page("counter")
    assert isinstance(found, CounterPages) and (window.current, found.current) == ("counter", SUPPLY)
    supply = found.open(SUPPLY)
    assert isinstance(supply, SupplyPage)
    signed_in.qtbot.waitUntil(lambda: supply.model.shown is not None and supply.model.chosen == asked.id)
    signed_in.clinic.supplying.step(asked.id, SupplyStatus.CANCELLED, Happened("患者改为自购"))
    signed_in.qtbot.waitUntil(lambda: page.model.worklist.rows == () and window._buttons["counter"]._badge == "")


def test_a_dispatcher_has_his_desk_and_opens_no_resident(signed_in: Run) -> None:
    role = next(role for role in shipped_roles() if role.name == "dispatcher")
    who = replace(signed_in.clinic.desk.who, permissions=role.permissions, working_page=role.working_page)
    pages = signed_in.desktop.pages
    assert pages is not None
    keys = [entry.key for entry in pages.entries(who)]
    assert keys == [SUPPLY, "formulary", "sync", "settings"] and role.working_page == SUPPLY
    signed_in.clinic.desk.session.set(who)
    page = supply_page(signed_in.clinic, Bridge(), signed_in.clock)
    signed_in.qtbot.addWidget(page)
    assert not page.model.asks, "he asks nobody: he is asked"


def test_what_another_seat_takes_in_appears_on_the_shelf_in_front(signed_in: Run) -> None:
    found = counter(signed_in)
    page, clinic = found.open(SHELF), signed_in.clinic
    assert isinstance(page, StockPage)
    page.model.open("amlodipine-tab")
    signed_in.qtbot.waitUntil(lambda: page.model.view is not None and not page.model.busy)
    page.acts.note.setText("half")
    told = StockMove(new_id(), "amlodipine-tab", "E77", date(2027, 5, 31), MoveKind.RECEIPT, 30, "2026-03-05T01:00:00.000Z", "")
    clinic.desk.store.write(lambda uow: exchange.save(uow, told), clinic.desk.actor, origin="up").result()

    def is_there() -> bool:
        view = page.model.view
        return view is not None and any((one.number, one.stock) == ("E77", 30) for one in view.batches)

    signed_in.qtbot.waitUntil(is_there)
    assert page.acts.note.text() == "half", "what is being typed stays"


def test_a_scan_goes_to_the_counter_in_front_whatever_tab_is_open(signed_in: Run) -> None:
    found = counter(signed_in)
    assert isinstance(found.open(SHELF), StockPage)
    signed_in.station.presented.publish(Scan("com3", FIRST, "code128"))
    signed_in.qtbot.waitUntil(lambda: found.giving.model.error is not None)
    error = found.giving.model.error
    assert found.current == GIVING and error is not None and error.code == "dispense_no_sheet"


def test_a_card_of_somebody_without_a_sheet_does_not_leave_the_counter(signed_in: Run) -> None:
    found = counter(signed_in)
    signed_in.qtbot.waitUntil(lambda: not found.giving.model.busy)
    person = signed_in.clinic.residents.get(signed_in.grown()[0].id)
    assert not found.giving.presented(person.id) and signed_in.desktop.window.current == "counter"


def test_the_doctors_sheet_says_beside_its_state_how_much_the_patient_has(qapp: QApplication) -> None:
    words = RxWords()
    assert words.state(samples.sheet)[0] == "已签名，待药师审核"
    words.supplied = lambda _: Supplied.PARTLY
    assert words.state(samples.sheet)[0] == "已签名，待药师审核 · 已部分发药"


def test_a_line_that_is_out_of_stock_leads_to_the_form_for_another_pharmacy(signed_in: Run) -> None:
    found = counter(signed_in)
    ask = found.giving.model.elsewhere
    assert ask is not None
    ask("no such sheet", "no such line")
    page = found.open(SUPPLY)
    assert isinstance(page, SupplyPage) and found.current == SUPPLY
    signed_in.qtbot.waitUntil(lambda: page.model.error is not None)
    assert page.model.error is not None and page.model.error.code == "rx_unknown"


def test_a_sheet_that_was_given_out_leads_to_its_settlement(signed_in: Run) -> None:
    found = counter(signed_in)
    settle = found.giving.model.bill
    assert settle is not None
    settle("no such sheet")
    page = found.open(SETTLING)
    assert isinstance(page, SettlementPage) and found.current == SETTLING
    signed_in.qtbot.waitUntil(lambda: page.model.error is not None)
    assert page.model.error is not None and page.model.error.code == "rx_unknown"
