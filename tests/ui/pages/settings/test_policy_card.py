"""The county's review policy on the settings page: what holds is read by all, another one is taken in by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.services.insurance_list import InsuranceList
from app.services.pdf_signing import PdfSigning
from app.services.policy_file import packed
from app.services.preferences import Preferences
from app.services.site_policy import SitePolicies
from tests.app.services.policies import COUNTY, STRANGER, TRUST, policy
from ui.pages.page_model import at_once
from ui.pages.settings.county_model import CountyModel
from ui.pages.settings.policy_card import PolicyCard
from ui.practice_desk import PracticeDesk

HERE = {"institutions": '["410999-PRACTICE-01"]'}
Made = Callable[[], PolicyCard]


@pytest.fixture
def made(qtbot: QtBot, practice: PracticeDesk) -> Made:
    """A card over what the site file says now."""

    def make() -> PolicyCard:
        desk = practice.desk
        policies = SitePolicies(desk, Preferences(desk, practice.folder.site_file).now)
        model = CountyModel(PdfSigning(desk), InsuranceList(desk), policies, desk.who)
        card = PolicyCard(model)
        qtbot.addWidget(card)
        model.attach(card.refresh, at_once)
        model.load()
        card.show()
        return card

    return make


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "p.xypolicy"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(place), ""))
    return place


def said(card: PolicyCard) -> str:
    return card.notice.accessibleName() if card.notice.isVisible() else ""


def test_what_holds_is_read(made: Made) -> None:
    card = made()
    assert "可先调配，事后审核" in card._first.text() and "2099-12-31" in card._second.text()


def test_without_one_it_says_why_and_how_strict_it_is(made: Made, practice: PracticeDesk) -> None:
    practice.folder.site_file.write_text("", encoding="utf-8")
    card = made()
    assert "最严" in card._first.text() and "county_keys" in card._second.text()


def test_another_is_looked_at_and_taken_in(made: Made, practice: PracticeDesk, stick: Path) -> None:
    practice.folder.site_file.write_text(TRUST, encoding="utf-8")
    card = made()
    stick.write_bytes(packed(policy(STRANGER, **HERE)))
    card.choose.click()
    assert "不是本机构信任的" in said(card)
    stick.write_bytes(packed(policy(COUNTY, **HERE)))
    card.choose.click()
    assert "柳树县卫生健康局" in said(card) and "最严" in card._first.text()
    next(key for key in card.notice.findChildren(QPushButton) if key.text() == "使用这份授权").click()
    assert "已装入" in said(card) and "药架" in card._first.text()


def test_whoever_does_not_keep_the_workstation_only_reads(made: Made, practice: PracticeDesk) -> None:
    practice.desk.session.set(replace(practice.desk.who, permissions=frozenset()))
    card = made()
    assert not card.choose.isVisible() and card._first.text()
