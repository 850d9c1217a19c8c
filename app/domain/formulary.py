"""What an institution says of the products it has: batches, price, insurance class, source, and whose signature confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

INSURANCE = ("甲", "乙", "自费")
"""医保目录类别, as lists and price tags print it; '' = not told."""


class ProductSource(StrEnum):
    """Where a product comes from."""

    LOCAL = "local"
    COUNTY = "county"  # the county's catalogue: ordered, not on the shelf


@dataclass(frozen=True, slots=True)
class Batch:
    """Pieces of one batch on the shelf. ``expiry``: last day of use, None = not told. ``number`` '' = not told."""

    number: str
    expiry: date | None
    stock: int

    def is_expired(self, today: date) -> bool:
        """Whether it may no longer be given."""
        return self.expiry is not None and self.expiry < today


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """A product that the knowledge pack does not have: what its box says, and no rule.

    ``strength`` of one piece in ``unit`` (UCUM); None where the box tells pieces alone.
    """

    name: str
    form: str
    strength: Decimal | None
    unit: str
    piece: str  # 片, 支, 袋
    maker: str = ""


@dataclass(frozen=True, slots=True)
class FormularyEntry:
    """One product in this institution. ``pack_price_fen`` of one ``pack_word``; None = not told.

    ``pack_size`` pieces in a ``pack_word``, where the institution buys another pack than the shipped card names. ``own`` only where the
    knowledge pack does not have the product. ``confirmation``: a pharmacist's Ed25519 signature, hex, over what was confirmed.
    """

    drug: str
    pack_price_fen: int | None = None
    batches: tuple[Batch, ...] = ()
    hidden: bool = False
    insurance: str = ""
    source: ProductSource = ProductSource.LOCAL
    pack_size: int | None = None
    pack_word: str = ""
    trade_name: str = ""
    own: OwnProduct | None = None
    version: str = ""  # of the county's catalogue
    confirmed_by: str | None = None
    confirmed_at: str | None = None
    confirmation: str = ""
    confirmed_key: str = ""  # hex, public
    confirmed_pack: str = ""  # the knowledge pack it was confirmed against

    @property
    def is_confirmed(self) -> bool:
        """Whether a pharmacist of this institution signed it as it stands."""
        return self.confirmed_at is not None

    def stock(self, today: date) -> int | None:
        """Pieces that may be given; None where no stock is kept of it. Expired ones do not count."""
        return sum(one.stock for one in self.batches if not one.is_expired(today)) if self.batches else None

    def expired(self, today: date) -> tuple[Batch, ...]:
        """Batches on the shelf that may no longer be given."""
        return tuple(one for one in self.batches if one.stock and one.is_expired(today))

    def expiring(self, today: date, days: int) -> tuple[Batch, ...]:
        """Batches that may still be given, and not for long."""
        limit = today + timedelta(days=days)
        return tuple(one for one in self.batches if one.stock and one.expiry is not None and today <= one.expiry <= limit)

    def next_expiry(self, today: date) -> date | None:
        """Of what may be given, the day on which the first batch runs out."""
        days = [one.expiry for one in self.batches if one.stock and one.expiry is not None and not one.is_expired(today)]
        return min(days, default=None)
