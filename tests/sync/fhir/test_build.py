"""Nothing empty goes out."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import jsontext
from sync.fhir import condition, fact, observation
from sync.fhir.build import concept, octets, part, pruned, quantity, urn
from sync.fhir.element import BadResource, Element
from tests.sync.fhir import records

ASSEMBLED: list[st.SearchStrategy[dict[str, Any]]] = [
    records.measurements().map(observation.to_fhir),
    st.tuples(records.conditions, records.maybe_id).map(lambda given: condition.to_fhir(*given)),
    st.tuples(records.facts, records.maybe_id).map(lambda given: fact.to_fhir(*given)),
]


@given(st.one_of(*ASSEMBLED))
def test_what_is_put_together_of_whole_parts_has_nothing_empty(body: dict[str, Any]) -> None:
    """R4 JSON knows no empty string, array or object: servers refuse the whole bundle for one."""
    assert pruned(body) == body


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ({"a": "", "b": None, "c": [], "d": {}, "e": [{}, [""], {"f": None}]}, None),
        ({"a": 0, "b": False, "c": Decimal("0.00"), "d": ["", "x"]}, {"a": 0, "b": False, "c": Decimal("0.00"), "d": ["x"]}),
        (({"a": ("",)}, {"b": 1}), [{"b": 1}]),
    ],
)
def test_zero_and_no_are_not_empty(value: Any, left: Any) -> None:
    assert pruned(value) == left
    assert part("x", valueInteger=0) == {"url": "x", "valueInteger": 0} and part("x", valueBoolean=False) is not None
    assert part("x", valueString="") is part("x", valueCoding=None) is part("x", extension=[None]) is None
    assert concept(None) == {} == quantity(None, "")


@given(records.decimals)
def test_a_number_keeps_its_digits(number: Decimal) -> None:
    """H2: 7.80 is not 7.8; a whole number is written as one either way."""
    assert jsontext.dumps(quantity(number, "")) == f'{{"value":{number}}}'


@given(st.uuids(), st.booleans())
def test_an_id_of_ours_is_an_urn(one: uuid.UUID, upper: bool) -> None:
    told = urn(str(one).upper() if upper else str(one))
    assert told is not None and told["value"] == one.urn
    assert urn("x") is urn(one.hex + "0") is None


@given(st.binary(min_size=1, max_size=70).map(bytes.hex) | st.text(min_size=1, max_size=20))
def test_bytes_come_back_as_the_digits_that_are_kept(digits: str) -> None:
    told = octets("x", digits)
    assert told is not None and Element(told, "x").octets() == digits
    assert Element({"url": "x", "valueString": digits}, "x").octets() == digits, "as it was told by the version before"


def test_what_is_absent_or_no_bytes() -> None:
    assert octets("x", None) is octets("x", "") is None and Element({}, "x").octets() == ""
    with pytest.raises(BadResource, match="not base64"):
        Element({"valueBase64Binary": "a"}, "x").octets()
