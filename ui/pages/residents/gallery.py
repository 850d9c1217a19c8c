"""Residents on show: a search, a record, a form with a wrong number, and a namesake side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from PySide6.QtWidgets import QWidget

from app.clock import iso
from app.domain.person import Sex
from app.services.linking import Alike, Linked, Proposal
from app.services.lookups import Elsewhere
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.page_model import at_once
from ui.pages.residents.elsewhere_panel import ElsewhereModel, ElsewherePanel
from ui.pages.residents.model import ResidentsModel
from ui.pages.residents.page import ResidentsPage
from ui.pages.residents.same_model import SameModel
from ui.pages.residents.same_panel import SamePanel
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


class Pairs:
    """Answers with made-up pairs; nothing is written."""

    def __init__(self, alike: tuple[Alike, ...], proposals: tuple[Proposal, ...], links: tuple[Linked, ...]) -> None:
        self._alike, self._proposals, self._links = alike, proposals, links

    def alike(self) -> list[Alike]:
        """Pairs to look at."""
        return list(self._alike)

    def proposals(self) -> list[Proposal]:
        """Pairs that wait."""
        return list(self._proposals)

    def links(self) -> list[Linked]:
        """Pairs that are one."""
        return list(self._links)

    def keep_apart(self, a: str, b: str) -> None:
        """Nothing is decided on show."""

    def propose(self, a: str, b: str, reason: str) -> Proposal:
        """Nothing is decided on show."""
        return self._proposals[0]

    def confirm(self, proposal: str) -> None:
        """Nothing is decided on show."""

    def withdraw(self, proposal: str) -> None:
        """Nothing is decided on show."""

    def unlink(self, a: str, b: str, reason: str) -> None:
        """Nothing is decided on show."""


def same_page(links: Pairs) -> SamePanel:
    """The worklist over made-up pairs."""
    bridge = Bridge()
    model = SameModel(links, clinic().clock)
    panel = SamePanel(model, bridge)
    bridge.setParent(panel)
    model.attach(panel.refresh, at_once)
    model.load()
    return panel


def same() -> QWidget:
    """A pair to look at, one that waits for a second person, one that is linked."""
    practice = clinic()
    one, two, three = (practice.residents.get(practice.people[number]) for number in (0, 1, 2))
    again = replace(one, identifiers=(), phones=(), householder="")
    at = iso(practice.clock.now())
    pairs = Pairs(
        (Alike(one, again, "namesake"),),
        (Proposal("x", two, replace(two, name=two.name + "子"), "身份证号相同", "acc", at),),
        (Linked(three, replace(three, phones=()), "本人确认,核对过身份证", "acc", at),),
    )
    return same_page(pairs)


def same_none() -> QWidget:
    """Nobody looks like two."""
    return same_page(Pairs((), (), ()))


class Above:
    """A server above with one answer."""

    def find(self, number: str = "", name: str = "", birth: date | None = None) -> list[Elsewhere]:
        """Two namesakes, one of them here already."""
        born = date(1959, 3, 12)
        return [
            Elsewhere("x", "王秀英", Sex.FEMALE, born, "柳河村3组", "510181********1225", False),
            Elsewhere("y", "王秀英", Sex.FEMALE, born, "第三村", "510181********2266", True),
        ]

    def bring(self, person: str) -> int:
        """Nothing is brought on show."""
        return 0


def elsewhere() -> QWidget:
    """Two found at the server above."""
    bridge = Bridge()
    model = ElsewhereModel(Above())
    panel = ElsewherePanel(model, bridge)
    bridge.setParent(panel)
    model.attach(panel.refresh, at_once)
    panel.name.setText("王秀英")
    panel.birth.setText("1959-03-12")
    panel.ask.click()
    return panel


ENTRIES = [
    Entry("residents", record),
    Entry("residents-mistake", mistake),
    Entry("residents-alike", alike),
    Entry("residents-same", same),
    Entry("residents-same-none", same_none),
    Entry("residents-elsewhere", elsewhere),
]
