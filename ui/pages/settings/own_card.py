"""One's own password, and the copies of the records."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.texts import error_text
from ui import tokens as t
from ui.pages.form_row import FormRow, password_field
from ui.pages.settings.model import SettingsModel
from ui.pages.wizard.recovery import in_lines
from ui.widgets.buttons import button
from ui.widgets.fields import EnterMoves
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, label, row, secondary
from ui.widgets.pill import Pill


class PasswordCard(Card):
    """The old one, the new one twice."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__(self.tr("My password"))
        self._model = model
        self.old = password_field(self.tr("Present password"))
        self.new = password_field(self.tr("New password"))
        self.repeat = password_field(self.tr("New password once more"))
        self.change = button(self.tr("Change the password"), self._change)
        for field in (self.old, self.new, self.repeat):
            self.body.addWidget(FormRow(field.accessibleName(), field, checked=False))
        self.body.addLayout(row(0, self.change))
        self.body.addStretch(1)
        EnterMoves(self, [self.old, self.new, self.repeat], self.change)

    def refresh(self) -> None:
        """Empty the fields once the password is changed."""
        if self._model.told == "password":
            for field in (self.old, self.new, self.repeat):
                field.clear()

    def _change(self) -> None:
        self._model.change_password(self.old.text(), self.new.text(), self.repeat.text())


class KeepingCard(Card):
    """Copies, the check of every record, and a new recovery key; each for whoever may."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__(self.tr("The records"))
        self._model = model
        self._last = label("", wrap=True)
        self._where = secondary("", wrap=True)
        self._verdict = Pill("", t.Mark.NONE, size=t.BODY)
        self.backup = button(self.tr("Copy now"), model.backup, icon="check")
        self.verify = button(self.tr("Check every record"), model.verify, icon="search")
        self.renew = button(self.tr("New recovery key"), model.renew_recovery_code, icon="lock")
        self._code = label("", t.NAME, bold=True)
        self._code_words = label(
            self.tr("Write it on paper and lock it away. The key before opens nothing any more."), ink="warn", wrap=True
        )
        self.written = button(self.tr("I have written it down on paper"), model.forget_recovery_code)
        keys = flowing(self.backup, self.verify, self.renew)
        self._doubt = label("", ink="warn", wrap=True)
        self.why = QLineEdit()
        self.why.setAccessibleName(self.tr("Why the clock was wrong"))
        self.why.setPlaceholderText(self.tr("Why the clock was wrong: empty battery …"))
        self.settle = button(self.tr("The clock is right now"), lambda: model.settle_clock(self.why.text()), icon="check")
        clock = (self._doubt, self.why, self.settle)
        for widget in (self._last, self._where, keys, self._verdict, *clock, self._code, self._code_words, self.written):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        last = model.last_copy()
        self._last.setText(self.tr("Last copy: {day}").format(day=last.isoformat()) if last else self.tr("There is no copy yet."))
        self._where.setText(self.tr("In {folder}").format(folder=str(model.folder())))
        self.backup.setVisible(model.may("backup.make"))
        self.verify.setVisible(model.may("audit.read"))
        self.renew.setVisible(model.may("accounts.manage"))
        self._verdict.setVisible(model.flaws is not None)
        if model.flaws is not None:
            words = self.tr("{n} places do not fit").format(n=model.flaws) if model.flaws else self.tr("All records and the trail fit")
            self._verdict.set_state(words, t.Mark.FAILED if model.flaws else t.Mark.OK)
        for widget in (self._doubt, self.why, self.settle):
            widget.setVisible(model.doubt is not None)
        self._doubt.setText(error_text(model.doubt).what if model.doubt is not None else "")
        for widget in (self._code, self._code_words, self.written):
            widget.setVisible(bool(model.recovery_code))
        self._code.setText(in_lines(model.recovery_code))
