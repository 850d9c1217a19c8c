"""Days' supply."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.prescription import SheetKind
from app.rules.checks.quantity import controlled_limit, long_term_limit, units_needed
from app.rules.engine import evaluate
from app.rules.facts import LineFacts, MedicineFact
from app.rules.pack import Pack
from tests.app.rules.checks.codes import codes
from tests.app.rules.contexts import line, patient, sheet

SIGNED = {"evaluated": True, "patient_signed": True}


@pytest.mark.parametrize(
    ("one", "facts", "found"),
    [
        (line("amlodipine-tab", days=7), {}, []),
        (line("amlodipine-tab", days=8), {}, ["RX-QTY-01"]),
        (line("amlodipine-tab", days=8), {"extend_reason": "  "}, ["RX-QTY-01"]),
        (line("amlodipine-tab", days=30), {"extend_reason": "慢性病"}, []),
        (line("ibuprofen-tab", days=4), {"kind": SheetKind.EMERGENCY}, ["RX-QTY-02"]),
        (line("estazolam-tab", days=8), {}, ["RX-QTY-03"]),
        (line("estazolam-tab", days=8), {"extend_reason": "慢性失眠"}, []),
        (line("metformin-tab", days=28), {"long_term": True}, []),
        (line("metformin-tab", days=29), {"long_term": True}, ["RX-QTY-06"]),
        (line("metformin-tab", days=29), {"long_term": True, "evaluated": True}, ["RX-QTY-06"]),
        (line("metformin-tab", days=84), {"long_term": True, **SIGNED}, []),
        (line("metformin-tab", days=85), {"long_term": True, **SIGNED}, ["RX-QTY-05"]),
        (line("diazepam-tab", days=14), {"long_term": True}, ["RX-QTY-04"]),
        (line("isoniazid-tab", days=28), {"long_term": True}, []),
        (line("metformin-tab", days=7, days_left=Decimal(8)), {}, ["RX-QTY-09"]),
        (line("metformin-tab", days=7, days_left=Decimal(7)), {}, []),
    ],
)
def test_days(one: LineFacts, facts: dict[str, Any], found: list[str]) -> None:
    assert [code for code, _ in codes(sheet(one, **facts), "RX-QTY")] == found


def test_stock_of_another_strength_of_the_same_substance_counts_and_is_named(pack: Pack) -> None:
    code = pack.products["metformin-tab"].atc
    other = next(one for one in pack.products.values() if one.atc == code and one.id != "metformin-tab")
    for left, wanted in ((8, ["RX-QTY-09"]), (7, [])):
        context = replace(sheet(line("metformin-tab", days=7)), medicines=(MedicineFact(other.id, days_left=Decimal(left)),))
        found = [one for one in evaluate(context, pack).findings if one.code == "RX-QTY-09"]
        assert [one.code for one in found] == wanted and all(other.name in one.facts["of"] for one in found)


def test_another_substance_at_home_is_no_early_refill(pack: Pack) -> None:
    context = replace(sheet(line("metformin-tab", days=7)), medicines=(MedicineFact("amlodipine-tab", days_left=Decimal(20)),))
    assert codes(context, "RX-QTY-09") == []


@pytest.mark.parametrize(("times", "found"), [(0, []), (2, []), (3, [("RX-QTY-10", "warn")]), (9, [("RX-QTY-10", "warn")])])
def test_after_three_renewals_unseen_the_patient_must_be_seen(times: int, found: list[tuple[str, str]]) -> None:
    assert codes(sheet(line("metformin-tab", days=7, unseen=times)), "RX-QTY") == found


def test_a_pack_signed_before_that_rule_asks_for_nobody(pack: Pack) -> None:
    policy = {key: value for key, value in pack.policy.items() if key != "renewal"}
    context = sheet(line("metformin-tab", days=7, unseen=9))
    assert not [one for one in evaluate(context, replace(pack, policy=policy)).findings if one.code == "RX-QTY-10"]


@pytest.mark.parametrize(
    ("drug", "days", "pain", "found"),
    [
        ("morphine-inj", 0, False, []),
        ("morphine-inj", 1, False, ["RX-QTY-03"]),
        ("morphine-inj", 3, True, []),
        ("morphine-cr-tab", 15, True, []),
        ("morphine-cr-tab", 8, False, ["RX-QTY-03"]),
        ("pethidine-inj", 1, True, ["RX-QTY-03"]),
    ],
)
def test_controlled(drug: str, days: int, pain: bool, found: list[str]) -> None:
    context = sheet(line(drug, days=days), who=patient(pain_patient=pain), extend_reason="疼痛")
    assert [code for code, _ in codes(context, "RX-QTY")] == found


def test_limits_of_the_regulation(pack: Pack) -> None:
    policy = pack.policy
    assert controlled_limit(policy, "麻", "inj").single_dose
    assert controlled_limit(policy, "麻", "er").days == 7
    assert controlled_limit(policy, "精一", "other", pain=True).days == 7
    assert controlled_limit(policy, "精一", purpose="adhd").days == 15
    assert controlled_limit(policy, "麻", in_patient=True).days == 1
    assert controlled_limit(policy, "毒").days == 2
    assert controlled_limit(policy, "精二").reason_extends and not controlled_limit(policy, "麻").reason_extends
    assert (long_term_limit(policy).days, long_term_limit(policy).longest) == (28, 84)


def test_supply_is_counted_before_packs_are_rounded() -> None:
    assert units_needed(Decimal(5), Decimal(1), 28, Decimal(5)) == 28
    assert units_needed(Decimal("12.5"), Decimal(2), 7, Decimal(25)) == 7
    assert units_needed(Decimal(8), Decimal(1), 7, Decimal(5)) == 14
    assert units_needed(Decimal(10), Decimal(1), 0, Decimal(10)) == 1


@given(st.integers(1, 40), st.integers(1, 4), st.integers(1, 90), st.sampled_from([1, 5, 10, 25]))
def test_what_is_dispensed_lasts_the_course(single: int, per_day: int, days: int, strength: int) -> None:
    units = units_needed(Decimal(single), Decimal(per_day), days, Decimal(strength))
    assert units * strength >= single * per_day * days
