"""药袋: everything from elsewhere, asked about again with one key, added by scan, initials or plain words; what stands twice; the big table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.drug_search import ProductRow
from app.services.medicine_bag import Bag
from ui import tokens as t
from ui.pages.bag.form import BagForm
from ui.pages.bag.model import BagModel, is_code
from ui.pages.bag.row import BagLine
from ui.pages.bag.words import BagWords, strip_title
from ui.widgets.buttons import button, primary
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, Line, column, label, refill, secondary
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill
from ui.widgets.suggest_box import SuggestBox, Suggestion

CODE, WORDS = "code:", "words:"
"""Before what was typed, where a row of the search is no product."""


class BagView(Card):
    """`left()` goes back; `print_wanted()` asks for the table of everything."""

    left = Signal()
    print_wanted = Signal()

    def __init__(self, model: BagModel) -> None:
        super().__init__(strip_title())
        self.model, self.words = model, BagWords()
        self.lines: list[BagLine] = []
        self._shown: Bag | None = None
        self._state, self.notice = Pill(size=t.BODY), Notice()
        self.search = SuggestBox(
            self.tr("Add a medicine"),
            self.tr("Scan the box, or type initials, name or former name"),
            self._find,
            "",
            self.tr("Similar names: choose with ↑ ↓ or the mouse, then Enter."),
        )
        self.search.taken.connect(self._taken)
        self._code = label("", bold=True, ink="warn", wrap=True)
        self.form = BagForm(model, self.words)
        self.none = button(self.tr("Nothing else (asked today)"), model.none)
        self.all = primary(self.tr("All still taken"), model.all_taken)
        self.print = button(self.tr("Table of everything"), self.print_wanted.emit, icon="print")
        self.back = button(self.tr("Back to the sheet"), self.left.emit, icon="back")
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        model, bag = self.model, self.model.bag
        self.notice.follow(model.error)
        said = self.tr("Nobody here knows the code {code} yet. Search the medicine once: the next scan will find it.")
        self._code.setText(said.format(code=model.unknown))
        self._code.setVisible(bool(model.unknown))
        self.form.refresh()
        if bag is not None and bag != self._shown:
            self._rebuild(bag)
        for each in self.lines:
            each.refresh()

    def scanned(self, text: str) -> None:
        """A code was held before the scanner."""
        self.search.popup.hide()
        self.search.clear()
        self.model.scan(text)

    # inside

    def _rebuild(self, bag: Bag) -> None:
        self._shown, now = bag, self.model.clock.now()
        self._state.set_state(*self.words.state(bag))
        self.none.setVisible(not bag.rows)
        self.all.setVisible(bool(bag.stale))
        self.all.setText(self.tr("All {n} still taken").format(n=len(bag.stale)))
        self.set_count(self.tr("{n} kinds").format(n=len(bag.rows)))
        self.lines = [BagLine(self.model, self.words, row, now, row in bag.stale) for row in bag.rows]
        refill(self._rows, self.lines)
        twice = [label(self.words.twice(one), wrap=True) for one in bag.twice]
        refill(self._twice, [label(self.tr("May be stopped or merged (advice only)"), bold=True), *twice] if twice else [])
        refill(self._gone, self._stopped(bag))
        self._as_of.setText(self.words.as_of(bag))

    def _stopped(self, bag: Bag) -> list[QWidget]:
        """What is not taken any more, each to be taken up again with one key."""
        made: list[QWidget] = [label(self.tr("Stopped"), bold=True)] if bag.stopped else []
        for row in bag.stopped:
            said = label(f"{self.words.title(row)}：{self.words.stopped(row)}", ink="secondary", wrap=True)
            made.append(flowing(said, button(self.tr("Taken again"), lambda row=row: self.model.still(row))))  # type: ignore[misc]
        return made

    def _find(self, text: str) -> list[Suggestion]:
        """Hits; a code that a scanner typed is looked up, words that name nothing are offered as they are."""
        if is_code(text):
            return [Suggestion(f"{CODE}{text}", self.tr("Bar code {code}: look it up").format(code=text))]
        known = [self._suggestion(row) for row in self.model.find(text)]
        plain = Suggestion(f"{WORDS}{text}", self.tr("Write “{words}” as said").format(words=text), self.tr("no rule can look at it"))
        return [*known, plain]

    def _taken(self, key: str) -> None:
        if key.startswith(CODE):
            self.model.scan(key.removeprefix(CODE))
        elif key.startswith(WORDS):
            self.model.begin(name=key.removeprefix(WORDS))
        else:
            self.model.begin(key)

    def _suggestion(self, row: ProductRow) -> Suggestion:
        found = self.tr("found as {name}").format(name=row.matched) if row.matched else ""
        set_off = tuple(n for start, end in row.differs for n in range(start, end))
        detail = " · ".join(part for part in (found, row.form, row.pack) if part)
        return Suggestion(row.drug, f"{row.name} {row.strength}".strip(), detail, "", set_off, row.needs_choice)

    def _build(self) -> None:
        self._rows, self._twice, self._gone = column(gap=t.M), column(gap=t.XS), column(gap=t.XS)
        self._as_of = secondary("", wrap=True)
        for each in (flowing(self._state, self.none, self.all, self.print, self.back), self.notice, self.search, self._code, self.form):
            self.body.addWidget(each)
        for layout in (self._rows, self._twice, self._gone):
            self.body.addWidget(Line())
            self.body.addLayout(layout)
        self.body.addWidget(self._as_of)
        self.body.addStretch(1)
