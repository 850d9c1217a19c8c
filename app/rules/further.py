"""What the clinic's pack holds beyond the base pack: more products, and rows that say more of products already there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.rules.cells import not_negative, positive_or_none
from app.rules.findings import Severity
from app.rules.formulary import AgeDose, ChildLimits, Product
from app.rules.further_products import PRODUCTS, SUBSTANCES, read_products
from app.rules.interactions import GRADES, PairRule, tokens_of
from app.rules.tables import PROOF, Row, read_rows
from app.rules.words import Vocabulary, icd_rule

CONDITIONS, LIMITS, INFUSIONS, CONDITION_CODES = "rx_conditions.csv", "rx_limits.csv", "rx_infusions.csv", "rx_condition_codes.csv"
AGE_DOSES = "rx_age_doses.csv"
FILES = (SUBSTANCES, PRODUCTS, CONDITIONS, LIMITS, INFUSIONS, CONDITION_CODES, AGE_DOSES)
_CONDITION_COLUMNS = ("products", "condition", "severity", *PROOF)
_LIMIT_COLUMNS = ("products", "limit", "value", "unit", *PROOF)
_AGE_DOSE_COLUMNS = ("products", "under_years", "max_single", "max_daily", "unit", *PROOF)
_INFUSION_COLUMNS = ("id", "a", "b", "severity", "effect_zh", "advice_zh", *PROOF)
_CODE_COLUMNS = ("condition", "icd10", *PROOF)
_YEARS = "a"
_LIMITS = ("max_single", "max_daily", "min_age_years", "max_daily_old", "child_min_age_years", "per_kg_dose", "per_kg_day")

Severities = Mapping[str, Mapping[str, Severity]]


@dataclass(frozen=True, slots=True)
class Further:
    """All of it. ``sources``: (product id, limit or condition) → the document a single row names."""

    products: Mapping[str, Product]
    severities: Severities
    infusions: tuple[PairRule, ...]
    vocabulary: Vocabulary
    sources: Mapping[tuple[str, str], str]


def read_further(data: Mapping[str, bytes], base: Mapping[str, Product], severities: Severities, vocabulary: Vocabulary) -> Further:
    """``data`` by file name, formulary.csv among it; ``base``, ``severities``, ``vocabulary`` of the base pack. Raises PackError."""
    codes = {row["condition"]: row.read("icd10", icd_rule) for row in read_rows(CONDITION_CODES, data[CONDITION_CODES], _CODE_COLUMNS)}
    known = vocabulary.with_conditions(codes)
    added = read_products(data, base, severities, known)
    books = _Books(dict(base) | dict(added.products), {key: dict(row) for key, row in {**severities, **added.severities}.items()}, {})
    for row in read_rows(CONDITIONS, data[CONDITIONS], _CONDITION_COLUMNS):
        if row["condition"] not in known.condition_tokens:
            raise row.refuse(f"condition {row['condition']!r}")
        books.alert(row)
    for row in read_rows(LIMITS, data[LIMITS], _LIMIT_COLUMNS):
        books.limit(row)
    for row in read_rows(AGE_DOSES, data[AGE_DOSES], _AGE_DOSE_COLUMNS):
        books.age_dose(row)
    infusions = tuple(_infusion(row) for row in read_rows(INFUSIONS, data[INFUSIONS], _INFUSION_COLUMNS))
    return Further(books.closed(), books.severities, infusions, known, MappingProxyType(books.sources))


@dataclass(slots=True)
class _Books:
    """Products while rows are laid over them; a row adds what a product lacks and changes nothing that it says itself."""

    products: dict[str, Product]
    severities: dict[str, dict[str, Severity]]
    sources: dict[tuple[str, str], str]
    named: dict[str, list[str]] = field(init=False)
    """Every word that means products → their ids."""
    changed: dict[str, dict[str, Any]] = field(init=False, default_factory=dict)
    """Product id → its fields as they will be: each product is made anew once, not with every row."""

    def __post_init__(self) -> None:
        self.named = {}
        for product in self.products.values():
            for name in product.names:
                self.named.setdefault(name, []).append(product.id)

    def alert(self, row: Row) -> None:
        """A condition that the products name from now on, and how grave it is."""
        token, grade = row["condition"], row.read("severity", Severity)
        for product in self._meant(row):
            alerts = self._now(product, "condition_alerts")
            if token not in alerts:
                self._change(product, "condition_alerts", (*alerts, token))
                self.severities.setdefault(product.id, {})[token] = grade
                self.sources[product.id, token] = row["source"]

    def limit(self, row: Row) -> None:
        """A limit of dose or age, in the products' dose unit or in years; products dosed in another unit are not meant."""
        name, value = row.read("limit", _limit_name), row.read("value", not_negative)
        for product in self._meant(row):
            unit = _YEARS if name.endswith("years") else product.dose_unit
            if row["unit"] == unit and self._limit(product, name, value):
                self.sources[product.id, name] = row["source"]

    def _limit(self, product: Product, name: str, value: Decimal) -> bool:
        """Whether the product lacked the limit and has it now."""
        if hasattr(product, name):
            lacks = self._now(product, name) is None
            if lacks:
                self._change(product, name, value)
            return lacks
        child, part = self._now(product, "child_limits") or ChildLimits(None, None, None), name.removeprefix("child_")
        lacks = getattr(child, part) is None
        if lacks:
            self._change(product, "child_limits", replace(child, **{part: value}))
        return lacks

    def age_dose(self, row: Row) -> None:
        """A smaller dose below an age, for products dosed in the row's unit."""
        years, *most = (row.read(name, positive_or_none) for name in ("under_years", "max_single", "max_daily"))
        if years is None or not any(most):
            raise row.refuse("no age or no dose")
        dose = AgeDose(years, most[0], most[1], row["source"])
        for product in self._meant(row):
            if product.dose_unit == row["unit"]:
                self._change(product, "age_doses", (*self._now(product, "age_doses"), dose))

    def closed(self) -> Mapping[str, Product]:
        """All products with what the rows added."""
        made = {id: replace(self.products[id], **changes) for id, changes in self.changed.items()}
        return MappingProxyType(self.products | made)

    def _now(self, product: Product, name: str) -> Any:
        return self.changed.get(product.id, {}).get(name, getattr(product, name))

    def _change(self, product: Product, name: str, value: Any) -> None:
        self.changed.setdefault(product.id, {})[name] = value

    def _meant(self, row: Row) -> list[Product]:
        """No row changes what a product is called, so that each is found by its names and not by trying all."""
        keys = (key for token in row.read("products", tokens_of) for key in self.named.get(token.text, ()))
        return [self.products[key] for key in dict.fromkeys(keys)]


def _limit_name(cell: str) -> str:
    if cell not in _LIMITS:
        raise ValueError(cell)
    return cell


def _infusion(row: Row) -> PairRule:
    grade = row.read("severity", GRADES.__getitem__)
    if not row["id"] or not row["effect_zh"] or not row["advice_zh"]:
        raise row.refuse("no id, effect or advice")
    sides = (row.read("a", tokens_of), row.read("b", tokens_of))
    return PairRule(row["id"], *sides, grade, row["effect_zh"], row["advice_zh"], source=row["source"], basis=row["basis"])
