"""What a request and its steps say: who waits since when, where it goes, what happened."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from app.clock import instant
from app.domain.formulary import Batch
from app.domain.supplying import ENDED, SupplyStatus, SupplyStep, TakenOff
from app.services.supply_step import failures
from app.services.supplying import Supply
from app.texts import text
from ui import tokens as t
from ui.pages.wording import span, when

LATE_HOURS = 24
"""So long without a step, and the row says so."""

_MARKS = {
    SupplyStatus.FAILED: t.Mark.DANGER,
    SupplyStatus.DELIVERED: t.Mark.OK,
    SupplyStatus.CANCELLED: t.Mark.NONE,
    SupplyStatus.SHIPPED: t.Mark.INFO,
    SupplyStatus.READY: t.Mark.INFO,
}


class SupplyWords(QObject):
    """The same words at the clinic that asks and at the pharmacy that is asked."""

    def status(self, one: Supply) -> str:
        """Where it stands; called off on the road, the parcel is still to come back."""
        said = text(f"supply_status.{one.status.value}")
        return self.tr("{status}, parcel to come back").format(status=said) if one.comes_back else said

    def mark(self, one: Supply) -> t.Mark:
        """Its shape."""
        if one.comes_back or one.packed_twice:
            return t.Mark.ATTENTION
        return _MARKS.get(one.status, t.Mark.WAITING)

    def waited(self, one: Supply, now: datetime) -> str:
        """Since the last step; nothing for what has ended."""
        return "" if one.status in ENDED else span(now - instant(one.since))

    def wait_mark(self, one: Supply, now: datetime) -> t.Mark:
        """Whether nothing happened for too long."""
        late = one.status not in ENDED and (now - instant(one.since)).total_seconds() > LATE_HOURS * 3600
        return t.Mark.ATTENTION if late else t.Mark.NONE

    def what(self, one: Supply) -> str:
        """Product and pieces."""
        asked = one.request
        return self.tr("{name} {n}{piece}").format(name=asked.name, n=asked.pieces, piece=asked.piece)

    def where(self, one: Supply) -> str:
        """Who gets it, where; as far as it is still known here."""
        asked = one.request
        who = " · ".join(part for part in (asked.contact, asked.phone) if part)
        return "\n".join((who, asked.address or text(f"supply_way.{asked.way.value}")))

    def steps(self, one: Supply, now: datetime) -> str:
        """Line by line from the request on."""
        asked = self.tr("{time} {status}").format(time=when(one.request.requested_at, now), status=text("supply_status.requested"))
        said = [" · ".join(part for part in (asked, one.clinic) if part), *(self._step(one, each, now) for each in one.steps)]
        if one.packed_twice:
            batches = self.tr(", ").join(self._taken(part, one) for step in one.packed_twice for part in step.taken)
            said.append(self.tr("Packed twice: put {batches} back on the shelf; the first packing counts.").format(batches=batches))
        return "\n".join(said)

    def batch(self, one: Batch, piece: str) -> str:
        """Number, last day, pieces."""
        day = one.expiry.isoformat() if one.expiry else self.tr("no date")
        return self.tr("{batch} · until {day} · {n}{piece}").format(batch=one.number or "—", day=day, n=one.stock, piece=piece)

    def _taken(self, part: TakenOff, one: Supply) -> str:
        return self.tr("batch {batch} {n}{piece}").format(batch=part.batch or "—", n=part.pieces, piece=one.request.piece)

    def _step(self, of: Supply, one: SupplyStep, now: datetime) -> str:
        told = self.tr("{time} {status}").format(time=when(one.at, now), status=text(f"supply_status.{one.status.value}"))
        more = (
            *(self._taken(part, of) for part in one.taken),
            one.carrier,
            one.waybill,
            one.receiver,
            failures().get(one.reason, one.reason),
            one.note,
        )
        return " · ".join(part for part in (told, *more) if part)
