"""The prescription page over the real services, typed at like a doctor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.clinical import Answer, FactKind
from app.domain.prescription import PrescriptionState
from app.services.pdf_signing import PdfSigning
from app.services.printers import Printers
from app.services.rx_slips import Paper
from app.store.receipts import Receipt
from tests.sync.fhir import samples
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.prescription.findings_panel import FindingCard
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.receipt_line import ReceiptLine
from ui.practice_desk import PracticeDesk
from ui.widgets.confirm_strip import DEAF_MS

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(model: PrescriptionModel, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot) -> Iterator[PrescriptionPage]:
    made = in_front(qtbot, PrescriptionPage(model, bridge, Printers(practice.desk)))
    made.shown()
    qtbot.waitUntil(lambda: made.lines.search.hasFocus())
    yield made
    made.hidden()  # as the window does: nothing is kept after the store is closed


def write(field: QLineEdit, text: str) -> None:
    """As the Chinese input method hands it over."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def reviewed(qtbot: QtBot, page: PrescriptionPage) -> None:
    """The rules have seen what stands there now."""
    qtbot.waitUntil(lambda: page.model.current_review is not None and not page.model.busy)


def type_line(qtbot: QtBot, page: PrescriptionPage, drug: str, dose: str, days: str = "7") -> None:
    """Search, choose, and let Enter walk: dose, frequency, route, days."""
    search = page.lines.search
    search.setFocus()
    qtbot.keyClicks(search, drug)
    while search.highlighted() < 0 or not search.rows()[search.highlighted()].key.startswith(WANTED[drug]):
        qtbot.keyClick(search, Key.Key_Down)
    qtbot.keyClick(search, Key.Key_Return)
    row = page.lines.rows[-1]
    assert row.dose.hasFocus()
    row.dose.selectAll()
    write(row.dose, dose)
    qtbot.keyClick(row.dose, Key.Key_Return)
    assert row.frequency.hasFocus()
    qtbot.keyClicks(row.frequency, "qd")
    qtbot.keyClick(row.frequency, Key.Key_Return)
    assert row.route.hasFocus()
    qtbot.keyClicks(row.route, "kf")
    qtbot.keyClick(row.route, Key.Key_Return)
    assert row.days.hasFocus()
    row.days.selectAll()
    qtbot.keyClicks(row.days, days)
    qtbot.keyClick(row.days, Key.Key_Return)


WANTED = {"alzp": "amlodipine", "xtd": "nifedipine", "amxl": "amoxicillin"}


def ask(page: PrescriptionPage, qtbot: QtBot) -> None:
    """Whatever the panel asks is answered with no."""
    for kind in (FactKind.ALLERGY, FactKind.PREGNANT, FactKind.LACTATING):
        page.model.answer(kind, Answer.NO)
        qtbot.waitUntil(lambda: not page.model.busy)
    reviewed(qtbot, page)


def test_enter_walks_the_line_and_comes_back_to_the_search(page: PrescriptionPage, qtbot: QtBot) -> None:
    type_line(qtbot, page, "alzp", "1片", "30")
    reviewed(qtbot, page)
    state = page.model.lines()[0]
    assert (str(state.line.single), state.line.frequency, state.line.route, state.line.days) == ("5", "qd", "oral", 30)
    row = page.lines.rows[0]
    assert (row.dose.text(), row.quantity.text(), row._unit.text()) == ("5 mg", "2", "盒")
    assert page.lines.search.hasFocus()
    qtbot.keyClick(page.lines.search, Key.Key_Return)
    assert page.sign.hasFocus()


def test_a_syrup_is_typed_as_it_is_poured(page: PrescriptionPage, qtbot: QtBot) -> None:
    """20 mg in a millilitre: the sheet keeps milligrams, the mother reads millilitres (safety.md §4.8)."""
    number = page.model.add("ibuprofen-susp")
    row = page.lines.rows[number]
    row.dose.setFocus()
    write(row.dose, "7.5ml")
    qtbot.keyClick(row.dose, Key.Key_Return)
    reviewed(qtbot, page)
    assert str(page.model.lines()[number].line.single) == "150" and "150 mg（7.5 mL）" in row._said.text()


