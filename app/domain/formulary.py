"""What an institution says of the products it has: batches, price, insurance class, source, and whose signature confirmed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

INSURANCE = ("甲", "乙", "自费")
"""医保目录类别, as lists and price tags print it; '' = not told."""

CONTROL = ("麻", "精一", "精二", "毒")
"""管制类别, as the rules know it; '' = none, or not told."""


class ProductSource(StrEnum):
    """Where a product comes from."""

    LOCAL = "local"
    COUNTY = "county"  # a server's catalogue, as a rule the county's: ordered, not on the shelf


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

    ``strength`` of one piece in ``unit`` (UCUM); None where the box tells pieces alone. ``control``: 麻, 精一, 精二 or 毒, '' = none.
    """

    name: str
    form: str
    strength: Decimal | None
    unit: str
    piece: str  # 片, 支, 袋
    maker: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class FormularyEntry:
    """One product in this institution. ``pack_price_fen`` of one ``pack_word``; None = not told.

    ``pack_size`` pieces in a ``pack_word``, where the institution buys another pack than the shipped card names. ``own`` only where the
    knowledge pack does not have the product. ``confirmation``: a pharmacist's Ed25519 signature, hex, over what was confirmed.
    ``catalogue`` and ``version``: the server whose list told of it, and which edition; ``withdrawn_at``: when that list said it is given
    no more. ``confirmed_by``: a practitioner.
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
    version: str = ""
    catalogue: str = ""
    withdrawn_at: str | None = None
    confirmed_by: str | None = None
    confirmed_at: str | None = None
    confirmation: str = ""
    confirmed_key: str = ""  # hex, public
    confirmed_pack: str = ""  # the knowledge pack it was confirmed against

    @property
    def is_confirmed(self) -> bool:
        """Whether a pharmacist of this institution signed it as it stands."""
        return self.confirmed_at is not None

    def unconfirmed(self) -> FormularyEntry:
        """The same without anybody's signature."""
        return replace(self, confirmed_by=None, confirmed_at=None, confirmation="", confirmed_key="", confirmed_pack="")

    @property
    def is_withdrawn(self) -> bool:
        """Whether it may be prescribed and given no more, whatever the institution thinks of it."""
        return self.withdrawn_at is not None

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


@dataclass(frozen=True, slots=True)
class HouseProduct:
    """An entry as one institution tells it to its other seats; the batches stay with the seat that counts them."""

    id: str
    organization: str
    entry: FormularyEntry
