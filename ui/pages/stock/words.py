"""How batches and rows of the ledger read."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QObject

from app.domain.formulary import Batch
from app.services.stock import LedgerRow, StockView, loss_reasons
from app.services.stock_settling import CodeClash, Shortfall, explanations
from app.texts import text
from ui import tokens as t
from ui.pages.wording import when

SOON_DAYS = 90


class StockWords(QObject):
    """Everything the page says of pieces."""

    def expiry(self, one: Batch) -> str:
        """Last day of use."""
        return one.expiry.isoformat() if one.expiry else self.tr("not told")

    def state(self, one: Batch, today: date) -> str:
        """Whether it may be given."""
        if one.is_expired(today):
            return self.tr("Expired")
        if one.expiry is not None and (one.expiry - today).days <= SOON_DAYS:
            return self.tr("{n} days left").format(n=(one.expiry - today).days)
        return ""

    def mark(self, one: Batch, today: date) -> t.Mark:
        """Shape beside it."""
        if one.is_expired(today):
            return t.Mark.DANGER if one.stock else t.Mark.NONE
        return t.Mark.ATTENTION if self.state(one, today) else t.Mark.NONE

    def short(self, one: Shortfall) -> str:
        """More was given out than was there."""
        said = self.tr("{name}, batch {batch}: {n}{piece} more were given out than were there. Count the shelf.")
        return said.format(name=one.name, batch=one.batch or "—", n=one.pieces, piece=one.piece)

    def clash(self, one: CodeClash, now: datetime) -> str:
        """One code went out more than once."""
        to = self.tr(", ").join(self.tr("{name} {time}").format(name=part.name, time=when(part.at, now)) for part in one.sold)
        said = self.tr("{name}: the trace code {code} was given out {n} times: {to}. Look for the boxes, then say what it was.")
        return said.format(name=one.name, code=one.code, n=len(one.sold), to=to)

    def moved(self, row: LedgerRow) -> str:
        """+28, −3."""
        return f"{row.move.pieces:+d}".replace("-", "−")

    def why(self, row: LedgerRow) -> str:
        """Kind, reason, words."""
        reason = {**loss_reasons(), **explanations()}.get(row.move.reason, "")
        return " · ".join(part for part in (text(f"stock_move.{row.move.kind.value}"), reason, row.move.note) if part)

    def at(self, row: LedgerRow, now: datetime) -> str:
        """When."""
        return when(row.move.at, now)

    def total(self, view: StockView, today: date) -> str:
        """What may be given, in packs and pieces."""
        pieces = sum(one.stock for one in view.batches if not one.is_expired(today))
        if view.pack_size > 1 and view.pack_word:
            packs, rest = divmod(pieces, view.pack_size)
            rest_words = self.tr(" and {n}{piece}").format(n=rest, piece=view.piece) if rest else ""
            said = self.tr("{n}{piece} to give ({packs}{pack}{rest})")
            return said.format(n=pieces, piece=view.piece, packs=packs, pack=view.pack_word, rest=rest_words)
        return self.tr("{n}{piece} to give").format(n=pieces, piece=view.piece)

    def told(self, what: str) -> str:
        """What was done."""
        return self.tr("Written into the ledger: {what}").format(what=text(f"stock_move.{what}"))
