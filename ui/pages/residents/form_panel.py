"""The form of a resident: checked while one types, birth and sex out of the ID number, residents who may be the same beside it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSizePolicy, QWidget

from app.domain.person import IdKind, ResidentRow, Sex
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.keymap import Act
from ui.pages.form_row import FormRow, code_field
from ui.pages.residents.model import SUSPECTED, ResidentsModel
from ui.pages.residents.words import id_kind_word, resident_facts
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.frames import Bar, Card, Scroll, column, heading, label, row, secondary
from ui.widgets.notice import Notice

KINDS = (
    IdKind.RESIDENT,
    IdKind.HOUSEHOLD_BOOK,
    IdKind.PASSPORT,
    IdKind.OFFICER,
    IdKind.HMT,
    IdKind.OTHER,
)
ALIKE_WIDTH = 270
PLACES = {
    "name": (0, 0, 1),
    "kind": (0, 1, 1),
    "id_number": (1, 0, 2),
    "temporary_reason": (2, 0, 2),
    "birth": (3, 0, 1),
    "sex": (3, 1, 1),
    "phone": (4, 0, 1),
    "phone_relation": (4, 1, 1),
    "village": (5, 0, 1),
    "group": (5, 1, 1),
    "householder": (6, 0, 1),
    "address": (6, 1, 1),
}
"""Line, column and columns taken of each field, in the order that Enter walks."""
TEXTS = ("name", "id_number", "birth", "phone", "phone_relation", "village", "group", "householder", "address", "temporary_reason")


class FormPanel(QWidget):
    """Enter moves on, F2 saves."""

    def __init__(self, model: ResidentsModel) -> None:
        super().__init__()
        self._model = model
        self._title = heading("")
        self.rows: dict[str, FormRow] = {}
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Kind of document"))
        for each in KINDS:
            self.kind.addItem(id_kind_word(each), each.value)
        self.kind.activated.connect(lambda place: model.type("id_kind", str(self.kind.itemData(place))))
        self.sex = ChoiceBar(self.tr("Sex"), ((Sex.MALE.value, self.tr("male")), (Sex.FEMALE.value, self.tr("female"))))
        self.sex.chosen.connect(lambda key: model.type("sex", key))
        self._notice = Notice()
        self._alike = Card(self.tr("Same person?"))
        self._alike.setFixedWidth(theme.px(ALIKE_WIDTH))
        self._alike_body = column(gap=t.S)
        self.despite = button(self.tr("Somebody else: register anyway"), lambda: model.save(despite=True))
        self._alike_shown: tuple[ResidentRow, ...] = ()
        self.cancel = button(self.tr("Do not save"), model.give_up)
        self.save = primary(self.tr("Save"), self._save, act=Act.SAVE)
        self._build()

    def field(self, key: str) -> QLineEdit:
        """The line of a text field."""
        made = self.rows[key].field
        assert isinstance(made, QLineEdit)
        return made

    def refresh(self) -> None:
        """Follow the model."""
        form = self._model.form
        if form is None:
            return
        changing = self._model.shown is not None
        self._title.setText(self.tr("Change the record") if changing else self.tr("Register a new resident"))
        problems = self._model.problems()
        birth, sex = self._model.says()
        for key in TEXTS:
            line = self.field(key)
            value = str(getattr(form, key))
            if line.text() != value:
                line.setText(value)
            problem = problems.get(key)
            self.rows[key].say(text(f"field_problem.{problem.code}", problem.facts) if problem else "")
        self.kind.setCurrentIndex(max(0, self.kind.findData(form.id_kind.value)))
        self.field("birth").setPlaceholderText(birth or "1958-07-12")
        self.sex.set_value(form.sex if form.sex in (Sex.MALE, Sex.FEMALE) else sex or None)
        self._say_known(problems, birth, sex)
        self.rows["temporary_reason"].setVisible(self._model.needs_reason())
        self._show_alike(changing)
        self._notice.follow(self._model.error)

    def focus_first(self) -> None:
        """The cursor into the first field."""
        self.field("name").setFocus()

    def _say_known(self, problems: object, birth: str, sex: str) -> None:
        assert isinstance(problems, dict)
        if birth and "id_number" not in problems:
            self.rows["id_number"].say(self.tr("The number is right."), t.Mark.OK)
        sexes = problems.get("sex")
        self.rows["sex"].say(text(f"field_problem.{sexes.code}", sexes.facts) if sexes else "")
        if birth and not sexes:
            self.rows["sex"].say(self.tr("from the ID number"), t.Mark.OK)
        if birth and not self.field("birth").text():
            self.rows["birth"].say(self.tr("from the ID number"), t.Mark.OK)

    def _show_alike(self, changing: bool) -> None:
        alike = self._model.alike
        self._alike.setVisible(bool(alike))
        suspected = self._model.error is not None and self._model.error.code == SUSPECTED
        self.despite.setVisible(suspected and not changing)
        self._alike.set_count(self.tr("{n} records").format(n=len(alike)))
        if alike == self._alike_shown:
            return
        self._alike_shown = alike
        while (item := self._alike_body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in alike:
            self._alike_body.addWidget(self._record(one))

    def _record(self, one: ResidentRow) -> QWidget:
        record = Card()
        record.set_surface("warn")
        record.body.addWidget(label(one.name, t.HEADING, bold=True))
        for words in resident_facts(one, self._model.clock.now()):
            record.body.addWidget(label(words, wrap=True))
        record.body.addWidget(button(self.tr("Open this record"), partial(self._model.open_alike, one.id)))
        return record

    def _save(self) -> None:
        wrong = self._model.save()
        if wrong in self.rows:
            self.rows[wrong].field.setFocus()

    # building

    def _build(self) -> None:
        for key, word, hint in self._words():
            self._add_row(key, word, hint)
        self._furnish_alike()
        middle = row(gap=t.S)
        middle.addWidget(Scroll(self._form()), 1)
        middle.addWidget(self._alike)
        foot = Bar("foot")
        foot.line.addStretch(1)
        for widget in (self.cancel, self.save):
            foot.line.addWidget(widget)
        head = QWidget()
        head_line = row(self._title, 0)
        head_line.setContentsMargins(t.M, t.M, t.M, 0)
        head.setLayout(head_line)
        body = column(head, self._notice, gap=t.XS)
        body.addLayout(middle, 1)
        body.addWidget(foot)
        self.setLayout(body)
        EnterMoves(self, [self.rows[key].field for key in PLACES], self.save)

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(t.M, t.S, t.M, t.M)
        grid.setHorizontalSpacing(t.L)
        grid.setVerticalSpacing(t.XS)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for key, (line, place, span) in PLACES.items():
            grid.addWidget(self.rows[key], line, place, 1, span, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(7, 1)
        return form

    def _furnish_alike(self) -> None:
        self._alike.body.addWidget(secondary(self.tr("Compare with the person before you."), wrap=True))
        self._alike.body.addLayout(self._alike_body)
        self._alike.body.addStretch(1)
        self._alike.body.addWidget(self.despite)
        self._alike.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def _words(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("name", self.tr("Name"), self.tr("As on the ID card.")),
            ("id_number", self.tr("ID number"), self.tr("Put the card on the reader, or type it; it is checked at once.")),
            ("temporary_reason", self.tr("Why there is no number"), self.tr("Newborn, card lost …: a temporary number is given.")),
            ("birth", self.tr("Born"), self.tr("Full date, solar calendar.")),
            ("phone", self.tr("Phone"), ""),
            ("phone_relation", self.tr("Whose phone"), self.tr("Own, child, neighbour …")),
            ("village", self.tr("Village"), ""),
            ("group", self.tr("Group"), ""),
            ("householder", self.tr("Head of household"), self.tr("Tells namesakes apart.")),
            ("address", self.tr("Address"), ""),
        )

    def _add_row(self, key: str, word: str, hint: str) -> None:
        if "kind" not in self.rows:
            self.rows["kind"] = FormRow(self.tr("Kind of document"), self.kind)
            self.rows["sex"] = FormRow(self.tr("Sex"), self.sex)
        field = code_field(word) if key in ("id_number", "birth", "phone") else TextField(word)
        field.textEdited.connect(partial(self._model.type, key))
        field.editingFinished.connect(partial(self._left, key))
        self.rows[key] = FormRow(word, field, hint)

    def _left(self, key: str) -> None:
        if self.field(key).text().strip():
            self._model.leave(key)
