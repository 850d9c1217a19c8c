"""Internet care on the page: the visit is asked once, proved diagnoses are shown, others are typed once, and the rules answer at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import iso
from app.domain.encounter import VisitKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.rules.findings import Severity
from app.store import encounters, measurements
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.revisit_panel import ChannelBar, ProofRow, RevisitPanel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def channel(model: PrescriptionModel, qtbot: QtBot) -> ChannelBar:
    made = ChannelBar(model)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def panel(model: PrescriptionModel, channel: ChannelBar, qtbot: QtBot) -> RevisitPanel:
    made = RevisitPanel(model)

    def follow() -> None:
        channel.refresh()
        made.refresh()

    model.attach(follow, model._run)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    channel.refresh()
    return made


def blocks(model: PrescriptionModel) -> set[str]:
    return {found.code for found in model.findings() if found.severity is Severity.BLOCK}


def kind_of(practice: PracticeDesk, model: PrescriptionModel) -> VisitKind:
    assert model.draft is not None
    encounter = model.draft.encounter
    found = practice.desk.store.read(lambda conn: encounters.get(conn, encounter))
    assert found is not None
    return found.kind


def write(qtbot: QtBot, row: ProofRow, source: str, day: str) -> None:
    for field, words in ((row.source, source), (row.day, day)):
        field.setFocus()
        field.setText(words)
        field.setModified(True)
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_visit_in_person_asks_nothing(panel: RevisitPanel, channel: ChannelBar) -> None:
    assert not panel.isVisible() and channel.value() == "in_person"


def test_a_first_visit_is_refused_until_the_paper_is_written_down(
    practice: PracticeDesk, panel: RevisitPanel, channel: ChannelBar, model: PrescriptionModel, qtbot: QtBot
) -> None:
    model.add("amlodipine-tab")
    qtbot.keyClick(channel, Qt.Key.Key_2)
    assert panel.isVisible() and kind_of(practice, model) is VisitKind.REMOTE and "RX-LEG-06" in blocks(model)
    (row,) = panel.rows
    write(qtbot, row, "县人民医院", "昨天")
    assert "RX-LEG-06" in blocks(model) and row.day.property("state") == "warn" and row.day.text() == "昨天"
    write(qtbot, row, "县人民医院", "2025/11/3")
    assert "RX-LEG-06" not in blocks(model)
    assert model.draft is not None and [(one.source, one.on, one.told) for one in model.draft.earlier] == [
        ("县人民医院", "2025-11-03", True)
    ]
    assert panel.rows == [row], "the row under the hand stays"


def test_back_to_a_visit_in_person(
    practice: PracticeDesk, panel: RevisitPanel, channel: ChannelBar, model: PrescriptionModel, qtbot: QtBot
) -> None:
    qtbot.keyClick(channel, Qt.Key.Key_2)
    qtbot.keyClick(channel, Qt.Key.Key_1)
    assert not panel.isVisible() and kind_of(practice, model) is VisitKind.CLINIC


def test_narcotics_are_refused_with_the_rules_words(
    panel: RevisitPanel, channel: ChannelBar, model: PrescriptionModel, qtbot: QtBot
) -> None:
    model.add("estazolam-tab")
    assert "RX-LEG-05" not in blocks(model)
    qtbot.keyClick(channel, Qt.Key.Key_2)
    assert "RX-LEG-05" in blocks(model)


def test_a_herb_gets_its_footnote_with_one_click(model: PrescriptionModel) -> None:
    model.type_herbs("黄芪30 附子9 薄荷6")
    found = [one for one in model.findings() if one.code == "RX-APP-18"]
    assert len(found) == 2
    for one in found:
        model.take_way(one)
    assert model.draft is not None and [herb.way for herb in model.draft.herbs] == ["", "先煎", "后下"]
    assert not [one for one in model.findings() if one.code == "RX-APP-18"]


def test_granules_need_none(model: PrescriptionModel) -> None:
    model.type_herbs("附子9")
    model.set_decoction(method="颗粒剂冲服")
    assert not [one for one in model.findings() if one.code == "RX-APP-18"]


def test_who_was_measured_by_a_device_is_here(
    practice: PracticeDesk, panel: RevisitPanel, channel: ChannelBar, model: PrescriptionModel, qtbot: QtBot
) -> None:
    assert model.draft is not None
    value, at = (MeasuredValue("temperature", Decimal("36.5"), "Cel"),), iso(practice.clock.now())
    person, encounter = model.draft.person, model.draft.encounter
    taken = Measurement(new_id(), person, encounter, MeasurementKind.TEMPERATURE, value, at, TimeBasis.ARRIVAL, Source.DEVICE)
    practice.desk.store.write(lambda uow: measurements.add(uow, taken)).result()
    qtbot.keyClick(channel, Qt.Key.Key_2)
    assert model.error is not None and model.error.code == "visit_in_person" and channel.value() == "in_person"
