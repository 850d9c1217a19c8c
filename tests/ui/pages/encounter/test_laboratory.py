"""H36, H24: laboratory results as their analyser said them, out of range in front, nothing unjudged shown as normal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.measurement import Measurement, MeasurementKind, TimeBasis
from app.services.charting import Chart
from ui.pages.encounter import gallery
from ui.pages.encounter.gallery import BLOOD, URINE, ago, results
from ui.pages.encounter.laboratory import sheets
from ui.pages.encounter.laboratory_panel import LaboratoryPanel
from ui.pages.encounter.page import EncounterPage

KIND = MeasurementKind.LABORATORY
MORNING = results(ago(0, 6), "e1", "LAB-0042", *BLOOD)
ANAEMIC = results(ago(61), None, "LAB-0011", ("HGB", "92", "g/L", "L", "110-150"), ("WBC", "6400", "/uL", "N", ""))


def chart(*found: Measurement) -> Chart:
    return replace(gallery.chart(), series={KIND: found}, analysers={"d7": "血球仪 黄1"})


@pytest.fixture
def panel(qtbot: QtBot) -> LaboratoryPanel:
    made = LaboratoryPanel()
    qtbot.addWidget(made)
    return made


def test_this_visit_comes_first_and_only_the_last_two_of_others() -> None:
    others = [results(ago(days), None, f"LAB-{days}", *URINE) for days in (90, 61, 21)]
    shown = sheets(chart(*others, MORNING), "e1")
    assert [(sheet.specimen, sheet.now) for sheet in shown] == [("LAB-0042", True), ("LAB-21", False), ("LAB-61", False)]
    assert shown[0].device == "血球仪 黄1" and [one.name for one in shown[0].outside] == ["HGB", "WBC", "PLT"]


def test_a_value_is_compared_only_with_the_same_test_in_the_same_unit() -> None:
    first = sheets(chart(ANAEMIC, MORNING), "e1")[0]
    before = {one.name: one.before for one in first.results}
    assert (before["HGB"], before["WBC"]) == ("92", "")


def test_an_unknown_analyser_is_called_what_it_calls_itself() -> None:
    assert sheets(replace(chart(MORNING), analysers={}), "e1")[0].device == "BC-5300"


def test_the_page_says_value_unit_judgement_range_and_last_value(panel: LaboratoryPanel) -> None:
    panel.show_chart(chart(ANAEMIC, replace(MORNING, values=MORNING.values[:3])), "e1", gallery.NOW)
    assert panel.result_words()[:3] == [
        "WBC 11.8 10^9/L 偏高 参考 4.0-10.0",
        "RBC 4.21 10^12/L 参考 3.5-5.0",
        "HGB 58 g/L 危急 参考 110-150 · 上次 92 · 01-03",
    ]
    assert panel.count.text() == "本次 1 份"


def test_words_stay_as_they_were_sent(panel: LaboratoryPanel) -> None:
    panel.show_chart(chart(results(ago(21), None, "LAB-0029", *URINE)), "e1", gallery.NOW)
    assert panel.result_words()[1] == "GLU POSITIVE 异常 参考 NEGATIVE" and panel.count.text() == "本次没有"


def test_a_long_sheet_shows_what_is_out_of_range_and_the_rest_at_a_key(panel: LaboratoryPanel, qtbot: QtBot) -> None:
    panel.show_chart(chart(MORNING), "e1", gallery.NOW)
    panel.show()
    assert [words.split()[0] for words in panel.result_words()] == ["HGB", "WBC", "PLT"]
    for said, count in (("全部 10 项", 10), ("只看不正常的", 3)):
        key = next(key for key in panel.findChildren(QPushButton) if key.text() == said and not key.isHidden())
        qtbot.mouseClick(key, Qt.MouseButton.LeftButton)
        assert len(panel.result_words()) == count


def test_a_long_sheet_nobody_judged_is_shown_whole(panel: LaboratoryPanel) -> None:
    """Silence of the analyser is not 'within range'."""
    unjudged = replace(MORNING, values=tuple(replace(one, flag="") for one in MORNING.values))
    panel.show_chart(chart(unjudged), "e1", gallery.NOW)
    assert len(panel.result_words()) == len(BLOOD)


def test_a_clock_that_cannot_be_trusted_is_said(panel: LaboratoryPanel) -> None:
    panel.show_chart(chart(replace(MORNING, time_basis=TimeBasis.UNKNOWN)), "e1", gallery.NOW)
    assert panel._head(panel._sheets[0]).text() == "血球仪 黄1 · 标本 LAB-0042 · 09:06 收到，仪器时间不可信"


def test_without_results_there_is_no_block_and_with_a_critical_one_the_banner_says_so(qtbot: QtBot) -> None:
    plain, critical = gallery.visit_open(), gallery.laboratory()
    for page in (plain, critical):
        qtbot.addWidget(page)
        page.show()
    assert isinstance(plain, EncounterPage) and isinstance(critical, EncounterPage)
    assert plain.view is not None and critical.view is not None and critical.view.banner.view is not None
    assert plain.view.laboratory.isHidden() and critical.view.laboratory.isVisible()
    assert "化验危急值" in [words for words, _ in critical.view.banner.view.notes]
