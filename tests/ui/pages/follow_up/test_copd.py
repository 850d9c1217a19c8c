"""慢阻肺 from a diagnosis in the chart to the next follow-up in the list of today: register, sheet by keyboard, class given by the doctor."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import iso
from app.domain.clinical import Condition
from app.domain.encounter import Encounter
from app.domain.ids import new_id
from app.domain.measurement import MeasurementKind
from app.domain.programme import Programme
from app.services.registers import Registers, Why
from app.services.today import Today
from app.services.today import Why as Due
from app.store import clinical
from tests.ui.pages.follow_up.conftest import cursor
from tests.ui.pages.follow_up.test_count import in_front
from tests.ui.pages.keyboard import write
from ui.bridge import Bridge
from ui.pages.follow_up.gallery import measured
from ui.pages.follow_up.page import FollowUpPage
from ui.pages.page_model import at_once
from ui.pages.registers.model import CANDIDATES, RegistersModel
from ui.pages.registers.page import RegistersPage
from ui.practice_desk import PracticeDesk

COPD, FORM = Programme.COPD, "copd_followup"
ASKED = {
    "copd_symptoms": "4",
    "symptoms": "9",
    "danger_signs": "1",
    f"{FORM}.complication": "1",
    "complication": "1",
    "adr": "1",
    f"{FORM}.adr": "1",
    "smoke_per_day": "5",
    "exercise_per_week": "3",
    "exercise_minutes": "20",
    "psych": "1",
    "compliance": "1",
    "adherence": "1",
    "control": "2",
    f"{FORM}.control": "2",
    "next_on": "20260319",
    f"{FORM}.next_on": "20260319",
}
"""What no record says; the class has no rule in the standard and is always the doctor's."""


def test_from_the_diagnosis_to_the_next_follow_up_by_keyboard(
    page: FollowUpPage, visit: Encounter, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot
) -> None:
    desk, person = practice.desk, visit.person
    one = Condition(new_id(), person, visit.id, "J44.900", "慢性阻塞性肺疾病")
    desk.store.write(lambda uow: clinical.add_condition(uow, one, None), desk.actor).result()
    measured(practice, person, MeasurementKind.SPO2, iso(practice.clock.now()), ("spo2", "94", "%"))
    _enrolled_by_keyboard(qtbot, practice, bridge, person)
    page.model.open(person, visit.id, [FORM])
    next(editor for card in page.cards for editor in card.order()).setFocus()
    while (row := in_front(page)) is not None:
        sheet = page.model.sheet
        if row.key in ASKED and sheet is not None and row.key not in sheet.values:
            write(qtbot, cursor(), ASKED[row.key])
        qtbot.keyClick(cursor(), Qt.Key.Key_Return)
    assert page.save.hasFocus()
    qtbot.keyClick(page, Qt.Key.Key_F2)
    (form,) = page.model.saved
    assert page.model.error is None and (form.form, form.one("control"), form.one("spo2")) == (FORM, "2", "94")
    assert form.values["spo2"].source.startswith("measurement:") and form.values["control"].source == ""
    practice.clock.forward((date(2026, 3, 19) - date(2026, 3, 5)).days * 86_400)
    (due,) = [each for row in Today(desk).due(programme=COPD).rows for each in row.due]
    assert (due.why, due.day, due.programme) == (Due.FOLLOW_UP, date(2026, 3, 19), COPD)


def _enrolled_by_keyboard(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge, person: str) -> None:
    registers = Registers(practice.desk)
    found = [each.why for each in registers.candidates() if (each.person, each.programme) == (person, COPD)]
    assert found == [Why.DIAGNOSED]
    list_page = RegistersPage(RegistersModel(registers, Today(practice.desk), practice.residents, practice.clock), bridge)
    qtbot.addWidget(list_page)
    list_page.model.attach(list_page.refresh, at_once)
    list_page.show()
    list_page.model.load()
    list_page.tabs.setFocus()
    qtbot.keyClick(list_page.tabs, Qt.Key.Key_5)
    assert list_page.model.tab == CANDIDATES
    list_page._waiting.table.select(f"{person}-{COPD}")
    qtbot.keyClick(list_page.panel.enrol, Qt.Key.Key_Space)
    assert [each.programme for each in registers.open_of(person)].count(COPD) == 1
