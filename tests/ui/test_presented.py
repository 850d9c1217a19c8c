"""A card on the reader and a code before the scanner do what typing their number does, on the real window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.domain.person import IdKind
from device_drivers.readings import Card, Scan
from device_drivers.wedge import WedgeFilter
from tests.ui.desktop_run import Run
from ui.pages.encounter.page import EncounterPage
from ui.pages.measuring.page import MeasuringPage
from ui.pages.residents.page import ResidentsPage
from ui.presented import form_of_card

Key = Qt.Key
STRANGER = Card("card:0", "resident", "欧阳若兰", "2", "01", "1959-03-12", "河南省开封市祥符区八里湾镇三组12号", "41020519590312124X", "开封市公安局", "2020-01-01", "长期")  # fmt: skip


def card_of(run: Run, number: int = 0) -> Card:
    """The card of a resident on record."""
    person = run.clinic.residents.get(run.grown()[number].id)
    assert person.birth is not None
    return replace(STRANGER, name=person.name, id_number=person.number(IdKind.RESIDENT), birth_date=person.birth.isoformat())


def page_of(run: Run, key: str) -> object:
    return run.desktop.window.page(key)


def test_a_card_on_the_measuring_page_recognises_and_arms_nobody(signed_in: Run) -> None:
    signed_in.key(Key.Key_F5)
    card = card_of(signed_in)
    signed_in.station.presented.publish(card)
    page = page_of(signed_in, "measuring")
    assert isinstance(page, MeasuringPage)
    signed_in.qtbot.waitUntil(lambda: bool(page.subject_in_front and page.subject_in_front.encounter))
    subject = page.subject_in_front
    assert subject is not None and (subject.person.name, subject.identified_by, subject.evidence) == (card.name, "card", card.id_number)
    assert signed_in.clinic.arming.armed() == []


def test_a_card_on_the_doctors_page_checks_who_is_there(signed_in: Run) -> None:
    visit = signed_in.arrive()
    page = signed_in.call_first()
    signed_in.station.presented.publish(card_of(signed_in))
    signed_in.qtbot.waitUntil(lambda: signed_in.clinic.intake.state(visit).encounter.identified_by == "card")
    assert signed_in.desktop.window.current == "encounter" and isinstance(page, EncounterPage)


def test_an_unknown_card_fills_in_the_form(signed_in: Run) -> None:
    signed_in.key(Key.Key_F5)
    signed_in.station.presented.publish(STRANGER)
    signed_in.qtbot.waitUntil(lambda: signed_in.desktop.window.current == "residents")
    page = page_of(signed_in, "residents")
    assert isinstance(page, ResidentsPage)
    said = {key: page.form.field(key).text() for key in ("name", "id_number", "birth", "address")}
    assert said == {"name": "欧阳若兰", "id_number": STRANGER.id_number, "birth": "1959-03-12", "address": STRANGER.address}
    signed_in.station.presented.publish(replace(STRANGER, name="别人", id_number="410205195903121227"))
    signed_in.qtbot.waitUntil(signed_in.desktop.window.toast.isVisible)
    assert page.form.field("name").text() == "欧阳若兰"


def test_a_card_that_contradicts_itself_opens_nothing(signed_in: Run) -> None:
    signed_in.key(Key.Key_F5)
    signed_in.station.presented.publish(replace(card_of(signed_in), issues=("birth_date",)))
    signed_in.qtbot.waitUntil(lambda: "对不上" in signed_in.desktop.window.toast.accessibleName())
    page = page_of(signed_in, "measuring")
    assert isinstance(page, MeasuringPage) and page.subject_in_front is None


def test_a_card_leaves_no_sheet_that_is_being_written(signed_in: Run) -> None:
    signed_in.key(Key.Key_F6)
    signed_in.station.presented.publish(card_of(signed_in))
    signed_in.qtbot.waitUntil(lambda: "先做完" in signed_in.desktop.window.toast.accessibleName())
    assert signed_in.desktop.window.current == "prescription"


def test_under_the_lock_a_card_opens_nothing(signed_in: Run) -> None:
    signed_in.key(Key.Key_F5)
    signed_in.lock_page()
    signed_in.station.presented.publish(card_of(signed_in))
    heard: list[bool] = []
    signed_in.desktop.bridge.post(lambda: heard.append(True))  # after the card
    signed_in.qtbot.waitUntil(lambda: bool(heard))
    page = page_of(signed_in, "measuring")
    assert isinstance(page, MeasuringPage) and page.subject_in_front is None


def test_a_scanned_slip_recognises_and_other_codes_are_looked_for(signed_in: Run) -> None:
    signed_in.key(Key.Key_F5)
    page = page_of(signed_in, "measuring")
    assert isinstance(page, MeasuringPage)
    person = signed_in.grown()[1].id
    signed_in.station.presented.publish(Scan("wedge:keyboard", person))
    signed_in.qtbot.waitUntil(lambda: bool(page.subject_in_front and page.subject_in_front.identified_by == "slip"))
    signed_in.station.presented.publish(Scan("wedge:keyboard", "6901234567892"))
    signed_in.qtbot.waitUntil(lambda: page.roster.find_box.text() == "6901234567892")


def test_a_code_that_is_nobodys_goes_into_the_field_with_the_cursor(signed_in: Run) -> None:
    signed_in.arrive()
    page = signed_in.call_first()
    assert page.view is not None
    page.view.diagnoses.search.setFocus()
    signed_in.station.presented.publish(Scan("wedge:keyboard", "I10"))
    signed_in.qtbot.waitUntil(lambda: page.view is not None and page.view.diagnoses.search.text() == "I10")


@pytest.mark.parametrize(("kind", "wanted"), [("resident", IdKind.RESIDENT), ("hmt", IdKind.HMT), ("foreigner", IdKind.OTHER)])
def test_the_newer_address_of_the_chip_is_taken(kind: str, wanted: IdKind) -> None:
    form = form_of_card(replace(STRANGER, kind=kind, new_address="新址5号", sex_code="9"))
    assert (form.id_kind, form.address, form.sex) == (wanted, "新址5号", "")


def test_a_keyboard_scanner_on_the_real_window(run: Run) -> None:
    """The password is typed under the cover and passes whole; afterwards a burst opens its resident, wherever the cursor is."""
    run.station.wedge = WedgeFilter(gap=2.0)  # a busy computer does not type as fast as a scanner
    run.begin()
    run.sign_in()
    run.key(Key.Key_F5)
    page = page_of(run, "measuring")
    assert isinstance(page, MeasuringPage)
    run.qtbot.waitUntil(page.roster.find_box.hasFocus)
    card = card_of(run)
    for char in card.id_number:
        run.qtbot.keyClick(page.roster.find_box, char)
    run.qtbot.keyClick(page.roster.find_box, Key.Key_Return)
    run.qtbot.waitUntil(lambda: bool(page.subject_in_front and page.subject_in_front.identified_by == "card"))
    assert page.roster.find_box.text() == ""


def test_without_such_a_scanner_no_key_waits(run: Run) -> None:
    run.station.wedge = WedgeFilter()
    run.begin()
    run.sign_in()
    desk = run.clinic.desk
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"settings.manage"}))
    run.clinic.preferences.choose("keyboard_scanner", False)
    run.key(Key.Key_F5)
    page = page_of(run, "measuring")
    assert isinstance(page, MeasuringPage)
    run.qtbot.waitUntil(page.roster.find_box.hasFocus)
    run.qtbot.keyClick(page.roster.find_box, "8")
    assert page.roster.find_box.text() == "8", "at once, before the next turn of the loop"
