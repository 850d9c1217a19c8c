"""The whole ID number is shown when asked for, for some seconds, and the look is audited."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.person import IdKind
from ui.pages.encounter.resident_banner import show_banner
from ui.pages.reveal import reveal_on
from ui.practice_desk import PracticeDesk
from ui.widgets.banner import PatientBanner


def texts(banner: PatientBanner) -> list[str]:
    return [label.text() for label in banner.findChildren(QLabel) if not label.isHidden()]


def test_the_eye_shows_the_number_and_the_trail_knows(qtbot: QtBot, practice: PracticeDesk) -> None:
    person = practice.residents.get(practice.people[0])
    number = person.number(IdKind.RESIDENT)
    banner = PatientBanner()
    qtbot.addWidget(banner)
    reveal_on(banner, practice.residents)
    show_banner(banner, practice.residents.banner(person.id))
    banner.show()
    view = banner.view
    assert number not in texts(banner)
    banner.findChildren(QPushButton)[0].click()
    assert number in texts(banner) and banner.view == view
    practice.desk.store.settle()
    banner._masking.timeout.emit()
    qtbot.waitUntil(lambda: number not in texts(banner))
    looks = practice.desk.store.read(lambda conn: conn.exec_driver_sql("SELECT type FROM audit WHERE action = 'read'").scalars().all())
    assert "id_number" in looks


def test_somebody_else_is_masked_again(qtbot: QtBot, practice: PracticeDesk) -> None:
    banner = PatientBanner(flowing=True)
    qtbot.addWidget(banner)
    reveal_on(banner, practice.residents)
    show_banner(banner, practice.residents.banner(practice.people[0]))
    banner.reveal.emit(practice.people[0])
    show_banner(banner, practice.residents.banner(practice.people[1]))
    assert not banner._masking.isActive()


def test_an_unknown_resident_stays_masked(qtbot: QtBot, practice: PracticeDesk) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    reveal_on(banner, practice.residents)
    show_banner(banner, practice.residents.banner(practice.people[0]))
    before = texts(banner)
    banner.reveal.emit("nobody")
    assert texts(banner) == before
