"""Products as MedicationKnowledge: a catalogue's items, an institution's own rows with their confirmation, and what strangers write."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.formulary import FormularyEntry, HouseProduct, OwnProduct, ProductSource
from sync.fhir import medication_knowledge as knowledge
from sync.fhir.element import BadResource, NotOurs
from tests.sync.fhir import records
from tests.sync.fhir.test_medication import ITEM, NOW, TABLETS, items
from tests.sync.fhir.test_round_trips import wired

CLINIC, PHARMACIST = "c4a98318-63dc-5264-a976-dc5bc264f79e", "de6de706-7b52-530d-a75a-7c78e1885ee5"
SIGNED = replace(TABLETS, confirmed_by=PHARMACIST, confirmed_at=NOW, confirmation="ab", confirmed_key="cd", confirmed_pack="rules-1")
rows = st.builds(
    lambda entry, source, own, hidden, signed: replace(
        entry,
        source=source,
        own=entry.own if own else None,
        hidden=hidden,
        withdrawn_at=None,
        catalogue="http://county/fhir" if source is ProductSource.COUNTY else "",
        **{name: getattr(SIGNED, name) for name in SIGNED.__slots__ if signed and name.startswith("confirm")},
    ),
    items,
    st.sampled_from(ProductSource),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(items, st.booleans())
def test_an_item_comes_back_as_it_went(entry: FormularyEntry, known: bool) -> None:
    item = ITEM if known else entry.drug
    assert knowledge.item_from_fhir(wired(knowledge.item_to_fhir(item, entry)), at=NOW) == entry


@given(rows)
def test_an_institutions_row_comes_back_as_it_went(entry: FormularyEntry) -> None:
    one = HouseProduct(ITEM, CLINIC, entry)
    assert knowledge.from_fhir(wired(knowledge.to_fhir(one))) == one


@given(st.builds(replace, st.just(TABLETS.own), control=st.sampled_from(["", "精二", "麻"]), name=records.words))
def test_a_control_class_travels(own: OwnProduct) -> None:
    entry = replace(TABLETS, own=own)
    assert knowledge.item_from_fhir(wired(knowledge.item_to_fhir(ITEM, entry))).own == own


def test_what_stands_on_the_wire() -> None:
    body = wired(knowledge.item_to_fhir(ITEM, TABLETS))
    assert (body["code"]["text"], body["doseForm"]["text"], body["manufacturer"]["display"]) == ("苯磺酸氨氯地平片", "片剂", "某药业")
    assert (body["amount"]["value"], body["packaging"]["quantity"]["unit"], body["packaging"]["type"]["text"]) == (28, "片", "盒")
    assert body["cost"][0]["cost"] == {"value": Decimal("12.60"), "currency": "CNY"}
    assert body["medicineClassification"][0]["classification"][0]["text"] == "甲"
    assert body["ingredient"][0]["strength"]["numerator"]["code"] == "mg"


def test_a_confirmation_over_something_else_is_none() -> None:
    """Two seats' changes may be put together into what nobody signed."""
    body = wired(knowledge.to_fhir(HouseProduct(ITEM, CLINIC, SIGNED)))
    assert knowledge.from_fhir(body).entry.is_confirmed
    body["packaging"]["quantity"]["value"] = 7
    assert not knowledge.from_fhir(body).entry.is_confirmed


def stranger(**more: Any) -> Any:
    """As the examples of R4 look, with what a shop in China would add."""
    body = {
        "resourceType": "MedicationKnowledge",
        "id": "mk-17",
        "meta": {"versionId": "4", "lastUpdated": "2026-03-01T00:00:00Z"},
        "code": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "197361", "display": "amLODIPine 5 MG"}]},
        "doseForm": {"coding": [{"display": "Oral tablet"}]},
        "amount": {"value": 30, "unit": "TAB"},
        "synonym": ["Norvasc"],
        "ingredient": [
            {
                "itemCodeableConcept": {"text": "amlodipine"},
                "strength": {
                    "numerator": {"value": Decimal("5.0"), "system": "http://unitsofmeasure.org", "code": "mg"},
                    "denominator": {"value": 1, "unit": "TAB"},
                },
            }
        ],
        "cost": [{"type": {"text": "retail"}, "cost": {"value": 9, "currency": "USD"}}],
        "packaging": {"type": {"text": "bottle"}},
        "monitoringProgram": [{"name": "blood pressure"}],
    }
    return wired({name: value for name, value in (body | more).items() if value is not None})


def test_a_strangers_item_is_read_as_far_as_it_goes() -> None:
    found = knowledge.item_from_fhir(stranger(), "http://shop/fhir")
    assert found.own == OwnProduct("amLODIPine 5 MG", "Oral tablet", Decimal("5.0"), "mg", "TAB")
    assert (found.drug, found.pack_size, found.pack_word, found.trade_name) == ("mk-17", 30, "bottle", "Norvasc")
    assert (found.pack_price_fen, found.catalogue, found.version, found.withdrawn_at) == (None, "http://shop/fhir", "4", None)


def test_a_withdrawn_item_says_since_when() -> None:
    for status in ("inactive", "entered-in-error"):
        assert knowledge.item_from_fhir(stranger(status=status)).withdrawn_at == "2026-03-01T00:00:00.000Z"


def test_what_is_told_of_a_volume_is_no_strength_of_a_piece() -> None:
    syrup = stranger()["ingredient"]
    syrup[0]["strength"]["denominator"] = {"value": 5, "unit": "mL"}
    own = knowledge.item_from_fhir(stranger(ingredient=syrup)).own
    assert own is not None and (own.strength, own.unit) == (None, "")


def test_one_product_of_both_types_is_one() -> None:
    assert knowledge.item_from_fhir(stranger(associatedMedication=[{"reference": "Medication/m-1"}])).drug == "m-1"


@pytest.mark.parametrize(
    "body",
    [
        stranger(code=None),
        stranger(code={"coding": []}),
        stranger(amount=None),
        stranger(amount={"value": 30, "unit": "1"}),
        stranger(amount={"value": 0, "unit": "TAB"}),
        stranger(amount={"value": "30", "unit": "TAB"}),
        stranger(amount=[30]),
        stranger(status="gone"),
        stranger(ingredient={"strength": 5}),
        stranger(ingredient=[{"strength": {"numerator": {"value": -5, "unit": "mg"}}}]),
        stranger(cost=[{"cost": {"value": -1, "currency": "CNY"}}]),
        stranger(packaging={"quantity": {"value": Decimal("0.5")}}),
        stranger(synonym=[{"text": "Norvasc"}]),
        stranger(regulatory=[{"schedule": [{"schedule": {"coding": [{"system": "urn:xiangyi:cs:control-class", "code": "特"}]}}]}]),
        stranger(meta={"lastUpdated": "yesterday"}, status="inactive"),
    ],
)
def test_a_broken_item_is_refused_with_its_place(body: Any) -> None:
    """H44: a pack, a price or a strength that cannot be."""
    with pytest.raises(BadResource) as refusal:
        knowledge.item_from_fhir(body)
    assert refusal.value.path.startswith("MedicationKnowledge") and refusal.value.reason


def test_a_row_and_an_item_are_not_taken_for_each_other() -> None:
    with pytest.raises(NotOurs):
        knowledge.from_fhir(stranger())
    with pytest.raises(NotOurs):
        knowledge.item_from_fhir(wired(knowledge.to_fhir(HouseProduct(ITEM, CLINIC, SIGNED))))
    with pytest.raises(ValueError, match="box"):
        knowledge.item_to_fhir(ITEM, FormularyEntry("amlodipine-tab"))
