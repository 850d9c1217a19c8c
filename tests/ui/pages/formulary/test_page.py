"""The drug list on the screen: what a pharmacist, a doctor and a nurse see of it, and the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.demo.clinic import NURSE
from tests.ui.desktop_run import Run
from tests.ui.pages.formulary.test_model import BAD, GRANULES, HEAD, TABLETS
from tests.ui.pages.keyboard import write
from ui.pages.formulary.gallery import Desk, page, plan
from ui.pages.formulary.page import FormularyPage


@pytest.fixture
def shown(qtbot: QtBot) -> FormularyPage:
    made = page(Desk(plan()))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def column(made: FormularyPage, title: str) -> list[str]:
    number = [one.title for one in made.rows.columns].index(title)
    return [str(made.rows.data(made.rows.index(row, number))) for row in range(made.rows.rowCount())]


def said(made: FormularyPage) -> str:
    return " ".join(one.text() for one in made.details.findChildren(QLabel) if one.isVisible())


def test_states_stock_and_days_are_words(shown: FormularyPage) -> None:
    gone = "目录已停用（2026-03-05）"
    assert column(shown, "状态") == ["已确认", "本机构未确认", "已确认", "已停用", gone, "未确认，无用药规则", "本机构没有登记"]
    assert column(shown, "库存")[2:4] == ["1盒（另有过期）", "0支"] and column(shown, "最近效期")[1] == "2026-04-30"


def test_an_expired_batch_is_said_aloud(shown: FormularyPage, qtbot: QtBot) -> None:
    shown.table.select("amoxicillin-cap")
    qtbot.waitUntil(lambda: "批号A1802：2盒，有效期到2026-01-31，已过期，不能发药，请下架" in said(shown))
    assert shown.details.withdraw.isVisible() and not shown.details.confirm.isVisible()
    shown.table.select("metformin-tab")
    qtbot.waitUntil(lambda: "还有56天" in said(shown))
    assert shown.details.confirm.isVisible()


def test_a_product_without_rules_says_what_is_not_checked(shown: FormularyPage, qtbot: QtBot) -> None:
    shown.table.select("own-1")
    qtbot.waitUntil(lambda: "规则库里没有这个药：剂量、相互作用、禁忌和过敏都不会检查" in said(shown))
    shown.table.select("amlodipine-tab")
    qtbot.waitUntil(lambda: "批号240611" in said(shown))
    assert "规则库里没有" not in said(shown)


def test_letters_and_views_narrow_the_list(shown: FormularyPage, qtbot: QtBot) -> None:
    write(qtbot, shown.find_box, "lhqn")
    assert column(shown, "药品") == ["柳河清脑颗粒"]
    shown.find_box.clear()
    shown.views.chosen.emit("expiring")
    assert column(shown, "药品") == ["盐酸二甲双胍片", "阿莫西林胶囊"]


def test_who_only_reads_has_no_keys(qtbot: QtBot) -> None:
    made = page(Desk(), keeps=False, confirms=False)
    qtbot.addWidget(made)
    made.show()
    made.table.select("metformin-tab")
    keys = (made.bring, made.details.confirm, made.details.withdraw, made.details.hide_key, made.details.show_key)
    assert not any(key.isVisible() for key in keys)


def test_a_file_says_what_changes_and_what_cannot_be_taken(shown: FormularyPage) -> None:
    shown.model.look_at(Path("库存.xlsx"))
    panel = shown.importing
    assert panel.isVisible() and panel.take.text() == "导入3种 (F2)"
    changes = [shown.words.changes(one) for one in panel.changes.rows()]
    assert changes[0] == "库存 3盒 → 27盒；零售价 4.80 → 5.20" and changes[1].startswith("无用药规则；库存 10盒")
    assert changes[2].startswith("过期批号A1802")
    assert next(shown.words.refusal(one) for one in panel.errors.rows()).startswith("规格“约5mg”看不懂")
    panel.back.click()
    assert not panel.isVisible()


def opened(run: Run, login: str) -> FormularyPage:
    run.begin()
    run.sign_in(login)
    window = run.desktop.window
    window.open("formulary")
    found = window.page("formulary")
    assert isinstance(found, FormularyPage)
    run.qtbot.waitUntil(lambda: bool(found.model.found.rows))
    return found


def test_a_pharmacist_takes_a_list_in_and_signs_a_product(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the real window, by the keys that are printed on the buttons."""
    found = opened(run, "pharmacist")
    path = tmp_path / "库存.csv"
    path.write_text("\r\n".join((HEAD, TABLETS, GRANULES, BAD)), encoding="gb18030")
    monkeypatch.setattr("ui.pages.formulary.page.QFileDialog.getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr("ui.pages.formulary.page.QFileDialog.getSaveFileName", lambda *given: (given[2], ""))
    found.bring.click()
    run.qtbot.waitUntil(lambda: found.importing.isVisible())
    run.key(Qt.Key.Key_F2)
    run.qtbot.waitUntil(lambda: found.model.told[0] == "taken" or found.model.error is not None)
    assert (found.model.error, found.model.told[0]) == (None, "taken")
    found.importing.save.click()
    run.qtbot.waitUntil(lambda: (tmp_path / "库存-未导入.xlsx").exists())
    run.qtbot.waitUntil(lambda: not found.model.busy)
    found.importing.back.click()
    run.qtbot.waitUntil(lambda: found.rows.find("amlodipine-tab") >= 0)
    found.table.select("amlodipine-tab")
    run.qtbot.waitUntil(lambda: found.details.confirm.isVisible())
    run.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    run.qtbot.waitUntil(lambda: bool(found.model.chosen and found.model.chosen.genuine))
    assert run.clinic.formulary.details("amlodipine-tab").row.confirmed


def test_a_nurse_reads_it(run: Run) -> None:
    found = opened(run, NURSE)
    assert not found.bring.isVisible()


def test_whose_list_told_of_a_product_and_that_it_is_withdrawn(qtbot: QtBot, shown: FormularyPage) -> None:
    shown.table.select("nifedipine-cr-tab")
    qtbot.waitUntil(lambda: "药品目录从 2026-03-05 起停用此药" in said(shown))
    assert "https://county.example/fhir，版本 2026-3" in said(shown)
