"""One act of preparing in one transaction: which line, which batch, which pack, and the rows of the ledger that go with it."""

from __future__ import annotations

from collections.abc import Iterable

from app.clock import Clock, local_day
from app.domain.dispensing import Dispense, DispenseStatus, MoveKind, SoldCode, given, product_in
from app.domain.ids import new_id
from app.domain.prescription import Prescription, PrescriptionLine
from app.domain.trace_code import TraceCode, expiry_day, read_trace_code
from app.errors import KnownError
from app.services.batches import Taken, from_batches
from app.services.sheet_at_counter import line_of
from app.services.shelf import Shelf, wanted_pieces
from app.services.supplying import elsewhere
from app.services.withdrawn import refuse_withdrawn
from app.store import dispensing, settings, stock
from app.store.unit_of_work import UnitOfWork

_WORDS = 200

_NO_CODE = {
    "empty": "trace_empty",
    "commodity": "trace_commodity",
    "no_serial": "trace_no_serial",
    "letters": "trace_letters",
    "length": "trace_length",
}
"""What a scan is that names no pack → the error that says so."""


class Giving:
    """Prepares parts of one sheet. ``shelf`` for packs and names; what lies there is read in the transaction.

    ``maker_digits``: how long makers' own trace codes may be.
    """

    def __init__(
        self, uow: UnitOfWork, sheet: Prescription, shelf: Shelf, clock: Clock, maker_digits: frozenset[int] = frozenset()
    ) -> None:
        self._uow, self._sheet, self._shelf, self._maker_digits = uow, sheet, shelf, maker_digits
        self._today = local_day(clock.now())
        self._parts = dispensing.of_sheets(uow.conn, [sheet.id])[sheet.id]
        self._elsewhere = elsewhere(uow.conn, [sheet.id])

    def scan(self, text: str, chosen: str | None, batch: str | None) -> Dispense:
        """Of the pack that was scanned, as much as the line needs."""
        read = read_trace_code(text, self._maker_digits)
        if read.code is None:
            raise KnownError(_NO_CODE[read.error])
        self._not_expired(read.code)
        before = dispensing.sold(self._uow.conn, read.code.key)
        line = self._line_of(read.code, chosen, [one.drug for one in before])
        size = self._pack_size(line)
        rest = size - sum(one.pieces for one in before)
        if rest <= 0:
            raise KnownError("trace_sold", dispense=before[-1].dispense, at=before[-1].at)
        missing = self._missing(line)
        if missing <= 0:
            raise KnownError("dispense_complete")
        pieces = min(rest, missing)
        taken = self._from_batches(line, pieces, read.code.batch or batch)
        if len(taken) > 1:
            raise KnownError("stock_short", left=taken[0].pieces)  # one pack is of one batch
        code = SoldCode(read.code.key, pieces, product_in(read.code), pieces < size)
        return self._give(line, taken[0], (code,))

    def by_number(self, line: str, pieces: int, batch: str | None) -> tuple[Dispense, ...]:
        """Pieces without a code."""
        found = line_of(self._sheet, line)
        if pieces <= 0:
            raise KnownError("dispense_pieces")
        if pieces > self._missing(found):
            raise KnownError("dispense_too_much", left=self._missing(found))
        return tuple(self._give(found, one, ()) for one in self._from_batches(found, pieces, batch))

    @staticmethod
    def put_back(uow: UnitOfWork, key: str, reason: str) -> None:
        """A prepared part goes back on the shelf."""
        part = dispensing.get(uow.conn, key)
        if part is None:
            raise KnownError("dispense_unknown")
        if part.status is not DispenseStatus.PREPARED:
            raise KnownError("dispense_gone")
        back = dispensing.move(uow, part, DispenseStatus.TAKEN_BACK, uow.actor.practitioner, uow.at, reason.strip()[:_WORDS])
        stock.book(uow, back, MoveKind.TAKEN_BACK)

    # inside

    def _line_of(self, code: TraceCode, chosen: str | None, before: Iterable[str]) -> PrescriptionLine:
        """The line a pack belongs to: by what went out under such codes before, else the one chosen, else the only one still open."""
        known = {*before, *dispensing.drugs_with(self._uow.conn, product_in(code))}
        fitting = [line for line in self._sheet.lines if line.drug in known]
        if known and not fitting:
            raise KnownError("trace_other_drug", product=self._name(min(known)))
        still = [line for line in (fitting or self._sheet.lines) if self._missing(line) > 0]
        picked = next((line for line in (fitting or self._sheet.lines) if line.id == chosen), None)
        if picked is not None and (picked in still or not still):
            return picked
        if fitting:
            return (still or fitting)[0]
        if len(still) == 1:
            return still[0]
        raise KnownError("trace_which_line" if still else "dispense_complete")

    def _missing(self, line: PrescriptionLine) -> int:
        return wanted_pieces(line, self._shelf) - given(one for one in self._parts if one.line == line.id) - self._elsewhere.get(line.id, 0)

    def _pack_size(self, line: PrescriptionLine) -> int:
        card = self._shelf.card(line.drug)
        return card.pack_size if card is not None else 1

    def _name(self, drug: str) -> str:
        product = self._shelf.products.get(drug)
        return drug if product is None else product.name

    def _not_expired(self, code: TraceCode) -> None:
        day = expiry_day(code.expiry)
        if day is not None and day < self._today:
            raise KnownError("dispense_expired", day=day.isoformat())

    def _from_batches(self, line: PrescriptionLine, pieces: int, wanted: str | None) -> list[Taken]:
        return from_batches(self._uow.conn, line.drug, pieces, wanted, self._today)

    def _give(self, line: PrescriptionLine, taken: Taken, codes: tuple[SoldCode, ...]) -> Dispense:
        refuse_withdrawn(self._uow.conn, [line])
        product = self._shelf.products.get(line.drug)
        made = Dispense(
            id=new_id(self._sheet.id),
            person=self._sheet.person,
            encounter=self._sheet.encounter,
            prescription=self._sheet.id,
            line=line.id,
            drug=line.drug,
            name=line.name,
            batch=taken.batch.number,
            expiry=taken.batch.expiry,
            pieces=taken.pieces,
            piece=line.quantity_unit if product is None else product.pack_unit,
            status=DispenseStatus.PREPARED,
            prepared_by=self._uow.actor.practitioner,
            prepared_at=self._uow.at,
            codes=codes,
            shelf=settings.get(self._uow.conn, settings.ORGANIZATION, "") if taken.kept else "",
        )
        dispensing.add(self._uow, made)
        if taken.kept:
            stock.book(self._uow, made, MoveKind.DISPENSED)
        return made
