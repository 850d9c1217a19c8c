"""The first run: three short steps and the recovery key, in one card in the middle of the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.form_row import FormRow, code_field, password_field
from ui.pages.wizard.model import FIELDS, Step, WizardModel
from ui.pages.wizard.recovery import RecoveryStep
from ui.widgets.buttons import button, primary
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, Scroll, column, label, row
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

WIDTH = 620


class WizardPage(QWidget):
    """`finished` once the recovery key is written down; the log-in name is that of the first account."""

    finished = Signal(str)

    def __init__(self, model: WizardModel, bridge: Bridge) -> None:
        super().__init__()
        self._model = model
        self.rows: dict[str, FormRow] = {}
        self._orders: list[tuple[QWidget, list[QWidget]]] = []
        self._notice = Notice()
        self._steps = {step: Pill("", t.Mark.NONE) for step in Step}
        self._stack = QStackedWidget()
        self.back = button(self.tr("Back"), model.back, icon="back")
        self.next = primary("", self._forward)
        self._recovery = RecoveryStep(model)
        self._recovery.begin.clicked.connect(lambda: self.finished.emit(model.value("login")))
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def focus_first(self) -> None:
        """The cursor into the first field that needs it."""
        key = self._model.first_wrong() or next((one.key for one in self._model.fields()), "")
        if key:
            self.rows[key].field.setFocus()

    def shown(self) -> None:
        """Called when the page comes to the front."""
        self.focus_first()

    def refresh(self) -> None:
        """Follow the model."""
        step = self._model.step
        moved = self._stack.currentIndex() != step.value
        self._stack.setCurrentIndex(step.value)
        for each, pill in self._steps.items():
            mark = t.Mark.OK if each.value < step.value else t.Mark.INFO if each is step else t.Mark.NONE
            pill.set_state(self._step_word(each), mark)
        for key, row_ in self.rows.items():
            row_.say(self._problem(self._model.shown_problem(key)))
            if isinstance(row_.field, QLineEdit) and row_.field.text() != self._model.values.get(key, "") and not row_.field.hasFocus():
                row_.field.setText(self._model.values.get(key, ""))
        in_form = step is not Step.RECOVERY
        self.back.setVisible(in_form and step is not Step.INSTITUTION)
        self.next.setVisible(in_form)
        self.next.setText(self.tr("Set up") if step is Step.PASSWORD else self.tr("Continue"))
        self.next.setEnabled(not self._model.busy)
        self._recovery.refresh()
        self._notice.follow(self._model.error)
        if moved:
            self.focus_first() if in_form else self._recovery.written.setFocus()

    # building

    def _build(self) -> None:
        card = Card()
        card.setFixedWidth(theme.px(WIDTH))
        card.body.setSpacing(t.M)
        steps = QWidget()
        flow = FlowLayout(steps)
        for pill in self._steps.values():
            flow.addWidget(pill)
        for step in (Step.INSTITUTION, Step.ADMINISTRATOR, Step.PASSWORD):
            self._stack.addWidget(self._form(step))
        self._stack.addWidget(self._recovery)
        card.body.addWidget(label(self.tr("Set up this workstation"), t.NAME, bold=True))
        card.body.addWidget(label(self.tr("Works without any network. It takes two minutes."), ink="secondary", wrap=True))
        for widget in (steps, self._stack, self._notice):
            card.body.addWidget(widget)
        card.body.addLayout(row(self.back, 0, self.next))
        middle = QWidget()
        across = row(0, card, 0)
        down = column(0, gap=0)
        down.addLayout(across)
        down.addStretch(2)
        middle.setLayout(down)
        self.setLayout(column(Scroll(middle), gap=0))
        for form, fields in self._orders:
            EnterMoves(form, fields, self.next)

    def _form(self, step: Step) -> QWidget:
        form = QWidget()
        lines = column(gap=t.S)
        fields: list[QWidget] = []
        for one in FIELDS:
            if one.step is step:
                made = self._row(one.key)
                fields.append(made.field)
                lines.addWidget(made)
        lines.addStretch(1)
        form.setLayout(lines)
        self._orders.append((form, fields))
        return form

    def _row(self, key: str) -> FormRow:
        word, hint = self._words()[key]
        field: QLineEdit
        if key in ("password", "repeat"):
            field = password_field(word)
        else:
            field = TextField(word) if key in ("organization_name", "name") else code_field(word)
        field.textEdited.connect(partial(self._model.type, key))
        field.editingFinished.connect(partial(self._left, key))
        self.rows[key] = FormRow(word, field, hint)
        return self.rows[key]

    def _left(self, key: str) -> None:
        if self._model.values.get(key):
            self._model.leave(key)

    def _forward(self) -> None:
        if not self._model.forward():
            self.focus_first()

    # words

    def _step_word(self, step: Step) -> str:
        return {
            Step.INSTITUTION: self.tr("1 Institution"),
            Step.ADMINISTRATOR: self.tr("2 First account"),
            Step.PASSWORD: self.tr("3 Password"),
            Step.RECOVERY: self.tr("4 Recovery key"),
        }[step]

    def _words(self) -> dict[str, tuple[str, str]]:
        return {
            "organization_code": (
                self.tr("Institution code"),
                self.tr("On the practice licence: letters and digits. It cannot be changed later."),
            ),
            "organization_name": (self.tr("Name of the institution"), self.tr("As on the seal; it is printed on prescriptions.")),
            "seat": (self.tr("This computer's seat"), self.tr("Two letters or digits, for example A1; every computer has its own.")),
            "division": (self.tr("Division code (may stay empty)"), self.tr("6, 9 or 12 digits of the town or village.")),
            "name": (self.tr("Your name"), self.tr("The first account also administers this computer.")),
            "staff_no": (self.tr("Staff number"), self.tr("Your number in the institution.")),
            "licence_no": (self.tr("Practice licence number (may stay empty)"), self.tr("Without it you cannot sign prescriptions.")),
            "login": (self.tr("Log-in name"), self.tr("Your name will do; letters and digits too.")),
            "password": (self.tr("Password"), self.tr("At least 8 characters; several words are easy to remember.")),
            "repeat": (self.tr("Password once more"), ""),
        }

    def _problem(self, code: str) -> str:
        return {
            "": "",
            "empty": self.tr("Please fill in."),
            "code": self.tr("4 to 22 letters, digits or hyphens."),
            "seat": self.tr("Exactly two letters or digits, for example A1."),
            "login": self.tr("2 to 20 characters, letters or digits."),
            "division": self.tr("6, 9 or 12 digits."),
            "short": self.tr("Too short: at least 8 characters."),
            "differs": self.tr("The two passwords differ."),
        }[code]
