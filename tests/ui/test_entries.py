"""Pages by role, the ways between them, and the whole chain on the real window by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.demo.clinic import NURSE
from app.domain.clinical import Answer, FactKind
from app.domain.encounter import EncounterStatus
from app.domain.measurement import MeasurementKind
from device_drivers.readings import Scan
from tests.ui.desktop_run import Run
from tests.ui.pages.keyboard import enter, write
from ui.keymap import Act
from ui.pages.ecg.page import EcgPage
from ui.pages.encounter.page import EncounterPage
from ui.pages.measuring.page import MeasuringPage
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.residents.page import ResidentsPage

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_pages_follow_the_role_and_the_first_is_the_working_page(signed_in: Run) -> None:
    window = signed_in.desktop.window
    assert window.current == "encounter"
    assert [key for key in ("measuring", "prescription", "ecg", "residents", "devices", "sync", "settings") if not window.has(key)] == []
    assert window.status.texts()[0].startswith("刘明远 · ")


@pytest.mark.parametrize(
    ("login", "first", "absent"),
    [(NURSE, "measuring", "prescription"), ("intake", "measuring", "ecg"), ("pharmacist", "review", "measuring")],
)
def test_other_roles_have_other_pages(run: Run, login: str, first: str, absent: str) -> None:
    run.begin()
    run.sign_in(login)
    window = run.desktop.window
    assert window.current == first and not window.has(absent) and not window.has("encounter")


def test_every_page_opens_by_its_key(signed_in: Run) -> None:
    window = signed_in.desktop.window
    for key, page in (
        (Key.Key_F5, "measuring"),
        (Key.Key_F6, "prescription"),
        (Key.Key_F7, "follow_up"),
        (Key.Key_F8, "ecg"),
        (Key.Key_F10, "residents"),
        (Key.Key_F3, "today"),
        (Key.Key_F3, "encounter"),  # the key of the list in front leads to the visits
    ):
        signed_in.key(key)
        assert window.current == page


def test_ctrl_f_finds_somebody_from_anywhere(signed_in: Run) -> None:
    signed_in.key(Key.Key_F, Control)
    page = signed_in.desktop.window.page("residents")
    assert isinstance(page, ResidentsPage) and page.find_box.hasFocus()
    signed_in.key(Key.Key_F5)
    signed_in.key(Key.Key_F, Control)
    measuring = signed_in.desktop.window.page("measuring")
    assert isinstance(measuring, MeasuringPage) and measuring.roster.find_box.hasFocus()


def measured_by_hand(run: Run) -> str:
    """Found by name, recognised by the birth date, weighed, saved; gives the resident."""
    qtbot = run.qtbot
    person = run.clinic.residents.get(run.grown()[0].id)
    run.key(Key.Key_F5)
    page = run.desktop.window.page("measuring")
    assert isinstance(page, MeasuringPage)
    write(qtbot, page.roster.find_box, person.name)
    enter(qtbot, page.roster.find_box)
    said = page.subject.arm_line.said
    qtbot.waitUntil(said.hasFocus)
    write(qtbot, said, f"{person.birth:%Y%m%d}")
    enter(qtbot, said)
    qtbot.waitUntil(lambda: bool(page._model.subject and page._model.subject.identified_by))
    field = page.subject.cards[MeasurementKind.WEIGHT].field
    field.setFocus()
    write(qtbot, field, "61.5")
    run.key(Key.Key_F2)
    qtbot.waitUntil(lambda: page._model.subject is None)
    return str(person.id)


def one_drug(run: Run, sheet: PrescriptionPage) -> None:
    """Amlodipine by its initials, for a week; the rules have seen it."""
    qtbot, search = run.qtbot, sheet.lines.search
    qtbot.waitUntil(lambda: sheet.model.draft is not None and not sheet.model.busy)
    search.setFocus()
    write(qtbot, search, "alzp")
    while search.highlighted() < 0 or "amlodipine" not in search.rows()[search.highlighted()].key:
        qtbot.keyClick(search, Key.Key_Down)
    enter(qtbot, search)
    days = sheet.lines.rows[-1].days
    days.setFocus()
    days.selectAll()
    qtbot.keyClicks(days, "7")
    enter(qtbot, days)
    qtbot.waitUntil(lambda: sheet.model.current_review is not None and not sheet.model.busy)


def test_from_the_chair_to_the_signed_sheet_by_keyboard(signed_in: Run) -> None:
    """The day's whole chain on the real window: find, recognise, type, save, call, diagnose, prescribe, sign, end."""
    qtbot, window, clinic = signed_in.qtbot, signed_in.desktop.window, signed_in.clinic
    person = measured_by_hand(signed_in)
    page = signed_in.call_first()
    visit = page.model.current
    assert visit is not None and visit.person == person
    page.model.add_diagnosis(page.model.find_diagnosis("I10")[0])
    qtbot.waitUntil(lambda: not page.model.busy)
    for kind in (FactKind.ALLERGY, FactKind.PREGNANT, FactKind.LACTATING):
        clinic.charting.answer(person, kind, Answer.NO, "本人")
    signed_in.key(Key.Key_F6)
    sheet = window.page("prescription")
    assert isinstance(sheet, PrescriptionPage)
    one_drug(signed_in, sheet)
    assert sheet.model.why_not() is None
    signed_in.key(Key.Key_Return, Control)
    qtbot.waitUntil(lambda: sheet.strip.listening)
    signed_in.key(Key.Key_Return, Control)
    qtbot.waitUntil(lambda: bool(clinic.prescribing.of_encounter(visit.encounter)))
    sheet.left.emit()
    assert window.current == "encounter"
    signed_in.key(Key.Key_F4)
    qtbot.waitUntil(lambda: clinic.intake.state(visit.encounter).encounter.status is EncounterStatus.FINISHED)


