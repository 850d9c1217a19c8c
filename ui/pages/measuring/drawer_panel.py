"""待认领数据: readings that fit nobody, each with its reason; claimed by somebody recognised anew, or set aside with a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from app.services.inbox import Unclaimed
from app.texts import text
from ui import tokens as t
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.words import joined, unclaimed_title
from ui.pages.two_lines import Line, TwoLinesList
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label, secondary
from ui.widgets.notice import Notice


class DrawerPanel(QWidget):
    """The list on top, what to do with the chosen reading below."""

    def __init__(self, model: MeasuringModel) -> None:
        super().__init__()
        self._model, self._unclaimed = model, model.unclaimed
        self.list = TwoLinesList(self.tr("Readings to be claimed"))
        self.list.opened.connect(self._unclaimed.choose)
        self._reason = label("", wrap=True)
        self._proposal = label("", bold=True, wrap=True)
        self._how = secondary("", wrap=True)
        self.claim = primary("", self._claim)
        self.reasons = QWidget()
        flow = FlowLayout(self.reasons)
        for word in (self.tr("a trial"), self.tr("of staff or family"), self.tr("recorded already")):
            flow.addWidget(button(word, partial(self._unclaimed.set_aside, word)))
        self.other = TextField(self.tr("Another reason"), self.tr("Another reason, then Enter"))
        self.other.returnPressed.connect(self._set_aside_typed)
        self._notice = Notice()
        self._detail = QFrame()
        inside = column(
            self._reason,
            self._proposal,
            self._how,
            self.claim,
            secondary(self.tr("Nobody's here? Set it aside, because it is:"), wrap=True),
            self.reasons,
            self.other,
            self._notice,
            gap=t.XS,
        )
        inside.setContentsMargins(0, t.S, 0, 0)
        self._detail.setLayout(inside)
        self._empty = secondary(self.tr("Nothing waits here. Readings that fit nobody come here with their reason."), wrap=True)
        body = column(self._empty, gap=0)
        body.addWidget(self.list, 1)
        body.addWidget(self._detail)
        self.setLayout(body)

    def refresh(self) -> None:
        """Follow the model."""
        rows = self._unclaimed.rows
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.show_lines([self._line(one) for one in rows])
        self.list.select(self._unclaimed.chosen)
        chosen = self._unclaimed.row()
        self._detail.setVisible(chosen is not None)
        if chosen is not None:
            self._show(chosen)
        if self._unclaimed.error is not None:
            self._notice.fail(self._unclaimed.error)
        else:
            self._notice.hide()

    def _show(self, one: Unclaimed) -> None:
        self._reason.setText(text(f"inbox_reason.{one.reason}"))
        proposal = one.proposal
        self._proposal.setVisible(proposal is not None)
        if proposal is not None:
            at = when(proposal.armed_at, self._model.clock.now())
            self._proposal.setText(self.tr("{time}: {name} was being measured. Is it theirs?").format(time=at, name=proposal.name))
        subject = self._model.subject
        ready = subject is not None and bool(subject.identified_by) and one.claimable
        self.claim.setEnabled(ready)
        self.claim.setText(
            self.tr("It is {name}'s").format(name=subject.person.name)
            if subject is not None and ready
            else self.tr("Give it to a resident")
        )
        if not one.claimable:
            self._how.setText(self.tr("This is a control measurement and belongs to nobody."))
        elif ready:
            self._how.setText(self.tr("{name} is recognised.").format(name=subject.person.name if subject else ""))
        else:
            self._how.setText(self.tr("Open the resident's card and check who it is; then it can be given."))

    def _line(self, one: Unclaimed) -> Line:
        at = when(one.measured_at or one.received_at, self._model.clock.now())
        return Line(one.key, unclaimed_title(one), "", joined((one.sticker, at)), t.Mark.ATTENTION, "")

    def _claim(self) -> None:
        if self._model.subject is not None:
            self._unclaimed.claim(self._model.subject)

    def _set_aside_typed(self) -> None:
        if self.other.text().strip():
            self._unclaimed.set_aside(self.other.text())
            self.other.clear()
