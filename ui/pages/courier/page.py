"""Records carried by stick where no network goes: choose the stick, write to it, take in from it, see what is not confirmed."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog

from app.services.couriers import Correspondent
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.card_grid import CardGrid
from ui.pages.courier.cards import CompareCard, InCard, OutCard, PeopleCard, StickCard
from ui.pages.courier.model import HUB, SEAT, CourierModel
from ui.pages.courier.words import CourierWords
from ui.pages.model_page import ModelPage
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.frames import column, label, scrolled

CARD_WIDTH = 460


class CourierPage(ModelPage[CourierModel]):
    """Nothing is lost if the stick is pulled: a file lies there whole or not at all, and what has no receipt goes again."""

    def __init__(self, model: CourierModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = CourierWords()
        self._build()
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self._say()
        self.side.setVisible(model.has_hub)
        self.side.set_value(model.side)
        self.compare.setVisible(model.card is not None)
        if model.card is not None:
            self.compare.show_card(model.card[1])
        for card in (self.stick, self.out, self.into, self.people):
            card.refresh()

    def _say(self) -> None:
        model = self.model
        if model.doing:
            said = (
                self.tr("Writing … Please leave the stick in.")
                if model.doing == "write"
                else self.tr("Reading … Please leave the stick in.")
            )
            self.notice.tell(said, t.Mark.WAITING)
        else:
            self.notice.follow(model.error, self._told())

    def _told(self) -> str:
        if self.model.written is not None:
            return self.words.written(self.model.written)
        return {
            "": "",
            "card": self.tr("Our card is written and stored. Read our number to the other side; you may pull the stick out."),
            "met": self.tr("Noted: files may be carried there from now on."),
            "parted": self.tr("Nothing is carried there any more. What is there already stays known."),
        }[self.model.told]

    def _ask(self, one: Correspondent) -> None:
        said = self.tr("Carry nothing to {name} any more? Files from there are refused from now on; no record is deleted.")
        self.strip.ask(said.format(name=one.name), self.tr("No more"), lambda: self.model.part(one.site))

    def _folder(self) -> str:
        return QFileDialog.getExistingDirectory(self, self.tr("Folder on the stick"), str(self.model.place or ""))

    def _file(self) -> str:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("File from the other side"), str(self.model.place or ""), "*.age")
        return found

    def _build(self) -> None:
        model, words = self.model, self.words
        self.strip = ConfirmStrip(Act.SIGN)
        self.side = ChoiceBar(
            self.tr("Carry for"), [(SEAT, self.tr("this computer")), (HUB, self.tr("the hub (for everybody that joined)"))]
        )
        self.side.chosen.connect(model.choose_side)
        self.stick = StickCard(model, words, lambda: self._folder())
        self.out, self.into = OutCard(model, words), InCard(model, words, lambda: self._file())
        self.people, self.compare = PeopleCard(model, words, self._ask), CompareCard(model, words)
        grid = CardGrid(CARD_WIDTH, even=True)
        grid.set_cards([self.out, self.into])
        said = self.tr("Where no network goes, records travel on a stick, encrypted: only the other side can read them.")
        about = label(said, ink="secondary", wrap=True)
        cards = (self.notice, about, self.side, self.compare, self.stick, grid, self.people)
        whole = column(scrolled(*cards, 0, margin=t.L), self.strip, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