def test_the_ecg_page_asks_for_the_signal_only_while_it_is_seen(signed_in: Run) -> None:
    signed_in.key(Key.Key_F8)
    radio = signed_in.station.devices
    assert radio is not None
    patch = next(card for card in signed_in.clinic.devices.known() if "ecg" in card.kinds)
    assert radio.asked == [("start_ecg", patch.hub_id)]
    signed_in.key(Key.Key_F3)
    assert radio.asked[-1] == ("stop_ecg", patch.hub_id)
    assert Act.ECG.key == "F8"


def test_the_patch_in_front_is_asked_for_what_it_has_stored(signed_in: Run) -> None:
    signed_in.key(Key.Key_F8)
    radio, page = signed_in.station.devices, signed_in.desktop.window.page("ecg")
    assert radio is not None and isinstance(page, EcgPage) and page.stored is not None
    stored, patch = page.stored, page.model.device
    assert patch is not None and stored.fetch.isVisible()
    signed_in.qtbot.mouseClick(stored.fetch, Qt.MouseButton.LeftButton)
    signed_in.qtbot.waitUntil(lambda: stored.model.outcome == 0)
    assert radio.asked[-1] == ("fetch_recordings", patch.hub_id) and "没有新的记录" in stored._state.text()


def test_a_card_recognises_the_resident_in_front_of_the_ecg_page(signed_in: Run) -> None:
    row, other = signed_in.grown()[:2]
    visit = signed_in.clinic.intake.open_visit(row.id)
    pages = signed_in.desktop.pages
    assert pages is not None
    pages.record_ecg(row.id, visit.id)
    page = signed_in.desktop.window.page("ecg")
    assert isinstance(page, EcgPage) and page.stored is not None
    whose = {one.id: signed_in.clinic.residents.whole_number(one.id) for one in (row, other)}
    signed_in.station.presented.publish(Scan("wedge:keyboard", whose[other.id]))
    signed_in.qtbot.waitUntil(signed_in.desktop.window.toast.isVisible)
    assert page.stored.model.identified_by == ""
    signed_in.station.presented.publish(Scan("wedge:keyboard", whose[row.id]))
    stored = page.stored.model
    signed_in.qtbot.waitUntil(lambda: stored.identified_by == "card")


def test_a_chart_is_opened_from_the_residents(signed_in: Run) -> None:
    row = signed_in.grown()[0]
    signed_in.key(Key.Key_F10)
    residents = signed_in.desktop.window.page("residents")
    assert isinstance(residents, ResidentsPage)
    residents.chart_asked.emit(row.id)
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.window.current == "encounter")
    page = signed_in.desktop.window.page("encounter")
    assert isinstance(page, EncounterPage)
    signed_in.qtbot.waitUntil(lambda: page.model.current is not None and page.model.current.person == row.id)
