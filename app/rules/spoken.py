"""Drugs as people call them: by the name on the box, a former or trade name, or the substance alone (H28)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from app.domain.ids import tidy
from app.rules.formulary import Product
from app.rules.product_cards import product_cards
from app.rules.words import AllergyTargets, Vocabulary, drug_word, plain_name

_SHORTEST = 2
_BEFORE_SUBSTANCE = ("酸", "酸氢", "用", "钠")
_SUBSTANCE = 7  # signs of an ATC code of level 5


def product_called(word: str, products: Mapping[str, Product], rather: Collection[str] = ()) -> Product | None:
    """The product that a word means; None where nobody here knows it or where it could be two substances.

    ``rather``: ids that are taken first among those of one substance, so that a medicine renewed is no second one beside itself.
    """
    text = tidy(word)
    if len(text) < _SHORTEST:
        return None
    former = [products[id] for id in _former_names().get(text.casefold(), ()) if id in products]
    hits = [one for one in products.values() if plain_name(one.name) == text] or former
    hits = hits or _of_substance(text, products)
    codes = {one.atc for one in hits}
    if not hits or (len(hits) > 1 and (len(codes) > 1 or len(min(codes)) < _SUBSTANCE)):
        return None
    return next((one for one in hits if one.id in rather), hits[0])


def _of_substance(text: str, products: Mapping[str, Product]) -> list[Product]:
    """Products named after the substance: behind its salt at most (氨氯地平 is not 左氨氯地平), of one substance and
    swallowed rather than not."""
    befores = {one.id: plain_name(one.name).partition(text) for one in products.values() if text in plain_name(one.name)}
    named = [products[id] for id, (before, _, _) in befores.items() if not before or before.endswith(_BEFORE_SUBSTANCE)]
    single = [one for one in named if not one.ingredient_atc] or named
    return [one for one in single if "oral" in one.routes] or single


def allergy_targets(word: str, token: str, products: Mapping[str, Product], vocabulary: Vocabulary) -> AllergyTargets:
    """What an allergy is compared with; a former or trade name (消炎痛, 芬必得) stands for its substance."""
    known = vocabulary.allergy(word, token, products.values())
    if known.known or token:
        return known
    former = next((products[id] for id in _former_names().get(drug_word(word).casefold(), ()) if id in products), None)
    return known if former is None else vocabulary.allergy(former.name_en, "", products.values())


@cache
def _former_names() -> Mapping[str, tuple[str, ...]]:
    """Former and trade names → ids of the products that had them."""
    found: dict[str, tuple[str, ...]] = {}
    for card in product_cards().values():
        for name in card.old_names:
            key = tidy(name).casefold()
            found[key] = (*found.get(key, ()), card.id)
    return found
