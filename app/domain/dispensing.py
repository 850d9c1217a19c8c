"""What is given out against a sheet, and the ledger of the shelf: rows that are only ever added, whose sum is the stock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.formulary import Batch
from app.domain.trace_code import TraceCode, TraceKind

_PLATFORM_PRODUCT = 7  # digits of a platform code that name the product and its pack (clinical.md §4)


class MoveKind(StrEnum):
    """Why pieces came or went."""

    RECEIPT = "receipt"  # 入库
    DISPENSED = "dispensed"  # 发药
    TAKEN_BACK = "taken_back"  # 发出前退回货架
    COUNTED = "counted"  # 盘点: the difference to what was counted
    LOSS = "loss"  # 报损: broken, expired, lost
    SENT_BACK = "sent_back"  # 退回供货方
    LISTED = "listed"  # a list of the institution's stock was read in
    CORRECTED = "corrected"  # 更正: off the batch that was written down wrongly, onto the right one
    SENT_OUT = "sent_out"  # 外配发出: into a parcel for another institution's patient
    CAME_BACK = "came_back"  # 外配退回: the parcel came back, or two dispatchers packed it
    SETTLED = "settled"  # 已核实: nothing moves; what came of one code that two seats gave out


@dataclass(frozen=True, slots=True)
class StockMove:
    """One row of the ledger. ``pieces`` came (positive) or went (negative); ``note``: supplier's paper, words of whoever wrote it.

    ``by``: the practitioner who wrote it, '' = a list that was read without one.
    """

    id: str
    drug: str
    batch: str
    expiry: date | None
    kind: MoveKind
    pieces: int
    at: str
    by: str
    reason: str = ""
    note: str = ""
    dispense: str | None = None


class DispenseStatus(StrEnum):
    """How far one part of a line is."""

    PREPARED = "prepared"  # 已调配: off the shelf, still in the pharmacy
    HANDED_OVER = "handed_over"  # 已发药
    TAKEN_BACK = "taken_back"  # 发出前退回


@dataclass(frozen=True, slots=True)
class SoldCode:
    """Pieces of one pack that went out. ``product``: what its code says of the product, '' = nothing; ``split``: the pack was opened."""

    key: str
    pieces: int
    product: str = ""
    split: bool = False


@dataclass(frozen=True, slots=True)
class Dispense:
    """Pieces of one batch, prepared for one line. Never more than one batch: each has a number and a last day of its own.

    ``shelf``: id of the institution whose ledger it came off, '' = no stock of it was kept; ``back_by``, ``back_at``: of putting it back.
    """

    id: str
    person: str
    encounter: str
    prescription: str
    line: str
    drug: str
    name: str
    batch: str
    expiry: date | None
    pieces: int
    piece: str
    status: DispenseStatus
    prepared_by: str
    prepared_at: str
    codes: tuple[SoldCode, ...] = ()
    handed_by: str | None = None
    handed_at: str | None = None
    reason: str = ""
    shelf: str = ""
    back_by: str | None = None
    back_at: str | None = None

    @property
    def is_live(self) -> bool:
        """Whether it counts: it was not put back on the shelf."""
        return self.status is not DispenseStatus.TAKEN_BACK


def product_in(code: TraceCode) -> str:
    """The part of a trace code that names the product; '' where the maker's own digits do not tell it."""
    return {TraceKind.PLATFORM: code.key[:_PLATFORM_PRODUCT], TraceKind.GS1: code.gtin}.get(code.kind, "")


def first_to_expire(batches: Iterable[Batch], today: date) -> tuple[Batch, ...]:
    """Batches that may be given, in the order in which they are to be (近效期先出); a batch without a last day comes last."""
    usable = [one for one in batches if one.stock > 0 and not one.is_expired(today)]
    return tuple(sorted(usable, key=lambda one: (one.expiry is None, one.expiry or date.max, one.number)))


def given(parts: Iterable[Dispense]) -> int:
    """Pieces prepared or handed over."""
    return sum(one.pieces for one in parts if one.is_live)


def handed_over(parts: Iterable[Dispense]) -> int:
    """Pieces the patient has."""
    return sum(one.pieces for one in parts if one.status is DispenseStatus.HANDED_OVER)
