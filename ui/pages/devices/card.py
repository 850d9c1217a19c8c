"""One device: what it is, where it stands in words, shape and colour, and the remedy when something is wrong."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from app.services.devices import DeviceCard
from device_drivers.readings import DeviceState, Kind
from ui import icons, theme
from ui import tokens as t
from ui.device_marks import DEVICE_MARKS
from ui.pages.devices.care_model import CareModel
from ui.pages.devices.care_part import CarePart
from ui.pages.devices.catalogue import Catalogue
from ui.pages.devices.model import BATTERY_LOW, CLOCK_OFF_S, trouble_of
from ui.pages.sticker import Sticker
from ui.pages.wording import when
from ui.widgets.buttons import button
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, row, secondary
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

ICONS = {
    Kind.BLOOD_PRESSURE: "measure",
    Kind.GLUCOSE: "drop",
    Kind.TEMPERATURE: "thermometer",
    Kind.SPO2: "heart",
    Kind.WEIGHT: "devices",
    Kind.HEART_RATE: "heart",
    Kind.LABORATORY: "drop",
    Kind.ECG: "ecg",
}
SURE_MS = 5000
"""So long the second tap that moves a device is waited for."""


class DeviceTile(Card):
    """Shows a card; asks to change it with `change_asked`, and with `rename_asked(name, sticker)` or `forget_asked` while open."""

    change_asked = Signal(str)
    rename_asked = Signal(str, str)
    forget_asked = Signal()
    move_asked = Signal(str)

    def __init__(self, extra: QWidget | None = None, catalogue: Catalogue | None = None, care: CareModel | None = None) -> None:
        super().__init__()
        self.care = CarePart(care or CareModel(None))
        self._catalogue = catalogue or Catalogue(())
        self._sure = QTimer(self, singleShot=True, interval=SURE_MS)
        self._sure.timeout.connect(self._ask_move_again)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.card: DeviceCard | None = None
        self._picture = QLabel()
        self.name = label("", t.HEADING, bold=True, wrap=True)
        self.sticker = Sticker(size=t.HEADING)
        self.kind = label("", ink="secondary", wrap=True)
        self.state = Pill("", t.Mark.NONE, size=t.BODY)
        self.virtual = Pill(self.tr("virtual device"), t.Mark.INFO)
        self.lit = Pill(self.tr("It is this one"), t.Mark.OK, size=t.HEADING)
        self.answered = Pill(self.tr("answered"), t.Mark.OK)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(t.M)
        self._facts.setVerticalSpacing(t.XS)
        self._facts.setColumnStretch(1, 1)
        self._values: dict[str, QLabel] = {}
        self.trouble = Notice()
        self._buttons = self._button_line()
        self._form = self._change_form()
        self._build(extra)

    def show_card(self, card: DeviceCard, now: datetime, seat: str, changing: bool) -> None:
        """Follow the model."""
        self.card = card
        kinds = [Kind(kind) for kind in card.kinds]
        side = theme.px(28)
        self._picture.setPixmap(icons.pixmap(ICONS[kinds[0]] if kinds else "devices", side, t.PRIMARY))
        self.name.setText(card.name)
        self.sticker.set_text(card.sticker)
        self.sticker.setVisible(bool(card.sticker))
        self.kind.setText(self.tr(", ").join(self._kind_word(kind) for kind in kinds))
        self.state.set_state(self._state_word(card), DEVICE_MARKS[card.state])
        self.virtual.setVisible(card.virtual)
        model = self._catalogue.model(card)
        self._set("model", model if model != card.name else "")
        self._set("proof", self._catalogue.proof(card))
        self._set("battery", *self._battery(card))
        self._set("reading", when(card.last_reading_at, now) if card.last_reading_at else self.tr("none yet"))
        self._set("seen", when(card.last_seen_at, now) if card.last_seen_at else self.tr("never"))
        self._set("clock", *self._clock(card))
        self._set("seat", card.seat if card.seat != seat else "")
        self._say_trouble(card)
        self.care.show_card(card, now)
        self._move.setVisible(card.seat not in ("", seat))
        if changing and self._form.isHidden():
            self._name_field.setText(card.name)
            self._sticker_field.setText(card.sticker)
        self._form.setVisible(changing)
        self._buttons.setVisible(not changing)

    def show_roll(self, lit: bool, answered: bool) -> None:
        """Whether this is the device heard just now, and whether it was heard during this roll call."""
        self.lit.setVisible(lit)
        self.answered.setVisible(answered and not lit)
        self.set_surface("lit" if lit else "card")

    def _say_trouble(self, card: DeviceCard) -> None:
        trouble = trouble_of(card)
        if trouble is None:
            self.trouble.hide()
        else:
            self.trouble.tell(trouble, t.Mark.DANGER)

    # words

    def _kind_word(self, kind: Kind) -> str:
        return {
            Kind.BLOOD_PRESSURE: self.tr("Blood pressure cuff"),
            Kind.GLUCOSE: self.tr("Glucose meter"),
            Kind.TEMPERATURE: self.tr("Thermometer"),
            Kind.SPO2: self.tr("Pulse oximeter"),
            Kind.WEIGHT: self.tr("Scales"),
            Kind.HEART_RATE: self.tr("Heart rate strap"),
            Kind.LABORATORY: self.tr("Analyser"),
            Kind.ECG: self.tr("ECG patch"),
        }[kind]

    def _state_word(self, card: DeviceCard) -> str:
        if card.state is DeviceState.MEASURING and card.live_pressure is not None:
            return self.tr("Measuring, {pressure} mmHg").format(pressure=card.live_pressure)
        return {
            DeviceState.IDLE: self.tr("Switched off or out of reach"),
            DeviceState.SCANNING: self.tr("Looking for it"),
            DeviceState.CONNECTING: self.tr("Connecting"),
            DeviceState.CONNECTED: self.tr("Connected"),
            DeviceState.TRANSFERRING: self.tr("Fetching stored readings"),
            DeviceState.MEASURING: self.tr("Measuring"),
            DeviceState.DRAINED: self.tr("Ready, nothing stored in it"),
            DeviceState.FAILED: self.tr("Does not work"),
        }[card.state]

    def _battery(self, card: DeviceCard) -> tuple[str, bool]:
        if card.battery is None:
            return self.tr("not told"), False
        low = card.battery <= BATTERY_LOW
        return (self.tr("{n} % – change soon") if low else "{n} %").format(n=card.battery), low

    def _clock(self, card: DeviceCard) -> tuple[str, bool]:
        """Host minus device: positive = the device is behind."""
        if card.clock_offset_s is None:
            return self.tr("not known"), False
        seconds = abs(card.clock_offset_s)
        if seconds < CLOCK_OFF_S:
            return self.tr("right"), False
        behind = card.clock_offset_s > 0
        days, minutes = int(seconds // 86400), round(seconds / 60)
        if days:
            words = self.tr("{n} days slow, corrected") if behind else self.tr("{n} days fast, corrected")
            return words.format(n=days), True
        words = self.tr("{n} min slow, corrected") if behind else self.tr("{n} min fast, corrected")
        return words.format(n=minutes), True

    # building

    def _build(self, extra: QWidget | None) -> None:
        head = row(self._picture, self.name, self.sticker, gap=t.S)
        head.setStretch(1, 1)
        states = flowing(self.state, self.virtual, self.answered)
        self.show_roll(False, False)
        self.body.addWidget(self.lit)
        self.body.addLayout(head)
        self.body.addWidget(self.kind)
        self.body.addWidget(states)
        for key, word in (
            ("model", self.tr("Model")),
            ("proof", self.tr("Proven by")),
            ("battery", self.tr("Battery")),
            ("reading", self.tr("Last reading")),
            ("seen", self.tr("Last heard")),
            ("clock", self.tr("Its clock")),
            ("seat", self.tr("Seat")),
        ):
            self._add_fact(key, word)
        self.body.addLayout(self._facts)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.care)
        if extra is not None:
            self.body.addWidget(extra)
        self.body.addWidget(self._buttons)
        self.body.addWidget(self._form)

    def _add_fact(self, key: str, word: str) -> None:
        line = self._facts.rowCount()
        value = label("", wrap=key in ("model", "proof"))
        self._values[key] = value
        self._facts.addWidget(secondary(word), line, 0)
        self._facts.addWidget(value, line, 1)

    def _set(self, key: str, text: str, warn: bool = False) -> None:
        value = self._values[key]
        value.setText(text)
        theme.set_tone(value, "ink", "warn" if warn else "")
        place = self._facts.indexOf(value)
        line = self._facts.getItemPosition(place)[0]  # type: ignore[index]
        word = self._facts.itemAtPosition(line, 0)
        for widget in (value, word.widget() if word is not None else None):
            if widget is not None:
                widget.setVisible(bool(text))

    def _button_line(self) -> QWidget:
        line = QWidget()
        self.change = button(self.tr("Change"), self._change_pressed, icon="edit", kind="quiet")
        self._move = button(self.tr("Use it at this seat"), self._move_pressed)
        line.setLayout(row(self._move, 0, self.change))
        return line

    def _change_pressed(self) -> None:
        if self.card is not None:
            self.change_asked.emit(self.card.id)

    def _move_pressed(self) -> None:
        """Two taps: a device that stands at another seat may have somebody's arm in it."""
        if self.card is None:
            return
        if self._sure.isActive():
            self._ask_move_again()
            self.move_asked.emit(self.card.id)
        else:
            self._move.setText(self.tr("Sure? Take it away from seat {seat}").format(seat=self.card.seat))
            theme.set_tone(self._move, "kind", "danger")
            self._sure.start()

    def _ask_move_again(self) -> None:
        self._sure.stop()
        self._move.setText(self.tr("Use it at this seat"))
        theme.set_tone(self._move, "kind", "")

    def _forget_pressed(self) -> None:
        self.forget_asked.emit()

    def _change_form(self) -> QWidget:
        form = QWidget()
        self._name_field = TextField(self.tr("Name"))
        self._sticker_field = TextField(self.tr("Sticker"))
        save = button(self.tr("Save"), lambda: self.rename_asked.emit(self._name_field.text(), self._sticker_field.text()), kind="primary")
        cancel = button(self.tr("Back"), lambda: self.change_asked.emit(""))
        forget = button(self.tr("Forget this device"), self._forget_pressed, kind="danger")
        keys = flowing(save, cancel, forget)
        form.setLayout(
            column(
                secondary(self.tr("Name")),
                self._name_field,
                secondary(self.tr("Sticker on the device")),
                self._sticker_field,
                secondary(self.tr("Its readings stay when it is forgotten."), wrap=True),
                keys,
                gap=t.XS,
            )
        )
        EnterMoves(form, [self._name_field, self._sticker_field], save)
        form.hide()
        return form
