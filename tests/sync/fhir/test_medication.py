"""The county's catalogue on the wire: every item comes back as it went, and what is no item is not taken for one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.formulary import INSURANCE, FormularyEntry, OwnProduct, ProductSource
from sync.fhir import medication
from sync.fhir.element import BadResource, NotOurs
from tests.sync.fhir import records
from tests.sync.fhir.test_round_trips import wired

NOW = "2026-03-05T08:00:00.000Z"
boxes = st.builds(
    OwnProduct,
    name=records.words,
    form=records.maybe_words,
    strength=st.sampled_from([Decimal(5), Decimal("0.25"), Decimal("2.50"), Decimal(800000)]),
    unit=st.sampled_from(["mg", "g", "[iU]", "mL"]),
    piece=st.sampled_from(["片", "支", "袋"]),
    maker=records.maybe_words,
) | st.builds(OwnProduct, name=records.words, form=records.maybe_words, strength=st.none(), unit=st.just(""), piece=st.just("贴"))
items = st.builds(
    FormularyEntry,
    drug=records.tokens,
    pack_price_fen=st.none() | st.integers(0, 100_000_000),
    insurance=st.sampled_from(["", *INSURANCE]),
    source=st.just(ProductSource.COUNTY),
    pack_size=st.none() | st.integers(1, 1000),
    pack_word=st.sampled_from(["", "盒", "瓶"]),
    trade_name=records.maybe_words,
    own=boxes,
    version=records.maybe_words,
    withdrawn_at=st.none() | st.just(NOW),
)
ITEM = "5c9be7b2-62b4-4f6c-8a0e-2f1d6a90b222"
TABLETS = FormularyEntry(
    "amlodipine-tab",
    1260,
    insurance="甲",
    source=ProductSource.COUNTY,
    pack_size=28,
    pack_word="盒",
    own=OwnProduct("苯磺酸氨氯地平片", "片剂", Decimal(5), "mg", "片", "某药业"),
    version="2026-3",
)


@given(items, st.booleans())
def test_an_item_comes_back_as_it_went(entry: FormularyEntry, known: bool) -> None:
    item = ITEM if known else entry.drug
    assert medication.from_fhir(wired(medication.to_fhir(item, entry)), at=NOW) == entry


def test_what_stands_on_the_wire() -> None:
    body = wired(medication.to_fhir(ITEM, TABLETS))
    assert (body["resourceType"], body["status"], body["code"]["text"], body["form"]["text"]) == (
        "Medication",
        "active",
        "苯磺酸氨氯地平片",
        "片剂",
    )
    assert body["code"]["coding"] == [{"system": "urn:xiangyi:cs:formulary", "code": "amlodipine-tab"}]
    strength = body["ingredient"][0]["strength"]
    assert (strength["numerator"]["value"], strength["numerator"]["code"], strength["denominator"]["unit"]) == (5, "mg", "片")
    money = next(one["valueMoney"] for one in body["extension"] if one["url"].endswith("price"))
    assert (money["value"], money["currency"]) == (Decimal("12.60"), "CNY")


def changed(**more: Any) -> Any:
    return wired(medication.to_fhir(ITEM, TABLETS)) | more


def test_a_strangers_medication_is_none_of_ours() -> None:
    with pytest.raises(NotOurs):
        medication.from_fhir(changed(extension=[]))
    with pytest.raises(ValueError, match="box"):
        medication.to_fhir(ITEM, FormularyEntry("amlodipine-tab"))


def money(value: Any, currency: str = "CNY") -> Any:
    body = changed()
    for one in body["extension"]:
        if one["url"].endswith("price"):
            one["valueMoney"] = {"value": value, "currency": currency}
    return body


def pack(name: str, **value: Any) -> Any:
    body = changed()
    for one in body["extension"][0]["extension"]:
        if one["url"] == name:
            one.clear()
            one.update({"url": name, **value})
    return body


@pytest.mark.parametrize(
    "body",
    [
        money(Decimal("-1")),
        money(Decimal("12.605")),
        money(Decimal("1E9")),
        money(Decimal(12), "USD"),
        pack("size", valueInteger=0),
        pack("size", valueInteger=-28),
        pack("piece", valueString=""),
        changed(code={"coding": []}),
        changed(ingredient=[{"strength": {"numerator": {"value": 0, "unit": "mg"}}}]),
    ],
)
def test_a_hostile_item_is_refused(body: Any) -> None:
    """H44: a price, a pack or a strength that cannot be."""
    with pytest.raises(BadResource):
        medication.from_fhir(body)
