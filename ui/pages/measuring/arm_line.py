"""Who is in the chair and on which device: the line that must be readable from two metres."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from app.services.arming import Armed
from app.services.devices import DeviceCard
from ui import tokens as t
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.subject import Subject
from ui.pages.measuring.words import kind_word
from ui.pages.sticker import Sticker
from ui.widgets.buttons import button, primary
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label, row
from ui.widgets.pill import Pill

BIG = 26
"""Type of the sentence at 100 %: 9 mm high on a 14-inch screen, readable from two metres."""
WARN_SECONDS = 60


class ArmLine(QFrame):
    """Three faces: not recognised (ask), recognised (choose a device), armed (say so)."""

    def __init__(self, model: MeasuringModel) -> None:
        super().__init__()
        self._model = model
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.said = TextField(
            self.tr("Birth date, last four of the phone, householder, or last four of the ID"),
            self.tr("Birth date, phone tail, householder or ID tail"),
        )
        self.said.returnPressed.connect(self._check)
        self.check = primary(self.tr("Check"), self._check)
        self.proxy = button(self.tr("Fetches medicine, patient not here"), model.fetch_medicine, kind="quiet")
        self._mistaken = label("", ink="danger", bold=True, wrap=True)
        self._ask = self._ask_face()
        self._sentence = label("", BIG, bold=True, wrap=True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._states = QWidget()
        self._state_flow = FlowLayout(self._states, gap=t.M)
        self._choose_word = label("", bold=True)
        self._devices = QWidget()
        self._device_flow = FlowLayout(self._devices, gap=t.S)
        self.device_buttons: dict[str, QPushButton] = {}
        body = column(self._ask, self._sentence, self._states, self._choose_word, self._devices, gap=t.XS)
        body.setContentsMargins(t.M, t.S, t.M, t.S)
        self.setLayout(body)
        self._armed_shown: tuple[object, ...] = ()
        self._devices_shown: tuple[object, ...] = ()

    def refresh(self) -> None:
        """Follow the model."""
        subject = self._model.subject
        if subject is None:
            return
        armed = self._model.devices.armed_for(subject.person.id)
        asking = not subject.identified_by and not armed and not subject.proxy
        self._ask.setVisible(asking)
        self._mistaken.setText(
            self.tr("This is not what the record of {name} says. Ask once more.").format(name=subject.person.name)
            if subject.mistaken
            else ""
        )
        self._mistaken.setVisible(asking and subject.mistaken)
        self._sentence.setVisible(bool(armed) or subject.proxy)
        self._sentence.setText(self._said(subject, armed))
        self._show_states(armed)
        self._show_devices(subject, armed, choosing=not asking and not subject.proxy)

    def focus_next(self) -> bool:
        """The cursor where the next act is; False where nothing is to be done here."""
        if self._ask.isVisible():
            self.said.setFocus()
            return True
        first = next((made for made in self.device_buttons.values() if made.isEnabled()), None)
        if self._devices.isVisible() and first is not None and not self._sentence.isVisible():
            first.setFocus()
            return True
        return False

    def _said(self, subject: Subject, armed: tuple[Armed, ...]) -> str:
        if subject.proxy:
            return self.tr("Fetches medicine for {name}: nothing is measured").format(name=subject.person.name)
        stickers = " + ".join(self.tr("no. {sticker}").format(sticker=one.sticker) for one in armed)
        return self.tr("Measuring [{name}] · {stickers}").format(name=subject.person.name, stickers=stickers)

    def _show_states(self, armed: tuple[Armed, ...]) -> None:
        shown = tuple((one.id, self._model.devices.is_ready(one), self._left(one)) for one in armed)
        self._states.setVisible(bool(armed))
        if shown == self._armed_shown:
            return
        self._armed_shown = shown
        self._state_flow.clear()
        for one in armed:
            self._state_flow.addWidget(self._state(one))

    def _state(self, one: Armed) -> QWidget:
        whole = QWidget()
        ready = self._model.devices.is_ready(one)
        word = self.tr("ready, measure now") if ready else self.tr("waiting for it to connect")
        left = self._left(one)
        parts: list[QWidget | int] = [Sticker(one.sticker, t.HEADING), Pill(word, t.Mark.OK if ready else t.Mark.ATTENTION, size=t.BODY)]
        if left:
            parts.append(Pill(self.tr("let go in {n} s").format(n=left), t.Mark.ATTENTION, size=t.BODY))
        parts.append(button(self.tr("Let go"), lambda: self._model.disarm(one.id), kind="quiet"))
        whole.setLayout(row(*parts, gap=t.XS))
        return whole

    def _left(self, one: Armed) -> int:
        """Seconds to show: the last minute only, so that nothing runs all the time."""
        seconds = self._model.devices.seconds_left(one)
        return seconds if seconds <= WARN_SECONDS else 0

    def _show_devices(self, subject: Subject, armed: tuple[Armed, ...], choosing: bool) -> None:
        mine = {one.device for one in armed}
        devices = self._model.devices
        busy = {one.device: one.name for one in devices.armed if one.device not in mine}
        # while somebody is being measured, a cuff on another arm is not offered; before that it is, with the name of who has it
        measuring = [card for card in devices.cards if card.measures]
        free = [card for card in measuring if choosing and card.id not in mine and not (armed and card.id in busy)]
        shown = tuple((card.id, card.sticker, busy.get(card.id, "")) for card in free)
        self._choose_word.setVisible(choosing and not armed)
        self._choose_word.setText(
            self.tr("{name} is recognised. Measure with:").format(name=subject.person.name)
            if measuring
            else self.tr("{name} is recognised. No device at this seat: type the values.").format(name=subject.person.name)
        )
        self._devices.setVisible(bool(free))
        if shown == self._devices_shown:
            return
        self._devices_shown = shown
        self._device_flow.clear()
        self.device_buttons = {}
        for card in free:
            made = self._device_button(card, busy.get(card.id, ""))
            self.device_buttons[card.id] = made
            self._device_flow.addWidget(made)

    def _device_button(self, card: DeviceCard, busy: str) -> QPushButton:
        kinds = kind_word(card.kinds[0]) if card.kinds else card.name
        words = self.tr("{sticker} {kind}").format(sticker=card.sticker, kind=kinds)
        if busy:
            words = self.tr("{sticker} {kind} (now {name})").format(sticker=card.sticker, kind=kinds, name=busy)
        made = button(words, lambda: self._model.arm(card.id))
        made.setAutoDefault(True)  # Enter arms where the cursor stands on it
        return made

    def _check(self) -> None:
        said = self.said.text()
        self._model.identify(said)
        if self._model.subject is not None and not self._model.subject.mistaken:
            self.said.clear()
        else:
            self.said.selectAll()

    def _ask_face(self) -> QWidget:
        face = QWidget()
        words = label(self.tr("Devices measure only whoever is recognised. Ask the person in the chair:"), bold=True, wrap=True)
        line = row(self.said, self.check, gap=t.S)
        line.setStretch(0, 1)
        lines = column(words, gap=t.XS)
        lines.addLayout(line)
        lines.addWidget(self._mistaken)
        lines.addLayout(row(0, self.proxy))
        face.setLayout(lines)
        return face
