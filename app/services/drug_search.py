"""Finds products by pinyin initials, generic, English, former or trade name; marks what is easily taken for each other (H29)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from app.domain.amounts import amount_text
from app.domain.ids import tidy
from app.domain.prescription import FormularyEntry
from app.rules.formulary import Product
from app.rules.shipped import shipped_toml
from app.rules.supply import ProductCard, product_cards
from app.store.pinyin import initials_of, pinyin_of

_SALTS = (
    *(
        "注射用",
        "盐酸",
        "硫酸氢",
        "硫酸",
        "苯磺酸",
        "马来酸",
        "富马酸",
        "酒石酸",
        "枸橼酸",
        "氢溴酸",
        "醋酸",
        "磷酸",
        "重组",
        "复方",
        "消旋",
    ),
    "单硝酸",
)
_EXACT, _BEGINS, _HOLDS, _NEAR = range(4)
_NEAR_FROM = 4  # letters; one of them may be wrong when nothing else is found


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One hit. ``matched``: the former name it was found by, '' = its own. ``differs``: spans of ``name`` to set off.

    ``needs_choice``: Enter must not take it although it stands first. ``confirmed``: the institution checked the entry.
    """

    drug: str
    name: str
    form: str
    strength: str
    pack: str
    matched: str = ""
    needs_choice: bool = False
    differs: tuple[tuple[int, int], ...] = ()
    price_fen: int | None = None
    stock: int | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    key: str
    word: str  # '' = the product's own name
    spelled: bool = False  # letters that stand for Chinese characters
    initials: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    rank: int
    key: _Key
    product: Product


class DrugSearch:
    """An index over one rule pack; built once (20 ms), searched in well under 5 ms."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._index = [(product, tuple(_keys(product, product_cards().get(product.id)))) for product in products.values()]

    def find(self, text: str, entries: Mapping[str, FormularyEntry], limit: int = 12) -> list[ProductRow]:
        """The best hits first; products that the institution hid are left out."""
        word = plain(text)
        if not word:
            return []
        shown = [(product, keys) for product, keys in self._index if not _hidden(entries, product)]
        hits = [hit for product, keys in shown if (hit := _best(product, keys, word, _rank))]
        if not hits and len(word) >= _NEAR_FROM:
            hits = [hit for product, keys in shown if (hit := _best(product, keys, word, _near))]
        hits.sort(key=lambda hit: (hit.rank, len(hit.key.key), hit.product.name))
        return [_row(hit, hits, entries.get(hit.product.id)) for hit in hits[:limit]]


def plain(text: str) -> str:
    """As typed and as indexed: letters, digits and characters only."""
    return "".join(char for char in tidy(text).casefold() if char.isalnum())


def strength_text(product: Product) -> str:
    """``5 mg``, ``80万U``; '' where one piece is the dose."""
    if product.strength is None or product.strength_unit.startswith("{"):
        return ""
    return amount_text(product.strength, product.strength_unit)


def pack_text(product: Product, card: ProductCard | None) -> str:
    """``28片/盒``; '' where no pack is known."""
    if card is None or not card.pack_word or card.pack_size == 1:
        return ""
    return f"{card.pack_size}{product.pack_unit}/{card.pack_word}"


def _hidden(entries: Mapping[str, FormularyEntry], product: Product) -> bool:
    entry = entries.get(product.id)
    return entry is not None and entry.hidden


def _keys(product: Product, card: ProductCard | None) -> Iterator[_Key]:
    for name in dict.fromkeys((product.name, _bare(product.name))):
        yield from _spellings(name, "")
    yield _Key(plain(product.name_en), "")
    for old in card.old_names if card is not None else ():
        yield from _spellings(old, old)


def _spellings(name: str, word: str) -> Iterator[_Key]:
    yield _Key(plain(name), word)
    yield from (_Key(initials, word, True, True) for initials in initials_of(name))
    yield from (_Key(spelled, word, True) for spelled in pinyin_of(name)[:2])


def _bare(name: str) -> str:
    """Without the salt: 苯磺酸氨氯地平片 is asked for as 氨氯地平."""
    salt = next((salt for salt in _SALTS if name.startswith(salt) and len(name) > len(salt) + 2), "")
    return name.removeprefix(salt)


def _best(product: Product, keys: Iterable[_Key], word: str, judge: Callable[[_Key, str], int | None]) -> _Hit | None:
    best: _Hit | None = None
    for key in keys:
        rank = judge(key, word)
        if rank is not None and (best is None or rank < best.rank):
            best = _Hit(rank, key, product)
    return best


def _rank(key: _Key, word: str) -> int | None:
    if key.key.startswith(word):
        return _EXACT if key.key == word else _BEGINS
    inside = not key.spelled and len(word) > (_NEAR_FROM - 1 if word.isascii() else 1) and word in key.key
    return _HOLDS if inside else None


def _near(key: _Key, word: str) -> int | None:
    """Initials with one wrong letter, as a hurried hand types them."""
    wrong = sum(a != b for a, b in zip(key.key, word, strict=False))
    return _NEAR if key.initials and len(key.key) >= len(word) and wrong == 1 else None


def _row(hit: _Hit, hits: list[_Hit], entry: FormularyEntry | None) -> ProductRow:
    product = hit.product
    card = product_cards().get(product.id)
    rivals = _rivals(hit, hits)
    row = ProductRow(product.id, product.name, product.form, strength_text(product), pack_text(product, card), hit.key.word)
    if entry is not None:
        row = replace(row, price_fen=entry.price_fen, stock=entry.stock, confirmed=entry.confirmed_at is not None)
    names = [rival.product.name for rival in rivals]
    return replace(row, needs_choice=_needs_choice(hit, rivals), differs=_differing(product.name, names))


def _rivals(hit: _Hit, hits: list[_Hit]) -> list[_Hit]:
    """The other hits."""
    return [one for one in hits if one.product is not hit.product]


def _needs_choice(hit: _Hit, rivals: list[_Hit]) -> bool:
    if hit.rank == _EXACT and not hit.key.spelled:  # the whole name in characters can only be meant
        return any(rival.rank == _EXACT and not rival.key.spelled for rival in rivals)
    return bool(rivals) or hit.rank == _NEAR or hit.product.id in _partners()


def _differing(name: str, others: list[str]) -> tuple[tuple[int, int], ...]:
    """What of a name is not also in the most similar other one: the part between common beginning and common end."""
    best: tuple[int, int] | None = None
    for other in others:
        head = _common(name, other)
        tail = min(_common(name[::-1], other[::-1]), len(name) - head, len(other) - head)
        if head + tail and (best is None or head + tail > best[0] + best[1]):
            best = (head, tail)
    if best is None or best[0] + best[1] >= len(name):
        return ()
    return ((best[0], len(name) - best[1]),)


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@cache
def _partners() -> Mapping[str, frozenset[str]]:
    groups = [frozenset(group) for group in shipped_toml("look_alikes.toml")["groups"]]
    return {drug: frozenset().union(*(group for group in groups if drug in group)) - {drug} for drug in frozenset().union(*groups)}
