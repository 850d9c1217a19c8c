"""The banner answers the allergy question in one of three ways, and says what is unknown in words (H17)."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.clinical import Answer
from app.domain.person import Sex
from ui.widgets.banner import AllergyView, BannerView, PatientBanner


def words(banner: PatientBanner) -> list[str]:
    """Every text that is shown."""
    QApplication.processEvents()  # a layout shows what it was given at the next turn of the loop
    return [label.text() for label in banner.findChildren(QLabel) if label.text() and label.isVisible()]


@pytest.fixture
def banner(qtbot: QtBot) -> PatientBanner:
    made = PatientBanner()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("allergy", "said"),
    [
        (AllergyView(), "过敏：未询问"),
        (AllergyView(Answer.NO, asked=date(2026, 3, 1)), "过敏：无（2026-03-01询问）"),
        (AllergyView(Answer.NO), "过敏：无（未记日期询问）"),
        (AllergyView(Answer.YES, (("青霉素", "皮疹"), ("头孢", ""))), "过敏：青霉素（皮疹）；头孢"),
        (AllergyView(Answer.YES), "过敏：有，未记是什么"),
    ],
)
def test_allergy_is_three_valued(banner: PatientBanner, allergy: AllergyView, said: str) -> None:
    banner.show_person(BannerView("p1", "王秀英", allergy=allergy))
    assert said in words(banner)


def test_what_is_unknown_is_said_in_words(banner: PatientBanner) -> None:
    banner.show_person(BannerView("p1", "无名氏"))
    assert words(banner)[:1] == ["无名氏"] and {"性别未知", "年龄未知", "未知", "未填"} <= set(words(banner))


def test_the_number_stays_masked_until_somebody_asks(banner: PatientBanner, qtbot: QtBot) -> None:
    banner.show_person(BannerView("p1", "王秀英", Sex.FEMALE, "66岁", masked_id="410205********1226"))
    assert "410205********1226" in words(banner)
    with qtbot.waitSignal(banner.reveal, check_params_cb=lambda person: person == "p1"):
        banner.findChildren(QPushButton)[0].click()


def test_the_next_person_replaces_the_last_one(banner: PatientBanner) -> None:
    banner.show_person(BannerView("p1", "王秀英", allergy=AllergyView(Answer.YES, (("青霉素", ""),))))
    banner.show_person(BannerView("p2", "李建国"))
    assert "王秀英" not in words(banner) and not any("青霉素" in word for word in words(banner))
    banner.show_person(None)
    assert words(banner) == ["还没有选人"]
