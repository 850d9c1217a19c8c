"""Upload settings: one upstream at a time, tried before it is used, with words for what taking it up means."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog

from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.model_page import ModelPage
from ui.pages.uplink.cards import FoundCard, JoinCard, ServerCard
from ui.pages.uplink.model import HUB, JOIN, NONE, SEAT, SERVER, UplinkModel
from ui.pages.uplink.words import UplinkWords
from ui.widgets.buttons import button, primary
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.confirm_strip import ConfirmStrip
from ui.widgets.frames import Bar, Card, column, label, scrolled, secondary

KEY_FILE = "xiangyi-jwks.json"


class UplinkPage(ModelPage[UplinkModel]):
    """For whoever keeps the workstation."""

    def __init__(self, model: UplinkModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = UplinkWords()
        self._build()
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, form = self.model, self.model.form
        self._say()
        self.side.setVisible(model.has_hub)
        self.side.set_value(model.side)
        self._now.setText(self.words.in_force(model.known, model.side))
        fixed = model.known.fixed and model.side == SEAT
        self.kind.set_value(form.kind or None)
        self.kind.setEnabled(not fixed)
        for card, shown in ((self.join, form.kind == JOIN), (self.server, form.kind == SERVER)):
            card.setVisible(shown and not fixed)
            card.refresh()
        self.found.refresh()
        missing = model.why_not()
        self._missing.setText(self.words.missing(missing))
        self._keys.setVisible(bool(form.kind) and not fixed)
        self.trial.setVisible(form.kind == SERVER or (form.kind == JOIN and model.joined))
        self.trial.setEnabled(model.can_try and not model.busy)
        self.use.setEnabled(not missing and not model.busy)
        self.use.setText(self._use_word())
        self.use.setAccessibleName(self._use_word())

    def _use_word(self) -> str:
        if self.model.form.kind == JOIN and self.model.form.code.strip():
            return self.tr("Join …")
        return self.tr("Upload nothing …") if self.model.form.kind == NONE else self.tr("Use this …")

    def _say(self) -> None:
        model = self.model
        if model.doing or model.findings is not None or model.error is not None or model.told:
            self._scroll.verticalScrollBar().setValue(0)
        if model.doing:
            said = self.tr("Trying the server … at most half a minute.") if model.doing == "try" else self.tr("Changing over …")
            self.notice.tell(said, t.Mark.WAITING)
        else:
            self.notice.follow(model.error, self._told() if model.told else "")

    def _told(self) -> str:
        return {
            "used": self.tr("Used from now on. See on the first tab how uploading goes."),
            "joined": self.tr("Joined the hub. Records go there from now on."),
            "left": self.tr("Nothing is uploaded any more; everything stays here."),
            "key": self.tr("There is a new key. Have its public half registered before you use it."),
            "key_saved": self.tr("The public key is saved. Give the file to whoever keeps the server."),
            "copied": self.tr("The public key is copied. Paste it where the server registers this computer."),
        }[self.model.told]

    def _ask(self) -> None:
        """What it means, before it is done."""
        self.strip.ask(self.words.take_over(self.model), self.tr("Yes"), self.model.use)

    def _save_as(self) -> str:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save the public key"), KEY_FILE, "*.json")
        return found

    def _pick(self) -> str:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("Certificate file"), "", "*.pem *.crt *.cer")
        return found

    def _build(self) -> None:
        model = self.model
        self.strip = ConfirmStrip(Act.SIGN)
        sides = [(SEAT, self.tr("this computer uploads to")), (HUB, self.tr("the hub forwards to"))]
        self.side = ChoiceBar(self.tr("Whose settings"), sides)
        self.side.chosen.connect(model.choose_side)
        now = Card(self.tr("In force"))
        self._now = label("", wrap=True)
        kinds = [(JOIN, self.tr("to a hub here, by its code")), (SERVER, self.tr("to the county's server")), (NONE, self.tr("nowhere"))]
        self.kind = ChoiceBar(self.tr("Where to upload to"), kinds)
        self.kind.chosen.connect(lambda kind: model.fill(kind=kind))
        advice = self.tr("With a hub here, join it; else upload to the county's server. Without any network, carry by stick.")
        for widget in (self._now, label(self.tr("Change over:"), bold=True), self.kind, secondary(advice, wrap=True)):
            now.body.addWidget(widget)
        self.join = JoinCard(model)
        self.server = ServerCard(model, lambda: self._save_as(), lambda: self._pick())
        self.found = FoundCard(model, self.words)
        self.trial = button(self.tr("Try the connection"), model.try_out, icon="search")
        self.use = primary(self.tr("Use this …"), self._ask)
        self._missing = label("", ink="warn", wrap=True)
        self._keys = Bar("foot")
        self._keys.line.addWidget(self.trial)
        self._keys.line.addWidget(self._missing, 1)
        self._keys.line.addStretch(0)
        self._keys.line.addWidget(self.use)
        self._scroll = scrolled(self.notice, self.found, self.side, now, self.join, self.server, 0, margin=t.L)
        whole = column(self._scroll, self.strip, self._keys, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
