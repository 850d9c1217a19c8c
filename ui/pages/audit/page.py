"""The audit page: the trail newest first, what of it is wanted, one row in full, and the check of the whole."""

from __future__ import annotations

from functools import partial

from app.services.auditing import Entry
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.audit.filters import Filters
from ui.pages.audit.model import AuditModel
from ui.pages.audit.words import AuditWords
from ui.pages.model_page import ModelPage
from ui.pages.wording import when
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.frames import column, label, row
from ui.widgets.list_card import ListCard
from ui.widgets.notice import Notice

FLAWS_NAMED = 12


class AuditPage(ModelPage[AuditModel]):
    """Nothing on this page changes a record."""

    def __init__(self, model: AuditModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = AuditWords()
        self.check_notice = Notice()
        self.filters = Filters(model)
        self.verify = primary(self.tr("Check the trail"), model.verify, icon="check")
        self.newer = button(self.tr("Newer"), model.newer, icon="up")
        self.older = button(self.tr("Older"), model.older, icon="down")
        self._told: tuple[object, str] = (None, "")
        self._build()
        model.post = partial(bridge.post, owner=self)
        self.follow(bridge)

    def shown(self) -> None:
        """Read anew; where somebody had paged back, that page stays."""
        if not self.model.has_newer:
            super().shown()

    def refresh(self) -> None:
        """Follow the model."""
        model = self.model
        self.filters.refresh()
        some = bool(model.page.entries)
        self._list.show_rows(model.page.entries, self.tr("{n} rows on this page").format(n=len(model.page.entries)) if some else "")
        self._details.setVisible(some)
        self.older.setEnabled(model.page.older is not None)
        self.newer.setEnabled(model.has_newer)
        self._show_details(self.table.selected())
        self._show_check()
        self.notice.follow(model.error)

    def _show_details(self, entry: Entry | None) -> None:
        self._details.setText(self.tr("Choose a row to see all of it.") if entry is None else self.words.details(entry))

    def _show_check(self) -> None:
        """A notice that was closed comes back only with something new to say."""
        model = self.model
        self.verify.setEnabled(model.checking is None)
        if (model.checking, model.checked_at) == self._told:
            return
        self._told = (model.checking, model.checked_at)
        if model.checking is not None:
            self.check_notice.tell(self.words.progress(model.checking), t.Mark.WAITING)
        elif model.flaws is None:
            self.check_notice.hide()  # it broke off
        elif not model.flaws:
            said = self.tr("Checked at {time}: trail, records, signatures and ECG signals all fit.")
            self.check_notice.tell(said.format(time=self._checked()), t.Mark.OK)
        else:
            self.check_notice.tell(self._flawed(), t.Mark.DANGER)

    def _checked(self) -> str:
        return when(self.model.checked_at, self.model.clock.now())

    def _flawed(self) -> str:
        flaws = self.model.flaws or ()
        said = self.tr("Checked at {time}: {n} differences. Leave this computer as it is and tell the institution in charge.")
        lines = [said.format(time=self._checked(), n=len(flaws)), *(self.words.flaw(one) for one in flaws[:FLAWS_NAMED])]
        if len(flaws) > FLAWS_NAMED:
            lines.append(self.tr("and {n} more").format(n=len(flaws) - FLAWS_NAMED))
        return "\n".join(lines)

    # building

    def _build(self) -> None:
        words = self.words
        self.rows: RowsModel[Entry] = RowsModel(
            (
                Column(self.tr("Time"), words.when),
                Column(self.tr("Who"), words.who, bold=True),
                Column(self.tr("Did what"), words.what, mark=words.mark),
                Column(self.tr("Resident"), lambda entry: entry.resident),
                Column(self.tr("Outcome and reason"), words.outcome, stretch=True),
            ),
            key=lambda entry: str(entry.row.seq),
        )
        empty = EmptyState("search", self.tr("Nothing like this in the trail"), self.tr("Widen the days, or ask for everybody."))
        self._details = label("", ink="secondary", wrap=True)
        self._list = ListCard(self.tr("Audit trail"), self.tr("Audit trail"), self.rows, empty)
        self.table = self._list.table
        self.table.chosen_row.connect(self._show_details)
        self._list.body.addWidget(self._details)
        self._list.body.addLayout(row(self.newer, self.older, 0))
        head = row(label(self.tr("Audit"), t.NAME, bold=True), 0, self.verify)
        whole = column(gap=t.M)
        whole.addLayout(head)
        for each in (self.notice, self.check_notice, self.filters):
            whole.addWidget(each)
        whole.addWidget(self._list, 1)
        whole.setContentsMargins(t.L, t.M, t.L, t.M)
        self.setLayout(whole)
