"""One line of the sheet: drug, dose, frequency, route, days, quantity; below it what was understood and what else it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from app.domain.fields import FieldError, read_dose
from app.domain.prescription import SKIN_TESTS
from app.rules.findings import Severity
from app.rules.frequencies import frequencies
from app.services.rx_draft import DRIP
from app.services.rx_words import dose_text
from app.texts import error_text, text
from ui import icons, theme
from ui import tokens as t
from ui.pages.prescription.judging import LineState
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.words import MARKS, RxWords
from ui.pages.skin.words import SkinWords
from ui.widgets.buttons import button, icon_button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, NumberField, TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Line, column, label, row
from ui.widgets.keyed_combo import KeyedCombo

DOSE, FREQUENCY, ROUTE, DAYS, QUANTITY = 82, 148, 92, 52, 56
COLUMNS = 8


class LineRow(QObject):
    """Places its widgets into the sheet's grid; `refresh` follows the model and never touches the field that is being typed in."""

    def __init__(self, model: PrescriptionModel, words: RxWords, number: int, state: LineState, after: Callable[[], object]) -> None:
        super().__init__()
        self._model, self._words, self._number, self._state = model, words, number, state
        self._tests = SkinWords()
        self._mark = QLabel()
        self._index = label(str(number + 1), ink="secondary")
        self._name = label(self._title(), bold=True, wrap=True)
        self._detail = label(self._about(), ink="secondary", wrap=True)
        self.dose = TextField(self.tr("Each time"))  # takes 片 and 万U: the input method stays on
        self.dose.setFixedWidth(theme.px(DOSE))
        self.dose.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.dose.textEdited.connect(self._echo_typed)
        self.dose.editingFinished.connect(partial(self._typed, self.dose, model.type_dose))
        self.frequency = KeyedCombo(self.tr("How often"), self.tr("choose"), words.frequencies(), FREQUENCY)
        self.frequency.picked.connect(lambda key: model.choose(number, frequency=key))
        self.route = KeyedCombo(self.tr("Route"), self.tr("choose"), words.routes(), ROUTE)
        self.route.picked.connect(lambda key: model.choose(number, route=key))
        self.days = NumberField(self.tr("Days"), "", digits_only=True, width=DAYS)
        self.days.editingFinished.connect(partial(self._typed, self.days, model.type_days))
        self.quantity = NumberField(self.tr("Total"), "", width=QUANTITY)
        self.quantity.editingFinished.connect(partial(self._typed, self.quantity, model.type_quantity))
        self._unit = label("")
        self._unit.setMinimumWidth(theme.px(20))
        self.cross = icon_button("close", self.tr("Take line {n} out").format(n=number + 1), lambda: model.remove(number))
        self._said = label("", ink="secondary", wrap=True)
        self._more = self._more_fields()
        self.widgets = self._parts()
        self._keys = _RowKeys(self, [self.dose, self.frequency, self.route, self.days, *self._extra_fields()], after)

    def place(self, grid: QGridLayout, at: int, stacked: bool) -> None:
        """Four rows of the grid: name, fields (beside the name where there is room), remarks, a hairline."""
        head, drug, *fields, cross, below, line = self.widgets
        for widget in self.widgets:
            grid.removeWidget(widget)
        grid.addWidget(head, at, 0)
        grid.addWidget(drug, at, 1, 1, COLUMNS - 2 if stacked else 1)
        for place, field in enumerate(fields, start=2):
            grid.addWidget(field, at + stacked, place)
        grid.addWidget(cross, at, COLUMNS - 1)
        grid.addWidget(below, at + 2, 1, 1, COLUMNS - 1)
        grid.addWidget(line, at + 3, 0, 1, COLUMNS)
        for widget in self.widgets:
            widget.show()  # at once: a layout shows new children only later, and then no field could take the focus

    def _parts(self) -> list[QWidget]:
        drug = QWidget()
        names = FlowLayout(drug, line_gap=0)
        for each in (self._name, self._detail):
            names.addWidget(each)
        amount = QWidget()
        amount.setLayout(row(self.quantity, self._unit, gap=t.XS))
        head = QWidget()
        head.setLayout(row(self._mark, self._index, gap=2))
        below = QWidget()
        below.setLayout(column(self._said, self._more, gap=2))
        return [head, drug, self.dose, self.frequency, self.route, self.days, amount, self.cross, below, Line()]

    def refresh(self, state: LineState, worst: Severity | None) -> None:
        """Show the line as the model has it."""
        self._state = state
        line = state.line
        _put(self.dose, self._words.dose(state.product, line), state.problem)
        _put(self.days, "" if line.days is None else str(line.days), state.problem)
        amount, unit = self._words.quantity(state.order)
        _put(self.quantity, amount, state.problem)
        self._unit.setText(unit)
        self.frequency.set_key(line.frequency)
        self.route.set_key(line.route)
        self._show_more(state)
        self._say(state)
        mark = MARKS[worst] if worst else t.Mark.NONE
        side = theme.px(18)
        self._mark.setVisible(bool(mark.icon))
        if mark.icon:
            self._mark.setPixmap(icons.pixmap(mark.icon, side, mark.tone.value.ink))
            self._mark.setToolTip(self._words.severity(worst)[0] if worst else "")

    def focus(self) -> None:
        """Where the doctor begins."""
        self.dose.setFocus()
        self.dose.selectAll()

    # inside

    def _title(self) -> str:
        product = self._state.product
        return product.name if product else self._state.line.drug

    def _about(self) -> str:
        product = self._state.product
        if product is None:
            return self.tr("not in the formulary")
        shelved = self._state.shelved
        parts = (shelved.strength, shelved.pack) if shelved else ()
        return " × ".join(part for part in parts if part) or product.form

    def _typed(self, field: QLineEdit, take: Callable[[int, str], object]) -> None:
        if field.isModified():
            field.setModified(False)
            take(self._number, field.text())

    def _echo_typed(self, typed: str) -> None:
        """Show at once what is understood, before the field is left."""
        product = self._state.product
        if product is None or not typed.strip():
            return
        try:
            entry = read_dose(typed, product.dose_unit, product.strength, product.pack_unit)
        except FieldError as error:
            self._said.setText(str(error_text(error)))
            theme.set_tone(self._said, "ink", "warn")
        else:
            self._said.setText(self.tr("= {dose} each time").format(dose=dose_text(product, entry.value)))
            theme.set_tone(self._said, "ink", "secondary")
        self._said.show()

    def _say(self, state: LineState) -> None:
        if state.problem is not None:
            said, ink = str(error_text(state.problem)), "danger"
        else:
            lacking = self._words.shelf_warnings(state.shelved, state.order)
            said = " · ".join(part for part in (*lacking, *self._remarks(state)) if part)
            ink = "warn" if lacking else "secondary"
        self._said.setText(said)
        self._said.setVisible(bool(said))
        theme.set_tone(self._said, "ink", ink)

    def _remarks(self, state: LineState) -> tuple[str, ...]:
        echo = self._words.echo(state.product, state.line)
        author = self._model.authors.get(state.line.drug, "")
        return (
            self.tr("= {dose} each time").format(dose=echo) if echo else "",
            self.tr("proposed: {author}").format(author=text(f"rx_author.{author}")) if author else "",
            self._surplus(state),
        )

    def _surplus(self, state: LineState) -> str:
        """What whole packs hold beyond the course."""
        if state.order is None or not state.order.rounded_up:
            return ""
        piece = state.product.pack_unit if state.product is not None else ""
        return self.tr("whole packs, {n}{piece} more than needed").format(n=f"{state.order.rounded_up:f}", piece=piece)

    def _more_fields(self) -> QWidget:
        """Skin test, purpose and limit of as-needed lines, bag of infusions."""
        more = QWidget()
        flow = FlowLayout(more)
        number, model = self._number, self._model
        self.skin_test = ChoiceBar(self.tr("Skin test"), [(result, result) for result in SKIN_TESTS])
        self.skin_test.chosen.connect(lambda key: model.choose(number, skin_test=key))
        self.purpose = TextField(self.tr("When needed for"), self.tr("for example chest pain"))
        self.purpose.editingFinished.connect(partial(self._typed, self.purpose, lambda n, words: model.choose(n, as_needed=words.strip())))
        self.most = NumberField(self.tr("At most a day"), "", width=DAYS)
        self.most.editingFinished.connect(partial(self._typed, self.most, model.type_most))
        self.bag = TextField(self.tr("Infusion"), self.tr("same letter = same bottle"))
        self.bag.editingFinished.connect(partial(self._typed, self.bag, lambda n, words: model.choose(n, bag=words.strip())))
        self.drip = NumberField(self.tr("Drops a minute"), digits_only=True, width=DAYS)
        self.drip.editingFinished.connect(partial(self._typed, self.drip, self._dripped))
        self.do_test = button(self.tr("Do a skin test"), lambda: model.begin_test(number))
        self._test = label("", ink="secondary")
        self._groups: list[tuple[QWidget, Callable[[], bool]]] = [
            (self._named(self.tr("Skin test"), self.skin_test), self._needs_test),
            (self.do_test, lambda: self._needs_test() and model.testing is not None),
            (self._test, lambda: self._needs_test() and bool(self._on_record())),
            (self._named(self.tr("When needed for"), self.purpose), self._as_needed),
            (self._named(self.tr("At most a day"), self.most), self._as_needed),
            (self._named(self.tr("Infusion"), self.bag), lambda: self._state.line.route == "iv"),
            (self._named(self.tr("Drops a minute"), self.drip), lambda: self._state.line.route == "iv"),
        ]
        for group, _ in self._groups:
            flow.addWidget(group)
        return more

    def _named(self, words: str, field: QWidget) -> QWidget:
        made = QWidget()
        made.setLayout(row(label(words, ink="secondary"), field, gap=t.XS))
        return made

    def _dripped(self, number: int, words: str) -> None:
        """Kept in the line's note, where the sheet and the infusion slip say it."""
        self._model.choose(number, note=f"{words.strip()}{DRIP}" if words.strip().isdigit() else "")

    def _extra_fields(self) -> list[QWidget]:
        return [self.skin_test, self.purpose, self.most, self.bag, self.drip]

    def _needs_test(self) -> bool:
        return bool(self._state.product and self._state.product.skin_test)

    def _on_record(self) -> str:
        """The newest test of the drug."""
        return self._tests.line(self._model.test_of(self._state.line.drug), self._model.now())

    def _as_needed(self) -> bool:
        known = frequencies().get(self._state.line.frequency)
        return known is not None and known.as_needed

    def _show_more(self, state: LineState) -> None:
        shown = False
        for group, wanted in self._groups:
            group.setVisible(wanted())
            shown |= wanted()
        self._more.setVisible(shown)
        self.skin_test.set_value(state.line.skin_test or None)
        self._test.setText(self._on_record())
        _put(self.purpose, state.line.as_needed, None)
        _put(self.most, "" if state.line.per_day is None else f"{state.line.per_day:f}", None)
        _put(self.bag, state.line.bag, None)
        _put(self.drip, state.line.note.removesuffix(DRIP) if state.line.note.endswith(DRIP) else "", None)


def _put(field: QLineEdit, words: str, problem: FieldError | None) -> None:
    """Never into a field that somebody is typing in, nor over what could not be read."""
    if field.hasFocus() and field.isModified():
        return
    if problem is None and field.text() != words:
        field.setText(words)
        field.setModified(False)


class _RowKeys(EnterMoves):
    """Enter behind the last field of a line goes on to the next thing."""

    def __init__(self, parent: QObject, fields: list[QWidget], after: Callable[[], object]) -> None:
        super().__init__(parent, fields)
        self._after = after

    def move(self, field: QWidget, step: int) -> None:
        """The next usable field, else what comes after the line."""
        order = self.order()
        rest = order[order.index(field) + 1 :]
        if step > 0 and not any(one.isVisible() and one.isEnabled() for one in rest):
            self._after()
        else:
            super().move(field, step)
