"""A section of the sheet: open fields two a line, what is filled already as small words that say where they came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.rules.forms.checking import FormFinding
from app.rules.forms.conditions import ALWAYS
from app.rules.forms.joining import JoinedSection, Place
from app.services.form_sheet import Sheet
from ui import theme
from ui import tokens as t
from ui.pages.follow_up import words
from ui.pages.follow_up.field_row import FieldRow
from ui.widgets.buttons import button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, label, row, secondary, take_out
from ui.widgets.pill import Pill

TWO_FROM = 620
"""Two fields a line from this width on, at 100 %."""


class Acts(Protocol):
    """What a section asks its page for."""

    def typing(self, key: str, told: list[str]) -> None: ...
    def told(self, key: str, told: list[str]) -> None: ...
    def look(self, key: str) -> None: ...


class SectionCard(Card):
    """Folded until it is needed: an examination has two hundred fields. `unfolded` when somebody opened it."""

    unfolded = Signal()

    def __init__(self, section: JoinedSection, acts: Acts, before: Callable[[], object], normal: Callable[[], object]) -> None:
        super().__init__()
        self.section, self._acts = section, acts
        self.rows: dict[str, FieldRow] = {}
        self.taken: set[str] = set()
        self._filled: dict[str, str] = {}
        self._laid: tuple[str, ...] = ()
        self._two = False
        self.unfold = button(section.title, self.open, kind="quiet", icon="down")
        self._heading = label(section.title, t.HEADING, bold=True)
        self._heading.hide()
        self._state = Pill("", t.Mark.NONE)
        self.before = button(self.tr("As last time"), before)
        self.normal = button(self.tr("The rest is normal"), normal)
        self.more = button("", self._show_more, kind="quiet")
        self._all = False
        for shut in (self.before, self.normal, self.more):
            shut.hide()
        self.body.addLayout(row(self.unfold, self._heading, self._state, 0, self.more, self.before, self.normal))
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(t.L)
        self._grid.setVerticalSpacing(t.S)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=t.XS)
        self._origin = secondary("", wrap=True)
        self.change = button(self.tr("Type it anew"), self._take)
        self._asked = ""
        self._where = QWidget()
        where = row(self._origin, self.change)
        where.setStretch(0, 1)
        self._where.setLayout(where)
        for each in (self._chips, self._where, self._fields):
            self.body.addWidget(each)
            each.hide()

    @property
    def is_open(self) -> bool:
        """Whether its fields are made."""
        return bool(self._heading.isVisibleTo(self))

    def open(self) -> None:
        """Show its fields."""
        if not self.is_open:
            self.unfold.hide()
            self._heading.show()
            self.unfolded.emit()

    def left_open(self, sheet: Sheet, found: Mapping[str, FormFinding]) -> list[Place]:
        """Fields that are to be answered: what may be left out comes when it is asked for."""
        return [one for one in self.section.places if one.key in sheet.asked and self._is_open_field(sheet, one.key, found)]

    def _is_open_field(self, sheet: Sheet, key: str, found: Mapping[str, FormFinding]) -> bool:
        value, made = sheet.values.get(key), self.rows.get(key)
        if key in self.taken or (made is not None and made.editor.hasFocus()):
            return True
        if key in sheet.following:
            return False
        if value is not None or key in sheet.typed:
            return value is None or value.source == ""
        return self._all or not self._may_be_left_out(sheet, key, found)

    def _may_be_left_out(self, sheet: Sheet, key: str, found: Mapping[str, FormFinding]) -> bool:
        """Neither required nor proposed, nor asked because of another answer, nor of a group of which something is typed (药物1)."""
        if key in found or key in sheet.proposals or sheet.field(key).when != ALWAYS:
            return False
        stem = key.rpartition("_")[0]
        return not (stem and stem[-1].isdigit() and any(other.startswith(f"{stem}_") for other in sheet.typed))

    def show_sheet(self, sheet: Sheet, found: Mapping[str, FormFinding], proposed: tuple[str, ...]) -> None:
        """Follow the sheet; the field with the cursor keeps it."""
        open_fields = self.left_open(sheet, found)
        missing = sum(found[one.key].holds_up for one in self.section.places if one.key in found)
        open_keys = sheet.asked - sheet.values.keys() - sheet.following
        left = sum(one.key in open_keys for one in self.section.places)
        self._say_state(missing, left)
        kept = sum(one.key in open_keys for one in self.section.places if one not in open_fields)
        self.more.setText(self.tr("{n} more").format(n=kept))
        self.more.setVisible(self.is_open and bool(kept))
        self.before.setVisible(self.is_open and bool(proposed))
        self.normal.setVisible(self.is_open and bool(sheet.open_normals(self.section.title)))
        if not self.is_open:
            return
        for place in open_fields:
            one = self._row(sheet, place)
            one.show_value(sheet.values.get(place.key))
            self._remark(one, sheet, found.get(place.key))
        self._lay([one.key for one in open_fields])
        self._show_filled(sheet, {one.key for one in open_fields})

    def order(self) -> list[QWidget]:
        """Editors in the order they are laid out."""
        return [self.rows[key].editor for key in self._laid]

    def first_without(self, sheet: Sheet) -> QWidget | None:
        """The first open field that has no answer yet."""
        return next((self.rows[key].editor for key in self._laid if key not in sheet.values), None)

    def show_origin(self, key: str, said: str) -> None:
        """Where a filled value came from, and the way to change it."""
        self._asked = key
        self._origin.setText(said)
        self._where.setVisible(bool(said))

    # inside

    def _say_state(self, missing: int, left: int) -> None:
        if missing:
            self._state.set_state(self.tr("{n} missing").format(n=missing), t.Mark.ATTENTION)
        elif left:
            self._state.set_state(self.tr("complete, {n} may be added").format(n=left), t.Mark.OK)
        else:
            self._state.set_state(self.tr("complete"), t.Mark.OK)

    def _show_more(self) -> None:
        self._all = True
        self.unfolded.emit()

    def _row(self, sheet: Sheet, place: Place) -> FieldRow:
        made = self.rows.get(place.key)
        if made is None:
            made = FieldRow(place.key, words.name(sheet, place), sheet.field(place.key))
            made.typing.connect(self._acts.typing)
            made.told.connect(self._acts.told)
            self.rows[place.key] = made
        return made

    def _remark(self, made: FieldRow, sheet: Sheet, found: FormFinding | None) -> None:
        proposal = sheet.proposals.get(made.key)
        if found is not None and found.code not in ("missing", "wanted"):
            made.say(words.finding(found), words.tone(found))
        elif proposal is not None and made.key not in sheet.values:
            shown = made.one.shown(proposal.value)
            made.say(self.tr("Last time: {value} ({day})").format(value=shown, day=proposal.day.isoformat()))
        elif found is not None:
            wanted = found.code == "wanted"
            made.say(self.tr("the standard asks for it, too") if wanted else self.tr("missing"), "secondary" if wanted else "warn")
        elif made.one.measured and (value := sheet.values.get(made.key)) is not None and value.source == "":
            made.say(self.tr("typed by hand"))
        else:
            made.say("")

    def _lay(self, keys: list[str]) -> None:
        two = self.width() >= theme.px(TWO_FROM)
        if (tuple(keys), two) == (self._laid, self._two):
            return
        self._laid, self._two = tuple(keys), two
        take_out(self._grid)
        line = place = 0
        for key in keys:
            one = self.rows[key]
            wide = one.wide or not two
            if wide and place:
                line, place = line + 1, 0
            self._grid.addWidget(one, line, place, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop)
            line, place = (line + 1, 0) if wide or place else (line, 1)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1 if two or not column else 0)
        for key, one in self.rows.items():
            one.setVisible(key in self._laid)
        self._fields.setVisible(bool(keys))

    def _show_filled(self, sheet: Sheet, left: set[str]) -> None:
        filled = {
            one.key: words.told(words.name(sheet, one), sheet.field(one.key), sheet.values[one.key])
            for one in self.section.places
            if one.key in sheet.asked and one.key in sheet.values and one.key not in left
        }
        if filled == self._filled:
            return
        self._filled = filled
        self._flow.clear()
        for key, said in filled.items():
            pill = Pill(said if len(said) <= 40 else said[:39] + "…", t.Mark.NONE, clickable=True, size=t.BODY)
            pill.setToolTip(said)
            pill.pressed.connect(lambda key=key: self._acts.look(key))
            self._flow.addWidget(pill)
        self._chips.setVisible(bool(filled))
        if self._asked not in filled:
            self.show_origin("", "")

    def _take(self) -> None:
        """Open a filled field for the keyboard."""
        key = self._asked
        self.taken.add(key)
        self.show_origin("", "")
        self.unfolded.emit()
        if key in self.rows:
            self.rows[key].editor.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.width() >= theme.px(TWO_FROM)) is not self._two and self._laid:
            self._lay(list(self._laid))
