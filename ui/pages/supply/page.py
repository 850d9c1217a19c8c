"""外配与配送: failed deliveries on top; of the one in front where it goes, every step, and what happened next."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.supplying import NEXT, SupplyStatus
from app.services.supplying import Supply
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.supply.form_card import FormCard
from ui.pages.supply.model import SupplyModel
from ui.pages.wording import when
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField, labelled
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, beside, column, label, scrolled, secondary
from ui.widgets.list_card import ListCard
from ui.widgets.notice import Notice

LIST_WIDE = 330
_MARKS = {
    SupplyStatus.FAILED: t.Mark.DANGER,
    SupplyStatus.DELIVERED: t.Mark.OK,
    SupplyStatus.CANCELLED: t.Mark.NONE,
    SupplyStatus.SHIPPED: t.Mark.INFO,
}


class SupplyPage(QWidget):
    """Steps come from elsewhere by themselves, or are written here after a call."""

    def __init__(self, model: SupplyModel, bridge: Bridge) -> None:
        super().__init__()
        self.model, self.notice, self.form = model, Notice(), FormCard(model)
        self._drawn: Supply | None = None
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        self.refresh()

    def shown(self) -> None:
        """In front: keep it true."""
        self.model.load()

    def arrived(self) -> None:
        """Something was written, here or elsewhere."""
        if self.isVisible() and not self.model.busy and self.model.form is None:
            self.model.load()

    def refresh(self) -> None:
        """Follow the model."""
        model, one = self.model, self.model.shown
        failed = sum(each.failed for each in model.rows)
        self.requests.show_rows(model.rows, self.tr("{n} not delivered").format(n=failed) if failed else "")
        self.form.setVisible(model.form is not None)
        self.form.show_form(model.form)
        self._details.setVisible(one is not None)
        self._choose.setVisible(one is None and model.form is None)
        if one is not None and one != self._drawn:
            self._show(one)
        self._drawn = one
        self.notice.follow(model.error, text(f"supply_status.{model.told}") if model.told else "")

    def _show(self, one: Supply) -> None:
        asked = one.request
        self.requests.table.select(asked.id)
        self._what.setText(self.tr("{name} {n}{piece}").format(name=asked.name, n=asked.pieces, piece=asked.piece))
        where = asked.address or text(f"supply_way.{asked.way.value}")
        self._where.setText("\n".join((f"{asked.contact} · {asked.phone}", where)))
        now = self.model.clock.now()
        first = self.tr("{time} {status}").format(time=when(asked.requested_at, now), status=text("supply_status.requested"))
        said = [first]
        for step in one.steps:
            told = self.tr("{time} {status}").format(time=when(step.at, now), status=text(f"supply_status.{step.status.value}"))
            said.append(" · ".join(part for part in (told, step.receiver, step.note) if part))
        self._steps.setText("\n".join(said))
        for field in (self.note, self.receiver):
            field.clear()
        following = NEXT[one.status]
        self._receiver.setVisible(SupplyStatus.DELIVERED in following)
        self._acting.setVisible(bool(following))
        self._keys.clear()
        for status in following:
            self._keys.addWidget(self._key(status))

    def _key(self, status: SupplyStatus) -> QWidget:
        kind = "danger" if status is SupplyStatus.CANCELLED else "primary" if status is not SupplyStatus.FAILED else ""
        return button(text(f"supply_status.{status.value}"), lambda: self._step(status), kind=kind)

    def _step(self, status: SupplyStatus) -> None:
        self.model.step(status, self.note.text(), self.receiver.text())

    # building

    def _build(self) -> None:
        whole = column(self.notice, gap=0)
        whole.addLayout(beside(self._left(), self._middle()), 1)
        self.setLayout(whole)

    def _left(self) -> QWidget:
        rows: RowsModel[Supply] = RowsModel(
            (
                Column(self.tr("Patient"), lambda one: one.patient, bold=True),
                Column(
                    self.tr("Status"),
                    lambda one: text(f"supply_status.{one.status.value}"),
                    mark=lambda one: _MARKS.get(one.status, t.Mark.WAITING),
                ),
                Column(self.tr("Product"), lambda one: one.request.name, stretch=True),
            ),
            key=lambda one: one.request.id,
        )
        nobody = EmptyState("send", self.tr("Nothing under way"), self.tr("What is out of stock is asked for on its sheet at the counter."))
        self.requests = ListCard(self.tr("Asked for elsewhere"), self.tr("Asked for elsewhere"), rows, nobody)
        self.requests.table.open_with(lambda one: self.model.open(one.request.id))
        self.requests.setFixedWidth(theme.px(LIST_WIDE))
        return self.requests

    def _middle(self) -> QWidget:
        self._what, self._where = label("", t.NAME, bold=True, wrap=True), label("", t.HEADING, wrap=True)
        self._steps = label("", wrap=True)
        self.note, self.receiver = TextField(self.tr("Note"), self.tr("Waybill, or why")), TextField(self.tr("Signed for by"))
        self._receiver = labelled(self.tr("Signed for by"), self.receiver)
        self._acting, keys = QWidget(), QWidget()
        self._keys = FlowLayout(keys)
        self._acting.setLayout(column(labelled(self.tr("Note"), self.note), self._receiver, keys))
        self._details = Card()
        for each in (self._what, self._where, secondary(self.tr("So far")), self._steps, self._acting):
            self._details.body.addWidget(each)
        self._choose = EmptyState("send", self.tr("Choose a request"), self.tr("Where it goes, every step, and what happened next."))
        return scrolled(self.form, self._details, self._choose, 0)
