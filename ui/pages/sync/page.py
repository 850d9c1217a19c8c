"""The upload page: a sentence on top, lanes with counts and age, refused records with what to do, disagreements side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.store.sync_state import Waiting
from ui import icons, theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.model_page import ModelPage
from ui.pages.sync.cards import AsideCard, ConflictCard, HubClashCard, LaneTile, ParkedCard, SettledCard
from ui.pages.sync.model import SyncModel
from ui.pages.sync.words import LANES, SyncWords
from ui.widgets.buttons import primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row, scrolled
from ui.widgets.pill import Pill


class SyncPage(ModelPage[SyncModel]):
    """Nothing here is a question that keeps anybody from working or from switching off."""

    settings_asked = Signal()

    def __init__(self, model: SyncModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = SyncWords()
        self._shown: object = None
        self._offers = False
        self._build()
        self.follow(bridge)

    def offer_settings(self) -> None:
        """Whoever sits here may set uploading up: where it is not, a button says so (`settings_asked`)."""
        self._offers = True
        self.refresh()

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
        compared, asks = self.words.compared(summary, now)
        theme.set_tone(self._compared, "ink", "danger" if asks else "secondary")
        for told, words in (
            (self._up_to, self.words.up_to(summary, now)),
            (self._compared, compared),
            (self._traffic, self.words.traffic(summary)),
        ):
            told.setText(words)
            told.setVisible(bool(words))
        self.now.setEnabled(summary.peers_known and not self.model.busy)
        self.now.setVisible(summary.peers_known or not self._offers)
        self.set_up.setVisible(self._offers and not summary.peers_known)
        self._waiting.setVisible(summary.peers_known)  # without a server nothing is "all uploaded" (H12)
        for lane in LANES:
            self._lanes[lane].show_waiting(state.lanes.get(lane, Waiting()), now)
        self._refresh_lists()
        self.notice.follow(self.model.error)

    def _refresh_lists(self) -> None:
        state = self.model.state
        shown = (state.summary.peers_known, state.parked, state.conflicts, state.settled, state.set_aside, state.hub, state.chosen)
        if shown == self._shown:
            return
        self._shown = shown
        model, words = self.model, self.words
        settled = [SettledCard(model, words, state.settled)] if state.settled else []
        self._fill(self._conflicts, [*settled, *(ConflictCard(model, words, one) for one in state.conflicts)], len(state.conflicts))
        chosen = [SettledCard(model, words, state.chosen)] if state.chosen else []
        self._fill(self._hub, [*chosen, *(HubClashCard(model, words, one) for one in state.hub)], len(state.hub))
        self._fill(self._parked, [ParkedCard(model, words, one) for one in state.parked], len(state.parked))
        self._fill(self._aside, [AsideCard(model, words, one) for one in state.set_aside], len(state.set_aside))
        self._calm.setVisible(state.summary.peers_known and not (state.parked or state.conflicts or state.set_aside or state.hub))

    def _fill(self, part: tuple[Card, QVBoxLayout], cards: Sequence[QWidget], count: int) -> None:
        card, rows = part
        refill(rows, cards)
        card.setVisible(bool(cards))
        card.set_count(self.tr("{n} entries").format(n=count) if count else "")

    # building

    def _build(self) -> None:
        head = (self.notice, self._headline(), self._lanes_card())
        self._parked = self._list_card(self.tr("Need you"))
        self._conflicts = self._list_card(self.tr("Two places disagree: please choose"))
        self._hub = self._list_card(self.tr("Hub and server above disagree: please choose"))
        self._aside = self._list_card(self.tr("Came and could not be taken in"))
        self._calm = EmptyState(
            "check", self.tr("Nothing needs you"), self.tr("Uploading goes on by itself whenever the network is there.")
        )
        lists = (self._conflicts[0], self._hub[0], self._parked[0], self._aside[0], self._calm)
        self.setLayout(column(scrolled(*head, *lists, 0, margin=t.L), gap=0))

    def _headline(self) -> QWidget:
        self._top = Card()
        self._icon, self._head = QLabel(), label("", t.NAME, bold=True, wrap=True)
        self._network = Pill(size=t.BODY)
        self._trouble = label("", wrap=True)
        self._off = label("", ink="secondary", wrap=True)
        self._up_to = label("", wrap=True)
        self._compared = label("", ink="secondary", wrap=True)
        self._traffic = label("", ink="secondary", wrap=True)
        self.now = primary(self.tr("Upload now"), self.model.sync_now, icon="sync")
        self.set_up = primary(self.tr("Set up uploading"), lambda: self.settings_asked.emit(), icon="settings")
        self.set_up.hide()
        top = row(self._icon, self._head, gap=t.M)
        top.setStretch(1, 1)
        self._top.body.addLayout(top)
        self._top.body.addWidget(self._trouble)
        for part in (self._up_to, self._off, self._compared, self._traffic):
            self._top.body.addWidget(part)
        keys = flowing(self.now, self.set_up, self._network)
        self._top.body.addWidget(keys)
        return self._top

    def _lanes_card(self) -> QWidget:
        card = self._waiting = Card(self.tr("Waiting for upload"))
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
