"""Cards of the upload page: a lane with its count, disagreements side by side, a choice that can be taken back, an entry set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.fleet import HubChoice, HubClash
from app.store.conflicts import HERE, ConflictRow, SettledRow
from app.store.sync_state import ParkedRow, SetAsideRow, Waiting
from ui import theme
from ui import tokens as t
from ui.pages.sync.model import SyncModel
from ui.pages.sync.words import SyncWords
from ui.pages.wording import when
from ui.widgets.buttons import button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, column, label, row


class LaneTile(QWidget):
    """How much of one kind waits, and since when."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._count = label("0", t.NAME, bold=True)
        self._since = label("", ink="secondary")
        self._count.setMinimumWidth(theme.px(56))
        names = column(label(words, wrap=True), self._since, gap=0)
        line = row(self._count)
        line.addLayout(names, 1)
        self.setLayout(line)

    def show_waiting(self, waiting: Waiting, now: datetime) -> None:
        """Show a lane."""
        self._count.setText(str(waiting.pending))
        since = self.tr("since {time}").format(time=when(waiting.oldest_at, now)) if waiting.oldest_at else self.tr("all uploaded")
        self._since.setText(since)


class ParkedCard(Card):
    """What the server refused, why, and a way to try again."""

    def __init__(self, model: SyncModel, words: SyncWords, refused: ParkedRow) -> None:
        super().__init__()
        self.set_surface("warn")
        title = words.titled(model.name(refused.person), refused.fhir_type)
        head = row(label(title, bold=True, wrap=True), label(when(refused.at, model.clock.now()), ink="secondary"))
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(label(words.why(refused), wrap=True))
        self.body.addLayout(row(button(self.tr("Try again"), partial(model.retry, refused)), 0))


Fields = Sequence[Mapping[str, str]]


def compared(
    model: SyncModel, words: SyncWords, heads: tuple[str, str], fields: Fields, said: tuple[str, str] | None = None
) -> QGridLayout:
    """The differing fields side by side under their heads; ``said``: who wrote each, when and where."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(t.L)
    for place, head in enumerate(("", *heads)):
        grid.addWidget(label(head, bold=True, ink="secondary", wrap=True), 0, place)
    for place, who in enumerate(said or (), start=1):
        grid.addWidget(label(who, ink="secondary", wrap=True), 1, place)
    for number, one in enumerate(fields, start=2):
        name = one.get("label", "")
        grid.addWidget(label(words.field(name), ink="secondary", wrap=True), number, 0)
        for place, side in ((1, "here"), (2, "there")):
            grid.addWidget(label(words.value(one.get(side, ""), model.name, name), bold=True, wrap=True), number, place)
    for place, share in enumerate((1, 2, 2)):
        grid.setColumnStretch(place, share)
    return grid


class ConflictCard(Card):
    """Here and there side by side, the differing fields only, with who wrote each, when and where."""

    def __init__(self, model: SyncModel, words: SyncWords, conflict: ConflictRow) -> None:
        super().__init__()
        self.set_surface("warn")
        self.body.addWidget(label(words.titled(model.name(conflict.person), conflict.fhir_type), bold=True, wrap=True))
        now = model.clock.now()
        heads = self.tr("on this computer"), self.tr("at the other place")
        said = words.author(conflict.here, False, now), words.author(conflict.there, True, now)
        self.body.addLayout(compared(model, words, heads, conflict.fields, said))
        keys = QWidget()
        flow = FlowLayout(keys)
        self.here = button(self.tr("Keep this computer's"), partial(model.keep_here, conflict))
        self.there = button(self.tr("Take the other one"), partial(model.keep_there, conflict))
        flow.addWidget(self.here)
        if conflict.fixed:
            fixed = self.tr("What was measured or signed is never rewritten. If it is wrong, void it in the chart.")
            self.body.addWidget(label(fixed, wrap=True))
        else:
            flow.addWidget(self.there)
        self.body.addWidget(keys)


class HubClashCard(Card):
    """The hub's form and that of the server above."""

    def __init__(self, model: SyncModel, words: SyncWords, clash: HubClash) -> None:
        super().__init__()
        self.set_surface("warn")
        title = row(label(words.titled(model.name(clash.person), clash.fhir_type), bold=True, wrap=True))
        title.addWidget(label(when(clash.at, model.clock.now()), ink="secondary"))
        title.setStretch(0, 1)
        self.body.addLayout(title)
        heads = self.tr("at the hub (this computer)"), self.tr("at the server above")
        self.body.addLayout(compared(model, words, heads, clash.fields))
        keys = QWidget()
        flow = FlowLayout(keys)
        self.ours = button(self.tr("Keep the hub's"), partial(model.settle_at_hub, clash, True))
        self.theirs = button(self.tr("Take the one above"), partial(model.settle_at_hub, clash, False))
        flow.addWidget(self.ours)
        flow.addWidget(self.theirs)
        self.body.addWidget(keys)


class SettledCard(Card):
    """The last choice, with a way back."""

    def __init__(self, model: SyncModel, words: SyncWords, settled: SettledRow | HubChoice) -> None:
        super().__init__()
        title = words.titled(model.name(settled.person), settled.fhir_type)
        self.back = button(self.tr("Take the choice back"), partial(model.take_back, settled))
        line = row(label(self._kept(settled).format(what=title), wrap=True), self.back)
        line.setStretch(0, 1)
        self.body.addLayout(line)

    def _kept(self, settled: SettledRow | HubChoice) -> str:
        if isinstance(settled, HubChoice):
            return self.tr("{what}: the hub's was kept") if settled.ours else self.tr("{what}: the one above was taken")
        return self.tr("{what}: this computer's was kept") if settled.choice == HERE else self.tr("{what}: the other one was taken")


class AsideCard(Card):
    """Something that came and became no record."""

    def __init__(self, model: SyncModel, words: SyncWords, aside: SetAsideRow) -> None:
        super().__init__()
        self.seen = button(self.tr("Seen"), partial(model.see, aside))
        lines = column(label(words.aside(aside), wrap=True), label(when(aside.at, model.clock.now()), ink="secondary"), gap=0)
        line = row(gap=t.M)
        line.addLayout(lines, 1)
        line.addWidget(self.seen)
        self.body.addLayout(line)
