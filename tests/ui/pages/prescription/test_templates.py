"""常用方 on the prescription page over the real services, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.clinical import Answer, FactKind
from app.domain.rx_template import TemplateLine, TemplateScope
from app.rules.pack import Pack
from app.services.charting import Charting
from app.services.diagnoses import DiagnosisRow
from app.services.prescribing import Prescribing
from app.services.printers import Printers
from app.services.queue import QueueRow
from app.services.rx_template_form import TemplateForm
from app.services.rx_templates import RxTemplates
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.page import PrescriptionPage
from ui.pages.prescription.templates_model import Front, TemplatesModel
from ui.practice_desk import PracticeDesk

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
COLD = DiagnosisRow("J06.9", "急性上呼吸道感染", "J06.900")
FEVER = TemplateLine("paracetamol-tab", "", "", Decimal(500), "", "prn", "oral", 3, Decimal(4), "发热")
ALLERGIC = TemplateLine("loratadine-tab", "", "", Decimal(10), "", "qd", "oral", 5)
FORM = TemplateForm("感冒", (FEVER, ALLERGIC), icd10="J06.9", diagnosis="急性上呼吸道感染")


@pytest.fixture
def templates(practice: PracticeDesk, rx: Prescribing, pack: Pack) -> RxTemplates:
    return RxTemplates(practice.desk, rx.shelves, pack)


@pytest.fixture
def page(
    model: PrescriptionModel, visit: QueueRow, templates: RxTemplates, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot
) -> Iterator[PrescriptionPage]:
    Charting(practice.desk).add_condition(visit.person, visit.encounter, COLD)
    model.draft = None
    model.open(visit.person, visit.encounter)
    made = in_front(qtbot, PrescriptionPage(model, bridge, Printers(practice.desk)))
    made.offer_templates(TemplatesModel(templates), bridge)
    made.shown()
    qtbot.waitUntil(lambda: made.lines.search.hasFocus())
    yield made
    made.hidden()


def listed(page: PrescriptionPage, qtbot: QtBot) -> TemplatesModel:
    """The list by its key."""
    assert page.templates is not None
    model = page.templates.model
    qtbot.keyClick(page, Key.Key_T, Control)
    qtbot.waitUntil(lambda: model.front is Front.LIST and bool(model.rows))
    assert page.templates.panel.search.hasFocus()
    return model


def test_a_cold_of_two_lines_is_prescribed_with_four_keys(page: PrescriptionPage, templates: RxTemplates, qtbot: QtBot) -> None:
    """safety.md §1, 08:10: at most six."""
    templates.write(replace(FORM, name="感冒（协定）", scope=TemplateScope.SITE))
    templates.write(replace(FORM, name="别的", icd10="M54.5", diagnosis="腰痛"))
    templates.write(FORM)
    keys = 0

    def press(at: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal keys
        keys += 1
        qtbot.keyClick(at, key, held)

    press(page, Key.Key_T, Control)
    assert page.templates is not None
    model, panel = page.templates.model, page.templates.panel
    qtbot.waitUntil(lambda: model.chosen is not None)
    assert [one.template.name for one in model.rows] == ["感冒", "感冒（协定）", "别的"] and panel.one.isVisible()
    press(panel.search, Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.current_review is not None and len(page.lines.rows) == 2)
    assert page.lines.search.hasFocus() and page.notice.isVisible() and "已加入：对乙酰氨基酚片、氯雷他定片" in page.notice.accessibleName()
    assert "常用方" in page.lines.rows[0]._said.text() and page.lines.rows[0].quantity.text()
    for kind in (FactKind.ALLERGY, FactKind.PREGNANT, FactKind.LACTATING):
        page.model.answer(kind, Answer.NO)  # was answered before: the prescribing alone is counted
        qtbot.waitUntil(lambda: not page.model.busy)
    qtbot.waitUntil(lambda: page.model.current_review is not None)
    press(page, Key.Key_Return, Control)
    qtbot.waitUntil(lambda: page.strip.listening)
    with qtbot.waitSignal(page.signed):
        press(page, Key.Key_Return, Control)
    assert not page.notice.isVisible(), "what was put on the sheet before is said of no other"
    assert keys == 4 and [line.drug for line in page.model.signed[0].lines] == ["paracetamol-tab", "loratadine-tab"]


def test_the_list_is_searched_and_walked_by_keys_and_says_what_is_there_already(
    page: PrescriptionPage, templates: RxTemplates, qtbot: QtBot
) -> None:
    templates.write(replace(FORM, name="腰痛", icd10="M54.5", diagnosis="腰痛"))
    gone = TemplateLine("no-such-drug", "感冒通片", "", Decimal(1), "{tbl}", "tid", "oral", 3)
    templates.write(replace(FORM, name="头痛", icd10="R51", diagnosis="头痛", lines=(FEVER, gone)))
    page.model.add("paracetamol-tab")
    model = listed(page, qtbot)
    assert page.templates is not None and model.chosen is None
    panel = page.templates.panel
    qtbot.keyClick(panel.search, Key.Key_Return)
    assert len(page.model.lines()) == 1, "nothing that was not chosen is taken"
    qtbot.keyClicks(panel.search, "tt")
    assert model.chosen is not None and model.chosen.template.name == "头痛" and panel._name.text() == "头痛"
    for key in (Key.Key_Backspace, Key.Key_Backspace, Key.Key_Down):
        qtbot.keyClick(panel.search, key)
    assert len(model.rows) == 2
    while model.chosen is None or model.chosen.template.name != "头痛":
        qtbot.keyClick(panel.search, Key.Key_Up)
    qtbot.keyClick(panel.search, Key.Key_Return)
    said = page.notice.accessibleName()
    assert "处方上已有，没有改：对乙酰氨基酚片" in said and "感冒通片（药品目录里已没有）" in said and len(page.model.lines()) == 1
    page.model.choose(0, as_needed="头痛")
    assert not page.notice.isVisible(), "it is told until something else is typed"
    listed(page, qtbot)
    qtbot.keyClick(panel.search, Key.Key_Escape)
    assert page.lines.search.hasFocus() and not page.templates.in_front and page.sign.isVisible()


def test_a_sheet_is_kept_under_the_name_of_its_diagnosis_and_replaces_only_what_it_is_told_to(
    page: PrescriptionPage, templates: RxTemplates, qtbot: QtBot
) -> None:
    page.model.add("loratadine-tab")
    assert page.templates is not None
    front = page.templates
    front.keep.click()
    qtbot.waitUntil(lambda: front.model.front is Front.KEEPING)
    keeping = front.keeping
    assert keeping.name.hasFocus() and keeping.name.text() in {"急性上呼吸道感染", "原发性高血压"}
    keeping.name.setText("过敏")
    assert keeping.diagnosis is not None
    keeping.diagnosis.set_value("")
    qtbot.keyClick(keeping.name, Key.Key_Return)
    qtbot.waitUntil(lambda: not front.in_front)
    assert "已存为常用方：过敏" in page.notice.accessibleName()
    (first,) = [one.template for one in templates.listed()]
    assert (first.name, first.icd10, first.scope) == ("过敏", "", TemplateScope.OWN)

    page.model.add("paracetamol-tab")
    front.keep.click()
    qtbot.waitUntil(lambda: front.model.front is Front.KEEPING)
    keeping.name.setText("过敏")
    qtbot.keyClick(keeping.name, Key.Key_F2)
    qtbot.waitUntil(lambda: keeping.over.isVisible())
    assert [one.template for one in templates.listed()] == [first]
    keeping.over.click()
    qtbot.waitUntil(lambda: not front.in_front)
    (second,) = [one.template for one in templates.listed()]
    assert second.replaces == (first.id,) and len(second.lines) == 2


def test_one_is_renamed_and_taken_back_in_the_list(page: PrescriptionPage, templates: RxTemplates, qtbot: QtBot) -> None:
    templates.write(replace(FORM, name="过敏", icd10="", diagnosis=""))
    model, front = listed(page, qtbot), page.templates
    assert front is not None
    qtbot.keyClick(front.panel.search, Key.Key_Down)
    front.panel.rename.click()
    front.panel._new_name.setText("过敏发热")
    qtbot.keyClick(front.panel._new_name, Key.Key_Return)
    qtbot.waitUntil(lambda: [one.template.name for one in model.rows] == ["过敏发热"])
    assert front.panel.search.hasFocus()
    qtbot.keyClick(front.panel.search, Key.Key_Down)
    front.panel.delete.click()
    assert front.panel.sure.isVisible()
    front.panel.sure.click()
    qtbot.waitUntil(lambda: not model.rows)
    assert "已删除：过敏发热" in front.panel.notice.accessibleName() and not front.panel.one.isVisible()
    front.panel.notice.findChildren(QPushButton)[-1].click()
    qtbot.waitUntil(lambda: [one.template.name for one in model.rows] == ["过敏发热"])


def test_what_another_seat_wrote_comes_into_the_open_list_and_a_late_change_is_told(
    page: PrescriptionPage, templates: RxTemplates, qtbot: QtBot
) -> None:
    mine = templates.write(FORM)
    model = listed(page, qtbot)
    templates.write(replace(FORM, name="新的", scope=TemplateScope.SITE))
    templates.rename(mine.id, "感冒二")
    model.rename("感冒三")
    qtbot.waitUntil(lambda: model.error is not None and len(model.rows) == 2)
    assert model.error is not None and model.error.code == "template_gone"
    assert QApplication.focusWidget() is not None
    model.heard()
    qtbot.waitUntil(lambda: {one.template.name for one in model.rows} == {"感冒二", "新的"})
