"""The upload page: a sentence on top, lanes with counts and age, refused records with what to do, disagreements side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.store.conflicts import ConflictRow
from app.store.sync_state import ParkedRow, Waiting
from ui import icons, theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.sync.model import SyncModel
from ui.pages.sync.words import LANES, SyncWords
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, Scroll, column, label, row
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill


class SyncPage(QWidget):
    """Nothing here is a question that keeps anybody from working or from switching off."""

    def __init__(self, model: SyncModel, bridge: Bridge) -> None:
        super().__init__()
        self.model, self.words = model, SyncWords()
        self.notice = Notice()
        self._shown: object = None
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def shown(self) -> None:
        """Read anew."""
        self.model.load()

    def refresh(self) -> None:
        """Follow the model."""
        state, now = self.model.state, self.model.clock.now()
        summary = state.summary
        said, mark = self.words.headline(summary, now)
        self._head.setText(said)
        self._icon.setPixmap(icons.pixmap(mark.icon or "sync", theme.px(28), mark.tone.value.ink))
        self._top.set_surface(mark.tone.name.lower() if mark.tone is not t.Tone.NEUTRAL else "card")
        self._network.set_state(*self.words.network(summary))
        self._network.setVisible(summary.peers_known)
        trouble = self.words.trouble(summary)
        self._trouble.setText("\n".join(part for part in (trouble.what, trouble.kept, trouble.advice) if part) if trouble else "")
        self._trouble.setVisible(trouble is not None)
        self._off.setText(self.words.shutdown(summary))
        self.now.setEnabled(summary.peers_known and not self.model.busy)
        for lane in LANES:
            self._lanes[lane].show_waiting(state.lanes.get(lane, Waiting()), now)
        self._refresh_lists()
        if self.model.error is not None:
            self.notice.fail(self.model.error)
        else:
            self.notice.hide()

    def _refresh_lists(self) -> None:
        state = self.model.state
        shown = (state.parked, state.conflicts)
        if shown == self._shown:
            return
        self._shown = shown
        for layout in (self._parked, self._conflicts):
            _empty(layout)
        for refused in state.parked:
            self._parked.addWidget(self._parked_card(refused))
        for conflict in state.conflicts:
            self._conflicts.addWidget(ConflictCard(self.model, self.words, conflict))
        self._parked_card_all.setVisible(bool(state.parked))
        self._parked_card_all.set_count(self.tr("{n} entries").format(n=len(state.parked)))
        self._conflict_card_all.setVisible(bool(state.conflicts))
        self._conflict_card_all.set_count(self.tr("{n} entries").format(n=len(state.conflicts)))
        self._calm.setVisible(not state.parked and not state.conflicts)

    def _parked_card(self, refused: ParkedRow) -> QWidget:
        card = Card()
        card.set_surface("warn")
        name = self.model.name(refused.person)
        what = self.words.kind(refused.fhir_type)
        title = self.tr("{name}: {what}").format(name=name, what=what) if name else what
        head = row(label(title, bold=True), 0, label(when(refused.at, self.model.clock.now()), ink="secondary"))
        card.body.addLayout(head)
        card.body.addWidget(label(self.words.why(refused), wrap=True))
        again = button(self.tr("Try again"), partial(self.model.retry, refused))
        card.body.addLayout(row(again, 0))
        return card

    # building

    def _build(self) -> None:
        inner = QWidget()
        body = column(self.notice, self._headline(), self._lanes_card(), gap=t.M)
        self._parked_card_all, self._parked = self._list_card(self.tr("Need you"))
        self._conflict_card_all, self._conflicts = self._list_card(self.tr("Two places disagree: please choose"))
        self._calm = EmptyState(
            "check", self.tr("Nothing needs you"), self.tr("Uploading goes on by itself whenever the network is there.")
        )
        for each in (self._conflict_card_all, self._parked_card_all, self._calm):
            body.addWidget(each)
        body.addStretch(1)
        body.setContentsMargins(t.L, t.L, t.L, t.L)
        inner.setLayout(body)
        self.setLayout(column(Scroll(inner), gap=0))

    def _headline(self) -> QWidget:
        self._top = Card()
        self._icon, self._head = QLabel(), label("", t.NAME, bold=True, wrap=True)
        self._network = Pill(size=t.BODY)
        self._trouble = label("", wrap=True)
        self._off = label("", ink="secondary", wrap=True)
        self.now = primary(self.tr("Upload now"), self.model.sync_now, icon="sync")
        top = row(self._icon, self._head, gap=t.M)
        top.setStretch(1, 1)
        self._top.body.addLayout(top)
        self._top.body.addWidget(self._trouble)
        self._top.body.addWidget(self._off)
        keys = QWidget()
        flow = FlowLayout(keys)
        flow.addWidget(self.now)
        flow.addWidget(self._network)
        self._top.body.addWidget(keys)
        return self._top

    def _lanes_card(self) -> QWidget:
        card = Card(self.tr("Waiting for upload"))
        grid = QGridLayout()
        grid.setSpacing(t.S)
        self._lanes = {lane: LaneTile(self.words.lane(lane)) for lane in LANES}
        for lane, tile in self._lanes.items():
            grid.addWidget(tile, lane // 2, lane % 2)
        for number in (0, 1):
            grid.setColumnStretch(number, 1)
        card.body.addLayout(grid)
        return card

    def _list_card(self, title: str) -> tuple[Card, QVBoxLayout]:
        card, rows = Card(title), QVBoxLayout()
        rows.setSpacing(t.S)
        card.body.addLayout(rows)
        return card, rows


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


class ConflictCard(Card):
    """Here and there side by side, the differing fields only, with who wrote it and when."""

    def __init__(self, model: SyncModel, words: SyncWords, conflict: ConflictRow) -> None:
        super().__init__()
        self.set_surface("warn")
        name, what = model.name(conflict.person), words.kind(conflict.fhir_type)
        title = self.tr("{name}: {what}").format(name=name, what=what) if name else what
        self.body.addWidget(label(title, bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(t.L)
        for place, head in enumerate(("", self.tr("on this computer"), self.tr("at the other place"))):
            grid.addWidget(label(head, bold=True, ink="secondary"), 0, place)
        for number, one in enumerate(conflict.fields, start=1):
            grid.addWidget(label(words.field(one.get("label", "")), ink="secondary", wrap=True), number, 0)
            grid.addWidget(label(one.get("here", "") or "—", bold=True, wrap=True), number, 1)
            grid.addWidget(self._there(one), number, 2)
        for place, share in enumerate((1, 2, 2)):
            grid.setColumnStretch(place, share)
        self.body.addLayout(grid)
        keys = QWidget()
        flow = FlowLayout(keys)
        self.here = button(self.tr("Keep this computer's"), partial(model.keep_here, conflict))
        self.there = button(self.tr("Take the other one"), partial(model.keep_there, conflict))
        flow.addWidget(self.here)
        flow.addWidget(self.there)
        self.body.addWidget(keys)

    def _there(self, one: Mapping[str, str]) -> QWidget:
        made = QWidget()
        lines = column(label(one.get("there", "") or "—", bold=True, wrap=True), gap=0)
        said = " ".join(part for part in (one.get("who", ""), one.get("when", "")) if part)
        if said:
            lines.addWidget(label(said, ink="secondary", wrap=True))
        made.setLayout(lines)
        return made


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
