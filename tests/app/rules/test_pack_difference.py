"""What a pack has otherwise than the rules in use, what lets more through first (H44)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.rules.findings import Severity
from app.rules.formulary import ChildLimits, Product
from app.rules.pack import Pack
from app.rules.pack_difference import Change, difference, leaps

DRUG = "simvastatin-tab"


def with_product(pack: Pack, **fields: object) -> Pack:
    made: Product = replace(pack.products[DRUG], **fields)  # type: ignore[arg-type]
    return replace(pack, products={**pack.products, DRUG: made})


def only(before: Pack, after: Pack) -> Change:
    (one,) = difference(before, after).changes
    return one


def test_the_same_rules_differ_in_nothing(pack: Pack) -> None:
    assert difference(pack, pack).changes == () and leaps(pack, pack) == ()


@pytest.mark.parametrize(
    ("fields", "looser"),
    [
        ({"max_daily": Decimal(80)}, True),
        ({"max_daily": None}, True),
        ({"max_daily": Decimal(20)}, False),
        ({"max_weekly": Decimal(70)}, False),
        ({"min_age_years": None}, True),
        ({"min_age_years": Decimal(90)}, False),
        ({"pregnancy": ""}, True),
        ({"condition_alerts": ()}, True),
        ({"duplicate_groups": frozenset()}, True),
        ({"routes": frozenset({"oral", "iv"})}, True),
        ({"skin_test": True}, False),
        ({"strength": Decimal(200)}, True),
    ],
)
def test_each_column_is_told(pack: Pack, fields: dict[str, object], looser: bool) -> None:
    before = with_product(pack, min_age_years=Decimal(10))
    told = only(before, with_product(before, **fields))
    assert told.field == next(iter(fields)) and told.looser is looser and DRUG in told.what


def test_drugs_and_rules_that_are_gone_milder_or_new(pack: Pack) -> None:
    data, first = pack.interactions, pack.interactions.pairs[0]
    less = replace(
        pack, products={key: one for key, one in pack.products.items() if key != DRUG}, interactions=replace(data, pairs=data.pairs[1:])
    )
    assert {(one.code, one.looser) for one in difference(pack, less).changes} == {("drug_gone", True), ("rule_gone", True)}
    assert {(one.code, one.looser) for one in difference(less, pack).changes} == {("drug_new", False), ("rule_new", False)}
    mild = replace(pack, interactions=replace(data, pairs=(replace(first, severity=Severity.PASSIVE), *data.pairs[1:])))
    assert only(pack, mild) == Change("rule_changed", first.id, True, old=first.severity.value, new="passive")
    assert not only(mild, pack).looser


@pytest.mark.parametrize(("times", "leapt"), [(Decimal("4.9"), False), (Decimal(5), True), (Decimal(10), True)])
def test_a_limit_grown_five_times_over_is_a_leap(pack: Pack, times: Decimal, leapt: bool) -> None:
    old = pack.products[DRUG]
    assert old.max_daily is not None
    grown = with_product(pack, max_daily=old.max_daily * times)
    assert bool(leaps(grown, pack)) is leapt
    assert leaps(grown, pack, grown) == (), "one that is known here allows it already"


def test_a_childs_dose_leaps_too_and_a_limit_where_there_was_none_does_not(pack: Pack) -> None:
    child = with_product(pack, child_limits=ChildLimits(Decimal(10), Decimal(40), None))
    assert leaps(with_product(pack, child_limits=ChildLimits(Decimal(100), Decimal(40), None)), child)
    assert leaps(child, pack) == () and leaps(with_product(pack, max_weekly=Decimal(900)), pack) == ()
