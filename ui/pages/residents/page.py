"""Residents (F10): find box and list on the left; on the right the record, or its form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QWidget

from app.domain.ids import mask_phone
from app.domain.person import ResidentRow
from app.services.resident_form import ResidentForm
from app.texts import text
from ui import icons, theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.encounter.resident_banner import banner_view
from ui.pages.residents.elsewhere_panel import ElsewherePanel
from ui.pages.residents.form_panel import FormPanel
from ui.pages.residents.model import ResidentsModel
from ui.pages.residents.same_panel import SamePanel
from ui.pages.residents.words import sex_word
from ui.pages.reveal import reveal_on
from ui.pages.two_lines import Line, TwoLinesList
from ui.pages.wording import when
from ui.widgets.banner import PatientBanner
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.frames import Card, column, label, row, secondary
from ui.widgets.notice import Notice

LEFT_SHARE, LEFT_LEAST, LEFT_MOST = 0.3, 200, 340


class ResidentsPage(QWidget):
    """`chart_asked(person)`, `measure_asked(person)`, `plan_asked(person)` go to the doctor's page, the measuring table, the care plan."""

    chart_asked = Signal(str)
    measure_asked = Signal(str)
    plan_asked = Signal(str)

    def __init__(
        self, model: ResidentsModel, bridge: Bridge, charts: bool = True, measures: bool = True, registers: bool = True, plans: bool = False
    ) -> None:
        """Without ``registers`` nobody is written, only read: pharmacist, auditor."""
        super().__init__()
        self._model, self._measures, self._registers, self._plans = model, measures, registers, plans
        self.find_box = TextField(self.tr("Name, initials, phone, village or ID tail"), self.tr("Name, initials, phone, village, ID"))
        self.find_box.addAction(icons.icon("search", theme.px(16), t.SECONDARY), TextField.ActionPosition.LeadingPosition)
        self.find_box.textEdited.connect(model.find)
        self.find_box.installEventFilter(self)
        self._count = secondary("")
        self.list = TwoLinesList(self.tr("Residents found"))
        self.list.opened.connect(model.show)
        self.new = button(self.tr("New resident"), self._new, act=Act.NEW, icon="add")
        if not registers:
            self.new.hide()
        self.form = FormPanel(model)
        self._left = QFrame()
        self._stack = QStackedWidget()
        self._empty = EmptyState("residents", self.tr("Whom are you looking for?"))
        self._record = self._record_part(charts)
        self.same: SamePanel | None = None
        self.look_alike = button(self.tr("Two records, one person?"), self._open_same, icon="residents")
        self.look_alike.hide()
        self.elsewhere: ElsewherePanel | None = None
        self.look_elsewhere = button(self.tr("From elsewhere…"), self._open_elsewhere, icon="search")
        self.look_elsewhere.hide()
        self._as_of: Callable[[str], str | None] = lambda person: None
        for part in (self._empty, self._record, self.form):
            self._stack.addWidget(part)
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def shown(self) -> None:
        """The page came to the front."""
        if self._model.form is None:
            self.find_box.setFocus()
            self.find_box.selectAll()

    @property
    def in_front(self) -> str:
        """Whose record is shown, '' for nobody's."""
        return self._model.shown.person.id if self._model.shown is not None and self._model.form is None else ""

    def open_resident(self, person: str) -> None:
        """Show somebody from another page."""
        self._model.show(person)

    @property
    def writing(self) -> bool:
        """Whether a form is being filled in."""
        return self._model.form is not None

    def look_for(self, text: str) -> None:
        """Look for somebody from elsewhere."""
        self._model.find(text)

    def register_with(self, form: ResidentForm) -> bool:
        """A form for somebody new, filled in from a card; False where another form is open."""
        if self.writing:
            return False
        self._model.new_with(form)
        self.form.focus_first()
        return True

    def register(self, typed: str = "") -> None:
        """A form for somebody new, from another page."""
        self._model.find(typed)
        self._new()

    def offer_same(self, make: Callable[[], SamePanel]) -> None:
        """A worklist of records that may be of one human; made when it is first opened."""
        self._make_same = make
        self.look_alike.show()

    def offer_elsewhere(self, make: Callable[[], ElsewherePanel], as_of: Callable[[str], str | None]) -> None:
        """Residents from elsewhere can be looked up; ``as_of``: when one was brought here, None for one of our own."""
        self._make_elsewhere, self._as_of = make, as_of
        self.look_elsewhere.show()

    def _open_elsewhere(self) -> None:
        if self._model.form is not None:
            return
        if self.elsewhere is None:
            self.elsewhere = self._make_elsewhere()
            self._stack.addWidget(self.elsewhere)
            self.elsewhere.left.connect(self.refresh)
            self.elsewhere.brought.connect(self._model.show)
        self._stack.setCurrentWidget(self.elsewhere)
        self.elsewhere.number.setFocus()

    def _open_same(self) -> None:
        if self._model.form is not None:
            return
        if self.same is None:
            self.same = self._make_same()
            self._stack.addWidget(self.same)
            self.same.left.connect(self.refresh)
        self.same.model.load()
        self._stack.setCurrentWidget(self.same)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        if self.find_box.text() != model.query:
            self.find_box.setText(model.query)
        self.list.show_lines([self._line(one) for one in model.found])
        if model.found and not self.list.currentIndex().isValid():
            self.list.select(model.found[0].id)
        self._count.setText(self.tr("{n} found").format(n=len(model.found)) if model.query.strip() else "")
        self._left.setVisible(model.form is None)  # the form needs the room, and nothing is looked for meanwhile
        if model.form is not None:
            self.form.refresh()
            self._stack.setCurrentWidget(self.form)
        elif model.shown is not None:
            self._show_record()
            self._stack.setCurrentWidget(self._record)
        else:
            self._say_empty()
            self._stack.setCurrentWidget(self._empty)

    def _say_empty(self) -> None:
        if self._model.query.strip() and not self._model.found:
            again = self.tr("Check the spelling, or register a new resident with Ctrl+N.")
            self._empty.say(self.tr("Nobody found"), again if self._registers else self.tr("Check the spelling."))
        else:
            self._empty.say(
                self.tr("Whom are you looking for?"), self.tr("Type a name or its initials, a phone or the end of an ID number.")
            )

    def _new(self) -> None:
        self._model.new()
        self.form.focus_first()

    def _edit(self) -> None:
        self._model.edit()
        self.form.focus_first()

    def _line(self, one: ResidentRow) -> Line:
        who = " ".join(part for part in (sex_word(one.sex), one.age_text) if part)
        head = self.tr("head {name}").format(name=one.householder) if one.householder else ""
        phone = f"…{one.phone_tail}" if one.phone_tail else ""
        below = " · ".join(part for part in (who, "".join((one.village, one.group)), head, phone) if part)
        if one.deceased is not None:
            return Line(one.id, one.name, "", below, t.Mark.DANGER, text("death.mark", {"day": one.deceased}))
        return Line(one.id, one.name, "", below, t.Mark.ATTENTION if one.ambiguous else t.Mark.NONE, self._ambiguous(one))

    def _ambiguous(self, one: ResidentRow) -> str:
        return self.tr("same name") if one.ambiguous else ""

    # the record

    def _record_part(self, charts: bool) -> QWidget:
        part = QWidget()
        self.banner = PatientBanner(flowing=True)
        reveal_on(self.banner, self._model.numbers)
        self._notice = Notice()
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(t.L)
        self._facts.setVerticalSpacing(t.S)
        self._facts.setColumnStretch(1, 1)
        card = Card(self.tr("Record"))
        card.body.addLayout(self._facts)
        self.chart = primary(self.tr("Open the chart"), lambda: self._ask(self.chart_asked), icon="doctor")
        self.measure = button(self.tr("Measure"), lambda: self._ask(self.measure_asked), icon="measure")
        self.plan = button(self.tr("Care plan"), lambda: self._ask(self.plan_asked), icon="heart")
        self.change = button(self.tr("Change"), self._edit, icon="edit")
        self.take_back_death = button(text("death.take_back"), self._model.take_back_death)
        keys = row(self.chart, self.measure, self.plan, 0, self.take_back_death, self.change)
        inside = column(self._notice, card, gap=t.M)
        inside.addLayout(keys)
        inside.addStretch(1)
        inside.setContentsMargins(t.M, t.M, t.M, t.M)
        body = column(self.banner, gap=0)
        body.addLayout(inside, 1)
        part.setLayout(body)
        shown = (
            (self.chart, charts),
            (self.measure, self._measures),
            (self.plan, self._plans),
            (self.change, self._registers),
            (self.take_back_death, False),
        )
        for key, may in shown:
            key.setVisible(may)  # once it has a parent: alone it would be a window that flashes up
        return part

    def _show_record(self) -> None:
        shown = self._model.shown
        if shown is None:
            return
        view = banner_view(shown)
        if view != self.banner.view:
            self.banner.show_person(view)
            self._show_facts()
        self.take_back_death.setVisible(self._registers and shown.died is not None)
        saved = self.tr("{name} is saved.").format(name=self._model.saved) if self._model.saved else ""
        self._notice.follow(self._model.error, text("death.taken_back") if self._model.alive_again else saved)

    def _show_facts(self) -> None:
        shown = self._model.shown
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if shown is None:
            return
        person = shown.person
        at = self._as_of(person.id)
        phones = [self.tr("{number} ({whose})").format(number=mask_phone(one.number), whose=one.relation) for one in person.phones]
        for line, (word, value) in enumerate(
            (
                (self.tr("Address"), "".join((person.address.village, person.address.group, person.address.text))),
                (self.tr("Head of household"), person.householder),
                (self.tr("Phone"), "\n".join(phones)),
                (self.tr("Without an ID number because"), person.temporary_reason),
                (self.tr("From elsewhere, record as of"), when(at, self._model.clock.now()) if at else ""),
            )
        ):
            if value:
                self._facts.addWidget(secondary(word), line, 0, Qt.AlignmentFlag.AlignTop)
                self._facts.addWidget(label(value, wrap=True), line, 1)

    def _ask(self, signal: object) -> None:
        if self._model.shown is not None:
            signal.emit(self._model.shown.person.id)  # type: ignore[attr-defined]

    # building

    def _build(self) -> None:
        self._left.setProperty("surface", "card")
        left = column(gap=t.S)
        left.addLayout(row(label(self.tr("Residents"), t.HEADING, bold=True), self._count, 0))
        left.addWidget(self.find_box)
        left.addWidget(self.list, 1)
        left.addWidget(self.new)
        left.addWidget(self.look_alike)
        left.addWidget(self.look_elsewhere)
        left.setContentsMargins(t.S, t.M, t.S, t.S)
        self._left.setLayout(left)
        right = QFrame()
        right.setProperty("surface", "card")
        inside = column(self._stack, gap=0)
        inside.setContentsMargins(1, 1, 1, 1)
        right.setLayout(inside)
        whole = row(self._left, gap=t.M)
        whole.addWidget(right, 1)
        whole.setContentsMargins(t.M, t.M, t.M, t.M)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = int(self.width() * LEFT_SHARE)
        self._left.setFixedWidth(max(theme.px(LEFT_LEAST), min(theme.px(LEFT_MOST), wanted)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.find_box or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.open_current()
            return True
        return False
