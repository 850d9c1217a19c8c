"""The practice clinic's shelf: any of the virtual devices is put on the table, and used by a button on its card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.errors import KnownError
from app.services.devices import DeviceCard
from app.texts import error_text
from ui.bridge import Bridge
from ui.pages.devices.model import DevicesModel
from ui.station import Shelf
from ui.widgets.buttons import button
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, label, secondary


class ShelfPanel(Card):
    """A choice and a button; says what became of it."""

    def __init__(self, shelf: Shelf, model: DevicesModel, bridge: Bridge) -> None:
        super().__init__()
        self._shelf, self._model, self._bridge = shelf, model, bridge
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("Virtual device"))
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(16)
        self.kinds.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for kind in shelf.kinds():
            self.kinds.addItem(kind)
        self.add = button(self.tr("Add a virtual device"), self._add, icon="add")
        self._said = secondary("")
        inner = flowing(label(self.tr("Practice"), bold=True), self.kinds, self.add, self._said)
        self.body.addWidget(inner)

    def extra(self, card: DeviceCard) -> QWidget | None:
        """The button on the card of a device from the shelf."""
        return self._hand(card.hub_id) if self._shelf.has(card.hub_id) else None

    def _hand(self, hub_id: str) -> QWidget:
        return button(self.tr("Take a measurement with it"), self._taking(hub_id))

    def _taking(self, hub_id: str) -> Callable[[], None]:
        def take() -> None:
            self._say(self.tr("measuring …"))
            self._bridge.wait(self._shelf.take(hub_id), lambda _: self._say(self.tr("measured")), self._failed, self)

        return take

    def _add(self) -> None:
        kind, sticker = self.kinds.currentText(), self._model.free_sticker()
        self.add.setEnabled(False)
        self._say(self.tr("switching {kind} on …").format(kind=kind))
        self._bridge.run(lambda: self._shelf.add(kind, sticker), lambda _: self._added(kind, sticker), self._failed, self)

    def _added(self, kind: str, sticker: str) -> None:
        self.add.setEnabled(True)
        self._say(self.tr("{kind} is on the table as {sticker}").format(kind=kind, sticker=sticker))
        self._model.reload()

    def _failed(self, error: KnownError) -> None:
        self.add.setEnabled(True)
        self._say(error_text(error).what)

    def _say(self, words: str) -> None:
        self._said.setText(words)
