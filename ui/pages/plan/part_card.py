"""One part of the plan: who writes it, what the resident is told; two forms that met stand side by side until one settles them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.clock import instant, local_day
from app.domain.care_plan import CareRole, PlanPart
from app.services.care_plans import PartView, Written
from app.texts import chosen_language, load_texts
from ui import theme
from ui import tokens as t
from ui.pages.plan.model import Editing
from ui.widgets.buttons import button, primary
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row, secondary

LINES_SHOWN = 7


def part_word(part: PlanPart) -> str:
    """What a part is called."""
    return load_texts(chosen_language()).word("plan_part", part.value)


def role_word(role: CareRole) -> str:
    """Who writes."""
    return load_texts(chosen_language()).word("care_role", role.value)


def written_on(at: str) -> str:
    """The day a form was written."""
    return local_day(instant(at)).isoformat()


class PartCard(Card):
    """`edit(part, lines or None)`, `propose(part)`, `kept(text)`, `left()`. The field keeps what is typed while the card is drawn anew."""

    edit = Signal(object, object)
    propose = Signal(object)
    kept = Signal(str)
    left = Signal()

    def __init__(self, part: PlanPart) -> None:
        super().__init__(part_word(part))
        self.part = part
        self._history_open = False
        self._drawn: object = None
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(part_word(part))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(theme.px(24) * LINES_SHOWN)
        self.save = primary(self.tr("Save"), lambda: self.kept.emit(self.field.toPlainText()))
        self.cancel = button(self.tr("Cancel"), self.left.emit)
        self._shown = column(gap=t.S)
        self._shown.setContentsMargins(0, 0, 0, 0)
        self._writing = QWidget()
        inner = column(
            secondary(self.tr("One sentence a line, in words the resident uses"), wrap=True), self.field, flowing(self.save, self.cancel)
        )
        inner.setContentsMargins(0, 0, 0, 0)
        self._writing.setLayout(inner)
        self.body.addLayout(self._shown)
        self.body.addWidget(self._writing)

    def show_part(self, view: PartView, editing: Editing | None, template: bool) -> None:
        """``editing``: of this part, None = it is only read. ``template``: one is there to begin from."""
        mine = editing if editing is not None and editing.part is self.part else None
        drawn = (view, mine is not None, template, self._history_open)
        if drawn != self._drawn:
            self._drawn = drawn
            self.set_count(self._by(view))
            self.set_surface("warn" if view.disputed else "card")
            refill(self._shown, self._content(view, mine is not None, template))
        if mine is not None and self._writing.isHidden():
            self.field.setPlainText("\n".join(mine.lines))
        self._writing.setVisible(mine is not None)

    def _by(self, view: PartView) -> str:
        if not view.standing:
            return self.tr("written by: {who}").format(who=role_word(view.leads))
        first = view.standing[0]
        return f"{role_word(first.text.role)} {first.by_name} {written_on(first.text.at)}"

    def _content(self, view: PartView, writing: bool, template: bool) -> list[QWidget]:
        made: list[QWidget] = []
        if view.disputed:
            words = self.tr("Two people wrote this before they saw each other. Take one of them, or write a third that replaces both.")
            made.append(label(words, bold=True, ink="warn", wrap=True))
            made.append(self._beside([self._form(one, view.mine and not writing) for one in view.standing]))
        elif view.standing:
            made += [label(f"· {line}", wrap=True) for line in view.lines]
        elif not writing:
            made.append(secondary(self.tr("Nothing yet")))
        keys = self._keys(view, writing, template)
        if keys:
            made.append(flowing(*keys))
        if self._history_open:
            made += [self._form(one, False) for one in view.history if one not in view.standing]
        return made

    @staticmethod
    def _beside(forms: list[QWidget]) -> QWidget:
        """In one view, to be compared."""
        both = QWidget()
        line = row(*forms, gap=t.M)
        for number, form in enumerate(forms):
            line.setStretch(number, 1)
            line.setAlignment(form, Qt.AlignmentFlag.AlignTop)
        line.setContentsMargins(0, 0, 0, 0)
        both.setLayout(line)
        return both

    def _form(self, one: Written, takes: bool) -> QWidget:
        box = QWidget()
        head = secondary(f"{role_word(one.text.role)} {one.by_name} {written_on(one.text.at)}", wrap=True)
        lines = column(head, *(label(f"· {line}", wrap=True) for line in one.text.lines), gap=2)
        lines.setContentsMargins(t.S, 0, 0, 0)
        if takes:
            lines.addWidget(flowing(button(self.tr("Take this one"), partial(self.edit.emit, self.part, one.text.lines))))
        box.setLayout(lines)
        return box

    def _keys(self, view: PartView, writing: bool, template: bool) -> list[QWidget]:
        keys: list[QWidget] = []
        if view.mine and not writing:
            words = self.tr("Change") if view.standing else self.tr("Write")
            keys.append(button(words, partial(self.edit.emit, self.part, None), icon="edit"))
            if template and not view.standing:
                keys.append(button(self.tr("From the template"), partial(self.propose.emit, self.part)))
        earlier = len(view.history) - len(view.standing)
        if earlier:
            words = self.tr("Hide earlier ones") if self._history_open else self.tr("Earlier ones ({n})").format(n=earlier)
            keys.append(button(words, partial(self._toggle, view, writing, template)))
        return keys

    def _toggle(self, view: PartView, writing: bool, template: bool) -> None:
        self._history_open = not self._history_open
        self._drawn = None
        refill(self._shown, self._content(view, writing, template))
