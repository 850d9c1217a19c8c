"""Signatures and the insurance list in the settings: told in words, taken in only when asked, and for whoever keeps the workstation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pytestqt.qtbot import QtBot

from app.printing.prescription import prescription_pdf
from app.services import table_file
from app.services.insurance_list import InsuranceList
from app.services.pdf_signing import PdfSigning
from tests.app.printing.sheets import ORDINARY
from tests.app.services.test_issuers import County, pem, revoking
from ui.pages.page_model import at_once
from ui.pages.settings.county_cards import InsuranceCard, SignatureCard
from ui.pages.settings.county_model import CountyModel
from ui.pages.settings.gallery import policies_of
from ui.practice_desk import PracticeDesk


@pytest.fixture
def model(practice: PracticeDesk) -> CountyModel:
    return CountyModel(PdfSigning(practice.desk), InsuranceList(practice.desk), policies_of(practice), practice.desk.who)


@pytest.fixture
def signatures(qtbot: QtBot, model: CountyModel) -> SignatureCard:
    made = SignatureCard(model)
    qtbot.addWidget(made)
    model.attach(made.refresh, at_once)
    model.load()
    made.show()
    return made


@pytest.fixture
def insurance(qtbot: QtBot, model: CountyModel) -> InsuranceCard:
    made = InsuranceCard(model)
    qtbot.addWidget(made)
    model.attach(made.refresh, at_once)
    model.load()
    made.show()
    return made


@pytest.fixture
def county(practice: PracticeDesk) -> County:
    return County(practice.desk)


def said(card: SignatureCard | InsuranceCard) -> str:
    return card.notice.accessibleName() if card.notice.isVisible() else ""


def file(tmp_path: Path, name: str, body: bytes) -> Path:
    made = tmp_path / name
    made.write_bytes(body)
    return made


def test_who_signed_a_pdf_and_what_it_is_worth(signatures: SignatureCard, model: CountyModel, county: County, tmp_path: Path) -> None:
    signed, mine = county.signed(prescription_pdf(ORDINARY))
    paper = file(tmp_path, "处方 0007.pdf", signed)
    model.check(paper)
    assert "不能确认是不是本人" in said(signatures)
    model.take_issuer(file(tmp_path, "ca.pem", pem(county.root, county.own)))
    assert "某省 CA 根、某省 CA" in said(signatures) and len(model.issuers) == 2
    model.check(paper)
    assert "处方 0007.pdf" in said(signatures) and "证书由某省 CA签发" in said(signatures)
    revoked = revoking(county, mine.serial_number, at=county.now)
    model.take_issuer(file(tmp_path, "ca.crl", revoked.public_bytes(Encoding.DER)))
    model.check(paper)
    assert "已被某省 CA吊销" in said(signatures)
    for one in model.issuers:
        model.drop_issuer(one.fingerprint)
    assert not model.issuers and "不再信任" in said(signatures)


def test_a_file_that_is_gone_or_no_pdf_says_so(signatures: SignatureCard, model: CountyModel, tmp_path: Path) -> None:
    model.check(tmp_path / "nothing.pdf")
    assert model.error is not None and model.error.code == "file_unreadable" and said(signatures)
    model.check(file(tmp_path, "x.pdf", b"no pdf"))
    assert model.error is not None and model.error.code == "pdf_unreadable"


def test_a_list_is_looked_at_before_it_is_used(insurance: InsuranceCard, model: CountyModel, tmp_path: Path) -> None:
    listed = file(tmp_path, "柳河县.csv", "药品名称,诊断编码\n氯吡格雷,I20-I25\n甲,糖尿病\n".encode())
    model.look_at_list(listed)
    assert "1 行可以导入，1 行有误" in said(insurance) and insurance.save.isVisible() and not insurance.drop.isVisible()
    assert InsuranceList(model._lists._desk).now().limits == ()  # type: ignore[attr-defined]
    model.save_refused(tmp_path / "rows.xlsx")
    assert "已保存" in said(insurance) and table_file.rows(tmp_path / "rows.xlsx")[1].texts[0] == "3"
    model.take_list()
    assert "目录已启用" in said(insurance) and "柳河县.csv：1 行，2026-03-05" in insurance._now.text() and insurance.drop.isVisible()
    model.drop_list()
    assert "只用软件自带" in insurance._now.text()


def test_a_list_that_cannot_be_read_keeps_the_one_in_use(insurance: InsuranceCard, model: CountyModel, tmp_path: Path) -> None:
    model.look_at_list(file(tmp_path, "x.csv", "一,二\n三,四\n".encode()))
    assert model.error is not None and model.error.code == "table_no_limits" and "没有改动" in said(insurance)
    model.look_at_list(file(tmp_path, "y.csv", "药品名称,诊断编码\n甲,无\n".encode()))
    model.leave_list()
    assert said(insurance) == "" and model.plan is None


def test_others_may_check_but_change_nothing(qtbot: QtBot, practice: PracticeDesk) -> None:
    who = replace(practice.desk.who, permissions=frozenset())
    card = SignatureCard(CountyModel(PdfSigning(practice.desk), InsuranceList(practice.desk), policies_of(practice), who))
    qtbot.addWidget(card)
    card.show()
    assert card.check.isVisible() and not card.take.isVisible()
