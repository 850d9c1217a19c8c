"""Residents on show: a search, a record, a form with a wrong number, and a namesake side by side."""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.page_model import at_once
from ui.pages.residents.model import ResidentsModel
from ui.pages.residents.page import ResidentsPage
from ui.practice_desk import PracticeDesk, open_practice


@cache
def clinic() -> PracticeDesk:
    """One clinic for all pictures."""
    return open_practice(40)


def made_page() -> ResidentsPage:
    """A page over the practice clinic; everything happens at once."""
    practice, bridge = clinic(), Bridge()
    model = ResidentsModel(practice.residents, practice.clock)
    page = ResidentsPage(model, bridge)
    bridge.setParent(page)
    model.attach(page.refresh, at_once)
    return page


def record() -> QWidget:
    """A search by surname and one record of it."""
    page = made_page()
    page._model.find("高")
    page._model.show(page._model.found[0].id)
    return page


def mistake() -> QWidget:
    """A number with one digit wrong."""
    page = made_page()
    page._model.new()
    for key, text in (("name", "王秀英"), ("id_number", "410999195903121225"), ("phone", "1380000"), ("village", "第三村")):
        page._model.type(key, text)
        page._model.leave(key)
    return page


def alike() -> QWidget:
    """Somebody of the same name and birth date is on record."""
    practice, page = clinic(), made_page()
    known = practice.residents.get(practice.people[0])
    page._model.new()
    birth = known.birth.isoformat() if known.birth else ""
    for key, text in (
        ("name", known.name),
        ("birth", birth),
        ("sex", known.sex.value),
        ("temporary_reason", "身份证丢了"),
        ("village", "第三村"),
    ):
        page._model.type(key, text)
        page._model.leave(key)
    page._model.save()
    return page


ENTRIES = [Entry("residents", record), Entry("residents-mistake", mistake), Entry("residents-alike", alike)]
