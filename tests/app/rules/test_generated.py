"""A thousand unsafe prescriptions, none silent; a hundred and more ordinary ones, hardly one interrupted (H17, H30, H44, H52)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from app.rules.check import Check
from app.rules.engine import CHECKS, evaluate
from app.rules.findings import CheckState, Finding
from app.rules.formulary import Product
from app.rules.pack import Pack
from app.rules.sheet import Sheet
from tests.app.rules.generator import CHECK_OF, generate
from tests.app.rules.plausible import plausible_sheets
from tests.app.rules.unsafe import Maker, Shelf, Unsafe

COUNT, SEED = 1_000, 20260301
AT_LEAST_CLEAN, INTERRUPTED_AT_MOST = 100, 0.05
NOT_ABOUT_SAFETY = frozenset({"insurance", "trace_codes"})


def _objections(one: Unsafe, pack: Pack, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    review = evaluate(one.context, pack, checks)
    assert CheckState.FAILED not in {run.state for run in review.checks}, one
    return review.objections


def _names_it(one: Unsafe, found: Iterable[Finding]) -> bool:
    """Whether somebody objects to what is wrong, and not to something else."""
    return any(each.code in one.codes and (not one.drugs or one.drugs & set(each.drugs)) for each in found)


def _is_told(one: Unsafe, pack: Pack, checks: Iterable[Check] = CHECKS) -> bool:
    return _names_it(one, _objections(one, pack, checks))


def _of_kind(maker: Maker, pack: Pack, count: int = 4) -> list[Unsafe]:
    shelf = Shelf(pack.products, Random(SEED))
    return [maker(shelf) for _ in range(count)]


def test_none_of_a_thousand_is_silent(pack: Pack, record_property: Callable[[str, object], None]) -> None:
    told = {one: _objections(one, pack) for one in generate(pack.products, COUNT, SEED)}
    silent = [str(one) for one, found in told.items() if not found]
    record_property("generated", f"{len(silent)} of {COUNT} without a finding")
    assert silent == []
    assert [str(one) for one, found in told.items() if not _names_it(one, found)] == [], "an objection, but to something else"
    assert len({one.kind for one in told}) == len(CHECK_OF) and len(told) == COUNT


def test_a_seed_repeats(pack: Pack) -> None:
    few = 3 * len(CHECK_OF)
    assert generate(pack.products, few, SEED) == generate(pack.products, few, SEED) != generate(pack.products, few, SEED + 1)


def test_every_check_that_protects_is_tried() -> None:
    """A check that is added needs a kind of prescription that it answers for."""
    tried = frozenset[str]().union(*CHECK_OF.values())
    assert tried == {check.id for check in CHECKS} - NOT_ABOUT_SAFETY


@pytest.mark.parametrize("maker", CHECK_OF, ids=lambda maker: maker.__name__.strip("_"))
def test_a_check_that_is_gone_or_mute_is_noticed(pack: Pack, maker: Maker) -> None:
    """The planted bug: without its check every prescription of a kind passes, so this harness would turn red."""

    def mute(_: Sheet) -> Iterator[Finding]:
        return iter(())

    unsafe, mine = _of_kind(maker, pack), CHECK_OF[maker]
    gone = [check for check in CHECKS if check.id not in mine]
    muted = [replace(check, find=mute) if check.id in mine else check for check in CHECKS]
    assert len(gone) == len(CHECKS) - len(mine)
    for checks in (gone, muted):
        assert not any(_is_told(one, pack, checks) for one in unsafe)
    assert all(_is_told(one, pack) for one in unsafe)


def _without_limits(product: Product) -> Product:
    return replace(product, max_single=None, max_daily=None, max_daily_old=None, max_daily_long_course=None, child_limits=None)


def _ten_times_the_limits(product: Product) -> Product:
    most, daily = ((None if limit is None else limit * 10) for limit in (product.max_single, product.max_daily))
    return replace(product, max_single=most, max_daily=daily)


def _changed(pack: Pack, change: Callable[[Product], Product]) -> Pack:
    return replace(pack, products={id: change(product) for id, product in pack.products.items()})


def _a_year_without_a_reason(pack: Pack) -> Pack:
    return replace(pack, policy={**pack.policy, "days": {**pack.policy["days"], "ordinary": 365, "emergency": 365}})


PLANTED: dict[str, Callable[[Pack], Pack]] = {
    "limits lost": lambda pack: _changed(pack, _without_limits),
    "limits ten times": lambda pack: _changed(pack, _ten_times_the_limits),
    "contraindications lost": lambda pack: _changed(pack, lambda one: replace(one, condition_alerts=())),
    "pregnancy lost": lambda pack: _changed(pack, lambda one: replace(one, pregnancy="", ask_pregnancy=False)),
    "allergy groups lost": lambda pack: replace(pack, allergy_pairs={}),
    "ages lost": lambda pack: _changed(pack, lambda one: replace(one, min_age_years=None, child_limits=None)),
    "duplicates lost": lambda pack: _changed(pack, lambda one: replace(one, duplicate_groups=frozenset())),
    "pairs lost": lambda pack: replace(pack, interactions=replace(pack.interactions, pairs=())),
    "skin tests lost": lambda pack: _changed(pack, lambda one: replace(one, skin_test=False)),
    "a year without a reason": _a_year_without_a_reason,
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_broken_pack_is_noticed(pack: Pack, planted: str) -> None:
    """H44: the facts are not read from the pack, so a pack that lost them is told by the silence."""
    broken = PLANTED[planted](pack)
    assert not all(_is_told(one, broken) for one in generate(pack.products, COUNT, SEED))


def test_ordinary_sheets_are_seldom_interrupted(pack: Pack, record_property: Callable[[str, object], None]) -> None:
    sheets = plausible_sheets(pack)
    reviews = {one.name: evaluate(one.context, pack) for one in sheets}
    stopped = {name: [(f.code, f.rule) for f in review.findings if f.severity.interrupts] for name, review in reviews.items()}
    interrupted = {name: found for name, found in stopped.items() if found}
    record_property("ordinary", f"{len(interrupted)} of {len(sheets)} interrupt")
    assert len(sheets) == len(reviews) >= AT_LEAST_CLEAN
    assert len(interrupted) <= INTERRUPTED_AT_MOST * len(sheets), interrupted
    assert all(CheckState.FAILED not in {run.state for run in review.checks} for review in reviews.values())


def test_ordinary_sheets_are_no_empty_ones(pack: Pack) -> None:
    """They would interrupt if their doses slipped: the same sheets times ten are stopped."""
    sheets = plausible_sheets(pack)
    slipped = [
        replace(one.context, lines=tuple(replace(line, single=line.single and line.single * Decimal(10)) for line in one.context.lines))
        for one in sheets
    ]
    stopped = [context for context in slipped if any(found.severity.interrupts for found in evaluate(context, pack).findings)]
    assert len(stopped) >= 0.95 * len(sheets)
