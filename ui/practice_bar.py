"""The practice clinic's own strip under the window: what hands would do to the virtual devices, and the network's switch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from app.errors import KnownError
from app.texts import error_text
from ui.bridge import Bridge
from ui.station import Handle
from ui.widgets.buttons import button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Bar, label, secondary


class PracticeBar(Bar):
    """Buttons for the virtual devices; says what each did."""

    def __init__(self, handles: Sequence[Handle], network: Callable[[bool], None] | None, bridge: Bridge, hint: str = "") -> None:
        super().__init__("foot")
        self._bridge = bridge
        self._said = secondary(hint or self.tr("Made-up residents and devices; nothing leaves this computer."))
        inner = QWidget()
        flow = FlowLayout(inner)
        flow.addWidget(label(self.tr("Practice"), bold=True))
        for handle in handles:
            flow.addWidget(button(handle.words, self._pressing(handle)))
        if network is not None:
            flow.addWidget(self._network_switch(network))
        flow.addWidget(self._said)
        self.line.addWidget(inner, 1)

    def _network_switch(self, network: Callable[[bool], None]) -> QCheckBox:
        switch = QCheckBox(self.tr("Network on"))
        switch.setChecked(True)
        switch.setAccessibleName(self.tr("Network on"))
        switch.toggled.connect(lambda on: self._switch(network, on))
        return switch

    def _switch(self, network: Callable[[bool], None], on: bool) -> None:
        words = self.tr("The network is back.") if on else self.tr("The network is down; work goes on.")
        self._bridge.run(lambda: network(on), lambda _: self._said.setText(words), self._failed, self)

    def _pressing(self, handle: Handle) -> Callable[[], None]:
        return lambda: self._press(handle)

    def _press(self, handle: Handle) -> None:
        self._said.setText(self.tr("{what} …").format(what=handle.words))
        done = self.tr("{what}: done").format(what=handle.words)
        self._bridge.wait(handle.press(), lambda _: self._said.setText(done), self._failed, self)

    def _failed(self, error: KnownError) -> None:
        self._said.setText(error_text(error).what)
