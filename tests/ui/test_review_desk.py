"""The round trip on the real window: a doctor signs, the pharmacist returns it by keys, the doctor adopts and signs again, it is approved."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.demo.clinic import DOCTOR, PASSWORD
from app.domain.prescription import Prescription
from app.domain.prescription import PrescriptionState as State
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet
from tests.ui.desktop_run import PATIENCE, Run
from tests.ui.pages.keyboard import enter, write
from ui.pages.pharmacist.page import ReviewPage
from ui.pages.prescription.page import PrescriptionPage
from ui.review_pages import ReviewPages

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def hand_over(run: Run, login: str) -> None:
    """Lock, and somebody else sits down."""
    lock = run.lock_page()
    lock._switch()
    lock.tiles.chosen.emit(login)
    run.qtbot.waitUntil(lambda: lock.password.field.isEnabled(), timeout=PATIENCE)
    lock.password.field.setFocus()
    write(run.qtbot, lock.password.field, PASSWORD)
    with run.qtbot.waitSignal(run.desktop.seated, timeout=PATIENCE):
        enter(run.qtbot, lock.password.field)


def open_first(run: Run) -> ReviewPage:
    """The pharmacist's page with its first sheet in front, by Enter."""
    pages = run.desktop.window.page("review")
    assert isinstance(pages, ReviewPages)
    page = pages.waiting
    run.qtbot.waitUntil(lambda: bool(page.queue.rows.rows()), timeout=PATIENCE)
    page.queue.table.setFocus()
    page.queue.table.selectRow(0)
    run.qtbot.keyClick(page.queue.table, Key.Key_Return)
    run.qtbot.waitUntil(lambda: page.model.case is not None, timeout=PATIENCE)
    return page


def decide(run: Run, page: ReviewPage) -> None:
    """The key asks, its dead time passes, the key confirms."""
    run.key(Key.Key_Return, Control)
    page.strip.listen()
    run.key(Key.Key_Return, Control)


def send_back(run: Run) -> None:
    """The dose is not fitting, the second drug is to be left out."""
    page = open_first(run)
    run.key(Key.Key_F11)
    run.qtbot.waitUntil(page.objection.reasons["2-1"].hasFocus, timeout=PATIENCE)
    page.objection.reasons["2-5"].click()
    page.objection.stops[1].click()
    decide(run, page)


def adopt(run: Run, key: str) -> None:
    """F6 without a visit shows what came back; the draft that adopting makes is signed like any other."""
    wait = run.qtbot.waitUntil
    run.key(Key.Key_F6)
    page = run.desktop.window.page("prescription")
    assert isinstance(page, PrescriptionPage)
    back, model = page.returned, page.model
    assert back is not None
    wait(lambda: bool(back.rows), timeout=PATIENCE)
    assert back.rows[0].maybe_taken and page.returned_list.isVisible()
    page.returned_list.cards[key].adopt.click()
    wait(lambda: model.draft is not None and not model.busy and page.sign.isEnabled(), timeout=PATIENCE)
    assert model.draft is not None and [line.drug for line in model.draft.lines] == ["amlodipine-tab"]
    run.key(Key.Key_Return, Control)
    page.strip.listen()
    run.key(Key.Key_Return, Control)


def test_the_round_trip_by_keys(signed_in: Run) -> None:
    clinic, window, wait = signed_in.clinic, signed_in.desktop.window, signed_in.qtbot.waitUntil
    visit, person = signed_in.arrive(), signed_in.grown()[0].id
    first = clinic.prescribing.sign(sheet(person, visit, AMLODIPINE, METFORMIN))
    clinic.prescribing.printed(first.id, b"%PDF")

    hand_over(signed_in, "pharmacist")
    assert window.current == "review" and not window.has("prescription")
    wait(lambda: window._buttons["review"]._badge == "1", timeout=PATIENCE)
    send_back(signed_in)
    wait(lambda: _state(signed_in, first) is State.RETURNED, timeout=PATIENCE)

    hand_over(signed_in, DOCTOR)
    wait(lambda: window._buttons["prescription"]._badge == "1", timeout=PATIENCE)
    adopt(signed_in, first.id)
    wait(lambda: _state(signed_in, first) is State.CANCELLED, timeout=PATIENCE)
    second = next(one for one in clinic.prescribing.of_person(person) if one.id != first.id)

    hand_over(signed_in, "pharmacist")
    page = open_first(signed_in)
    assert page.model.case is not None and page.model.case.sheet.id == second.id
    decide(signed_in, page)
    wait(lambda: _state(signed_in, second) is State.APPROVED, timeout=PATIENCE)


def _state(run: Run, one: Prescription) -> State:
    found: State = run.clinic.prescribing.get(one.id).state
    return found
