"""The left column: find box, today's list or what was found, and the drawer of readings nobody has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget

from app.domain.person import ResidentRow
from app.services.queue import QueueRow, QueueState
from app.texts import chosen_language, load_texts
from ui import icons, theme
from ui import tokens as t
from ui.pages.measuring.drawer_panel import DrawerPanel
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.words import joined, sex_word
from ui.pages.retest_panel import RetestPanel
from ui.pages.two_lines import Line, TwoLinesList
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.frames import column, label, row, secondary
from ui.widgets.village_choice import VillageChoice

_OWN_WORDS = frozenset({"identity_open"})
"""At this table nobody is recognised before they sit down; the card asks."""


class RosterPanel(QFrame):
    """`opened(person, encounter)`: somebody's card is wanted. Enter in the find box takes a scanned number or the highlighted row."""

    opened = Signal(str, str)

    def __init__(self, model: MeasuringModel) -> None:
        super().__init__()
        self._model, self._roster = model, model.roster
        self.setProperty("surface", "card")
        self._title = label(self.tr("To be measured"), t.HEADING, bold=True)
        self._count = secondary("")
        self.find_box = TextField(self.tr("Card, slip, name, initials or phone"), self.tr("Card / slip / name / phone"))
        self.find_box.addAction(icons.icon("search", theme.px(16), t.SECONDARY), TextField.ActionPosition.LeadingPosition)
        self.find_box.textEdited.connect(self._roster.find)
        self.find_box.installEventFilter(self)
        self.villages = VillageChoice(wide=True)
        self.villages.picked.connect(self._roster.choose_village)
        self.list = TwoLinesList(self.tr("Today's residents"))
        self.list.opened.connect(self._open)
        self._nobody = EmptyState("card", self.tr("Nobody yet today"), self.tr("Scan a card or a slip, or type a name above."))
        self.drawer = DrawerPanel(model)
        self._stack = QStackedWidget()
        for page in (self.list, self._nobody, self.drawer):
            self._stack.addWidget(page)
        self.retests = RetestPanel(model.clock)
        self.retests.opened.connect(lambda row: self.opened.emit(row.person, row.encounter))
        self.unclaimed = button("", self._toggle_drawer, icon="info")
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        roster = self._roster
        waiting, done = roster.waiting(), roster.done()
        self._title.setText(self.tr("Readings to be claimed") if self._drawer_shown() else self.tr("To be measured"))
        count = len(self._model.unclaimed.rows)
        everybody = self.tr("{n} of {all}").format(n=len(waiting), all=len(waiting) + len(done))
        self._count.setText(str(count) if self._drawer_shown() else everybody)
        if roster.query != self.find_box.text():
            self.find_box.setText(roster.query)
        lines = [self._found_line(one) for one in roster.found] if roster.query.strip() else [self._line(one) for one in (*waiting, *done)]
        self.list.show_lines(lines)
        if roster.query.strip() and lines and not self.list.currentIndex().isValid():
            self.list.select(lines[0].key)
        self.retests.show_rows(roster.rows)
        self._show_villages()
        self._show_part(bool(lines))
        self.unclaimed.setText(
            self.tr("Back to the list") if self._drawer_shown() else self.tr("Readings to be claimed {n}").format(n=count)
        )
        theme.set_tone(self.unclaimed, "kind", "danger" if count and not self._drawer_shown() else "")
        self.drawer.refresh()

    def _show_part(self, any_lines: bool) -> None:
        if self._drawer_shown():
            self._stack.setCurrentWidget(self.drawer)
            return
        if not any_lines and self._roster.query.strip():
            self._nobody.say(self.tr("Nobody found"), self.tr("Check the spelling, or register a new resident (F10)."))
        elif not any_lines:
            self._nobody.say(self.tr("Nobody yet today"), self.tr("Scan a card or a slip, or type a name above."))
        self._stack.setCurrentWidget(self.list if any_lines else self._nobody)

    def _drawer_shown(self) -> bool:
        return self._model.unclaimed.open and not self._roster.query.strip()

    def _toggle_drawer(self) -> None:
        shown = self._drawer_shown()
        if self._roster.query:
            self._roster.find("")
        self._model.unclaimed.show(not shown)

    def _show_villages(self) -> None:
        villages = self._roster.villages()
        self.villages.show_villages(villages, self._roster.village)
        self.villages.setVisible(len(villages) > 1 and not self._drawer_shown())

    def _line(self, one: QueueRow) -> Line:
        open_subject = self._model.subject is not None and self._model.subject.person.id == one.person
        mark, word = self._state(one)
        words = load_texts(chosen_language())
        chips = (words.say(f"queue_chip.{chip.code}", chip.facts) for chip in one.chips if chip.code not in _OWN_WORDS)
        below = joined((sex_word(one.sex) + one.age_text, *chips, one.village))
        return Line(one.encounter, one.name, "", below, mark, self.tr("open") if open_subject else word, self._roster.homonym(one))

    def _state(self, one: QueueRow) -> tuple[t.Mark, str]:
        if self._model.devices.armed_for(one.person):
            return t.Mark.INFO, self.tr("measuring")
        if one.state is QueueState.MEASURING:
            return t.Mark.WAITING, self.tr("{n} min").format(n=one.waiting_minutes)
        return t.Mark.OK, self.tr("done")

    def _found_line(self, one: ResidentRow) -> Line:
        who = joined((sex_word(one.sex.value), one.age_text))
        place = "".join((one.village, one.group))
        head = self.tr("head {name}").format(name=one.householder) if one.householder else ""
        phone = self.tr("phone …{tail}").format(tail=one.phone_tail) if one.phone_tail else ""
        return Line(one.id, one.name, who, joined((place, head, phone)), warn=one.ambiguous)

    def _open(self, key: str) -> None:
        found = next((one for one in self._roster.found if one.id == key), None)
        if found is not None and self._roster.query.strip():
            self.opened.emit(found.id, "")
            return
        row_ = next((one for one in self._roster.rows if one.encounter == key), None)
        if row_ is not None:
            self.opened.emit(row_.person, row_.encounter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.find_box or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._model.scan(self.find_box.text()) and self.find_box.text().strip():
                self.list.open_current()
            return True
        if event.key() == Qt.Key.Key_Escape and self.find_box.text():
            self._roster.find("")
            return True
        return False

    def _build(self) -> None:
        body = column(gap=t.S)
        body.addLayout(row(self._title, self._count, 0))
        for widget in (self.find_box, self.retests, self.villages):
            body.addWidget(widget)
        body.addWidget(self._stack, 1)
        body.addWidget(self.unclaimed)
        body.setContentsMargins(t.S, t.M, t.S, t.S)
        self.setLayout(body)
