"""Devices: a card for each, a scan for new ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.events import Topic
from app.services.devices import DeviceCard
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.card_grid import CardGrid
from ui.pages.devices.card import DeviceTile
from ui.pages.devices.model import DevicesModel
from ui.pages.devices.scan_panel import ScanPanel
from ui.widgets.buttons import primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.frames import Scroll, column, label, row, secondary
from ui.widgets.notice import Notice

CARD_WIDTH = 330
Extra = Callable[[DeviceCard], QWidget | None]


class DevicesPage(QWidget):
    """``news`` are the service's cards; ``extra`` may give a card more (the practice clinic's buttons of a virtual device)."""

    def __init__(self, model: DevicesModel, bridge: Bridge, clock: Clock, news: Topic[DeviceCard], extra: Extra | None = None) -> None:
        super().__init__()
        self._model, self._clock, self._extra = model, clock, extra
        self._tiles: dict[str, DeviceTile] = {}
        self._count = secondary("")
        self.add = primary(self.tr("Add a device"), lambda: model.show_adding(True), act=Act.NEW, icon="add")
        self._notice = Notice()
        self.scan = ScanPanel(model)
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

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        self._count.setText(self.tr("{n} devices").format(n=len(model.cards)))
        self.scan.setVisible(model.open)
        self.add.setEnabled(not model.open)
        self.scan.refresh()
        self._empty.setVisible(not model.cards and not model.open)
        tiles = [self._tile(card) for card in model.cards]
        if self._grid.cards() != tiles:
            self._tiles = {card.id: tile for card, tile in zip(model.cards, tiles, strict=True)}
            self._grid.set_cards(tiles)
        for card, tile in zip(model.cards, tiles, strict=True):
            tile.show_card(card, self._clock.now(), model.seat, model.changing == card.id)
        if model.error is not None:
            self._notice.fail(model.error)
        else:
            self._notice.hide()

    def tile(self, key: str) -> DeviceTile:
        """The tile of a device."""
        return self._tiles[key]

    def _tile(self, card: DeviceCard) -> DeviceTile:
        known = self._tiles.get(card.id)
        if known is not None:
            return known
        made = DeviceTile(self._extra(card) if self._extra else None)
        made.change_asked.connect(self._model.change)
        made.rename_asked.connect(self._model.rename)
        made.forget_asked.connect(self._model.forget)
        made.move_asked.connect(self._model.move_here)
        return made

    def _build(self) -> None:
        head = row(label(self.tr("Devices"), t.NAME, bold=True), self._count, 0, self.add)
        inner = QWidget()
        body = column(self._notice, self.scan, self._grid, self._empty, 0, gap=t.M)
        body.setContentsMargins(0, 0, t.XS, 0)
        inner.setLayout(body)
        whole = column(gap=t.M)
        whole.addLayout(head)
        whole.addWidget(Scroll(inner), 1)
        whole.setContentsMargins(t.L, t.M, t.L, t.M)
        self.setLayout(whole)
