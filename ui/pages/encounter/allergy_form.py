"""Writing an allergy down: substance, reaction, how bad it was."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame

from ui import tokens as t
from ui.keymap import Act
from ui.pages.encounter.words import EncounterWords
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, TextField, labelled
from ui.widgets.flow_layout import FlowLayout


def severities() -> dict[str, str]:
    """The words of how bad a reaction was."""
    return {
        "mild": QCoreApplication.translate("AllergyForm", "mild"),
        "moderate": QCoreApplication.translate("AllergyForm", "moderate"),
        "severe": QCoreApplication.translate("AllergyForm", "severe"),
    }


class AllergyForm(QFrame):
    """Closed until the doctor opens it; saving needs the substance only, what was not asked stays not asked."""

    def __init__(self, save: Callable[[str, str, str], object], words: EncounterWords) -> None:
        super().__init__()
        self.setProperty("surface", "info")
        self._save = save
        self.substance = TextField(self.tr("Substance"), self.tr("Medicine, food … as told"))
        self.reaction = TextField(self.tr("Reaction"), self.tr("Rash, shock, diarrhoea …"))
        self.severity = ChoiceBar(self.tr("How bad"), list(severities().items()))
        self.keep = primary(self.tr("Save"), self._keep, Act.SAVE)
        self.keep.setEnabled(False)
        cancel = button(self.tr("Cancel"), self.close_form)
        self.substance.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        flow = FlowLayout(self)
        flow.setContentsMargins(t.S, t.S, t.S, t.S)
        fields = ((self.tr("Substance"), self.substance), (self.tr("Reaction"), self.reaction), (self.tr("How bad"), self.severity))
        for name, field in fields:
            flow.addWidget(labelled(name, field))
        for key in (self.keep, cancel):
            flow.addWidget(key)
        EnterMoves(self, [self.substance, self.reaction, self.severity], self.keep)
        self.hide()

    def open_form(self) -> None:
        """Show it, the cursor on the substance."""
        self.show()
        self.substance.setFocus()

    def close_form(self) -> None:
        """Empty and hide it."""
        self.substance.clear()
        self.reaction.clear()
        self.severity.set_value(None)
        self.hide()

    def _keep(self) -> None:
        self._save(self.substance.text().strip(), self.reaction.text().strip(), self.severity.value() or "")
        self.close_form()
