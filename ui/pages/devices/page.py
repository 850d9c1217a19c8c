"""Devices: a card for each, a scan for new ones."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.events import Topic
from app.services.devices import DeviceCard
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.card_grid import CardGrid
from ui.pages.devices.card import DeviceTile
from ui.pages.devices.catalogue import Catalogue
from ui.pages.devices.model import DevicesModel
from ui.pages.devices.roll_panel import RollPanel
from ui.pages.devices.scan_panel import ScanPanel
from ui.pages.devices.shelf_panel import ShelfPanel
from ui.station import Shelf
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.frames import Scroll, column, label, row, secondary
from ui.widgets.notice import Notice

CARD_WIDTH = 330
SECOND_MS = 1000


class DevicesPage(QWidget):
    """``news`` are the service's cards; ``shelf``: the practice clinic's further virtual devices."""

    def __init__(
        self,
        model: DevicesModel,
        bridge: Bridge,
        clock: Clock,
        news: Topic[DeviceCard],
        catalogue: Catalogue | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        super().__init__()
        self._model, self._clock, self._catalogue = model, clock, catalogue or Catalogue(())
        self.shelf = ShelfPanel(shelf, model, bridge) if shelf is not None else None
        self._tiles: dict[str, DeviceTile] = {}
        self._count = secondary("")
        self.add = primary(self.tr("Add a device"), lambda: model.show_adding(True), act=Act.NEW, icon="add")
        self.call = button(self.tr("Roll call"), model.call_the_roll, icon="devices")
        self._notice = Notice()
        self.scan = ScanPanel(model)
        self.roll = RollPanel(model)
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(model.roll.scan)
        self._shown_lit = ""
        self._empty = EmptyState(
            "devices",
            self.tr("No device yet"),
            self.tr("Switch the cuff or the meter on, lay it beside the computer and press “Add a device”."),
        )
        self._grid = CardGrid(CARD_WIDTH)
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        bridge.listen(news, model.heard, owner=self)
        self.refresh()

    def shown(self) -> None:
        """Called when the page comes to the front."""
        self._model.reload()

    def hidden(self) -> None:
        """Nobody looks at the cards any more."""
        if self._model.roll.on:
            self._model.roll.end()

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        self._count.setText(self.tr("{n} devices").format(n=len(model.cards)))
        self.scan.setVisible(model.open)
        calling = model.roll.on
        self.add.setEnabled(not model.open and not calling)
        self.call.setEnabled(not calling)
        self.scan.refresh()
        self.roll.refresh()
        self._tick_while(calling)
        self._empty.setVisible(not model.cards and not model.open and not calling)
        tiles = [self._tile(card) for card in model.cards]
        if self._grid.cards() != tiles:
            self._tiles = {card.id: tile for card, tile in zip(model.cards, tiles, strict=True)}
            self._grid.set_cards(tiles)
        for card, tile in zip(model.cards, tiles, strict=True):
            tile.show_card(card, self._clock.now(), model.seat, model.changing == card.id)
            tile.show_roll(model.roll.is_lit(card.hub_id), calling and model.roll.answered(card))
        self._follow_lit()
        error = model.error or model.roll.error or model.care.error
        self._notice.follow(error)

    def _tick_while(self, calling: bool) -> None:
        if calling and not self._second.isActive():
            self._second.start()
        elif not calling:
            self._second.stop()

    def _follow_lit(self) -> None:
        """The card that lit up comes into view, once."""
        lit = next((card.id for card in self._model.cards if self._model.roll.is_lit(card.hub_id)), "")
        if lit and lit != self._shown_lit:
            QTimer.singleShot(0, self._tiles[lit], lambda: self._scroll.ensureWidgetVisible(self._tiles[lit], 0, t.L))
        self._shown_lit = lit

    def tile(self, key: str) -> DeviceTile:
        """The tile of a device."""
        return self._tiles[key]

    def _tile(self, card: DeviceCard) -> DeviceTile:
        known = self._tiles.get(card.id)
        if known is not None:
            return known
        made = DeviceTile(self.shelf.extra(card) if self.shelf else None, self._catalogue, self._model.care)
        made.change_asked.connect(self._model.change)
        made.rename_asked.connect(self._model.rename)
        made.forget_asked.connect(self._model.forget)
        made.move_asked.connect(self._model.move_here)
        return made

    def _build(self) -> None:
        head = row(label(self.tr("Devices"), t.NAME, bold=True), self._count, 0, self.call, self.add)
        inner = QWidget()
        body = column(self._notice, self.roll, self.scan, *([self.shelf] if self.shelf else []), self._grid, self._empty, 0, gap=t.M)
        body.setContentsMargins(0, 0, t.XS, 0)
        inner.setLayout(body)
        whole = column(gap=t.M)
        whole.addLayout(head)
        self._scroll = Scroll(inner)
        whole.addWidget(self._scroll, 1)
        whole.setContentsMargins(t.L, t.M, t.L, t.M)
        self.setLayout(whole)
