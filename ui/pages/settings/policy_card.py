"""What the county lets this place give out before a pharmacist has looked: what holds, and another one from a stick."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.services.policy_file import SUFFIX
from app.services.policy_words import told_now, told_seen
from app.texts import Message, chosen_language, load_texts
from ui import theme
from ui import tokens as t
from ui.pages.settings.county_cards import by_itself
from ui.pages.settings.county_model import CountyModel
from ui.widgets.buttons import button
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, label, secondary
from ui.widgets.notice import Notice


class PolicyCard(Card):
    """Everybody reads what holds, and why where nothing does; whoever keeps the workstation takes another one in."""

    def __init__(self, model: CountyModel) -> None:
        super().__init__(self.tr("Giving out before the review"))
        self._model = model
        self._first, self._second = label("", wrap=True), secondary("", wrap=True)
        self.choose = button(self.tr("Take in the county's policy …"), self._choose, icon="search")
        self.choose.setVisible(model.changes)
        self.notice = Notice()
        for widget in (self._first, self._second, secondary(by_itself(travels=False), wrap=True), flowing(self.choose), self.notice):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        model, words = self._model, load_texts(chosen_language())
        self.choose.setEnabled(not model.busy)
        if model.policy is not None:
            for line, said in zip((self._first, self._second), told_now(words, model.policy), strict=True):
                line.setText(said)
            theme.set_tone(self._first, "ink", "warn" if model.policy.trouble is not None else "")
        if model.about != model.POLICY:
            self.notice.hide()
        elif model.error is not None:
            self.notice.fail(model.error)
        elif model.seen is not None:
            use, leave = (self.tr("Use this policy"), model.take_policy), (self.tr("Do not"), model.leave_policy)
            self.notice.tell(Message(*told_seen(words, model.seen)), t.Mark.INFO, use, leave)
        elif model.told:
            self.notice.tell(words.say("policy.used"), t.Mark.OK)
        else:
            self.notice.hide()

    def _choose(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("Policy of the county"), "", f"*{SUFFIX}")
        if found:
            self._model.look_at_policy(Path(found))
