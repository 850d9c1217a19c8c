"""做皮试 at the prescription: batch, solution, forearm, and the adrenaline that must lie ready; begun in the name of who is signed in."""

from __future__ import annotations

from functools import partial

from app.domain.skin_test import ArmSite, WithoutAdrenaline
from app.services.skin_tests import Begun, Proposal
from ui import tokens as t
from ui.pages.skin.model import SkinBeginning
from ui.pages.skin.words import SkinWords
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, TextField, labelled
from ui.widgets.flow_layout import FlowLayout, flowing
from ui.widgets.frames import Card, label, secondary
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill

_WIDE = 84


class BeginCard(Card):
    """Hidden while nothing is being begun. Batch and solution are proposed, the arm is not."""

    def __init__(self, model: SkinBeginning) -> None:
        super().__init__()
        self.model = model
        self.words = SkinWords()
        self._shown: Proposal | None = None
        self._title = label("", t.HEADING, bold=True, wrap=True)
        self.notice = Notice()
        self._ready = label("", bold=True, wrap=True)
        self.without = ChoiceBar(
            self.tr("Without adrenaline on the shelf"),
            [
                (WithoutAdrenaline.ELSEWHERE.value, self.tr("It is in the emergency box, not expired")),
                (WithoutAdrenaline.NONE.value, self.tr("There is none, test all the same")),
            ],
        )
        self.batch = TextField(self.tr("Batch"), self.tr("type or scan it from the box"))
        self._batches = FlowLayout()
        self.solution = TextField(self.tr("Solution"), self.tr("as the data sheet says"))
        self._source = secondary("", wrap=True)
        sites = [(one.value, self.words.arm(one)) for one in ArmSite]
        self.site = ChoiceBar(self.tr("Site"), sites)
        self.start = button("", self._begin, kind="primary")
        self.drop = button(self.tr("Not now"), model.close)
        self._build()

    def refresh(self) -> None:
        """Follow the model; what was typed stays after an error."""
        proposal = self.model.proposal
        self.setVisible(proposal is not None or self.model.error is not None)
        self.notice.follow(self.model.error, "", t.Mark.INFO)
        if proposal is not None and proposal is not self._shown:
            self._show(proposal)
        self._shown = proposal
        self.start.setEnabled(proposal is not None and not self.model.busy)

    def _show(self, proposal: Proposal) -> None:
        self._title.setText(self.tr("Skin test: {drug}").format(drug=proposal.name))
        self.batch.setText(proposal.batches[0].number if proposal.batches else "")
        self._batches.clear()
        for one in proposal.batches:
            made = Pill(self.words.batch(one), t.Mark.NONE, clickable=True)
            made.pressed.connect(partial(self.batch.setText, one.number))
            self._batches.addWidget(made)
        self.solution.setText(proposal.solution.concentration)
        source = proposal.solution.source
        self._source.setText(self.tr("Advisory, the data sheet decides. {source}").format(source=source) if source else "")
        self._source.setVisible(bool(source))
        self.site.set_value(None)
        self.without.set_value(None)
        said, mark = self.words.adrenaline(proposal)
        self._ready.setText(said)
        self.without.setVisible(not proposal.adrenaline)
        self._ready.setProperty("ink", "danger" if mark is t.Mark.DANGER else "ok")
        self._ready.style().polish(self._ready)
        words = self.tr("Injected now: start {n} min, in the name of {who}").format(n=proposal.solution.minutes, who=self.model.signer())
        self.start.setText(words)
        self.start.setAccessibleName(words)
        (self.site if proposal.batches else self.batch).setFocus()

    def _begin(self) -> None:
        proposal = self.model.proposal
        if proposal is not None:
            site = self.site.value()
            arm = None if site is None else ArmSite(site)
            self.model.begin(Begun(proposal.drug, self.batch.text(), self.solution.text(), arm, self.without.value() or ""))

    def _build(self) -> None:
        for part in (self._title, self.notice, self._ready, self.without, labelled(self.tr("Batch"), self.batch, width=_WIDE)):
            self.body.addWidget(part)
        self.body.addLayout(self._batches)
        for part in (labelled(self.tr("Solution"), self.solution, width=_WIDE), self._source):
            self.body.addWidget(part)
        self.body.addWidget(labelled(self.tr("Site"), self.site, width=_WIDE))
        self.body.addWidget(flowing(self.start, self.drop))
        EnterMoves(self, (self.batch, self.solution), self.start)
        self.hide()