def test_the_echo_says_what_was_understood_before_the_field_is_left(page: PrescriptionPage, qtbot: QtBot) -> None:
    number = page.model.add("benzylpenicillin-inj")
    row = page.lines.rows[number]
    row.dose.setFocus()
    write(row.dose, "80万U")
    assert "80万U" in row._said.text() and "iU" not in row._said.text()


def test_a_look_alike_is_not_taken_by_the_first_enter(page: PrescriptionPage, qtbot: QtBot) -> None:
    """H29: 消心痛 and 消炎痛 share their initials."""
    search = page.lines.search
    qtbot.keyClicks(search, "xxt")
    assert len(search.rows()) >= 1 and search.highlighted() == -1
    for _ in range(3):
        qtbot.keyClick(search, Key.Key_Return)
    assert page.model.lines() == () and search.is_open()
    qtbot.keyClick(search, Key.Key_Down)
    qtbot.keyClick(search, Key.Key_Return)
    assert len(page.model.lines()) == 1


def test_a_block_explains_itself_beside_the_line_and_at_the_signature(page: PrescriptionPage, qtbot: QtBot) -> None:
    page.model.add_allergy("青霉素", "休克")
    qtbot.waitUntil(lambda: not page.model.busy)
    type_line(qtbot, page, "amxl", "2粒", "3")
    reviewed(qtbot, page)
    assert any(isinstance(card, FindingCard) and card.finding.lines == (0,) for card in page.findings.cards)
    assert page.lines.rows[0]._mark.isVisible()
    qtbot.keyClick(page, Key.Key_Return, Control)
    assert page.notice.isVisible() and not page.strip.isVisible() and page.model.signed == ()


def test_the_panel_never_says_that_nothing_is_wrong(page: PrescriptionPage, qtbot: QtBot) -> None:
    """H17: silence is not safety; what could not be checked is named."""
    type_line(qtbot, page, "alzp", "1片")
    reviewed(qtbot, page)
    said = page.findings._summary.text()
    assert said.startswith("已检查") and "未能检查" in said and "无异常" not in said
    assert page.findings._missing.text().startswith("未能检查")


def test_a_question_is_answered_in_the_panel(page: PrescriptionPage, qtbot: QtBot) -> None:
    type_line(qtbot, page, "alzp", "1片")
    reviewed(qtbot, page)
    questions = page.findings.questions
    if questions.allergies.isVisible():
        questions.none.click()
        qtbot.waitUntil(lambda: "allergies" not in page.model.questions())
    assert not questions.allergies.isVisible()


def test_asked_for_other_medicines_the_pairs_can_be_checked(page: PrescriptionPage, qtbot: QtBot) -> None:
    """H17: the check that lacked its input runs once the question is answered."""
    type_line(qtbot, page, "alzp", "1片")
    reviewed(qtbot, page)
    review, questions = page.model.current_review, page.findings.questions
    assert review is not None and "interaction" in [run.check for run in review.could_not] and questions.medicines.isVisible()
    none = questions.medicines.findChild(QPushButton)
    assert isinstance(none, QPushButton)
    none.click()
    qtbot.waitUntil(lambda: "medicines" not in page.model.questions())
    assert page.model.current_review is not None
    assert "interaction" in [run.check for run in page.model.current_review.ran] and not questions.medicines.isVisible()


