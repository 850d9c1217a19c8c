"""The counter in the real program: whoever may dispense finds it, a scanner's code goes to it, and the shelf lies beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.services.dispensing import Supplied
from app.store.accounts import shipped_roles
from device_drivers.readings import Scan
from tests.app.services.counter import FIRST
from tests.sync.fhir import samples
from tests.ui.desktop_run import Run
from ui.counter_pages import GIVING, SHELF, SUPPLY, CounterPages
from ui.pages.prescription.words import RxWords
from ui.pages.stock.page import StockPage
from ui.pages.supply.page import SupplyPage


def counter(run: Run) -> CounterPages:
    found = run.desktop.window.open("counter")
    assert isinstance(found, CounterPages)
    return found


def test_doctor_nurse_and_pharmacist_find_the_counter() -> None:
    may = {role.name for role in shipped_roles() if "rx.dispense" in role.permissions}
    assert may == {"doctor", "nurse", "pharmacist"}


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
