"""When two forms of a resource say the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.canonical import content_hash, exact_hash
from sync.jsontext import dumps, loads

OURS = '{"resourceType":"Observation","id":"o1","status":"final","valueQuantity":{"value":1.00,"unit":"mmol/L"}}'


@pytest.mark.parametrize(
    "theirs",
    [
        '{"id":"o1","resourceType":"Observation","valueQuantity":{"unit":"mmol/L","value":1},"status":"final"}',
        OURS.replace('"id"', '"meta":{"versionId":"9","lastUpdated":"2026-01-01T00:00:00Z","tag":[{"code":"x"}]},"id"'),
        OURS.replace('"id"', '"text":{"status":"generated","div":"<div/>"},"id"'),
        OURS.replace("1.00", "1.0"),
        OURS.replace("1.00", "10e-1"),
    ],
)
def test_what_servers_add_or_respell_is_no_other_content(theirs: str) -> None:
    """Own echoes and the reply to a lost acknowledgement are known by content."""
    assert content_hash(loads(OURS)) == content_hash(loads(theirs))


@pytest.mark.parametrize(
    "theirs",
    [
        OURS.replace("1.00", "1.01"),
        OURS.replace("1.00", "10"),
        OURS.replace("1.00", '"1.00"'),
        OURS.replace("final", "amended"),
        OURS.replace("mmol/L", "mg/dL"),
        OURS.replace('"status"', '"interpretation":[{"text":"H"}],"status"'),
    ],
)
def test_any_clinical_difference_is_another_content(theirs: str) -> None:
    """H2, H7: a unit, a status or a value must never count as the same."""
    assert content_hash(loads(OURS)) != content_hash(loads(theirs))
    assert exact_hash(loads(OURS)) != exact_hash(loads(theirs))


@pytest.mark.parametrize(
    "place",
    [
        '"resourceType":"DocumentReference","content":[{"attachment":%s}]',
        '"resourceType":"Media","content":%s',
        '"resourceType":"Patient","photo":[%s]',
    ],
)
def test_an_address_signed_anew_at_every_read_is_no_other_document(place: str) -> None:
    """sync.md 4.9, 33. Another document, by its hash, is one."""
    first, second, other = (
        loads("{" + place % f'{{"contentType":"application/pdf","hash":"{digest}","url":"https://s3/x?sig={signed}"}}' + "}")
        for digest, signed in (("a", "1"), ("a", "2"), ("b", "1"))
    )
    assert content_hash(first) == content_hash(second) != content_hash(other)


def test_the_exact_hash_sees_precision_and_tags_but_no_version() -> None:
    assert exact_hash(loads(OURS)) != exact_hash(loads(OURS.replace("1.00", "1.0")))
    assert exact_hash(loads(OURS)) != exact_hash(loads(OURS.replace('"id"', '"meta":{"tag":[{"code":"x"}]},"id"')))
    assert exact_hash(loads(OURS)) == exact_hash(loads(OURS.replace('"id"', '"meta":{"versionId":"3"},"id"')))


def test_huge_exponents_are_not_spelt_out() -> None:
    """T7: nine bytes must not become a gigabyte."""
    assert content_hash({"value": loads("1e999999999")}) != content_hash({"value": loads("1e999999998")})
    assert content_hash({"value": loads("-0.0")}) == content_hash({"value": 0})
    assert content_hash({"value": loads("1.2300000000000000000000000000000001")}) != content_hash({"value": loads("1.23")})


_decimals = st.decimals(Decimal("-1e30"), Decimal("1e30"), allow_nan=False, allow_infinity=False)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | _decimals | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_texts | st.sampled_from(["meta", "text", "value"]), _values, max_size=5))
def test_what_was_built_hashes_as_what_a_peer_parses(built: dict[str, object]) -> None:
    """Our own resources are hashed before they are text; the peer's echo of that text must give the same hash."""
    assert content_hash(built) == content_hash(loads(dumps(built)))
