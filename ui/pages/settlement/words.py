"""How bills, settlements and a day's sum read."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QObject

from app.domain.amounts import yuan_text
from app.services.bill import Bill, BillLine
from app.services.settlement import DayTotal, Settled
from ui import tokens as t
from ui.pages.wording import when

NOTHING = "—"


class SettlementWords(QObject):
    """Money is in yuan, ¥ before it."""

    def money(self, fen: int | None) -> str:
        """¥12.90, or that no price is known."""
        return NOTHING if fen is None else f"¥{yuan_text(fen)}"

    def state(self, bill: Bill) -> str:
        """What it comes to, or what is wrong."""
        return self.tr("settled twice") if bill.paid else self.money(bill.reckoned_fen)

    def mark(self, bill: Bill) -> t.Mark:
        """Shape beside it."""
        return t.Mark.DANGER if bill.paid else t.Mark.WAITING

    def head(self, bill: Bill, now: datetime) -> str:
        """Number, who pays by the sheet, when it was given out."""
        said = self.tr("No. {number} · {way} by the sheet · given out {time}")
        return said.format(number=bill.number, way=bill.way, time=when(bill.handed_at, now))

    def pieces(self, line: BillLine) -> str:
        """What the patient has, and what not; nothing and nothing missing is what another pharmacy gives."""
        if not line.pieces and not line.missing:
            return self.tr("from elsewhere")
        if not line.missing:
            return f"{line.pieces}{line.piece}"
        return self.tr("{n}{piece}, {missing}{piece} not given out").format(n=line.pieces, piece=line.piece, missing=line.missing)

    def line_mark(self, line: BillLine) -> t.Mark:
        """Whether something is missing."""
        return t.Mark.ATTENTION if line.missing else t.Mark.NONE

    def warnings(self, bill: Bill) -> str:
        """What asks for a reason."""
        said = []
        if len(bill.paid) > 1:
            said.append(self.tr("Settled at two computers: take one of them back."))
        if bill.prepared:
            said.append(self.tr("Something of it lies prepared: hand it over first."))
        if not bill.is_whole:
            said.append(self.tr("Not everything was given out: after it is settled nothing more can be."))
        if bill.uncoded:
            said.append(self.tr("A pack's trace code was not scanned: the insurance may not pay for it."))
        if bill.reckoned_fen is None:
            said.append(self.tr("A product here has no price: type the amount."))
        return "\n".join(said)

    def amount(self, one: Settled) -> str:
        """With a minus where it was given back."""
        fen = one.record.amount_fen
        return self.money(-fen if one.record.takes_back else fen).replace("¥-", "−¥")

    def kind(self, one: Settled) -> str:
        """The way, or what became of it."""
        if one.record.takes_back:
            return self.tr("taken back")
        return one.record.way if one.stands else self.tr("{way} (taken back)").format(way=one.record.way)

    def kind_mark(self, one: Settled) -> t.Mark:
        """Shape beside it."""
        return t.Mark.OK if one.stands else t.Mark.NONE

    def paid(self, one: Settled, now: datetime) -> str:
        """A settlement in full, line by line."""
        record = one.record
        said = [self.tr("{way} {amount}").format(way=record.way, amount=self.money(record.amount_fen))]
        if record.insured_fen:
            parts = self.tr("insurance {insured}, patient {own}")
            said.append(parts.format(insured=self.money(record.insured_fen), own=self.money(record.own_fen)))
        if record.reckoned_fen not in (None, record.amount_fen):
            said.append(self.tr("by prices {reckoned}").format(reckoned=self.money(record.reckoned_fen)))
        if record.number:
            said.append(self.tr("No. {number}").format(number=record.number))
        if record.reason:
            said.append(self.tr("Reason: {reason}").format(reason=record.reason))
        said.append(self.tr("{by}, {time}").format(by=one.by, time=when(record.at, now)))
        return "\n".join(said)

    def total(self, one: DayTotal) -> str:
        """One way of paying."""
        if not one.insured_fen:
            return self.tr("{way}: {n}, {amount}").format(way=one.way, n=one.count, amount=self.money(one.amount_fen))
        said = self.tr("{way}: {n}, {amount} (insurance {insured}, patient {own})")
        parts = {"amount": one.amount_fen, "insured": one.insured_fen, "own": one.own_fen}
        return said.format(way=one.way, n=one.count, **{name: self.money(fen) for name, fen in parts.items()})

    def sum(self, totals: tuple[DayTotal, ...]) -> str:
        """The whole day: how many, how much, and what the patients paid."""
        count, amount, own = (sum(getattr(one, name) for one in totals) for name in ("count", "amount_fen", "own_fen"))
        said = self.tr("{n} settled, {amount} in all, {own} from the patients")
        return said.format(n=count, amount=self.money(amount), own=self.money(own))

    def day(self, day: date, today: date) -> str:
        """Today, or which day."""
        return self.tr("Settled today") if day == today else self.tr("Settled on {day}").format(day=day.isoformat())
