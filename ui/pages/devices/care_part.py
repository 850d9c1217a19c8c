"""质控与检定 on a device's card: what stands, what asks for somebody, and a small form for what is written down."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from app.domain.device_check import ControlOutcome, DeviceCheck
from app.rules.device_checks import Standing
from app.services.device_look import METER, look_at
from app.services.devices import DeviceCard
from device_drivers.readings import Kind
from ui import theme
from ui import tokens as t
from ui.pages.devices.care_model import Care, CareModel, read_scan
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import column, label, secondary

VERIFIED = frozenset({Kind.BLOOD_PRESSURE.value, Kind.WEIGHT.value, Kind.TEMPERATURE.value, METER})
"""What is verified by law or may be (强制检定: 血压计, 体重秤, 体温计), and meters where a county asks for it."""
_CARE = frozenset(
    f"{what}_{state}"
    for what, states in (
        ("control", ("failed", "open", "due", "never")),
        ("strips", ("expired", "soon")),
        ("verification", ("expired", "soon")),
    )
    for state in states
)
_GRAVE = frozenset({"control_failed", "strips_expired"})


class CarePart(QWidget):
    """Follows the model for one device; hidden for devices that nobody verifies."""

    def __init__(self, model: CareModel) -> None:
        super().__init__()
        self._model, self._key = model, ""
        self._lines = {name: label("", wrap=True) for name in ("strips", "control", "verification")}
        self.asks = label("", bold=True, wrap=True)
        self.keys = {
            Care.SETTLE: button(self.tr("Judge the control"), partial(self._open, Care.SETTLE), kind="primary"),
            Care.CONTROL: button(self.tr("Control solution"), partial(self._open, Care.CONTROL)),
            Care.STRIPS: button(self.tr("New strips"), partial(self._open, Care.STRIPS)),
            Care.VERIFICATION: button(self.tr("Verification"), partial(self._open, Care.VERIFICATION)),
        }
        self._line = flowing(*self.keys.values())
        self.forms = {
            Care.CONTROL: self._control_form(),
            Care.STRIPS: self._strips_form(),
            Care.VERIFICATION: self._verification_form(),
            Care.SETTLE: self._settle_form(),
        }
        self.setLayout(column(self.asks, *self._lines.values(), self._line, *(form for form in self.forms.values()), gap=t.XS))

    def show_card(self, card: DeviceCard, now: datetime) -> None:
        """Follow the model."""
        model, stands = self._model, self._model.of(card.id)
        meter = METER in card.kinds
        self._key = card.id
        self.setVisible(model.on and not VERIFIED.isdisjoint(card.kinds))
        asked = [one for one in look_at(card, stands, now, model.interval) if one.code in _CARE]
        self.asks.setText(self.tr("; ").join(one.words for one in asked))
        self.asks.setVisible(bool(asked))
        theme.set_tone(self.asks, "ink", "danger" if any(one.code in _GRAVE for one in asked) else "warn")
        self._say(stands, meter, now)
        open_form = model.open[1] if model.open[0] == card.id else None
        for care, form in self.forms.items():
            fresh = form.isHidden() and care is open_form
            form.setVisible(care is open_form)
            if fresh:
                form.begin()
        self._line.setVisible(model.may_write and open_form is None)
        self.keys[Care.CONTROL].setVisible(meter)
        self.keys[Care.STRIPS].setVisible(meter)
        self.keys[Care.SETTLE].setVisible(stands.control is not None and stands.control.outcome is ControlOutcome.OPEN)

    # words

    def _say(self, stands: Standing, meter: bool, now: datetime) -> None:
        self._lines["strips"].setText(self._strips(stands.strips))
        self._lines["control"].setText(self._control(stands.control, now))
        until = stands.verified_until
        self._lines["verification"].setText(self.tr("Verified until {day}").format(day=until.isoformat()) if until else "")
        for name, line in self._lines.items():
            line.setVisible(bool(line.text()) and (meter or name == "verification"))

    def _strips(self, strips: DeviceCheck | None) -> str:
        if strips is None:
            return self.tr("Strips: not registered")
        return self.tr("Strips {batch}, until {day}").format(batch=strips.batch, day=strips.until)

    def _control(self, control: DeviceCheck | None, now: datetime) -> str:
        if control is None:
            return self.tr("Control: none yet")
        outcome = {
            ControlOutcome.PASSED: self.tr("passed"),
            ControlOutcome.FAILED: self.tr("failed"),
            ControlOutcome.OPEN: self.tr("not judged"),
            ControlOutcome.NONE: "",
        }[control.outcome]
        limits = self.tr(" ({low}–{high})").format(low=control.low, high=control.high) if control.low else ""
        words = self.tr("Control {when}: {value}{limits} {outcome}")
        return words.format(when=when(control.at, now), value=control.value, limits=limits, outcome=outcome)

    # forms

    def _open(self, care: Care) -> None:
        self._model.show_form(self._key, care)

    def _control_form(self) -> Form:
        self.level = ChoiceBar(self.tr("Bottle"), [("", self.tr("not said")), ("1", "1"), ("2", "2"), ("3", "3")])
        return Form(
            self._model,
            [
                (self.tr("What the meter shows (mmol/L)"), TextField(self.tr("Control value"))),
                (self.tr("Range on the bottle or box; empty = of the strips in use"), TextField(self.tr("Range"), "4.1-6.3")),
            ],
            self.level,
        )

    def _strips_form(self) -> Form:
        made = Form(
            self._model,
            [
                (self.tr("Batch (LOT): type it, or scan the code on the box"), TextField(self.tr("Batch"))),
                (self.tr("Use until"), TextField(self.tr("Use until"), "2027-03-31")),
                (self.tr("Range for control solution 1 on the box"), TextField(self.tr("Range 1"), "4.1-6.3")),
                (self.tr("Range for control solution 2"), TextField(self.tr("Range 2"), "14.0-18.5")),
            ],
        )
        made.fields[0].textChanged.connect(partial(_take_scan, made))
        return made

    def _verification_form(self) -> Form:
        return Form(self._model, [(self.tr("Valid until, as on the certificate"), TextField(self.tr("Valid until"), "2027-03-31"))])

    def _settle_form(self) -> Form:
        return Form(self._model, [(self.tr("Range on the bottle or box"), TextField(self.tr("Range of the control"), "4.1-6.3"))])


class Form(QWidget):
    """Fields one below the other, Enter moves on, the last one keeps."""

    def __init__(self, model: CareModel, asked: list[tuple[str, TextField]], choice: ChoiceBar | None = None) -> None:
        super().__init__()
        self._model, self._choice = model, choice
        self.fields = [field for _, field in asked]
        self.save = primary(self.tr("Write down"), self._keep)
        keys = flowing(self.save, button(self.tr("Back"), lambda: model.show_form("", None)))
        lines: list[QWidget] = []
        for words, field in asked:
            lines += [_said(words), field]
        self.setLayout(column(*lines, *([choice] if choice is not None else []), keys, gap=t.XS))
        EnterMoves(self, self.fields, self.save)
        self.hide()

    def begin(self) -> None:
        """Empty, the cursor in the first field."""
        for field in self.fields:
            field.clear()
        if self._choice is not None:
            self._choice.set_value("")
        self.fields[0].setFocus()

    def _keep(self) -> None:
        told = [field.text() for field in self.fields]
        if self._choice is not None:
            told.insert(1, self._choice.value() or "")
        self._model.keep(*told)


def _said(words: str) -> QLabel:
    return secondary(words, wrap=True)


def _take_scan(form: Form, text: str) -> None:
    """What the code on the box says goes into its fields."""
    box = read_scan(text)
    if box is not None:
        form.fields[0].setText(box.batch)
        form.fields[1].setText(box.until)
