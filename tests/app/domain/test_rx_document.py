"""Canonical bytes: one document, one spelling."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from app.domain.rx_document import FORMAT, DocumentError, canonical, fingerprint, read

DOCUMENT = {"format": FORMAT, "姓名": "𫖯王", "lines": [{"single": "2.5", "again": True, "none": None}], "b": "1", "a": "2"}


def test_keys_are_sorted_and_nothing_stands_between() -> None:
    data = canonical(DOCUMENT)
    expected = '{"a":"2","b":"1","format":"xiangyi/prescription/1","lines":[{"again":true,"none":null,"single":"2.5"}],"姓名":"𫖯王"}'
    assert data.decode() == expected
    assert fingerprint(data) == hashlib.sha256(expected.encode()).hexdigest()
    assert read(data) == DOCUMENT


@pytest.mark.parametrize("value", [5, 2.5, Decimal("2.5"), {"x": [1]}, [{"y": 0.1}]])
def test_a_number_is_refused_wherever_it_hides(value: object) -> None:
    with pytest.raises(DocumentError, match="text"):
        canonical({"format": FORMAT, "value": value})


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff", b'{"format":"other"}', canonical(DOCUMENT) + b" ", canonical(DOCUMENT).replace(b'"a":"2",', b"") + b""],
    ids=["empty", "list", "bytes", "other", "blank", "cut"],
)
def test_only_canonical_documents_are_read(data: bytes) -> None:
    if data.startswith(b'{"b"'):
        assert read(data) == {key: value for key, value in DOCUMENT.items() if key != "a"}
        return
    with pytest.raises(DocumentError):
        read(data)


def test_the_same_content_in_another_order_is_not_the_same_bytes() -> None:
    with pytest.raises(DocumentError, match="canonical"):
        read(b'{"format":"xiangyi/prescription/1","a":"1"}')
