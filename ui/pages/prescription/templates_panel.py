"""常用方 in front of the sheet: search, list, and the one looked at with its lines as the shelf and the rules have them today."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.rx_template import TemplateScope
from app.services.rx_template_view import TemplateView, ViewedLine
from ui import theme
from ui import tokens as t
from ui.models.rows import Column, RowsModel
from ui.pages.prescription.template_words import TemplateWords
from ui.pages.prescription.templates_model import Done, TemplatesModel
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, Line, column, label, refill, row, secondary
from ui.widgets.list_card import ListCard
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

BESIDE_FROM = 820
LIST_TALL, LIST_LOW = 300, 130
MOST_TALL = (1 << 24) - 1
"""Of any widget (QWIDGETSIZE_MAX)."""


class TemplateSearch(TextField):
    """Arrows move in the list below, Enter takes the one looked at, Esc goes back to the sheet."""

    def __init__(
        self, name: str, hint: str, step: Callable[[int], object], take: Callable[[], object], leave: Callable[[], object]
    ) -> None:
        super().__init__(name, hint)
        enter = Qt.Key.Key_Return, Qt.Key.Key_Enter
        self._acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down.value: lambda: step(1),
            Qt.Key.Key_Up.value: lambda: step(-1),
            Qt.Key.Key_Escape.value: leave,
            **{key.value: take for key in enter},
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = None if event.modifiers() & Qt.KeyboardModifier.ControlModifier else self._acts.get(event.key())
        if act is None:
            super().keyPressEvent(event)
        else:
            act()


class TemplatesPanel(QWidget):
    """Follows the model; ``put`` takes the one looked at onto the sheet."""

    def __init__(self, model: TemplatesModel, words: TemplateWords, put: Callable[[TemplateView], object]) -> None:
        super().__init__()
        self._model, self._words, self._put = model, words, put
        self._shown: TemplateView | None = None
        self._columns = 0
        self.notice = Notice()
        self.search = TemplateSearch(
            self.tr("Find a template"), self.tr("Pinyin initials, name, diagnosis or its code"), model.step, self._take, model.close
        )
        self.search.textEdited.connect(model.look)
        self.list = self._made_list()
        self.one = self._made_one()
        self._grid = QGridLayout()
        self._grid.setSpacing(t.M)
        body = column(self.notice, gap=t.M)
        body.addLayout(self._grid, 1)
        self.setLayout(body)
        self._arrange(2)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        if self.search.text() != model.text:
            self.search.setText(model.text)
        self.list.show_rows(model.rows, self.tr("{n} templates").format(n=len(model.rows)))
        if model.chosen is None:
            self.list.table.clearSelection()
        elif self.list.table.selected() != model.chosen:
            self.list.table.select(model.chosen.template.id)
        if model.chosen != self._shown:
            self._show(model.chosen)
        self._tell()

    def begin(self) -> None:
        """Ready to be typed at."""
        self.search.setFocus()
        self.search.selectAll()

    # inside

    def _tell(self) -> None:
        model = self._model
        said = {
            Done.RENAMED: self.tr("Renamed: {name}"),
            Done.GONE: self.tr("Deleted: {name}. What was written by it stays."),
            Done.BACK: self.tr("It stands again: {name}"),
        }
        words = said[model.done].format(name=model.done_name) if model.done in said else ""
        if model.error is None and model.done is Done.GONE:
            self.notice.tell(words, t.Mark.OK, (self.tr("Undo"), model.bring_back))
        else:
            self.notice.follow(model.error, words)

    def _take(self) -> None:
        if self._model.chosen is not None:
            self._put(self._model.chosen)

    def _show(self, view: TemplateView | None) -> None:
        self._shown = view
        self._renaming(False)
        self._deleting(False)
        self.one.setVisible(view is not None)
        if view is None:
            if self.isVisible():
                self.search.setFocus()  # what had the cursor is gone
            return
        one, words = view.template, self._words
        self._name.setText(one.name)
        self._scope.set_state(words.scope(one.scope), t.Mark.NONE)
        self._about.setText(" ".join(part for part in (one.icd10, one.diagnosis) if part))
        reasons = words.reasons(view)
        mark = words.mark(view)
        self._why.setText("\n".join(reasons))
        self._why.setVisible(bool(reasons))
        theme.set_tone(self._why, "ink", mark.tone.name.lower() if reasons else "secondary")
        refill(self._lines, [part for line in view.lines for part in (self._line(line), Line())])
        herbs = words.herbs(one.herbs, one.decoction)
        self._herbs.setText(herbs)
        self._herbs.setVisible(bool(herbs))
        for each in (self.rename, self.delete):
            each.setVisible(view.mine)

    def _line(self, one: ViewedLine) -> QWidget:
        words, mark = self._words.shelf(one)
        made = QWidget()
        head = flowing(label(self._words.name(one), bold=True, wrap=True), *((Pill(words, mark, size=t.BODY),) if words else ()))
        made.setLayout(column(head, label(self._words.line(one.line, one.product), ink="secondary", wrap=True), gap=2))
        return made

    # changing

    def _renaming(self, on: bool) -> None:
        self._new_name.setVisible(on)
        self._renamed.setVisible(on)
        if on and self._shown is not None:
            self._new_name.setText(self._shown.template.name)
            self._new_name.setFocus()
            self._new_name.selectAll()

    def _deleting(self, on: bool) -> None:
        for each in (self._sure, self.sure, self._spare):
            each.setVisible(on)

    # building

    def _made_list(self) -> ListCard[TemplateView]:
        words = self._words
        rows: RowsModel[TemplateView] = RowsModel(
            (
                Column(self.tr("Template"), lambda one: one.template.name, bold=True, stretch=True),
                Column(self.tr("Note"), words.short, mark=words.mark),
                Column(self.tr("For"), lambda one: one.template.icd10),
                Column(self.tr("Whose"), lambda one: self.tr("site") if one.template.scope is TemplateScope.SITE else self.tr("mine")),
            ),
            key=lambda one: one.template.id,
        )
        empty = EmptyState(
            "prescription",
            self.tr("No template found"),
            self.tr("Write a prescription once, then choose Keep as template: it stands here."),
        )
        title = QCoreApplication.translate("TemplatesPanel", "Templates")
        made = ListCard(title, title, rows, empty)
        self.leave = button(self.tr("Back to the sheet"), self._model.close, icon="back")
        made.body.insertLayout(1, row(self.search, self.leave))
        made.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the search moves in it: one stop of the keyboard
        made.table.clicked.connect(lambda index: self._model.choose(rows.row(index)))
        made.table.activated_row.connect(self._put)
        return made

    def _made_one(self) -> Card:
        card = Card()
        self._name = label("", t.NAME, bold=True, wrap=True)
        self._scope = Pill("", t.Mark.NONE, size=t.BODY)
        self._about = secondary("", wrap=True)
        self._why = label("", bold=True, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(t.XS)
        self._herbs = label("", wrap=True)
        self.take = primary(self.tr("Put on the sheet (Enter)"), self._take)
        self.rename = button(self.tr("Rename"), lambda: self._renaming(True))
        self.delete = button(self.tr("Delete"), lambda: self._deleting(True))
        self._new_name = TextField(self.tr("New name"))
        self._renamed = button(self.tr("Keep the name"), lambda: self._model.rename(self._new_name.text()))
        self._new_name.returnPressed.connect(self._renamed.click)
        self._sure = label(self.tr("Delete it?"), bold=True)
        self.sure = button(self.tr("Yes, delete"), self._model.take_back, kind="danger")
        self._spare = button(self.tr("No"), lambda: self._deleting(False))
        for each in (self._name, flowing(self._scope, self._about), self._why):
            card.body.addWidget(each)
        card.body.addWidget(Line())
        card.body.addLayout(self._lines)
        card.body.addWidget(self._herbs)
        card.body.addWidget(flowing(self.take, self.rename, self.delete))
        card.body.addWidget(flowing(self._new_name, self._renamed, self._sure, self.sure, self._spare))
        card.body.addStretch(1)
        return card

    def _arrange(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for place, each in enumerate((self.list, self.one)):
                self._grid.removeWidget(each)
                self._grid.addWidget(each, *((0, place) if columns == 2 else (place, 0)))
            for place in range(2):
                self._grid.setColumnStretch(place, 1 if columns == 2 else 1 - place)
            beside = columns == 2  # below the list the lines must be seen, too, before Enter takes them
            self.list.table.setMinimumHeight(theme.px(LIST_TALL if beside else LIST_LOW))
            self.list.table.setMaximumHeight(MOST_TALL if beside else theme.px(LIST_LOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= theme.px(BESIDE_FROM) else 1)
