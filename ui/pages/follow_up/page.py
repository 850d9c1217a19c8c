"""随访 (F7), "一张表": every form that is due for this resident at this visit as one sheet; filled fields folded, missing ones as chips."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.domain.filled_form import FilledForm
from app.rules.forms.checking import FormFinding
from app.services.form_papers import KIND, Paper
from app.services.form_sheet import Sheet
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.encounter.resident_banner import show_banner
from ui.pages.follow_up import words
from ui.pages.follow_up.filed_panel import FiledPanel
from ui.pages.follow_up.form_bar import FormBar
from ui.pages.follow_up.model import FollowUpModel
from ui.pages.follow_up.section_card import SectionCard
from ui.pages.follow_up.verdict_panel import VerdictPanel
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.widgets.banner import PatientBanner
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import EnterMoves
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Bar, Scroll, column, row
from ui.widgets.notice import Notice

TYPING_MS = 250
"""So long after the last key what is typed goes into the draft; at once when the field is left."""
AT_ONCE = 45
"""Open fields that are shown from the beginning; sections beyond unfold when one gets there."""
SIDE, SIDE_NARROW, NARROW_BELOW = 300, 216, 900


class SheetKeys(EnterMoves):
    """Enter through fields that come and go."""

    def __init__(self, page: FollowUpPage) -> None:
        super().__init__(page, [], page.save)
        self._page = page

    def follow(self, fields: list[QWidget]) -> None:
        """The fields of now."""
        for one in fields:
            if one not in self._fields:
                one.installEventFilter(self)
        self._fields = list(fields)
        self._tab_follows = False

    def move(self, field: QWidget, step: int) -> None:
        """On to the next section that still has to be unfolded; else as ever."""
        if field not in self._fields:
            return
        if step > 0 and field is self._fields[-1] and self._page.unfold_next():
            return
        super().move(field, step)


class FollowUpPage(QWidget):
    """The person is bound when the sheet is opened: whatever is typed or saved is about nobody else.

    `home_asked(person)`: the way to what they measured at home, and their plan. `entry_asked(form)`: a filled form is to be typed into
    the provincial system.
    """

    home_asked = Signal(str)
    entry_asked = Signal(str)

    def __init__(self, model: FollowUpModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__()
        self.model = model
        self.banner, self.notice = PatientBanner(), Notice()
        self.cards: list[SectionCard] = []
        self._drawn: object = None
        self._kept: tuple[FilledForm, ...] = ()
        self._pending: dict[str, list[str]] = {}
        self._cursor_in: SectionCard | None = None
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.flush)
        self._in_view = QTimer(self, singleShot=True, interval=0)
        self._in_view.timeout.connect(self._bring_into_view)
        self._build(bridge, printers)
        self.keys = SheetKeys(self)
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def hidden(self) -> None:
        """What was typed is in the draft before the page is left."""
        self.flush()

    # what a section asks for

    def typing(self, key: str, told: list[str]) -> None:
        """A key was pressed in a field."""
        self._pending[key] = told
        self._typing.start()

    def told(self, key: str, told: list[str]) -> None:
        """A field was left, or an answer chosen."""
        self._pending[key] = told
        self.flush()

    def look(self, key: str) -> None:
        """Where the value came from."""
        self.model.look(key)

    def flush(self) -> None:
        """What is typed goes into the draft."""
        self._typing.stop()
        pending, self._pending = self._pending, {}
        for key, told in pending.items():
            self.model.put(key, *told)

    # following the model

    def refresh(self) -> None:
        """Follow the model."""
        model, sheet = self.model, self.model.sheet
        show_banner(self.banner, model.opened.banner if model.opened else None)
        self.forms.setVisible(model.opened is not None)
        front = self._nobody if model.opened is None else self.filed if model.listing else self._sheet
        self._stack.setCurrentWidget(front)
        self.forms.follow(model)
        if sheet is not None:
            self._show_sheet(sheet)
        self.filed.show_forms(model.filled)
        if model.opened is not None:
            self.verdicts.show_gaps(model.opened.gaps, sheet.visit.id if sheet and sheet.visit else "")
        filling = sheet is not None and not model.listing and not model.busy
        self.save.setEnabled(filling)
        self.home.setEnabled(model.opened is not None)
        self.print.setEnabled(bool(model.opened and model.of_today()) and not model.busy)
        self._show_section_keys()
        self._say()
        if model.saved != self._kept:
            self._kept = model.saved
            if front is self.filed:
                self.print.setFocus()  # what held the cursor is gone; what comes next is the paper

    def _show_sheet(self, sheet: Sheet) -> None:
        fresh = (sheet.person.id, sheet.day, sheet.visit.id if sheet.visit else "", self.model.forms, tuple(sheet.replaces.items()))
        if fresh != self._drawn:
            self._drawn = fresh
            self._draw(sheet)
        self._follow(sheet)
        self.verdicts.show_sheet(sheet)

    def _follow(self, sheet: Sheet) -> None:
        found = _by_key(sheet)
        for card in self.cards:
            card.show_sheet(sheet, found, self.model.proposed(card.section))
            self._show_origin(card)
        self.keys.follow([field for card in self.cards for field in card.order()])

    def _show_origin(self, card: SectionCard) -> None:
        if self.model.asked is None or self.model.sheet is None:
            return
        key, origin = self.model.asked
        place = next((one for one in card.section.places if one.key == key), None)
        value = self.model.sheet.values.get(key)
        if place is None or value is None:
            card.show_origin("", "")
            return
        said = words.told(place.label, self.model.sheet.field(key), value)
        card.show_origin(key, f"{said} — {words.source(origin, self.model.services.clock.now())}")

    def _draw(self, sheet: Sheet) -> None:
        """Cards of another sheet; as many unfolded as one overlooks."""
        self._pending.clear()
        for old in self.cards:
            old.hide()
            old.deleteLater()
        self.cards = []
        for section in sheet.sections:
            card = SectionCard(section, self, partial(self.model.confirm, section), partial(self.model.normal, section))
            card.unfolded.connect(self.unfolded)
            self.cards.append(card)
            self._lines.insertWidget(self._lines.count() - 1, card)
            card.show()  # at once, not at the next turn of the event loop: a key may come first
        left, found = AT_ONCE, _by_key(sheet)
        for card in self.cards:
            if left <= 0:
                break
            left -= len(card.left_open(sheet, found))
            card.blockSignals(True)
            card.open()
            card.blockSignals(False)

    def unfolded(self) -> None:
        """A section was opened by hand, or a filled field for the keyboard."""
        if self.model.sheet is not None:
            self._follow(self.model.sheet)

    def unfold_next(self) -> bool:
        """The next folded section with something to answer; its first field gets the cursor."""
        return self._to_open_field([card for card in self.cards if not card.is_open])

    def _to_open_field(self, cards: Sequence[SectionCard]) -> bool:
        """The first field without an answer in some sections; a folded one unfolds for it."""
        sheet = self.model.sheet
        if sheet is None:
            return False
        for card in cards:
            if not card.is_open and card.left_open(sheet, _by_key(sheet)):
                card.open()
            editor = card.first_without(sheet)
            if editor is not None:
                self._put_cursor(editor)
                return True
        return False

    def jump(self, key: str) -> None:
        """To the field of a chip, wherever it is folded away."""
        for card in self.cards:
            if any(one.key == key for one in card.section.places):
                card.taken.add(key)
                card.open()
                self.unfolded()
                if key in card.rows:
                    self._put_cursor(card.rows[key].editor)
                return

    def _put_cursor(self, editor: QWidget) -> None:
        """Into a field that may have been made a moment ago: it has its place, and is brought into view, once that is laid out."""
        editor.setFocus()
        self._in_view.start()

    def _bring_into_view(self) -> None:
        field = self.focusWidget()
        if field is not None and self._scroll.isAncestorOf(field):
            self._scroll.ensureWidgetVisible(field, 0, t.XL)

    # keys for the section with the cursor

    def _section_in_front(self) -> SectionCard | None:
        field = self.focusWidget()
        return next((card for card in self.cards if field is not None and card.isAncestorOf(field)), None) or next(
            (card for card in self.cards if card.is_open and self.model.proposed(card.section)), None
        )

    def _before(self) -> None:
        card = self._last_section or self._section_in_front()
        if card is not None:
            self.model.confirm(card.section)
            self._go_on(card)

    def _normal(self) -> None:
        card = self._last_section or self._section_in_front()
        if card is not None:
            self.model.normal(card.section)
            self._go_on(card)

    def _go_on(self, card: SectionCard) -> None:
        """The next field without an answer, from this section on."""
        if not self._to_open_field(self.cards[self.cards.index(card) :]):
            self.save.setFocus()

    @property
    def _last_section(self) -> SectionCard | None:
        return self._cursor_in if self._cursor_in in self.cards else None

    def _cursor(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Remember the section the cursor was in: a key on the bar takes the cursor away first."""
        found = next((card for card in self.cards if now is not None and card.isAncestorOf(now)), None)
        if found is not None and found is not self._cursor_in:
            self._cursor_in = found
            self._show_section_keys()

    def _show_section_keys(self) -> None:
        card, sheet = self._last_section or self._section_in_front(), self.model.sheet
        shown = sheet is not None and card is not None and not self.model.listing
        self.before.setEnabled(bool(shown and card and self.model.proposed(card.section)))
        self.normal.setEnabled(bool(shown and card and sheet and sheet.open_normals(card.section.title)))

    # saving, printing

    def _save(self) -> None:
        self.flush()
        self.model.save()

    def _say(self) -> None:
        model = self.model
        if model.error is not None:
            part = model.error.code == "form_incomplete" and model.complete
            if part:
                save = self.tr("Save the {n} that are complete").format(n=len(model.complete))
                self.notice.fail(model.error, (save, lambda: model.save(part=True)))
            else:
                self.notice.fail(model.error)
        elif model.stale:
            self.notice.tell(self.tr("Something was measured meanwhile"), t.Mark.INFO, (self.tr("Take it over"), self._take_over))
        elif model.saved:
            titles = "、".join(model.library.form(one.form).title for one in model.saved)
            self.notice.tell(self.tr("Saved: {forms}").format(forms=titles), t.Mark.OK)
        else:
            self.notice.hide()

    def _fill_in(self, encounter: str, forms: list[str]) -> None:
        """A visit that owes its follow-up; what is typed on this sheet stays its draft."""
        self.flush()
        self.model.open(self.model.person, encounter, forms)

    def _take_over(self) -> None:
        self.flush()
        self.model.refresh()

    def _print_today(self) -> None:
        self.model.print(self.model.of_today(), self._show_paper)

    def _print_one(self, one: FilledForm) -> None:
        self.model.print((one,), self._show_paper)

    def _enter(self, one: FilledForm) -> None:
        self.entry_asked.emit(one.id)

    def _show_paper(self, paper: Paper) -> None:
        self.printable.show_pdf(paper.title, paper.pdf, KIND, lambda: self.model.services.papers.printed(paper))

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self._stack = QStackedWidget()
        self._nobody = EmptyState("followup", self.tr("Whose follow-up?"), self.tr("Call somebody in, or choose a resident, and press F7."))
        model = self.model
        self.forms = FormBar(model.library)
        self.forms.chosen.connect(self._choose)
        self.forms.listed.connect(model.show_list)
        self.filed = FiledPanel(model.library, model.services.filling.shown, model.correct, model.withdraw, self._print_one, self._enter)
        self._sheet = self._sheet_part()
        for each in (self._nobody, self._sheet, self.filed):
            self._stack.addWidget(each)
        whole = column(self.banner, self.forms, self.notice, self._stack, self._foot(), gap=0)
        whole.setStretch(3, 1)
        self.printable = Printable(self, whole, bridge, printers)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._cursor)

    def _sheet_part(self) -> QWidget:
        part, inner = QWidget(), QWidget()
        self._lines = column(0, gap=t.M)
        self._lines.setContentsMargins(t.M, t.M, t.M, t.M)
        inner.setLayout(self._lines)
        self.verdicts = VerdictPanel()
        self.verdicts.jumped.connect(self.jump)
        self.verdicts.owed.connect(self._fill_in)
        side = QWidget()
        beside = column(self.verdicts, gap=0)
        beside.setContentsMargins(0, t.M, t.M, t.M)
        side.setLayout(beside)
        self._side = Scroll(side)
        self._scroll = Scroll(inner)
        line = row(self._scroll, self._side, gap=0)
        line.setStretch(0, 1)
        part.setLayout(line)
        return part

    def _choose(self, code: str, on: bool) -> None:
        self.flush()
        self.model.choose(code, on)
        self.forms.follow(self.model)

    def _foot(self) -> QWidget:
        bar = Bar("foot")
        self.save = primary(self.tr("Save"), self._save, Act.SAVE)
        self.before = button(self.tr("As last time"), self._before, Act.AS_BEFORE)
        self.normal = button(self.tr("The rest is normal"), self._normal, Act.NORMAL)
        self.print = button(self.tr("Print"), self._print_today, Act.PRINT, icon="print")
        self.home = button(self.tr("Home readings and plan"), lambda: self.home_asked.emit(self.model.person), icon="heart")
        bar.line.addWidget(flowing(self.save, self.before, self.normal, self.print, self.home), 1)
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(NARROW_BELOW)
        self._side.setFixedWidth(theme.px(SIDE if wide else SIDE_NARROW))


def _by_key(sheet: Sheet) -> dict[str, FormFinding]:
    """The first finding of each field."""
    return {one.key: one for one in reversed(sheet.chips)}
