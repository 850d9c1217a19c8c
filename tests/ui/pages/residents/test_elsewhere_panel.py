"""Somebody from elsewhere is asked for, brought, and shown as of when the record is."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.person import Sex
from app.errors import KnownError
from app.services.lookups import Elsewhere
from ui.bridge import Bridge
from ui.pages.page_model import at_once
from ui.pages.residents.elsewhere_panel import ElsewhereModel, ElsewherePanel
from ui.pages.residents.model import ResidentsModel
from ui.pages.residents.page import ResidentsPage
from ui.practice_desk import PracticeDesk


class Above:
    """The server above; ``person`` is whom it brings."""

    def __init__(self, person: str) -> None:
        self.person, self.asked = person, []  # type: ignore[var-annotated]
        self.error: KnownError | None = None

    def find(self, number: str = "", name: str = "", birth: date | None = None) -> list[Elsewhere]:
        self.asked.append((number, name, birth))
        if self.error is not None:
            raise self.error
        return [Elsewhere(self.person, "王秀英", Sex.FEMALE, birth, "柳河村", "5101**1225", False)] if name or number else []

    def bring(self, person: str) -> int:
        self.asked.append(person)
        return 3


@pytest.fixture
def above(practice: PracticeDesk) -> Above:
    return Above(practice.people[3])


@pytest.fixture
def page(practice: PracticeDesk, above: Above, bridge: Bridge, qtbot: QtBot) -> ResidentsPage:
    made = ResidentsPage(ResidentsModel(practice.residents, practice.clock), bridge)

    def panel() -> ElsewherePanel:
        model = ElsewhereModel(above)
        shown = ElsewherePanel(model, bridge)
        model.attach(shown.refresh, at_once)
        return shown

    made.offer_elsewhere(panel, lambda person: "2026-03-05T00:10:00.000Z" if person == above.person else None)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def texts(page: ResidentsPage) -> list[str]:
    cells = (page._facts.itemAt(number) for number in range(page._facts.count()))
    return [item.widget().text() for item in cells if item is not None]  # type: ignore[attr-defined]


def test_who_is_found_is_brought_and_shown_with_the_time_of_the_record(page: ResidentsPage, above: Above, practice: PracticeDesk) -> None:
    page.look_elsewhere.click()
    panel = page.elsewhere
    assert panel is not None and panel.isVisible()
    panel.name.setText("王秀英")
    panel.birth.setText("1959-03-12")
    panel.ask.click()
    (bring,) = [one for one in panel.findChildren(QPushButton) if one.text() == "取到本机"]
    bring.click()
    assert above.asked == [("", "王秀英", date(1959, 3, 12)), above.person]
    assert not panel.isVisible() and page.banner.view is not None
    assert page.banner.view.name == practice.residents.get(above.person).name
    assert "外来居民，数据截至" in texts(page) and "08:10" in texts(page)
    page._model.show(practice.people[0])
    assert "外来居民，数据截至" not in texts(page)


def test_nobody_and_no_connection_are_said(page: ResidentsPage, above: Above) -> None:
    page.look_elsewhere.click()
    panel = page.elsewhere
    assert panel is not None
    panel.birth.setText("昨天")
    panel.ask.click()
    assert above.asked == [("", "", None)] and panel._said.text() == "上级也没有查到"
    above.error = KnownError("lookup_offline")
    panel.ask.click()
    assert panel.notice.isVisible() and panel.model.error is above.error
