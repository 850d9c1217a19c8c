"""Which product a row of a list means, and what box it is sold in. What cannot be told for certain is refused, never guessed (H29)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.domain.formulary import OwnProduct
from app.domain.ids import derived_id
from app.domain.specification import PIECES, Specification, read_specification
from app.rules.formulary import Product
from app.rules.product_cards import ProductCard, product_cards
from app.services.drug_index import bare_name, plain
from app.services.formulary_rows import COLUMNS, ListRow
from app.services.list_rows import words_of

_DEFAULT_BOX = "盒"
_POURED = ("mL", "g")


class RowProblem(Exception):
    """The row cannot be taken; ``code`` is a key of the table ``formulary_row``."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Box:
    """``size`` pieces in a ``word``; ``per_unit`` pieces in the unit that the row counts and prices in."""

    size: int
    word: str
    per_unit: int


@dataclass(frozen=True, slots=True)
class Meant:
    """The product of a row. ``own``: the knowledge pack does not have it."""

    drug: str
    name: str
    card: ProductCard | None
    piece: str
    poured: bool
    own: OwnProduct | None = None


class Matcher:
    """Finds products by name, strength and form. ``institution``: its id, which names its own products."""

    def __init__(self, ruled: Mapping[str, Product], institution: str) -> None:
        self._institution = institution
        self._named: dict[str, dict[str, Product]] = {}
        self._stemmed: dict[str, dict[str, Product]] = {}
        for product in ruled.values():
            for name in _names(product):
                self._named.setdefault(name, {})[product.id] = product
                self._stemmed.setdefault(_stem(name), {})[product.id] = product

    def find(self, row: ListRow) -> Meant:
        """Raises RowProblem ``row_ambiguous``, ``row_piece``."""
        spec = row.specification or Specification()
        found = [one for one in self._candidates(row) if _fits(one, product_cards().get(one.id), spec)]
        if len(found) > 1 and row.form:
            found = [one for one in found if _same_form(one.form, row.form)] or found
        if len(found) > 1:
            raise RowProblem("row_ambiguous", names="、".join(sorted({f"{one.name}（{one.form}）" for one in found})))
        if found:
            product = found[0]
            return Meant(product.id, product.name, product_cards().get(product.id), product.pack_unit, product.pack_unit in _POURED)
        return self._own(row, spec)

    def _candidates(self, row: ListRow) -> list[Product]:
        """By the whole name, else without what only tells the form."""
        name = plain(row.name)
        exact = self._named.get(name)
        if exact:
            return list(exact.values())
        near = self._stemmed.get(_stem(name), {})
        return [one for one in near.values() if not row.form or _same_form(one.form, row.form)]

    def _own(self, row: ListRow, spec: Specification) -> Meant:
        piece = spec.piece or (row.unit if row.unit in PIECES else "")
        if not piece:
            raise RowProblem("row_piece")
        strength = spec.strength
        own = OwnProduct(
            row.name, row.form, None if strength is None else strength.value, "" if strength is None else strength.unit, piece, row.maker
        )
        said = "" if strength is None else f"{strength.value.normalize():f}{strength.unit}"
        drug = derived_id("own-product", self._institution, plain(row.name), plain(row.form), said, piece, plain(row.maker))
        return Meant(drug, row.name, None, piece, False, own)


def box_of(row: ListRow, meant: Meant) -> Box:
    """Raises RowProblem ``row_unit``, ``row_pack`` where it is not told how many pieces a unit holds."""
    spec, card, piece = row.specification or Specification(), meant.card, meant.piece
    told = row.unit if row.unit not in ("", piece, spec.piece) else ""
    word = spec.pack_word or told or (card.pack_word if card else "")
    if told and told != word:
        raise RowProblem("row_unit", unit=row.unit, pack=word)
    if told and spec.pack_size is None and (card is None or told != card.pack_word):
        raise RowProblem("row_pack", unit=told)
    size = _size(spec, card, meant.poured)
    word = word or (_DEFAULT_BOX if size > 1 else piece)
    loose = row.unit in (piece, spec.piece) and row.unit not in ("", word)
    return Box(size, word, 1 if loose else size)


def _size(spec: Specification, card: ProductCard | None, poured: bool) -> int:
    held = card.pack_size if card else 1
    if poured:  # a bottle is counted in mL
        return held * (spec.pack_size or 1)
    return spec.pack_size or held


def _names(product: Product) -> Iterator[str]:
    card = product_cards().get(product.id)
    names = (product.name, bare_name(product.name), *(card.old_names if card else ()))
    yield from dict.fromkeys(plain(name) for name in names)


def _fits(product: Product, card: ProductCard | None, spec: Specification) -> bool:
    """Whether the strength on the list is this product's; two volumes that differ are two products."""
    if product.strength is None or product.strength_unit.startswith("{"):
        return not spec.amounts
    boxed = read_specification(product.specification) or Specification()
    volumes = [one for one in boxed.amounts if one.unit == "mL"], [one for one in spec.amounts if one.unit in {"mL", "L"}]
    if all(volumes) and not volumes[1][0].equals(volumes[0][0].value, "mL"):
        return False
    if any(one.equals(product.strength, product.strength_unit) for one in spec.amounts):
        return True
    bottle = product.pack_unit in _POURED and card is not None
    return bottle and any(one.equals(Decimal(card.pack_size), product.pack_unit) for one in spec.amounts if card is not None)


def _stem(name: str) -> str:
    return next((name.removesuffix(end) for end in _ends() if name.endswith(end) and len(name) > len(end) + 1), name)


@cache
def _ends() -> tuple[str, ...]:
    return tuple(sorted(words_of(COLUMNS)["forms"], key=len, reverse=True))


def _same_form(one: str, other: str) -> bool:
    """片 and 片剂, 胶囊 and 硬胶囊: one holds the other without the last 剂."""
    a, b = one.removesuffix("剂"), other.removesuffix("剂")
    return bool(a and b) and (a in b or b in a)