def test_an_over_dose_is_signed_again_by_the_same_doctor(page: PrescriptionPage, qtbot: QtBot) -> None:
    type_line(qtbot, page, "alzp", "4片")
    ask(page, qtbot)
    cards = [card for card in page.findings.cards if card.reasons is not None]
    assert cards
    for card in cards:
        assert card.reasons is not None
        card.reasons.reason.setCurrentIndex(card.reasons.reason.findData("severe"))
        card.reasons.reason.activated.emit(card.reasons.reason.currentIndex())
        reviewed(qtbot, page)
        if card.reasons.again.isVisible():
            card.reasons.again.click()
            reviewed(qtbot, page)
        assert page.model.signer() in card.reasons._state.text() and card.reasons._state.isVisible()
    assert page.model.why_not() is None


def test_signing_is_its_own_key_asks_once_and_is_deaf_at_first(page: PrescriptionPage, qtbot: QtBot) -> None:
    """safety.md §4.5: neither Enter nor F2 signs; the strip names person, age and number of drugs."""
    type_line(qtbot, page, "alzp", "1片")
    ask(page, qtbot)
    for key in (Key.Key_F2, Key.Key_F4, Key.Key_Return):
        qtbot.keyClick(page, key)
    assert not page.strip.isVisible()
    for _ in range(4):
        qtbot.keyClick(page, Key.Key_Return, Control)
    assert page.strip.isVisible() and page.model.signed == () and DEAF_MS == 400
    banner = page.model.banner
    assert banner is not None
    said = page.strip._text.text()
    assert banner.person.name in said and banner.age_text in said and "1种药" in said
    qtbot.waitUntil(lambda: page.strip.listening)
    with qtbot.waitSignal(page.signed):
        qtbot.keyClick(page, Key.Key_Return, Control)
    qtbot.keyClick(page, Key.Key_Return, Control)
    assert len(page.model.signed) == 1 and page.model.shown is not None and page.sheet.isVisible()


def test_what_changes_while_the_question_stands_is_not_signed(page: PrescriptionPage, qtbot: QtBot) -> None:
    """H34: the strip named one drug for seven days."""
    type_line(qtbot, page, "alzp", "1片")
    ask(page, qtbot)
    qtbot.keyClick(page, Key.Key_Return, Control)
    page.strip.listen()
    page.model.set_sheet(extend_reason="外出")
    assert not page.strip.isVisible()
    qtbot.keyClick(page, Key.Key_Return, Control)
    assert page.model.signed == ()


def test_a_signed_sheet_is_void_only_with_a_reason(page: PrescriptionPage, qtbot: QtBot) -> None:
    type_line(qtbot, page, "alzp", "1片")
    ask(page, qtbot)
    page.model.sign()
    qtbot.waitUntil(lambda: page.model.shown is not None and not page.model.busy)
    page.sheet.void.click()
    page.sheet._confirm.click()
    assert page.model.shown is not None and page.model.shown.state is PrescriptionState.SIGNED
    qtbot.keyClicks(page.sheet.reason, "wrong drug")
    page.sheet._confirm.click()
    qtbot.waitUntil(lambda: page.model.shown is not None and page.model.shown.state is PrescriptionState.CANCELLED)
    assert not page.sheet.void.isVisible()


def test_ctrl_p_shows_the_very_pages_that_are_printed(page: PrescriptionPage, qtbot: QtBot) -> None:
    type_line(qtbot, page, "alzp", "1片")
    reviewed(qtbot, page)
    qtbot.keyClick(page, Key.Key_P, Control)
    qtbot.waitUntil(lambda: page.printable.preview.isVisible() and page.printable.preview.page_count() == 1)
    qtbot.keyClick(page.printable.preview, Key.Key_Escape)
    assert page.lines.isVisible()


def test_what_is_typed_is_durable_within_two_seconds(page: PrescriptionPage, qtbot: QtBot) -> None:
    type_line(qtbot, page, "alzp", "1片")
    qtbot.waitUntil(lambda: bool(page.model.kept_at), timeout=2500)
    assert page.model.draft is not None
    kept = page.model._with.rx.draft_of(page.model.draft.encounter)
    assert kept is not None and kept.lines[0].drug == "amlodipine-tab"


