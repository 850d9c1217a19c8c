"""Cards of the courier page: the stick, what goes out, what comes in, and whom we carry to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.couriers import Correspondent
from ui import icons, theme
from ui import tokens as t
from ui.pages.courier.model import HUB, CourierModel
from ui.pages.courier.words import CourierWords
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row, secondary

Pick = Callable[[], str]
"""Asks the person for a folder or a file; '' = given up."""


class StickCard(Card):
    """Which stick, or which folder."""

    def __init__(self, model: CourierModel, words: CourierWords, pick: Pick) -> None:
        super().__init__(self.tr("1. The stick"))
        self._model, self._words, self._pick = model, words, pick
        self._bars = QVBoxLayout()
        self._shown: object = None
        self._where = label("", bold=True, wrap=True)
        self.again = button(self.tr("Look again"), model.load, icon="search")
        self.folder = button(self.tr("Another folder …"), self._another)
        left = column(gap=t.XS)
        left.addLayout(self._bars)
        left.addWidget(self._where)
        line = row(gap=t.S)
        line.addLayout(left, 1)
        line.addWidget(self.again)
        line.addWidget(self.folder)
        self.body.addLayout(line)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        if (model.sticks, model.place) != self._shown:
            self._shown = (model.sticks, model.place)
            bar = ChoiceBar(self.tr("Stick"), [(str(one.path), self._words.stick(one)) for one in model.sticks])
            bar.chosen.connect(lambda path: model.choose_place(Path(path)))
            bar.set_value(str(model.place) if model.place else None)
            refill(self._bars, [bar] if model.sticks else [])
        if model.place is not None:
            self._where.setText(self.tr("Folder: {folder}").format(folder=str(model.place)))
        else:
            self._where.setText(
                self.tr("Choose the stick.") if model.sticks else self.tr("No stick is plugged in, or it is not found yet.")
            )
        for key in (self.again, self.folder):
            key.setEnabled(not model.doing)

    def _another(self) -> None:
        chosen = self._pick()
        if chosen:
            self._model.choose_place(Path(chosen))


class OutCard(Card):
    """What goes onto the stick, for whom."""

    def __init__(self, model: CourierModel, words: CourierWords) -> None:
        super().__init__(self.tr("2. Carry away"))
        self._model, self._words = model, words
        self._bars = QVBoxLayout()
        self._shown: object = None
        self._said, self._open = label("", wrap=True), label("", ink="warn", wrap=True)
        self.write = primary(self.tr("Write to the stick"), model.write)
        self.receipt = button(self.tr("Only the receipt"), model.write_receipt)
        self.body.addLayout(self._bars)
        self.body.addWidget(self._said)
        self.body.addWidget(self._open)
        self.body.addWidget(flowing(self.write, self.receipt))
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        model, words, now = self._model, self._words, self._model.clock.now()
        known, to = model.state.known, model.to
        if (known, model.site) != self._shown:
            self._shown = (known, model.site)
            bar = ChoiceBar(self.tr("For whom"), [(one.site, words.place(one)) for one in known])
            bar.chosen.connect(model.choose_site)
            bar.set_value(model.site)
            refill(self._bars, [bar] if len(known) > 1 else [])
        if to is None:
            self._said.setText(self.tr("Exchange cards with the other side first, see below: then this computer knows whom to write to."))
        else:
            self._said.setText(words.waiting(model.carried, words.place(to), now))
        unconfirmed = words.unconfirmed(model.carried, now)
        self._open.setText(unconfirmed)
        self._open.setVisible(bool(unconfirmed))
        can = model.place is not None and to is not None and not model.busy
        self.write.setEnabled(can)
        self.receipt.setEnabled(can)
        self.receipt.setVisible(model.side == HUB)


class InCard(Card):
    """What is on the stick for this computer, and what became of it."""

    def __init__(self, model: CourierModel, words: CourierWords, pick: Pick) -> None:
        super().__init__(self.tr("3. Take in"))
        self._model, self._words, self._pick = model, words, pick
        self._said = label("", wrap=True)
        self.take = primary(self.tr("Take in"), lambda: model.take())
        self.other = button(self.tr("Another file …"), self._another)
        self._rows = QVBoxLayout()
        self._shown: object = ()
        self.body.addWidget(self._said)
        self.body.addWidget(flowing(self.take, self.other))
        self.body.addLayout(self._rows)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        count = len(model.state.files)
        if model.place is None:
            self._said.setText(self.tr("Choose the stick first."))
        elif count:
            self._said.setText(self.tr("{n} files on the stick are for this side. Those taken in before are passed over.").format(n=count))
        else:
            self._said.setText(self.tr("There is no file for this side on the stick."))
        self.take.setEnabled(bool(count) and not model.busy)
        self.other.setEnabled(not model.busy)
        if model.taken is not self._shown:
            self._shown = model.taken
            refill(self._rows, [self._line(*self._words.taken(one), one.name) for one in model.taken or ()])

    def _line(self, said: str, mark: t.Mark, name: str) -> QWidget:
        icon = QLabel()
        icon.setPixmap(icons.pixmap(mark.icon or "info", theme.px(20), mark.tone.value.ink))
        part = QWidget()
        line = row(icon, gap=t.S)
        line.addLayout(column(label(said, wrap=True), secondary(name, wrap=True), gap=0), 1)
        part.setLayout(line)
        return part

    def _another(self) -> None:
        chosen = self._pick()
        if chosen:
            self._model.take([Path(chosen)])


class PeopleCard(Card):
    """Whom files are carried to; two places exchange cards once, and two people compare a number."""

    def __init__(self, model: CourierModel, words: CourierWords, ask: Callable[[Correspondent], None]) -> None:
        super().__init__(self.tr("Whom we carry to"))
        self._model, self._words, self._ask = model, words, ask
        self._shown: object = None
        self._own, self._number = label("", wrap=True), label("", t.HEADING, bold=True, wrap=True)
        self.card = button(self.tr("Write our card to the stick"), model.write_card, icon="card")
        self._cards, self._rows = QVBoxLayout(), QVBoxLayout()
        how = self.tr(
            "Once only: write our card, have it read at the other side, bring the other side's card and read it here. Both compare the "
            "numbers on their screens, by telephone if need be: then nobody can slip in a false one."
        )
        self.body.addWidget(label(how, ink="secondary", wrap=True))
        ours = column(self._own, self._number, gap=0)
        own = row(gap=t.M)
        own.addLayout(ours, 1)
        own.addWidget(self.card)
        self.body.addLayout(own)
        self.body.addLayout(self._cards)
        self.body.addLayout(self._rows)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        own = model.state.own
        self._own.setText(self.tr("Our number ({name}), to be read to the other side").format(name=own.name))
        self._number.setText(own.number)
        self.card.setEnabled(model.place is not None and not model.busy)
        if model.state != self._shown:
            self._shown = model.state
            refill(self._cards, [self._found(one) for one in model.state.cards])
            refill(self._rows, [self._known(one) for one in model.state.known])

    def _found(self, card: Path) -> QWidget:
        read = button(self.tr("Read it"), partial(self._model.look, card))
        read.setAccessibleName(self.tr("Read the card {name}").format(name=card.name))
        part = QWidget()
        line = row(label(self.tr("Card on the stick: {name}").format(name=card.name), wrap=True), read)
        line.setStretch(0, 1)
        part.setLayout(line)
        return part

    def _known(self, one: Correspondent) -> QWidget:
        card = Card()
        part = button(self.tr("Carry there no more …"), partial(self._ask, one))
        part.setAccessibleName(self.tr("Carry to {name} no more").format(name=one.name))
        number = self.tr("number {number}").format(number=one.number)
        line = row(gap=t.M)
        line.addLayout(column(label(self._words.place(one), bold=True, wrap=True), label(number, ink="secondary", wrap=True), gap=0), 1)
        line.addWidget(part)
        card.body.addLayout(line)
        return card


class CompareCard(Card):
    """A card that was read: its number, large, before anybody trusts it."""

    def __init__(self, model: CourierModel, words: CourierWords) -> None:
        super().__init__()
        self.set_surface("info")
        self._model, self._words = model, words
        self._name, self._number = label("", t.HEADING, bold=True, wrap=True), label("", t.VITAL, bold=True)
        said = self.tr("Does the other side's own screen show the same number? Compare all sixteen digits.")
        self.yes = primary(self.tr("The same: carry there"), lambda: model.trust())
        self.above = primary(self.tr("The same: it stands above this hub"), lambda: model.trust(above=True))
        self.below = button(self.tr("The same: it stands below this hub"), lambda: model.trust())
        self.no = button(self.tr("Not the same"), model.distrust)
        for widget in (self._name, self._number, label(said, wrap=True), flowing(self.yes, self.above, self.below, self.no)):
            self.body.addWidget(widget)

    def show_card(self, one: Correspondent) -> None:
        """Show it."""
        self._name.setText(self.tr("Card of {name}").format(name=self._words.place(one)))
        self._number.setText(one.number)
        hubs = self._model.side == HUB and one.is_hub
        self.yes.setVisible(not hubs)
        for key in (self.above, self.below):
            key.setVisible(hubs)
