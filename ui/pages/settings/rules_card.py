"""Which medication rules are in use, newer ones from a server or a stick, and back to those before."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.rules.pack_file import SUFFIX
from app.services.rule_packs import Offered
from app.services.rule_words import told_before, told_difference, told_in_use, told_offer, told_pack
from app.texts import Message, Texts, chosen_language, load_texts
from ui import tokens as t
from ui.pages.settings.rules_model import RulesModel
from ui.widgets.buttons import button
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row, secondary
from ui.widgets.notice import Notice

MOST_OFFERED = 3
MOST_TOLD = 8
"""Lines about what a pack has otherwise: what lets more through stands first."""


class RulesCard(Card):
    """Everybody sees which rules are in use; whoever keeps the workstation changes them. What is typed elsewhere is not touched."""

    def __init__(self, model: RulesModel) -> None:
        super().__init__(self.tr("Medication rules"))
        self._model = model
        self.lines = [label("", wrap=True), secondary("", wrap=True), secondary("", wrap=True)]
        self.published = column(gap=t.S)
        self.notice = Notice()
        self.choose = button(self.tr("Newer rules from a stick …"), self._choose, icon="search")
        self.back = button(self.tr("Back to the rules before …"), model.ask_back)
        keys = flowing(self.choose, self.back)
        keys.setVisible(model.changes)
        for line in self.lines:
            self.body.addWidget(line)
        self.body.addLayout(self.published)
        for widget in (keys, self.notice):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        words, now = load_texts(chosen_language()), self._model.now()
        told = told_in_use(words, now)
        for line, said in zip(self.lines, [*told, "", ""], strict=False):
            line.setText(said)
            line.setVisible(bool(said))
        self.back.setEnabled(now.kept is not None and not self._model.busy)
        self.choose.setEnabled(not self._model.busy)
        refill(self.published, [self._offer(words, one) for one in self._model.offers[:MOST_OFFERED]])
        self._say(words)

    def _offer(self, words: Texts, one: Offered) -> QWidget:
        """What a server publishes, with the key to look at it; what is kept out says why."""
        said = label(told_offer(words, one), wrap=True, ink="warn" if one.trouble is not None else "")
        made = QWidget()
        lines = column(said, gap=t.XS)
        if one.trouble is None and self._model.changes:
            lines.addLayout(row(button(self.tr("Look at these rules …"), partial(self._model.look_at_offer, one.id), icon="search"), 0))
        made.setLayout(lines)
        return made

    def _say(self, words: Texts) -> None:
        model = self._model
        if model.error is not None:
            self.notice.fail(model.error)
        elif model.seen is not None:
            sound, holds = told_pack(words, model.seen)
            use, leave = (self.tr("Use these rules"), model.use), (self.tr("Do not"), model.leave_it)
            told = told_difference(words, model.seen)
            left = len(told) - MOST_TOLD
            more = [words.say("rule_pack.more_changes", {"n": left})] if left > 0 else []
            mark = t.Mark.ATTENTION if model.seen.against.looser else t.Mark.INFO
            self.notice.tell(Message(sound, holds, "\n".join([*told[:MOST_TOLD], *more])), mark, use, leave)
        elif model.leaving:
            back, stay = (self.tr("Go back"), model.back), (self.tr("Stay"), model.leave_it)
            self.notice.tell(Message(told_before(words, model.now())), t.Mark.ATTENTION, back, stay)
        elif model.told:
            self.notice.tell(words.say(f"rule_pack.{model.told}"), t.Mark.OK)
        else:
            self.notice.hide()

    def _choose(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("Rule pack"), "", f"*{SUFFIX}")
        if found:
            self._model.look(Path(found))
