"""What a sheet comes to once it is given out: pieces the patient has, by the price on the sheet or the pack's, and what of it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.domain.dispensing import Dispense, DispenseStatus, handed_over
from app.domain.prescription import Prescription, PrescriptionLine
from app.domain.rx_document import read
from app.domain.settlement import Settlement
from app.services.shelf import Shelf, wanted_pieces
from app.services.supplying import elsewhere
from app.store import dispensing, settlements
from app.store.database import Reading


@dataclass(frozen=True, slots=True)
class BillLine:
    """What the patient has of a line. ``price_fen`` None = no price is known; ``missing``: pieces that were not given out."""

    name: str
    strength: str
    pieces: int
    piece: str
    price_fen: int | None
    missing: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A sheet that was given out. ``way``: who is to pay by the sheet; ``paid``: settlements that stand, more than one = settled twice.

    ``uncoded``: a pack was taken whose trace code nobody scanned, which the insurance asks for (YB-07); ``prepared``: something of it
    waits to be handed over.
    """

    sheet: str
    person: str
    number: str
    who: str
    way: str
    handed_at: str
    lines: tuple[BillLine, ...]
    uncoded: bool
    prepared: bool
    paid: tuple[Settlement, ...] = ()

    @property
    def reckoned_fen(self) -> int | None:
        """By prices and pieces; None where a price is not known."""
        prices = [one.price_fen for one in self.lines if one.pieces]
        return None if None in prices else sum(price for price in prices if price is not None)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the sheet is missing."""
        return not any(one.missing for one in self.lines)


def bills_of(conn: Reading, sheets: Sequence[Prescription], shelf: Shelf) -> list[Bill]:
    """Of those sheets of which the patient has something."""
    keys = [one.id for one in sheets]
    parts, asked, paid = dispensing.of_sheets(conn, keys), elsewhere(conn, keys), settlements.of_sheets(conn, keys)
    made = []
    for sheet in sheets:
        handed = [one for one in parts[sheet.id] if one.status is DispenseStatus.HANDED_OVER]
        if not handed:
            continue
        told = read(sheet.document or b"")["patient"]
        bill = Bill(
            sheet=sheet.id,
            person=sheet.person,
            number=sheet.number or "",
            who=" ".join(part for part in (told["name"], told["sex"], told["age"]) if part),
            way=sheet.payment,
            handed_at=max(one.handed_at or "" for one in handed),
            lines=tuple(_line(line, [one for one in handed if one.line == line.id], shelf, asked.get(line.id, 0)) for line in sheet.lines),
            uncoded=any(not one.codes for one in handed),
            prepared=any(one.status is DispenseStatus.PREPARED for one in parts[sheet.id]),
            paid=paid[sheet.id],
        )
        made.append(bill)
    return made


def _line(line: PrescriptionLine, parts: Sequence[Dispense], shelf: Shelf, asked: int) -> BillLine:
    """What comes from another pharmacy is paid there."""
    wanted, pieces = wanted_pieces(line, shelf), handed_over(parts)
    product = shelf.products.get(line.drug)
    piece = product.pack_unit if product is not None else line.quantity_unit
    return BillLine(line.name, line.strength, pieces, piece, _price(line, pieces, wanted, shelf), max(wanted - pieces - asked, 0))


def _price(line: PrescriptionLine, pieces: int, wanted: int, shelf: Shelf) -> int | None:
    """By the price that stands on the sheet, else by the pack's price now; a part of it by the piece, half a fen up."""
    if line.price_fen is not None and wanted:
        return _rounded(Decimal(line.price_fen) * pieces / wanted)
    entry, card = shelf.entries.get(line.drug), shelf.card(line.drug)
    if entry is None or entry.pack_price_fen is None:
        return None
    return _rounded(Decimal(entry.pack_price_fen) * pieces / (card.pack_size if card is not None else 1))


def _rounded(fen: Decimal) -> int:
    return int(fen.to_integral_value(ROUND_HALF_UP))
