"""下乡: the trips, what is taken along and how old it is, slips and what became of each."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.programme import ContactOutcome
from app.domain.trip import SlipEnd, Trip
from app.services.trip_paper import RETURN, ROSTER, SLIPS
from app.services.trips import SlipRow
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.trip.draft_card import DraftCard
from ui.pages.trip.model import Opened, TripModel
from ui.pages.trip.words import check_text, end_text
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, column, filling, label, row
from ui.widgets.list_card import ListCard
from ui.widgets.pill import Pill

_MARKS = {SlipEnd.MEASURED: t.Mark.OK, SlipEnd.REFUSED: t.Mark.INFO, SlipEnd.AWAY: t.Mark.INFO, SlipEnd.OPEN: t.Mark.WAITING}
LIST_WIDE = 250


class TripPage(ModelPage[TripModel]):
    """A trip is planned from the list of today; here it is looked at, printed and reckoned up."""

    def __init__(self, model: TripModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self._build(bridge, printers)
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, opened = self.model, self.model.opened
        trips = model.trips or ()
        self._list.show_rows(trips, self.tr("{n} trips").format(n=len(trips)))
        if opened is not None:
            self._list.table.select(opened.trip.id)
        self.draft.refresh()
        self._one.setVisible(opened is not None)
        if opened is not None:
            self._tell(opened)
        told = model.told if opened is not None and model.told is not None and model.told.trip == opened.trip.id else None
        self.notice.follow(
            model.error, "" if told is None else self.tr("Noted for this computer: {n} readings belong to nobody").format(n=told.unclaimed)
        )

    def _tell(self, opened: Opened) -> None:
        trip, found = opened.trip, opened.found
        seats = "、".join(trip.seats)
        self._head.setText(f"{trip.day} {trip.village}")
        self._of.setText(self.tr("{n} people, {free} free slips · seats {seats}").format(n=len(trip.people), free=trip.free, seats=seats))
        now = self.model.clock.now()
        self._checks.clear()
        for one in opened.checks:
            mark = t.Mark.DANGER if one.stale else t.Mark.OK
            self._checks.addWidget(Pill(check_text(one, now), mark, size=t.BODY))
        self.despite.setVisible(opened.stale)
        self.slips.show_rows(found.slips, self._counted(opened))
        self._left.setText(self._unsettled(opened))
        theme.set_tone(self._left, "ink", "ok" if found.settled and not found.silent else "warn")
        chosen = bool(self.model.person)
        for part in (self.refused, self.away, self.note):
            part.setEnabled(chosen)

    def _counted(self, opened: Opened) -> str:
        found = opened.found
        parts = [f"{end_text(end)} {found.count(end)}" for end in SlipEnd]
        return " · ".join([*parts, self.tr("without a slip {n}").format(n=found.walk_ins)])

    def _unsettled(self, opened: Opened) -> str:
        found = opened.found
        if found.settled:
            told = self.tr("All reckoned up: the van may leave")
            return (
                told
                if not found.silent
                else self.tr("{told}. Nothing heard of seat {seats} yet").format(told=told, seats="、".join(found.silent))
            )
        parts = [self.tr("{n} slips without an outcome").format(n=found.count(SlipEnd.OPEN))] if found.count(SlipEnd.OPEN) else []
        if found.unclaimed:
            parts.append(self.tr("{n} readings belong to nobody").format(n=found.unclaimed))
        parts += [self.tr("seat {seat}: {n} readings belong to nobody").format(seat=seat, n=n) for seat, n in found.elsewhere.items() if n]
        if found.retests:
            parts.append(self.tr("to be measured again: {names}").format(names="、".join(found.retests)))
        if found.untold:
            parts.append(self.tr("critical and not told: {names}").format(names="、".join(found.untold)))
        return self.tr("Before leaving the village: {rest}").format(rest="; ".join(parts))

    def _say(self, outcome: ContactOutcome) -> None:
        self.model.say(outcome, self.note.text())
        self.note.clear()

    def _print(self, kind: str, title: str) -> None:
        opened, despite = self.model.opened, self.despite.text()
        if opened is None:
            return

        def show(pdf: bytes) -> None:
            self.printable.show_pdf(title, pdf, kind, lambda: self.model.printed(kind, opened.trip, pdf, despite))

        self.model.print(kind, despite, show)

    def _choose(self, one: SlipRow | None) -> None:
        if one is not None:
            self.model.choose_person(one.person)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        self.draft = DraftCard(self.model)
        self._list = self._made_list()
        self._list.setFixedWidth(theme.px(LIST_WIDE))
        lists = row(self._list, self._made_one(), 0, gap=t.M)
        lists.setStretch(1, 1)
        lists.setStretch(2, 0)
        self.printable = Printable(self, filling(self.notice, self.draft, lists), bridge, printers)

    def _made_list(self) -> ListCard[Trip]:
        rows: RowsModel[Trip] = RowsModel(
            (
                Column(self.tr("Day"), lambda one: one.day),
                Column(self.tr("Village"), lambda one: one.village, stretch=True),
                Column(self.tr("People"), lambda one: str(len(one.people)), right=True),
            ),
            key=lambda one: one.id,
        )
        empty = EmptyState("home", self.tr("No trip is planned"), self.tr("Choose a village in the list of today, then plan the trip."))
        made = ListCard(self.tr("Trips"), self.tr("Trips"), rows, empty)
        made.table.chosen_row.connect(self.model.choose)
        return made

    def _made_one(self) -> QWidget:
        self._one = QWidget()
        self._head, self._of = label("", t.NAME, bold=True), label("", ink="secondary")
        self.despite = TextField(self.tr("Why with old data"), self.tr("Why you leave with data that is too old"))
        roster = button(self.tr("Print the roster"), lambda: self._print(ROSTER, self.tr("Roster of the trip")), icon="print")
        slips = button(self.tr("Print the slips"), lambda: self._print(SLIPS, self.tr("Slips")), icon="print")
        back = button(self.tr("Print the reckoning"), lambda: self._print(RETURN, self.tr("Reckoning on return")), icon="print")
        self.roster_button, self.slips_button, self.return_button = roster, slips, back
        checks = QWidget()
        self._checks = FlowLayout(checks)
        card = Card(self.tr("Before leaving"))
        for part in (checks, self.despite, flowing(roster, slips)):
            card.body.addWidget(part)
        whole = column(flowing(self._head, self._of), card, gap=t.S)
        whole.addWidget(self._made_slips(back), 1)
        self._one.setLayout(whole)
        self._one.hide()
        return self._one

    def _made_slips(self, back: QWidget) -> ListCard[SlipRow]:
        rows: RowsModel[SlipRow] = RowsModel(
            (
                Column(self.tr("No."), lambda one: str(one.number), right=True),
                Column(self.tr("Name"), lambda one: one.name, bold=True),
                Column(self.tr("Age"), lambda one: one.age_text),
                Column(self.tr("Group"), lambda one: one.group),
                Column(self.tr("Phone"), lambda one: one.phone or self.tr("none")),
                Column(self.tr("Outcome"), lambda one: end_text(one.end), mark=lambda one: _MARKS[one.end]),
                Column(self.tr("Note"), lambda one: one.note, stretch=True),
            ),
            key=lambda one: one.person,
        )
        made = ListCard(self.tr("On return"), self.tr("Slips"), rows, EmptyState("residents", "", ""))
        made.table.chosen_row.connect(self._choose)
        self.slips, self._left = made, label("", wrap=True)
        self.refused = button(self.tr("Refused"), lambda: self._say(ContactOutcome.REFUSES))
        self.away = button(self.tr("Absent or left"), lambda: self._say(ContactOutcome.AWAY))
        self.note = TextField(self.tr("Note"), self.tr("Note, if there is more to say"))
        self.reckon = button(self.tr("This computer is reckoned up"), self.model.reckon)
        made.body.addWidget(flowing(self.refused, self.away, self.note, self.reckon, back))
        made.body.addWidget(self._left)
        return made
