"""Above the sheet: which forms stand on it, which are due, and the way to those that are filled already."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget

from app.rules.forms.definition import Library
from ui.pages.follow_up import words
from ui.pages.follow_up.model import FollowUpModel
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Bar

FORMS = ("htn_followup", "dm_followup", "copd_followup", "exam", "elderly", "constitution", "personal", "consult", "consultation")
"""Those of a visit, in the order in which they are chosen most; cards that are reported have pages of their own."""


class FormBar(Bar):
    """`chosen(form, on)`: one more or less; `listed(on)`: the forms that stand in front."""

    chosen = Signal(str, bool)
    listed = Signal(bool)

    def __init__(self, library: Library) -> None:
        super().__init__("bar")
        self._library = library
        holder = QWidget()
        flow = FlowLayout(holder)
        self.forms: dict[str, QPushButton] = {}
        for code in (one for one in FORMS if one in library.forms):
            each = _toggle(words.form_name(code))
            each.setAccessibleName(library.form(code).title)
            each.clicked.connect(lambda on, code=code: self.chosen.emit(code, on))
            self.forms[code] = each
            flow.addWidget(each)
        self.list = _toggle("")
        self.list.clicked.connect(self.listed)
        flow.addWidget(self.list)
        self.line.addWidget(holder, 1)

    def follow(self, model: FollowUpModel) -> None:
        """What is on the sheet, and what is due."""
        due = {one.form for one in model.opened.due} if model.opened else set()
        for code, each in self.forms.items():
            short = words.form_name(code)
            each.setChecked(code in model.forms)
            each.setToolTip(self._library.form(code).title)
            each.setText(self.tr("{form} · due").format(form=short) if code in due else short)
            _room_for_bold(each)
        self.list.setText(self.tr("Forms filled ({n})").format(n=len(model.filled)))
        self.list.setChecked(model.listing)
        _room_for_bold(self.list)


def _toggle(shown: str) -> QPushButton:
    made = QPushButton(shown)
    made.setCheckable(True)
    return made


def _room_for_bold(made: QPushButton) -> None:
    """As a chosen one is drawn, wider than its size hint knows."""
    bold = QFont(made.font())
    bold.setBold(True)
    made.setMinimumWidth(0)
    wider = QFontMetrics(bold).horizontalAdvance(made.text()) - made.fontMetrics().horizontalAdvance(made.text())
    made.setMinimumWidth(made.sizeHint().width() + max(0, wider))
