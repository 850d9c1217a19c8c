"""What a device needs of a person at once, on whatever page: the digits on its label, and the alarm that it was taken over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.clock import Clock
from app.services.devices import DeviceCard
from app.texts import Message, reason_text
from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import PasskeyWanted
from ui import tokens as t
from ui.bridge import Bridge
from ui.station import Radio
from ui.widgets.buttons import button, primary
from ui.widgets.fields import NumberField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Bar, column, label
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from app.services.clinic import Clinic

ALARMS = {Reason.BOND_ELSEWHERE: t.Mark.DANGER, Reason.GAP: t.Mark.ATTENTION}
AGAIN_AFTER = timedelta(minutes=10)
"""What was acknowledged and still is so is said again after this time, not at every attempt to connect."""
DIGITS = 6


class DeviceAlarms(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, clinic: Clinic, radio: Radio, bridge: Bridge, clock: Clock) -> None:
        super().__init__()
        self._clinic, self._clock = clinic, clock
        self._standing: dict[tuple[str, str], DeviceCard] = {}
        self._acknowledged: dict[tuple[str, str], datetime] = {}
        self.notice = Notice(closable=False)
        self.passkey = PasskeyLine(clinic, radio, bridge)
        self.setLayout(column(self.passkey, self.notice, gap=0))
        bridge.listen(clinic.devices.news, self.heard, self)

    def heard(self, card: DeviceCard) -> None:
        """A device changed: does it need somebody?"""
        if card.reason not in ALARMS:
            return
        key = (card.id, str(card.reason))
        before = self._acknowledged.get(key)
        if before is not None and self._clock.now() - before < AGAIN_AFTER:
            return
        fresh = key not in self._standing
        self._standing[key] = card
        if fresh:
            self._show()
            QApplication.beep()

    def _show(self) -> None:
        """The gravest first, one at a time."""
        if not self._standing:
            self.notice.hide()
            return
        key = min(self._standing, key=lambda key: list(ALARMS).index(Reason(key[1])))
        card = self._standing[key]
        said = reason_text(key[1])
        name = card.sticker or card.name
        words = Message(self.tr("{device}: {what}").format(device=name, what=said.what), said.kept, said.advice)
        self.notice.tell(words, ALARMS[Reason(key[1])], (self.tr("I know"), lambda: self._acknowledge(key)))

    def _acknowledge(self, key: tuple[str, str]) -> None:
        self._standing.pop(key, None)
        self._acknowledged[key] = self._clock.now()
        self._show()


class PasskeyLine(Bar):
    """Asks for six digits while the device waits."""

    def __init__(self, clinic: Clinic, radio: Radio, bridge: Bridge) -> None:
        super().__init__("foot")
        self._clinic, self._radio, self._bridge = clinic, radio, bridge
        self._device, self._left = "", 0
        self._ask = label("", t.HEADING, bold=True, wrap=True)
        self.digits = NumberField(self.tr("Six digits"), "", digits_only=True, width=110)
        self.digits.setMaxLength(DIGITS)
        self.digits.returnPressed.connect(self._answer)
        self._wait = label("", ink="secondary")
        self.pair = primary(self.tr("Pair"), self._answer)
        self.give_up = button(self.tr("Do not pair"), lambda: self._send(""))
        inner = flowing(self._ask, self.digits, self.pair, self.give_up, self._wait)
        self.line.addWidget(inner, 1)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self.hide()

    def ask(self, wanted: PasskeyWanted) -> None:
        """A device waits for its digits."""
        self._device, self._left = wanted.device, int(wanted.seconds)
        cards = self._clinic.devices.known() if self._may_see() else []
        name = next((card.sticker or card.name for card in cards if card.hub_id == wanted.device), wanted.device[-5:])
        self._ask.setText(self.tr("{device} wants to be paired. Type the six digits on its label:").format(device=name))
        self.digits.clear()
        self._tick_to(self._left)
        self.show()
        self.digits.setFocus()
        self._second.start()

    def _may_see(self) -> bool:
        who = self._clinic.desk.session.current
        return who is not None and who.may("devices.read")

    def _tick(self) -> None:
        self._tick_to(self._left - 1)

    def _tick_to(self, left: int) -> None:
        self._left = left
        self._wait.setText(self.tr("{n} s left").format(n=left))
        if left <= 0:
            self._end()

    def _answer(self) -> None:
        if len(self.digits.text()) == DIGITS:
            self._send(self.digits.text())
        else:
            self._wait.setText(self.tr("Six digits are needed"))

    def _send(self, digits: str) -> None:
        device = self._device
        self._end()

        def work() -> DeviceError | None:
            try:
                self._radio.answer_passkey(device, digits).result()
            except DeviceError as error:
                return error
            return None

        self._bridge.run(work, self._sent, lambda _: None, self)

    def _sent(self, error: DeviceError | None) -> None:
        """The device's own news say how the pairing went; too late is said here."""
        if error is not None:
            self._wait.setText(reason_text(error.reason, error.facts).what)
            for each in (self._ask, self.digits, self.pair, self.give_up):
                each.hide()
            self.show()
            QTimer.singleShot(4000, self, self._end)

    def _end(self) -> None:
        self._second.stop()
        for each in (self._ask, self.digits, self.pair, self.give_up):
            each.show()
        self.hide()
