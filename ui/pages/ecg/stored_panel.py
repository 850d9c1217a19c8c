"""心电贴里存的记录: asking the device for them, the list of those that are nobody's yet, whose one is, or why it is nobody's here."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.clock import instant, local
from app.errors import KnownError
from app.services.ecg_stored import StoredEcg
from app.texts import reason_text, text
from device_drivers.errors import Reason
from ui import theme
from ui import tokens as t
from ui.models.rows import Column, RowsModel
from ui.pages.ecg.stored import StoredModel
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.data_table import DataTable
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, column, label, row, secondary
from ui.widgets.notice import Notice

LISTED = 4


class StoredPanel(Card):
    """There is nothing of it where no recording waits and the device keeps none."""

    def __init__(self, model: StoredModel) -> None:
        super().__init__(QCoreApplication.translate("StoredPanel", "Stored on the patch"))
        self.model = model
        self._now: datetime | None = None
        self._told: KnownError | Reason | None = None
        self.fetch = button(self.tr("Fetch what the patch has stored"), model.fetch, icon="down")
        self._state = label("", wrap=True)
        self.notice = Notice()
        self._build()

    def refresh(self, now: datetime) -> None:
        """Follow the model."""
        model, self._now = self.model, now
        self.setVisible(bool(model.rows) or model.keeps_recordings)
        self.set_count(self.tr("{n} to be given").format(n=len(model.rows)) if model.rows else "")
        self.fetch.setVisible(model.keeps_recordings)
        self.fetch.setEnabled(model.may_fetch)
        self._show_outcome()
        self.rows.set_rows(model.rows)
        self.table.setVisible(bool(model.rows))
        self.table.setFixedHeight(theme.px(t.ROW) * min(LISTED, len(model.rows)) + theme.px(38))
        if model.chosen:
            self.table.select(model.chosen)
        self._show_detail()
        self._show_notice()

    def _show_outcome(self) -> None:
        model, outcome = self.model, self.model.outcome
        if model.fetching:
            self._state.setText(self.tr("Reading the patch. Keep it on and beside the computer; a long recording takes minutes."))
        elif isinstance(outcome, Reason):
            self._state.setText("")
        elif outcome is not None:
            came = self.tr("{n} recordings came.").format(n=model.new)
            self._state.setText(came if model.new else self.tr("Nothing new is stored on it."))
        else:
            self._state.setText("" if model.rows else self.tr("Nothing waits here."))

    def _show_notice(self) -> None:
        """An error of ours, or why the device could not be read; closed, it comes back only when it happens again."""
        model = self.model
        trouble = model.error or (model.outcome if isinstance(model.outcome, Reason) else None)
        if trouble is self._told:
            return
        self._told = trouble
        if isinstance(trouble, Reason):
            self.notice.tell(reason_text(trouble), t.Mark.ATTENTION)
        elif trouble is not None:
            self.notice.fail(trouble)
        else:
            self.notice.hide()

    def _show_detail(self) -> None:
        model = self.model
        self._detail.setVisible(model.selected() is not None)
        person = model.person
        asking = person is not None and bool(model.encounter) and not model.identified_by
        self._ask.setVisible(asking)
        self._mistaken.setVisible(asking and model.mistaken)
        self.claim.setEnabled(model.may_claim)
        if person is None or not model.encounter:
            self._how.setText(self.tr("Open a resident's visit first; then it can be given."))
            self.claim.setText(self.tr("Give it to a resident"))
            return
        self.claim.setText(self.tr("It is {name}'s").format(name=person.name))
        known = self.tr("{name} is recognised.") if model.identified_by else self.tr("Is it {name}'s? Ask for something besides the name:")
        self._how.setText(known.format(name=person.name))
        said = self.tr("This is not what the record of {name} says. Ask once more.")
        self._mistaken.setText(said.format(name=person.name))

    # words

    def _began(self, one: StoredEcg) -> str:
        """An untrusted clock says nothing: only when it was fetched is known (H22)."""
        if one.started_at is None:
            assert self._now is not None
            return self.tr("time not to be trusted · fetched {time}").format(time=when(one.received_at, self._now))
        return f"{local(instant(one.started_at)):%Y-%m-%d %H:%M:%S}"

    def _length(self, one: StoredEcg) -> str:
        minutes, seconds = divmod(one.seconds, 60)
        if minutes >= 60:
            return self.tr("{h} h {min} min").format(h=minutes // 60, min=minutes % 60)
        return self.tr("{min} min {s} s").format(min=minutes, s=seconds) if minutes else self.tr("{s} s").format(s=seconds)

    def _reason(self, one: StoredEcg) -> str:
        return text(f"inbox_reason.{one.reason}") if one.reason else ""

    # doing

    def _identify(self) -> None:
        if self.model.identify(self.said.text()):
            self.said.clear()
            self.claim.setFocus()
        else:
            self.said.selectAll()

    def _set_aside_typed(self) -> None:
        if self.other.text().strip():
            self.model.set_aside(self.other.text())
            self.other.clear()

    # building

    def _build(self) -> None:
        columns: list[Column[StoredEcg]] = [
            Column(self.tr("Device"), lambda one: one.sticker or "—", bold=True),
            Column(self.tr("Began"), self._began, mark=lambda one: t.Mark.NONE if one.started_at else t.Mark.ATTENTION),
            Column(self.tr("Length"), self._length, right=True),
            Column(self.tr("Leads"), lambda one: ", ".join(one.leads)),
            Column(self.tr("Remark"), self._reason, stretch=True),
        ]
        self.rows: RowsModel[StoredEcg] = RowsModel(columns, lambda one: one.key)
        self.table = DataTable(self.rows, self.tr("Stored on the patch"))
        self.table.chosen_row.connect(lambda one: self.model.choose(one.key) if one is not None else None)
        top = row(self.fetch, self._state)
        top.setStretch(1, 1)
        self.body.addLayout(top)
        for each in (self.notice, self.table, self._detail_part()):
            self.body.addWidget(each)

    def _detail_part(self) -> QWidget:
        self._detail, self._ask = QWidget(), QWidget()
        self._how, self._mistaken = label("", wrap=True), label("", ink="danger", bold=True, wrap=True)
        hint = self.tr("Birth date, phone tail, householder or ID tail")
        self.said = TextField(self.tr("Birth date, last four of the phone, householder, or last four of the ID"), hint)
        self.said.returnPressed.connect(self._identify)
        line = row(self.said, button(self.tr("Check"), self._identify))
        line.setStretch(0, 1)
        self._ask.setLayout(line)
        self.claim = primary("", self.model.claim)
        aside, flow_host = secondary(self.tr("Nobody's here? Set it aside, because it is:"), wrap=True), QWidget()
        flow = FlowLayout(flow_host)
        for word in (self.tr("a trial"), self.tr("of staff or family"), self.tr("recorded already")):
            flow.addWidget(button(word, partial(self.model.set_aside, word)))
        self.other = TextField(self.tr("Another reason"), self.tr("Another reason, then Enter"))
        self.other.returnPressed.connect(self._set_aside_typed)
        flow.addWidget(self.other)
        whose = column(self._how, self._ask, self._mistaken, gap=t.XS)
        whose.addLayout(row(self.claim, 0))
        whose.addStretch(1)
        nobody = column(aside, flow_host, 0, gap=t.XS)
        both = row(gap=t.L)
        both.addLayout(whose, 1)
        both.addLayout(nobody, 1)
        self._detail.setLayout(both)
        return self._detail
