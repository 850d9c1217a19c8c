"""The glucose card: without the meal context a number has no class, and no context is ever the default (H24)."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.domain.measurement import MeasurementKind
from ui.pages.measuring.entry_card import EntryCard
from ui.pages.measuring.values import CardView
from ui.pages.measuring.words import context_word
from ui.widgets.choice_bar import ChoiceBar

CONTEXTS = ("fasting", "postprandial", "random")


class GlucoseCard(EntryCard):
    """`context_chosen(key)` for the reading that waits for it or for what is typed."""

    context_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(MeasurementKind.GLUCOSE)
        self.context = ChoiceBar(self.tr("When it was taken"), [(key, context_word(key)) for key in CONTEXTS])
        self.context.chosen.connect(self.context_chosen)
        self.body.insertWidget(self.body.count() - 3, self.context)

    def show_context(self, card: CardView, typed: str, chosen: str, enabled: bool) -> None:
        """What was answered: for the typed number, else for the newest reading."""
        self.context.setEnabled(enabled)
        self.context.set_value((chosen if typed or card.now is None else card.now.context) or None)
