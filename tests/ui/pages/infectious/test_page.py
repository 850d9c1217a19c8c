"""传染病报告: the clock, the way to the card, and what is said of the national system."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.services.charting import Charting
from app.services.diagnoses import DiagnosisRow
from app.services.form_export import FormExport
from app.services.form_filling import FormFilling
from app.services.form_papers import FormPapers
from app.services.infectious import InfectiousReports, Stage
from app.services.printers import Printers
from tests.app.services.test_infectious import ANSWERS
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.infectious.model import InfectiousModel, moment
from ui.pages.infectious.page import InfectiousPage
from ui.pages.page_model import at_once
from ui.practice_desk import PracticeDesk


@pytest.fixture
def shown(qtbot: QtBot, practice: PracticeDesk, bridge: Bridge) -> InfectiousPage:
    desk, filling = practice.desk, FormFilling(practice.desk)
    visit = practice.intake.open_visit(practice.people[0])
    Charting(desk).add_condition(visit.person, visit.id, DiagnosisRow("A00.9", "霍乱"))
    model = InfectiousModel(InfectiousReports(desk), filling, FormPapers(desk), FormExport(desk), practice.clock)
    made = InfectiousPage(model, bridge, Printers(desk))
    made.model.attach(made.refresh, at_once)
    in_front(qtbot, made)
    made.shown()
    return made


def written(shown: InfectiousPage, practice: PracticeDesk) -> str:
    """The card of the first row."""
    filling, one = FormFilling(practice.desk), shown.model.waiting[0]
    sheet = filling.open(one.person, one.encounter, ["infectious_report"])
    for key, told in (ANSWERS | {"phone": "13900001234", "infect_parent": "王大山"}).items():
        sheet = filling.put(sheet, key, told)
    (form,) = filling.save(sheet)
    shown.shown()
    return form.id


def test_the_clock_runs_from_the_diagnosis_and_leads_to_the_card(shown: InfectiousPage, practice: PracticeDesk) -> None:
    (row,) = shown.rows.rows()
    assert shown.left(row) == "还有 2 小时 00 分"
    practice.clock.forward(3 * 3600)
    assert shown.left(row) == "已过时限 1 小时 00 分"
    asked: list[tuple[str, str, str]] = []
    shown.card_asked.connect(lambda *told: asked.append(told))
    shown.model.choose(row)
    shown.write.click()
    assert asked == [(row.person, row.encounter, "")] and not shown.sending.isVisible()


def test_a_card_is_sent_by_hand_or_comes_back(shown: InfectiousPage, practice: PracticeDesk) -> None:
    card = written(shown, practice)
    shown.model.choose(shown.model.waiting[0])
    assert shown.sending.isVisible() and shown.model.waiting[0].card == card
    shown.model.say_returned(" ")
    assert shown.model.error is not None and shown.model.error.code == "reason_needed"
    shown.model.say_returned("住址不详")
    assert shown.model.waiting[0].stage is Stage.RETURNED
    shown.model.say_sent("2026-03-05", "25:00", "")
    assert shown.model.error is not None and shown.model.error.code == "infectious_sent_time"
    practice.clock.forward(120)
    shown.model.say_sent("2026-03-05", "08:42", "41010200001")
    assert shown.model.waiting == () and shown.model.cards[0].stage is Stage.DONE
    shown.model.choose_tab("cards")
    shown.model.choose(shown.rows.rows()[0])
    assert "41010200001" in shown._told.text()
    shown.print.click()
    assert shown.printable.currentWidget() is shown.printable.preview


@pytest.mark.parametrize(("day", "time"), [("", "8:00"), ("2026-03-05", ""), ("2026-03-05", "8"), ("2026-03-05", "24:00"), ("x", "8:00")])
def test_what_is_no_moment_is_none(day: str, time: str) -> None:
    assert moment(day, time) is None
