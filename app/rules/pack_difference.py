"""What a rule pack lets through that the rules in use do not: told before it is used, and refused where a dose has grown by a decimal place (H44)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.rules.findings import Severity
from app.rules.formulary import Product
from app.rules.pack import Pack

LEAP = 5
"""A limit grown so many times over is a slip of the decimal point, not a correction: two signatures do not make it right."""
_UPPER = ("max_single", "max_daily", "max_daily_long_course", "max_daily_old", "max_weekly", "max_days")
_CHILD = ("per_kg_dose", "per_kg_day")
_LOWER = ("min_interval_days", "min_age_years", "min_weight_kg")
_GUARDS = (
    "strength",
    "dose_unit",
    "pregnancy",
    "sex_limit",
    "skin_test",
    "antibiotic_tier",
    "control_class",
    "allergy_group",
    "concentration",
)
_SETS = ("condition_alerts", "duplicate_groups", "routes")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise. ``code``: words under ``pack_change``; ``what``: name and id of the product, or id of the rule.

    ``field``: column of the formulary; ``old``, ``new``: as the data have them, '' = none; ``looser``: more is let through than before.
    """

    code: str
    what: str
    looser: bool
    field: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """``changes``: what lets more through first. ``files``: data files that differ, those of other rules too."""

    changes: tuple[Change, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def looser(self) -> tuple[Change, ...]:
        """What lets more through."""
        return tuple(one for one in self.changes if one.looser)


NO_DIFFERENCE = Difference()


def difference(before: Pack, after: Pack, files: tuple[str, ...] = ()) -> Difference:
    """Between the rules in use and a pack that may follow them."""
    found = (*_products(before, after), *_rules(_severities(before), _severities(after)))
    return Difference(tuple(sorted(found, key=lambda one: not one.looser)), files)


def leaps(after: Pack, *known: Pack) -> tuple[str, ...]:
    """Names of products that could be given so much more than by any pack that is known here, or are counted in another unit."""
    return tuple(
        _called(product) for product in after.products.values() if _leaps(product, [one.products.get(product.id) for one in known])
    )


def _leaps(product: Product, known: list[Product | None]) -> bool:
    there = [one for one in known if one is not None]
    if not there:
        return False
    units = product.dose_unit not in {one.dose_unit for one in there}
    return units or any(_leapt(_upper(product)[name], [_upper(one)[name] for one in there]) for name in (*_UPPER, *_CHILD))


def _leapt(new: Decimal | None, known: list[Decimal | None]) -> bool:
    told = [one for one in known if one]
    return new is not None and bool(told) and new >= max(told) * LEAP


def _upper(product: Product) -> Mapping[str, Decimal | None]:
    child = product.child_limits
    return {name: getattr(product, name) for name in _UPPER} | {name: getattr(child, name, None) for name in _CHILD}


def _products(before: Pack, after: Pack) -> Iterator[Change]:
    for id, old in before.products.items():
        new = after.products.get(id)
        if new is None:
            yield Change("drug_gone", _called(old), True)
        elif new != old:
            yield from _product(old, new)
    yield from (Change("drug_new", _called(new), False) for id, new in after.products.items() if id not in before.products)


def _product(old: Product, new: Product) -> Iterator[Change]:
    what, limits = _called(new), _upper(new)
    for name, was in _upper(old).items():
        if was != limits[name]:
            yield _limit(what, name, was, limits[name], upper=True)
    for name in _LOWER:
        if getattr(old, name) != getattr(new, name):
            yield _limit(what, name, getattr(old, name), getattr(new, name), upper=False)
    for name in _GUARDS:
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            yield Change("guard", what, bool(one), name, _text(one), _text(other))
    for name in _SETS:
        less, more = set(getattr(old, name)) - set(getattr(new, name)), set(getattr(new, name)) - set(getattr(old, name))
        if less or more:
            opens = bool(more if name == "routes" else less)
            yield Change("guard", what, opens, name, "、".join(sorted(less)), "、".join(sorted(more)))


def _called(product: Product) -> str:
    return f"{product.name}（{product.id}）"


def _limit(what: str, field: str, old: Decimal | None, new: Decimal | None, upper: bool) -> Change:
    looser = old is not None and (new is None or (new > old if upper else new < old))
    return Change("limit", what, looser, field, _text(old), _text(new))


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value in (None, False) else "1" if value is True else str(value)


def _severities(pack: Pack) -> Mapping[str, Severity]:
    """Every rule that has a name, with what it does. A sum's limit stands in its name: another limit is another rule."""
    data = pack.interactions
    named = {rule.id: rule.severity for rule in (*data.pairs, *data.infusions)}
    named |= {rule.id: rule.severity for rule in data.many} | {rule.id: rule.severity for rule in data.counts}
    named |= {f"{rule.id} ≤ {rule.limit_mg:f} mg": rule.severity for rule in data.sums}
    named |= {f"十八反 {name}": Severity.BLOCK for _, _, name in data.herbs.antagonisms}
    named |= {f"十九畏 {'、'.join(sorted(pair))}": Severity.BLOCK for pair in data.herbs.fears}
    named |= {f"{one} × {other}": severity for (one, other), severity in pack.allergy_pairs.items()}
    return named | {f"{drug} · {token}": said for drug, row in pack.condition_severity.items() for token, said in row.items()}


def _rules(before: Mapping[str, Severity], after: Mapping[str, Severity]) -> Iterator[Change]:
    for id, old in before.items():
        new = after.get(id)
        if new is None:
            yield Change("rule_gone", id, True, old=old.value)
        elif new is not old:
            yield Change("rule_changed", id, new.rank > old.rank, old=old.value, new=new.value)
    yield from (Change("rule_new", id, False, new=said.value) for id, said in after.items() if id not in before)