def test_a_signed_sheet_says_what_of_it_arrived(page: PrescriptionPage, practice: PracticeDesk) -> None:
    """H37: uploaded, not read by anybody."""
    held: list[Receipt] = []
    asked: list[tuple[str, str]] = []

    def read(record_type: str, key: str) -> list[Receipt]:
        asked.append((record_type, key))
        return held

    page.tell_receipts(lambda: ReceiptLine(read, practice.clock))
    sheet = samples.sheet
    page.sheet.show_sheet(sheet)
    line = page.sheet.receipt
    assert line is not None and line.text() == "尚未上传"
    assert asked == [("prescription", sheet.id), *(("prescription_line", one.id) for one in sheet.lines)]
    held.append(Receipt("up", "hub", "", "8a1fc2d3", "1", "5e2c77aa", None))
    page.arrived()
    assert line.text().startswith("来自服务器 · 第 1 版")


def test_slips_and_labels_are_shown_and_their_print_is_noted(page: PrescriptionPage, qtbot: QtBot) -> None:
    type_line(qtbot, page, "alzp", "1片")
    ask(page, qtbot)
    page.model.sign()
    qtbot.waitUntil(lambda: page.model.shown is not None and not page.model.busy)
    buttons = page.sheet.papers.buttons
    assert buttons[Paper.SLIP].isVisible() and buttons[Paper.LABELS].isVisible() and not buttons[Paper.INFUSION].isVisible()
    for paper in (Paper.SLIP, Paper.LABELS):
        buttons[paper].setFocus()
        qtbot.keyClick(buttons[paper], Key.Key_Space)
        qtbot.waitUntil(lambda: page.printable.preview.isVisible() and page.printable.preview.page_count() == 1)
        assert page.model.shown is not None and (page.model.shown.number or "-") in page.printable.preview._title.text()
        page.printable.preview._printed()
        qtbot.keyClick(page.printable.preview, Key.Key_Escape)
    assert page.model.error is None


def test_drops_a_minute_stand_in_the_note_of_an_infused_line(page: PrescriptionPage, qtbot: QtBot) -> None:
    number = page.model.add("ns-inj")
    page.model.choose(number, route="iv")
    row = page.lines.rows[number]
    assert row.drip.isVisible()
    row.drip.setFocus()
    qtbot.keyClicks(row.drip, "40")
    qtbot.keyClick(row.drip, Key.Key_Return)
    assert page.model.lines()[number].line.note == "40滴/分" and row.drip.text() == "40"


def test_a_saved_sheet_carries_the_signature_of_whoever_gives_it_out_and_a_draft_does_not(
    page: PrescriptionPage, qtbot: QtBot, practice: PracticeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "rx.pdf"), ""))
    page.copies = signing = PdfSigning(practice.desk)
    type_line(qtbot, page, "alzp", "1片")
    reviewed(qtbot, page)
    page._print()
    qtbot.waitUntil(lambda: page.printable.preview.isVisible() and page.printable.preview.page_count() == 1)
    page.printable.preview.save.click()
    assert not signing.check((tmp_path / "rx.pdf").read_bytes()).signatures
    qtbot.keyClick(page.printable.preview, Key.Key_Escape)
    ask(page, qtbot)
    page.model.sign()
    qtbot.waitUntil(lambda: page.model.shown is not None and not page.model.busy)
    page._print()
    qtbot.waitUntil(lambda: page.printable.preview.isVisible() and page.printable.preview.page_count() == 1)
    page.printable.preview.save.click()
    qtbot.waitUntil(lambda: not page.printable.preview.notice.isHidden() and page.printable.preview.save.isEnabled(), timeout=20_000)
    verdict = signing.check((tmp_path / "rx.pdf").read_bytes())
    assert verdict.sound and verdict.signatures[0].name == practice.desk.who.name
    assert practice.desk.who.name in page.printable.preview.notice.accessibleName()
