"""The yellow strip: a value the doctor saw was taken back; it stays, over a restart too, until it is read (safety.md §3)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from app.services.corrections import Taken
from ui import tokens as t
from ui.pages.encounter.taken_back import TakenBackModel
from ui.pages.encounter.words import EncounterWords
from ui.pages.wording import when
from ui.widgets.notice import Notice


class CorrectionStrip(Notice):
    """One resident at a time, whoever is in front first. `read` is called with what was just read."""

    def __init__(self, model: TakenBackModel, words: EncounterWords, read: Callable[[tuple[Taken, ...]], object]) -> None:
        super().__init__(closable=False)
        self._model, self._words, self._read = model, words, read
        self._told: object = None

    def refresh(self, persons: Collection[str], now: datetime) -> None:
        """Follow the model; ``persons``: the resident in front, with all records linked to theirs."""
        some = self._model.first(persons)
        told = (some, len(self._model.unread))
        if told == self._told:
            return
        self._told = told
        if not some:
            self.hide()
            return
        lines = [self._words.taken_back(one, when(one.made_at, now)) for one in some]
        others = len(self._model.unread) - len(some)
        if others:
            lines.append(self.tr("{n} more about other residents").format(n=others))
        self.tell("\n".join(lines), t.Mark.ATTENTION, (self.tr("I have read it"), lambda: self._read(some)))
