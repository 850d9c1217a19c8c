"""What is asked of whole groups: two of one class are told, a class that holds something else is narrowed, a row about nothing refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from app.rules.engine import evaluate
from app.rules.findings import Severity
from app.rules.formulary import PackError
from app.rules.pack import ADDITIONS, Pack, load_pack
from app.rules.shipped import shipped_bytes
from tests.app.rules.contexts import line, sheet


def _changed(old: str, new: str) -> Callable[[str], bytes]:
    return lambda name: shipped_bytes(name).replace(old.encode(), new.encode()) if name == ADDITIONS else shipped_bytes(name)


def _codes(pack: Pack, *drugs: str, medicines: tuple[str, ...] = ()) -> dict[str, Severity]:
    review = evaluate(sheet(*(line(drug) for drug in drugs), medicines=medicines), pack)
    return {found.code: found.severity for found in review.findings if found.code in {"RX-APP-07", "RX-APP-08", "RX-SAF-07"}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dapagliflozin-tab", "empagliflozin-tab"),
        ("paracetamol-tab", "quton-tab"),
        ("furosemide-tab", "torasemide-tab"),
        ("allopurinol-tab", "febuxostat-tab"),
        ("domperidone-tab", "metoclopramide-tab"),
        ("clopidogrel-tab", "ticagrelor-tab"),
    ],
)
def test_two_of_one_class(pack: Pack, one: str, other: str) -> None:
    assert _codes(pack, one, other)["RX-APP-07"] is Severity.OVERRIDE
    assert _codes(pack, one, medicines=(other,))["RX-APP-07"] is Severity.OVERRIDE


def test_glucosamine_is_no_antiphlogistic(pack: Pack) -> None:
    """It would interrupt every old knee beside an aspirin (alert fatigue)."""
    assert _codes(pack, "glucosamine-cap", "aspirin-ec-tab", "valsartan-cap", "hydrochlorothiazide-tab") == {}
    assert _codes(pack, "ibuprofen-tab", "aspirin-ec-tab")["RX-APP-08"] is Severity.OVERRIDE
    everywhere = load_pack(read=_changed('token = "M01A"', 'token = "M99"'))
    assert "RX-APP-08" in _codes(everywhere, "glucosamine-cap", "aspirin-ec-tab")


@pytest.mark.parametrize("taken", [(), ("irbesartan-hctz-tab",)])
def test_one_tablet_of_two_drugs_counts_as_two(pack: Pack, taken: tuple[str, ...]) -> None:
    """Sartan, thiazide and antiphlogistic, though there are two tablets only; one alone is none."""
    drugs = ("ibuprofen-tab",) if taken else ("ibuprofen-tab", "irbesartan-hctz-tab")
    assert _codes(pack, *drugs, medicines=taken)["RX-SAF-07"] is Severity.OVERRIDE
    assert "RX-SAF-07" not in _codes(pack, "irbesartan-hctz-tab") and "RX-SAF-07" not in _codes(pack, "ibuprofen-tab", "irbesartan-tab")


def test_a_products_own_course_stands(pack: Pack) -> None:
    assert pack.products["cold-amantadine-cap"].max_days == Decimal(3) and pack.products["paracetamol-tab"].max_days == Decimal(5)
    assert pack.products["ganmaoqing-cap"].max_days == Decimal(7)


@pytest.mark.parametrize(
    ("one", "other"),
    [("附片", "法半夏"), ("川乌片", "浙贝母"), ("公丁香", "川郁金"), ("丁香", "广郁金"), ("蜜甘草", "甘遂"), ("附子", "半夏")],
)
def test_herbs_that_fight_are_known_by_all_their_names(pack: Pack, base_pack: Pack, one: str, other: str) -> None:
    def told(by: Pack) -> list[str]:
        return [found.code for found in evaluate(replace(sheet(), herbs=(one, other)), by).findings if found.code == "RX-APP-11"]

    assert told(pack) == ["RX-APP-11"]
    assert told(base_pack) == (["RX-APP-11"] if (one, other) == ("附子", "半夏") else [])


def test_a_usual_most_at_a_time_is_lower_than_the_labels(pack: Pack, base_pack: Pack) -> None:
    """×10 of a usual dose must not fit under the label's absolute maximum."""
    now, base = pack.products["haloperidol-tab"], base_pack.products["haloperidol-tab"]
    assert (base.max_single, now.max_single, now.max_daily) == (Decimal(20), Decimal(10), base.max_daily)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('atc = ["A10BK"]', 'atc = ["Q99"]'),
        ("max_days = 7", 'max_days = "week"'),
        ('"M01AA", ', '"M01 AA", '),
        ('drug = "furosemide-tab"', 'drug = "x"'),
    ],
)
def test_a_row_about_nothing_refuses_the_pack(old: str, new: str) -> None:
    assert old.encode() in shipped_bytes(ADDITIONS)
    with pytest.raises(PackError):
        load_pack(read=_changed(old, new))


def test_the_base_pack_is_left_alone(base_pack: Pack) -> None:
    assert base_pack.products["dapagliflozin-tab"].duplicate_groups == frozenset()
    assert any(token.text == "M01A" for rule in base_pack.interactions.pairs for token in (*rule.a, *rule.b))
